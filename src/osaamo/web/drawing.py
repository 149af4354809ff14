"""A competence map drawn for the page: whole numbers in a box 1,000 wide, labels placed so that none overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osaamo.engine import CompetenceMap, MapNode

WIDTH = 1000
HEIGHTS = (440, 760)
MARGIN = 70
LETTER = 7.4
LINE = 18
LONGEST = 34


@dataclass(frozen=True, slots=True)
class Disc:
    """The island of a theme, and where its name stands."""

    x: int
    y: int
    radius: int
    tone: int
    name: str
    name_x: int
    name_y: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A skill. ``side`` is ``own``, ``both`` or ``goal``; without room for its label ``shown`` is false."""

    x: int
    y: int
    radius: int
    tone: int
    side: str
    number: int
    label: str
    short: str
    quote: str
    label_x: int
    label_y: int
    anchor: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Two skills that belong together."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything of the drawing; ``compared`` when there is a goal on it."""

    height: int
    discs: tuple[Disc, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    compared: bool


Box = tuple[float, float, float, float]


def drawn(
    shown: CompetenceMap, language: str, *, numbers: Mapping[str, int], quotes: Mapping[str, str]
) -> Picture | None:
    """The drawing, or ``None`` for an empty map.

    Args:
        shown: one map, or an overlay whose left side is the person's own.
        language: of the labels.
        numbers: the number of a skill in the list on the page, by uri.
        quotes: its sentence, by uri.
    """
    if not shown.nodes:
        return None
    frame = _Frame(shown)
    taken: list[Box] = [_around(*frame.at(node.x, node.y), _radius(node)) for node in shown.nodes]
    discs = []
    for island in shown.islands:
        x, y = frame.at(island.x, island.y)
        radius = max(26, round(island.radius * frame.scale))
        name = _short(island.labels.best(language))
        top = max(LINE, y - radius - 8)
        name_x, name_y, box = _name_place(name, x, top, y + radius + LINE, height=frame.height, taken=taken)
        taken.append(box)
        discs.append(Disc(x, y, radius, island.theme % 8, name, name_x, name_y))
    dots = tuple(_dots(shown, frame, taken, language=language, numbers=numbers, quotes=quotes))
    points = [frame.at(node.x, node.y) for node in shown.nodes]
    lines = tuple(Line(*points[edge.source], *points[edge.target]) for edge in shown.edges)
    return Picture(frame.height, tuple(discs), lines, dots, any(node.side for node in shown.nodes))


class _Frame:
    """The part of the map in use, scaled to the box. Places keep their relation, so the picture stays familiar."""

    def __init__(self, shown: CompetenceMap) -> None:
        left = min(island.x - island.radius for island in shown.islands)
        right = max(island.x + island.radius for island in shown.islands)
        top = min(island.y - island.radius for island in shown.islands)
        bottom = max(island.y + island.radius for island in shown.islands)
        wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHTS[1] - 2 * MARGIN) / high)
        self.height = max(HEIGHTS[0], min(HEIGHTS[1], round(high * self.scale) + 2 * MARGIN))
        self._dx = (WIDTH - wide * self.scale) / 2 - left * self.scale
        self._dy = (self.height - high * self.scale) / 2 - top * self.scale

    def at(self, x: float, y: float) -> tuple[int, int]:
        """The point of the box for a place of the map."""
        return round(x * self.scale + self._dx), round(y * self.scale + self._dy)


def _dots(
    shown: CompetenceMap,
    frame: _Frame,
    taken: list[Box],
    *,
    language: str,
    numbers: Mapping[str, int],
    quotes: Mapping[str, str],
) -> Iterator[Dot]:
    sides = {"": "own", "left": "own", "both": "both", "right": "goal"}
    for node in shown.nodes:
        x, y = frame.at(node.x, node.y)
        radius = _radius(node)
        label = node.labels.best(language)
        short = _short(label)
        place = _label_place(short, x, y, radius, height=frame.height, taken=taken)
        label_x, label_y, anchor = place or (x + radius + 5, y + 5, "start")
        yield Dot(
            x=x,
            y=y,
            radius=radius,
            tone=node.theme % 8,
            side=sides[node.side],
            number=numbers.get(node.uri, 0),
            label=label,
            short=short,
            quote=quotes.get(node.uri, ""),
            label_x=label_x,
            label_y=label_y,
            anchor=anchor,
            shown=place is not None,
        )


def _label_place(
    text: str, x: int, y: int, radius: int, *, height: int, taken: list[Box]
) -> tuple[int, int, str] | None:
    wide = len(text) * LETTER
    gap = radius + 5
    for place_x, place_y, anchor in (
        (x + gap, y + 5, "start"),
        (x - gap, y + 5, "end"),
        (x, y - gap - 3, "middle"),
        (x, y + gap + 12, "middle"),
    ):
        start = place_x - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
        box = (start, place_y - 14, start + wide, place_y + 4)
        if box[0] > 4 and box[2] < WIDTH - 4 and box[1] > 4 and box[3] < height - 4 and not _hits(box, taken):
            taken.append(box)
            return place_x, place_y, anchor
    return None


def _name_place(name: str, x: int, above: int, below: int, *, height: int, taken: list[Box]) -> tuple[int, int, Box]:
    half = len(name) * LETTER / 2
    middle = round(min(max(x, half + 6), WIDTH - half - 6))
    tries = [above - LINE * step for step in range(3)] + [below + LINE * step for step in range(3)]
    boxes = [(place, (middle - half, place - 14.0, middle + half, place + 4.0)) for place in tries]
    free = [(place, box) for place, box in boxes if LINE <= place < height - 6 and not _hits(box, taken)]
    place, box = (free or boxes)[0]
    return middle, place, box


def _hits(box: Box, taken: list[Box]) -> bool:
    return any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken)


def _around(x: int, y: int, radius: int) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _radius(node: MapNode) -> int:
    return 6 + round(6 * math.sqrt(max(0.0, min(1.0, node.confidence))))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"

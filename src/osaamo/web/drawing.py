"""A competence map drawn for the page: whole numbers in a box 1,200 wide, labels placed so that none overlap.

The engine draws maps as files; this drawing belongs to its page: its colours follow the page's, and each skill knows
its number in the list and its sentence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osaamo.engine import CompetenceMap

WIDTH = 1200
HEIGHTS = (480, 860)
MARGIN = 80
LETTER = 7.2
LINE = 18
LONGEST = 36
ROUNDS = 120
APART = 7


@dataclass(frozen=True, slots=True)
class Disc:
    """The island of a theme, and where its name stands; without room for the name ``shown`` is false."""

    x: int
    y: int
    radius: int
    tone: int
    name: str
    name_x: int
    name_y: int
    shown: bool


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
Spot = tuple[int, int, int]


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
    spots = _spots(shown, frame)
    taken: list[Box] = [(x - radius, y - radius, x + radius, y + radius) for x, y, radius in spots]
    discs = tuple(_discs(shown, frame, taken, language))
    dots = tuple(_dots(shown, spots, taken, height=frame.height, language=language, numbers=numbers, quotes=quotes))
    lines = tuple(Line(*spots[edge.source][:2], *spots[edge.target][:2]) for edge in shown.edges)
    return Picture(frame.height, discs, lines, dots, any(node.side for node in shown.nodes))


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


def _spots(shown: CompetenceMap, frame: _Frame) -> list[Spot]:
    """Where each skill is drawn: at its place, nudged aside where it would cover another."""
    radii = [5 + round(6 * math.sqrt(max(0.0, min(1.0, node.confidence)))) for node in shown.nodes]
    points = [frame.at(node.x, node.y) for node in shown.nodes]
    places = [[float(x), float(y)] for x, y in points]
    for _ in range(ROUNDS):
        moved = False
        for a in range(len(places)):
            for b in range(a):
                dx, dy = places[a][0] - places[b][0], places[a][1] - places[b][1]
                distance = math.hypot(dx, dy)
                lack = radii[a] + radii[b] + APART - distance
                if lack > 0.5:
                    # Two skills at one place part along a direction of their own, so that the picture never wavers.
                    turn = 2.4 * (a + b)
                    ux, uy = (dx / distance, dy / distance) if distance > 0.1 else (math.cos(turn), math.sin(turn))
                    for place, sign in ((places[a], 0.5), (places[b], -0.5)):
                        place[0] += sign * ux * lack
                        place[1] += sign * uy * lack
                    moved = True
        if not moved:
            break
    return [
        (round(min(max(x, 16), WIDTH - 16)), round(min(max(y, 16), frame.height - 16)), radius)
        for (x, y), radius in zip(places, radii, strict=True)
    ]


def _discs(shown: CompetenceMap, frame: _Frame, taken: list[Box], language: str) -> Iterator[Disc]:
    for island in shown.islands:
        x, y = frame.at(island.x, island.y)
        radius = max(26, round(island.radius * frame.scale))
        label = island.labels.best(language)
        name = _short(label[:1].upper() + label[1:])
        half = len(name) * (LETTER + 0.4) / 2
        middle = round(min(max(x, half + 6), WIDTH - half - 6))
        tries = [y - radius - 8 - LINE * step for step in range(3)] + [
            y + radius + LINE * (1 + step) for step in range(2)
        ]
        boxes = [(place, (middle - half, place - 14.0, middle + half, place + 5.0)) for place in tries]
        free = [entry for entry in boxes if LINE <= entry[0] < frame.height - 6 and not _hits(entry[1], taken)]
        if free:
            taken.append(free[0][1])
        yield Disc(x, y, radius, island.theme % 8, name, middle, free[0][0] if free else tries[0], bool(free))


def _dots(
    shown: CompetenceMap,
    spots: list[Spot],
    taken: list[Box],
    *,
    height: int,
    language: str,
    numbers: Mapping[str, int],
    quotes: Mapping[str, str],
) -> Iterator[Dot]:
    sides = {"": "own", "left": "own", "both": "both", "right": "goal"}
    for node, (x, y, radius) in zip(shown.nodes, spots, strict=True):
        label = node.labels.best(language)
        short = _short(label)
        place = _label_place(short, (x, y, radius), height, taken)
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


def _label_place(text: str, spot: Spot, height: int, taken: list[Box]) -> tuple[int, int, str] | None:
    x, y, radius = spot
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


def _hits(box: Box, taken: list[Box]) -> bool:
    return any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"

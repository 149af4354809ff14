"""A map as one self-contained SVG: land with names, skills as circles, no script and no style attribute.

Colours are CSS classes over custom properties (``--map-...``) that a page may set; the fallback colours sit in
presentation attributes, so that the picture is right in any viewer, too. Circles keep their place on the atlas as far
as they can: those that would cover each other are nudged apart a little.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.maps.coast import coasts
from osaamo.engine.maps.labels import Box, place_labels, width_of, wrap
from osaamo.engine.maps.style import (
    BORDER,
    COAST,
    EDGE,
    FAINT,
    HALO,
    INK,
    LAND,
    LEFT,
    MAP_CSS,
    RIGHT,
    SEA,
    WATERLINE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.maps.atlas import Island
    from osaamo.engine.maps.model import CompetenceMap, MapNode


@dataclass(frozen=True, slots=True)
class SvgOptions:
    """How a map is drawn.

    Attributes:
        language: of the labels.
        title: accessible name; also the heading of the description.
        description: what the picture shows, in one or two sentences; made from the content when ``""``.
        width: of the view box; the height follows from what is shown.
        names: at most so many skills are named in the picture (all carry a tooltip).
        edges: at most so many of the strongest edges are drawn; more would hide the map.
        whole: the whole atlas instead of the part in use.
        embed_css: whether the style sheet is inside (for a file) or given by the page.
        legend: names of the sides of an overlay as shown: common, left, right.
        ids: what the ids inside begin with; two pictures on one page need two.
    """

    language: str = "en"
    title: str = "Competence map"
    description: str = ""
    width: int = 1200
    names: int = 80
    edges: int = 90
    whole: bool = False
    embed_css: bool = True
    legend: tuple[str, str, str] = ("", "", "")
    ids: str = "map"


DEFAULT_OPTIONS = SvgOptions()
_AIRY = 120
_MANY_ISLANDS = 25
_NUDGED = 300
_ROUNDS = 100
_SPACING = 0.002
"""Somewhat less than half of how far apart neighbours lie on the packaged layout."""
_RADII = (2.2, 5.0)
_SERIF = "Newsreader, Georgia, Times New Roman, serif"
_WATERLINES = (15, 9.5, 5)
_SIDES = {"": (LEFT, HALO, 1.0), "left": (LEFT, HALO, 1.0), "right": (HALO, RIGHT, 2.0), "both": (LEFT, RIGHT, 2.5)}
"""Fill, stroke and stroke width of a skill's circle."""


@dataclass(frozen=True, slots=True)
class _View:
    """From the unit square to the picture."""

    x: float
    y: float
    scale: float
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.x) * self.scale, (y - self.y) * self.scale


@dataclass(frozen=True, slots=True)
class _Name:
    lines: tuple[str, ...]
    x: float
    top: float
    size: float
    box: Box
    faint: bool


def map_svg(map_: CompetenceMap, islands: tuple[Island, ...], options: SvgOptions = DEFAULT_OPTIONS) -> str:
    """The map as an SVG document.

    Args:
        map_: a map or an overlay.
        islands: all islands of the atlas; those without a skill are drawn faintly.
        options: how it is drawn.

    Returns:
        The same text for the same map.
    """
    view = _view(map_, islands, options)
    used = {island.theme: number for number, island in enumerate(map_.islands)}
    spots = _spots(map_, view)
    obstacles = [Box.around(x, y, radius) for x, y, radius in spots]
    every = tuple({island.theme: island for island in (*islands, *map_.islands)}.values())
    seen = _islands_in(view, every, map_)
    names = _names(seen, view, options, used)
    boxes = [name.box for name in names if not name.faint]
    tags = place_labels(
        [
            (x, y, radius, node.labels.best(options.language) or node.uri)
            for node, (x, y, radius) in zip(map_.nodes[: options.names], spots, strict=False)
        ],
        [*obstacles, *boxes],
        view.width,
        view.height,
    )
    overlaid = any(node.side for node in map_.nodes)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="osaamo-map auto" viewBox="0 0 {view.width:.0f} '
            f'{view.height:.0f}" role="img" aria-labelledby="{options.ids}-title {options.ids}-desc" '
            'font-family="Hanken, system-ui, Segoe UI, Roboto, sans-serif">'
        ),
        f'<title id="{options.ids}-title">{escape(options.title)}</title>',
        f'<desc id="{options.ids}-desc">{escape(options.description or _describe(map_, options.language))}</desc>',
        f"<style>{MAP_CSS}</style>" if options.embed_css else "",
        f'<rect class="sea" width="{view.width:.0f}" height="{view.height:.0f}" fill="{SEA}"/>',
        *_ground(seen, every, view, options.ids),
        *_edges(map_, spots, options.edges),
        *(_name_text(name) for name in names if name.faint),
        *(_skill(node, spot, options.language) for node, spot in reversed(list(zip(map_.nodes, spots, strict=True)))),
        *(_name_text(name) for name in names if not name.faint),
        *(_tag(tag.lines, tag.x, tag.y, tag.anchor) for tag in tags),
        *(_legend(map_, view, options) if overlaid else []),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _islands_in(view: _View, every: Sequence[Island], map_: CompetenceMap) -> list[Island]:
    """The islands whose land reaches into the view, those of the map last, so that they are drawn on top."""
    used = {island.theme for island in map_.islands}
    seen = []
    for island in every:
        x, y = view.at(island.x, island.y)
        reach = 2 * island.radius * view.scale
        if -reach < x < view.width + reach and -reach < y < view.height + reach:
            seen.append(island)
    return sorted(seen, key=lambda island: (island.theme in used, island.theme))


def _whole(island: Island, view: _View) -> bool:
    x, y = view.at(island.x, island.y)
    reach = island.radius * view.scale
    return reach < x < view.width - reach and reach < y < view.height - reach


def _view(map_: CompetenceMap, islands: tuple[Island, ...], options: SvgOptions) -> _View:
    shown = (*islands, *map_.islands) if options.whole or not map_.islands else map_.islands
    if not shown:
        return _View(0.0, 0.0, float(options.width), float(options.width), options.width / 2)
    margin = 0.03
    left = min(island.x - island.radius for island in shown) - margin
    right = max(island.x + island.radius for island in shown) + margin
    top = min(island.y - island.radius for island in shown) - margin
    bottom = max(island.y + island.radius for island in shown) + margin
    scale = options.width / (right - left)
    height = min((bottom - top) * scale, 1.25 * options.width)
    scale = min(scale, height / (bottom - top))
    left -= (options.width / scale - (right - left)) / 2
    height = max((bottom - top) * scale, 0.45 * options.width)
    top -= (height / scale - (bottom - top)) / 2
    return _View(left, top, scale, options.width, height)


def _spots(map_: CompetenceMap, view: _View) -> list[tuple[float, float, float]]:
    """Centre and radius of each circle in the picture; where they are few, overlaps are nudged apart on the island."""
    if not map_.nodes:
        return []
    heaviest = max(node.weight for node in map_.nodes) or 1.0
    weights = np.array([node.weight / heaviest for node in map_.nodes])
    least = min(_RADII[1], max(_RADII[0], _SPACING * view.scale))
    radii = least * (1 + (1.2 * np.sqrt(weights) if weights.min() < 1 else 0.5 * weights))
    places = np.array([view.at(node.x, node.y) for node in map_.nodes])
    centres = places if len(radii) > _NUDGED else _parted(map_, view, places, radii)
    return [(float(x), float(y), float(radius)) for (x, y), radius in zip(centres, radii, strict=True)]


def _parted(
    map_: CompetenceMap, view: _View, centres: NDArray[np.float64], radii: NDArray[np.float64]
) -> NDArray[np.float64]:
    islands = {island.theme: island for island in map_.islands}
    homes = np.array([view.at(islands[node.theme].x, islands[node.theme].y) for node in map_.nodes])
    reach = np.array([islands[node.theme].radius * view.scale for node in map_.nodes]) - radii - 2
    apart = radii[:, None] + radii[None, :] + (7 if len(radii) <= _AIRY else 1)
    for _ in range(_ROUNDS):
        delta = centres[:, None] - centres[None, :]
        gap = np.sqrt((delta**2).sum(axis=2)) + np.eye(len(radii))
        overlap = np.maximum(0.0, apart - gap)
        np.fill_diagonal(overlap, 0.0)
        if not overlap.any():
            break
        centres = centres + (delta / np.maximum(gap, 1e-6)[..., None] * overlap[..., None]).sum(axis=1) * 0.3
        out = centres - homes
        far = np.sqrt((out**2).sum(axis=1))
        centres = homes + out * np.minimum(1.0, np.maximum(1.0, reach) / np.maximum(far, 1e-6))[:, None]
    return centres


def _ground(seen: Sequence[Island], every: tuple[Island, ...], view: _View, ids: str) -> Iterator[str]:
    """Lines in the water along the coasts, the coast, and the land of each theme."""
    rings = dict(zip((island.theme for island in every), coasts(every), strict=True))
    paths = {
        island.theme: "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (view.at(*p) for p in rings[island.theme])) + "Z"
        for island in seen
    }
    coasts_id = f"{ids}-coasts"
    yield f'<defs><path id="{coasts_id}" d="{"".join(paths.values())}"/></defs>'
    for distance in _WATERLINES:
        yield _around(coasts_id, "water line", WATERLINE, 2 * distance + 1.4)
        yield _around(coasts_id, "water", SEA, 2 * distance)
    yield _around(coasts_id, "coast", COAST, 2.2)
    for theme, path in paths.items():
        hue = theme % len(LAND)
        yield f'<path class="land h{hue}" d="{path}" fill="{LAND[hue]}" stroke="{BORDER}" stroke-width="1"/>'


def _around(coasts_id: str, kind: str, colour: str, width: float) -> str:
    return f'<use class="{kind}" href="#{coasts_id}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'


def _names(islands: list[Island], view: _View, options: SvgOptions, used: dict[int, int]) -> list[_Name]:
    """The names of the islands, heaviest first: above the shore, else below it, else inside, wherever it is free."""
    placed: list[_Name] = []
    order = sorted(islands, key=lambda island: (used.get(island.theme, len(used)), island.theme))
    for island in order:
        faint = island.theme not in used
        if faint and not _whole(island, view):
            continue
        choices = list(_name_choices(island, view, options, faint=faint, many=len(used) > _MANY_ISLANDS))
        free = [name for name in choices if not any(name.box.meets(other.box) for other in placed)]
        if free or not faint:
            placed.append((free or choices)[0])
    return placed


def _name_choices(island: Island, view: _View, options: SvgOptions, *, faint: bool, many: bool) -> Iterator[_Name]:
    x, y = view.at(island.x, island.y)
    radius = island.radius * view.scale
    size = 10.5 if faint else 11.5 if many else 13.5
    text = island.labels.best(options.language)
    lines = wrap(text[:1].upper() + text[1:], max(70.0, radius * (1.6 if faint else 2.1)), size, most=3 if faint else 2)
    wide = max((width_of(line, size) for line in lines), default=0.0)
    tall = size * 1.15 * len(lines)
    x = min(max(x, wide / 2 + 4), view.width - wide / 2 - 4)
    inside = y - tall / 2
    for top in (inside,) if faint else (y - radius - tall + 9, y + radius - 6, inside):
        top_ = min(max(top, 4.0), view.height - tall - 4)
        yield _Name(tuple(lines), x, top_, size, Box(x - wide / 2, top_, x + wide / 2, top_ + tall + 2), faint)


def _name_text(name: _Name) -> str:
    spans = "".join(
        f'<tspan x="{name.x:.1f}" y="{name.top + name.size * (1 + 1.15 * number):.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(name.lines)
    )
    kind = (
        f'class="faint" fill="{FAINT}"'
        if name.faint
        else f'class="name" fill="{INK}" font-weight="600" stroke="{HALO}" stroke-opacity="0.85" stroke-width="3" '
        'stroke-linejoin="round" paint-order="stroke"'
    )
    font = f'font-family="{_SERIF}" font-size="{name.size:g}"'
    return f'<text {kind} {font} text-anchor="middle">{spans}</text>'


def _edges(map_: CompetenceMap, spots: list[tuple[float, float, float]], most: int) -> list[str]:
    drawn = []
    strongest = sorted(map_.edges, key=lambda edge: (-edge.weight * max(1, edge.count), edge.source, edge.target))
    for edge in strongest[:most]:
        (x1, y1, _), (x2, y2, _) = spots[edge.source], spots[edge.target]
        bend = 0.12
        cx, cy = (x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend
        drawn.append(
            f'<path class="edge" d="M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}" '
            f'fill="none" stroke="{EDGE}" stroke-opacity="0.28" stroke-width="{0.6 + 1.6 * edge.weight:.1f}"/>'
        )
    return drawn


def _skill(node: MapNode, spot: tuple[float, float, float], language: str) -> str:
    x, y, radius = spot
    label = escape(node.labels.best(language) or node.uri)
    count = f"{node.weight:.0%}" if node.side else f"{node.weight:g}"
    group = f"spot side-{node.side}" if node.side else "spot"
    return f'<g class="{group}"><title>{label} ({count})</title>{_circle(x, y, radius, node.side)}</g>'


def _circle(x: float, y: float, radius: float, side: str) -> str:
    fill, stroke, width = _SIDES[side]
    return (
        f'<circle class="skill" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{width:g}"/>'
    )


def _tag(lines: tuple[str, ...], x: float, y: float, anchor: str) -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + 12.5 * number:.1f}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    return (
        f'<text class="tag" font-size="11" text-anchor="{anchor}" fill="{INK}" stroke="{HALO}" stroke-width="3" '
        f'stroke-linejoin="round" paint-order="stroke">{spans}</text>'
    )


def _legend(map_: CompetenceMap, view: _View, options: SvgOptions) -> list[str]:
    left, right = map_.names or ("A", "B")
    shown = [given or made for given, made in zip(options.legend, (f"{left} + {right}", left, right), strict=True)]
    drawn = []
    y = view.height - 20.0
    x = 20.0
    for side, text in zip(("both", "left", "right"), shown, strict=True):
        count = sum(node.side == side for node in map_.nodes)
        said = f"{text} ({count})"
        drawn.append(
            f'<g class="spot side-{side}">{_circle(x, y - 4, 7, side)}</g>'
            f'<text class="tag" font-size="13" x="{x + 14:.0f}" y="{y:.0f}" fill="{INK}" stroke="{HALO}" '
            f'stroke-width="3" paint-order="stroke">{escape(said)}</text>'
        )
        x += 44 + 1.1 * width_of(said, 13)
    return drawn


def _describe(map_: CompetenceMap, language: str) -> str:
    top = ", ".join(node.labels.best(language) or node.uri for node in map_.nodes[:5])
    themes = ", ".join(island.labels.best(language) for island in map_.islands[:5])
    return f"{len(map_.nodes)} · {len(map_.islands)}: {themes}. {top}." if map_.nodes else "0"

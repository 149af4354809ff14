"""A map as one self-contained SVG: islands with names, skills as circles, no script and no style attribute.

Colours are CSS classes over custom properties (``--map-...``) that a page may set; the fallback colours sit in
presentation attributes, so that the picture is right in any viewer, too. Circles keep their place on the atlas as far
as they can: those that would cover each other are nudged apart a little.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.maps.labels import Box, place_labels, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.engine.maps.atlas import Island
    from osaamo.engine.maps.model import CompetenceMap, MapNode

# Hues a third of the circle apart in turn, so that neighbours in the list differ; each passes 3:1 on its island.
_HUES = (
    ("#1d4ed8", "#dbe6fe"),
    ("#b45309", "#fdecc8"),
    ("#047857", "#d2f5e5"),
    ("#a21caf", "#f9def9"),
    ("#0e7490", "#d0f2f9"),
    ("#be123c", "#ffe0e4"),
    ("#4d7c0f", "#e8f7c8"),
    ("#6d28d9", "#ebe4fe"),
)
_SIDES = {"both": ("#6d28d9", "common"), "left": ("#0e7490", "left"), "right": ("#c2410c", "right")}

MAP_CSS = (
    """
.osaamo-map{font-family:var(--map-font,system-ui,"Segoe UI",Roboto,sans-serif);background:var(--map-sea,#f3f6fa)}
.osaamo-map .sea{fill:var(--map-sea,#f3f6fa)}
.osaamo-map .land{stroke:none}
.osaamo-map .empty{fill:var(--map-empty,#e8edf3)}
.osaamo-map .name{fill:var(--map-ink,#17212f);font-weight:650;
stroke:var(--map-halo,#fff);stroke-width:4px;paint-order:stroke}
.osaamo-map .faint{fill:var(--map-faint,#6b7785)}
.osaamo-map .tag{fill:var(--map-ink,#17212f);stroke:var(--map-halo,#fff);stroke-width:3px;paint-order:stroke}
.osaamo-map .edge{stroke:var(--map-edge,#64748b);fill:none;stroke-opacity:.28}
.osaamo-map .skill{stroke:var(--map-halo,#fff);stroke-width:1px}
.osaamo-map a:focus .skill,.osaamo-map .spot:hover .skill{stroke:var(--map-ink,#17212f);stroke-width:2.5px}
"""
    + "\n".join(
        f".osaamo-map .h{n} .skill{{fill:var(--map-h{n},{ink})}}.osaamo-map .land.h{n}{{fill:var(--map-l{n},{land})}}"
        for n, (ink, land) in enumerate(_HUES)
    )
    + "\n"
    + "\n".join(f".osaamo-map .side-{side} .skill{{fill:var(--map-{side},{ink})}}" for side, (ink, _) in _SIDES.items())
    + """
@media (prefers-color-scheme:dark){.osaamo-map.auto{--map-sea:#0f1722;--map-empty:#172231;--map-ink:#eef3f9;
--map-faint:#6f7f92;--map-halo:#0f1722;--map-edge:#a9b8ca;--map-both:#c4b5fd;--map-left:#67e8f9;--map-right:#fdba74;
"""
    + "".join(
        f"--map-h{n}:{ink};--map-l{n}:{land};"
        for n, (ink, land) in enumerate(
            (
                ("#93b4fd", "#1a2743"),
                ("#fbbf6b", "#33270f"),
                ("#5eddb0", "#0f2f26"),
                ("#ee9df2", "#341a38"),
                ("#67dcf0", "#0f2d36"),
                ("#fda4af", "#3a1820"),
                ("#bef264", "#232f10"),
                ("#c4b5fd", "#261d45"),
            )
        )
    )
    + "}}\n"
)
"""The style of :func:`map_svg` for a page's own style sheet; a page may set the ``--map-...`` properties."""


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


DEFAULT_OPTIONS = SvgOptions()
_AIRY = 120
_MANY_ISLANDS = 25


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
    seen = _islands_in(view, islands, map_)
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
            f'{view.height:.0f}" role="img" aria-labelledby="map-title map-desc" '
            'font-family="system-ui, Segoe UI, Roboto, sans-serif">'
        ),
        f'<title id="map-title">{escape(options.title)}</title>',
        f'<desc id="map-desc">{escape(options.description or _describe(map_, options.language))}</desc>',
        f"<style>{MAP_CSS}</style>" if options.embed_css else "",
        f'<rect class="sea" width="{view.width:.0f}" height="{view.height:.0f}" fill="#f3f6fa"/>',
        *(_land(island, view, used, overlaid=overlaid) for island in seen),
        *_edges(map_, spots, options.edges),
        *(_name_text(name) for name in names if name.faint),
        *(
            _skill(node, spot, used.get(node.theme, 0), options.language)
            for node, spot in reversed(list(zip(map_.nodes, spots, strict=True)))
        ),
        *(_name_text(name) for name in names if not name.faint),
        *(_tag(tag.lines, tag.x, tag.y, tag.anchor) for tag in tags),
        *(_legend(map_, view, options) if overlaid else []),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def _islands_in(view: _View, islands: tuple[Island, ...], map_: CompetenceMap) -> list[Island]:
    """The islands that reach into the view, those of the map last, so that they are drawn on top."""
    used = {island.theme for island in map_.islands}
    every = {island.theme: island for island in (*islands, *map_.islands)}
    seen = []
    for island in every.values():
        x, y = view.at(island.x, island.y)
        reach = island.radius * view.scale
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
    """Centre and radius of each circle in the picture: area by weight, overlaps nudged apart within the island."""
    if not map_.nodes:
        return []
    heaviest = max(node.weight for node in map_.nodes) or 1.0
    many = max(1.0, len(map_.nodes) / 80) ** 0.35
    weights = np.array([node.weight / heaviest for node in map_.nodes])
    radii = (4.5 + 6.5 * np.sqrt(weights)) / many if weights.min() < 1 else np.full(len(weights), 8.0 / many)
    islands = {island.theme: island for island in map_.islands}
    homes = np.array([view.at(islands[node.theme].x, islands[node.theme].y) for node in map_.nodes])
    reach = np.array([islands[node.theme].radius * view.scale for node in map_.nodes]) - radii - 2
    centres = np.array([view.at(node.x, node.y) for node in map_.nodes])
    apart = radii[:, None] + radii[None, :] + (7 if len(radii) <= _AIRY else 1)
    for _ in range(150 if len(radii) <= 1000 else 0):
        delta = centres[:, None] - centres[None, :]
        gap = np.sqrt((delta**2).sum(axis=2)) + np.eye(len(radii))
        overlap = np.maximum(0.0, apart - gap)
        np.fill_diagonal(overlap, 0.0)
        if not overlap.any():
            break
        centres += (delta / np.maximum(gap, 1e-6)[..., None] * overlap[..., None]).sum(axis=1) * 0.3
        out = centres - homes
        far = np.sqrt((out**2).sum(axis=1))
        centres = homes + out * np.minimum(1.0, np.maximum(1.0, reach) / np.maximum(far, 1e-6))[:, None]
    return [(float(x), float(y), float(radius)) for (x, y), radius in zip(centres, radii, strict=True)]


def _land(island: Island, view: _View, used: dict[int, int], *, overlaid: bool) -> str:
    x, y = view.at(island.x, island.y)
    radius = island.radius * view.scale
    number = used.get(island.theme)
    if number is None or overlaid:
        return f'<circle class="land empty" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#e8edf3"/>'
    hue = number % len(_HUES)
    return f'<circle class="land h{hue}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_HUES[hue][1]}"/>'


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
    size = 10.5 if faint else 11.5 if many else 14.0
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
        'class="faint" fill="#6b7785"'
        if name.faint
        else 'class="name" fill="#17212f" font-weight="650" stroke="#fff" stroke-width="4" stroke-linejoin="round" '
        'paint-order="stroke"'
    )
    return f'<text {kind} font-size="{name.size:g}" text-anchor="middle">{spans}</text>'


def _edges(map_: CompetenceMap, spots: list[tuple[float, float, float]], most: int) -> list[str]:
    drawn = []
    strongest = sorted(map_.edges, key=lambda edge: (-edge.weight * max(1, edge.count), edge.source, edge.target))
    for edge in strongest[:most]:
        (x1, y1, _), (x2, y2, _) = spots[edge.source], spots[edge.target]
        bend = 0.12
        cx, cy = (x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend
        drawn.append(
            f'<path class="edge" d="M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}" '
            f'fill="none" stroke="#64748b" stroke-opacity="0.28" stroke-width="{0.6 + 1.6 * edge.weight:.1f}"/>'
        )
    return drawn


def _skill(node: MapNode, spot: tuple[float, float, float], number: int, language: str) -> str:
    x, y, radius = spot
    hue = number % len(_HUES)
    group, fill = (f"side-{node.side}", _SIDES[node.side][0]) if node.side else (f"h{hue}", _HUES[hue][0])
    label = escape(node.labels.best(language) or node.uri)
    count = f"{node.weight:.0%}" if node.side else f"{node.weight:g}"
    return (
        f'<g class="spot {group}"><title>{label} ({count})</title><circle class="skill" cx="{x:.1f}" cy="{y:.1f}" '
        f'r="{radius:.1f}" fill="{fill}" stroke="#fff" stroke-width="1"/></g>'
    )


def _tag(lines: tuple[str, ...], x: float, y: float, anchor: str) -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + 12.5 * number:.1f}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    return (
        f'<text class="tag" font-size="11" text-anchor="{anchor}" fill="#17212f" stroke="#fff" stroke-width="3" '
        f'stroke-linejoin="round" paint-order="stroke">{spans}</text>'
    )


def _legend(map_: CompetenceMap, view: _View, options: SvgOptions) -> list[str]:
    left, right = map_.names or ("A", "B")
    shown = [given or made for given, made in zip(options.legend, (f"{left} + {right}", left, right), strict=True)]
    drawn = []
    y = view.height - 20.0
    x = 20.0
    for (side, (fill, _)), text in zip(_SIDES.items(), shown, strict=True):
        count = sum(node.side == side for node in map_.nodes)
        said = f"{text} ({count})"
        drawn.append(
            f'<g class="spot side-{side}"><circle class="skill" cx="{x:.0f}" cy="{y - 4:.0f}" r="7" fill="{fill}"/></g>'
            f'<text class="tag" font-size="13" x="{x + 14:.0f}" y="{y:.0f}" fill="#17212f" stroke="#fff" '
            f'stroke-width="3" paint-order="stroke">{escape(said)}</text>'
        )
        x += 44 + 1.1 * width_of(said, 13)
    return drawn


def _describe(map_: CompetenceMap, language: str) -> str:
    top = ", ".join(node.labels.best(language) or node.uri for node in map_.nodes[:5])
    themes = ", ".join(island.labels.best(language) for island in map_.islands[:5])
    return f"{len(map_.nodes)} · {len(map_.islands)}: {themes}. {top}." if map_.nodes else "0"

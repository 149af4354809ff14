"""Two numbers against each other as dots in an SVG picture, each dot a link to what lies behind it.

As in :mod:`osaamo.kernel.charts` classes stand instead of colours. The picture is a group of links and no image: those
who use a keyboard or do not see reach each dot, which tells its numbers; the table beside it says the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from osaamo.kernel.charts import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 640, 460
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 26, 44
LEAST, MOST = 5.0, 16.0
"""Radius of the smallest and the largest dot."""

_STEPS = [digit * 10.0**power for power in range(-2, 7) for digit in (1, 1.5, 2, 3, 4, 5, 7)]
_APART = 0.09
"""Marks of an axis are at least so large a part of it from each other."""

LETTER, LINE = 6.2, 13.0
"""About how wide a letter and how high a line of a name is."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot at ``x`` and ``y`` (both at least 0) of an area in proportion to ``size``.

    ``told`` says its numbers in words; ``href`` is where it leads, empty for a picture on paper. ``is_faint`` draws it
    hollow and dashed: its numbers rest on too little.
    """

    name: str
    x: float
    y: float
    size: float
    told: str
    href: str = ""
    tone: int = 1
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the picture with a name: where ``y`` is at least (``above``) or at most ``slope`` times ``x``."""

    name: str
    slope: float
    above: bool
    tone: int


def scatter(
    dots: Sequence[Dot], zones: Sequence[Zone] = (), *, title: str, across: str, up: str, about: str = ""
) -> str:
    """An SVG picture of dots, as safe text for a template (mark it safe there).

    Args:
        dots: what is drawn; the largest are drawn first, so that none hides a smaller one.
        zones: parts of the picture that mean something.
        title: what it shows; the picture's accessible name.
        across: what the numbers to the right are, with their unit.
        up: what the numbers upwards are.
        about: a longer description.
    """
    scale = _Scale(
        _round_up(max((dot.x for dot in dots), default=0.0)), _round_up(max((dot.y for dot in dots), default=0.0))
    )
    largest = max((dot.size for dot in dots), default=0.0) or 1.0
    drawn = sorted(dots, key=lambda dot: (-dot.size, dot.name))
    radii = [max(LEAST, MOST * math.sqrt(dot.size / largest)) for dot in drawn]
    return "".join(
        [
            f'<svg class="chart chart-scatter" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
            f' role="group" aria-label={quoteattr(title)}>',
            f"<desc>{escape(about)}</desc>" if about else "",
            *(part for zone in zones for part in _zone(zone, scale)),
            *_axes(scale, across, up),
            *(_dot(dot, radius, scale) for dot, radius in zip(drawn, radii, strict=True)),
            *_names(drawn, radii, scale, len(zones)),
            "</svg>",
        ]
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where values lie, up to the largest on either axis: at their square roots."""

    most_x: float
    most_y: float

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.sqrt(value / self.most_x)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.sqrt(value / self.most_y)


def _round_up(value: float) -> float:
    """The next round number, so that the axis ends at one."""
    return next((step for step in _STEPS if step >= value), value) if value > 0 else 1.0


def _marks(most: float) -> list[float]:
    """Round values of an axis that do not crowd each other."""
    found = [0.0]
    for step in (*(step for step in _STEPS if step < most), most):
        if math.sqrt(step / most) - math.sqrt(found[-1] / most) >= _APART:
            found.append(step)
    return found


def _axes(scale: _Scale, across: str, up: str) -> Iterator[str]:
    for tick in _marks(scale.most_y):
        y = scale.y(tick)
        yield f'<path class="chart-grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="chart-tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{short(tick)}</text>'
    for tick in _marks(scale.most_x):
        where = f'x="{scale.x(tick):.1f}" y="{HEIGHT - BOTTOM + 16}"'
        yield f'<text class="chart-tick" {where} text-anchor="middle">{short(tick)}</text>'
    yield f'<path class="chart-axis" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'
    yield f'<text class="chart-unit" x="4" y="14">{escape(up)}</text>'
    yield f'<text class="chart-unit" x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(across)}</text>'


def _zone(zone: Zone, scale: _Scale) -> Iterator[str]:
    right, top = scale.most_x, scale.most_y
    edge = (right, right * zone.slope) if right * zone.slope <= top else (top / zone.slope, top)
    corner = [(right, top)] if (edge[0] == right) == zone.above else []
    points = [(0.0, 0.0), (0.0, top) if zone.above else (right, 0.0), *corner, edge]
    way = "L".join(f"{scale.x(x):.1f} {scale.y(y):.1f}" for x, y in points)
    yield f'<path class="chart-band tone-{zone.tone}" d="M{way}Z"/>'
    where = (
        f'x="{LEFT + 8}" y="{TOP + 14}"'
        if zone.above
        else f'x="{WIDTH - RIGHT - 8}" y="{HEIGHT - BOTTOM - 10}" text-anchor="end"'
    )
    yield f'<text class="chart-zone" {where}>{escape(zone.name)}</text>'


def _dot(dot: Dot, radius: float, scale: _Scale) -> str:
    look = f"{'faint ' if dot.is_faint else ''}chart-dot tone-{dot.tone}"
    circle = (
        f'<circle class="{look}" cx="{scale.x(dot.x):.1f}" cy="{scale.y(dot.y):.1f}" r="{radius:.1f}">'
        f"<title>{escape(dot.told)}</title></circle>"
    )
    return f"<a href={quoteattr(dot.href)} aria-label={quoteattr(dot.told)}>{circle}</a>" if dot.href else circle


def _names(dots: Sequence[Dot], radii: Sequence[float], scale: _Scale, zones: int) -> Iterator[str]:
    """Names beside dots where they cover neither a dot nor another name, those furthest from the origin first."""
    circles = [(scale.x(dot.x), scale.y(dot.y), radius) for dot, radius in zip(dots, radii, strict=True)]
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in circles]
    if zones:
        # There stand the names of the zones.
        taken += [(LEFT, TOP, WIDTH / 2, TOP + 20), (WIDTH / 2, HEIGHT - BOTTOM - 22, WIDTH, HEIGHT - BOTTOM)]
    order = sorted(range(len(dots)), key=lambda at: (-math.hypot(dots[at].x, dots[at].y), dots[at].name))
    for at in order:
        x, y, radius = circles[at]
        wide = LETTER * len(dots[at].name)
        for left, anchor, begin in (
            (x + radius + 4, "start", x + radius + 4),
            (x - radius - 4 - wide, "end", x - radius - 4),
        ):
            box = (left, y - LINE / 2, left + wide, y + LINE / 2)
            inside = box[0] >= LEFT and box[2] <= WIDTH
            free = not any(
                box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
                for number, other in enumerate(taken)
                if number != at
            )
            if inside and free:
                taken.append(box)
                where = f'x="{begin:.1f}" y="{y + 4:.1f}" text-anchor="{anchor}"'
                yield f'<text class="chart-name" {where} aria-hidden="true">{escape(dots[at].name)}</text>'
                break

"""Charts over time as SVG for pages and documents: classes instead of colours, so that a page's style decides.

Every chart has a title and a description for those who do not see it; whoever shows one puts the table beside it.
Static pictures drawn on the server need no script, look the same in a report, and pass a strict content policy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 34
LABELS = 8
"""At most about so many labels stand below."""

STEPS = (1, 2, 2.5, 5, 10)
"""Round distances of the lines across."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values over the chart's labels; ``None`` is a gap. ``tone`` 1 to 6 picks the colour; ``dashed`` for forecasts."""

    name: str
    values: Sequence[float | None]
    tone: int = 1
    dashed: bool = False
    dots: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """A range over the chart's labels, such as an interval or a target's range; ``None`` is a gap."""

    name: str
    low: Sequence[float | None]
    high: Sequence[float | None]
    tone: int = 1


def over_time(
    labels: Sequence[str],
    lines: Sequence[Line],
    bands: Sequence[Band] = (),
    *,
    title: str,
    about: str = "",
    unit: str = "",
) -> str:
    """An SVG picture of values over time, as safe text for a template (mark it safe there).

    Args:
        labels: what stands below, oldest first; as many as each line and band has values.
        lines: what is drawn in front.
        bands: what is drawn behind, the widest first.
        title: what it shows; the picture's accessible name.
        about: a longer description.
        unit: stands above the scale.
    """
    edges = [edge for band in bands for edge in (band.low, band.high)]
    known = [value for values in (*(line.values for line in lines), *edges) for value in values if value is not None]
    scale = _Scale(len(labels), _ticks(min([0.0, *known]), max([*known, 0.0])))
    name = escape(title, {'"': "&quot;"})
    return "".join(
        [
            f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
            f' aria-label="{name}"><title>{escape(title)}</title>',
            f"<desc>{escape(about)}</desc>" if about else "",
            f'<text class="chart-unit" x="{LEFT}" y="10">{escape(unit)}</text>' if unit else "",
            *_grid(labels, scale),
            *(part for band in bands for part in _band(band, scale)),
            *(part for line in lines for part in _line(line, labels, scale)),
            "</svg>",
        ]
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    count: int
    ticks: Sequence[float]

    def across(self, at: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at / (self.count - 1) if self.count > 1 else 0.5)

    def up(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))


def _grid(labels: Sequence[str], scale: _Scale) -> Iterator[str]:
    for tick in scale.ticks:
        y = scale.up(tick)
        yield f'<path class="chart-grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="chart-tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{short(tick)}</text>'
    for at in range(0, len(labels), max(1, math.ceil(len(labels) / LABELS))):
        anchor = "start" if at == 0 and len(labels) > 1 else "middle" if at < len(labels) - 1 else "end"
        where = f'x="{scale.across(at):.1f}" y="{HEIGHT - 12}" text-anchor="{anchor}"'
        yield f'<text class="chart-label" {where}>{escape(labels[at])}</text>'


def _band(band: Band, scale: _Scale) -> Iterator[str]:
    pairs = [
        None if low is None or high is None else (low, high) for low, high in zip(band.low, band.high, strict=True)
    ]
    for run in _runs(pairs):
        there = [f"{scale.across(at):.1f} {scale.up(high):.1f}" for at, (_, high) in run]
        back = [f"{scale.across(at):.1f} {scale.up(low):.1f}" for at, (low, _) in reversed(run)]
        yield f'<path class="chart-band tone-{band.tone}" d="M{"L".join([*there, *back])}Z"/>'


def _line(line: Line, labels: Sequence[str], scale: _Scale) -> Iterator[str]:
    for run in _runs(list(line.values)):
        points = [(at, value, f"{scale.across(at):.1f}", f"{scale.up(value):.1f}") for at, value in run]
        if len(points) > 1:
            way = "L".join(f"{x} {y}" for _, _, x, y in points)
            yield f'<path class="chart-line tone-{line.tone}{" dashed" if line.dashed else ""}" d="M{way}"/>'
        if line.dots or len(points) == 1:
            for at, value, x, y in points:
                told = escape(f"{line.name}, {labels[at]}: {short(value)}")
                yield f'<circle class="chart-dot tone-{line.tone}" cx="{x}" cy="{y}" r="3">'
                yield f"<title>{told}</title></circle>"


def _runs(values: Sequence[T | None]) -> list[list[tuple[int, T]]]:
    runs: list[list[tuple[int, T]]] = []
    open_run = False
    for at, value in enumerate(values):
        if value is None:
            open_run = False
        elif open_run:
            runs[-1].append((at, value))
        else:
            runs.append([(at, value)])
            open_run = True
    return runs


def _ticks(low: float, high: float) -> list[float]:
    """Round values from at most ``low`` to at least ``high``, about five of them."""
    if high <= low:
        high = low + 1
    rough = (high - low) / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in STEPS if size * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [at * step for at in range(first, last + 1)]


def short(value: float) -> str:
    """The number with narrow spaces between thousands, and at most two decimals."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.replace(",", "\u202f")


def spark(values: Sequence[float | None], *, title: str) -> str:
    """A small picture of the values alone, for a row of a list; ``title`` says in words what it shows.

    Empty where fewer than two values are known: a single dot shows no course.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    across = [4 + 112 * at / (len(values) - 1) for at in range(len(values))]
    up = [None if value is None else 4 + 24 * (1 - (value - low) / ((high - low) or 1)) for value in values]
    name = escape(title, {'"': "&quot;"})
    parts = [
        '<svg class="chart-spark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32" role="img"',
        f' aria-label="{name}">',
    ]
    for run in _runs(up):
        points = [f"{across[at]:.1f} {value:.1f}" for at, value in run]
        if len(points) > 1:
            parts.append(f'<path class="chart-line tone-1" d="M{"L".join(points)}"/>')
    last = max(at for at, value in enumerate(up) if value is not None)
    parts.append(f'<circle class="chart-dot tone-1" cx="{across[last]:.1f}" cy="{up[last]:.1f}" r="3"/>')
    return "".join(parts) + "</svg>"

"""Labels that do not run into each other: text widths by estimate, the first free side of a point wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZE = 11.0
_LINE = 12.5
_WIDEST = 118.0
_NARROW = frozenset("iljtfr.,:;'|!()[] ")
_WIDE = frozenset("mwMW@%")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, radius: float) -> Box:
        """The box around a circle."""
        return cls(x - radius, y - radius, x + radius, y + radius)

    def meets(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Tag:
    """A placed label: its lines, the anchor point of the first line's baseline, and the SVG text anchor."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str


def width_of(text: str, size: float) -> float:
    """The estimated width of a sans-serif text in pixels, on the safe side."""
    units = sum(
        0.32 if char in _NARROW else 0.88 if char in _WIDE else 0.66 if char.isupper() else 0.56 for char in text
    )
    return units * size


def wrap(text: str, width: float, size: float, *, most: int) -> list[str]:
    """The text in at most ``most`` lines of ``width``, words whole; what does not fit becomes an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] += "…"
            break
    return lines


def place_labels(
    points: Sequence[tuple[float, float, float, str]], obstacles: Sequence[Box], width: float, height: float
) -> list[Tag]:
    """The labels that fit, most important first: right of its circle, left, below or above; else it is left out.

    Args:
        points: x, y, radius and text of each circle, most important first.
        obstacles: boxes that no label may cover.
        width: of the picture.
        height: of the picture.
    """
    taken = list(obstacles)
    placed = []
    for x, y, radius, text in points:
        lines = tuple(wrap(text, _WIDEST, _SIZE, most=2))
        if not lines:
            continue
        wide, tall = max(width_of(line, _SIZE) for line in lines), _LINE * len(lines)
        middle = y - tall / 2
        choices = (
            (x + radius + 4, middle, "start", x + radius + 4),
            (x - radius - 4, middle, "end", x - radius - 4 - wide),
            (x, y + radius + 2, "middle", x - wide / 2),
            (x, y - radius - 3 - tall, "middle", x - wide / 2),
        )
        for anchor_x, top, anchor, left in choices:
            box = Box(left, top, left + wide, top + tall)
            inside = box.left >= 2 and box.top >= 2 and box.right <= width - 2 and box.bottom <= height - 2
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                placed.append(Tag(lines, anchor_x, top + _SIZE - 1, anchor))
                break
    return placed

"""The land of the islands: a soft coast where there is water, a straight border where two of them meet.

A theme's land is its cell of the power diagram of the islands (Aurenhammer 1987), cut off by a coast of its own around
the island. Both follow from the islands alone, so the same atlas has the same land everywhere it is drawn.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.engine.maps.atlas import Island

Point = tuple[float, float]

REACH = 1.3
"""How far the coast lies from the middle, in radii of the island; beyond the water the layout keeps around each."""

_POINTS = 56
_WAVES = ((2, 0.035), (3, 0.045), (5, 0.025), (8, 0.012))


@lru_cache(maxsize=4)
def coasts(islands: tuple[Island, ...]) -> tuple[tuple[Point, ...], ...]:
    """The land of each island as a closed ring of points in the unit square, in the order of ``islands``."""
    return tuple(_land(island, islands) for island in islands)


def _land(island: Island, islands: tuple[Island, ...]) -> tuple[Point, ...]:
    ring = _coast(island)
    for other in islands:
        apart = math.hypot(other.x - island.x, other.y - island.y)
        if other is not island and 0 < apart < (REACH * 1.15) * (island.radius + other.radius):
            ring = _cut(ring, island, other, apart)
    return tuple(ring)


def _coast(island: Island) -> list[Point]:
    """A circle with a few long waves whose phases follow from the theme's number."""
    ring = []
    for step in range(_POINTS):
        angle = math.tau * step / _POINTS
        wave = sum(
            height * math.sin(count * angle + 2.4 * (island.theme + 1) * count + count * count)
            for count, height in _WAVES
        )
        reach = island.radius * REACH * (1 + wave)
        ring.append((island.x + reach * math.cos(angle), island.y + reach * math.sin(angle)))
    return ring


def _cut(ring: list[Point], island: Island, other: Island, apart: float) -> list[Point]:
    """The part of the ring on the island's side of its border with another (Sutherland and Hodgman 1974)."""
    towards = ((other.x - island.x) / apart, (other.y - island.y) / apart)
    border = (apart**2 + island.radius**2 - other.radius**2) / (2 * apart)

    def beyond(point: Point) -> float:
        return (point[0] - island.x) * towards[0] + (point[1] - island.y) * towards[1] - border

    kept: list[Point] = []
    for here, after in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        now, then = beyond(here), beyond(after)
        if now <= 0:
            kept.append(here)
        if (now <= 0) != (then <= 0):
            share = now / (now - then)
            kept.append((here[0] + share * (after[0] - here[0]), here[1] + share * (after[1] - here[1])))
    return kept

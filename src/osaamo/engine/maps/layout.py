"""A place on the map for every skill of the vocabulary: computed once, the same for everybody.

Themes become round islands, sized by how many skills they hold, near themes near each other; inside its island each
skill gets a slot of its own on a sunflower spiral (Vogel 1979), near skills near each other. Nothing here is random:
principal components give the start, assignment and relaxation finish, so the same vectors give the same map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GOLDEN = math.pi * (3 - math.sqrt(5))
_ROUNDS = 600
_WATER = 0.22
_DISC = 0.84
_LARGEST = 1500


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in the unit square.

    Attributes:
        places: ``[n, 2]`` float32, a place for each skill.
        centres: ``[themes, 2]`` float32, the middle of each island.
        radii: ``[themes]`` float32.
    """

    places: NDArray[np.float32]
    centres: NDArray[np.float32]
    radii: NDArray[np.float32]


def base_layout(vectors: NDArray[np.floating[Any]], themes: NDArray[np.integer[Any]]) -> Layout:
    """The layout of all skills.

    Args:
        vectors: ``[n, d]`` unit vectors of the skills.
        themes: ``[n]`` theme number of each skill, from 0 without gaps.

    Returns:
        A :class:`Layout` in the unit square; islands do not touch.
    """
    count = int(themes.max()) + 1 if len(themes) else 0
    points = np.asarray(vectors, np.float64)
    middles = np.array([points[themes == theme].mean(axis=0) for theme in range(count)]).reshape(count, -1)
    sizes = np.bincount(themes, minlength=count).astype(np.float64)
    centres, radii = _islands(middles, sizes)
    places = np.zeros((len(points), 2))
    for theme in range(count):
        rows = np.flatnonzero(themes == theme)
        towards = _towards(points[rows], middles, centres, theme)
        places[rows] = centres[theme] + radii[theme] * _DISC * _spread(points[rows], towards)
    low = (centres - radii[:, None]).min(axis=0) if count else np.zeros(2)
    high = (centres + radii[:, None]).max(axis=0) if count else np.ones(2)
    scale = float((high - low).max())
    offset = (1 - (high - low) / scale) / 2
    return Layout(
        places=((places - low) / scale + offset).astype(np.float32),
        centres=((centres - low) / scale + offset).astype(np.float32),
        radii=(radii / scale).astype(np.float32),
    )


def principal(points: NDArray[np.float64], dimensions: int = 2) -> NDArray[np.float64]:
    """The first principal components, ``[n, dimensions]``; the sign is fixed by the entry of largest size."""
    centred = points - points.mean(axis=0)
    if len(points) < 2 or not centred.any():
        return np.zeros((len(points), dimensions))
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:dimensions]
    largest = axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)]
    found = centred @ (axes * np.sign(largest)[:, None]).T
    return np.pad(found, ((0, 0), (0, dimensions - found.shape[1])))


def sunflower(count: int) -> NDArray[np.float64]:
    """``count`` evenly spread points of the unit disc, ``[count, 2]``, from the middle outwards."""
    order = np.arange(count) + 0.5
    radius = np.sqrt(order / max(count, 1))
    return np.stack([radius * np.cos(order * _GOLDEN), radius * np.sin(order * _GOLDEN)], axis=1)


def _islands(middles: NDArray[np.float64], sizes: NDArray[np.float64]) -> tuple[Any, Any]:
    """Centres and radii of discs that do not overlap: a stress layout of the themes, pushed apart and pulled in."""
    count = len(middles)
    radii = np.sqrt(np.maximum(sizes, sizes.mean() * 0.15))
    if count == 1:
        return np.zeros((1, 2)), radii
    spread = math.sqrt(float((np.pi * radii**2).sum())) * 0.75
    # Without what all skills share the themes stand apart clearly.
    distances = cdist(middles - middles.mean(axis=0), middles - middles.mean(axis=0), "cosine")
    centres = _stress(distances, principal(middles)) * spread
    # An island may stand exactly on another: the spiral parts them the same way every time.
    centres += sunflower(count) * 1e-3 * spread
    apart = (radii[:, None] + radii[None, :]) * (1 + _WATER)
    for turn in range(_ROUNDS):
        pull = 0.03 * (1 - turn / _ROUNDS)
        centres *= 1 - pull * np.array([0.75, 1.0])
        for _ in range(4):
            delta = centres[:, None] - centres[None, :]
            gap = np.sqrt((delta**2).sum(axis=2)) + np.eye(count)
            overlap = np.maximum(0.0, apart - gap)
            np.fill_diagonal(overlap, 0.0)
            centres += 0.45 * (delta / gap[..., None] * overlap[..., None]).sum(axis=1) / 2
    return centres, radii


def _stress(distances: NDArray[np.float64], start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points whose distances follow ``distances``, near ones above all, spread to unit deviation.

    SMACOF majorisation (de Leeuw 1977) with weights ``1 / distance^2`` as in Kamada and Kawai (1989).
    """
    count = len(distances)
    away = np.where(np.eye(count, dtype=bool), 1.0, np.maximum(distances, 1e-3))
    weights = 1.0 / away**2
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    points = start / (start.std() or 1.0) * (distances.mean() or 1.0)
    for _ in range(300):
        now = cdist(points, points)
        ratio = np.divide(weights * distances, now, out=np.zeros_like(now), where=now > 1e-12)
        balance = np.diag(ratio.sum(axis=1)) - ratio
        points = inverse @ balance @ points
    points -= points.mean(axis=0)
    spread: NDArray[np.float64] = points / (points.std() or 1.0)
    return spread


def _towards(
    members: NDArray[np.float64], middles: NDArray[np.float64], centres: NDArray[np.float64], theme: int
) -> NDArray[np.float64]:
    """A pull of each skill towards the islands it is nearest to, so that neighbours face each other over the water."""
    others = np.array([other for other in range(len(middles)) if other != theme], int)
    if not len(others):
        return np.zeros((len(members), 2))
    closeness = members @ middles[others].T
    closeness -= closeness.mean(axis=0)
    directions = centres[others] - centres[theme]
    directions /= np.maximum(1e-9, np.linalg.norm(directions, axis=1, keepdims=True))
    pull: NDArray[np.float64] = closeness @ directions
    return pull


def _spread(members: NDArray[np.float64], towards: NDArray[np.float64]) -> NDArray[np.float64]:
    """Members on the slots of a sunflower: those typical of the theme in the middle, like beside like."""
    slots = sunflower(len(members))
    wanted = _standard(principal(members)) + 0.5 * _standard(towards)
    radius = np.sqrt((wanted**2).sum(axis=1))
    rank = np.empty(len(members))
    rank[np.argsort(radius, kind="stable")] = np.arange(len(members)) + 0.5
    wanted *= (np.sqrt(rank / max(1, len(members))) / np.maximum(1e-9, radius))[:, None]
    placed = np.empty_like(slots)
    if len(members) > _LARGEST:
        placed[np.argsort(radius, kind="stable")] = slots
        return placed
    rows, columns = linear_sum_assignment(cdist(wanted, slots, "sqeuclidean"))
    placed[rows] = slots[columns]
    return placed


def _standard(points: NDArray[np.float64]) -> NDArray[np.float64]:
    deviation = points.std(axis=0)
    scaled: NDArray[np.float64] = points / np.where(deviation > 1e-12, deviation, 1.0)
    return scaled

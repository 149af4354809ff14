"""Themes: the islands of the map. Skills grouped by meaning, each group named by what it holds more than the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.cluster.vq import kmeans2

from osaamo.engine.maps.layout import principal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from osaamo.engine.records import Labels

_DIMENSIONS = 48
_SEED = 3
_SMALLEST = 0.25
_STARTS = 8


def cluster(vectors: NDArray[np.floating[Any]], count: int) -> NDArray[np.int16]:
    """A theme number for each row of ``vectors``, ``int16 [n]``, numbered from the largest theme down.

    Spherical k-means on the first principal components of the centred vectors (centring takes away what all skills
    share), the best of several seeded starts; themes smaller than a quarter of the average are joined to their
    nearest neighbours, so there may be fewer than ``count``.
    """
    points = principal(np.asarray(vectors, np.float64), _DIMENSIONS)
    points /= np.maximum(1e-9, np.linalg.norm(points, axis=1, keepdims=True))
    best, least = np.zeros(len(points), int), np.inf
    for start in range(_STARTS):
        centres, found = kmeans2(points, count, minit="++", seed=np.random.default_rng(_SEED + start), iter=40)
        loss = float(((points - centres[found]) ** 2).sum())
        if loss < least:
            best, least = found, loss
    centres = np.array(
        [points[best == theme].mean(axis=0) if (best == theme).any() else points[0] for theme in range(count)]
    )
    sizes = np.bincount(best, minlength=count)
    kept = np.flatnonzero(sizes >= _SMALLEST * len(points) / count)
    nearest = kept[np.argmax(points @ centres[kept].T, axis=1)]
    lost = ~np.isin(best, kept)
    best[lost] = nearest[lost]
    order = sorted(kept.tolist(), key=lambda theme: (-int((best == theme).sum()), theme))
    renumber = {theme: number for number, theme in enumerate(order)}
    return np.array([renumber[int(theme)] for theme in best], np.int16)


def name_themes(
    themes: NDArray[np.integer[Any]], groups: Sequence[Sequence[str]], names: Mapping[str, Labels]
) -> tuple[str, ...]:
    """For each theme the code of the group that tells it best: held by many of its skills and by few others.

    Args:
        themes: theme number of each skill.
        groups: the codes of all groups that hold each skill, at any level.
        names: labels of the groups that may name a theme.

    Returns:
        One code for each theme, each used once; the largest themes choose first. A theme none of whose skills is in a
        nameable group, or whose groups are all taken, gets ``""``.
    """
    everywhere = Counter(code for codes in groups for code in set(codes) if code in names)
    count = int(themes.max()) + 1 if len(themes) else 0
    inside: list[Counter[str]] = [Counter() for _ in range(count)]
    sizes = np.bincount(themes, minlength=count)
    for theme, codes in zip(themes.tolist(), groups, strict=True):
        inside[theme].update(code for code in set(codes) if code in names)
    offers = sorted(
        (-_f1(held, int(sizes[theme]), everywhere[code]), theme, code)
        for theme in range(count)
        for code, held in inside[theme].items()
    )
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    for _, theme, code in offers:
        label = names[code].best("en").casefold()
        if theme not in chosen and label not in taken:
            chosen[theme] = code
            taken.add(label)
    return tuple(chosen.get(theme, "") for theme in range(count))


def _f1(held: int, size: int, everywhere: int) -> float:
    """The harmonic mean of "how much of the theme is in the group" and "how much of the group is in the theme"."""
    return 2 * held / (size + everywhere)

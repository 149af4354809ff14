"""What working life asks near a draft: skills that stand in ads beside the draft's own, not simply the commonest."""

from __future__ import annotations

from collections import Counter
from math import log, sqrt
from typing import TYPE_CHECKING

from osaamo.engine.design.records import MarketGap, MarketReading, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Similarity = Callable[[Sequence[str], Sequence[str]], NDArray[np.floating]]

NEEDED = 20
"""Fewer ads near the draft are too few to say anything."""
LEAST_COUNT = 3
"""A skill in fewer ads near the draft is an accident."""
NEAR_SHARE = 0.2
"""An ad is near when it names at least two of the draft's skills that hold this share of the draft's weight; a skill
weighs more the surer it is and the fewer ads name it, so that "communicate" alone brings no ad near."""
LEAST_SHARED = 2
SAME_MEANING = 0.8
"""Cosine from which a skill counts as held by the draft under another name."""
_Z = 1.959964
_BESIDE = 3


def wilson(count: int, of: int) -> Share:
    """The share with its 95 % Wilson interval; of nothing, the share is 0 and the interval 0 to 1."""
    if not of:
        return Share(0, 0, 0.0, 0.0, 1.0)
    share, z2 = count / of, _Z * _Z / of
    middle = (share + z2 / 2) / (1 + z2)
    half = _Z / (1 + z2) * sqrt(share * (1 - share) / of + z2 / (4 * of))
    return Share(count, of, share, max(0.0, middle - half), min(1.0, middle + half))


def market(
    skills: Sequence[tuple[str, float]],
    ads: Sequence[Collection[str]],
    *,
    asked: Mapping[str, int] | None = None,
    of: int | None = None,
    similarity: Similarity | None = None,
    most: int = 20,
) -> MarketReading:
    """What ads near the draft ask for and the draft lacks, the clearest first.

    A skill is a gap when it stands in the ads near the draft clearly more often than in the others: the lower end of
    its 95 % interval near lies above its share in all ads.

    Args:
        skills: the draft's skills with their confidences.
        ads: the skills of each ad (uris); the same ads that were counted.
        asked: how many ads name each skill; counted from ``ads`` where none is given.
        of: of how many ads ``asked`` was counted; all of ``ads`` where none is given.
        similarity: cosines of uris (``Engine.similarity``); leaves out what the draft holds under another name.
        most: at most so many gaps.
    """
    own = dict(skills)
    named = [frozenset(ad) for ad in ads]
    counts = Counter(uri for ad in named for uri in ad)
    near = _near(own, named, counts)
    total, count_of = (len(named), counts) if asked is None or of is None else (of, asked)
    held = sorted(((uri, wilson(count_of.get(uri, 0), total)) for uri in own), key=lambda one: (-one[1].count, one[0]))
    enough = len(near) >= NEEDED
    gaps = _gaps(own, near, counts, len(named)) if enough else []
    if similarity is not None and gaps and own:
        cosines = similarity([gap.uri for gap in gaps], list(own))
        gaps = [gap for gap, row in zip(gaps, cosines, strict=True) if row.max() < SAME_MEANING]
    return MarketReading(len(near), total, NEEDED, enough, tuple(held), tuple(gaps[:most]))


def _near(own: Mapping[str, float], ads: Sequence[frozenset[str]], counts: Mapping[str, int]) -> list[frozenset[str]]:
    weights = {uri: sure * log((1 + len(ads)) / (1 + counts.get(uri, 0))) for uri, sure in own.items()}
    # What no ad names cannot bring an ad near, nor keep one away.
    whole = sum(weight for uri, weight in weights.items() if counts.get(uri))
    found = []
    for ad in ads:
        shared = ad & weights.keys()
        if len(shared) >= LEAST_SHARED and sum(weights[uri] for uri in shared) >= NEAR_SHARE * whole:
            found.append(ad)
    return found


def _gaps(
    own: Mapping[str, float], near: Sequence[frozenset[str]], counts: Mapping[str, int], total: int
) -> list[MarketGap]:
    near_counts = Counter(uri for ad in near for uri in ad if uri not in own)
    beside: dict[str, Counter[str]] = {uri: Counter() for uri in near_counts}
    for ad in near:
        shared = ad & own.keys()
        for uri in ad - own.keys():
            beside[uri].update(shared)
    found = []
    for uri, count in near_counts.items():
        here, everywhere = wilson(count, len(near)), wilson(counts[uri], total)
        if count >= LEAST_COUNT and here.low > everywhere.share:
            top = sorted(beside[uri].items(), key=lambda one: (-one[1], one[0]))[:_BESIDE]
            found.append(MarketGap(uri, here, everywhere, tuple(top)))
    return sorted(found, key=lambda gap: (-gap.near.low, gap.uri))

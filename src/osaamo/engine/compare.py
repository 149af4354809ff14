"""Two sets of skills side by side: what they share, what only one has, and which of the rest come close."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.gap import DEFAULT_RULES, GapRules, Reason, Similarity, merged, why_near
from osaamo.engine.records import Labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.records import WeightedSkill


@dataclass(frozen=True, slots=True)
class Compared:
    """One skill with its weight on each side (0 where it is absent)."""

    uri: str
    label: Labels
    left: float
    right: float

    def as_dict(self) -> dict[str, object]:
        """The skill as plain JSON values."""
        return {
            "uri": self.uri,
            "label": self.label.as_dict(),
            "left": round(self.left, 4),
            "right": round(self.right, 4),
        }


@dataclass(frozen=True, slots=True)
class NearPair:
    """A skill only on the left and one only on the right that mean nearly the same."""

    left: str
    left_label: Labels
    right: str
    right_label: Labels
    similarity: float
    reason: Reason

    def as_dict(self) -> dict[str, object]:
        """The pair as plain JSON values."""
        return {
            "left": self.left,
            "leftLabel": self.left_label.as_dict(),
            "right": self.right,
            "rightLabel": self.right_label.as_dict(),
            "similarity": round(self.similarity, 4),
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two sets share, heaviest first.

    ``cosine`` compares the weights, ``jaccard`` the sets, ``weighted_jaccard`` is the sum of the smaller over the sum
    of the larger weights (Ruzicka). All are 0 to 1; two empty sets are equal (1).
    """

    shared: tuple[Compared, ...]
    only_left: tuple[Compared, ...]
    only_right: tuple[Compared, ...]
    near: tuple[NearPair, ...]
    cosine: float
    jaccard: float
    weighted_jaccard: float

    def as_dict(self) -> dict[str, object]:
        """The comparison as plain JSON values."""
        return {
            "cosine": round(self.cosine, 4),
            "jaccard": round(self.jaccard, 4),
            "weightedJaccard": round(self.weighted_jaccard, 4),
            "shared": [skill.as_dict() for skill in self.shared],
            "onlyLeft": [skill.as_dict() for skill in self.only_left],
            "onlyRight": [skill.as_dict() for skill in self.only_right],
            "near": [pair.as_dict() for pair in self.near],
        }


def compare(
    left: Sequence[WeightedSkill],
    right: Sequence[WeightedSkill],
    *,
    labels: Mapping[str, Labels],
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
) -> Comparison:
    """The comparison of two sets of skills; doubled uris count once, at their heaviest.

    Near pairs are matched one to one, the closest first, among skills that only one side has.

    Raises:
        BadWeight: a weight is negative or not a number.
    """
    first = {uri: skill.weight for uri, skill in merged(left).items() if skill.weight > 0}
    second = {uri: skill.weight for uri, skill in merged(right).items() if skill.weight > 0}
    every = sorted(
        (Compared(uri, labels.get(uri, Labels()), first.get(uri, 0.0), second.get(uri, 0.0)) for uri in first | second),
        key=lambda skill: (-(skill.left + skill.right), skill.uri),
    )
    only_left = tuple(skill for skill in every if not skill.right)
    only_right = tuple(skill for skill in every if not skill.left)
    shared = tuple(skill for skill in every if skill.left and skill.right)
    larger = math.fsum(max(skill.left, skill.right) for skill in every)
    smaller = math.fsum(min(skill.left, skill.right) for skill in every)
    return Comparison(
        shared=shared,
        only_left=only_left,
        only_right=only_right,
        near=_near(only_left, only_right, similarity, rules),
        cosine=weight_cosine(first, second),
        jaccard=len(shared) / len(every) if every else 1.0,
        weighted_jaccard=smaller / larger if larger else 1.0,
    )


def weight_cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """The cosine of two weightings, 0 to 1; 1 for two empty ones, 0 when only one is empty."""
    if not first and not second:
        return 1.0
    product = math.fsum(weight * second[uri] for uri, weight in first.items() if uri in second)
    norms = math.hypot(*first.values()) * math.hypot(*second.values())
    return min(1.0, product / norms) if norms else 0.0


def _near(
    left: Sequence[Compared], right: Sequence[Compared], similarity: Similarity | None, rules: GapRules
) -> tuple[NearPair, ...]:
    if similarity is None or not left or not right:
        return ()
    cosines = np.asarray(similarity([skill.uri for skill in left], [skill.uri for skill in right]), np.float64)
    rows, columns = np.nonzero(cosines >= rules.near)
    order = sorted(
        zip(rows.tolist(), columns.tolist(), strict=True),
        key=lambda at: (-cosines[at], left[at[0]].uri, right[at[1]].uri),
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for row, column in order:
        if row in used_left or column in used_right:
            continue
        used_left.add(row)
        used_right.add(column)
        one, other, cosine = left[row], right[column], float(cosines[row, column])
        why = why_near(one.label, other.label, cosine)
        pairs.append(NearPair(one.uri, one.label, other.uri, other.label, cosine, why))
    return tuple(pairs)

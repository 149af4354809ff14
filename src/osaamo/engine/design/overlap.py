"""Courses that teach what the draft teaches: the nearest ones, what they share, and whether they overlap."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import TYPE_CHECKING

from osaamo.engine.compare import compare
from osaamo.engine.design.records import Overlap
from osaamo.engine.design.tables import numbers
from osaamo.engine.records import WeightedSkill
from osaamo.engine.twins import twins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.gap import Similarity
    from osaamo.engine.records import Labels
    from osaamo.engine.twins import Twin, TwinItem

LOOKED_AT = 30
"""Nearest courses whose probability is told; the order by it is not quite that of the plain score."""
CROWD = 10
"""A text stands out against the mean of so many that follow the nearest one."""


def overlaps(
    draft: TwinItem,
    courses: Sequence[TwinItem],
    *,
    labels: Mapping[str, Labels] | None = None,
    similarity: Similarity | None = None,
    most: int = 10,
) -> tuple[Overlap, ...]:
    """The courses nearest to the draft, the surest overlap first, ties by id; the one of the same id is left out.

    Args:
        draft: the draft's skills and vector (``CourseDesigner.item``).
        courses: those it may overlap with, with vectors of the same model.
        labels: names of the skills, for the reasons of near pairs.
        similarity: cosines of uris (``Engine.similarity``); without it no near pairs are looked for.
        most: at most so many.

    Raises:
        VectorsDoNotFit: vectors differ in length.
    """
    rule = numbers()["overlap"]
    nearest = twins(draft, courses, most=max(LOOKED_AT, most), skill_share=rule["skill_share"])
    crowd = crowding(nearest, rule["crowd"])
    found = sorted((_overlap(twin, crowd, rule) for twin in nearest), key=lambda one: (-one.probability, one.id))[:most]
    if similarity is None:
        return tuple(found)
    confidences = {course.id: dict(course.skills) for course in courses}
    own = dict(draft.skills)
    return tuple(_with_pairs(one, own, confidences[one.id], labels or {}, similarity) for one in found)


def crowding(nearest: Sequence[Twin], usual: float) -> float:
    """How near the draft's text comes to courses that are like many others: the mean cosine of the crowd.

    The crowd are the ``CROWD`` texts after the nearest one; of too few courses nothing can be told, and the ``usual``
    figure is taken.
    """
    cosines = sorted((twin.text for twin in nearest if twin.text is not None), reverse=True)[1 : CROWD + 1]
    return sum(cosines) / CROWD if len(cosines) == CROWD else usual


def _overlap(twin: Twin, crowd: float, rule: Mapping[str, float]) -> Overlap:
    """The logistic rule of ``bench/overlap.py``; a pair without vectors is judged by its skills alone."""
    text = twin.text if twin.text is not None else twin.skills
    logit = rule["bias"] + rule["skills"] * twin.skills + rule["text"] * text + rule["margin"] * (text - crowd)
    probability = 1 / (1 + exp(-logit))
    return Overlap(
        id=twin.id,
        probability=probability,
        overlaps=probability >= rule["threshold"],
        skills=twin.skills,
        text=twin.text,
        shared=twin.shared,
        only_draft=twin.only_query,
        only_neighbour=twin.only_item,
    )


def _with_pairs(
    one: Overlap,
    own: Mapping[str, float],
    theirs: Mapping[str, float],
    labels: Mapping[str, Labels],
    similarity: Similarity,
) -> Overlap:
    left = [WeightedSkill(uri, own[uri]) for uri in one.only_draft]
    right = [WeightedSkill(uri, theirs[uri]) for uri in one.only_neighbour]
    return replace(one, near=compare(left, right, labels=labels, similarity=similarity).near)

"""What many read texts hold together: how many have each skill, and a sentence of one of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Avg, Count, Min, Q
from django.db.models.functions import Coalesce

from osaamo.competence.models import Reading, ReadSkill

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

MOST = 3000
"""So many skills are told apart on a map; the rarest beyond them are left out."""

CLEAR = 0.75
"""A sentence this sure is shown before others."""

_FOR = 600
"""Seconds a count is good for: texts come by the day, and counting 200,000 of them takes longer than a page may."""


@dataclass(frozen=True, slots=True)
class GatheredSkill:
    """A skill of some texts: in how many, how sure on average, and a sentence of one of them with its language."""

    uri: str
    texts: int
    confidence: float
    evidence: str
    language: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The skills of ``documents`` texts, the most frequent first."""

    documents: int
    skills: tuple[GatheredSkill, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """All read texts of a kind (``foresight.jobad``), or those of the given refs."""

    kind: str = ""
    refs: tuple[str, ...] = ()

    @property
    def _readings(self) -> Q:
        return Q(ref__startswith=f"{self.kind}:") if self.kind else Q(ref__in=self.refs)

    def readings(self) -> QuerySet[Reading]:
        """The readings of the texts, in order of ref."""
        return Reading.objects.filter(self._readings).order_by("ref")

    def skills(self) -> QuerySet[ReadSkill]:
        """The skills found in the texts."""
        inside = Q(reading__ref__startswith=f"{self.kind}:") if self.kind else Q(reading__ref__in=self.refs)
        return ReadSkill.objects.filter(inside)


def gathered(scope: Scope, *, most: int = MOST) -> Gathered:
    """The skills of the texts, counted by the database at most every ten minutes."""
    digest = hashlib.sha256("\n".join((scope.kind, str(most), *sorted(scope.refs))).encode()).hexdigest()
    found: Gathered = cache.get_or_set(f"competence.gathered:{digest}", lambda: _counted(scope, most), _FOR)
    return found


def skills_by_text(scope: Scope, *, most: int) -> list[list[tuple[str, float]]]:
    """The skills, as ``(uri, confidence)``, of at most ``most`` of the texts; the first in order of ref."""
    pks = list(scope.readings().values_list("pk", flat=True)[:most])
    found: dict[int, list[tuple[str, float]]] = {pk: [] for pk in pks}
    rows = ReadSkill.objects.filter(reading__in=pks).values_list("reading_id", "uri", "confidence")
    for pk, uri, confidence in rows:
        found[pk].append((uri, confidence))
    return list(found.values())


def texts_with(uri: str, scope: Scope) -> QuerySet[ReadSkill]:
    """The texts that have the skill, surest first, each as its found skill with the sentence."""
    return scope.skills().filter(uri=uri).select_related("reading").order_by("-confidence", "reading__ref")


def _counted(scope: Scope, most: int) -> Gathered:
    counted = (
        scope.skills()
        .order_by()
        .values("uri")
        .annotate(
            texts=Count("pk"),
            mean=Avg("confidence"),
            # The surest of all would mean sorting them all; any sure one shows the skill as well.
            example=Coalesce(Min("pk", filter=Q(confidence__gte=CLEAR)), Min("pk")),
        )
        .order_by("-texts", "uri")[:most]
    )
    rows = list(counted)
    examples = _sentences({row["example"] for row in rows})
    skills = tuple(
        GatheredSkill(row["uri"], row["texts"], row["mean"], *examples.get(row["example"], ("", ""))) for row in rows
    )
    return Gathered(scope.readings().count(), skills)


def _sentences(pks: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = ReadSkill.objects.filter(pk__in=list(pks)).values_list("pk", "evidence", "reading__language")
    return {pk: (evidence, language) for pk, evidence, language in rows}

"""Reads over what the engine remembers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from osaamo.competence.models import Reading, ReadSkill
from osaamo.competence.services import engine
from osaamo.engine import Labels, TaughtSkill

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

AT_ONCE = 2000
"""Texts asked for by name in one query; a database takes so many parameters and no more."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the map, by which skills are grouped."""

    id: int
    label: Labels


def theme_of(uri: str) -> Theme:
    """The theme of a skill."""
    atlas = engine().atlas
    island = atlas.island(atlas.locate([uri])[0][0])
    return Theme(island.theme, island.labels)


def skills_of(refs: Collection[str]) -> dict[str, tuple[TaughtSkill, ...]]:
    """The stored skills of each text that has any, surest first, each with its sentence."""
    found: dict[str, list[TaughtSkill]] = defaultdict(list)
    for some in _batches(refs):
        rows = ReadSkill.objects.filter(reading__ref__in=some).values_list(
            "reading__ref", "uri", "confidence", "evidence"
        )
        for ref, uri, confidence, evidence in rows:
            found[ref].append(TaughtSkill(uri=uri, confidence=confidence, evidence=evidence))
    return {ref: tuple(skills) for ref, skills in found.items()}


def asked_by(refs: Collection[str]) -> dict[str, list[tuple[str, float]]]:
    """The stored skills of each of many texts as ``(uri, confidence)``, surest first; every ref is in the answer."""
    found: dict[str, list[tuple[str, float]]] = {ref: [] for ref in refs}
    known: dict[str, str] = {}
    for some in _batches(refs):
        rows = ReadSkill.objects.filter(reading__ref__in=some).values_list("reading__ref", "uri", "confidence")
        for ref, uri, confidence in rows.iterator():
            found[ref].append((known.setdefault(uri, uri), confidence))  # one string for all who ask for the skill
    return found


def naming(uris: Collection[str], refs: Collection[str]) -> set[str]:
    """Those of the texts in which any of the skills was found."""
    found: set[str] = set()
    for some in _batches(refs):
        rows = ReadSkill.objects.filter(reading__ref__in=some, uri__in=list(uris))
        found.update(rows.order_by().values_list("reading__ref", flat=True).distinct())
    return found


def newest_naming(uris: Collection[str], kind: str, *, most: int) -> list[str]:
    """The texts of a kind in which any of the skills was found, those read last first, at most so many."""
    rows = ReadSkill.objects.filter(uri__in=list(uris), reading__ref__startswith=f"{kind}:")
    named = rows.order_by("-reading").values_list("reading__ref", "reading").distinct()[:most]
    return [ref for ref, _ in named]


def read_among(refs: Collection[str]) -> set[str]:
    """Those of the texts that were read, also where no skill was found."""
    return {
        ref for some in _batches(refs) for ref in Reading.objects.filter(ref__in=some).values_list("ref", flat=True)
    }


def read_since(kind: str, moment: datetime | None) -> Iterator[str]:
    """The texts of a kind that were read, or read anew, from the moment on; without a moment, all that were read."""
    readings = Reading.objects.filter(ref__startswith=f"{kind}:")
    if moment is not None:
        readings = readings.filter(read_at__gte=moment)
    return readings.values_list("ref", flat=True).iterator()


def readings_of(kind: str) -> int:
    """How many texts of a kind (``foresight.jobad``) were read."""
    return Reading.objects.filter(ref__startswith=f"{kind}:").count()


def counts_of(kind: str) -> dict[str, int]:
    """How many texts of a kind name each skill that any names."""
    # Readings first and their skills by the index of both: five times as fast on SQLite as a join, which begins at uri.
    rows = ReadSkill.objects.filter(reading__in=Reading.objects.filter(ref__startswith=f"{kind}:"))
    return dict(rows.order_by().values_list("uri").annotate(Count("pk")))


def mark_of(kind: str) -> tuple[int, datetime | None]:
    """What changes once a text of the kind is read, read anew or removed."""
    readings = Reading.objects.filter(ref__startswith=f"{kind}:")
    found = readings.aggregate(count=Count("pk"), last=Max("read_at"))
    return found["count"], found["last"]


def _batches(refs: Collection[str]) -> Iterator[list[str]]:
    left = iter(refs)
    while some := list(islice(left, AT_ONCE)):
        yield some

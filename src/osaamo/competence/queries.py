"""Reads over what the engine remembers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from osaamo.competence.models import Reading, ReadSkill
from osaamo.competence.services import engine
from osaamo.engine import Labels, TaughtSkill

if TYPE_CHECKING:
    from collections.abc import Collection


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
    rows = ReadSkill.objects.filter(reading__ref__in=list(refs)).values_list(
        "reading__ref", "uri", "confidence", "evidence"
    )
    for ref, uri, confidence, evidence in rows:
        found[ref].append(TaughtSkill(uri=uri, confidence=confidence, evidence=evidence))
    return {ref: tuple(skills) for ref, skills in found.items()}


def readings_of(kind: str) -> int:
    """How many texts of a kind (``foresight.jobad``) were read."""
    return Reading.objects.filter(ref__startswith=f"{kind}:").count()


def readings_with(uris: Collection[str], *, kind: str) -> dict[str, int]:
    """How many texts of a kind name each of the skills; every uri is in the answer."""
    if not uris:
        return {}
    rows = ReadSkill.objects.filter(uri__in=list(uris), reading__ref__startswith=f"{kind}:")
    counted = dict(rows.order_by().values_list("uri").annotate(Count("pk")))
    return {uri: counted.get(uri, 0) for uri in uris}

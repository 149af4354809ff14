"""The sample courses, modules and channels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.offering.enums import LabelKind
from osaamo.domains.offering.models import (
    Channel,
    CourseUnit,
    DegreeProgramme,
    ModulePart,
    Quota,
    Realisation,
    StatusChange,
    StudyModule,
)
from osaamo.domains.offering.services.items import assess_sdg, label_named, set_channels, set_parts
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@transaction.atomic
def load_degrees(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many sample degree programmes were written; loading the same rows again changes nothing.

    Sample programmes that are no longer among the rows are removed; others are never touched.
    """
    institutions = {organisation.code: organisation for organisation in Organisation.objects.all()}
    kept = []
    for row in rows:
        fields = {name: row[name] for name in ("code", "name", "level", "credits")}
        DegreeProgramme.objects.update_or_create(
            key=row["id"], defaults=fields | {"institution": institutions[row["institution"]], "is_sample": True}
        )
        kept.append(row["id"])
    DegreeProgramme.objects.filter(is_sample=True).exclude(key__in=kept).delete()
    return len(kept)


@transaction.atomic
def load_demo(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many sample course units were written; loading the same rows again changes nothing.

    Sample courses and realisations that are no longer among the rows are removed; others are never touched. A course
    belongs to the degree programmes of its row; those that are not loaded are left out.
    """
    degrees = {row.key: row for row in DegreeProgramme.objects.filter(is_sample=True)}
    institutions = {organisation.code: organisation for organisation in Organisation.objects.all()}
    kept: list[str] = []
    kept_realisations: list[str] = []
    for row in rows:
        fields = {
            "institution": institutions[row["institution"]],
            "code": row["code"],
            "name": row["name"],
            "learning_outcomes": row["learning_outcomes"],
            "content": row.get("content", {}),
            "credits": Decimal(str(row["credits"])),
            "level": row.get("level", ""),
            "requires": row.get("requires", []),
            "audiences": row.get("audiences", []),
            "is_sample": True,
        }
        course, _ = CourseUnit.objects.update_or_create(
            key=row["id"], defaults=fields, create_defaults=fields | {"published_at": timezone.now()}
        )
        kept.append(course.key)
        course.degrees.set(degrees[key] for key in row.get("degrees", ()) if key in degrees)
        for given in row.get("realisations", []):
            realisation = _store_realisation(course, row, given)
            kept_realisations.append(realisation.key)
    gone = CourseUnit.objects.filter(is_sample=True).exclude(key__in=kept)
    ModulePart.objects.filter(course__in=gone, module__is_sample=True).delete()
    gone.delete()
    Realisation.objects.filter(course__is_sample=True).exclude(key__in=kept_realisations).delete()
    return len(kept)


@transaction.atomic
def load_modules(*, channels: Iterable[Mapping[str, Any]], modules: Iterable[Mapping[str, Any]]) -> int:
    """How many sample modules were written, with their parts, realisations and history; again changes nothing.

    Published ones are listed on every sample channel. A realisation that has a history keeps it.
    """
    institutions = {organisation.code: organisation for organisation in Organisation.objects.all()}
    places = [Channel.objects.get_or_create(code=row["code"], defaults=dict(row))[0] for row in channels]
    count = 0
    for row in modules:
        fields = {name: row[name] for name in _MODULE_FIELDS if name in row} | {
            "institution": institutions[row["institution"]],
            "is_joint": True,
            "is_sample": True,
        }
        published = timezone.now() if row.get("published") else None
        module, is_new = StudyModule.objects.update_or_create(
            key=row["id"], defaults=fields, create_defaults=fields | {"published_at": published}
        )
        for given in row["runs"]:
            _store_run(module, given, institutions)
        if is_new:
            _complete(module, row, places if published else [])
        count += 1
    return count


_MODULE_FIELDS = (
    *("kind", "code", "name", "credits", "optional_credits", "is_ordered", "audiences", "budget_lines", "promise"),
    *("for_whom", "learning_outcomes", "price", "contact"),
)


def _complete(module: StudyModule, row: Mapping[str, Any], places: list[Channel]) -> None:
    """The parts, labels, goals and listings of a new module."""
    courses = CourseUnit.objects.in_bulk([key for key, _ in row.get("parts", ())], field_name="key")
    parts = [(courses[key], optional) for key, optional in row.get("parts", ()) if key in courses]
    set_parts(module=module, parts=parts, who=None)
    for kind, words in ((LabelKind.TAG, row.get("tags", ())), (LabelKind.THEME, row.get("themes", ()))):
        module.labels.add(*(label_named(kind=kind, word=word) for word in words))
    if row.get("sdg"):
        goals = {one["goal"]: one["reason"] for one in row["sdg"]}
        assess_sdg(item=module, goals=goals, who=None, on=timezone.localdate())
    set_channels(item=module, channels=places, who=None)


def _store_run(module: StudyModule, given: Mapping[str, Any], organisations: Mapping[str, Organisation]) -> None:
    run, is_new = Realisation.objects.update_or_create(
        key=given["id"],
        defaults={
            "module": module,
            "starts": _day(given.get("starts")),
            "ends": _day(given.get("ends")),
            "seats": given.get("seats"),
            "languages": given.get("languages", []),
            "mode": given.get("mode", ""),
            "campus": given.get("campus", ""),
        },
    )
    if is_new:
        StatusChange.objects.bulk_create(
            StatusChange(realisation=run, state=state, reason=reason) for state, reason in given["states"]
        )
        Quota.objects.bulk_create(
            Quota(realisation=run, organisation=organisations[code], seats=seats)
            for code, seats in given.get("quotas", {}).items()
        )


def _store_realisation(course: CourseUnit, row: Mapping[str, Any], given: Mapping[str, Any]) -> Realisation:
    language = given.get("language")
    realisation, _ = Realisation.objects.update_or_create(
        key=given["id"],
        defaults={
            "course": course,
            "starts": _day(given.get("starts")),
            "ends": _day(given.get("ends")),
            "seats": given.get("seats"),
            "languages": [language] if language else row.get("languages", []),
            "mode": given.get("mode") or row.get("mode", ""),
            "campus": given.get("campus") or row.get("campus") or "",
            "meetings": given.get("meetings", []),
            "audiences": given.get("audiences", []),
        },
    )
    return realisation


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

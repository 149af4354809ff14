"""Who speaks for an area of the plan in a report, and who has not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.domains.governance.enums import NoteKind
from osaamo.domains.governance.models import AreaLead
from osaamo.domains.governance.rules import held_on
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.domains.governance.models import Body, Report
    from osaamo.kernel.models import Person


@dataclass(frozen=True, slots=True)
class Voice:
    """An area of a body: its key and title, who leads it (``None``: no one is named), and whether it commented."""

    key: str
    title: Mapping[str, str]
    lead: Person | None
    has_commented: bool = False


def leads_on(day: date) -> QuerySet[AreaLead]:
    """Who leads which area on the day."""
    return AreaLead.objects.filter(held_on(day), person__isnull=False).select_related("person")


def area_titles() -> dict[str, Mapping[str, str]]:
    """The titles of the plan's areas by key."""
    return {item.key: item.title for item in planning.items(planning.Kind.AREA)}


def voices(body: Body, on: date, report: Report | None = None) -> list[Voice]:
    """The areas of the body in its order, each with its lead on the day; with a report, whether it commented there."""
    titles = area_titles()
    leads = {row.area: row.person for row in leads_on(on).filter(alliance=body.organisation_id)}
    spoken = commented(report) if report else set()
    return [Voice(key, titles.get(key, {"en": key}), leads.get(key), key in spoken) for key in body.areas]


def commented(report: Report) -> set[str]:
    """Keys of the areas that commented the report."""
    return {note.area for note in report.notes.all() if note.kind == NoteKind.COMMENT}


def uncommented(report: Report) -> list[str]:
    """Keys of the areas of its body that did not comment the report, in the body's order."""
    spoken = commented(report)
    return [key for key in report.body.areas if key not in spoken]

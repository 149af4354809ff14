"""What a report asked to be decided: the agenda it came to, and what was decided there and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.domains.governance.enums import NoteKind, ReportState
from osaamo.domains.governance.models import AgendaItem, Report, ReportNote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osaamo.domains.governance.models import Decision, Meeting


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision asked for; ``item`` is where it came onto an agenda, ``decision`` what was decided on it."""

    note: ReportNote
    item: AgendaItem | None
    decision: Decision | None

    @property
    def meeting(self) -> Meeting | None:
        """The meeting to which it came."""
        return self.item.meeting if self.item else None

    @property
    def is_public(self) -> bool:
        """Whether it was decided in a meeting whose minutes are approved: from then on everybody may read it."""
        return self.decision is not None and self.meeting is not None and self.meeting.is_locked


def asked_in(reports: Iterable[Report]) -> dict[int, list[Asked]]:
    """What each of the reports asks for, by the report's key; one question however many reports."""
    found: dict[int, list[Asked]] = {report.pk: [] for report in reports}
    notes = ReportNote.objects.filter(report__in=found, kind=NoteKind.ASK)
    for note in notes.select_related("item__meeting__body__organisation__parent", "item__decision"):
        item = getattr(note, "item", None)
        found[note.report_id].append(Asked(note, item, getattr(item, "decision", None)))
    return found


def items_about(activity: str) -> list[AgendaItem]:
    """What came to meetings about an activity of the plan, or was decided about it, the earliest meeting first."""
    rows = AgendaItem.objects.filter(activity=activity).select_related(
        "meeting__body__organisation__parent", "decision", "note__report__body"
    )
    return list(rows.order_by("meeting__day", "position"))


def reports_on(activity: str) -> list[Report]:
    """The accepted and frozen reports that tell of an activity of the plan, the earliest quarter first."""
    # The payload is canonical JSON: the key stands in it exactly so, with the quotes that end it.
    rows = Report.objects.filter(state=ReportState.FROZEN, payload__contains=f'"key":"{activity}"')
    return list(rows.select_related("body__organisation__parent").order_by("year", "quarter", "body"))

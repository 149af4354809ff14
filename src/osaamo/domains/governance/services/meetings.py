"""Meetings: agenda with papers, decisions with reasons, what is to be done, minutes that are approved and then stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language

from osaamo.domains.governance.enums import NoteKind
from osaamo.domains.governance.models import AgendaItem, Body, Decision, FollowUp, Meeting, Report
from osaamo.domains.governance.queries.bodies import next_meeting
from osaamo.domains.governance.services.errors import Locked, NoMeeting, NotHeld, NotNext
from osaamo.kernel.i18n import translated
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from osaamo.domains.governance.models import ReportNote, Seat
    from osaamo.kernel.models import Organisation, Person


def _open(meeting: Meeting) -> Meeting:
    """The meeting, locked in the database until the transaction ends.

    Raises:
        Locked: its minutes are approved.
    """
    fresh = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if fresh.is_locked:
        raise Locked
    return fresh


@transaction.atomic
def call_meeting(*, body: Body, day: date, by: Person | None, place: str = "", link: str = "") -> Meeting:
    """The meeting, called for a day."""
    row = Meeting.objects.create(body=body, day=day, place=place, link=link)
    audit(verb="governance.meeting", who=by, about=row, organisation=body.organisation, details={"on": day})
    return row


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    title: str,
    by: Person | None,
    paper: str = "",
    file: tuple[str, str, bytes] | None = None,
    proposer: Organisation | None = None,
    area: str = "",
    activity: str = "",
    note: ReportNote | None = None,
) -> AgendaItem:
    """The item at the agenda's end; ``by`` prepared it. ``file`` is a name, a media type and bytes.

    ``note`` is where a report asked for the decision.

    Raises:
        Locked: the minutes are approved.
    """
    meeting = _open(meeting)
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    name, media_type, content = file or ("", "", b"")
    row = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, title=title, paper=paper, filename=name[:120], media_type=media_type[:60],
        content=content, proposer=proposer, prepared_by=by, area=area, activity=activity,
        note=note,
    )  # fmt: skip
    audit(verb="governance.item", who=by, about=row)
    return row


@transaction.atomic
def bring_asks(*, report: Report, on: date, by: Person | None) -> list[AgendaItem]:
    """The decisions an accepted report asks for, each now an item of the next meeting of whom the body reports to.

    What is on an agenda already stays where it is.

    Raises:
        NotNext: the group has not accepted the report.
        NoMeeting: no meeting is called for the day or later.
    """
    # The report's row is the lock: two who bring the same at once do not bring it twice.
    report = Report.objects.select_for_update().select_related("body").get(pk=report.pk)
    if not report.is_accepted:
        raise NotNext
    asks = list(report.notes.filter(kind=NoteKind.ASK, item__isnull=True))
    if not asks:
        return []
    key = report.body.reports_to or report.body.key
    meeting = next_meeting(key, on)
    if meeting is None:
        receiver = Body.objects.filter(key=key).first()
        raise NoMeeting(body=translated(receiver.name, get_language() or "fi") if receiver else key)
    return [
        add_item(
            meeting=meeting, title=_first_words(one.text), paper=one.text, area=one.area, activity=one.activity,
            note=one, by=by,
        )
        for one in asks
    ]  # fmt: skip


def _first_words(text: str, most: int = 200) -> str:
    """The text's first line, cut between words where it is longer than a title may be."""
    line = text.strip().splitlines()[0]
    return line if len(line) <= most else line[: most - 1].rpartition(" ")[0] + "…"


@transaction.atomic
def decide(*, item: AgendaItem, text: str, reasons: str, by: Person | None, ref: str = "", url: str = "") -> Decision:
    """The decision on a prepared item; written again before the minutes are approved it is replaced.

    Raises:
        Locked: the minutes are approved.
    """
    _open(item.meeting)
    row, _ = Decision.objects.update_or_create(
        item=item, defaults={"text": text, "reasons": reasons, "ref": ref, "url": url}
    )
    audit(verb="governance.decide", who=by, about=row, details={"item": f"governance.agendaitem:{item.pk}"})
    return row


@transaction.atomic
def follow_up(*, decision: Decision, text: str, due: date, by: Person | None, person: Person | None = None) -> FollowUp:
    """What is to be done because of the decision, by whom and when.

    Raises:
        Locked: the minutes are approved.
    """
    _open(decision.item.meeting)
    row = FollowUp.objects.create(decision=decision, text=text, person=person, due=due)
    audit(verb="governance.follow-up", who=by, about=row, details={"due": due})
    return row


@transaction.atomic
def done(*, follow_up: FollowUp, on: date, by: Person | None) -> FollowUp:
    """The same, done; this is written after the minutes too."""
    follow_up.done_on = on
    follow_up.save(update_fields=["done_on"])
    audit(verb="governance.done", who=by, about=follow_up, details={"on": on})
    return follow_up


@transaction.atomic
def hold(*, meeting: Meeting, minutes: str, present: Iterable[Seat], by: Person | None) -> Meeting:
    """The meeting, held, with its minutes and who was there.

    Raises:
        Locked: the minutes are approved.
    """
    meeting = _open(meeting)
    meeting.held, meeting.minutes = True, minutes
    meeting.save(update_fields=["held", "minutes"])
    meeting.present.set(present)
    audit(verb="governance.held", who=by, about=meeting)
    return meeting


@transaction.atomic
def approve_minutes(*, meeting: Meeting, on: date, by: Person | None) -> Meeting:
    """The meeting with approved minutes, which stay as they are.

    Raises:
        Locked: they were approved before.
        NotHeld: there are none.
    """
    meeting = _open(meeting)
    if not meeting.held or not meeting.minutes.strip():
        raise NotHeld
    meeting.approved_on, meeting.approved_by = on, by
    meeting.save(update_fields=["approved_on", "approved_by"])
    audit(verb="governance.minutes", who=by, about=meeting, details={"on": on})
    return meeting

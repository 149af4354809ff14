"""Meetings: agenda with papers, decisions with reasons, what is to be done, minutes that are approved and then stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from osaamo.domains.governance.models import AgendaItem, Decision, FollowUp, Meeting
from osaamo.domains.governance.services.errors import Locked, NotHeld
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from osaamo.domains.governance.models import Body, Seat
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
) -> AgendaItem:
    """The item at the agenda's end; ``by`` prepared it. ``file`` is a name, a media type and bytes.

    Raises:
        Locked: the minutes are approved.
    """
    meeting = _open(meeting)
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    name, media_type, content = file or ("", "", b"")
    row = AgendaItem.objects.create(
        meeting=meeting, position=last + 1, title=title, paper=paper, filename=name[:120], media_type=media_type[:60],
        content=content, proposer=proposer, prepared_by=by, area=area, activity=activity,
    )  # fmt: skip
    audit(verb="governance.item", who=by, about=row)
    return row


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

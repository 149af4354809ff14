"""Guidance: asked for by the person, taken by a counsellor, noted, agreed, followed up and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.profiles.enums import CaseStatus, Need, Purpose
from osaamo.domains.profiles.models import AgreedStep, GuidanceCase, GuidanceNote
from osaamo.domains.profiles.services.consents import agree
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date

    from osaamo.kernel.models import Organisation, Person


class AlreadyTaken(Exception):
    """Another counsellor was quicker."""


@transaction.atomic
def ask_guidance(
    *, person: Person, organisation: Organisation, need: Need, message: str, language: str
) -> GuidanceCase:
    """The case, waiting for a counsellor of the organisation, with the consent they need to read the profile.

    A person who has an open case there keeps it; their consent is renewed.
    """
    agree(person=person, purpose=Purpose.GUIDANCE, organisation=organisation, language=language)
    open_case = GuidanceCase.objects.filter(person=person, organisation=organisation).exclude(status=CaseStatus.CLOSED)
    known = open_case.first()
    if known is not None:
        return known
    case = GuidanceCase.objects.create(person=person, organisation=organisation, need=need, message=message)
    audit(verb="guidance.ask", who=person, about=case, organisation=organisation, details={"need": need.value})
    return case


@transaction.atomic
def take_case(*, case: GuidanceCase, counsellor: Person, coverage: float | None) -> GuidanceCase:
    """The case, now the counsellor's; ``coverage`` of the person's goal is kept to see later what changed.

    Raises:
        AlreadyTaken: another counsellor was quicker.
    """
    taken = GuidanceCase.objects.filter(pk=case.pk, status=CaseStatus.ASKED).update(
        counsellor=counsellor, status=CaseStatus.OPEN, taken_at=timezone.now(), coverage=coverage
    )
    if not taken:
        raise AlreadyTaken
    case.refresh_from_db()
    audit(verb="guidance.take", who=counsellor, about=case, organisation=case.organisation)
    return case


@transaction.atomic
def add_note(*, case: GuidanceCase, author: Person, text: str) -> GuidanceNote:
    """The note, which the person may read."""
    note = GuidanceNote.objects.create(case=case, author=author, text=text)
    audit(verb="guidance.note", who=author, about=case, organisation=case.organisation)
    return note


@transaction.atomic
def agree_step(*, case: GuidanceCase, author: Person, text: str, due_on: date | None) -> AgreedStep:
    """What the two agreed to do next."""
    step = AgreedStep.objects.create(case=case, text=text, due_on=due_on)
    audit(verb="guidance.agree", who=author, about=step, organisation=case.organisation, details={"due": due_on})
    return step


@transaction.atomic
def tick_step(*, step: AgreedStep, done: bool, who: Person) -> AgreedStep:
    """The agreed step, done or not."""
    step.done_at = timezone.now() if done else None
    step.save(update_fields=["done_at"])
    audit(verb="guidance.tick", who=who, about=step, organisation=step.case.organisation, details={"done": done})
    return step


@transaction.atomic
def set_follow_up(*, case: GuidanceCase, who: Person, on: date | None) -> GuidanceCase:
    """The case with the day the counsellor comes back to it, or none."""
    case.follow_up_on = on
    case.save(update_fields=["follow_up_on"])
    audit(verb="guidance.follow-up", who=who, about=case, organisation=case.organisation, details={"on": on})
    return case


@transaction.atomic
def hand_back(*, case: GuidanceCase, who: Person) -> GuidanceCase:
    """The case, waiting again for any counsellor of its organisation; notes and agreed steps stay with it."""
    case.counsellor, case.status, case.follow_up_on = None, CaseStatus.ASKED, None
    case.save(update_fields=["counsellor", "status", "follow_up_on"])
    audit(verb="guidance.hand-back", who=who, about=case, organisation=case.organisation)
    return case


@transaction.atomic
def end_case(*, case: GuidanceCase, who: Person) -> GuidanceCase:
    """The case, closed: the counsellor sees the person's data no longer."""
    case.status, case.closed_at = CaseStatus.CLOSED, timezone.now()
    case.save(update_fields=["status", "closed_at"])
    audit(verb="guidance.end", who=who, about=case, organisation=case.organisation)
    return case

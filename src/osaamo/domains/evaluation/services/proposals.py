"""Writing a proposal and sending it to review."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.evaluation.enums import Happening, Stage, Status
from osaamo.domains.evaluation.models import Proposal, Round, RunResult, TeamShare
from osaamo.domains.evaluation.queries import FULL, content_of, criteria_in_force, missing_of
from osaamo.domains.evaluation.rules import EDITABLE
from osaamo.domains.evaluation.services.logging import log
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from osaamo.kernel.models import Organisation, Person

MEASURE = "osaamo.domains.evaluation.jobs.measure_signals"
KEPT = ("origin_ref", "origin_text")
"""What tells where the idea came from; it stays once the proposal was sent in."""


class ChangedMeanwhile(Exception):
    """The proposal was saved in another window since this one was opened."""


class NotEditable(Exception):
    """The proposal is not with its owner now."""


class Incomplete(Exception):
    """The proposal lacks something its gate needs; ``missing`` names the fields."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class NoCriteria(Exception):
    """No criteria are in force for the stage."""


class CallIsClosed(Exception):
    """The call is not open today."""


class SharesDoNotFit(Exception):
    """The shares of the team do not sum to 100; ``total`` is what they sum to."""

    def __init__(self, total: Decimal) -> None:
        super().__init__(str(total))
        self.total = total


@transaction.atomic
def start_proposal(
    *, owner: Person | None, lead: Organisation, institutions: Sequence[Organisation] = (), values: Mapping[str, Any]
) -> Proposal:
    """The new draft, which its owner alone sees; ``lead`` is always among its institutions, and the owner the team."""
    proposal = Proposal.objects.create(owner=owner, lead=lead, **values)
    proposal.institutions.set({lead, *institutions})
    if owner is not None:
        TeamShare.objects.create(proposal=proposal, person=owner, share=FULL)
    audit(verb="proposal.start", who=owner, about=proposal, organisation=lead)
    return proposal


@transaction.atomic
def save_proposal(
    *,
    proposal: Proposal,
    who: Person,
    revision: int,
    institutions: Sequence[Organisation],
    values: Mapping[str, Any],
) -> Proposal:
    """The proposal with new values; nothing need be complete yet. What tells its origin stays once it was sent in.

    Raises:
        ChangedMeanwhile: ``revision`` is not the one that is stored.
        NotEditable: it is being reviewed, or at its end.
    """
    stored = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if stored.status not in EDITABLE:
        raise NotEditable
    if stored.revision != revision:
        raise ChangedMeanwhile
    for name, value in values.items():
        if not (name in KEPT and stored.status != Status.DRAFT and getattr(stored, name)):
            setattr(stored, name, value)
    stored.revision += 1
    stored.save()
    stored.institutions.set({stored.lead, *institutions})
    audit(verb="proposal.save", who=who, about=stored, organisation=stored.lead, details={"revision": stored.revision})
    return stored


@transaction.atomic
def set_team(*, proposal: Proposal, who: Person, shares: Mapping[Person, Decimal]) -> list[TeamShare]:
    """The team's shares, in place of those before.

    Raises:
        NotEditable: it is being reviewed, or at its end.
        SharesDoNotFit: they do not sum to exactly 100.
    """
    stored = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if stored.status not in EDITABLE:
        raise NotEditable
    total = sum(shares.values(), Decimal(0))
    if shares and total != FULL:
        raise SharesDoNotFit(total)
    stored.team.all().delete()
    rows = [TeamShare.objects.create(proposal=stored, person=person, share=share) for person, share in shares.items()]
    audit(verb="proposal.team", who=who, about=stored, organisation=stored.lead, details={"people": len(rows)})
    return rows


@transaction.atomic
def send_in(*, proposal: Proposal, who: Person | None, at: datetime | None = None) -> Round:
    """The new round of review at the gate of the proposal's stage, by the criteria in force on the day.

    ``at`` is given only for what came before this service was in use. The signals of the engine are measured in the
    background.

    Raises:
        NotEditable: it is being reviewed, or at its end.
        Incomplete: something the gate needs is missing.
        CallIsClosed: its call is not open; only the first gate asks.
        NoCriteria: there are no criteria to review it by.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    stored = Proposal.objects.select_for_update(of=("self",)).select_related("call", "lead").get(pk=proposal.pk)
    if stored.status not in EDITABLE:
        raise NotEditable
    if missing := missing_of(stored):
        raise Incomplete(missing)
    first = stored.status == Status.DRAFT
    if first and stored.call and not stored.call.opens_on <= day <= stored.call.closes_on:
        raise CallIsClosed
    criteria = criteria_in_force(stored.stage, on=day)
    if criteria is None:
        raise NoCriteria
    if stored.call and stored.stage == Stage.IDEA:
        stored.next_on = stored.call.gate_on
    stored.status = Status.IN_REVIEW
    stored.save()
    if first:
        log(proposal=stored, who=who, happening=Happening.ENTERED, at=at)
    opened = Round.objects.create(
        proposal=stored, stage=stored.stage, criteria=criteria, content=content_of(stored), opened_at=at
    )
    log(proposal=stored, who=who, happening=Happening.SUBMITTED, at=at)
    enqueue(MEASURE, stored.pk)
    return opened


@transaction.atomic
def record_result(*, proposal: Proposal, who: Person, values: Mapping[str, Any]) -> RunResult:
    """What came of the run, with its source; earlier results stay, the latest counts."""
    result = RunResult.objects.create(proposal=proposal, **values)
    audit(verb="proposal.result", who=who, about=result, organisation=proposal.lead)
    return result

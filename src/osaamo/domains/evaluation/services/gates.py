"""Gates: what was decided of a round, what follows from it, and corrections."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.evaluation.enums import Happening, Outcome, Stage, Status, next_stage
from osaamo.domains.evaluation.models import Decision, Proposal, Round
from osaamo.domains.evaluation.queries import figures_of, gate_of, passed_to_run
from osaamo.domains.evaluation.services.logging import log
from osaamo.kernel.refs import ref_of
from osaamo.ports import publishing

if TYPE_CHECKING:
    from datetime import date, datetime

    from osaamo.kernel.models import Person

HAPPENINGS = {
    Outcome.PASS: Happening.PASSED,
    Outcome.RETURN: Happening.RETURNED,
    Outcome.STOP: Happening.STOPPED,
}


class GateRefused(Exception):
    """The gate cannot decide so; ``code`` says why.

    ``no-reasons``, ``no-conditions`` (of a return), ``too-few-reviews``, ``open-reviews``, ``missing-criteria``,
    ``no-discussion``, ``no-next-date``, ``decided`` (already), ``moved-on`` (a later round has begun), ``no-change``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoCatalogue(Exception):
    """No domain holds a catalogue that could make a module."""


class NotAccepted(Exception):
    """The proposal has not passed the gate to run."""


@transaction.atomic
def decide(
    *,
    of: Round,
    who: Person | None,
    outcome: Outcome,
    reasons: str,
    conditions: str = "",
    discussion: str = "",
    next_on: date | None = None,
    at: datetime | None = None,
) -> Decision:
    """The decision that ends the round; the proposal moves on, goes back or stops. Open reviews end unheard.

    Raises:
        GateRefused: something is missing, or the round is decided.
    """
    locked = Round.objects.select_for_update().select_related("criteria").get(pk=of.pk)
    if locked.ended_at is not None:
        raise GateRefused("decided")
    _check(locked, outcome, reasons, conditions, discussion, next_on)
    figures = figures_of(locked)
    locked.ended_at = at or timezone.now()
    locked.save(update_fields=["ended_at"])
    decision = Decision.objects.create(
        round=locked,
        outcome=outcome,
        reasons=reasons.strip(),
        conditions=conditions.strip(),
        discussion=discussion.strip(),
        mean=figures.mean,
        spread=figures.spread,
        reviews=figures.reviews,
        decided_by=who,
        at=locked.ended_at,
        since=locked.ended_at,
    )
    _follow(decision, who, next_on)
    return decision


@transaction.atomic
def correct(
    *,
    decision: Decision,
    who: Person | None,
    outcome: Outcome,
    reasons: str,
    conditions: str = "",
    discussion: str = "",
    next_on: date | None = None,
) -> Decision:
    """A new decision in place of the old one, which stays as it was written. The figures of the round are the same.

    Another outcome is possible until the proposal was sent in again or made into a module.

    Raises:
        GateRefused: something is missing, it was corrected before, or the proposal has moved on.
    """
    of = Round.objects.select_for_update().select_related("criteria").get(pk=decision.round_id)
    if Decision.objects.filter(corrects=decision).exists():
        raise GateRefused("decided")
    proposal = Proposal.objects.select_for_update().get(pk=of.proposal_id)
    changes = outcome != decision.outcome
    if changes and (proposal.module_ref or proposal.rounds.filter(pk__gt=of.pk).exists()):
        raise GateRefused("moved-on")
    discussion = discussion or decision.discussion
    _check(of, outcome, reasons, conditions, discussion, next_on if changes else proposal.next_on or next_on)
    new = Decision.objects.create(
        round=of,
        outcome=outcome,
        reasons=reasons.strip(),
        conditions=conditions.strip(),
        discussion=discussion.strip(),
        mean=decision.mean,
        spread=decision.spread,
        reviews=decision.reviews,
        decided_by=who,
        since=timezone.now() if changes else decision.since,
        corrects=decision,
    )
    log(proposal=proposal, who=who, happening=Happening.CORRECTED, stage=of.stage, decision=new)
    if changes:
        _follow(new, who, next_on)
    return new


@transaction.atomic
def create_module(*, proposal: Proposal, who: Person) -> publishing.Made:
    """The draft the catalogue made of a proposal that passed the gate to run; asked again, the same one.

    Raises:
        NotAccepted: it has not passed.
        NoCatalogue: nobody holds a catalogue.
    """
    stored = Proposal.objects.select_for_update().select_related("lead").get(pk=proposal.pk)
    passed = passed_to_run(stored)
    if passed is None:
        raise NotAccepted
    if stored.module_ref:
        return publishing.Made(stored.module_ref, stored.course_key)
    content = passed.round.content
    made = publishing.publish(
        publishing.Accepted(
            ref=ref_of(stored),
            kind=content["kind"],
            title=content["title"],
            summary=content["summary"],
            lead=content["lead"],
            institutions=tuple(content["institutions"]),
            credits=Decimal(content["credits"]),
            theme=content["theme"],
            budget_line=content["budget_line"],
            decided_on=timezone.localdate(passed.since),
        )
    )
    if made is None:
        raise NoCatalogue
    stored.module_ref, stored.course_key = made.ref, made.key
    stored.save(update_fields=["module_ref", "course_key", "changed_at"])
    log(proposal=stored, who=who, happening=Happening.CATALOGUED)
    return made


def _check(of: Round, outcome: Outcome, reasons: str, conditions: str, discussion: str, next_on: date | None) -> None:
    """Nothing, when the gate may decide so.

    Raises:
        GateRefused: it may not.
    """
    gate = gate_of(of)
    goes_on = outcome == Outcome.RETURN or (outcome == Outcome.PASS and of.stage != Stage.AFTER)
    standing_in_the_way = {
        "no-reasons": not reasons.strip(),
        "no-conditions": outcome == Outcome.RETURN and not conditions.strip(),
        "too-few-reviews": outcome == Outcome.PASS and gate.closed < gate.required,
        "open-reviews": outcome == Outcome.PASS and gate.open > 0,
        "missing-criteria": outcome == Outcome.PASS and gate.incomplete > 0,
        "no-discussion": outcome == Outcome.PASS and gate.needs_discussion and not discussion.strip(),
        "no-next-date": goes_on and next_on is None,
    }
    for code, holds in standing_in_the_way.items():
        if holds:
            raise GateRefused(code)


def _follow(decision: Decision, who: Person | None, next_on: date | None) -> None:
    """Move the proposal to where the decision puts it, with the lines of its log."""
    of = decision.round
    proposal = Proposal.objects.select_for_update().select_related("lead").get(pk=of.proposal_id)
    outcome, after = Outcome(decision.outcome), next_stage(of.stage)
    proposal.stage, proposal.next_on = of.stage, next_on
    if outcome == Outcome.STOP or (outcome == Outcome.PASS and after is None):
        proposal.next_on = None
    log(proposal=proposal, who=who, happening=HAPPENINGS[outcome], decision=decision, at=decision.at)
    if outcome == Outcome.PASS:
        proposal.stage, proposal.status = after or of.stage, Status.PREPARING if after else Status.DONE
        follows = Happening.ENTERED if after else Happening.FINISHED
        log(proposal=proposal, who=who, happening=follows, at=decision.at)
    else:
        proposal.status = Status.RETURNED if outcome == Outcome.RETURN else Status.STOPPED
    proposal.save()

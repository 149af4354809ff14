"""What the evaluation offers and hears: the trail of a module, what waits for whom, and the erasing of people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from osaamo.domains.evaluation.enums import MISSING, Stage, Status
from osaamo.domains.evaluation.queries import drafts_of, passed_to_run, proposal_of_module
from osaamo.domains.evaluation.queries.proposals import lacking
from osaamo.domains.evaluation.queries.waiting import (
    rounds_for,
    rounds_waiting,
    unapproved,
    unapproved_for,
    unsent,
)
from osaamo.domains.evaluation.rules import GROUP
from osaamo.domains.evaluation.services import erase_drafts
from osaamo.kernel.duties import holders, key_of, refs_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Role
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.ports import duties, erasing, publishing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from osaamo.domains.evaluation.models import Proposal, Round
    from osaamo.kernel.models import Organisation


@publishing.trails("evaluation.proposals")
def trail_of_module(ref: str) -> publishing.Trail | None:
    """How a module of the catalogue came about, or ``None`` where it was no proposal here."""
    proposal = proposal_of_module(ref)
    passed = passed_to_run(proposal) if proposal else None
    if proposal is None or passed is None:
        return None
    return publishing.Trail(ref_of(proposal), reverse("proposal", args=[proposal.pk]), timezone.localdate(passed.since))


def _key(person: str) -> int:
    return int(person.rpartition(":")[2])


def _erase(person: str) -> erasing.Erased:
    return erasing.Erased(removed={"evaluation.Proposal": erase_drafts(person=_key(person))})


def _held(person: str) -> Mapping[str, int]:
    return {"evaluation.Proposal": drafts_of(_key(person)).count()}


# What was sent in, reviewed, decided or stated stays without a name: those keys to people are set to null.
erasing.register(erasing.Eraser("evaluation.drafts", ("evaluation.Proposal",), _erase, _held))


def _of_owner(key: int, day: date) -> Iterator[duties.Duty]:
    """What the person proposed and must write on: one duty a proposal, due when the call closes or at its next day."""
    for proposal in unsent(day).filter(owner=key).order_by("pk"):
        missing = lacking(proposal, has_team=proposal.has_team, has_result=proposal.has_result)
        yield duties.Duty(
            "evaluation.prepare",
            ref_of(proposal),
            f"/proposals/{proposal.pk}/edit/",
            said(lambda language, row=proposal, missing=missing: _to_owner(row, missing, language)),
            proposal.call.closes_on if proposal.status == Status.DRAFT else proposal.next_on,
        )


def _to_owner(proposal: Proposal, missing: list[str], language: str) -> str:
    values = {
        "title": translated(proposal.title, language) or gettext("Untitled draft"),
        "names": ", ".join(str(MISSING[name]) for name in missing),
        "stage": Stage(proposal.stage).label,
    }
    if proposal.status == Status.RETURNED:
        return gettext("“%(title)s” was returned with conditions. Answer them and send it in again.") % values
    if missing:
        return gettext("“%(title)s” is not ready to be sent in. Still missing: %(names)s.") % values
    if proposal.status == Status.DRAFT:
        return gettext("“%(title)s” has all it needs. Send it in before the call closes.") % values
    return gettext("“%(title)s” has all it needs for its next gate (%(stage)s). Send it in.") % values


def _of_rounds(key: int, day: date) -> Iterator[duties.Duty]:
    """Reviews to give, gates to decide, and one pile of proposals that lack reviewers."""
    unasked = 0
    for of in rounds_for(key, day):
        gate = _gate_day(of)
        if of.review is not None:
            yield duties.Duty(
                "evaluation.review",
                f"evaluation.review:{of.review}",
                f"/proposals/reviews/{of.review}/",
                said(
                    lambda language, of=of: (
                        gettext("Review “%(title)s”.") % {"title": translated(of.content["title"], language)}
                    )
                ),
                of.review_due or gate,
            )
        if not of.plans or of.involved:
            continue
        unasked += of.standing < of.criteria.required_reviews
        if of.closed == of.standing >= of.criteria.required_reviews and not of.reviews_it:
            yield duties.Duty(
                "evaluation.decide",
                ref_of(of),
                f"/proposals/{of.proposal_id}/plan/",
                said(
                    lambda language, of=of: (
                        gettext("All reviews of “%(title)s” are in. Decide at the gate.")
                        % {"title": translated(of.content["title"], language)}
                    )
                ),
                gate,
            )
    if unasked:
        yield duties.Duty(
            "evaluation.reviewers",
            f"kernel.person:{key}",
            "/proposals/board/",
            said(
                lambda _: (
                    ngettext(
                        "%(n)d proposal that was sent in lacks reviewers. Ask for reviews.",
                        "%(n)d proposals that were sent in lack reviewers. Ask for reviews.",
                        unasked,
                    )
                    % {"n": unasked}
                )
            ),
        )


def _gate_day(of: Round) -> date | None:
    """The day of the round's gate: at the first one that of the call."""
    call = of.proposal.call
    return call.gate_on if call and of.stage == Stage.IDEA else of.proposal.next_on


def _of_statements(key: int, day: date) -> Iterator[duties.Duty]:
    """A teacher's statements to check until they are approved; a pile to approve at each institution."""
    waiting: Counter[Organisation] = Counter()
    for row in unapproved_for(key, day):
        place = row.rules.organisation
        if row.teacher_id == key:
            yield duties.Duty(
                "evaluation.check",
                ref_of(row),
                f"/incentives/statements/{row.pk}/",
                said(
                    lambda _, place=place: (
                        gettext("Your statement of incentives at %(school)s is made. Check it before it is approved.")
                        % {"school": place.short_name}
                    )
                ),
            )
        else:
            waiting[place] += 1
    for place, count in waiting.items():
        yield duties.Duty(
            "evaluation.approve",
            ref_of(place),
            f"/incentives/{place.code}/",
            said(
                lambda _, n=count: (
                    ngettext(
                        "%(n)d statement of incentives waits for your approval.",
                        "%(n)d statements of incentives wait for your approval.",
                        n,
                    )
                    % {"n": n}
                )
            ),
        )


def _people(day: date) -> set[str]:
    rounds = list(rounds_waiting().values_list("reviews__reviewer", "reviews__closed_at", "reviews__declined_at"))
    found = refs_of(person for person, closed, declined in rounds if closed is None and declined is None)
    found |= refs_of(unsent(day).values_list("owner", flat=True))
    if rounds:
        group = memberships_on(day).filter(role__in=GROUP, person__is_active=True)
        found |= refs_of(group.order_by().values_list("person", flat=True).distinct())
    statements = list(unapproved().values_list("teacher", "rules__organisation"))
    found |= refs_of(teacher for teacher, _ in statements)
    return found | (holders({place for _, place in statements}, Role.RECTOR, on=day) if statements else set())


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    key = key_of(person)
    yield from _of_owner(key, day)
    yield from _of_rounds(key, day)
    yield from _of_statements(key, day)


duties.register("evaluation.proposals", duties.Source(_people, _duties))

"""Sample proposals: the seven named modules of the alliance's plan, invented in all but name and budget line."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.evaluation.enums import STAGES, Earns, Outcome, Unit
from osaamo.domains.evaluation.models import Call, Proposal, Review, Round, Score, TeamShare
from osaamo.domains.evaluation.queries import criteria_in_force
from osaamo.domains.evaluation.services.criteria import install_criteria
from osaamo.domains.evaluation.services.gates import correct, decide
from osaamo.domains.evaluation.services.incentives import adopt_rules, draft_rules
from osaamo.domains.evaluation.services.proposals import record_result, send_in, start_proposal
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from osaamo.kernel.models import Person

SINCE = timedelta(days=800)
"""The sample criteria are in force since so long before the samples are loaded."""

_PLAIN = ("kind", "title", "summary", "theme", "budget_line", "evidence", "evidence_source")


@transaction.atomic
def load_demo(*, on: date, people: Mapping[str, Person]) -> int:
    """How many sample proposals were written: none where there are some, or where criteria are younger than they.

    ``people`` are the sample people by role (``teacher``, ``planner``, ``rdi``). Who gave the sample reviews has left.
    """
    if Proposal.objects.filter(is_sample=True).exists():
        return 0
    install_criteria(on=on - SINCE)
    if not all(criteria_in_force(stage, on=on - SINCE) for stage in STAGES):
        return 0
    sample = json.loads((files("osaamo.domains.evaluation") / "sample.json").read_text("utf-8"))
    schools = {school.code: school for school in Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION)}
    _load_call(sample["call"], on)
    for row in sample["proposals"]:
        _load(row, on, schools, people)
    for school in schools.values():
        rows = ((Earns.MODULE, Unit.HOURS, Decimal(20)), (Earns.CREDIT, Unit.HOURS, Decimal(8)),
                (Earns.COMPLETED, Unit.EUROS, Decimal(15)))  # fmt: skip
        rules = draft_rules(organisation=school, who=None, rows=rows, reason="Sample")
        adopt_rules(rules=rules, who=None, valid_from=on - SINCE)
    return len(sample["proposals"])


def _load_call(row: Mapping[str, Any], on: date) -> None:
    opens = on - timedelta(days=row["opened_days_ago"])
    closes = opens + timedelta(days=row["open_days"])
    Call.objects.create(
        key=f"sample-{on.year}",
        organisation=Organisation.objects.get(kind=Organisation.Kind.ALLIANCE),
        title=row["title"],
        opens_on=opens,
        closes_on=closes,
        gate_on=closes + timedelta(days=row["gate_after_days"]),
        is_sample=True,
    )


def _load(row: Mapping[str, Any], on: date, schools: Mapping[str, Organisation], people: Mapping[str, Person]) -> None:
    owner = people.get(row["owner"])
    numbers = ("credits", "budget", "expected_feedback")
    values = {name: row[name] for name in _PLAIN} | {name: row[name] and Decimal(row[name]) for name in numbers}
    values |= {"expected_enrolled": row["expected_enrolled"], "origin_text": row.get("origin_text", "")}
    others = [schools[code] for code in row["institutions"]]
    proposal = start_proposal(
        owner=owner, lead=schools[row["lead"]], institutions=others, values=values | {"is_sample": True}
    )
    if owner is None:
        TeamShare.objects.create(proposal=proposal, share=Decimal(100))
    if result := row.get("result"):
        feedback = Decimal(result["feedback"])
        record_result(proposal=proposal, who=owner, values=result | {"feedback": feedback})
    for step in row["way"]:
        _walk(proposal, step, on, people)
        proposal.refresh_from_db()
    if row["next"] is not None:
        Proposal.objects.filter(pk=proposal.pk).update(next_on=on + timedelta(days=row["next"]))


def _walk(proposal: Proposal, step: Mapping[str, Any], on: date, people: Mapping[str, Person]) -> None:
    """One stage of a sample: sent in, reviewed and, where it says so, decided."""
    round_ = send_in(proposal=proposal, who=proposal.owner, at=_at(on, step["sent"]))
    schools = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).order_by("code")
    for school, scores in zip(schools, step.get("scores", ()), strict=False):
        _review(round_, school, scores, _at(on, step.get("decided", step["sent"] + 3)))
    asked = people.get(step.get("asks", ""))
    if asked is not None:
        Review.objects.create(
            round=round_,
            reviewer=asked,
            institution=asked.memberships.get().organisation,
            due_on=on + timedelta(days=7),
        )
    if "decided" not in step:
        return
    decided = decide(
        of=round_,
        who=None,
        outcome=Outcome(step["outcome"]),
        reasons=step["reasons"],
        conditions=step.get("conditions", ""),
        discussion=step.get("discussion", ""),
        next_on=on,
        at=_at(on, step["decided"]),
    )
    if "corrected" in step:
        correct(decision=decided, who=None, outcome=Outcome(step["outcome"]), reasons=step["corrected"], next_on=on)


def _review(round_: Round, school: Organisation, scores: list[int], at: datetime) -> None:
    review = Review.objects.create(round=round_, institution=school, closed_at=at)
    for criterion, score in zip(round_.criteria.rows.all(), scores, strict=True):
        reason = criterion.anchors[str(score)]["fi"]
        Score.objects.create(review=review, criterion=criterion, score=score, reason=reason)


def _at(on: date, days: int) -> datetime:
    """Noon, so many days from the day."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=days), time(12)))

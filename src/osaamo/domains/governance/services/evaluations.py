"""External evaluation: opened with its scope, read by evaluators until a day, each finding answered and followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from osaamo.domains.governance.models import Evaluation, Evaluator, Finding, Remedy
from osaamo.domains.governance.services.errors import Backwards, Finished, Unanswered
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from osaamo.kernel.models import Organisation, Person


def _open(evaluation: Evaluation) -> Evaluation:
    fresh = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if fresh.finished_on is not None:
        raise Finished
    return fresh


@transaction.atomic
def open_evaluation(
    *,
    organisation: Organisation,
    title: str,
    scope: str,
    starts: date,
    ends: date,
    by: Person | None,
    areas: Sequence[str] = (),
) -> Evaluation:
    """The evaluation of the days from ``starts`` to ``ends``.

    Raises:
        Backwards: it ends before it begins.
    """
    if ends < starts:
        raise Backwards
    row = Evaluation.objects.create(
        organisation=organisation, title=title, scope=scope, starts=starts, ends=ends, areas=list(areas)
    )
    audit(verb="governance.evaluation", who=by, about=row, organisation=organisation)
    return row


@transaction.atomic
def let_in(*, evaluation: Evaluation, person: Person, until: date, by: Person | None) -> Evaluator:
    """The person may read the evaluation's evidence until the day; given again it is the new day."""
    evaluation = _open(evaluation)
    row, _ = Evaluator.objects.update_or_create(evaluation=evaluation, person=person, defaults={"until": until})
    audit(verb="governance.evaluator", who=by, about=row, details={"until": until})
    return row


@transaction.atomic
def find(*, evaluation: Evaluation, text: str, by: Person | None, recommendation: str = "") -> Finding:
    """The finding, with the next number.

    Raises:
        Finished: the evaluation is over.
    """
    evaluation = _open(evaluation)
    last = evaluation.findings.aggregate(last=Max("number"))["last"] or 0
    row = Finding.objects.create(evaluation=evaluation, number=last + 1, text=text, recommendation=recommendation)
    audit(verb="governance.finding", who=by, about=row)
    return row


@transaction.atomic
def answer(*, finding: Finding, text: str, on: date, by: Person | None) -> Finding:
    """The finding with the alliance's answer.

    Raises:
        Finished: the evaluation is over.
    """
    _open(finding.evaluation)
    finding.answer, finding.answered_on, finding.answered_by = text, on, by
    finding.save(update_fields=["answer", "answered_on", "answered_by"])
    audit(verb="governance.finding-answer", who=by, about=finding)
    return finding


@transaction.atomic
def remedy(*, finding: Finding, text: str, due: date, by: Person | None) -> Remedy:
    """What is done because of the finding."""
    row = Remedy.objects.create(finding=finding, text=text, due=due)
    audit(verb="governance.remedy", who=by, about=row, details={"due": due})
    return row


@transaction.atomic
def remedied(*, remedy: Remedy, on: date, by: Person | None) -> Remedy:
    """The same, done; this is written after the evaluation too."""
    remedy.done_on = on
    remedy.save(update_fields=["done_on"])
    audit(verb="governance.remedied", who=by, about=remedy, details={"on": on})
    return remedy


@transaction.atomic
def finish(*, evaluation: Evaluation, on: date, by: Person | None) -> Evaluation:
    """The evaluation, finished; each of its findings has an answer.

    Raises:
        Finished: it was before.
        Unanswered: one has none.
    """
    evaluation = _open(evaluation)
    missing = evaluation.findings.filter(answer="").values_list("number", flat=True)
    if missing:
        raise Unanswered(numbers=", ".join(map(str, missing)))
    evaluation.finished_on = on
    evaluation.save(update_fields=["finished_on"])
    audit(verb="governance.evaluation-finish", who=by, about=evaluation, details={"on": on})
    return evaluation

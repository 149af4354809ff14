"""What staff and students say: comments, votes and ideas, and the answers to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.steering.models import Comment, Idea, Vote
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.domains.steering.enums import Answer, ItemKind
    from osaamo.domains.steering.models import Plan, PlanVersion
    from osaamo.kernel.models import Organisation, Person

TIME_TO_ANSWER = timedelta(days=30)
"""In what time every idea gets its answer."""


@transaction.atomic
def comment(*, version: PlanVersion, person: Person, text: str, kind: str = "", key: str = "") -> Comment:
    """The comment on the version, or on one of its items."""
    made = Comment.objects.create(
        version=version, kind=kind, key=key, text=text.strip(), person=person, organisation=_home(person, version.plan)
    )
    _log("plan.commented", made, person, version.plan)
    return made


@transaction.atomic
def answer_comment(*, comment: Comment, answer: str, who: Person | None) -> Comment:
    """The comment with its answer."""
    comment.answer, comment.answered_by, comment.answered_at = answer.strip(), who, timezone.now()
    comment.save()
    _log("plan.comment-answered", comment, who, comment.version.plan)
    return comment


@transaction.atomic
def vote(*, version: PlanVersion, kind: ItemKind, key: str, person: Person, is_for: bool) -> Vote:
    """The person's vote on the item; the last one counts."""
    defaults = {"is_for": is_for, "at": timezone.now()}
    return Vote.objects.update_or_create(version=version, kind=kind, key=key, person=person, defaults=defaults)[0]


@transaction.atomic
def suggest(*, plan: Plan, person: Person, title: str, text: str, area: str = "") -> Idea:
    """The idea, with the day by which it is answered."""
    made = Idea.objects.create(
        plan=plan,
        area=area,
        title=title.strip(),
        text=text.strip(),
        person=person,
        organisation=_home(person, plan),
        due_on=timezone.localdate() + TIME_TO_ANSWER,
    )
    _log("plan.idea-given", made, person, plan)
    return made


@transaction.atomic
def answer_idea(*, idea: Idea, outcome: Answer, answer: str, leads_to: str = "", who: Person | None) -> Idea:
    """The idea with what becomes of it, from now on public; ``leads_to`` is the key of an activity.

    Answering again changes the answer and keeps its day.

    Raises:
        ValueError: the answer has no words.
    """
    if not answer.strip():
        raise ValueError("An answer needs words.")
    locked = Idea.objects.select_for_update().select_related("plan__organisation").get(pk=idea.pk)
    locked.outcome, locked.answer, locked.leads_to, locked.answered_by = outcome, answer.strip(), leads_to, who
    locked.answered_on = locked.answered_on or timezone.localdate()
    locked.save()
    _log("plan.idea-answered", locked, who, locked.plan)
    return locked


def _home(person: Person, plan: Plan) -> Organisation:
    """Where the person comes from, else whoever's plan it is."""
    return person.home_organisation or plan.organisation


def _log(verb: str, row: Comment | Idea, who: Person | None, plan: Plan) -> None:
    audit(verb=verb, who=who, about=row, organisation=plan.organisation)

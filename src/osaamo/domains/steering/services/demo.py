"""Sample progress, ideas and a choice for the demonstration; all of it marked as a sample or plainly invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.steering.enums import Answer, Phase
from osaamo.domains.steering.models import Conflict, Idea, Progress
from osaamo.domains.steering.queries import current
from osaamo.domains.steering.services.conflicts import choose
from osaamo.domains.steering.services.participation import answer_idea, suggest
from osaamo.domains.steering.services.progress import add_evidence, add_task, assign, update_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.domains.steering.models import Plan
    from osaamo.kernel.models import Person

    Rows = Iterable[Mapping[str, Any]]


@transaction.atomic
def load_demo(*, progress: Rows, ideas: Rows, choices: Rows, people: Mapping[str, Person], on: date) -> None:
    """Write samples where nobody wrote anything yet; ``people`` are the sample people by role."""
    version = current()
    if version is None or Progress.objects.filter(plan=version.plan_id).exclude(revision=1).exists():
        return
    rows = {row.key: row for row in Progress.objects.filter(plan=version.plan_id)}
    for given in progress:
        if given["key"] in rows:
            _tell(rows[given["key"]], given, people, on)
    for given in choices:
        conflict = Conflict.objects.get(plan=version.plan_id, key=given["conflict"])
        choose(
            conflict=conflict, option=given.get("option", ""), reason=given["reason"], body=given.get("body", ""),
            decided_on=_day(given["on"]), who=None,
        )  # fmt: skip
    for given in ideas:
        if given["by"] in people:
            _idea(version.plan, given, people, on)


def _tell(row: Progress, given: Mapping[str, Any], people: Mapping[str, Person], on: date) -> None:
    owner = people.get(given.get("owner", ""))
    if owner or given.get("body"):
        assign(progress=row, owner=owner, owner_body=given.get("body", ""), who=None)
    for told in given.get("told", ()):
        update_progress(
            progress=row, phase=Phase(told["phase"]), percent=told.get("percent", 0), reason=told.get("reason", ""),
            on=_day(told["on"]), is_sample=True, who=None,
        )  # fmt: skip
    for text in given.get("evidence", ()):
        add_evidence(progress=row, text=text, who=None)
    for task in given.get("tasks", ()):
        due_on = on + timedelta(days=task["days"])
        add_task(progress=row, title=task["title"], due_on=due_on, assignee=people.get(task.get("by", "")), who=None)


def _idea(plan: Plan, given: Mapping[str, Any], people: Mapping[str, Person], on: date) -> None:
    idea = suggest(plan=plan, person=people[given["by"]], title=given["title"], text=given["text"], area=given["area"])
    back = timedelta(days=given["days_ago"])
    Idea.objects.filter(pk=idea.pk).update(at=timezone.now() - back, due_on=idea.due_on - back)
    if given.get("answer"):
        answered = answer_idea(
            idea=idea, outcome=Answer(given["outcome"]), answer=given["answer"], leads_to=given.get("leads_to", ""),
            who=None,
        )  # fmt: skip
        Idea.objects.filter(pk=answered.pk).update(answered_on=on - timedelta(days=given["answered_days_ago"]))


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)

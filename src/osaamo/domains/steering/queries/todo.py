"""What somebody must do now: codes with facts, put into words when they are shown or sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.domains.steering.enums import Phase, Standing, State
from osaamo.domains.steering.models import Board, Idea, PlanVersion, Task
from osaamo.domains.steering.queries.following import followed
from osaamo.domains.steering.queries.versions import current
from osaamo.domains.steering.rules import may_steer
from osaamo.kernel.access import may
from osaamo.kernel.i18n import translated
from osaamo.kernel.refs import ref_of
from osaamo.ports.duties import duties_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from osaamo.domains.steering.queries.following import Followed
    from osaamo.kernel.models import Person

SOON = timedelta(days=14)
"""How long before its day something is told of."""

SENTENCES = {
    "task": _("Do: %(title)s"),
    "begin": _("Begin, or say why it has not begun: %(title)s"),
    "finish": _("Comes to its end soon: %(title)s"),
    "tell-why": _("Late: say why, and when it will be done: %(title)s"),
    "late": _("Late: finish it or agree on a new time: %(title)s"),
    "answer-idea": _("Answer the idea: %(title)s"),
    "answer-idea-late": _("The time to answer is over. Answer the idea: %(title)s"),
    "decide": _("Record the decision of %(title)s on the version of %(year)s"),
    "name-owners": _("Name owners: %(count)s activities have none"),
    "duty": "%(title)s",
}
"""What each code says."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. ``ref`` is the row it is about, ``due_on`` its day if it has one."""

    code: str
    ref: str
    url: str
    due_on: date | None = None
    title: Mapping[str, str] | str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is to be done, in the active language."""
        title = self.title if isinstance(self.title, str) else translated(self.title, get_language() or "fi")
        return str(SENTENCES[self.code]) % {"title": title, **self.facts}

    def is_late(self, on: date) -> bool:
        """Whether its day is over."""
        return self.due_on is not None and self.due_on < on


def todo_of(person: Person, on: date) -> list[Todo]:
    """What the person must do, in order of its day; what has none comes last."""
    version = current()
    if version is None:
        return []
    rows = followed(version, on)
    found = [*_tasks(person, rows, on), *_own(person, rows, on), *_decisions(person), *_duties(person, on)]
    if may_steer(person, version.plan.organisation):
        found += _steering(version, rows, on)
    return sorted(found, key=lambda todo: (todo.due_on is None, todo.due_on or on, todo.ref))


def _tasks(person: Person, rows: list[Followed], on: date) -> Iterator[Todo]:
    urls = {row.progress.pk: _url(row) for row in rows}
    open_ = Task.objects.filter(done_at=None, due_on__lte=on + SOON, progress__in=[key for key in urls if key])
    for task in open_.select_related("progress"):
        if person.pk == (task.assignee_id or task.progress.owner_id):
            yield Todo("task", ref_of(task), urls[task.progress_id], task.due_on, task.title)


def _own(person: Person, rows: list[Followed], on: date) -> Iterator[Todo]:
    for row in rows:
        if row.progress.owner_id != person.pk:
            continue
        code = _code(row, on)
        if code:
            due = row.item.starts if code == "begin" else row.item.ends
            yield Todo(code, ref_of(row.progress), _url(row), due, row.item.title)


def _code(row: Followed, on: date) -> str:
    """What an owner must do about an activity now, or nothing."""
    if row.lacks_reason:
        return "tell-why"
    if row.standing == Standing.LATE:
        return "late"
    if row.standing == Standing.NOT_STARTED and row.item.starts <= on:
        return "begin"
    if row.standing == Standing.UNDER_WAY and row.item.ends <= on + SOON:
        return "finish"
    return ""


def _duties(person: Person, on: date) -> Iterator[Todo]:
    """What other domains ask of the person."""
    for duty in duties_of(ref_of(person), on):
        url = f"/{get_language() or 'fi'}{duty.url}"
        yield Todo("duty", f"{duty.code}:{duty.ref}", url, duty.due_on, duty.sentence)


def _decisions(person: Person) -> Iterator[Todo]:
    for version in PlanVersion.objects.filter(state=State.DECIDING):
        decided = version.decisions.filter(round=version.round).values("board")
        for board in Board.objects.filter(plan=version.plan_id).exclude(pk__in=decided).select_related("organisation"):
            if may(person, "decide", board):
                url = reverse("steering-version", args=[version.year])
                yield Todo("decide", ref_of(board), url, None, board.title, {"year": version.year})


def _steering(version: PlanVersion, rows: list[Followed], on: date) -> Iterator[Todo]:
    open_ = [row for row in rows if not row.has_owner and row.progress.phase not in {Phase.DONE, *_GONE}]
    if open_:
        url = reverse("steering-timeline") + "?by=person"
        yield Todo("name-owners", ref_of(version), url, None, "", {"count": len(open_)})
    for idea in Idea.objects.filter(plan=version.plan_id, answered_on=None):
        code = "answer-idea-late" if idea.due_on < on else "answer-idea"
        yield Todo(code, ref_of(idea), reverse("steering-idea", args=[idea.pk]), idea.due_on, idea.title)


_GONE = (Phase.MERGED, Phase.CANCELLED)


def _url(row: Followed) -> str:
    return reverse("steering-activity", args=[row.item.key])

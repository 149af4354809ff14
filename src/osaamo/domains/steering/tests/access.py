"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from osaamo.domains.steering.models import Board, Conflict, PlanVersion, Progress
from osaamo.domains.steering.services import (
    add_task,
    assign,
    comment,
    make_draft,
    open_consultation,
    suggest,
)
from osaamo.domains.steering.tests.making import make_member, make_plan
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _plan(role: Role, code: str = "laurea"):
    """Somebody with a role in the alliance, and its plan."""
    return make_member(role, code), make_plan().plan


def _stranger():
    """A rector of another alliance, and the plan."""
    return make_person(Role.RECTOR, make_organisation()), make_plan().plan


def _draft(role: Role, code: str = "3amk"):
    person, plan = make_member(role, code), make_plan().plan
    found = PlanVersion.objects.filter(plan=plan, year=2022).first()
    return person, found or make_draft(plan=plan, year=2022, who=None)


def _consultation(*, days_ago: int):
    """A student, and a version whose consultation lasts a week and opened so many days ago."""
    student, version = _draft(Role.STUDENT, "laurea")
    version.consultations.all().delete()
    PlanVersion.objects.filter(pk=version.pk).update(state="draft")
    opens = timezone.localdate() - timedelta(days=days_ago)
    open_consultation(version=version, opens_on=opens, closes_on=opens + timedelta(days=7), who=None)
    version.refresh_from_db()
    return student, version


def _said(role: Role):
    student, version = _consultation(days_ago=0)
    return make_member(role), comment(version=version, person=student, text="More.")


def _board(code: str):
    make_plan()
    return make_member(Role.RECTOR, code), Board.objects.get(key="board-laurea")


def _progress(person):
    make_plan()
    return person, Progress.objects.get(key="A-1")


def _owned(*, own: bool):
    owner, other = make_member(Role.TEACHER, "laurea"), make_member(Role.TEACHER, "laurea")
    _, row = _progress(None)
    assign(progress=row, owner=owner, who=None)
    row.refresh_from_db()
    return owner if own else other, row


def _task(*, own: bool):
    person, row = _owned(own=own)
    return person, add_task(progress=row, title="Do", due_on=date(2021, 5, 1), assignee=None, who=None)


def _conflict(role: Role):
    make_plan()
    return make_member(role), Conflict.objects.get()


def _idea(role: Role):
    plan = make_plan().plan
    return make_member(role), suggest(plan=plan, person=make_person(), title="A", text="B")


def _switched_off():
    person, row = _idea(Role.STUDENT)
    person.is_active = False
    return person, row


def _plan_switched_off():
    person, plan = _plan(Role.STUDENT)
    person.is_active = False
    return person, plan


TWINS = {
    "steering.plan:view": Twin(lambda: _plan(Role.STUDENT), None),
    "steering.plan:steer": Twin(lambda: _plan(Role.RECTOR), _stranger),
    "steering.plan:suggest": Twin(lambda: _plan(Role.STUDENT), _plan_switched_off),
    "steering.planversion:view": Twin(lambda: _draft(Role.STEERING_MEMBER), lambda: _draft(Role.TEACHER, "laurea")),
    "steering.planversion:edit": Twin(lambda: _draft(Role.STEERING_MEMBER), lambda: _draft(Role.PLANNER)),
    "steering.planversion:move": Twin(lambda: _draft(Role.RECTOR, "laurea"), lambda: _draft(Role.PLANNER)),
    "steering.planversion:comment": Twin(lambda: _consultation(days_ago=7), lambda: _consultation(days_ago=8)),
    "steering.comment:answer": Twin(lambda: _said(Role.STEERING_MEMBER), lambda: _said(Role.TEACHER)),
    "steering.board:decide": Twin(lambda: _board("laurea"), lambda: _board("metropolia")),
    "steering.progress:view": Twin(lambda: _progress(make_person()), None),
    "steering.progress:assign": Twin(lambda: _progress(make_member()), lambda: _owned(own=True)),
    "steering.progress:update": Twin(lambda: _owned(own=True), lambda: _owned(own=False)),
    "steering.task:finish": Twin(lambda: _task(own=True), lambda: _task(own=False)),
    "steering.conflict:view": Twin(lambda: _conflict(Role.STUDENT), None),
    "steering.conflict:choose": Twin(lambda: _conflict(Role.STEERING_MEMBER), lambda: _conflict(Role.TEACHER)),
    "steering.idea:view": Twin(lambda: _idea(Role.STUDENT), _switched_off),
    "steering.idea:answer": Twin(lambda: _idea(Role.STEERING_MEMBER), lambda: _idea(Role.TEACHER)),
}

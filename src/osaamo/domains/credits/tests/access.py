"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from osaamo.domains.credits.models import Import
from osaamo.domains.credits.tests.making import make_draft, make_rules, make_task, make_work, speaker
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _place(role, *, above=False):
    """Somebody with a role in a place, or in the alliance above it."""
    alliance = make_organisation(kind="alliance")
    place = make_organisation(parent=alliance)
    return make_person(role, alliance if above else place), place


def _above(role, make_row):
    """Somebody with a role in an institution, and a row of the alliance above it."""
    user, place = _place(role)
    return user, make_row(place.parent)


def _alliance(place):
    return place


def _import(role, *, here=True):
    user, place = _place(role)
    return user, Import.objects.create(organisation=place if here else make_organisation(), filename="x.csv")


def _steers(make_row):
    alliance = make_organisation(kind="alliance")
    return make_person(Role.STEERING_MEMBER, alliance), make_row(alliance)


def _own_work():
    work = make_work()
    return work.person, work


def _own_work_handed_in():
    work = make_work(hours=(1,), submitted=True)
    return work.person, work


def _handed_in(*, own=False, union=True):
    work = make_work(hours=(1,), submitted=True)
    user = speaker(work.task.union if union else work.task.organisation)
    if own:
        work.person = user
        work.save()
    return user, work


TWINS = {
    "kernel.organisation:see-credits": Twin(
        lambda: _above(Role.PLANNER, _alliance), lambda: _above(Role.STUDENT, _alliance)
    ),
    "kernel.organisation:import-credits": Twin(lambda: _place(Role.PLANNER), lambda: _above(Role.PLANNER, _alliance)),
    "kernel.organisation:decide-credits": Twin(
        lambda: _above(Role.PLANNER, _alliance), lambda: _above(Role.RECTOR, _alliance)
    ),
    "kernel.organisation:plan-tutoring": Twin(lambda: _place(Role.PLANNER), lambda: _place(Role.TEACHER)),
    "credits.ruleversion:view": Twin(lambda: _above(Role.RECTOR, make_draft), lambda: _above(Role.TEACHER, make_draft)),
    "credits.ruleversion:change": Twin(
        lambda: _above(Role.PLANNER, make_draft), lambda: _above(Role.PLANNER, make_rules)
    ),
    "credits.ruleversion:approve": Twin(lambda: _steers(make_draft), lambda: _above(Role.PLANNER, make_draft)),
    "credits.import:view": Twin(lambda: _import(Role.PLANNER), lambda: _import(Role.PLANNER, here=False)),
    "credits.import:change": Twin(lambda: _import(Role.PLANNER), lambda: _import(Role.TEACHER)),
    "credits.tutoringtask:view": Twin(lambda: (make_person(), make_task()), None),
    "credits.tutoringtask:join": Twin(
        lambda: (make_person(), make_task()), lambda: (make_person(is_active=False), make_task())
    ),
    "credits.tutoringwork:view": Twin(_own_work, lambda: (make_person(), make_work())),
    "credits.tutoringwork:write": Twin(_own_work, _own_work_handed_in),
    "credits.tutoringwork:decide": Twin(_handed_in, lambda: _handed_in(union=False)),
}

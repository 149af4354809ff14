"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from osaamo.domains.events import services
from osaamo.domains.events.tests.making import make_event, make_place, make_student
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.twins import Twin


def _organiser(make_row, role, place="laurea"):
    def made():
        return make_person(role, make_place(place)), make_row()

    return made


def _draft():
    return make_event(draft=True)


def _registration(*, of_another=False):
    person = make_student()
    row = services.register(event=make_event(), person=person)
    return make_student() if of_another else person, row


OWN = Twin(_registration, lambda: _registration(of_another=True))

TWINS = {
    "kernel.organisation:hold-events": Twin(
        _organiser(make_place, Role.PLANNER), _organiser(make_place, Role.PLANNER, "metropolia")
    ),
    "events.event:view": Twin(_organiser(_draft, Role.RDI), _organiser(_draft, Role.STUDENT)),
    "events.event:manage": Twin(
        _organiser(make_event, Role.TEACHER), _organiser(make_event, Role.TEACHER, "metropolia")
    ),
    "events.event:register": Twin(lambda: (make_student(), make_event()), lambda: (AnonymousUser(), make_event())),
    "events.registration:view": OWN,
    "events.registration:answer": OWN,
}

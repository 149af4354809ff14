"""The permission twins of teaching; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from osaamo.domains.teaching.models import Draft, Share
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _place(role, *, elsewhere=False):
    place = make_organisation()
    return make_person(role, make_organisation() if elsewhere else place), place


def _own(role=Role.TEACHER, *, elsewhere=False):
    person, place = _place(role, elsewhere=elsewhere)
    return person, Draft.objects.create(person=person, institution=place)


def _shared(*, may_write, of_colleague=False):
    _, draft = _own()
    colleague = make_person(Role.TEACHER, draft.institution)
    Share.objects.create(draft=draft, person=colleague, may_write=may_write)
    return make_person(Role.TEACHER, draft.institution) if of_colleague else colleague, draft


TWINS = {
    "kernel.organisation:draft-course": Twin(
        lambda: _place(Role.PLANNER), lambda: _place(Role.PLANNER, elsewhere=True)
    ),
    "teaching.draft:view": Twin(lambda: _shared(may_write=False), lambda: _shared(may_write=False, of_colleague=True)),
    "teaching.draft:change": Twin(lambda: _shared(may_write=True), lambda: _shared(may_write=False)),
    "teaching.draft:share": Twin(_own, lambda: _shared(may_write=True)),
    "teaching.draft:delete": Twin(lambda: _own(Role.STUDENT), lambda: _shared(may_write=True)),
}

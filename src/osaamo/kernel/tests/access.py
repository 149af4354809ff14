"""The permission twins of the kernel's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from osaamo.kernel.models import AuditEntry, Consent, Membership, Role, ViewEntry
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _self():
    person = make_person()
    return person, person


def _another():
    return make_person(), make_person()


def _consent(*, of_another=False):
    person = make_person()
    row = Consent.objects.create(person=person, purpose="guidance", recipient="laurea", text="I agree.", version="1")
    return make_person() if of_another else person, row


def _administered(make_row, *, at_another=False):
    place = make_organisation(parent=make_organisation(kind="alliance"))
    admin = make_person(Role.IT_ADMIN, make_organisation() if at_another else place.parent)
    return admin, make_row(place)


def _membership(place):
    return Membership.objects.get(person=make_person(Role.TEACHER, place))


def _entry(place):
    return AuditEntry.objects.create(verb="role.grant", organisation=place)


def _view(*, as_viewer=False):
    student, counsellor = make_person(), make_person(Role.COUNSELLOR)
    row = ViewEntry.objects.create(about=student, viewer=counsellor, purpose="guidance")
    return counsellor if as_viewer else student, row


def _same(place):
    return place


SELF = Twin(_self, _another)
OWN_CONSENT = Twin(_consent, lambda: _consent(of_another=True))

TWINS = {
    "kernel.organisation:view": Twin(lambda: (AnonymousUser(), make_organisation()), None),
    "kernel.organisation:grant-role": Twin(lambda: _administered(_same), lambda: _administered(_same, at_another=True)),
    "kernel.person:view": SELF,
    "kernel.person:change": SELF,
    "kernel.person:give-consent": SELF,
    "kernel.membership:view": Twin(
        lambda: _administered(_membership), lambda: _administered(_membership, at_another=True)
    ),
    "kernel.membership:end": Twin(
        lambda: _administered(_membership), lambda: _administered(_membership, at_another=True)
    ),
    "kernel.consent:view": OWN_CONSENT,
    "kernel.consent:withdraw": OWN_CONSENT,
    "kernel.auditentry:view": Twin(lambda: _administered(_entry), lambda: _administered(_entry, at_another=True)),
    "kernel.viewentry:view": Twin(_view, lambda: _view(as_viewer=True)),
}

"""The access gate: the row, "not found" or "not allowed", and never a guess."""

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.migrations.loader import MigrationLoader
from django.http import Http404

from osaamo.kernel import access
from osaamo.kernel.access import UnknownAction, allow, anyone, get_for, has_role, is_logged_in, is_self, may, owns
from osaamo.kernel.models import Consent, Membership, Organisation, Person, Role
from osaamo.kernel.tests.making import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch):
    """Registrations that end with the test."""
    monkeypatch.setattr(access, "_actions", dict(access._actions))


def consent_of(person):
    return Consent.objects.create(person=person, purpose="p", recipient="r", text="t", version="1")


def test_the_owner_gets_the_row():
    person = make_person()
    row = consent_of(person)
    assert get_for(person, Consent, row.pk, "withdraw") == row
    assert get_for(person, Consent.objects.select_related("person"), str(row.pk), "view") == row


def test_who_may_not_know_of_the_row_does_not_find_it():
    row = consent_of(make_person())
    for user in (make_person(), AnonymousUser()):
        for verb in ("view", "withdraw"):
            with pytest.raises(Http404):
                get_for(user, Consent, row.pk, verb)


def test_who_may_know_of_the_row_hears_that_it_is_not_theirs_to_change():
    place = make_organisation()
    with pytest.raises(PermissionDenied):
        get_for(make_person(Role.TEACHER, place), Organisation, place.pk, "grant-role")
    teacher = make_person(Role.TEACHER, place)
    with pytest.raises(PermissionDenied):
        get_for(teacher, Membership, Membership.objects.get(person=teacher).pk, "end")


@pytest.mark.parametrize("pk", [0, "x", None, "1; drop table", [], 10**30])
def test_what_is_no_key_is_not_found(pk):
    with pytest.raises(Http404):
        get_for(make_person(), Consent, pk, "view")


def test_a_row_outside_the_queryset_is_not_found():
    person = make_person()
    row = consent_of(person)
    with pytest.raises(Http404):
        get_for(person, Consent.objects.filter(purpose="other"), row.pk, "view")


def test_a_verb_nobody_registered_is_a_mistake_in_the_program():
    person = make_person()
    with pytest.raises(UnknownAction, match="'fly' on Person"):
        may(person, "fly", person)
    with pytest.raises(UnknownAction):
        get_for(person, Consent, consent_of(person).pk, "fly")


def test_an_action_has_one_rule(registry):
    again = allow(Consent, "view", owns)
    assert again.name == "kernel.consent:view"
    with pytest.raises(ValueError, match=r"kernel\.consent:view has two rules"):
        allow(Consent, "view", anyone)


def test_without_a_rule_to_view_everything_refused_is_not_found(registry):
    allow(Person, "export", is_self)
    del access._actions[Person, "view"]
    with pytest.raises(Http404):
        get_for(make_person(), Person, make_person().pk, "export")


def test_predicates_combine_and_switched_off_accounts_are_strangers(registry):
    place = make_organisation()
    allow(Organisation, "teach", has_role(Role.TEACHER, Role.RDI) & is_logged_in)
    teacher = make_person(Role.TEACHER, place)
    assert may(teacher, "teach", place)
    assert may(make_person(Role.RDI, place), "teach", place)
    assert not may(make_person(Role.STUDENT, place), "teach", place)
    assert not may(AnonymousUser(), "teach", place)
    teacher.is_active = False
    assert not may(teacher, "teach", place)
    assert may(teacher, "view", place)


@pytest.mark.parametrize("at", ["organisation", lambda row: row.organisation])
def test_a_role_is_looked_up_where_the_row_belongs(registry, at):
    allow(Membership, "teach", has_role(Role.TEACHER, at=at))
    here, there = make_organisation(), make_organisation()
    row = Membership.objects.get(person=make_person(Role.STUDENT, here))
    assert may(make_person(Role.TEACHER, here), "teach", row)
    assert not may(make_person(Role.TEACHER, there), "teach", row)


def test_a_row_that_belongs_nowhere_is_open_to_nobody(registry):
    allow(Person, "teach", has_role(Role.TEACHER, at="home_organisation"))
    assert not may(make_person(Role.TEACHER), "teach", make_person())


def test_owning_needs_a_person(registry):
    class Thing:
        person_id = None

    assert not owns.test(AnonymousUser(), Thing())
    assert isinstance(owns, rules.predicates.Predicate)


def test_every_migration_that_points_to_people_comes_after_them():
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    early = [
        key
        for key, migration in graph.nodes.items()
        if any(getattr(dependency, "setting", "") == "AUTH_USER_MODEL" for dependency in migration.dependencies)
        and ("kernel", "0002_people") not in graph.forwards_plan(key)
    ]
    assert early == []

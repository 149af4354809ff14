"""Whose work something is, as queries ask it, is as the gate to rows says of one; and sentences in each language."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import gettext

from osaamo.kernel.access import has_role
from osaamo.kernel.duties import end_of, holders, holds, how_many, key_of, refs_of, said
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person

DAY = date(2026, 6, 1)


@pytest.fixture
def places(db):
    alliance = make_organisation("alliance", kind="alliance")
    school = make_organisation("school", parent=alliance)
    return [alliance, school, make_organisation("unit", kind="unit", parent=school), make_organisation("elsewhere")]


@pytest.mark.parametrize("at", range(4))
def test_a_role_holds_in_all_below_as_at_the_gate(places, at):
    person, colleague = make_person(Role.PLANNER, places[at]), make_person(Role.TEACHER, places[at])
    gate = has_role(Role.PLANNER)
    found = set(Organisation.objects.filter(holds(person.pk, Role.PLANNER, on=DAY, at="")))
    assert found == {place for place in places if gate.test(person, place)}
    assert not Organisation.objects.filter(holds(colleague.pk, Role.PLANNER, on=DAY, at="")).exists()
    for place in places:
        expected = {ref_of(person)} if gate.test(person, place) else set()
        assert holders([place.pk], Role.PLANNER, on=DAY) == expected
    assert Membership.objects.filter(holds(person.pk, Role.PLANNER, Role.TEACHER, on=DAY)).count() == 2


def test_neither_an_ended_role_nor_an_account_that_is_off_counts(places):
    gone, off = make_person(Role.PLANNER, places[1]), make_person(Role.PLANNER, places[1], is_active=False)
    gone.memberships.update(ends=DAY)
    for person in (gone, off):
        assert not Organisation.objects.filter(holds(person.pk, Role.PLANNER, on=DAY, at="")).exists()
    assert holders([place.pk for place in places], Role.PLANNER, on=DAY) == set()


def test_rows_are_counted_and_references_read(places):
    for _ in range(2):
        make_person(Role.STUDENT, places[1])
    rows = Organisation.objects.annotate(n=how_many(Membership.objects.all(), "organisation"))
    assert dict(rows.values_list("code", "n")) == {"alliance": 0, "school": 2, "unit": 0, "elsewhere": 0}
    assert [key_of(ref) for ref in ("kernel.person:7", "kernel.person:erased", "kernel.consent:7", "")] == [7, 0, 0, 0]
    assert refs_of([7, None, 7]) == {"kernel.person:7"}


def test_a_day_ends_at_midnight_of_helsinki():
    assert end_of(date(2026, 6, 1)).isoformat() == "2026-06-02T00:00:00+03:00"
    assert end_of(date(2026, 12, 31)).isoformat() == "2027-01-01T00:00:00+02:00"


def test_a_sentence_is_said_in_each_language():
    assert said(lambda code: f"{code} {gettext('Take the seat')}") == {
        "fi": "fi Ota paikka", "sv": "sv Ta platsen", "en": "en Take the seat",
    }  # fmt: skip

"""People, their roles and consents, and the two trails."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from osaamo.kernel.models import AuditEntry, Consent, Membership, Person, Role, ViewEntry
from osaamo.kernel.queries import consenting_to, consents_of, has_consent, people_with, roles_of
from osaamo.kernel.services import end_role, give_consent, grant_role, note_seen, receipt_of, withdraw_consent
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.trails import _impersonal, audit, record_view

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_local_person_is_their_address_in_whatever_case():
    make_person(email=" Aino@Example.fi ")
    refused(lambda: make_person(email="aino@example.fi"))
    refused(lambda: Person.objects.create(email="AINO@example.fi", display_name="Twice"))
    assert Person.objects.get().email == "aino@example.fi"


def test_a_federated_person_is_their_home_and_eppn_and_never_their_address():
    laurea, metropolia = make_organisation("laurea"), make_organisation("metropolia")
    local = make_person(email="aino@example.fi")
    first = Person.objects.create_federated(
        home_organisation=laurea, eppn="Aino@laurea.fi", display_name="Aino", email="aino@example.fi"
    )
    second = Person.objects.create_federated(
        home_organisation=metropolia, eppn="aino@laurea.fi", display_name="Aino", email="aino@example.fi"
    )
    assert len({local.pk, first.pk, second.pk}) == 3
    assert Person.objects.federated(home_organisation=laurea, eppn="aino@LAUREA.fi") == first
    assert Person.objects.federated(home_organisation=laurea, eppn="aino@example.fi") is None
    assert (first.is_federated, local.is_federated) == (True, False)
    assert not first.has_usable_password()
    refused(lambda: Person.objects.create(home_organisation=laurea, eppn="AINO@laurea.fi", display_name="Twice"))


def test_an_eppn_comes_with_its_home_organisation():
    refused(lambda: Person.objects.create(eppn="aino@laurea.fi", display_name="No home"))
    refused(lambda: Person.objects.create(home_organisation=make_organisation(), display_name="No ePPN"))


def test_people_without_an_address_do_not_collide():
    Person.objects.create(display_name="One")
    Person.objects.create(display_name="Two")
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (DAY, None, True),
        (DAY, DAY, False),
        (DAY, DAY + timedelta(1), True),
        (DAY - timedelta(1), DAY, False),
        (DAY + timedelta(1), None, False),
    ],
)
def test_a_role_is_held_from_its_first_day_up_to_its_end(starts, ends, held):
    person, place = make_person(), make_organisation()
    Membership.objects.create(person=person, organisation=place, role=Role.TEACHER, starts=starts, ends=ends)
    assert roles_of(person, on=DAY) == ({Role.TEACHER} if held else frozenset())
    assert list(people_with(Role.TEACHER, place, on=DAY)) == ([person] if held else [])


def test_a_role_in_the_alliance_counts_in_its_institutions_and_not_the_other_way():
    alliance = make_organisation(kind="alliance")
    laurea, metropolia = make_organisation(parent=alliance), make_organisation(parent=alliance)
    unit = make_organisation(kind="unit", parent=laurea)
    above, here = make_person(Role.PLANNER, alliance), make_person(Role.PLANNER, laurea)
    assert roles_of(above, organisation=unit) == {Role.PLANNER}
    assert roles_of(here, organisation=unit) == {Role.PLANNER}
    assert roles_of(here, organisation=alliance) == roles_of(here, organisation=metropolia) == frozenset()
    assert set(people_with(Role.PLANNER, laurea)) == {above, here}
    assert set(people_with(Role.PLANNER, alliance)) == {above}


def test_an_account_that_is_switched_off_holds_no_role():
    place = make_organisation()
    person = make_person(Role.RECTOR, place, is_active=False)
    assert roles_of(person) == frozenset()
    assert list(people_with(Role.RECTOR, place)) == []


def test_granting_and_ending_a_role():
    admin, person, place = make_person(), make_person(), make_organisation()
    given = grant_role(person=person, organisation=place, role=Role.RDI, granted_by=admin)
    again = grant_role(person=person, organisation=place, role=Role.RDI, granted_by=None)
    assert (given.pk, given.granted_by) == (again.pk, admin)
    assert roles_of(person) == {Role.RDI}
    end_role(membership=given, ended_by=admin)
    assert roles_of(person) == frozenset()
    entries = list(AuditEntry.objects.values_list("verb", "who", "organisation", "details__role"))
    assert entries == [("role.end", admin.pk, place.pk, "rdi"), ("role.grant", admin.pk, place.pk, "rdi")]


def test_a_role_that_was_to_begin_later_is_brought_forward_and_a_later_one_stands_apart():
    person, place = make_person(), make_organisation()
    to = {"person": person, "organisation": place, "role": Role.RDI, "granted_by": None}
    later = grant_role(**to, starts=DAY)
    before = grant_role(**to, starts=DAY - timedelta(9), ends=DAY - timedelta(5))
    assert before.pk != later.pk
    earlier = grant_role(**to, starts=DAY - timedelta(2))
    assert (earlier.pk, earlier.starts, earlier.ends) == (later.pk, DAY - timedelta(2), None)
    assert Membership.objects.count() == 2


def test_a_role_never_ends_before_it_begins():
    given = grant_role(
        person=make_person(), organisation=make_organisation(), role=Role.RDI, granted_by=None, starts=DAY
    )
    assert end_role(membership=given, ended_by=None, on=DAY - timedelta(9)).ends == DAY
    given.ends = DAY - timedelta(1)
    refused(given.save)


CONSENT = {"purpose": "guidance", "recipient": "laurea", "text": "Laurea's counsellor sees my map.", "version": "1"}


def test_a_consent_is_in_force_until_it_is_withdrawn():
    person = make_person()
    assert not has_consent(person, "guidance", "laurea")
    receipt = give_consent(person=person, **CONSENT)
    assert (receipt.text, receipt.version, receipt.withdrawn_at) == (CONSENT["text"], "1", None)
    assert has_consent(person, "guidance", "laurea")
    assert not has_consent(person, "guidance", "metropolia")
    assert not has_consent(person, "research", "laurea")
    assert not has_consent(make_person(), "guidance", "laurea")
    assert list(consenting_to("guidance", "laurea")) == [person]
    row = Consent.objects.get(receipt=receipt.number)
    ended = withdraw_consent(consent=row)
    assert not has_consent(person, "guidance", "laurea")
    assert list(consenting_to("guidance", "laurea")) == []
    assert ended.withdrawn_at is not None
    assert withdraw_consent(consent=row) == ended
    assert AuditEntry.objects.filter(ref=f"kernel.consent:{row.pk}").count() == 2


def test_a_reader_that_holds_the_old_row_sees_the_withdrawal(django_assert_num_queries):
    person = make_person()
    give_consent(person=person, **CONSENT)
    Consent.objects.update(withdrawn_at=timezone.now())
    with django_assert_num_queries(1):
        assert not has_consent(person, "guidance", "laurea")


def test_giving_a_consent_twice_changes_nothing_and_a_new_text_replaces_it():
    person = make_person()
    first = give_consent(person=person, **CONSENT)
    assert give_consent(person=person, **CONSENT) == first
    second = give_consent(person=person, **CONSENT | {"version": "2"})
    newest, oldest = consents_of(person)
    assert (newest.receipt, newest.in_force) == (second.number, True)
    assert (oldest.receipt, oldest.in_force) == (first.number, False)
    assert receipt_of(oldest).text == CONSENT["text"]
    refused(lambda: Consent.objects.create(person=person, **CONSENT))


def test_the_audit_trail_takes_codes_and_refuses_free_text():
    person, place = make_person(), make_organisation()
    entry = audit(
        verb="plan.save", who=person, about=person, organisation=place,
        details={"credits": Decimal("7.5"), "on": DAY, "skills": ["S1.2"], "of": "paths.plan:7", "none": None},
    )  # fmt: skip
    entry.refresh_from_db()
    assert entry.ref == f"kernel.person:{person.pk}"
    assert entry.details == {
        "credits": "7.5", "on": "2026-03-01", "skills": ["S1.2"], "of": "paths.plan:7", "none": None,
    }  # fmt: skip
    for personal in ("Aino Virtanen", "aino@example.fi", ["Aino Virtanen"], {"name": "Aino"}):
        with pytest.raises(ValueError, match="free text"):
            audit(verb="plan.save", details={"name": personal})
    assert AuditEntry.objects.count() == 1


@given(st.text(min_size=1).filter(lambda text: any(letter.isspace() or letter == "@" for letter in text)))
def test_no_text_with_a_space_or_an_at_sign_is_a_code(text):
    with pytest.raises(ValueError, match="free text"):
        _impersonal("name", text)


def test_looking_at_another_is_written_down_and_at_oneself_is_not():
    student, counsellor, laurea = make_person(), make_person(), make_organisation()
    assert record_view(about=student, viewer=student, purpose="own") is None
    record_view(about=student, viewer=counsellor, purpose="guidance", ref="profiles.profile:1", organisation=laurea)
    record_view(about=student, viewer=None, purpose="job-market", organisation=laurea)
    assert list(student.views_of_me.values_list("viewer", "purpose", "organisation")) == [
        (None, "job-market", laurea.pk),
        (counsellor.pk, "guidance", laurea.pk),
    ]


def test_who_leaves_takes_their_consents_along_and_stays_in_no_trail():
    leaver, student = make_person(Role.COUNSELLOR), make_person()
    give_consent(person=leaver, **CONSENT)
    record_view(about=student, viewer=leaver, purpose="guidance")
    record_view(about=leaver, viewer=student, purpose="guidance")
    leaver.delete()
    assert Consent.objects.count() == Membership.objects.count() == 0
    assert [entry.viewer for entry in ViewEntry.objects.all()] == [None]
    assert [entry.who for entry in AuditEntry.objects.all()] == [None]


def test_being_seen_is_written_every_ten_minutes():
    person = make_person()
    note_seen(person=person)
    first = person.last_seen
    note_seen(person=person)
    assert person.last_seen == first
    person.last_seen = first - timedelta(minutes=11)
    note_seen(person=person)
    person.refresh_from_db()
    assert person.last_seen > first

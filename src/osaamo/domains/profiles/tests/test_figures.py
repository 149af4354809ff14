"""Figures on demand and on guidance, and what is left when people go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from osaamo.domains.profiles.enums import CaseStatus, Need, Purpose
from osaamo.domains.profiles.jobs import KEEP_RECEIPTS, clear_erasures
from osaamo.domains.profiles.models import Erasure, SavedPlan
from osaamo.domains.profiles.queries import SkillDemand, cases_with, effect_in, waiting_cases
from osaamo.domains.profiles.services import AlreadyTaken, agree, ask_guidance, erase, take_case
from osaamo.domains.profiles.tests.making import make_case, make_profile
from osaamo.kernel.models import AuditEntry, Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.trails import audit

pytestmark = pytest.mark.django_db


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_bar_is_empty_only_without_ads_and_full_only_with_all(asked, more):
    demand = SkillDemand(asked, asked + more, "2026-03-02")
    assert 0 <= demand.step <= 10
    assert (demand.step == 0) == (asked == 0)
    assert demand.step < 10 or asked * 10 > (asked + more) * 9


def school_with(guided, others):
    school = make_organisation()
    for at in range(guided + others):
        profile = make_profile()
        agree(person=profile.person, purpose=Purpose.EFFECT, organisation=school, language="fi")
        if at < guided:
            case = ask_guidance(person=profile.person, organisation=school, need=Need.PATH, message="", language="fi")
            take_case(case=case, counsellor=make_person(Role.COUNSELLOR, school), coverage=None)
            SavedPlan.objects.create(profile=profile, title="Plan")
            SavedPlan.objects.create(profile=profile, title="Another")
    return school


@pytest.mark.parametrize(("guided", "others"), [(10, 11), (11, 10), (0, 0)])
def test_figures_of_ten_people_or_fewer_are_not_shown(guided, others):
    assert effect_in(school_with(guided, others)) is None


def test_figures_count_people_not_plans():
    effect = effect_in(school_with(11, 12))
    assert (effect.guided, effect.guided_with_plan, effect.others, effect.others_with_plan) == (11, 11, 12, 0)


def test_the_most_pressing_waits_first_and_only_where_one_counsels():
    alliance = make_organisation(kind="alliance")
    school = make_organisation(parent=alliance)
    asked = [
        ask_guidance(person=make_profile().person, organisation=place, need=need, message="", language="fi")
        for place, need in [(school, Need.CAREER), (school, Need.STUCK), (make_organisation(), Need.STUCK)]
    ]
    for counsellor in (make_person(Role.COUNSELLOR, school), make_person(Role.COUNSELLOR, alliance)):
        assert waiting_cases(counsellor) == [asked[1], asked[0]]
    assert waiting_cases(make_person(Role.TEACHER, school)) == []


def test_a_case_is_taken_once():
    counsellor, case = make_case()
    with pytest.raises(AlreadyTaken):
        take_case(case=case, counsellor=make_person(), coverage=None)
    case.refresh_from_db()
    assert case.counsellor == counsellor


def test_cases_of_a_counsellor_who_leaves_wait_for_another():
    counsellor, case = make_case()
    colleague = make_person(Role.COUNSELLOR, case.organisation)
    assert list(cases_with(counsellor)) == [case]
    erase(person=counsellor)
    case.refresh_from_db()
    assert (case.status, case.counsellor) == (CaseStatus.ASKED, None)
    assert waiting_cases(colleague) == [case]


def test_the_trail_forgets_the_one_who_left_and_nobody_else():
    gone, stays = make_person(), make_person()
    refs = [f"kernel.person:{person.pk}" for person in (gone, stays)]
    entry = audit(verb="role.grant", who=gone, about=gone, details={"person": refs[0], "all": refs, "n": 1})
    alike = audit(verb="role.grant", who=stays, about=stays, details={"person": f"{refs[0]}0"})
    erase(person=gone)
    entry, alike = AuditEntry.objects.get(pk=entry.pk), AuditEntry.objects.get(pk=alike.pk)
    erased = "kernel.person:erased"
    assert (entry.who, entry.ref) == (None, erased)
    assert entry.details == {"person": erased, "all": [erased, refs[1]], "n": 1}
    assert (alike.who, alike.ref, alike.details) == (stays, refs[1], {"person": f"{refs[0]}0"})


def test_receipts_of_erasures_go_after_two_years():
    now = timezone.now()
    old, young = (Erasure.objects.create(at=now - KEEP_RECEIPTS + timedelta(hours=hours)) for hours in (-1, 1))
    assert clear_erasures() == "1 receipts removed"
    assert list(Erasure.objects.all()) == [young]
    assert old.pk

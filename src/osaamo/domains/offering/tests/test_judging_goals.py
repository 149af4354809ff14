"""The goals an item serves, as persons judge them through the port."""

from __future__ import annotations

from datetime import date

import pytest

from osaamo.domains.offering import services
from osaamo.domains.offering.models import SdgAssessment
from osaamo.domains.offering.tests.making import make_course, make_module
from osaamo.kernel.models import AuditEntry, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import goals
from osaamo.ports.goals import Judgement

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def test_a_judgement_takes_the_place_of_the_earlier_one_and_leaves_a_trace():
    course, module = make_course(), make_module()
    teacher = make_person(Role.TEACHER, course.institution)
    ref = ref_of(course)
    goals.judge(ref, Judgement(13, serves=True, reason="laskee päästöt", on=DAY), teacher.pk)
    goals.judge(ref, Judgement(4, serves=False, reason="", on=DAY), teacher.pk)
    SdgAssessment.objects.create(course=course, goal=9)
    assert goals.judgements_of([ref, ref_of(module)]) == {
        ref: (Judgement(4, serves=False, on=DAY), Judgement(13, serves=True, reason="laskee päästöt", on=DAY))
    }
    goals.judge(ref, Judgement(13, serves=False, on=DAY), teacher.pk)
    assert goals.judgements_of([ref])[ref][1] == Judgement(13, serves=False, on=DAY)
    row = SdgAssessment.objects.get(goal=13)
    assert (row.confirmed_on, row.confirmed_by, row.rejected_by) == (None, None, teacher)
    last = AuditEntry.objects.filter(verb="offering.item.sdg").latest("pk")
    assert (last.who, last.ref, last.details) == (teacher, ref, {"rejected": [13]})


def test_who_neither_teaches_nor_plans_there_is_refused_and_nothing_is_stored():
    module = make_module()
    elsewhere = make_person(Role.TEACHER, make_organisation())
    with pytest.raises(PermissionError):
        goals.judge(ref_of(module), Judgement(4, serves=True), elsewhere.pk)
    with pytest.raises(LookupError):
        goals.judge("offering.studymodule:999999", Judgement(4, serves=True), elsewhere.pk)
    with pytest.raises(LookupError):
        goals.judge(ref_of(elsewhere), Judgement(4, serves=True), elsewhere.pk)
    assert not SdgAssessment.objects.exists()


def test_what_was_rejected_outlives_the_form_that_confirms_others():
    module = make_module()
    planner = make_person(Role.PLANNER, module.institution)
    for goal in (4, 9):
        goals.judge(ref_of(module), Judgement(goal, serves=False, on=DAY), planner.pk)
    services.assess_sdg(item=module, goals={9: "", 12: ""}, who=planner, on=DAY)
    said = goals.judgements_of([ref_of(module)])[ref_of(module)]
    assert [(one.goal, one.serves) for one in said] == [(4, False), (9, True), (12, True)]

"""Tutoring for credit: no credit without approved hours."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from osaamo.domains.credits import queries, services
from osaamo.domains.credits.enums import WorkStatus
from osaamo.domains.credits.models import DiaryEntry, TutoringTask, TutoringWork
from osaamo.domains.credits.tests.making import make_task, make_work, speaker
from osaamo.kernel.tests.making import make_person
from osaamo.ports import attainments

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    heard: list = []
    monkeypatch.setattr(attainments, "tell", heard.append)
    return heard


def approve(work, number):
    keys = list(work.entries.values_list("pk", flat=True)[:number])
    return services.decide_work(work=work, who=speaker(work.task.union), approved=keys, answer="Kiitos")


@pytest.mark.parametrize(
    ("approved", "hours", "credits_"), [(1, "12", "0"), (2, "24", "0"), (3, "36", "1"), (5, "57", "2"), (0, "0", "0")]
)
def test_only_approved_hours_become_credits(told, approved, hours, credits_) -> None:
    work = approve(make_work(hours=(12, 12, 12, 12, 9), submitted=True), approved)
    assert (work.hours, work.credits) == (Decimal(hours), Decimal(credits_))
    assert work.status == (WorkStatus.APPROVED if approved else WorkStatus.DECLINED)
    assert [one.credits for one in told] == ([Decimal(credits_)] if work.credits else [])


@given(
    st.decimals(0, 2000, places=2),
    st.decimals("0.25", 100, places=2),
    st.decimals("0.25", 5, places=2),
    st.decimals(0, 30, places=2),
)
def test_credits_follow_the_rule_of_the_task_exactly(hours, per_credit, step, most) -> None:
    task = TutoringTask(hours_per_credit=per_credit, credit_step=step, credits_max=most)
    credits_ = queries.credits_for(task, hours)
    assert 0 <= credits_ <= most
    assert credits_ * per_credit <= hours or credits_ == most
    if credits_ < most:
        assert credits_ % step == 0
        assert (credits_ + step) * per_credit > hours


def test_approved_work_is_an_attainment_that_everybody_hears_of(told) -> None:
    work = approve(make_work(hours=(12, 12, 12), submitted=True), 3)
    (heard,) = told
    place = work.task.organisation.code
    assert (heard.kind, heard.course, heard.home, heard.host, heard.credits, heard.on) == (
        "tutoring", work.task.key, place, place, Decimal(1), date(2026, 2, 3),
    )  # fmt: skip
    found = [one for one in attainments.all_attainments(date(2026, 2, 3), date(2026, 2, 4)) if one.kind == "tutoring"]
    assert found == [heard]
    assert not [
        one for one in attainments.all_attainments(date(2026, 1, 1), date(2026, 2, 3)) if one.kind == "tutoring"
    ]


def test_the_diary_takes_what_can_have_been(told) -> None:
    work = make_work(hours=(8,))
    today = timezone.localdate()
    for on, hours in (
        (date(2026, 2, 1), "4.25"),
        (date(2025, 12, 31), "1"),
        (today + timedelta(days=1), "1"),
    ):
        with pytest.raises(ValidationError):
            services.write_entry(work=work, on=on, hours=Decimal(hours), text="x")
    services.write_entry(work=work, on=date(2026, 2, 1), hours=Decimal(4), text="x")
    assert work.entries.count() == 2


def test_work_that_was_handed_in_is_not_changed_and_decided_once(told) -> None:
    empty = make_work()
    with pytest.raises(ValidationError):
        services.submit_work(work=empty)
    work = make_work(hours=(12, 12, 12), submitted=True)
    with pytest.raises(ValidationError):
        services.write_entry(work=work, on=date(2026, 3, 1), hours=Decimal(1), text="x")
    with pytest.raises(ValidationError):
        services.remove_entry(entry=work.entries.first())
    with pytest.raises(ValidationError):
        services.submit_work(work=work)
    approve(work, 3)
    with pytest.raises(ValidationError):
        approve(work, 3)
    assert len(told) == 1


def test_the_database_knows_that_unapproved_work_has_no_credits() -> None:
    work = make_work(hours=(12,))
    work.credits = Decimal(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        work.save()


def test_the_union_sees_work_of_its_tasks_and_nobody_decides_on_their_own() -> None:
    work = make_work(hours=(12,), submitted=True)
    assert list(queries.works_for(speaker(work.task.union))) == [work]
    assert list(queries.works_for(speaker(make_task().union))) == []
    own = speaker(work.task.union)
    TutoringWork.objects.filter(pk=work.pk).update(person=own)
    assert list(queries.works_for(own)) == []


def test_an_erased_tutor_leaves_the_credit_and_no_diary(told) -> None:
    work = approve(make_work(hours=(12, 12, 12), submitted=True), 3)
    person, open_work = work.person, make_work(hours=(1,))
    TutoringWork.objects.filter(pk=open_work.pk).update(person=person)
    ref = f"kernel.person:{person.pk}"
    assert services.held(ref) == {"credits.TutoringWork": 2, "credits.DiaryEntry": 4, "credits.SchoolRow": 0}
    erased = services.erase(ref)
    assert erased.kept["credits.TutoringWork"].count == 1
    assert erased.removed == {"credits.TutoringWork": 1, "credits.DiaryEntry": 4}
    assert not any(services.held(ref).values())
    assert not DiaryEntry.objects.exists()
    (left,) = queries.completed_works(date(2026, 1, 1), date(2027, 1, 1))
    assert queries.attainment_of(left).person == "kernel.person:erased"
    assert services.erase("kernel.person:999999").removed == {}
    assert make_person().tutoring.count() == 0

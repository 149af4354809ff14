"""What the alliance's plan says of its offering is in the samples, and reads back as the plan says it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from osaamo.domains.offering.models import StudyModule
from osaamo.domains.offering.services import load_demo, load_modules
from osaamo.ports import measures
from osaamo.ports.measures import Period
from osaamo.web import demo
from osaamo.web.management.commands.load_demo import load_alliance

pytestmark = pytest.mark.django_db

Y2020, Y2021 = (Period(date(year, 1, 1), date(year + 1, 1, 1)) for year in (2020, 2021))


def total(key: str, period: Period) -> Decimal:
    return measures.find(f"offering.{key}").tally(period).total()


def rows(key: str, period: Period) -> list[str]:
    return list(measures.find(f"offering.{key}").tally(period).refs())


@pytest.fixture
def plan():
    load_alliance()
    load_demo(rows=demo.courses(date(2026, 11, 24)))
    load_modules(**demo.offering(date(2026, 11, 24)))


def test_the_facts_of_2020_read_back(plan):
    assert total("paths", Y2020) == 13
    assert total("open_paths", Y2020) == 2
    assert total("intensives_planned", Y2020) == 4
    assert total("intensives_cancelled", Y2020) == 2
    assert total("intensives_cancelled_share", Y2020) == Decimal("0.5")
    assert total("intensives_held", Y2020) == 2
    assert total("intensives_online", Y2020) == 2
    assert total("modules", Y2020) == 15, "13 paths and the 2 intensives that were held"
    assert len(rows("intensives_cancelled", Y2020)) == 2
    cancelled = StudyModule.objects.filter(code__startswith="INT-2020", realisations__changes__state="cancelled")
    assert [run.changes.last().reason for module in cancelled for run in module.realisations.all()] == ["COVID-19"] * 2


def test_the_named_modules_of_2021_have_their_budget_lines(plan):
    named = StudyModule.objects.filter(realisations__ends=date(2021, 12, 31))
    assert {module.code: module.budget_lines for module in named} == {
        "CERN": ["BL-LEARN-2"],
        "TULEVAISUUS": ["BL-LEARN-3"],
        "WELLBEING-SPRINT": ["BL-LEARN-4"],
        "YAMK-KESA": ["BL-LEARN-5"],
        "10D100C": ["BL-LEARN-6", "BL-ENT-1"],
        "HYVINVOINTIVIIKKO": ["BL-LEARN-7"],
        "META-REKRY": ["BL-LEARN-8"],
        "HAUS": ["BL-LEARN-11"],
    }
    assert total("modules", Y2021) == 7, "the HAUS pilot is only proposed"


def test_the_years_after_are_samples_that_grow(plan):
    years = {
        year: total("modules", Period(date(year, 1, 1), date(year + 1, 1, 1))) for year in (2022, 2023, 2024, 2025)
    }
    assert years == {2022: 19, 2023: 22, 2024: 24, 2025: 0}
    assert not StudyModule.objects.filter(realisations__ends__year=2024, is_sample=False).exists()


def test_loading_the_plan_again_changes_nothing(plan):
    before = list(StudyModule.objects.values()), total("modules", Y2020)
    load_modules(**demo.offering(date(2026, 11, 24)))
    assert (list(StudyModule.objects.values()), total("modules", Y2020)) == before

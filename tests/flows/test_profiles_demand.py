"""What the loaded job ads ask for, beside each skill of a profile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from osaamo.competence.services import read_texts
from osaamo.competence.tests.fake_engine import BASE
from osaamo.domains.foresight.models import JobAd
from osaamo.domains.profiles.queries import skill_groups
from osaamo.domains.profiles.tests.making import CV, make_profile

pytestmark = pytest.mark.django_db


def ads(count, text, since=date(2026, 3, 2)):
    JobAd.objects.bulk_create(
        JobAd(
            key=f"{text}-{at}", language="fi", title="Työ", published=since + timedelta(days=at), text=f"{text} {at}."
        )
        for at in range(count)
    )


def demand_of(profile, key):
    rows = [row for group in skill_groups(profile, "fi", statuses=["suggested"]) for row in group.rows]
    return next(row.demand for row in rows if row.skill.uri == BASE + key)


def test_demand_tells_how_many_of_how_many_ads_and_from_when():
    ads(12, "Osaat Pythonia")
    ads(20, "Palvelet asiakkaita")
    read_texts()
    demand = demand_of(make_profile(CV), "python")
    assert (demand.asked, demand.of, demand.since, demand.is_telling) == (12, 32, "2026-03-02", True)
    assert demand_of(make_profile(CV), "sql").asked == 0


def test_of_fewer_than_thirty_ads_nothing_is_said():
    ads(29, "Osaat Pythonia")
    read_texts()
    assert not demand_of(make_profile(CV), "python").is_telling

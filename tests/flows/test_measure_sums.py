"""Every registered measure over the sample operations: months sum to quarters and years, schools to the alliance."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from django.utils import timezone

from osaamo.domains.badges.tests.making import make_badge
from osaamo.domains.credits.services import load_demo as load_credits
from osaamo.domains.crossstudy.services import load_demo as load_enrolments
from osaamo.domains.evaluation.services import load_demo as load_proposals
from osaamo.domains.offering.enums import Seen
from osaamo.domains.offering.models import DailyCount, Realisation
from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.kernel.measuring import rows_behind
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports.measures import Kind, Measure, Period, all_measures, totals_of
from osaamo.web.demo import people
from osaamo.web.management.commands.load_demo import load_alliance

pytestmark = pytest.mark.django_db

SCHOOLS = ("haaga-helia", "laurea", "metropolia")
PLACES = ("3amk", *SCHOOLS)


@pytest.fixture
def _operations():
    today = timezone.localdate()
    load_alliance()
    places = {place.code: place for place in Organisation.objects.all()}
    make_badge(places["laurea"])
    by_role = {Role(row["role"]): make_person(Role(row["role"]), places[row["organisation"]]) for row in people()}
    for at, school in enumerate([*SCHOOLS, *SCHOOLS, "3amk"]):
        module = make_module(("path", "intensive")[at % 2], places[school])
        day = date(2020, 1 + at, 28)
        make_realisation(module, "planned", "running", ("held", "cancelled")[at // 6], starts=day, ends=day)
        DailyCount.objects.create(module=module, day=day, seen=Seen.VIEW, count=at + 2)
    make_realisation(make_course(places["laurea"]), "planned", starts=today, ends=today)
    load_proposals(on=today, people=by_role)
    load_credits(on=today, people=by_role)
    runs = [ref_of(run) for run in Realisation.objects.order_by("starts", "pk")]
    load_enrolments(on=today, people=by_role, refs=runs)


def months(year: int) -> list[Period]:
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    return [Period(*days) for days in pairwise(firsts)]


def check_time(measure: Measure, year: int, total: dict) -> None:
    """A flow's months sum to its quarters and to the year, for everybody."""
    parts = [totals_of(measure.tally(month), PLACES) for month in months(year)]
    for at in range(0, 12, 3):
        quarter = Period(months(year)[at].start, months(year)[at + 2].end)
        whole = totals_of(measure.tally(quarter), PLACES)
        assert whole == {place: sum(part[place] for part in parts[at : at + 3]) for place in whole}, (measure.key, year)
    assert total == {place: sum(part[place] for part in parts) for place in total}, (measure.key, year)


def check_places(measure: Measure, period: Period, total: dict) -> None:
    """What is asked together is what each says alone; the schools sum to the alliance where all rows are theirs."""
    tally = measure.tally(period)
    assert total == {place: tally.total(place) for place in (None, *PLACES)}, measure.key
    assert rows_behind(tally) == len(list(tally.refs())), measure.key
    of_schools = {ref for school in SCHOOLS for ref in tally.refs(school)}
    # A share sums to nothing, and rows of the alliance itself are no school's.
    if not measure.unit.startswith("share") and set(tally.refs("3amk")) <= of_schools:
        assert sum(total[school] for school in SCHOOLS) == total["3amk"], measure.key


@pytest.mark.usefixtures("_operations")
def test_the_parts_sum_to_the_whole():
    counted = set()
    for measure in all_measures():
        for year in (2020, timezone.localdate().year):
            period = Period(date(year, 1, 1), date(year + 1, 1, 1))
            total = dict(totals_of(measure.tally(period), PLACES))
            if total[None]:
                counted.add(measure.key)
                check_places(measure, period, total)
                if measure.kind == Kind.FLOW:
                    check_time(measure, year, total)
    assert {"offering.modules", "offering.intensives_held", "offering.views", "crossstudy.applicants"} <= counted
    assert {"credits.counted", "badges.offered"} <= counted

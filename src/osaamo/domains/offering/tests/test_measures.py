"""The indicators recompute from rows, and each opens to the same rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from osaamo.domains.offering import services
from osaamo.domains.offering.enums import LabelKind, Seen, State
from osaamo.domains.offering.models import SdgAssessment
from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import measures
from osaamo.ports.measures import Period

pytestmark = pytest.mark.django_db

Y2020, Y2021, Y2022, Y2024 = (Period(date(year, 1, 1), date(year + 1, 1, 1)) for year in (2020, 2021, 2022, 2024))
HELD = ("planned", "running", "held")


def total(key: str, period: Period, organisation: str | None = None) -> Decimal:
    tally = measures.find(f"offering.{key}").tally(period)
    return tally.total(organisation)


def rows(key: str, period: Period) -> list[str]:
    return list(measures.find(f"offering.{key}").tally(period).refs())


def in_year(year: int, day: int = 1) -> dict:
    return {"starts": date(year, 3, day), "ends": date(year, 5, 1)}


@pytest.mark.parametrize(("period", "count"), [(Y2021, 16), (Y2022, 22), (Y2024, 30)], ids=["2021", "2022", "2024"])
def test_the_targets_recompute_from_rows_each_module_once_a_year(period, count):
    year = period.start.year
    kinds = ("path", "intensive", "module")
    counted = [make_module(kinds[at % 3]) for at in range(count)]
    for at, module in enumerate(counted):
        make_realisation(module, *(HELD if at % 2 else ("planned",)), **in_year(year))
    make_realisation(counted[0], *HELD, **in_year(year, 20))
    make_realisation(make_module(), "planned", "cancelled", **in_year(year))
    make_realisation(make_module(), "proposed", **in_year(year))
    make_realisation(make_module(), *HELD, **in_year(year - 1))
    make_realisation(make_module(), *HELD, **in_year(year + 1))
    make_realisation(make_module(is_joint=False), *HELD, **in_year(year))
    make_realisation(make_course(is_joint=True), *HELD, **in_year(year))
    make_module()
    assert total("modules", period) == count
    assert rows("modules", period) == [ref_of(module) for module in counted]


def test_a_module_whose_one_run_was_cancelled_counts_by_its_other_and_by_what_it_is_now():
    module = make_module("intensive")
    cancelled = make_realisation(module, "planned", "cancelled", **in_year(2021))
    assert total("modules", Y2021) == 0
    make_realisation(module, "planned", **in_year(2021))
    assert total("modules", Y2021) == 1
    services.change_state(realisation=cancelled, state=State.PLANNED, who=None)
    assert (total("modules", Y2021), total("intensives_planned", Y2021)) == (1, 2)


def test_paths_for_open_students_by_the_path_or_by_its_run():
    by_path = make_module(audiences=["degree", "open"])
    make_realisation(by_path, "planned", **in_year(2021))
    by_run = make_module()
    make_realisation(by_run, "planned", audiences=["open"], **in_year(2021))
    narrowed = make_module(audiences=["open"])
    make_realisation(narrowed, "planned", audiences=["degree"], **in_year(2021))
    make_realisation(make_module("intensive", audiences=["open"]), "planned", **in_year(2021))
    assert rows("open_paths", Y2021) == [ref_of(by_path), ref_of(by_run)]


def test_modules_on_research_need_authors_of_rdi_staff():
    built, without = make_module(), make_module("intensive")
    for module in (built, without):
        make_realisation(module, "planned", **in_year(2022))
    services.link_rdi(item=built, project_name="Hanke", authors=["Tutkija"], who=None)
    services.link_rdi(item=built, project="rdi.project:1", authors=["Toinen"], who=None)
    services.link_rdi(item=without, project_name="Hanke", authors=[], who=None)
    assert rows("rdi_modules", Y2022) == [ref_of(built)]


def test_the_sdg_share_counts_what_a_person_confirmed_by_then():
    confirmed, suggested = make_module(), make_module()
    for module in (confirmed, suggested):
        make_realisation(module, "planned", **in_year(2021))
    services.assess_sdg(item=confirmed, goals={4: "", 9: ""}, who=None, on=date(2021, 6, 1))
    SdgAssessment.objects.create(module=suggested, goal=4)
    services.judge_sdg(item=suggested, goal=9, serves=False, reason="", who=make_person(), on=date(2021, 6, 1))
    assert (total("sdg_share", Y2021), total("sdg_modules", Y2021)) == (Decimal("0.5"), 1)
    assert total("sdg_modules", Y2020) == 0


def test_courses_of_the_joint_offering_count_once():
    course = make_course(is_joint=True)
    make_realisation(course, *HELD, **in_year(2021))
    make_realisation(course, "planned", **in_year(2021))
    make_realisation(make_course(), *HELD, **in_year(2021))
    assert rows("courses", Y2021) == [ref_of(course)]


def test_a_haus_pilot_counts_when_held():
    run = make_realisation(make_module("module"), "running", **in_year(2021))
    services.save_item(item=run.module, labels={LabelKind.TAG: ["HAUS"]}, who=None)
    assert total("haus_pilots", Y2021) == 0
    services.change_state(realisation=run, state=State.HELD, who=None)
    assert rows("haus_pilots", Y2021) == [ref_of(run)]
    assert total("haus_pilots", Y2021, run.module.institution.code) == 1


def test_views_are_counted_by_day_without_anybody_in_them():
    course, module = make_course(), make_module()
    for item in (course, course, module):
        services.count_view(item=item, on=date(2021, 5, 5))
    services.count_view(item=course, seen=Seen.ENROL, on=date(2021, 5, 5))
    services.count_view(item=course, on=date(2022, 1, 1))
    assert (total("views", Y2021), total("enrol_clicks", Y2021)) == (3, 1)
    assert total("views", Y2021, course.institution.code) == 2
    assert len(rows("views", Y2021)) == 2

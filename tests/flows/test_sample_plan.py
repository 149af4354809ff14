"""The packaged plan of 2021-2024: everything is there, once, as written; out as a workbook and as a paper."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.utils.translation import override

from osaamo.connectors.papers import Table
from osaamo.domains.steering import exports, queries, services
from osaamo.domains.steering.enums import FIELDS, Listing, State
from osaamo.domains.steering.models import ITEM_MODELS, Activity, Conflict, PlanVersion
from osaamo.domains.steering.queries import hash_of
from osaamo.domains.steering.rules import Span, read_schedule
from osaamo.domains.steering.tests.making import make_alliance
from osaamo.kernel.tests.making import make_person
from osaamo.ports import planning
from osaamo.web import demo
from osaamo.web.management.commands.load_plan import load_steering


def test_every_schedule_of_the_plan_gives_the_days_that_were_written_beside_it():
    """But of two surveys, whose text names one month of the quarter."""
    rows = demo.plan("activities")["activities_2021"]
    read = {row["id"]: read_schedule(row["schedule"], year=2021) for row in rows if row["schedule"]}
    assert len(read) == 63
    other = {row["id"] for row in rows if row["id"] in read and read[row["id"]] != Span(row["start"], row["end"])}
    assert other == {"A21-ZONE-08", "A21-ZONE-14"}


@pytest.mark.django_db
def test_the_sample_plan_is_whole_and_loads_once():
    make_alliance()
    counts = {"area": 7, "goal": 64, "spearhead": 3, "segment": 3, "activity": 65 + 53 + 6}
    assert load_steering() == counts
    assert load_steering() == counts
    version = PlanVersion.objects.get()
    assert (version.year, version.state, hash_of(version)) == (2021, State.APPROVED, version.content_hash)
    assert Counter(Activity.objects.values_list("listing", flat=True)) == {
        Listing.YEAR: 65, Listing.ROADMAP: 53, Listing.STANDING: 6
    }  # fmt: skip
    one = Activity.objects.get(key="A21-RDI-S5")
    assert (one.schedule, one.starts, one.ends) == (
        "16.12.2020; säännöllisesti",
        date(2020, 12, 16),
        date(2021, 12, 31),
    )
    assert Activity.objects.get(key="Y23-ENT-1").ends == date(2024, 12, 31)
    assert [row.key for row in Conflict.objects.all()] == [f"I-{number:02}" for number in range(1, 29)]
    known = {kind: set(model.objects.values_list("key", flat=True)) for kind, model in _by_kind()}
    for row in Conflict.objects.all():
        assert set(row.text) == {"fi", "sv", "en"}, row.key
        assert row.sides, row.key
        assert row.options, row.key
        for side in row.sides:
            assert side.get("text") or side["key"] in known[side["kind"]], (row.key, side)
    assert set(Activity.objects.values_list("area", flat=True)) <= known["area"]
    assert [item.key for item in planning.items(planning.Kind.SPEARHEAD)] == ["sp-wellbeing", "sp-urban", "sp-future"]
    found = planning.find(planning.Kind.ACTIVITY, "A21-ZONE-12")
    assert (found.area, found.url) == ("zone", "/plan/activities/A21-ZONE-12/")


def _by_kind():
    return [(kind.value, model) for kind, model in ITEM_MODELS.items()]


@pytest.mark.django_db
def test_what_is_taken_out_and_handed_in_again_changes_nothing():
    make_alliance()
    load_steering()
    version = queries.current()
    draft = services.make_draft(plan=version.plan, year=2022, who=None)
    read = exports.read_activities(exports.activities_workbook(draft), "plan.xlsx", version=draft)
    assert (len(read.rows), read.broken, read.missing) == (124, [], [])
    sheet = services.keep_sheet(version=draft, person=make_person(), rows=read.rows)
    assert services.apply_sheet(sheet=sheet, who=None) == 0
    assert queries.differences(version, draft) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_paper_has_every_activity_in_its_language(language):
    make_alliance()
    load_steering()
    paper = exports.plan_paper(queries.current(), language=language)
    with override(language):
        schedule = str(FIELDS["schedule"])
    tables = [block for block in paper.blocks if isinstance(block, Table) and schedule in block.columns]
    keys = [row[0] for table in tables for row in table.rows]
    assert sorted(keys) == sorted(Activity.objects.values_list("key", flat=True))
    assert sum(key.startswith("A21-") for key in keys) == 65
    titles = {row[1] for table in tables for row in table.rows}
    assert titles == {item.title[language] for item in Activity.objects.all()}

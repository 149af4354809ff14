"""Values computed from rows, the plan's indicators, what people change, the table that goes out and comes back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from osaamo.domains.indicators import queries, services
from osaamo.domains.indicators.enums import Form, Status, Why
from osaamo.domains.indicators.models import ManualValue, Target
from osaamo.domains.indicators.services import Asked
from osaamo.domains.indicators.tests.making import make_indicator, make_row, measured, on
from osaamo.kernel.models import AuditEntry
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports.measures import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools():
    alliance = make_organisation("3amk", kind="alliance")
    return [make_organisation(code, parent=alliance) for code in ("haaga-helia", "laurea", "metropolia")]


def read(indicator, day=None):
    return queries.read(list(queries.indicators().filter(pk=indicator.pk)), on=day or on(2026))[0]


def test_a_deleted_row_changes_the_value_at_once_and_no_source_is_never_0(schools):
    indicator = make_indicator(measure="test.rows", targets={2027: 5})
    assert read(indicator).computed.status == Status.NO_DATA
    assert read(indicator).values.at(2026).value is None
    rows = [make_row(schools[at % 3], on(2025 + at % 2)) for at in range(5)]
    with measured():
        found = read(indicator)
        assert [found.values.at(year).value for year in (2024, 2025, 2026)] == [None, 3, 2]
        assert [found.values.at(2025, school.code).value for school in schools] == [1, 1, 1]
        rows[0].delete()
        assert [read(indicator).values.at(2025, place).value for place in (None, "haaga-helia")] == [2, 0]
    assert read(indicator).values.at(2025).value is None


def test_years_counted_together_and_quarters(schools):
    together = make_indicator(measure="test.rows", counting="cumulative", targets={2027: 3})
    for day in (on(2021, 1, 1), on(2021, 12, 31), on(2023, 3, 31), on(2023, 4, 1)):
        make_row(schools[0], day)
    with measured():
        assert [read(together).values.at(year).value for year in (2020, 2021, 2022, 2023)] == [None, 2, 2, 4]
        assert queries.quarters_of(together, 2023) == []
        yearly = make_indicator(measure="test.rows")
        assert [one[None] for one in queries.quarters_of(yearly, 2023)] == [1, 1, 0, 0]
        assert [one["haaga-helia"] for one in queries.quarters_of(yearly, 2021, ["haaga-helia"])] == [1, 0, 0, 1]
    with measured(kind=Kind.DISTINCT):
        assert queries.quarters_of(yearly, 2023) == []


def test_a_part_is_computed_only_where_the_measure_can_tell_it_apart(schools):
    part = make_indicator(measure="test.rows", parameters={"spearhead": "sp-urban"})
    make_row(schools[0], on(2025))
    with measured():
        assert read(part).computed.reasons[0].why == Why.CANNOT_SPLIT
    with measured(by=("spearhead",)):
        assert read(part).values.at(2025).value == 1


def test_every_institution_has_to_reach_what_is_asked_of_each(schools):
    each = make_indicator(measure="test.rows", each_institution=True, targets={2026: 1})
    for school in schools[:2]:
        make_row(school, on(2026, 2))
    with measured():
        assert read(each).computed.status != Status.ON_TRACK
        make_row(schools[2], on(2026, 3))
        assert read(each).computed.reasons[0].why == Why.REACHED


def test_without_new_rows_in_the_expected_time_it_is_late(schools):
    indicator = make_indicator(measure="test.rows", baseline=(1, 2024), targets={2027: 1}, expected_days=90)
    make_row(schools[0], on(2025, 12))
    with measured():
        assert read(indicator, date(2026, 2, 20)).computed.status == Status.ON_TRACK
        stale = read(indicator, date(2026, 3, 20))
    assert (stale.computed.status, stale.computed.reasons[-1].why) == (Status.LATE, Why.STALE)


def test_after_the_plan_a_year_of_which_nothing_is_recorded_has_no_data_and_an_entered_zero_has(schools):
    indicator = make_indicator(measure="test.rows", targets={2023: 2, 2024: 3}, last_year=2024)
    for day in (on(2023), on(2023), on(2025)):
        make_row(schools[0], day)
    with measured():
        found = read(indicator)
        assert (found.status, found.latest[0], found.values.at(2024).value) == (Status.NO_DATA, 2026, 0)
        assert [reason.why for reason in found.computed.reasons] == [Why.NOT_RECORDED, Why.CAME, Why.PLAN_OVER]
        assert found.verdicts == {2023: Status.REACHED, 2024: Status.NO_DATA}
        services.enter_value(
            indicator=indicator, year=2024, value=Decimal(0), reason="None held", evidence="Minutes 1/2025", who=None
        )
        found = read(indicator)
        assert (found.status, found.latest[0], found.verdicts[2024]) == (Status.MISSED, 2024, Status.MISSED)


def test_a_source_that_never_told_anything_has_no_value_not_0(schools):
    indicator = make_indicator(measure="test.rows", targets={2027: 5})
    with measured():
        found = read(indicator)
        assert (found.values.known(), found.computed.reasons[0].why) == ({}, Why.NO_VALUE_YET)
        make_row(schools[0], on(2025))
        assert read(indicator).values.known() == {2025: 1, 2026: 0}


def test_a_changed_target_leaves_the_old_one_and_needs_a_reason():
    indicator, who = make_indicator(targets={2027: 5}), make_person()
    with pytest.raises(ValidationError):
        services.set_target(indicator=indicator, year=2027, asked=Asked(Form.VALUE, Decimal(6)), reason=" ", who=who)
    with pytest.raises(ValidationError):
        services.set_target(indicator=indicator, year=2027, asked=Asked(Form.RANGE, Decimal(6)), reason="x", who=who)
    services.set_target(indicator=indicator, year=2027, asked=Asked(Form.VALUE, Decimal(6)), reason="New", who=who)
    services.set_target(indicator=indicator, year=2027, asked=Asked(Form.VALUE, Decimal(6)), reason="Again", who=who)
    rows = Target.objects.filter(indicator=indicator).order_by("pk")
    assert [(row.low, row.ended_at is None, row.reason) for row in rows] == [(5, False, ""), (6, True, "New")]
    ranged = Asked(Form.RANGE, Decimal(6), Decimal(8))
    services.set_target(indicator=indicator, year=2027, asked=ranged, reason="Range", who=who, replaces=Form.VALUE)
    assert [row.form for row in rows.filter(ended_at__isnull=True)] == ["range"]
    assert AuditEntry.objects.filter(verb="indicator.target", who=who).count() == 2


def test_an_entered_value_is_a_marked_exception_that_can_be_withdrawn(schools):
    indicator = make_indicator(measure="test.rows")
    make_row(schools[0], on(2025))
    entered = services.enter_value(
        indicator=indicator,
        year=2025,
        value=Decimal(7),
        reason="Register was down",
        evidence="Minutes 3/2026",
        who=None,
    )
    with measured():
        cell = read(indicator).values.at(2025)
        assert (cell.value, cell.computed, cell.manual) == (7, 1, entered)
        services.withdraw_value(value=entered, who=None)
        assert read(indicator).values.at(2025).value == 1
    with pytest.raises(ValidationError):
        services.enter_value(indicator=indicator, year=2025, value=Decimal(7), reason="x", evidence="", who=None)
    assert ManualValue.objects.count() == 1


def test_a_status_set_by_hand_shows_until_its_day_beside_the_computed_one():
    indicator, today = make_indicator(), timezone.localdate()
    services.override_status(
        indicator=indicator, status=Status.AT_RISK, reason="Partner left", until=today + timedelta(days=3), who=None
    )
    found = read(indicator, today)
    assert (found.status, found.computed.status) == (Status.AT_RISK, Status.NO_DATA)
    assert read(indicator, today + timedelta(days=4)).status == Status.NO_DATA
    services.end_override(override=found.override, who=None)
    assert read(indicator, today).status == Status.NO_DATA
    with pytest.raises(ValidationError):
        services.override_status(
            indicator=indicator, status=Status.LATE, reason="x", until=today - timedelta(days=1), who=None
        )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"indicator": "IND-NOBODY"}, "IND-NOBODY"),
        ({"low": "many"}, "many"),
        ({"low": "1,23456"}, "1,23456"),
        ({"form": "range"}, "upper"),
        ({"year": "21"}, "1990"),
        ({"record": "status"}, "record"),
        ({"organisation": "aalto"}, "aalto"),
        ({"record": "value", "form": ""}, "evidence"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_changed(change, said):
    indicator = make_indicator(targets={2027: 5})
    row = dict.fromkeys(services.COLUMNS, "") | {
        "record": "target", "indicator": indicator.key, "year": "2027", "form": "value", "low": "6",
    }  # fmt: skip
    with translation.override("en"):
        seen = services.preview_rows(rows=[(2, row | change)])
        assert [line for line, _ in seen.faults] == [2]
        assert said in str(seen.faults[0][1])
    with pytest.raises(ValidationError):
        services.apply(rows=[row | change], reason="x", who=None)
    assert indicator.targets.get(ended_at__isnull=True).low == 5

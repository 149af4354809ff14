"""The plan's indicators from the packaged data, and the table of their targets that goes out and comes back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from osaamo.domains.indicators import exports, queries, services
from osaamo.domains.indicators.enums import Status, Why
from osaamo.domains.indicators.models import Indicator
from osaamo.domains.indicators.services import load_indicators
from osaamo.domains.indicators.tests.making import on
from osaamo.kernel.tests.making import make_organisation
from osaamo.ports import measures
from osaamo.web import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools():
    alliance = make_organisation("3amk", kind="alliance")
    return [make_organisation(code, parent=alliance) for code in ("haaga-helia", "laurea", "metropolia")]


def load_plan():
    return load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))


def test_the_plan_loads_once_with_its_targets_as_written(schools):
    assert (load_plan(), load_plan()) == (59, 0)
    by_key = {one.key: one for one in queries.indicators()}
    said = {
        key: [(t.year, t.form, t.low, t.high, t.growth, t.as_written) for t in by_key[key].targets.all()]
        for key in ("IND-RDI-01", "IND-ZONE-01", "IND-LEARN-07")
    }
    assert said["IND-RDI-01"] == [
        (2021, "value", 6_000_000, None, None, ""),
        (2021, "split", 2_000_000, None, None, ""),
        (2022, "range", 7_000_000, 8_000_000, None, ""),
        (2024, "range", 9_000_000, 10_000_000, None, ""),
    ]
    assert said["IND-ZONE-01"] == [
        (2021, "value", 2500, None, None, "n. 2500"),
        (2021, "growth", None, None, Decimal("0.33"), ""),
    ]
    assert said["IND-LEARN-07"] == [(2023, "text", None, None, None, "")]
    assert [one.what for one in queries.conflicts_of(by_key["IND-LEARN-01"])] == ["baselines"]
    assert [one.facts["grown"] for one in queries.conflicts_of(by_key["IND-ZONE-01"])] == [Decimal("2487.10")]
    assert queries.conflicts_of(by_key["IND-RDI-01"]) == []
    assert [row.code for row in queries.missing_of(by_key["IND-RDI-01"])] == ["funding_decision"]
    reads = queries.read(list(by_key.values()), on=on(2021))
    assert len(reads) == 59
    told = {one.indicator.key for one in reads if measures.find(one.indicator.measure) is not None}
    assert {"IND-LEARN-01", "IND-LEARN-09", "IND-LEARN-11"} <= told
    assert "IND-RDI-01" not in told
    # Nothing was recorded yet: no value is 0, and each says whether a source is missing or only its first record.
    assert {one.computed.status for one in reads} == {Status.NO_DATA}
    assert not any(one.values.known() for one in reads)
    why = {one.indicator.key: one.computed.reasons[0].why for one in reads}
    assert {why[key] for key in told} == {Why.NO_VALUE_YET}
    assert {why[key] for key in why if key not in told} == {Why.NO_SOURCE}


def test_the_table_comes_back_without_loss_and_shows_what_it_would_change(schools):
    load_plan()
    learn = Indicator.objects.get(key="IND-LEARN-01")
    services.enter_value(
        indicator=learn, year=2019, value=Decimal("16.5"), reason="Paper, 2019", evidence="3.1.1", who=None,
        organisation=schools[1],
    )  # fmt: skip
    out = exports.workbook()
    same = services.preview(data=out, filename="indicators.xlsx")
    assert (same.changes, same.faults, same.same) == ((), (), len(services.stored_rows()))
    rows = [dict(row) for row in same.rows]
    at = next(row for row in rows if (row["indicator"], row["year"], row["form"]) == ("IND-LEARN-01", "2024", "value"))
    at["low"] = "31,5"
    rows.remove(next(row for row in rows if row["record"] == "value"))
    rows.append(at | {"year": "2027", "form": "range", "low": "32", "high": "35"})
    changed = services.preview(data=exports.workbook(rows), filename="indicators.xlsx")
    assert sorted((one.what, one.year, one.was.get("low"), one.to.get("low")) for one in changed.changes) == [
        ("changed", 2024, "30", "31.5"),
        ("gone", 2019, "16.5", None),
        ("new", 2027, None, "32"),
    ]
    assert services.apply(rows=changed.rows, reason="Refined", who=None) == 3
    assert services.stored_rows() == sorted(changed.rows, key=lambda row: services.stored_rows().index(dict(row)))

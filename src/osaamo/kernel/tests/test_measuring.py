"""Totals and rows of one queryset."""

from __future__ import annotations

from decimal import Decimal

import pytest

from osaamo.kernel.measuring import QueryTally, ShareTally
from osaamo.kernel.models import AuditEntry, Organisation
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    alliance = make_organisation("alliance", kind="alliance")
    school = make_organisation("school", parent=alliance)
    unit = make_organisation("unit", kind="unit", parent=school)
    return {
        place.code: AuditEntry.objects.create(verb="test", organisation=place)
        for place in (alliance, school, unit, make_organisation("elsewhere"))
    }


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (None, ["alliance", "school", "unit", "elsewhere"]),
        ("alliance", ["alliance", "school", "unit"]),
        ("school", ["school", "unit"]),
        ("unit", ["unit"]),
        ("nobody", []),
    ],
)
def test_an_organisation_counts_what_is_its_own_or_below_it(entries, code, named):
    tally = QueryTally(AuditEntry.objects.all())
    assert tally.total(code) == len(named)
    assert list(tally.refs(code)) == [ref_of(entries[name]) for name in named]


def test_a_value_is_summed_and_nothing_sums_to_zero(entries):
    sums = QueryTally(AuditEntry.objects.filter(verb="test"), value="organisation_id")
    assert sums.total() == Decimal(sum(Organisation.objects.values_list("pk", flat=True)))
    assert QueryTally(AuditEntry.objects.none(), value="organisation_id").total() == Decimal(0)


def test_rows_of_nobody_belong_to_no_organisation(entries):
    tally = QueryTally(AuditEntry.objects.all(), organisation="")
    assert (tally.total(), tally.total("school")) == (4, 0)


def test_a_share_opens_to_the_rows_of_its_part(entries):
    share = ShareTally(
        QueryTally(AuditEntry.objects.filter(organisation__kind="unit")), QueryTally(AuditEntry.objects.all())
    )
    assert (share.total(), share.total("school"), share.total("nobody")) == (
        Decimal("0.25"),
        Decimal("0.5"),
        Decimal(0),
    )
    assert list(share.refs("school")) == [ref_of(entries["unit"])]


@pytest.mark.parametrize("organisation", ["organisation", "", ("organisation", "organisation__parent")])
def test_all_organisations_in_one_go_count_as_each_alone(entries, organisation, django_assert_max_num_queries):
    AuditEntry.objects.create(verb="test")
    codes = ("alliance", "school", "unit", "elsewhere", "nobody")
    for value in (None, "organisation_id"):
        tally = QueryTally(AuditEntry.objects.all(), value=value, organisation=organisation)
        with django_assert_max_num_queries(2):
            found = tally.totals(codes)
        assert found == {code: tally.total(code) for code in (None, *codes)}
    some = ShareTally(QueryTally(AuditEntry.objects.filter(organisation__kind="unit")), tally)
    assert some.totals(codes) == {code: some.total(code) for code in (None, *codes)}

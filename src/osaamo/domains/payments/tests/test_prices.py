"""Prices by rule: which version, how much, why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.domains.payments import services
from osaamo.domains.payments.enums import CapPer, RowKind
from osaamo.domains.payments.models import Ceiling, FreeCase, RuleVersion
from osaamo.domains.payments.queries import bill, common_proposal, compare, period_of, version_for
from osaamo.domains.payments.queries.comparing import Studied
from osaamo.domains.payments.tests.making import BEGINS, DAY, make_alliance, make_offer, make_vat, make_version
from osaamo.kernel.models import AuditEntry, Organisation
from osaamo.kernel.tests.making import make_person

D = Decimal
MONEY = st.decimals(0, 500, places=2)
CREDITS = st.decimals(0, 60, places=2)
VERSIONS = st.builds(
    RuleVersion,
    amount=MONEY,
    basis=st.sampled_from(["credit", "fixed"]),
    cap=st.none() | MONEY,
    cap_per=st.sampled_from(["enrolment", "term", "year"]),
    rounding=st.sampled_from(["0.01", "0.10", "1"]),
)
CEILINGS = st.none() | st.builds(Ceiling, per_credit=MONEY, audience=st.just("open"), source=st.just("law"))


class NoCases:
    """Stands for the free cases of a version that was never stored."""

    def __init__(self, *cases):
        self.cases = cases

    def all(self):
        return self.cases


@pytest.fixture(autouse=True)
def _no_stored_cases(request, monkeypatch):
    if "django_db" not in request.keywords:
        monkeypatch.setattr(RuleVersion, "free_cases", NoCases())


@given(VERSIONS, CREDITS, CEILINGS, MONEY)
def test_a_price_is_the_sum_of_its_rows_never_below_zero_nor_above_cap_and_ceiling(version, ects, ceiling, spent):
    made = bill(version, credits=ects, ceiling=ceiling, spent=spent)
    assert made.amount == sum(line.amount for line in made.lines)
    assert made.amount >= 0
    assert all(line.amount == line.amount.quantize(D("0.01")) for line in made.lines)
    if version.cap is not None:
        assert made.amount <= max(D(0), version.cap - spent)
    if ceiling is not None:
        assert made.amount <= ceiling.per_credit * ects
    assert made == bill(version, credits=ects, ceiling=ceiling, spent=spent)


@given(VERSIONS, CREDITS, CREDITS)
def test_more_credits_never_cost_less(version, some, more):
    low, high = sorted((some, more))
    assert bill(version, credits=low).amount <= bill(version, credits=high).amount


@given(VERSIONS, st.lists(CREDITS, max_size=8))
def test_a_cap_over_time_holds_for_all_enrolments_together(version, enrolments):
    spent = D(0)
    for ects in enrolments:
        spent += bill(version, credits=ects, spent=spent).amount
    assert version.cap is None or spent <= version.cap


@pytest.mark.parametrize(
    ("facts", "ects", "amount", "kinds"),
    [
        ({"amount": D(15)}, "5", "75.00", ["fee"]),
        ({"amount": D(15)}, "0.33", "4.95", ["fee"]),
        ({"amount": D("10.55")}, "0.33", "3.48", ["fee"]),
        ({"amount": D(15)}, "0", "0.00", ["fee"]),
        ({"amount": D(250), "basis": "fixed"}, "5", "250.00", ["fee"]),
        ({"amount": D("15.25"), "rounding": "1"}, "2", "31.00", ["fee", "rounding"]),
        ({"amount": D("15.24"), "rounding": "0.10"}, "1", "15.20", ["fee", "rounding"]),
        ({"amount": D(15), "cap": D(60)}, "5", "60.00", ["fee", "cap"]),
    ],
)
def test_worked_examples(facts, ects, amount, kinds):
    made = bill(RuleVersion(**facts), credits=D(ects))
    assert (str(made.amount), [line.kind for line in made.lines]) == (amount, kinds)


def test_the_law_is_above_a_fixed_price_and_rounding():
    ceiling = Ceiling(per_credit=D(15), source="law")
    made = bill(RuleVersion(amount=D(250), basis="fixed"), credits=D(5), ceiling=ceiling)
    assert (made.amount, made.lines[-1].kind, made.ceiling) == (D("75.00"), RowKind.CEILING, ceiling)
    made = bill(RuleVersion(amount=D("14.80"), rounding="1"), credits=D(1), ceiling=Ceiling(per_credit=D("14.90")))
    assert str(made.amount) == "14.90"


def test_free_cases_look_at_the_home(monkeypatch):
    version = RuleVersion(amount=D(15))
    case = FreeCase(code="alliance", homes=["3amk"], reason={"fi": "Liittouman opiskelija"})
    monkeypatch.setattr(RuleVersion, "free_cases", NoCases(case))
    assert bill(version, credits=D(5), homes={"laurea", "3amk"}).free is case
    assert bill(version, credits=D(5), homes={"laurea", "3amk"}).amount == 0
    assert bill(version, credits=D(5), homes={"tampere"}).amount == 75
    assert bill(version, credits=D(5), homes=set()).amount == 75


def test_no_credits_below_zero_and_no_rule_no_price():
    with pytest.raises(ValueError, match="negative"):
        bill(RuleVersion(amount=D(15)), credits=D(-1))
    assert (bill(None, credits=D(5)).amount, bill(None, credits=D(5)).lines) == (0, ())


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([CapPer.TERM, CapPer.YEAR]))
def test_every_day_lies_in_its_term_and_year(day, cap_per):
    first, end = period_of(cap_per, day)
    assert first <= day < end
    assert period_of(cap_per, end)[0] == end


@pytest.mark.django_db
class TestWhichVersion:
    def test_the_newest_in_force_of_the_host(self):
        make_alliance()
        laurea = Organisation.objects.get(code="laurea")
        old = make_version(laurea, "10")
        new = make_version(laurea, "15", number=2, valid_from=date(2027, 1, 1))
        make_version(laurea, "99", number=3, published=False)
        assert version_for(laurea, "open", DAY) == old
        assert version_for(laurea, "open", date(2027, 1, 1)) == new
        assert version_for(laurea, "open", date(2026, 7, 31)) is None
        assert version_for(laurea, "degree", DAY) is None

    def test_a_common_rule_goes_before_that_of_the_host_while_it_is_in_force(self):
        alliance = make_alliance()
        laurea, metropolia = (Organisation.objects.get(code=code) for code in ("laurea", "metropolia"))
        own = make_version(laurea, "10")
        common = make_version(alliance, "12", valid_from=date(2026, 9, 1), valid_until=date(2027, 1, 1))
        assert version_for(laurea, "open", DAY) == version_for(metropolia, "open", DAY) == common
        assert version_for(laurea, "open", date(2027, 1, 1)) == own

    def test_the_payer_reads_why_in_three_languages(self):
        make_alliance()
        laurea = Organisation.objects.get(code="laurea")
        make_version(laurea, "15", cap=D(60))
        price = services.quote(make_offer("5"), audience="open", home="", on=DAY)
        assert price.amount == 60
        assert set(price.reason) == {"fi", "sv", "en"}
        assert price.reason["en"] == (
            "5 credits at €15.00 each, by the price rule of Laurea. One enrolment costs at most €60.00."
        )
        none = services.quote(make_offer("5", host="metropolia"), audience="open", home="", on=DAY)
        assert (none.amount, none.reason["en"]) == (0, "Metropolia asks nothing of this group.")
        assert services.quote(make_offer(host="nobody"), audience="open", home="", on=DAY).amount == 0

    def test_the_reason_of_a_free_case_and_of_the_law(self):
        make_alliance()
        laurea = Organisation.objects.get(code="laurea")
        make_version(laurea, "15", "degree", free=[("liittouma", ["3amk"])])
        assert services.quote(make_offer(), audience="degree", home="metropolia", on=DAY).reason["fi"] == "liittouma"
        assert services.quote(make_offer(), audience="degree", home="elsewhere", on=DAY).amount == 75
        Ceiling.objects.create(audience="open", per_credit=D(10), valid_from=BEGINS, source="asetus 1")
        make_version(laurea, "250", basis="fixed")
        price = services.quote(make_offer(), audience="open", home="", on=DAY)
        assert price.amount == 50
        assert price.reason["en"].endswith("The law allows at most €10.00 for a credit: asetus 1.")


@pytest.mark.django_db
class TestRulebook:
    def terms(self, **more):
        return services.Terms(
            **{"amount": D(15), "vat": make_vat(), "valid_from": date(2099, 1, 1), "source": "decision 1"} | more
        )

    def drafted(self, **more):
        place = Organisation.objects.filter(code="laurea").first() or make_alliance().children.get(code="laurea")
        return services.draft(organisation=place, audience="open", terms=self.terms(**more), by=make_person())

    def test_a_draft_is_replaced_and_a_published_version_stays(self):
        first = self.drafted(free=(services.Free("all", {"fi": "Kaikki"}),))
        second = self.drafted(amount=D(12))
        assert (second.number, RuleVersion.objects.count(), FreeCase.objects.count()) == (1, 1, 0)
        assert first.pk != second.pk
        services.publish(version=second, by=None)
        with pytest.raises(services.AlreadyPublished):
            services.publish(version=second, by=None)
        with pytest.raises(services.AlreadyPublished):
            services.drop_draft(version=second, by=None)
        third = self.drafted()
        assert (third.number, RuleVersion.objects.count()) == (2, 2)
        services.drop_draft(version=third, by=None)
        assert RuleVersion.objects.get() == second
        assert AuditEntry.objects.filter(verb="prices.publish").count() == 1

    def test_days_that_are_over_keep_their_prices(self):
        version = self.drafted(valid_from=date(2020, 1, 1))
        with pytest.raises(services.StartsInPast):
            services.publish(version=version, by=None)

    def test_no_rule_asks_more_than_the_law_allows(self):
        Ceiling.objects.create(audience="open", per_credit=D(15), valid_from=BEGINS, source="asetus 1")
        with pytest.raises(services.AboveCeiling, match="asetus 1"):
            self.drafted(amount=D("15.01"))
        assert self.drafted(amount=D(15)).is_draft

    def test_the_samples_are_loaded_once_and_say_what_they_are(self):
        alliance = make_alliance()
        Organisation.objects.create(
            code="haaga-helia", kind="institution", name={"fi": "HH"}, short_name="HH", parent=alliance
        )
        assert services.load_demo() == 11
        assert services.load_demo() == 0
        assert {version.source for version in RuleVersion.objects.all()} == {
            "Sample price of the demo; not a decision of the institution"
        }
        assert set(common_proposal(alliance)) == {"open", "continuous"}
        assert all(version.is_draft for version in common_proposal(alliance).values())


def studied(host="laurea", audience="open", ects="5", **more):
    return Studied(f"row {host}", "c", host, audience, D(ects), more.pop("on", DAY), **more)


@pytest.mark.django_db
class TestComparison:
    @pytest.fixture(autouse=True)
    def _rules(self):
        self.alliance = make_alliance()
        laurea, metropolia = (Organisation.objects.get(code=code) for code in ("laurea", "metropolia"))
        make_version(laurea, "10")
        make_version(metropolia, "15", cap=D(100), cap_per="term")
        make_version(self.alliance, "12", published=False, valid_from=date(2027, 8, 1))

    def compared(self, *rows):
        return compare(rows, common=common_proposal(self.alliance), on=DAY)

    def test_row_by_row_and_the_effect_on_income(self):
        found = self.compared(studied(count=3), studied("metropolia"), studied("metropolia", "degree"), studied("x"))
        assert [(row.today, row.common, row.difference) for row in found.rows] == [
            (D(150), D(180), D(30)), (D(75), D(60), D(-15)), (D(0), D(0), D(0)), (None, None, None),
        ]  # fmt: skip
        assert found.unknown == 1
        assert {code: (e.people, e.today, e.common, e.difference) for code, e in found.effects.items()} == {
            "laurea": (3, D(150), D(180), D(30)), "metropolia": (2, D(75), D(60), D(-15)),
        }  # fmt: skip
        assert (found.whole.people, found.whole.today, found.whole.difference) == (5, D(225), D(15))

    def test_the_same_course_and_learner_have_one_price_by_the_common_rule(self):
        found = self.compared(studied(), studied("metropolia"))
        assert {row.common for row in found.rows} == {D(60)}

    def test_caps_over_time_count_what_a_person_studied_before(self):
        rows = [studied("metropolia", person="kernel.person:1") for _ in range(2)]
        spring = studied("metropolia", person="kernel.person:1", on=date(2027, 2, 1))
        assert [row.today for row in self.compared(*rows, spring, studied("metropolia")).rows] == [
            D(75), D(25), D(75), D(75),
        ]  # fmt: skip

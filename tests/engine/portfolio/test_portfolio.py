"""The portfolio: exact results on small ones, and rules that hold for all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_checking import best_of_all, cases, keeps, module, needs, worth

from osaamo.engine.portfolio import (
    BadPortfolio,
    PortfolioLimits,
    best_portfolio,
    measured_portfolio,
    portfolio_curve,
    portfolio_loosenings,
    portfolio_problem,
    portfolio_sensitivity,
    portfolio_swaps,
    skill_needs,
)

ROWS = [
    module("data", {"sql": 1.0, "python": 0.5}, school="metropolia", cost=9000),
    module("code", {"python": 1.0}, school="laurea", cost=5000),
    module("shop", {"sales": 1.0}, school="haaga-helia", cost=3000),
    module("good", {"ethics": 1.0}, school="laurea", cost=6600),
]
ASKED = needs(sql=40, python=30, sales=10, ethics=10)


def chosen(limits, rows=ROWS, **more):
    return best_portfolio(portfolio_problem(rows, ASKED), limits, **more)


def test_what_is_asked_most_is_covered_first_and_the_worth_is_exact():
    found = chosen(PortfolioLimits(2))
    assert found.chosen == ("code", "data")
    # Python is taught one and a half times: 70 + half of 20 percent.
    assert found.coverage == pytest.approx((40 * 0.7 + 30 * 0.8) / 90)
    assert found.optimal
    assert found.distance == 0
    assert (found.credits, found.cost) == (10, 14000)
    assert found.loads == {"haaga-helia": 0, "laurea": 5, "metropolia": 5}
    assert [(one.key, one.by) for one in found.served[:2]] == [("sql", ("data",)), ("python", ("code", "data"))]


def test_a_third_teaching_wins_less_than_a_first():
    twins = [module(f"sql{number}", {"sql": 1.0}) for number in range(3)]
    # 20 percent of 40 are more than 70 percent of 10, and 10 percent are less.
    assert "shop" not in chosen(PortfolioLimits(2), [*twins, module("shop", {"sales": 1.0})]).chosen
    assert "shop" in chosen(PortfolioLimits(3), [*twins, module("shop", {"sales": 1.0})]).chosen


def test_each_limit_holds():
    assert chosen(PortfolioLimits(2, cost_max=12000)).chosen == ("data", "shop")
    assert chosen(PortfolioLimits(2, capacity={"metropolia": 0})).chosen == ("code", "shop")
    assert chosen(PortfolioLimits(2, must=("good",))).chosen == ("data", "good")
    assert chosen(PortfolioLimits(2, avoid=("data",))).chosen == ("code", "shop")
    assert chosen(PortfolioLimits(3, share_max=0.4)).chosen == ("code", "data", "shop")


def test_of_equally_good_ones_the_cheapest_then_the_smallest_then_todays():
    alike = [module(name, {"sql": 1.0}, cost=cost, credits_=size) for name, cost, size in EQUAL]
    assert chosen(PortfolioLimits(1), alike, today=("c",)).chosen == ("c",)
    assert chosen(PortfolioLimits(1), alike, today=("d",)).chosen == ("d",)
    assert chosen(PortfolioLimits(1), alike, today=("a",)).chosen != ("a",)


EQUAL = (("a", 5000, 5.0), ("b", 4000, 5.0), ("c", 4000, 3.0), ("d", 4000, 3.0))


def test_near_skills_count_by_half_their_likeness():
    rows = [module("m", {"statistics": 1.0})]
    near = skill_needs({"sql": 1.0}, ["statistics", "law"], similarity=lambda _rows, _columns: [[0.1, 0.8]])
    assert measured_portfolio(portfolio_problem(rows, near), ("m",), PortfolioLimits(1)).coverage == pytest.approx(
        0.7 * 0.4
    )
    assert (
        measured_portfolio(portfolio_problem(rows, skill_needs({"sql": 1.0})), ("m",), PortfolioLimits(1)).coverage == 0
    )


def test_swaps_say_who_goes_who_comes_what_is_won_and_sum_to_the_difference():
    of = portfolio_problem(ROWS, ASKED)
    today, best = measured_portfolio(of, ("shop", "good"), PortfolioLimits(2)), best_portfolio(of, PortfolioLimits(2))
    found = portfolio_swaps(of, today.chosen, best.chosen)
    assert [(swap.out, swap.into) for swap in found] == [("good", "data"), ("shop", "code")]
    assert (found[0].cost, found[0].credits) == (2400, 0)
    assert [(change.key, change.evidence) for change in found[0].won] == [
        ("sql", "Students learn sql."),
        ("python", "Students learn python."),
    ]
    assert [change.key for change in found[0].lost] == ["ethics"]
    assert sum(swap.gain for swap in found) == pytest.approx(best.coverage - today.coverage)
    assert found[0].why.text == "data for good: 2 needs served better, 1 worse, +35 points of coverage."


def test_a_larger_choice_only_adds():
    of = portfolio_problem(ROWS, ASKED)
    found = portfolio_swaps(of, ("data",), ("code", "data", "shop"))
    assert [(swap.out, swap.into) for swap in found] == [("", "code"), ("", "shop")]
    assert portfolio_swaps(of, ("data",), ())[0].why.code == "leaves"


def test_the_curve_rises_with_the_money():
    found = portfolio_curve(portfolio_problem(ROWS, ASKED), PortfolioLimits(2), points=4)
    assert found[0].portfolio.cost == 8000
    assert found[-1].portfolio.chosen == ("code", "data")
    assert all(point.portfolio.cost <= point.limit for point in found)
    covers = [point.portfolio.coverage for point in found]
    assert covers == sorted(covers)


def test_what_holds_back_is_told_the_most_first():
    of = portfolio_problem(ROWS, ASKED)
    limits = PortfolioLimits(2, cost_max=13000, capacity={"haaga-helia": 50})
    found = portfolio_sensitivity(of, limits, best_portfolio(of, limits))
    assert [(one.limit, one.tried) for one in found] == [("cost_max", 14300)]


def test_limits_that_nothing_keeps_are_answered_with_what_to_loosen():
    of = portfolio_problem(ROWS, ASKED)
    limits = PortfolioLimits(3, cost_max=12000)
    assert best_portfolio(of, limits) is None
    assert [(one.limit, one.needed, one.group) for one in portfolio_loosenings(of, limits)] == [
        ("cost_max", 14600, 0),
        ("count", 2, 1),
    ]
    assert portfolio_loosenings(of, PortfolioLimits(3)) == ()
    both = PortfolioLimits(1, must=("data",), avoid=("data",))
    assert [(one.limit, one.item) for one in portfolio_loosenings(of, both)] == [("must", "data"), ("avoid", "data")]


def test_shares_are_loosened_no_further_than_needed():
    rows = [module("a", {"sql": 1.0}, school="laurea", credits_=7), module("b", school="metropolia", credits_=3)]
    found = portfolio_loosenings(portfolio_problem(rows, ASKED), PortfolioLimits(2, share_min=0.4))
    assert [(one.limit, one.needed) for one in found] == [("share_min", 0.3), ("count", 0)]


@pytest.mark.parametrize(
    "limits",
    [
        PortfolioLimits(-1),
        PortfolioLimits(1, credits_max=float("nan")),
        PortfolioLimits(1, share_min=0.6, share_max=0.5),
        PortfolioLimits(1, must=("gone",)),
    ],
)
def test_limits_that_cannot_be_read_are_refused(limits):
    with pytest.raises(BadPortfolio):
        chosen(limits)


def test_a_limit_on_costs_names_whose_cost_nobody_knows():
    rows = [*ROWS, module("new", {"sql": 1.0})]
    with pytest.raises(BadPortfolio, match="new"):
        chosen(PortfolioLimits(1, cost_max=5000), rows)
    assert chosen(PortfolioLimits(1, cost_max=5000, avoid=("new",)), rows).chosen == ("code",)
    assert chosen(PortfolioLimits(5), rows).cost is None


def test_broken_candidates_are_refused():
    with pytest.raises(BadPortfolio, match="Two candidates"):
        portfolio_problem([module("a"), module("a")], ASKED)
    with pytest.raises(BadPortfolio, match="below 0"):
        portfolio_problem([module("a", cost=-1)], ASKED)
    with pytest.raises(BadPortfolio, match="fall"):
        portfolio_problem([], ASKED, pieces=(20, 70))


@settings(max_examples=40, deadline=None)
@given(case=cases())
def test_no_choice_within_the_limits_is_better(case):
    rows, wanted, limits = case
    best = best_of_all(rows, wanted, limits)
    of = portfolio_problem(rows, wanted)
    found = best_portfolio(of, limits)
    if best is None:
        assert found is None
        return
    picked = [row for row in rows if row.id in found.chosen]
    assert keeps(picked, limits)
    assert found.optimal
    assert Fraction(found.won, of.most) == worth(picked, wanted) == best


@settings(max_examples=20, deadline=None)
@given(case=cases(), data=st.data())
def test_never_worse_than_today_at_equal_cost_and_credits(case, data):
    rows, wanted, _ = case
    of = portfolio_problem(rows, wanted)
    today = data.draw(st.lists(st.sampled_from([row.id for row in rows]), unique=True))
    now = measured_portfolio(of, today, PortfolioLimits(len(today)))
    limits = PortfolioLimits(len(today), credits_max=now.credits, cost_max=now.cost, capacity=now.loads)
    assert now.breaks == ()
    found = best_portfolio(of, limits, today=today, effort=1e-6)
    assert found.won >= now.won
    assert (
        best_portfolio(portfolio_problem(rows[::-1], wanted[::-1]), limits, today=today).chosen
        == best_portfolio(of, limits, today=today).chosen
    )


@settings(max_examples=20, deadline=None)
@given(case=cases())
def test_each_group_of_loosenings_opens_a_choice(case):
    rows, wanted, limits = case
    of = portfolio_problem(rows, wanted)
    found = portfolio_loosenings(of, limits)
    assert bool(found) == (best_of_all(rows, wanted, limits) is None)
    for group in {one.group for one in found}:
        looser = limits
        for one in [one for one in found if one.group == group]:
            looser = loosened(looser, one)
        assert best_portfolio(of, looser) is not None


def loosened(limits, one):
    if one.limit == "capacity":
        return replace(limits, capacity={**limits.capacity, one.item: one.needed})
    if one.limit in ("must", "avoid"):
        rest = tuple(id_ for id_ in getattr(limits, one.limit) if id_ != one.item)
        return replace(limits, **{one.limit: rest})
    return replace(limits, **{one.limit: int(one.needed) if one.limit == "count" else one.needed})

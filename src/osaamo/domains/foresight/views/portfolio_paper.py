"""The portfolio as a picture and as a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from osaamo.connectors.papers import Figures, Heading, Paper, Picture, Points, Table, Words
from osaamo.domains.foresight.exports import language, paper
from osaamo.kernel.charts import Line, over_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.papers import Block
    from osaamo.domains.foresight.models import PortfolioScenario
    from osaamo.domains.foresight.views.portfolio_told import Compared, Told, ToldSwap

ROWS = 30


def curve_chart(told: Told) -> str:
    """Coverage against money (or credits); empty where there is but one point."""
    if len(told.points) < 2:
        return ""
    unit = gettext("euros") if told.by_cost else gettext("credits")
    return over_time(
        [f"{limit:,.0f}".replace(",", "\u202f") for limit, _ in told.points],
        [Line(gettext("Coverage"), [round(100 * coverage, 2) for _, coverage in told.points])],
        title=gettext("Demand covered, by what it takes"),
        about=gettext("From the least %(unit)s that any choice takes to what the best one takes.") % {"unit": unit},
        unit=gettext("%% of the demand; below: at most so many %(unit)s") % {"unit": unit},
    )


def scenario_paper(scenario: PortfolioScenario, told: Told) -> Paper:
    """The page of a scenario on paper."""
    return paper(scenario.name, list(_blocks(told)), subtitle=gettext("Portfolio of modules"), wide=True)


def _blocks(told: Told) -> Iterator[Block]:
    shown = told.best or told.today
    yield Figures(
        [
            (f"{100 * told.today['coverage']:.1f} %", gettext("of the demand covered today")),
            (f"{100 * shown['coverage']:.1f} %", gettext("covered by this scenario")),
            (str(len(told.swaps)), gettext("swaps")),
        ]
    )
    if told.best is None:
        yield Words(gettext("No choice keeps all limits."), "warning")
        yield Points([" ".join(group) for group in told.loosen])
    yield Table(
        gettext("Against today and other sizes"),
        [gettext("Choice"), gettext("Modules"), gettext("Demand covered, %"), gettext("Credits"), gettext("Euros")],
        [_compared(row) for row in told.compared],
        right=(1, 2, 3, 4),
    )
    for school, modules in told.by_school:
        yield Table(
            school,
            [gettext("Module"), gettext("Credits"), gettext("Euros"), gettext("Today")],
            [
                [one.title.best(language()), one.credits, one.cost, gettext("yes") if one.today else gettext("new")]
                for one in modules[:ROWS]
            ],
            right=(1, 2),
        )
    if told.swaps:
        yield Heading(gettext("Swaps and why"))
        yield Points([swap_words(swap) for swap in told.swaps])
    chart = curve_chart(told)
    if chart:
        yield Picture(chart, gettext("Demand covered, by what it takes"))
    if told.held:
        yield Heading(gettext("What holds it back"))
        yield Points(list(told.held))


def swap_words(swap: ToldSwap) -> str:
    """A swap in one sentence."""
    won = ", ".join(label.best(language()) for label, _ in swap.won)
    lost = ", ".join(label.best(language()) for label in swap.lost)
    out, into = (title.best(language()) if title else "" for title in (swap.out, swap.into))
    if not out:
        words = gettext("%(into)s comes (%(points)s points). Covered better: %(won)s.")
    elif not into:
        words = gettext("%(out)s leaves (%(points)s points). Covered less: %(lost)s.")
    elif lost:
        words = gettext("%(into)s for %(out)s (%(points)s points). Covered better: %(won)s. Covered less: %(lost)s.")
    else:
        words = gettext("%(into)s for %(out)s (%(points)s points). Covered better: %(won)s.")
    points = f"{swap.points:+.1f}"
    return words % {"out": out, "into": into, "points": points, "won": won or "–", "lost": lost or "–"}


def _compared(row: Compared) -> list[str | int | float | None]:
    coverage = None if row.coverage is None else round(100 * row.coverage, 1)
    return [row.name, row.count, coverage, row.credits, row.cost]

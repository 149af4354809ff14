"""What the budget tells the other domains: the money of its lines, and its part of reports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from osaamo.domains.finance.models import Budget, Line
from osaamo.domains.finance.queries import sums_of, total_of
from osaamo.ports.budgets import budgets
from osaamo.ports.reporting import Question, Section, section

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from osaamo.domains.finance.queries import Sums

TITLE = {"fi": "Talous", "sv": "Ekonomi", "en": "Money"}
COLUMNS = {
    "title": {"fi": "Rivi", "sv": "Rad", "en": "Line"},
    "now": {"fi": "Budjetti nyt, €", "sv": "Budget nu, €", "en": "Budget now, €"},
    "booked": {"fi": "Toteutunut, €", "sv": "Utfall, €", "en": "Booked, €"},
    "promised": {"fi": "Sidottu, €", "sv": "Bundet, €", "en": "Promised, €"},
    "forecast": {"fi": "Ennuste, €", "sv": "Prognos, €", "en": "Forecast, €"},
    "left": {"fi": "Jäljellä, €", "sv": "Kvar, €", "en": "Left, €"},
}
TOTAL = {"fi": "Yhteensä", "sv": "Totalt", "en": "Total"}
OVER = {
    "fi": "Rivin {code} ennuste ylittää budjetin.",
    "sv": "Prognosen för rad {code} överskrider budgeten.",
    "en": "The forecast of line {code} is above its budget.",
}


@section("finance.lines")
def lines(question: Question) -> Section:
    """The lines of the budget of the period's year, as booked by the period's end."""
    rows: list[dict[str, Any]] = []
    warnings: list[dict[str, str]] = []
    for budget in Budget.objects.filter(year=question.period.start.year, approved_on__isnull=False):
        known = sums_of(budget, until=question.period.end - timedelta(days=1))
        for line in budget.lines.all():
            if question.areas and line.area not in question.areas:
                continue
            sums = known[line.pk]
            rows.append(_row(line.title, sums) | {"ref": f"finance.line:{line.pk}", "url": f"/budget/lines/{line.pk}/"})
            if sums.forecast > sums.now:
                warnings.append({code: text.format(code=line.code) for code, text in OVER.items()})
        if not question.areas:
            rows.append(_row(TOTAL, total_of(known.values())))
    return Section("finance.lines", TITLE, COLUMNS, tuple(rows), tuple(warnings))


def _row(title: dict[str, str], sums: Sums) -> dict[str, Any]:
    return {
        "title": dict(title),
        "now": _written(sums.now),
        "booked": _written(sums.booked),
        "promised": _written(sums.promised),
        "forecast": _written(sums.forecast),
        "left": _written(sums.left),
        "status": str(sums.standing),
    }


def _written(amount: Decimal) -> str:
    return f"{amount:.2f}"


@budgets("finance.lines")
def amounts(codes: Collection[str]) -> Mapping[str, Decimal]:
    """The euros of the lines with the codes, as the newest approved budget that has them says."""
    rows = Line.objects.filter(code__in=codes, budget__approved_on__isnull=False).order_by("budget__year")
    return dict(rows.values_list("code", "amount"))

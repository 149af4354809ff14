"""What the budget tells the other domains: the money of its lines, what things cost, its part of reports, duties."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from osaamo.domains.finance import queries
from osaamo.domains.finance.models import Booking, Budget, Commitment, Line
from osaamo.domains.finance.queries import sums_of, total_of
from osaamo.kernel.access import may
from osaamo.kernel.duties import holders, key_of, said
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.refs import ref_of
from osaamo.ports import budgets, duties
from osaamo.ports.reporting import Question, Section, section

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date
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


@budgets.budgets("finance.lines")
def amounts(codes: Collection[str]) -> Mapping[str, Decimal]:
    """The euros of the lines with the codes, as the newest approved budget that has them says."""
    rows = Line.objects.filter(code__in=codes, budget__approved_on__isnull=False).order_by("budget__year")
    return dict(rows.values_list("code", "amount"))


class Books:
    """What was booked and promised for things, as the port asks for it."""

    def costs(self, refs: Collection[str]) -> Mapping[str, budgets.Costs]:
        """Two queries, however many things are asked about."""
        found: dict[str, list[budgets.CostRow]] = {}
        for booking in Booking.objects.filter(about_ref__in=refs).select_related("line"):
            row = _cost(budgets.Kind.BOOKED, booking, booking.day, booking.amount, booking.text or booking.supplier)
            found.setdefault(booking.about_ref, []).append(row)
        for promise in queries.open_promises(Commitment.objects.filter(about_ref__in=refs).select_related("line")):
            row = _cost(budgets.Kind.PROMISED, promise, promise.made_on, promise.to_come, promise.title)
            found.setdefault(promise.about_ref, []).append(row)
        return {ref: budgets.Costs(tuple(sorted(rows, key=lambda row: row.day))) for ref, rows in found.items()}

    def address(self, ref: str, *, line: str, person: object) -> str:
        """The page of the newest approved budget's line with the code; without one, where a line is chosen."""
        budget = queries.budgets().filter(approved_on__isnull=False).first()
        if budget is None or not may(person, "manage", budget):
            return ""
        query = urlencode({"about": ref})
        found = budget.lines.filter(code=line).first()
        return f"/budget/lines/{found.pk}/?{query}#book" if found else f"/budget/{budget.year}/?{query}"


def _cost(kind: budgets.Kind, row: Booking | Commitment, day: date, amount: Decimal, text: str) -> budgets.CostRow:
    place = "b" if kind == budgets.Kind.BOOKED else "p"
    url = f"/budget/lines/{row.line_id}/#{place}{row.pk}"
    return budgets.CostRow(kind, ref_of(row), row.line.code, day, amount, text, url)


budgets.keep_books("finance.bookings", Books())


def _of_rows(person: Person) -> Iterator[duties.Duty]:
    """The pile of ledger rows the person may settle."""
    waiting = [row for row in queries.waiting_rows() if may(person, "settle", row)]
    if waiting:
        yield duties.Duty(
            "finance.settle",
            ref_of(waiting[0].organisation),
            "/budget/ledger/",
            said(
                lambda _: (
                    ngettext(
                        "%(n)d row of a ledger waits for a decision.",
                        "%(n)d rows of ledgers wait for a decision.",
                        len(waiting),
                    )
                    % {"n": len(waiting)}
                )
            ),
        )


def _duties(person: str, _day: date) -> Iterator[duties.Duty]:
    found = Person.objects.filter(pk=key_of(person)).first()
    if found is None:
        return
    yield from _of_rows(found)
    for budget in queries.budgets().filter(approved_on__isnull=True):
        if may(found, "approve", budget):
            yield duties.Duty(
                "finance.approve",
                ref_of(budget),
                f"/budget/{budget.year}/",
                said(lambda _, budget=budget: gettext("Approve the budget of %(year)s.") % {"year": budget.year}),
            )


def _people(day: date) -> set[str]:
    rows = queries.waiting_rows().order_by().values_list("organisation", flat=True).distinct()
    drafts = Budget.objects.filter(approved_on__isnull=True).values_list("organisation", flat=True)
    found: set[str] = set()
    for places, role in ((list(rows), Role.STEERING_MEMBER), (list(drafts), Role.RECTOR)):
        within = Q(pk__in=places) | Q(parent__in=places) | Q(parent__parent__in=places)
        found |= holders(Organisation.objects.filter(within), role, on=day) if places else set()
    return found


duties.register("finance.budget", duties.Source(_people, _duties))

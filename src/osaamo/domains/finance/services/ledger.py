"""Rows of an institution's ledger: read from its table, booked where they name a line, else kept aside."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum

from osaamo.connectors.amounts import BadAmount, TwoWays, amount_of
from osaamo.connectors.rows import Row
from osaamo.domains.finance.enums import Problem, RowState
from osaamo.domains.finance.models import Booking, Commitment, LedgerRow, Line
from osaamo.domains.finance.queries import ZERO
from osaamo.domains.finance.services.booking import book
from osaamo.domains.finance.services.cells import cell_text
from osaamo.domains.finance.services.errors import (
    AlreadyBooked,
    AlreadySettled,
    Closed,
    NotApproved,
    NotMended,
    WrongYear,
)
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from osaamo.connectors.rows import Broken
    from osaamo.domains.finance.models import Budget
    from osaamo.kernel.models import Organisation, Person

COLUMNS = {
    "voucher": ("tosite", "tositenumero", "tositenro", "verifikat", "verifikatnummer", "voucher", "voucher number",
                "arkistointitunnus", "arkiveringskod", "archive id"),
    "day": ("pvm", "päivä", "tositepäivä", "kirjauspäivä", "datum", "bokföringsdag", "date", "booking date"),
    "amount": ("summa", "määrä", "euroa", "netto", "belopp", "amount", "amount eur"),
    "line": ("rivi", "kustannuspaikka", "kohde", "seurantakohde", "rad", "kostnadsställe", "objekt", "line",
             "cost centre", "cost center", "project"),
    "text": ("selite", "kuvaus", "viesti", "beskrivning", "meddelande", "text", "description", "message"),
    "supplier": ("toimittaja", "saaja", "leverantör", "mottagare", "supplier", "payee"),
}  # fmt: skip
"""What ledgers and banks call the columns that are read; the first three must be there."""

NEEDED = ("voucher", "day", "amount")
SIZES = {"voucher": 60, "text": 200, "supplier": 120}
KEPT = 2000
"""So many characters are kept of a row that cannot be read."""
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class NoSuchColumns(Exception):
    """The table has no column for some of what is needed: ``missing`` are keys of :data:`COLUMNS`."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"No column for {', '.join(missing)}.")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of a table: booked, known from before, waiting for a decision."""

    booked: int = 0
    known: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Where a row belongs: the line and the commitment it fulfils; else a guess and the problem."""

    line: Line | None = None
    promise: Commitment | None = None
    guess: Line | None = None
    problem: str = ""


@dataclass(slots=True)
class Books:
    """The books rows are read into, each year's budget and lines looked up once."""

    organisation: Organisation
    by: Person | None
    lines: dict[int, dict[str, Line]] = field(default_factory=dict)

    def lines_in(self, year: int) -> dict[str, Line]:
        """The lines of the year's approved budget by code in lower case; none where there is no such budget."""
        if year not in self.lines:
            rows = Line.objects.filter(budget__year=year, budget__approved_on__isnull=False).select_related("budget")
            self.lines[year] = {line.code.casefold(): line for line in rows}
        return self.lines[year]


@transaction.atomic
def import_ledger(
    *, organisation: Organisation, filename: str, rows: Iterable[Row | Broken], by: Person | None
) -> Imported:
    """What became of the rows; reading the same rows again changes nothing.

    A row is booked when it names a line of the year's budget, or when its supplier has one open commitment that the
    amount fits into. Every other row waits with its problem; one whose supplier was booked before brings that line as
    a guess.

    Raises:
        NoSuchColumns: see there.
        ConnectorError: the file ends too early or is over a limit; nothing of it is kept.
    """
    books = Books(organisation, by)
    counts = {"booked": 0, "known": 0, "waiting": 0}
    for row in rows:
        counts[_read(books, filename, row)] += 1
    audit(verb="finance.import", who=by, about=organisation, organisation=organisation, details=counts)
    return Imported(**counts)


@transaction.atomic
def settle_row(*, row: LedgerRow, line: Line, by: Person | None, may_go_over: bool = False, **mended: Any) -> Booking:
    """The booking of a row that waited, on the line a person chose; ``mended`` are values written anew.

    It fulfils the one open commitment of the line to the row's supplier, where the amount fits into that.

    Raises:
        FinanceError: it cannot be booked there, or was dealt with already.
    """
    fresh = _waiting(row, mended)
    if fresh.amount is None or fresh.day is None or not fresh.voucher:
        raise NotMended
    promises = [one for one in _promises_to(fresh.supplier, line.budget, fresh.amount) if one.line_id == line.pk]
    made = book(
        line=line, organisation=fresh.organisation, day=fresh.day, amount=fresh.amount, voucher=fresh.voucher, by=by,
        text=fresh.text, supplier=fresh.supplier, may_go_over=may_go_over,
        commitment=promises[0] if len(promises) == 1 else None,
    )  # fmt: skip
    _booked(fresh, made)
    return made


@transaction.atomic
def take_again(*, row: LedgerRow, by: Person | None, **mended: Any) -> Booking | None:
    """The booking of a row that waited, where its mended values tell its line by themselves; else it waits on.

    Raises:
        AlreadySettled: it was dealt with already.
    """
    fresh = _waiting(row, mended)
    values = {name: getattr(fresh, name) for name in (*SIZES, "day", "amount")}
    found, made = Found(problem=_lack(values)), None
    if not found.problem:
        books = Books(fresh.organisation, by)
        found = _line_for(books, values, str(fresh.raw.get("line", "")))
        if found.line is not None:
            made, problem = _book(books, found, values)
            found = Found(guess=found.line, problem=problem)
    if made is not None:
        _booked(fresh, made)
    else:
        fresh.problem, fresh.guess = found.problem, found.guess
        fresh.save()
    return made


@transaction.atomic
def ignore_row(*, row: LedgerRow, reason: str, by: Person | None) -> LedgerRow:
    """The row that waited, told not to belong to the budget; the reason stays.

    Raises:
        AlreadySettled: it was dealt with already.
    """
    fresh = _waiting(row, {})
    fresh.state, fresh.reason = RowState.IGNORED, reason
    fresh.save(update_fields=["state", "reason"])
    audit(verb="finance.ignore", who=by, about=fresh)
    return fresh


def _waiting(row: LedgerRow, mended: Mapping[str, Any]) -> LedgerRow:
    """The row with what was written anew, locked until the transaction ends."""
    fresh = LedgerRow.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)
    if fresh.state != RowState.WAITING:
        raise AlreadySettled
    for name, value in mended.items():
        setattr(fresh, name, value)
    return fresh


def _booked(row: LedgerRow, made: Booking) -> None:
    row.state, row.problem, row.booking, row.raw = RowState.BOOKED, "", made, {}
    row.save()


def _read(books: Books, filename: str, row: Row | Broken) -> str:
    if not isinstance(row, Row):
        return _aside(books, filename, row.line, {"row": row.raw[:KEPT]}, Problem.UNREADABLE, row.raw)
    cells = _cells(row.cells)
    missing = tuple(name for name in NEEDED if name not in cells)
    if missing:
        raise NoSuchColumns(missing)
    told = "|".join(cells.get(name, "") for name in COLUMNS)
    if LedgerRow.objects.filter(organisation=books.organisation, digest=_digest(told)).exists():
        return "known"
    values, problem = _values(cells)
    found = Found(problem=problem) if problem else _line_for(books, values, cells.get("line", ""))
    problem = found.problem
    if found.line is not None:
        made, problem = _book(books, found, values)
        if made is not None:
            LedgerRow.objects.create(
                organisation=books.organisation, digest=_digest(told), filename=filename[:200], line_number=row.line,
                state=RowState.BOOKED, booking=made, **values,
            )  # fmt: skip
            return "booked"
        if not problem:
            return "known"
    return _aside(books, filename, row.line, cells, problem, told, guess=found.guess or found.line, **values)


def _values(cells: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """The values of a row, and what is wrong with them, if anything."""
    values: dict[str, Any] = {name: cells.get(name, "")[:size] for name, size in SIZES.items()}
    values["day"], values["amount"] = _day(cells["day"]), None
    try:
        values["amount"] = amount_of(cells["amount"])
    except TwoWays:
        return values, Problem.TWO_WAYS
    except BadAmount:
        return values, Problem.BAD_AMOUNT
    return values, _lack(values)


def _lack(values: Mapping[str, Any]) -> str:
    """What a row lacks to be booked, if anything."""
    if values["day"] is None:
        return Problem.BAD_DAY
    if values["amount"] is None:
        return Problem.BAD_AMOUNT
    return "" if values["voucher"] else Problem.NO_ID


def _book(books: Books, found: Found, values: Mapping[str, Any]) -> tuple[Booking | None, str]:
    """The booking, or ``None`` and the problem; without a problem the same cost is booked already."""
    line: Any = found.line
    try:
        with transaction.atomic():
            made = book(
                line=line, organisation=books.organisation, by=books.by, commitment=found.promise, may_go_over=True,
                **values,
            )  # fmt: skip
    except AlreadyBooked:
        known = Booking.objects.get(organisation=books.organisation, voucher=values["voucher"], line=line)
        return None, "" if known.amount == values["amount"] else Problem.OTHER_SUM
    except Closed:
        return None, Problem.CLOSED
    except (WrongYear, NotApproved):
        return None, Problem.OTHER_YEAR
    return made, ""


def _aside(
    books: Books, filename: str, number: int, cells: Mapping[str, str], problem: str, told: str, **values: Any
) -> str:
    _, is_new = LedgerRow.objects.get_or_create(
        organisation=books.organisation,
        digest=_digest(told),
        defaults={
            "filename": filename[:200],
            "line_number": number,
            "state": RowState.WAITING,
            "problem": problem,
            "raw": dict(cells),
            **values,
        },
    )
    return "waiting" if is_new else "known"


def _line_for(books: Books, values: Mapping[str, Any], named: str) -> Found:
    """Where a row belongs, by the line it names, else by the one open promise to its supplier."""
    lines = books.lines_in(values["day"].year)
    budget = next((line.budget for line in lines.values()), None)
    if budget is None:
        return Found(problem=Problem.OTHER_YEAR)
    words = re.findall(r"[\w.-]+", f"{named} {values['text']}".casefold())
    codes = {word.strip(".") for word in words} & lines.keys()
    promises = _promises_to(values["supplier"], budget, values["amount"])
    if len(codes) == 1:
        line = lines[codes.pop()]
        return Found(line, next((one for one in promises if one.line_id == line.pk), None))
    if len(promises) == 1:
        return Found(promises[0].line, promises[0])
    before = Booking.objects.filter(line__budget=budget, supplier__iexact=values["supplier"]).exclude(supplier="")
    earlier = before.select_related("line").first()
    return Found(guess=earlier.line if earlier else None, problem=Problem.NO_LINE)


def _promises_to(supplier: str, budget: Budget, amount: Decimal) -> list[Commitment]:
    """Open commitments to the supplier that the amount fits into."""
    if not supplier:
        return []
    found = Commitment.objects.filter(line__budget=budget, supplier__iexact=supplier, ended_on__isnull=True)
    rows = found.select_related("line").annotate(used=Sum("bookings__amount"))
    return [one for one in rows if ZERO < amount <= one.amount - (one.used or ZERO)]


def _cells(cells: Mapping[str, Any]) -> dict[str, str]:
    """The cells that are read, by what they hold."""
    plain = {re.sub(r"[\s_()€]+", " ", name).strip().casefold(): value for name, value in cells.items()}
    found: dict[str, str] = {}
    for name, words in COLUMNS.items():
        column = next((word for word in words if word in plain), None)
        if column is not None:
            found[name] = cell_text(plain[column])
    return found


def _day(text: str) -> date | None:
    """The day, or ``None``; with slashes only where no other order of day and month makes a date, too."""
    slashed = _SLASHED.match(text.strip())
    if slashed is not None:
        first, second, year = map(int, slashed.groups())
        orders = {(first, second), (second, first)}
        found = {made for day, month in orders if (made := _date(year, month, day)) is not None}
        return found.pop() if len(found) == 1 else None
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip()[:10], form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()

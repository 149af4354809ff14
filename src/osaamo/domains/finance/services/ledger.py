"""Rows of an institution's ledger: read from its table, booked where they name a line, else kept aside."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum

from osaamo.connectors.amounts import BadAmount, amount_of
from osaamo.connectors.rows import Row
from osaamo.domains.finance.enums import Problem, RowState
from osaamo.domains.finance.models import Booking, Budget, Commitment, LedgerRow, Line
from osaamo.domains.finance.queries import ZERO
from osaamo.domains.finance.services.booking import book
from osaamo.domains.finance.services.cells import cell_text
from osaamo.domains.finance.services.errors import AlreadyBooked, Closed, FinanceError, NotApproved, WrongYear
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from osaamo.connectors.rows import Broken
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
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d")


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
    counts = {"booked": 0, "known": 0, "waiting": 0}
    for row in rows:
        counts[_read(organisation, filename, row, by)] += 1
    audit(verb="finance.import", who=by, about=organisation, organisation=organisation, details=counts)
    return Imported(**counts)


@transaction.atomic
def settle_row(*, row: LedgerRow, line: Line, by: Person | None, may_go_over: bool = False) -> Booking:
    """The booking of a row that waited, on the line a person chose.

    Raises:
        FinanceError: it cannot be booked there, or was dealt with already.
    """
    fresh = LedgerRow.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)
    if fresh.state != RowState.WAITING or fresh.amount is None or fresh.day is None or not fresh.voucher:
        raise FinanceError
    made = book(
        line=line, organisation=fresh.organisation, day=fresh.day, amount=fresh.amount, voucher=fresh.voucher, by=by,
        text=fresh.text, supplier=fresh.supplier, may_go_over=may_go_over,
    )  # fmt: skip
    fresh.state, fresh.problem, fresh.booking, fresh.raw = RowState.BOOKED, "", made, {}
    fresh.save(update_fields=["state", "problem", "booking", "raw"])
    return made


@transaction.atomic
def ignore_row(*, row: LedgerRow, reason: str, by: Person | None) -> LedgerRow:
    """The row that waited, told not to belong to the budget; the reason stays."""
    fresh = LedgerRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.state == RowState.WAITING:
        fresh.state, fresh.reason = RowState.IGNORED, reason
        fresh.save(update_fields=["state", "reason"])
        audit(verb="finance.ignore", who=by, about=fresh)
    return fresh


def _read(organisation: Organisation, filename: str, row: Row | Broken, by: Person | None) -> str:
    if not isinstance(row, Row):
        return _aside(organisation, filename, row.line, {}, Problem.UNREADABLE, str(row.line))
    cells = _cells(row.cells)
    missing = tuple(name for name in NEEDED if name not in cells)
    if missing:
        raise NoSuchColumns(missing)
    told = "|".join(cells.get(name, "") for name in COLUMNS)
    if LedgerRow.objects.filter(organisation=organisation, digest=_digest(told)).exists():
        return "known"
    values, problem = _values(cells)
    line, promise, guess = None, None, None
    if not problem:
        line, promise, guess, problem = _line_for(values, cells.get("line", ""))
    if line is not None:
        booking, problem = _book(organisation, line, promise, values, by)
        if booking is None and not problem:
            return "known"
        if booking is not None:
            LedgerRow.objects.create(
                organisation=organisation, digest=_digest(told), filename=filename[:200], line_number=row.line,
                state=RowState.BOOKED, booking=booking, **values,
            )  # fmt: skip
            return "booked"
    return _aside(organisation, filename, row.line, cells, problem, told, guess=guess or line, **values)


def _values(cells: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """The values of a row, and what is wrong with them, if anything."""
    sizes = {"voucher": 60, "text": 200, "supplier": 120}
    values: dict[str, Any] = {name: cells.get(name, "")[:size] for name, size in sizes.items()}
    values["day"] = _day(cells["day"])
    problem = "" if values["voucher"] else Problem.NO_ID
    try:
        values["amount"] = amount_of(cells["amount"])
    except BadAmount:
        problem = Problem.BAD_AMOUNT
    return values, Problem.BAD_DAY if values["day"] is None else problem


def _book(
    organisation: Organisation, line: Line, promise: Commitment | None, values: dict[str, Any], by: Person | None
) -> tuple[Booking | None, str]:
    """The booking, or ``None`` and the problem; without a problem the voucher is booked already."""
    try:
        with transaction.atomic():
            made = book(line=line, organisation=organisation, by=by, commitment=promise, may_go_over=True, **values)
    except AlreadyBooked:
        return None, ""
    except Closed:
        return None, Problem.CLOSED
    except (WrongYear, NotApproved):
        return None, Problem.OTHER_YEAR
    return made, ""


def _aside(
    organisation: Organisation,
    filename: str,
    number: int,
    cells: Mapping[str, str],
    problem: str,
    told: str,
    **values: Any,
) -> str:
    _, is_new = LedgerRow.objects.get_or_create(
        organisation=organisation,
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


def _line_for(values: Mapping[str, Any], named: str) -> tuple[Line | None, Commitment | None, Line | None, str]:
    """The line a row belongs to and the commitment it fulfils; else a guess and the problem."""
    budget = Budget.objects.filter(year=values["day"].year, approved_on__isnull=False).first()
    if budget is None:
        return None, None, None, Problem.OTHER_YEAR
    lines = {line.code.casefold(): line for line in budget.lines.all()}
    words = re.findall(r"[\w.-]+", f"{named} {values['text']}".casefold())
    codes = {word.strip(".") for word in words} & lines.keys()
    promises = _promises_to(values["supplier"], budget, values["amount"])
    if len(codes) == 1:
        line = lines[codes.pop()]
        return line, next((one for one in promises if one.line_id == line.pk), None), None, ""
    if len(promises) == 1:
        return promises[0].line, promises[0], None, ""
    before = Booking.objects.filter(line__budget=budget, supplier__iexact=values["supplier"]).exclude(supplier="")
    earlier = before.select_related("line").first()
    return None, None, earlier.line if earlier else None, Problem.NO_LINE


def _promises_to(supplier: str, budget: Budget, amount: Decimal) -> list[Commitment]:
    """Open commitments to the supplier that the amount fits into."""
    if not supplier:
        return []
    found = Commitment.objects.filter(line__budget=budget, supplier__iexact=supplier, ended_on__isnull=True)
    rows = found.select_related("line").annotate(used=Sum("bookings__amount"))
    return [one for one in rows if amount <= one.amount - (one.used or ZERO)]


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
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip()[:10], form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()

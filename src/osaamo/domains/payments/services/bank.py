"""Payments from the bank: read from its table, booked by reference number, or kept aside with the reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.rows import Broken, Row
from osaamo.domains.payments.enums import OrderState, Problem
from osaamo.domains.payments.models import Order, Payment
from osaamo.domains.payments.queries import sum_of_payments, sum_of_rows
from osaamo.domains.payments.services.references import BadReference, national
from osaamo.kernel.trails import audit
from osaamo.ports import prices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.kernel.models import Organisation, Person

COLUMNS = {
    "day": ("kirjauspäivä", "maksupäivä", "arvopäivä", "pvm", "bokföringsdag", "betalningsdag", "datum", "booking date",
            "payment date", "date"),
    "amount": ("määrä", "määrä euroa", "määrä eur", "summa", "belopp", "belopp eur", "amount", "amount eur"),
    "reference": ("viite", "viitenumero", "referens", "referensnummer", "reference", "reference number"),
    "archive": ("arkistointitunnus", "tapahtumatunnus", "arkiveringskod", "arkiveringssignum", "archive id",
                "archival reference", "transaction id"),
}  # fmt: skip
"""What banks call the four columns that are read; no other column is looked at."""

MOST = Decimal(1_000_000)
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d")


class NoSuchColumns(Exception):
    """The table has no column for some of what is needed: ``missing`` are keys of :data:`COLUMNS`."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"No column for {', '.join(missing)}.")
        self.missing = missing


class CannotBook(Exception):
    """The payment does not fit the order; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem.label))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of a table: booked, known from before, kept aside, and outgoing ones left out."""

    booked: int = 0
    known: int = 0
    aside: int = 0
    outgoing: int = 0


@transaction.atomic
def import_payments(*, host: Organisation, rows: Iterable[Row | Broken], by: Person | None) -> Imported:
    """What became of the rows; reading the same table again changes nothing.

    Raises:
        NoSuchColumns: see there.
        ConnectorError: the file ends too early or is over a limit; nothing of it is kept.
    """
    counts = {"booked": 0, "known": 0, "aside": 0, "outgoing": 0}
    for row in rows:
        counts[_read(host, row)] += 1
    audit(verb="payments.import", who=by, about=host, organisation=host, details=counts)
    return Imported(**counts)


@transaction.atomic
def book(*, payment: Payment, reference: str, by: Person) -> Payment:
    """The payment that was kept aside, booked to the order of the reference number.

    Raises:
        CannotBook: it does not fit that order, or was dealt with already.
        BadReference: it is no reference number.
    """
    found = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if found.order_id is not None or found.returned_on is not None:
        raise CannotBook(Problem.PAID_ALREADY)
    if found.amount is None or found.booked_on is None:
        raise CannotBook(Problem.BAD_AMOUNT if found.amount is None else Problem.BAD_DAY)
    order, problem = _order_for(found.host, national(reference), found.amount)
    if order is None or problem is not None:
        raise CannotBook(problem or Problem.NO_ORDER)
    found.order, found.problem = order, ""
    found.save(update_fields=["order", "problem"])
    _paid(order)
    audit(verb="payments.book", who=by, about=found, organisation=found.host, details={"order": order.reference or ""})
    return found


@transaction.atomic
def give_back(*, payment: Payment, by: Person) -> Payment:
    """The payment that was kept aside, told to have been sent back to the payer.

    Raises:
        CannotBook: it was booked.
    """
    found = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if found.order_id is not None:
        raise CannotBook(Problem.PAID_ALREADY)
    if found.returned_on is None:
        found.returned_on = timezone.localdate()
        found.save(update_fields=["returned_on"])
        audit(verb="payments.return", who=by, about=found, organisation=found.host)
    return found


def _read(host: Organisation, row: Row | Broken) -> str:
    """What became of the row, a name of :class:`Imported`."""
    cells = _cells(row) if isinstance(row, Row) else {}
    amount = _amount(cells.get("amount"))
    if amount is not None and amount < 0:
        return "outgoing"
    payment = Payment(
        host=host,
        line=row.line,
        archive_id=str(cells.get("archive") or "").strip()[:80] or f"row {_digest(row)}",
        reference=str(cells.get("reference") or "").strip()[:40],
        amount=amount or None,
        booked_on=_day(cells.get("day")),
    )
    if Payment.objects.filter(host=host, archive_id=payment.archive_id).exists():
        return "known"
    order, problem = _matched(payment, is_readable=isinstance(row, Row) and bool(cells.get("archive")))
    payment.order, payment.problem = (None, problem) if problem is not None else (order, "")
    payment.save()
    if payment.order is None:
        return "aside"
    _paid(payment.order)
    return "booked"


def _matched(payment: Payment, *, is_readable: bool) -> tuple[Order | None, Problem | None]:
    if not is_readable:
        return None, Problem.UNREADABLE
    if payment.amount is None:
        return None, Problem.BAD_AMOUNT
    if payment.booked_on is None:
        return None, Problem.BAD_DAY
    try:
        reference = national(payment.reference)
    except BadReference:
        return None, Problem.BAD_REFERENCE
    return _order_for(payment.host, reference, payment.amount)


def _order_for(host: Organisation, reference: str, amount: Decimal) -> tuple[Order | None, Problem | None]:
    """The locked order that takes the payment, or why none does."""
    order = Order.objects.select_for_update(of=("self",)).filter(host=host, reference=reference).first()
    if order is None:
        return None, Problem.NO_ORDER
    if order.state == OrderState.PAID:
        return order, Problem.PAID_ALREADY
    if order.state != OrderState.OPEN:
        return order, Problem.ENDED
    if amount > sum_of_rows(order) - sum_of_payments(order):
        return order, Problem.TOO_MUCH
    return order, None


def _paid(order: Order) -> None:
    """The order is paid when nothing is left, and whoever gave the seat hears of it."""
    if sum_of_payments(order) < sum_of_rows(order):
        return
    order.state = OrderState.PAID
    order.save(update_fields=["state"])
    audit(verb="order.paid", about=order, organisation=order.host)
    prices.tell_paid(order.enrolment_ref)


def _cells(row: Row) -> dict[str, Any]:
    """The four values of the row.

    Raises:
        NoSuchColumns: the table lacks a column.
    """
    plain: Mapping[str, Any] = {" ".join(name.casefold().replace("_", " ").split()): name for name in row.cells}
    found = {wanted: next((plain[name] for name in names if name in plain), None) for wanted, names in COLUMNS.items()}
    missing = tuple(wanted for wanted, name in found.items() if name is None)
    if missing:
        raise NoSuchColumns(missing)
    return {wanted: row.cells[name] for wanted, name in found.items()}


def _amount(cell: Any) -> Decimal | None:
    """Euros and cents as banks write them: ``75,00``, ``+1 234,50``, ``1.234,50``; ``None`` where there are none."""
    if cell is None or isinstance(cell, bool):
        return None
    text = str(cell).replace("\u2212", "-").replace("€", "")
    text = "".join(text.split())
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) >= MOST or amount != amount.quantize(Decimal("0.01")):
        return None
    return amount.quantize(Decimal("0.01"))


def _day(cell: Any) -> date | None:
    text = str(cell or "").strip()
    for form in _DAYS:
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _digest(row: Row | Broken) -> str:
    """The same for the same row of the same table, to know it again where the bank gave no id."""
    content = row.raw if isinstance(row, Broken) else repr(sorted(row.cells.items(), key=lambda cell: cell[0]))
    return hashlib.sha256(f"{row.line} {content}".encode()).hexdigest()[:32]

"""What is booked, promised, expected and moved on the lines of a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.finance.models import Booking, Budget, Commitment, Expectation, Line, Receipt, Transfer
from osaamo.domains.finance.queries import ZERO, sums_of
from osaamo.domains.finance.services.errors import (
    AboveLine,
    AlreadyBooked,
    AlreadyCorrected,
    Closed,
    HasReceipt,
    NotApproved,
    OtherLine,
    SameLine,
    WrongYear,
)
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from osaamo.kernel.models import Organisation, Person


def locked(line: Line) -> Line:
    """The line, with its budget locked until the transaction ends."""
    budget = Budget.objects.select_for_update().get(pk=line.budget_id)
    fresh = Line.objects.get(pk=line.pk)
    fresh.budget = budget
    return fresh


def check_day(budget: Budget, day: date) -> None:
    """Nothing, when something can be booked on the day.

    Raises:
        NotApproved, WrongYear, Closed: it cannot.
    """
    if budget.is_draft:
        raise NotApproved
    if day.year != budget.year:
        raise WrongYear(year=budget.year)
    if budget.closed_until is not None and day <= budget.closed_until:
        raise Closed(until=f"{budget.closed_until:%-d.%-m.%Y}")


@transaction.atomic
def book(
    *,
    line: Line,
    organisation: Organisation,
    day: date,
    amount: Decimal,
    voucher: str,
    by: Person | None,
    text: str = "",
    supplier: str = "",
    activity: str = "",
    spearhead: str = "",
    about_ref: str = "",
    commitment: Commitment | None = None,
    receipt: tuple[str, str, bytes] | None = None,
    may_go_over: bool = False,
) -> Booking:
    """The booking; the same voucher on the same line is refused.

    ``receipt`` is a file's name, media type and bytes. ``commitment`` is what it fulfils: that much less is promised,
    and the booking is for what the promise was for where nothing else is said. Without ``may_go_over`` a line is not
    booked beyond its money.

    Raises:
        FinanceError: one of its kinds, said to the person.
    """
    line = locked(line)
    check_day(line.budget, day)
    if Booking.objects.filter(organisation=organisation, voucher=voucher, line=line).exists():
        raise AlreadyBooked(voucher=voucher)
    if commitment is not None and commitment.line_id != line.pk:
        raise OtherLine
    if not may_go_over:
        sums = sums_of(line.budget)[line.pk]
        promised = _open(commitment) if commitment is not None else ZERO
        if amount > ZERO and amount - promised > sums.left:
            raise AboveLine(left=sums.left + promised)
    given = {"activity": activity, "spearhead": spearhead, "about_ref": about_ref, "supplier": supplier}
    row = Booking.objects.create(
        line=line, organisation=organisation, day=day, amount=amount, voucher=voucher, text=text,
        commitment=commitment, by=by, **{name: value or getattr(commitment, name, "") for name, value in given.items()},
    )  # fmt: skip
    if receipt is not None:
        _receipt(row, receipt)
    audit(verb="finance.book", who=by, about=row, organisation=organisation, details={"line": line.code})
    return row


@transaction.atomic
def attach(*, booking: Booking, receipt: tuple[str, str, bytes], by: Person | None) -> Receipt:
    """The receipt of a booking that came without, such as one from a ledger.

    Raises:
        HasReceipt: it has one, and that stays.
    """
    Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    if Receipt.objects.filter(booking=booking).exists():
        raise HasReceipt
    row = _receipt(booking, receipt)
    audit(verb="finance.receipt", who=by, about=booking)
    return row


def _receipt(booking: Booking, receipt: tuple[str, str, bytes]) -> Receipt:
    name, media_type, content = receipt
    return Receipt.objects.create(booking=booking, filename=name[:120], media_type=media_type[:60], content=content)


@transaction.atomic
def correct(*, booking: Booking, day: date, reason: str, by: Person | None) -> Booking:
    """The booking that balances a wrong one; both stay.

    Raises:
        FinanceError: the day is closed, or it was balanced before.
    """
    line = locked(booking.line)
    check_day(line.budget, day)
    if booking.corrects_id is not None or Booking.objects.filter(corrects=booking).exists():
        raise AlreadyCorrected
    row = Booking.objects.create(
        line=line, organisation=booking.organisation, day=day, amount=-booking.amount,
        voucher=f"{booking.voucher[:55]}/K", text=reason[:200], supplier=booking.supplier,
        activity=booking.activity, spearhead=booking.spearhead, about_ref=booking.about_ref,
        commitment=booking.commitment, corrects=booking, by=by,
    )  # fmt: skip
    audit(verb="finance.correct", who=by, about=row, details={"of": f"finance.booking:{booking.pk}"})
    return row


@transaction.atomic
def promise(
    *,
    line: Line,
    title: str,
    amount: Decimal,
    on: date,
    by: Person | None,
    supplier: str = "",
    activity: str = "",
    spearhead: str = "",
    about_ref: str = "",
    may_go_over: bool = False,
) -> Commitment:
    """The commitment; what is promised cannot be promised again.

    Raises:
        FinanceError: the budget is a draft or closed, or the line has less left.
    """
    line = locked(line)
    check_day(line.budget, on)
    left = sums_of(line.budget)[line.pk].left
    if amount > left and not may_go_over:
        raise AboveLine(left=left)
    row = Commitment.objects.create(
        line=line, title=title, supplier=supplier, amount=amount, activity=activity, spearhead=spearhead,
        about_ref=about_ref, made_on=on, by=by,
    )  # fmt: skip
    audit(verb="finance.promise", who=by, about=row, details={"line": line.code})
    return row


@transaction.atomic
def end_commitment(*, commitment: Commitment, on: date, by: Person | None) -> Commitment:
    """The commitment, of which nothing more is to come."""
    if commitment.ended_on is None:
        commitment.ended_on = on
        commitment.save(update_fields=["ended_on"])
        audit(verb="finance.end-promise", who=by, about=commitment, details={})
    return commitment


@transaction.atomic
def expect(*, line: Line, amount: Decimal, reason: str, by: Person | None) -> Expectation:
    """What the line will cost in the whole year, as somebody sees it now."""
    row = Expectation.objects.create(line=line, amount=amount, reason=reason, by=by)
    audit(verb="finance.expect", who=by, about=line, details={"amount": str(amount)})
    return row


@transaction.atomic
def transfer(
    *, source: Line, target: Line, amount: Decimal, decided_on: date, decision: str, by: Person | None
) -> Transfer:
    """Money moved by a decision; what is booked or promised on the source stays covered.

    Raises:
        FinanceError: the lines are of two budgets or the same one, the budget is a draft, or less is left.
    """
    source = locked(source)
    if source.budget_id != target.budget_id or source.pk == target.pk:
        raise SameLine
    if source.budget.is_draft:
        raise NotApproved
    left = sums_of(source.budget)[source.pk].left
    if amount > left:
        raise AboveLine(left=left)
    row = Transfer.objects.create(
        source=source, target=target, amount=amount, decided_on=decided_on, decision=decision, by=by
    )
    audit(
        verb="finance.transfer",
        who=by,
        about=row,
        details={"source": source.code, "target": target.code, "amount": str(amount)},
    )
    return row


def _open(commitment: Commitment) -> Decimal:
    if commitment.ended_on is not None:
        return ZERO
    used = sum(commitment.bookings.values_list("amount", flat=True), ZERO)
    return max(ZERO, commitment.amount - used)

"""Reads of the budget: what of each line is planned, booked, promised, expected and left."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, Q, Sum, When

from osaamo.domains.finance.enums import RowState, Standing
from osaamo.domains.finance.models import (
    Booking,
    Budget,
    Commitment,
    Contribution,
    Expectation,
    Grant,
    GrantUse,
    Income,
    LedgerRow,
    Line,
    Transfer,
)
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

ZERO = Decimal(0)
NEARLY = Decimal("0.9")
"""A line warns from this part of its money on."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The money of a line, or of several together; all in euros.

    Attributes:
        planned: as approved.
        moved: by transfers, in less out.
        booked: costs so far.
        promised: of commitments, what is still to come.
        expected: what a person expects in the whole year, or ``None``.
    """

    planned: Decimal = ZERO
    moved: Decimal = ZERO
    booked: Decimal = ZERO
    promised: Decimal = ZERO
    expected: Decimal | None = None

    @property
    def now(self) -> Decimal:
        """What there is to spend, transfers counted."""
        return self.planned + self.moved

    @property
    def bound(self) -> Decimal:
        """What is booked or promised."""
        return self.booked + self.promised

    @property
    def forecast(self) -> Decimal:
        """The cost of the whole year: what is bound, or what a person expects where that is more."""
        return max(self.bound, self.expected) if self.expected is not None else self.bound

    @property
    def left(self) -> Decimal:
        """What can still be promised."""
        return self.now - self.bound

    @property
    def standing(self) -> Standing:
        """Over when the forecast is above the money, at risk from nine tenths on."""
        if self.forecast > self.now:
            return Standing.OVER
        if not self.bound and self.expected is None:
            return Standing.UNUSED
        return Standing.RISK if self.now and self.forecast >= NEARLY * self.now else Standing.GOOD

    @property
    def used(self) -> int:
        """How many percent of the money are bound; 0 where there is none."""
        return int(100 * self.bound / self.now) if self.now else 0

    def __add__(self, other: Sums) -> Sums:
        both = [one.expected if one.expected is not None else one.bound for one in (self, other)]
        is_told = self.expected is not None or other.expected is not None
        return Sums(
            self.planned + other.planned,
            self.moved + other.moved,
            self.booked + other.booked,
            self.promised + other.promised,
            sum(both, ZERO) if is_told else None,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together (a section, an area, a module) and their sums."""

    key: str
    lines: tuple[tuple[Line, Sums], ...] = ()
    sums: Sums = field(default_factory=Sums)


def budgets(organisation: Organisation | None = None) -> QuerySet[Budget]:
    """The budgets, newest first."""
    found = Budget.objects.select_related("organisation__parent")
    return found if organisation is None else found.filter(organisation=organisation)


def sums_of(budget: Budget, *, until: date | None = None) -> dict[int, Sums]:
    """The sums of each line of a budget by primary key; as they stood on the day ``until``, if one is given.

    Four queries, however many lines and rows there are.
    """
    ours = Q(line__budget=budget)
    booked_until = Q(day__lte=until) if until else Q()
    booked = _by_line(Booking.objects.filter(ours, booked_until))
    left: dict[int, Decimal] = {}
    for promise in open_promises(Commitment.objects.filter(ours), until=until):
        left[promise.line_id] = left.get(promise.line_id, ZERO) + promise.to_come
    moved: dict[int, Decimal] = {}
    moves = Transfer.objects.filter(Q(decided_on__lte=until) if until else Q(), source__budget=budget)
    for source, target, amount in moves.values_list("source", "target", "amount"):
        moved[source] = moved.get(source, ZERO) - amount
        moved[target] = moved.get(target, ZERO) + amount
    told = Expectation.objects.filter(ours, Q(made_at__date__lte=until) if until else Q()).order_by("made_at", "pk")
    expected: dict[int, Decimal] = dict(told.values_list("line", "amount"))
    return {
        line.pk: Sums(
            line.amount,
            moved.get(line.pk, ZERO),
            booked.get(line.pk, ZERO),
            left.get(line.pk, ZERO),
            expected.get(line.pk),
        )
        for line in budget.lines.all()
    }


def open_promises(rows: QuerySet[Commitment], *, until: date | None = None) -> list[Commitment]:
    """The promises among the rows of which something is to come, with how much in ``to_come``.

    As it stood on the day ``until``, if one is given.
    """
    booked = Sum("bookings__amount", filter=Q(bookings__day__lte=until) if until else None)
    is_open = Q(ended_on__isnull=True)
    if until:
        is_open = Q(made_on__lte=until) & (is_open | Q(ended_on__gt=until))
    found = list(rows.filter(is_open).annotate(used=booked))
    for one in found:
        one.to_come = max(ZERO, one.amount - (one.used or ZERO))
    return [one for one in found if one.to_come]


def _by_line(rows: QuerySet) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list("line").annotate(total=Sum("amount")))


def grouped(budget: Budget, keys: Callable[[Line], Iterable[str]], sums: dict[int, Sums] | None = None) -> list[Group]:
    """The lines grouped by the keys each has, in the order in which the keys first come; a line without is left out."""
    known = sums if sums is not None else sums_of(budget)
    groups: dict[str, list[tuple[Line, Sums]]] = {}
    for line in budget.lines.select_related("owner"):
        for key in keys(line):
            groups.setdefault(key, []).append((line, known[line.pk]))
    return [Group(key, tuple(rows), total_of(one for _, one in rows)) for key, rows in groups.items()]


def sections(budget: Budget) -> list[Group]:
    """The sections of the estimate with their lines."""
    return grouped(budget, lambda line: (line.section,))


def total_of(sums: Iterable[Sums]) -> Sums:
    """The sums of several together."""
    found = Sums()
    for one in sums:
        found += one
    return found


def cost_of_activities(budget: Budget) -> dict[str, Decimal]:
    """What was booked for each activity of the plan by key; ``""`` holds what names none."""
    rows = Booking.objects.filter(line__budget=budget).order_by()
    return dict(rows.values_list("activity").annotate(total=Sum("amount")))


def cost_of_spearheads(budget: Budget) -> dict[str, Decimal]:
    """What was booked for each spearhead of the plan by key, a booking's own or its line's; ``""`` is what has none."""
    rows = Booking.objects.filter(line__budget=budget).order_by()
    own = Case(When(spearhead="", then="line__spearhead"), default="spearhead")
    return dict(rows.values_list(own).annotate(total=Sum("amount")))


def cost_by_institution(budget: Budget) -> dict[str, Decimal]:
    """What stands in each institution's books, by its code."""
    rows = Booking.objects.filter(line__budget=budget).order_by()
    return dict(rows.values_list("organisation__code").annotate(total=Sum("amount")))


def cost_by_supplier(budget: Budget) -> dict[str, Decimal]:
    """What was paid to each supplier, by name as booked; ``""`` holds bookings that name none."""
    rows = Booking.objects.filter(line__budget=budget).order_by()
    return dict(rows.values_list("supplier").annotate(total=Sum("amount")))


def months_of(budget: Budget) -> dict[int, Decimal]:
    """What was booked in each month, 1 to 12, of the budget's year."""
    rows = Booking.objects.filter(line__budget=budget, day__year=budget.year).order_by()
    return dict(rows.values_list("day__month").annotate(total=Sum("amount")))


def waiting_rows() -> QuerySet[LedgerRow]:
    """Rows of ledgers that wait for a decision."""
    return LedgerRow.objects.filter(state=RowState.WAITING).select_related("organisation__parent", "guess")


@dataclass(frozen=True, slots=True)
class Paid:
    """A contribution or a grant beside what came in and what of it was used."""

    of: Contribution | Grant
    received: Decimal = ZERO
    used: Decimal = ZERO

    @property
    def missing(self) -> Decimal:
        """What has not come in."""
        return self.of.amount - self.received

    @property
    def unused(self) -> Decimal:
        """What came in and was not used."""
        return self.received - self.used


def contributions_of(budget: Budget) -> list[Paid]:
    """The members' contributions to a budget, and what was paid of each."""
    came = dict(
        Income.objects.filter(contribution__budget=budget)
        .order_by()
        .values_list("contribution")
        .annotate(total=Sum("amount"))
    )
    return [Paid(one, came.get(one.pk, ZERO)) for one in budget.contributions.select_related("payer")]


def grants_in(year: int) -> list[Paid]:
    """The ministry's grants of a year by recipient and purpose, what of each came in and what was used."""
    came = dict(Income.objects.filter(grant__year=year).order_by().values_list("grant").annotate(total=Sum("amount")))
    used = dict(GrantUse.objects.filter(grant__year=year).order_by().values_list("grant").annotate(total=Sum("amount")))
    rows = Grant.objects.filter(year=year).select_related("organisation__parent")
    return [Paid(one, came.get(one.pk, ZERO), used.get(one.pk, ZERO)) for one in rows]


def unplanned(budget: Budget) -> Decimal:
    """What the ministry grants for the year beyond the budget: money whose use no plan describes."""
    granted = Grant.objects.filter(year=budget.year).aggregate(total=Sum("amount"))["total"] or ZERO
    planned = budget.lines.aggregate(total=Sum("amount"))["total"] or ZERO
    return granted - planned


@dataclass(frozen=True, slots=True)
class Recipient:
    """What an institution got of the ministry's grants in a year, and did with it; all in euros.

    Attributes:
        organisation: the institution; ``None`` for several together.
        grants: each grant with what came in and what was used.
        uses: what the institution says it used them for, the oldest first.
        booked: costs of the alliance's budget that stand in its books.
        contributed: what it paid of its own contribution.
    """

    organisation: Organisation | None
    grants: tuple[Paid, ...] = ()
    uses: tuple[GrantUse, ...] = ()
    booked: Decimal = ZERO
    contributed: Decimal = ZERO

    @property
    def granted(self) -> Decimal:
        """Granted for the year."""
        return sum((one.of.amount for one in self.grants), ZERO)

    @property
    def received(self) -> Decimal:
        """Come in."""
        return sum((one.received for one in self.grants), ZERO)

    @property
    def used(self) -> Decimal:
        """Used, as reported."""
        return sum((one.used for one in self.grants), ZERO)

    @property
    def unused(self) -> Decimal:
        """Come in and not used."""
        return self.received - self.used

    @classmethod
    def together(cls, several: Iterable[Recipient]) -> Recipient:
        """Several recipients as one."""
        rows = list(several)
        return cls(
            None,
            tuple(grant for row in rows for grant in row.grants),
            tuple(use for row in rows for use in row.uses),
            sum((row.booked for row in rows), ZERO),
            sum((row.contributed for row in rows), ZERO),
        )


def recipients(budget: Budget) -> list[Recipient]:
    """The institutions with a grant of the budget's year, a contribution to it or a cost in their books, by code."""
    grants: dict[int, list[Paid]] = {}
    places: dict[int, Organisation] = {}
    for paid in grants_in(budget.year):
        places[paid.of.organisation_id] = paid.of.organisation
        grants.setdefault(paid.of.organisation_id, []).append(paid)
    uses: dict[int, list[GrantUse]] = {}
    for use in GrantUse.objects.filter(grant__year=budget.year).select_related("grant").order_by("day", "pk"):
        uses.setdefault(use.grant.organisation_id, []).append(use)
    contributed: dict[int, Decimal] = {}
    for paid in contributions_of(budget):
        places[paid.of.payer_id] = paid.of.payer
        contributed[paid.of.payer_id] = paid.received
    booked = dict(
        Booking.objects.filter(line__budget=budget).order_by().values_list("organisation").annotate(Sum("amount"))
    )
    places |= Organisation.objects.in_bulk(booked.keys() - places.keys())
    return [
        Recipient(place, tuple(grants.get(pk, ())), tuple(uses.get(pk, ())), booked.get(pk, ZERO),
                  contributed.get(pk, ZERO))
        for pk, place in sorted(places.items(), key=lambda one: one[1].code)
    ]  # fmt: skip

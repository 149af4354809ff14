"""Prices for offers, and orders from enrolment to the end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.payments.enums import OrderState, RowKind
from osaamo.domains.payments.models import ZERO, Order, OrderRow
from osaamo.domains.payments.queries import (
    bill,
    ceiling_for,
    lineage_of,
    reason_of,
    spent_before,
    sum_of_payments,
    sum_of_rows,
    version_for,
)
from osaamo.domains.payments.services.references import reference_for
from osaamo.kernel.models import Organisation, Person
from osaamo.kernel.refs import resolve
from osaamo.kernel.trails import audit
from osaamo.ports.prices import Price

if TYPE_CHECKING:
    from datetime import date

    from osaamo.domains.payments.queries import Bill
    from osaamo.ports.offers import Offer


class NothingToRefund(Exception):
    """The order is not one that is to be paid back."""


def quote(offer: Offer, *, audience: str, home: str, on: date, person: str = "") -> Price:
    """The price of the offer and the sentences that say why; caps over time count only where ``person`` is known."""
    host = Organisation.objects.select_related("parent").filter(code=offer.host).first()
    if host is None:
        return Price(ZERO.quantize(Decimal("0.01")), {})
    made = _bill(offer, host, audience, home, on, _person(person))
    return Price(made.amount, reason_of(made, host, offer.credits))


@transaction.atomic
def make_order(*, offer: Offer, audience: str, home: str, on: date, person: Person, enrolment: str) -> Order | None:
    """The order of the enrolment, once; ``None`` where nothing is to be paid."""
    # One order of a person after the other, so that a cap over time counts them all.
    Person.objects.select_for_update().get(pk=person.pk)
    known = Order.objects.filter(enrolment_ref=enrolment).first()
    if known is not None:
        return known
    host = Organisation.objects.select_related("parent").filter(code=offer.host).first()
    if host is None:
        return None
    made = _bill(offer, host, audience, home, on, person)
    if made.version is None or not made.amount:
        return None
    order = Order.objects.create(
        host=host,
        person=person,
        enrolment_ref=enrolment,
        offer_ref=offer.ref,
        title=dict(offer.title),
        credits=offer.credits,
        audience=audience,
        home=home,
        version=made.version,
        price=made.amount,
        reason=reason_of(made, host, offer.credits),
        ordered_on=on,
        due_on=timezone.localdate() + timedelta(days=made.version.due_days),
    )
    order.reference = reference_for(order.pk)
    order.save(update_fields=["reference"])
    OrderRow.objects.bulk_create(
        OrderRow(
            order=order,
            kind=line.kind,
            quantity=line.quantity,
            unit_price=line.unit_price,
            amount=line.amount,
            vat=made.version.vat,
            booked_on=timezone.localdate(),
        )
        for line in made.lines
    )
    audit(verb="order.make", about=order, organisation=host, details={"price": order.price, "for": enrolment})
    return order


@transaction.atomic
def release_order(*, enrolment: str) -> Order | None:
    """The enrolment's order, undone: void where nothing was paid, else to be paid back; ``None`` without one.

    What was booked is balanced by a row of its own, never taken away. An order that was undone before stays as it is.
    """
    order = Order.objects.select_for_update(of=("self",)).filter(enrolment_ref=enrolment).first()
    if order is None or order.state not in {OrderState.OPEN, OrderState.PAID}:
        return order
    due = sum_of_rows(order)
    OrderRow.objects.create(
        order=order,
        kind=RowKind.CREDIT,
        quantity=Decimal(1),
        unit_price=-due,
        amount=-due,
        vat=order.version.vat,
        booked_on=timezone.localdate(),
    )
    order.state = OrderState.REFUND_DUE if sum_of_payments(order) else OrderState.VOID
    order.save(update_fields=["state"])
    audit(verb="order.undo", about=order, organisation=order.host, details={"state": str(order.state)})
    return order


@transaction.atomic
def mark_refunded(*, order: Order, by: Person) -> Order:
    """The order, whose money went back to the payer; told by who sent it.

    Raises:
        NothingToRefund: see there.
    """
    found = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if found.state == OrderState.REFUNDED:
        return found
    if found.state != OrderState.REFUND_DUE:
        raise NothingToRefund("Nothing of this order is to be paid back.")
    found.state = OrderState.REFUNDED
    found.save(update_fields=["state"])
    audit(
        verb="order.refund",
        who=by,
        about=found,
        organisation=found.host,
        details={"amount": sum_of_payments(found)},
    )
    return found


@transaction.atomic
def let_go(*, person: str) -> int:
    """How many orders no longer lead to the person (a reference); their rows stay, as the accounting act says."""
    found = _person(person)
    return Order.objects.filter(person=found).update(person=None) if found else 0


def _bill(offer: Offer, host: Organisation, audience: str, home: str, on: date, person: Person | None) -> Bill:
    version = version_for(host, audience, on)
    return bill(
        version,
        credits=offer.credits,
        homes=lineage_of(home),
        ceiling=ceiling_for(audience, on),
        spent=spent_before(version, person, on) if version else ZERO,
    )


def _person(ref: str) -> Person | None:
    found = resolve(ref) if ref else None
    return found if isinstance(found, Person) else None

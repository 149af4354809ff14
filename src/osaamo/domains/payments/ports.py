"""What payments offer: prices by rule, orders for enrolments, what waits; and how a person is taken out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from osaamo.domains.payments import services
from osaamo.domains.payments.enums import OrderState
from osaamo.domains.payments.models import Order, Payment
from osaamo.kernel.duties import holders, holds, how_many, key_of, refs_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.refs import ref_of, resolve
from osaamo.ports import duties, erasing, prices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.ports.offers import Offer
    from osaamo.ports.prices import Price

ORDERS = "payments.Order"

KEPT_REASON = {
    "fi": "Kirjanpitolain (1336/1997) 2 luvun 10 § vaatii laskujen säilyttämistä kuusi vuotta. Ne eivät johda sinuun.",
    "sv": "Bokföringslagen (1336/1997) 2 kap. 10 § kräver att fakturor bevaras i sex år. De leder inte till dig.",
    "en": "The Accounting Act (1336/1997), chapter 2, section 10, keeps invoices six years. They do not lead to you.",
}


class RulePrices:
    """The source of prices: the rules of this domain."""

    def quote(self, offer: Offer, *, audience: str, home: str, on: date, person: str = "") -> Price:
        """See :class:`osaamo.ports.prices.Prices`."""
        return services.quote(offer, audience=audience, home=home, on=on, person=person)

    def charge(self, offer: Offer, *, audience: str, home: str, on: date, person: str, enrolment: str) -> bool:
        """See :class:`osaamo.ports.prices.Prices`."""
        payer = resolve(person)
        if not isinstance(payer, Person):
            return False
        made = services.make_order(offer=offer, audience=audience, home=home, on=on, person=payer, enrolment=enrolment)
        return made is not None

    def release(self, *, enrolment: str) -> None:
        """See :class:`osaamo.ports.prices.Prices`."""
        services.release_order(enrolment=enrolment)


def _erase(person: str) -> erasing.Erased:
    return erasing.Erased(kept={ORDERS: erasing.Kept(services.let_go(person=person), KEPT_REASON)})


def _held(person: str) -> dict[str, int]:
    payer = resolve(person)
    count = payer.orders.count() if isinstance(payer, Person) else 0
    return {ORDERS: count} if count else {}


prices.register("payments.rules", RulePrices())
erasing.register(erasing.Eraser("payments.orders", (ORDERS,), _erase, _held))


SAYS: dict[str, tuple[str, Callable[[int], str]]] = {
    "settle": (
        "",
        lambda n: ngettext(
            "%(school)s: %(n)d payment did not find its order. Book it or return it.",
            "%(school)s: %(n)d payments did not find their orders. Book them or return them.",
            n,
        ),
    ),
    "late": (
        f"?state={OrderState.OPEN.value}",
        lambda n: ngettext(
            "%(school)s: %(n)d order is unpaid past its due day.",
            "%(school)s: %(n)d orders are unpaid past their due days.",
            n,
        ),
    ),
    "refund": (
        f"?state={OrderState.REFUND_DUE.value}",
        lambda n: ngettext(
            "%(school)s: %(n)d order is to be paid back.", "%(school)s: %(n)d orders are to be paid back.", n
        ),
    ),
}
"""The piles of who manages payments: what of the page of orders shows each, and what it says."""


def _hosts(day: date) -> QuerySet[Organisation]:
    """The organisations with something that waits for who manages payments, each with the length of its piles."""
    rows = Organisation.objects.annotate(
        settle=how_many(Payment.objects.filter(order__isnull=True, returned_on__isnull=True), "host"),
        late=how_many(Order.objects.filter(state=OrderState.OPEN, due_on__lt=day), "host"),
        refund=how_many(Order.objects.filter(state=OrderState.REFUND_DUE), "host"),
    )
    return rows.filter(Q(settle__gt=0) | Q(late__gt=0) | Q(refund__gt=0)).exclude(kind=Organisation.Kind.UNIT)


def _of_finance(key: int, day: date) -> Iterator[duties.Duty]:
    for place in _hosts(day).filter(holds(key, Role.PLANNER, on=day, at="")):
        for code, (shown, says) in SAYS.items():
            values = {"school": place.short_name, "n": getattr(place, code)}
            if values["n"]:
                sentence = said(lambda _, says=says, values=values: says(values["n"]) % values)
                yield duties.Duty(f"payments.{code}", ref_of(place), f"/finance/{place.code}/{shown}", sentence)


def _of_payer(key: int) -> Iterator[duties.Duty]:
    for order in _unpaid().filter(person=key):
        yield duties.Duty(
            "payments.pay",
            ref_of(order),
            f"/me/orders/{order.pk}/",
            said(
                lambda language, order=order: (
                    gettext("Pay your order “%(title)s”.") % {"title": translated(order.title, language)}
                )
            ),
            order.due_on,
        )


def _unpaid() -> QuerySet[Order]:
    return Order.objects.filter(state=OrderState.OPEN, person__is_active=True).order_by("due_on", "pk")


def _people(day: date) -> set[str]:
    found = refs_of(_unpaid().order_by().values_list("person", flat=True).distinct())
    places = list(_hosts(day).values_list("pk", flat=True))
    return found | (holders(places, Role.PLANNER, on=day) if places else set())


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    yield from _of_payer(key_of(person))
    yield from _of_finance(key_of(person), day)


duties.register("payments.orders", duties.Source(_people, _duties))

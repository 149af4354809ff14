"""What payments offer: prices by rule, orders for enrolments; and how a person is taken out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.payments import services
from osaamo.kernel.models import Person
from osaamo.kernel.refs import resolve
from osaamo.ports import erasing, prices

if TYPE_CHECKING:
    from datetime import date

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

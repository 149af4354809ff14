"""Rules, offers and orders for tests, made with as little as needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from django.utils import timezone

from osaamo.domains.payments.models import FreeCase, PriceRule, RuleVersion, Vat
from osaamo.domains.payments.services import make_order
from osaamo.kernel.models import Organisation
from osaamo.kernel.tests.making import make_person
from osaamo.ports.offers import Offer

BEGINS = date(2026, 8, 1)
DAY = date(2026, 10, 1)
_numbers = count(1)


def make_vat():
    return Vat.objects.get_or_create(
        code="exempt", defaults={"name": {"fi": "Veroton"}, "rate": Decimal(0), "source": "AVL 39 §"}
    )[0]


def make_alliance():
    """The alliance 3amk with laurea and metropolia in it."""
    top = Organisation.objects.create(code="3amk", kind="alliance", name={"fi": "3AMK"}, short_name="3AMK")
    for code in ("laurea", "metropolia"):
        name = code.title()
        Organisation.objects.create(code=code, kind="institution", name={"fi": name}, short_name=name, parent=top)
    return top


def make_version(place, amount="15", audience="open", *, published=True, number=1, valid_from=BEGINS, free=(), **more):
    """A version of the place's rule for the audience; ``free`` are pairs of code and homes."""
    rule, _ = PriceRule.objects.get_or_create(organisation=place, audience=audience)
    version = RuleVersion.objects.create(
        rule=rule, number=number, amount=Decimal(amount), vat=make_vat(), valid_from=valid_from, source="test",
        published_at=timezone.now() if published else None, **more,
    )  # fmt: skip
    for code, homes in free:
        FreeCase.objects.create(version=version, code=code, homes=list(homes), reason={"fi": code})
    return version


def make_offer(ects="5", host="laurea", **more):
    number = next(_numbers)
    return Offer(
        **{
            "ref": f"offering.realisation:{number}", "key": f"r{number}", "course": f"c{number}",
            "title": {"fi": f"Kurssi {number}"}, "host": host, "credits": Decimal(ects),
        }
        | more
    )  # fmt: skip


def order_for(person=None, offer=None, *, on=DAY, audience="open", home="", enrolment=None):
    return make_order(
        offer=offer or make_offer(),
        audience=audience,
        home=home,
        on=on,
        person=person or make_person(),
        enrolment=enrolment or f"t.enrolment:{next(_numbers)}",
    )

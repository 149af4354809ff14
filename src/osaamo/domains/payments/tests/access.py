"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from osaamo.domains.payments.models import Payment, RuleVersion
from osaamo.domains.payments.tests.making import make_alliance, make_offer, make_version, order_for
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _place():
    return Organisation.objects.filter(code="laurea").first() or make_alliance().children.get(code="laurea")


def _plans(make_row):
    """A planner of the institution and its row, and a planner of its neighbour with the same row."""

    def at(code):
        def asked():
            row = make_row(_place())
            return make_person(Role.PLANNER, Organisation.objects.get(code=code)), row

        return asked

    return Twin(at("laurea"), at("metropolia"))


def _same(place):
    return place


def _version(place):
    return RuleVersion.objects.filter(rule__organisation=place).first() or make_version(place)


def _order(place):
    _version(place)
    return order_for(offer=make_offer(host=place.code))


def _payment(place):
    return Payment.objects.get_or_create(host=place, archive_id="A1", defaults={"problem": "no-order", "line": 2})[0]


def _own_order():
    order = _order(_place())
    return order.person, order


def _order_of_another():
    return make_person(Role.TEACHER, make_organisation()), _order(_place())


TWINS = {
    "kernel.organisation:manage-payments": _plans(_same),
    "kernel.organisation:manage-prices": _plans(_same),
    "payments.ruleversion:change": _plans(_version),
    "payments.order:view": Twin(_own_order, _order_of_another),
    "payments.order:refund": _plans(_order),
    "payments.payment:settle": _plans(_payment),
}

"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from osaamo.domains.finance.models import Booking, Budget, Grant, LedgerRow, Line
from osaamo.domains.finance.tests.making import make_alliance, make_budget, make_line, spend
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.twins import Twin


def _budget():
    return Budget.objects.first() or make_budget()


def _line():
    return Line.objects.first() or make_line(_budget())


def _booking():
    return Booking.objects.first() or spend(_line(), 1)


def _grant():
    make_alliance()
    laurea = Organisation.objects.get(code="laurea")
    return Grant.objects.get_or_create(organisation=laurea, year=2021, purpose="alliance_development", amount=1)[0]


def _row():
    make_alliance()
    laurea = Organisation.objects.get(code="laurea")
    return LedgerRow.objects.get_or_create(
        organisation=laurea, digest="d", defaults={"filename": "f", "line_number": 1, "state": "waiting"}
    )[0]


def _twin(make_row, may, may_not, at="3amk"):
    def asked(role, place):
        def made():
            row = make_row()
            return make_person(role, Organisation.objects.get(code=place)), row

        return made

    return Twin(asked(may, at), asked(may_not, at))


TWINS = {
    "finance.budget:view": _twin(_budget, Role.RECTOR, Role.TEACHER, at="metropolia"),
    "finance.budget:manage": _twin(_budget, Role.STEERING_MEMBER, Role.RECTOR),
    "finance.budget:approve": _twin(_budget, Role.RECTOR, Role.STEERING_MEMBER),
    "finance.line:view": _twin(_line, Role.STEERING_MEMBER, Role.PLANNER),
    "finance.line:book": _twin(_line, Role.STEERING_MEMBER, Role.RECTOR),
    "finance.booking:view": _twin(_booking, Role.RECTOR, Role.STUDENT),
    "finance.booking:correct": _twin(_booking, Role.STEERING_MEMBER, Role.RECTOR),
    "finance.grant:manage": _twin(_grant, Role.STEERING_MEMBER, Role.RECTOR),
    "finance.ledgerrow:settle": _twin(_row, Role.STEERING_MEMBER, Role.RECTOR),
}

"""Budgets for tests, made with as little as needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from osaamo.domains.finance.models import Budget, Line
from osaamo.domains.finance.services import book
from osaamo.kernel.models import Organisation

YEAR = 2021
DAY = date(2021, 3, 1)
_vouchers = count(1)


def make_alliance():
    """The alliance 3amk with laurea and metropolia in it, made once."""
    top = Organisation.objects.filter(code="3amk").first()
    if top is None:
        top = Organisation.objects.create(code="3amk", kind="alliance", name={"fi": "3AMK"}, short_name="3AMK")
        for code in ("laurea", "metropolia"):
            name = code.title()
            Organisation.objects.create(code=code, kind="institution", name={"fi": name}, short_name=name, parent=top)
    return top


def make_budget(*lines, year=YEAR, draft=False):
    """An approved budget; ``lines`` are pairs of code and amount."""
    budget = Budget.objects.create(
        organisation=make_alliance(), year=year, title={"fi": f"Budjetti {year}"},
        decision="" if draft else "RK 1/2021", approved_on=None if draft else date(year, 1, 5),
    )  # fmt: skip
    for position, (code, amount) in enumerate(lines, 1):
        make_line(budget, code, amount, position=position)
    return budget


def make_line(budget, code="L1", amount="1000", **more):
    return Line.objects.create(
        **{"budget": budget, "code": code, "section": "learning", "title": {"fi": code}, "amount": Decimal(amount)}
        | more
    )


def spend(line, amount, *, day=DAY, place="laurea", **more):
    return book(
        line=line, organisation=Organisation.objects.get(code=place), day=day, amount=Decimal(amount), by=None,
        **{"voucher": f"V{next(_vouchers)}"} | more,
    )  # fmt: skip

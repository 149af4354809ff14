"""What comes in: members' contributions, the ministry's grants, and what of these was used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.finance.models import Budget, Contribution, Grant, GrantUse, Income
from osaamo.domains.finance.services.errors import AlreadyReceived, Closed
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from osaamo.kernel.models import Organisation, Person


def check_open(organisation: Organisation, day: date) -> None:
    """Nothing, when the books of the organisation's money are open on the day; they stay so until the transaction ends.

    Raises:
        Closed: they are not.
    """
    above = [one.pk for one in organisation.lineage()]
    for budget in Budget.objects.select_for_update().filter(organisation__in=above, year=day.year):
        if budget.closed_until is not None and day <= budget.closed_until:
            raise Closed(until=f"{budget.closed_until:%-d.%-m.%Y}")


@transaction.atomic
def invoice(*, contribution: Contribution, number: str, on: date, due_on: date, by: Person | None) -> Contribution:
    """The contribution with its invoice."""
    contribution.invoice, contribution.invoiced_on, contribution.due_on = number, on, due_on
    contribution.save(update_fields=["invoice", "invoiced_on", "due_on"])
    audit(verb="finance.invoice", who=by, about=contribution, details={"on": on, "due": due_on})
    return contribution


@transaction.atomic
def receive(*, of: Contribution | Grant, day: date, amount: Decimal, voucher: str, by: Person | None) -> Income:
    """The money that came in, of a contribution or of a grant.

    Raises:
        AlreadyReceived: the institution's voucher is known.
        Closed: the day is in a time that is closed.
    """
    is_grant = isinstance(of, Grant)
    organisation = of.organisation if isinstance(of, Grant) else of.payer
    check_open(organisation, day)
    if Income.objects.filter(organisation=organisation, voucher=voucher).exists():
        raise AlreadyReceived(voucher=voucher)
    row = Income.objects.create(
        **{"grant" if is_grant else "contribution": of},
        organisation=organisation, day=day, amount=amount, voucher=voucher, by=by,
    )  # fmt: skip
    audit(verb="finance.receive", who=by, about=row, organisation=organisation, details={"amount": str(amount)})
    return row


@transaction.atomic
def use_grant(*, grant: Grant, day: date, amount: Decimal, text: str, by: Person | None) -> GrantUse:
    """What an institution reports as used of a grant.

    Raises:
        Closed: the day is in a time that is closed.
    """
    check_open(grant.organisation, day)
    row = GrantUse.objects.create(grant=grant, day=day, amount=amount, text=text, by=by)
    audit(verb="finance.use", who=by, about=row, organisation=grant.organisation, details={"amount": str(amount)})
    return row

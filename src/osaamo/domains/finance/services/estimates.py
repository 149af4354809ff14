"""Estimates: lines of a draft, the next year's draft, approval, closing of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.finance.models import Budget, Contribution, Line
from osaamo.domains.finance.services.errors import Approved, ClosedFurther, NoPlan
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date

    from osaamo.kernel.models import Person


@transaction.atomic
def save_line(*, budget: Budget, code: str, values: dict[str, Any], by: Person | None) -> Line:
    """The line of a draft, new or changed. ``values`` are fields of :class:`Line`.

    Raises:
        Approved: the budget is no draft any more.
    """
    if not Budget.objects.select_for_update().get(pk=budget.pk).is_draft:
        raise Approved
    line, is_new = Line.objects.update_or_create(budget=budget, code=code, defaults=values)
    audit(verb="finance.line-new" if is_new else "finance.line-change", who=by, about=line, details={"code": code})
    return line


@transaction.atomic
def remove_line(*, line: Line, by: Person | None) -> None:
    """Take a line out of a draft.

    Raises:
        Approved: the budget is no draft any more.
    """
    if not Budget.objects.select_for_update().get(pk=line.budget_id).is_draft:
        raise Approved
    audit(verb="finance.line-remove", who=by, about=line, details={"code": line.code})
    line.delete()


@transaction.atomic
def next_year(*, budget: Budget, by: Person | None) -> Budget:
    """The draft for the year after, begun from this budget's lines and contributions; made once."""
    draft, is_new = Budget.objects.get_or_create(
        organisation=budget.organisation, year=budget.year + 1, defaults={"title": {}}
    )
    if is_new:
        draft.title = {code: text.replace(str(budget.year), str(draft.year)) for code, text in budget.title.items()}
        draft.save()
        fields = ("code", "position", "section", "title", "amount", "area", "spearhead", "module", "is_reserve")
        Line.objects.bulk_create(
            Line(budget=draft, **{name: getattr(line, name) for name in fields}) for line in budget.lines.all()
        )
        Contribution.objects.bulk_create(
            Contribution(budget=draft, payer=one.payer, amount=one.amount) for one in budget.contributions.all()
        )
        audit(verb="finance.draft", who=by, about=draft, details={"from": budget.year})
    return draft


@transaction.atomic
def approve(*, budget: Budget, on: date, decision: str, by: Person | None) -> Budget:
    """The budget, approved by a decision; from now on costs can be booked and lines stay.

    Raises:
        Approved: it was approved before.
        NoPlan: it has no lines.
    """
    fresh = Budget.objects.select_for_update().get(pk=budget.pk)
    if not fresh.is_draft:
        raise Approved
    if not fresh.lines.exists():
        raise NoPlan
    fresh.approved_on, fresh.decision, fresh.approved_by = on, decision, by
    fresh.save(update_fields=["approved_on", "decision", "approved_by"])
    audit(verb="finance.approve", who=by, about=fresh, details={"on": on})
    return fresh


@transaction.atomic
def close_until(*, budget: Budget, until: date, by: Person | None) -> Budget:
    """The budget, on which nothing can be booked on the day or before it any more; a closed time stays closed.

    Raises:
        ClosedFurther: the day is before the one closed until now.
    """
    fresh = Budget.objects.select_for_update().get(pk=budget.pk)
    if fresh.closed_until is not None and until < fresh.closed_until:
        raise ClosedFurther
    fresh.closed_until = until
    fresh.save(update_fields=["closed_until"])
    audit(verb="finance.close", who=by, about=fresh, details={"until": until})
    return fresh


@transaction.atomic
def name_owner(*, line: Line, owner: Person | None, by: Person | None) -> Line:
    """The line with the person who answers for it, or with nobody; that may change after approval, too."""
    line.owner = owner
    line.save(update_fields=["owner"])
    audit(verb="finance.line-owner", who=by, about=line, details={"code": line.code})
    return line

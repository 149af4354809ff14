"""Teachers' incentives: rules in versions, and statements that are approved once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.evaluation.models import IncentiveRule, IncentiveRules, Statement
from osaamo.domains.evaluation.queries import lines_of, rules_on
from osaamo.kernel.rows import Unchangeable
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from osaamo.domains.evaluation.enums import Earns, Unit
    from osaamo.kernel.models import Organisation, Person


class NoRules(Exception):
    """The institution has no rules in force on the day."""


class AlreadyApproved(Exception):
    """The statement was approved and stands."""


@transaction.atomic
def draft_rules(
    *, organisation: Organisation, who: Person | None, rows: Sequence[tuple[Earns, Unit, Decimal]], reason: str
) -> IncentiveRules:
    """New rules that are not in force, in place of a draft there may be."""
    versions = IncentiveRules.objects.select_for_update().filter(organisation=organisation)
    versions.filter(valid_from__isnull=True).delete()
    last = versions.order_by("-version").first()
    rules = IncentiveRules.objects.create(
        organisation=organisation, version=(last.version if last else 0) + 1, reason=reason
    )
    for earns, unit, amount in rows:
        IncentiveRule.objects.create(rules=rules, earns=earns, unit=unit, amount=amount)
    audit(verb="incentives.draft", who=who, about=rules, organisation=organisation, details={"version": rules.version})
    return rules


@transaction.atomic
def adopt_rules(*, rules: IncentiveRules, who: Person | None, valid_from: date) -> IncentiveRules:
    """The rules, in force from the day until later ones are. What was stated for days before stays as it is.

    Raises:
        Unchangeable: they are in force, or others are from that day or a later one.
    """
    stored = IncentiveRules.objects.select_for_update().get(pk=rules.pk)
    later = IncentiveRules.objects.filter(organisation=stored.organisation_id, valid_from__gte=valid_from)
    if stored.valid_from is not None or later.exists():
        raise Unchangeable(str(stored))
    stored.valid_from = valid_from
    stored.save(update_fields=["valid_from"])
    audit(
        verb="incentives.adopt",
        who=who,
        about=stored,
        organisation=stored.organisation,
        details={"version": stored.version, "from": valid_from},
    )
    return stored


@transaction.atomic
def state(*, teacher: Person, organisation: Organisation, starts: date, ends: date, who: Person | None) -> Statement:
    """The statement of the teacher from ``starts`` up to, not including, ``ends``, by the rules in force at its start.

    One that was not approved yet is computed anew.

    Raises:
        NoRules: the institution had none.
        AlreadyApproved: it stands.
    """
    rules = rules_on(organisation, starts)
    if rules is None:
        raise NoRules
    known = Statement.objects.select_for_update().filter(teacher=teacher, rules=rules, starts=starts, ends=ends).first()
    if known is not None and known.approved_at is not None:
        raise AlreadyApproved
    statement = known or Statement(teacher=teacher, rules=rules, starts=starts, ends=ends)
    statement.lines = [asdict(line) for line in lines_of(teacher, rules, starts, ends)]
    statement.made_at = timezone.now()
    statement.save()
    details = {"rules": rules.version, "starts": starts, "ends": ends}
    audit(verb="incentives.state", who=who, about=statement, organisation=organisation, details=details)
    return statement


@transaction.atomic
def approve(*, statement: Statement, who: Person) -> Statement:
    """The statement, approved for good.

    Raises:
        AlreadyApproved: it was before.
    """
    stored = Statement.objects.select_for_update().select_related("rules__organisation").get(pk=statement.pk)
    if stored.approved_at is not None:
        raise AlreadyApproved
    stored.approved_at, stored.approved_by = timezone.now(), who
    stored.save(update_fields=["approved_at", "approved_by"])
    audit(verb="incentives.approve", who=who, about=stored, organisation=stored.rules.organisation)
    return stored

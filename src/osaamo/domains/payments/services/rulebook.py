"""Drafting and publishing versions of price rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from osaamo.domains.payments.enums import Basis, CapPer, Rounding
from osaamo.domains.payments.models import FreeCase, PriceRule, RuleVersion
from osaamo.domains.payments.queries import ceiling_for
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from osaamo.domains.payments.models import Vat
    from osaamo.kernel.models import Organisation, Person


class RuleError(Exception):
    """Base: nothing was changed. ``code`` is what a page puts into words."""

    code = ""


class AlreadyPublished(RuleError):
    """What was published does not change; make a new version."""

    code = "already-published"


class StartsInPast(RuleError):
    """A version cannot be published for days that are over: their prices were shown and paid."""

    code = "starts-in-past"


class AboveCeiling(RuleError):
    """It asks more for a credit than the law allows."""

    code = "above-ceiling"


@dataclass(frozen=True, slots=True)
class Free:
    """Who pays nothing: people whose home is, or is below, one of ``homes`` (codes); everybody without any."""

    code: str
    reason: dict[str, str]
    homes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """The words and numbers of a version; see :class:`RuleVersion`."""

    amount: Decimal
    vat: Vat
    valid_from: date
    source: str
    basis: Basis = Basis.CREDIT
    cap: Decimal | None = None
    cap_per: CapPer = CapPer.ENROLMENT
    rounding: Rounding = Rounding.CENT
    due_days: int = 7
    valid_until: date | None = None
    free: tuple[Free, ...] = field(default=())


@transaction.atomic
def draft(*, organisation: Organisation, audience: str, terms: Terms, by: Person | None) -> RuleVersion:
    """The draft of the rule's next version; an earlier draft is replaced, what is published stays.

    Raises:
        AboveCeiling: see there.
    """
    rule, _ = PriceRule.objects.get_or_create(organisation=organisation, audience=audience)
    PriceRule.objects.select_for_update().get(pk=rule.pk)
    ceiling = ceiling_for(audience, terms.valid_from)
    if ceiling is not None and terms.basis == Basis.CREDIT and terms.amount > ceiling.per_credit:
        raise AboveCeiling(f"At most {ceiling.per_credit} € for a credit: {ceiling.source}.")
    rule.versions.filter(published_at__isnull=True).delete()
    newest = rule.versions.aggregate(newest=Max("number"))["newest"] or 0
    version = RuleVersion.objects.create(
        rule=rule,
        number=newest + 1,
        basis=terms.basis,
        amount=terms.amount,
        cap=terms.cap,
        cap_per=terms.cap_per,
        rounding=terms.rounding,
        vat=terms.vat,
        due_days=terms.due_days,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        source=terms.source,
    )
    FreeCase.objects.bulk_create(
        FreeCase(version=version, code=case.code, homes=list(case.homes), reason=case.reason) for case in terms.free
    )
    audit(verb="prices.draft", who=by, about=version, organisation=organisation, details={"audience": audience})
    return version


@transaction.atomic
def publish(*, version: RuleVersion, by: Person | None) -> RuleVersion:
    """The version, by which people pay from its first day on; it does not change any more.

    Raises:
        AlreadyPublished: see there.
        StartsInPast: see there.
    """
    found = RuleVersion.objects.select_for_update(of=("self",)).select_related("rule__organisation").get(pk=version.pk)
    if not found.is_draft:
        raise AlreadyPublished("Make a new version.")
    if found.valid_from < timezone.localdate():
        raise StartsInPast("Choose today or a later day.")
    found.published_at = timezone.now()
    found.save(update_fields=["published_at"])
    audit(
        verb="prices.publish",
        who=by,
        about=found,
        organisation=found.rule.organisation,
        details={"audience": found.rule.audience, "number": found.number, "from": found.valid_from},
    )
    return found


@transaction.atomic
def drop_draft(*, version: RuleVersion, by: Person | None) -> None:
    """Nothing: the draft is gone.

    Raises:
        AlreadyPublished: it is no draft.
    """
    found = RuleVersion.objects.select_for_update(of=("self",)).select_related("rule__organisation").get(pk=version.pk)
    if not found.is_draft:
        raise AlreadyPublished("What was published stays.")
    audit(verb="prices.drop", who=by, about=found, organisation=found.rule.organisation)
    found.delete()

"""Versions of the counting rules: drafted by planners, approved by the steering group once the effect was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from osaamo.domains.credits.enums import VersionStatus
from osaamo.domains.credits.models import RuleVersion
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from osaamo.kernel.models import Organisation, Person


@transaction.atomic
def draft_rules(
    *, organisation: Organisation, who: Person | None, valid_from: date, lines: Sequence[dict[str, Any]], reason: str
) -> RuleVersion:
    """The draft of the organisation: a new one, or the one there is, changed.

    Raises:
        ValidationError: the first day is not after that of the version that holds; the past stays as it was counted.
    """
    last = RuleVersion.objects.filter(organisation=organisation, status=VersionStatus.APPROVED).first()
    if last is not None and valid_from <= last.valid_from:
        raise ValidationError(
            gettext("The rules must begin after those in force, which began on %(day)s."),
            params={"day": last.valid_from.isoformat()},
        )
    newest = RuleVersion.objects.select_for_update().filter(organisation=organisation).first()
    values = {"valid_from": valid_from, "lines": list(lines), "reason": reason, "made_by": who}
    draft, is_new = RuleVersion.objects.update_or_create(
        organisation=organisation,
        status=VersionStatus.DRAFT,
        defaults=values,
        create_defaults=values | {"number": newest.number + 1 if newest else 1},
    )
    audit(
        verb="counting-rules.draft" if is_new else "counting-rules.change",
        who=who,
        about=draft,
        organisation=organisation,
        details={"from": valid_from, "lines": len(draft.lines)},
    )
    return draft


@transaction.atomic
def approve_rules(*, version: RuleVersion, who: Person | None) -> RuleVersion:
    """The version, in force from its first day; it never changes again.

    Raises:
        ValidationError: it has no lines, so nobody would count anything; or it was approved before.
    """
    version = RuleVersion.objects.select_for_update().get(pk=version.pk)
    if not version.lines or version.status != VersionStatus.DRAFT:
        raise ValidationError(gettext("Only a draft with at least one line can be approved."))
    version.status, version.approved_at, version.approved_by = VersionStatus.APPROVED, timezone.now(), who
    version.save(update_fields=["status", "approved_at", "approved_by"])
    audit(verb="counting-rules.approve", who=who, about=version, organisation=version.organisation)
    return version

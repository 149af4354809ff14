"""Badges and the rules they are earned by, made and changed by planners."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.badges.enums import RuleKind
from osaamo.domains.badges.models import BadgeClass, BadgeVersion, IssueRule
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from osaamo.kernel.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class BadgeText:
    """What a version of a badge says; texts by language, ``skills`` as the model has them."""

    kind: str
    name: dict[str, str]
    description: dict[str, str]
    criteria: dict[str, str]
    skills: list[dict[str, Any]]
    credits: Decimal | None = None


@transaction.atomic
def create_badge(*, organisation: Organisation, who: Person | None, text: BadgeText) -> BadgeClass:
    """The new badge with its first version; nobody can earn it before it has a rule."""
    badge = BadgeClass.objects.create(organisation=organisation)
    BadgeVersion.objects.create(badge=badge, number=1, made_by=who, **asdict(text))
    audit(verb="badge.create", who=who, about=badge, organisation=organisation)
    return badge


@transaction.atomic
def change_badge(*, badge: BadgeClass, who: Person, text: BadgeText) -> BadgeVersion:
    """The version that now holds: a new one, or the current one where nothing changed."""
    BadgeClass.objects.select_for_update().get(pk=badge.pk)
    current = badge.versions.order_by("-number")[0]
    if all(getattr(current, name) == value for name, value in asdict(text).items()):
        return current
    version = BadgeVersion.objects.create(badge=badge, number=current.number + 1, made_by=who, **asdict(text))
    audit(
        verb="badge.change", who=who, about=badge, organisation=badge.organisation, details={"version": version.number}
    )
    return version


@transaction.atomic
def retire(*, badge: BadgeClass, who: Person) -> BadgeClass:
    """The badge, given no more; those held stay valid."""
    if badge.retired_at is None:
        badge.retired_at = timezone.now()
        badge.save(update_fields=["retired_at"])
        audit(verb="badge.retire", who=who, about=badge, organisation=badge.organisation)
    return badge


@transaction.atomic
def add_rule(
    *,
    badge: BadgeClass,
    who: Person | None,
    kind: RuleKind,
    course: str = "",
    least_grade: int | None = None,
    tells_grade: bool = False,
    parts: Iterable[BadgeClass] = (),
    since: date | None = None,
) -> IssueRule:
    """The rule, in force for what is completed from ``since`` (today) on.

    Raises:
        ValueError: a rule on parts has none, or counts the badge itself, directly or through its parts.
    """
    part_list = list(parts)
    if kind == RuleKind.PARTS and (not part_list or _reaches(badge, part_list)):
        raise ValueError("A path badge needs part badges, and cannot be a part of itself.")
    rule = IssueRule.objects.create(
        badge=badge,
        kind=kind,
        course=course,
        least_grade=least_grade,
        tells_grade=tells_grade,
        since=since or timezone.localdate(),
    )
    rule.parts.set(part_list)
    audit(
        verb="badge-rule.add",
        who=who,
        about=rule,
        organisation=badge.organisation,
        details={"kind": kind.value, "badge": f"badges.badgeclass:{badge.pk}"},
    )
    return rule


@transaction.atomic
def end_rule(*, rule: IssueRule, who: Person) -> IssueRule:
    """The rule, in force no more; badges it gave stay valid."""
    if rule.ended_at is None:
        rule.ended_at = timezone.now()
        rule.save(update_fields=["ended_at"])
        audit(verb="badge-rule.end", who=who, about=rule, organisation=rule.badge.organisation)
    return rule


def _reaches(badge: BadgeClass, parts: list[BadgeClass]) -> bool:
    """Whether the badge is among the parts, or theirs, however deep."""
    seen: set[int] = set()
    ahead = [part.pk for part in parts]
    while ahead:
        seen.update(ahead)
        rules = IssueRule.objects.filter(badge__in=ahead, ended_at__isnull=True, kind=RuleKind.PARTS)
        ahead = [pk for pk in rules.values_list("parts", flat=True) if pk is not None and pk not in seen]
    return badge.pk in seen

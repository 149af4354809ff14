"""Sample badges, so that the demo shows what the domain does."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.connectors.openbadges import Evidence
from osaamo.domains.badges.enums import AchievementType, RuleKind
from osaamo.domains.badges.models import BadgeClass
from osaamo.domains.badges.services.classes import BadgeText, add_rule, create_badge
from osaamo.domains.badges.services.issuing import issue, share
from osaamo.domains.badges.services.keys import can_sign
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.kernel.models import Person


@transaction.atomic
def load_demo(*, rows: Iterable[Mapping[str, Any]], holder: Person | None) -> int:
    """How many sample badges there are; loading the same rows again changes nothing.

    A row is ``{id, organisation, kind, name, description, criteria, skills, credits, earned_by, course, parts}``.
    ``holder`` gets the badges that are earned by evidence, and shows them.
    """
    badges: dict[str, BadgeClass] = {}
    for row in rows:
        organisation = Organisation.objects.get(code=row["organisation"])
        known = BadgeClass.objects.filter(organisation=organisation, versions__name=row["name"]).first()
        badges[row["id"]] = known or _new(row, organisation, badges)
        if holder is not None and can_sign() and row["earned_by"] == RuleKind.EVIDENCE:
            badge = badges[row["id"]]
            if not holder.badges.filter(badge=badge).exists():
                given = issue(
                    badge=badge, person=holder, rule=badge.rules.first(), evidence=[Evidence(**row["evidence"])]
                )
                share(credential=given, is_shared=True, shows_evidence=True)
    return len(badges)


def _new(row: Mapping[str, Any], organisation: Organisation, badges: Mapping[str, BadgeClass]) -> BadgeClass:
    badge = create_badge(
        organisation=organisation,
        who=None,
        text=BadgeText(
            kind=AchievementType(row["kind"]).value,
            name=row["name"],
            description=row["description"],
            criteria=row["criteria"],
            skills=row["skills"],
            credits=Decimal(row["credits"]) if row["credits"] else None,
        ),
    )
    add_rule(
        badge=badge,
        who=None,
        kind=RuleKind(row["earned_by"]),
        course=row.get("course", ""),
        parts=[badges[part] for part in row.get("parts", ())],
    )
    return badge

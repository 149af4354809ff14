"""Evidence handed in for a badge, and what a teacher decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from osaamo.connectors.openbadges import Evidence
from osaamo.domains.badges.enums import Decision, RuleKind
from osaamo.domains.badges.models import BadgeClass, Claim
from osaamo.domains.badges.services.issuing import issue
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.kernel.models import Person


class AlreadyDecided(Exception):
    """Another teacher was quicker."""


@transaction.atomic
def claim(*, badge: BadgeClass, person: Person, text: str, url: str = "") -> Claim:
    """The claim, waiting; one that waits already is changed to the new evidence."""
    row, is_new = Claim.objects.update_or_create(
        badge=badge, person=person, decision=Decision.WAITING, defaults={"text": text, "url": url}
    )
    audit(verb="badge.claim" if is_new else "badge.claim-again", who=person, about=row, organisation=badge.organisation)
    return row


@transaction.atomic
def decide(*, claim: Claim, who: Person, approve: bool, answer: str = "") -> Claim:
    """The claim with the teacher's decision; when approved, the badge is given in the same breath.

    Raises:
        AlreadyDecided: it was decided before.
        NoKeys: the badge cannot be signed; nothing is decided.
    """
    decision = Decision.APPROVED if approve else Decision.DECLINED
    decided = Claim.objects.filter(pk=claim.pk, decision=Decision.WAITING).update(
        decision=decision, decided_at=timezone.now(), decided_by=who, answer=answer
    )
    if not decided:
        raise AlreadyDecided
    claim.refresh_from_db()
    audit(
        verb="badge.decide",
        who=who,
        about=claim,
        organisation=claim.badge.organisation,
        details={"decision": decision.value},
    )
    if approve:
        rule = claim.badge.rules.filter(kind=RuleKind.EVIDENCE).order_by("ended_at", "pk").first()
        with translation.override(claim.person.preferred_language):
            name = gettext("Evidence approved by a teacher")
        issue(
            badge=claim.badge,
            person=claim.person,
            rule=rule,
            source_ref=ref_of(claim),
            evidence=[Evidence(name, claim.text, claim.url)],
            who=who,
        )
    return claim

"""Who may do what to badges: a planner makes them, a teacher decides on evidence, the holder says who sees theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.predicates import predicate

from osaamo.domains.badges.models import BadgeClass, Claim, Credential
from osaamo.kernel.access import allow, anyone, has_role, is_logged_in, owns
from osaamo.kernel.models import Organisation, Role

if TYPE_CHECKING:
    from osaamo.kernel.models import Person


def _issuer(row: Credential | Claim) -> Organisation:
    return row.badge.organisation


@predicate
def is_shared(user: Person, row: Credential) -> bool:  # noqa: ARG001 - a predicate's signature
    """Its holder shows it to everybody."""
    return row.is_shared


@predicate
def evidence_is_shared(user: Person, row: Credential) -> bool:  # noqa: ARG001 - a predicate's signature
    """Its holder shows it to everybody with its evidence, which the files hold."""
    return row.is_shared and row.shows_evidence


@predicate
def is_anothers(user: Any, row: Claim) -> bool:
    """The claim is not the person's own: nobody decides on their own evidence."""
    return bool(row.person_id != user.pk)


plans = has_role(Role.PLANNER)
issues = has_role(Role.TEACHER, Role.PLANNER, at=_issuer)

allow(Organisation, "plan-badges", plans)
allow(BadgeClass, "view", anyone)
allow(BadgeClass, "change", plans)
allow(BadgeClass, "claim", is_logged_in)
allow(Credential, "view", owns | is_shared | issues)
allow(Credential, "see-evidence", owns | evidence_is_shared | issues)
allow(Credential, "share", owns)
allow(Credential, "withdraw", issues)
allow(Claim, "view", owns | issues)
allow(Claim, "decide", issues & is_anothers)

"""Who may do what to the rows of the kernel."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from osaamo.kernel.access import allow, anyone, has_role, is_self, owns
from osaamo.kernel.models import AuditEntry, Consent, Membership, Organisation, Person, Role, ViewEntry


@predicate
def is_about(user: Any, row: ViewEntry) -> bool:
    """The entry says who looked at the data of the person who asks."""
    return bool(row.about == user)


administers = has_role(Role.IT_ADMIN)

allow(Organisation, "view", anyone)
allow(Organisation, "grant-role", administers)
allow(Person, "view", is_self)
allow(Person, "change", is_self)
allow(Person, "give-consent", is_self)
allow(Membership, "view", owns | administers)
allow(Membership, "end", administers)
allow(Consent, "view", owns)
allow(Consent, "withdraw", owns)
allow(AuditEntry, "view", administers)
allow(ViewEntry, "view", is_about)

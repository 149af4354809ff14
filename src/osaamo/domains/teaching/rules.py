"""Who may do what to drafts: their owner, and colleagues they invited; only people who teach or plan write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.predicates import predicate

from osaamo.domains.teaching.models import Draft
from osaamo.kernel.access import allow, has_role, owns
from osaamo.kernel.models import Organisation, Person, Role

if TYPE_CHECKING:
    from osaamo.domains.teaching.models import Share

WORKS = (Role.TEACHER, Role.PLANNER)
"""Who designs courses."""


def _share(user: Any, draft: Draft) -> Share | None:
    return draft.shares.filter(person=user).first() if isinstance(user, Person) else None


@predicate
def reads(user: Any, draft: Draft) -> bool:
    """The owner invited the person to read."""
    return _share(user, draft) is not None


@predicate
def co_writes(user: Any, draft: Draft) -> bool:
    """The owner invited the person to write."""
    share = _share(user, draft)
    return share is not None and share.may_write


works_there = has_role(*WORKS, at="institution")

allow(Organisation, "draft-course", has_role(*WORKS))
allow(Draft, "view", owns | (reads & works_there))
allow(Draft, "change", (owns | co_writes) & works_there)
allow(Draft, "share", owns & works_there)
allow(Draft, "delete", owns)

"""Every change of an enrolment's state goes through here: it is legal, stored and in the audit trail, or it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation

from osaamo.domains.crossstudy.enums import MOVE, Side, State
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.rules import moved
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Pool
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osaamo.kernel.models import Person


def locked(enrolment: Enrolment) -> Enrolment:
    """The row as it is now; nobody else changes it until the transaction ends.

    The host's takes the lock on the seats first: whoever moves the queue has that lock and comes for the row next.
    """
    if enrolment.side == Side.HOST:
        Pool.objects.select_for_update().filter(ref=enrolment.offer_ref).first()
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("home__organisation", "host__organisation", "person", "home_right")
        .get(pk=enrolment.pk)
    )


def in_order_of_locks(rows: Iterable[Enrolment]) -> list[Enrolment]:
    """The rows in the order in which one transaction may lock them: by pool, as Python sorts, and by number."""
    return sorted(rows, key=lambda row: (row.side == Side.HOME, row.offer_ref if row.side == Side.HOST else "", row.pk))


def begin(enrolment: Enrolment, *, who: Person | None) -> Enrolment:
    """The new enrolment, stored in its first state."""
    enrolment.save(force_insert=True)
    _tell(enrolment, was="", who=who)
    return enrolment


def move(enrolment: Enrolment, to: State, *, who: Person | None = None, **changes: Any) -> Enrolment:
    """The enrolment in the state ``to``, with other fields changed as given.

    Raises:
        IllegalMove: nothing leads there from where it is.
    """
    was = State(enrolment.state)
    enrolment.state = moved(Side(enrolment.side), was, to)
    change(enrolment, changed_at=timezone.now(), state=enrolment.state, **changes)
    _tell(enrolment, was=was, who=who)
    return enrolment


def change(enrolment: Enrolment, **changes: Any) -> None:
    """Store the given fields."""
    for name, value in changes.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=list(changes))


def in_three_languages(message: Any) -> dict[str, str]:
    """A translatable text in ``fi``, ``sv`` and ``en``."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = str(message)
    return found


def _tell(enrolment: Enrolment, *, was: str, who: Person | None) -> None:
    details = {"side": str(enrolment.side), "from": str(was), "to": str(enrolment.state)}
    if enrolment.reason:
        details["reason"] = str(enrolment.reason)
    audit(verb=MOVE, who=who, about=enrolment, organisation=enrolment.organisation, details=details)

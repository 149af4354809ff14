"""Where a ticket stands and why, in the holder's language; and how many seats are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from osaamo.kernel.capacity.locking import seated, shape_of
from osaamo.kernel.models import Pool, Ticket, TicketEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Left:
    """The seats of a pool: ``size`` (``None`` without a limit), ``taken`` (offers too), and how many wait."""

    size: int | None
    taken: int
    waiting: int
    is_closed: bool = False

    @property
    def free(self) -> int | None:
        """The seats that can be had, some of them perhaps only by the people of a quota; ``None`` without a limit."""
        if self.is_closed:
            return 0
        return None if self.size is None else max(0, self.size - self.taken)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a ticket stands where it does: a code with its facts, and the sentence in the active language."""

    code: str
    facts: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        """For the holder to read."""
        say = _SENTENCES.get(self.code)
        return say(self.facts) if say else _("Your request has ended.")


@dataclass(frozen=True, slots=True)
class Standing:
    """``rank`` in the queue from 1 and how many tickets are ``before``, both ``None`` unless it waits; and why."""

    state: str
    rank: int | None
    before: int | None
    reasons: tuple[Reason, ...]


def ticket_of(*, pool: str, holder: str) -> Ticket | None:
    """The newest ticket of the holder in the pool."""
    return Ticket.objects.select_related("pool").filter(pool__ref=pool, holder_ref=holder).order_by("-number").first()


def left(*, pools: Collection[str]) -> dict[str, Left]:
    """The seats of each pool by reference, counted in one query; what has no pool is left out."""
    rows = Pool.objects.filter(ref__in=pools).annotate(
        taken=Count("tickets", filter=Q(tickets__state__in=Ticket.SEATED)),
        waiting=Count("tickets", filter=Q(tickets__state=Ticket.State.WAITING)),
    )
    found = rows.values_list("ref", "size", "taken", "waiting", "is_closed")
    return {ref: Left(size, taken, waiting, is_closed) for ref, size, taken, waiting, is_closed in found}


def free_for(*, pool: str, keys: Iterable[str]) -> int | None:
    """How many seats somebody with these keys could choose from now; ``None`` without a limit, or without a pool."""
    found = Pool.objects.filter(ref=pool).first()
    if found is None:
        return None
    return 0 if found.is_closed else shape_of(found).free_for(frozenset(keys), seated(found))


def standing(ticket: Ticket) -> Standing:
    """Where the ticket stands now, and why; the ticket is read again."""
    ticket = Ticket.objects.select_related("pool").get(pk=ticket.pk)
    if ticket.state != Ticket.State.WAITING:
        return Standing(ticket.state, None, None, (_settled(ticket),))
    waiting = Ticket.objects.filter(pool=ticket.pool, state=Ticket.State.WAITING)
    before = waiting.filter(number__lt=ticket.number).count()
    return Standing(ticket.state, before + 1, before, tuple(_why_waiting(ticket, before)))


def _settled(ticket: Ticket) -> Reason:
    if ticket.state == Ticket.State.OFFERED:
        return Reason("offered", {"until": ticket.offered_until})
    if ticket.state == Ticket.State.HELD:
        return Reason("held", {})
    return Reason(ticket.reason, {})


def _why_waiting(ticket: Ticket, before: int) -> Iterable[Reason]:
    """Why no seat fits, how many are before, and who passed."""
    pool, crowd = ticket.pool, seated(ticket.pool)
    free = (pool.size or 0) - sum(crowd.values())
    party = _party(ticket)
    fitting = shape_of(pool).free_for(ticket.key_set, crowd) or 0
    if free <= 0:
        yield Reason("all-taken", {"size": pool.size})
    elif fitting <= 0:
        yield Reason("held-for-others", {"free": free})
    elif party > 1:
        yield Reason("group-too-large", {"party": party, "free": fitting})
    if before:
        yield Reason("people-before", {"before": before})
    passed = _passed_by(ticket)
    if passed:
        yield Reason("passed", {"passed": passed})


def _party(ticket: Ticket) -> int:
    """How many wait together."""
    if ticket.group is None:
        return 1
    return Ticket.objects.filter(pool=ticket.pool, group=ticket.group, state=Ticket.State.WAITING).count()


def _passed_by(ticket: Ticket) -> int:
    """How many joined later and got a seat or an offer all the same: one that did not fit this ticket."""
    later = TicketEvent.objects.filter(
        ticket__pool=ticket.pool, ticket__number__gt=ticket.number, state__in=Ticket.SEATED
    )
    return later.values("ticket").distinct().count()


def _when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "held": lambda _facts: _("You have a seat."),
    "offered": lambda facts: _("A seat is yours if you accept it by %(until)s.") % {"until": _when(facts["until"])},
    "all-taken": lambda facts: (
        ngettext("The only seat is taken.", "All %(size)d seats are taken.", facts["size"]) % facts
    ),
    "held-for-others": lambda facts: (
        ngettext(
            "%(free)d seat is free, but it is held for a group you do not belong to.",
            "%(free)d seats are free, but they are held for groups you do not belong to.",
            facts["free"],
        )
        % facts
    ),
    "group-too-large": lambda facts: (
        ngettext(
            "Your group needs %(party)d seats at the same time; %(free)d is free for it.",
            "Your group needs %(party)d seats at the same time; %(free)d are free for it.",
            facts["free"],
        )
        % facts
    ),
    "people-before": lambda facts: (
        ngettext(
            "%(before)d person joined the queue before you.",
            "%(before)d people joined the queue before you.",
            facts["before"],
        )
        % facts
    ),
    "passed": lambda facts: (
        ngettext(
            "%(passed)d person who joined after you got a seat: one held for their quota, or too few for your group.",
            "%(passed)d people who joined after you got seats: held for their quota, or too few for your group.",
            facts["passed"],
        )
        % facts
    ),
    "declined": lambda _facts: _("You declined the seat."),
    "not-answered": lambda _facts: _("The offer was not answered in time, so the seat went to the next in the queue."),
    "withdrawn": lambda _facts: _("You gave up your seat or your place in the queue."),
    "rejected": lambda _facts: _("Your request was not approved."),
    "cancelled": lambda _facts: _("It is not held."),
}

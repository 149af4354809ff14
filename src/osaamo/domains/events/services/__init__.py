"""Writes: holding events, registering, who came and what they said, messages, and the end of personal rows."""

from osaamo.domains.events.services.attending import KEEP, answer, close_begun, mark, reduce_old
from osaamo.domains.events.services.calendars import make_key, revoke_key
from osaamo.domains.events.services.demo import load_demo
from osaamo.domains.events.services.errors import (
    AlreadyCancelled,
    EventsError,
    NotNow,
    NotOver,
    OfferOver,
    QuotasTooLarge,
    SeatsInUse,
)
from osaamo.domains.events.services.forgetting import erase
from osaamo.domains.events.services.holding import (
    add_cost,
    add_material,
    cancel,
    publish,
    remove_cost,
    remove_material,
    save_event,
)
from osaamo.domains.events.services.registering import accept, register, withdraw
from osaamo.domains.events.services.telling import ask_all, remind_all, tell_cancelled, tell_offer

__all__ = [
    "KEEP",
    "AlreadyCancelled",
    "EventsError",
    "NotNow",
    "NotOver",
    "OfferOver",
    "QuotasTooLarge",
    "SeatsInUse",
    "accept",
    "add_cost",
    "add_material",
    "answer",
    "ask_all",
    "cancel",
    "close_begun",
    "erase",
    "load_demo",
    "make_key",
    "mark",
    "publish",
    "reduce_old",
    "register",
    "remind_all",
    "remove_cost",
    "remove_material",
    "revoke_key",
    "save_event",
    "tell_cancelled",
    "tell_offer",
    "withdraw",
]

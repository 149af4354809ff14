"""Writes: holding events, registering, who came and what they said, messages, and the end of personal rows."""

from osaamo.domains.events.services.attending import CHECK_IN, KEEP, answer, close_begun, mark, reduce_old
from osaamo.domains.events.services.calendars import make_key, revoke_key
from osaamo.domains.events.services.demo import load_demo
from osaamo.domains.events.services.errors import (
    AlreadyCancelled,
    Begun,
    ChangedMeanwhile,
    EventsError,
    NoDays,
    NotNow,
    NotOver,
    OfferOver,
    QuotasTooLarge,
    SeatsInUse,
    TooMany,
)
from osaamo.domains.events.services.forgetting import erase
from osaamo.domains.events.services.guests import Asked, ask_guest, asked_by, register_guest
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
from osaamo.domains.events.services.repeating import repeat
from osaamo.domains.events.services.telling import ask_all, remind_all, tell_cancelled, tell_changed, tell_offer

__all__ = [
    "CHECK_IN",
    "KEEP",
    "AlreadyCancelled",
    "Asked",
    "Begun",
    "ChangedMeanwhile",
    "EventsError",
    "NoDays",
    "NotNow",
    "NotOver",
    "OfferOver",
    "QuotasTooLarge",
    "SeatsInUse",
    "TooMany",
    "accept",
    "add_cost",
    "add_material",
    "answer",
    "ask_all",
    "ask_guest",
    "asked_by",
    "cancel",
    "close_begun",
    "erase",
    "load_demo",
    "make_key",
    "mark",
    "publish",
    "reduce_old",
    "register",
    "register_guest",
    "remind_all",
    "remove_cost",
    "remove_material",
    "repeat",
    "revoke_key",
    "save_event",
    "tell_cancelled",
    "tell_changed",
    "tell_offer",
    "withdraw",
]

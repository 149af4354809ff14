"""Writes: each keyword-only, in one transaction, with its entry in the audit trail."""

from osaamo.domains.crossstudy.services.delivering import deliver_due
from osaamo.domains.crossstudy.services.demo import load_demo
from osaamo.domains.crossstudy.services.erasing import erase, held_about
from osaamo.domains.crossstudy.services.homing import (
    NotEligible,
    approve,
    change_study_right,
    deny,
    enrol,
    hear_paid,
    let_lapse_unpaid,
    wish,
)
from osaamo.domains.crossstudy.services.hosting import (
    cancel,
    decide,
    follow_offers,
    hear_seat,
    tell_ranks,
    withdraw_for_home,
)
from osaamo.domains.crossstudy.services.moving import in_three_languages
from osaamo.domains.crossstudy.services.receiving import read_envelope, receive
from osaamo.domains.crossstudy.services.reconciling import differences, view_of
from osaamo.domains.crossstudy.services.repairing import discard, resend
from osaamo.domains.crossstudy.services.results import WrongGrade, enter_result, remove_result
from osaamo.domains.crossstudy.services.telling import completed
from osaamo.domains.crossstudy.services.transport import NotBelieved, NotDelivered, sender_of

__all__ = [
    "NotBelieved",
    "NotDelivered",
    "NotEligible",
    "WrongGrade",
    "approve",
    "cancel",
    "change_study_right",
    "completed",
    "decide",
    "deliver_due",
    "deny",
    "differences",
    "discard",
    "enrol",
    "enter_result",
    "erase",
    "follow_offers",
    "hear_paid",
    "hear_seat",
    "held_about",
    "in_three_languages",
    "let_lapse_unpaid",
    "load_demo",
    "read_envelope",
    "receive",
    "remove_result",
    "resend",
    "sender_of",
    "tell_ranks",
    "view_of",
    "wish",
    "withdraw_for_home",
]

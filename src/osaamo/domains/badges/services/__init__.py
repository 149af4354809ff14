"""Writes of the domain; each module holds one concern."""

from osaamo.domains.badges.services.claims import AlreadyDecided, claim, decide
from osaamo.domains.badges.services.classes import BadgeText, add_rule, change_badge, create_badge, end_rule, retire
from osaamo.domains.badges.services.demo import load_demo
from osaamo.domains.badges.services.issuing import catch_up, hear, issue, share, tell_profile, withdraw
from osaamo.domains.badges.services.keys import NoKeys, can_sign, signed_status_list, signing_keys

__all__ = [
    "AlreadyDecided",
    "BadgeText",
    "NoKeys",
    "add_rule",
    "can_sign",
    "catch_up",
    "change_badge",
    "claim",
    "create_badge",
    "decide",
    "end_rule",
    "hear",
    "issue",
    "load_demo",
    "retire",
    "share",
    "signed_status_list",
    "signing_keys",
    "tell_profile",
    "withdraw",
]

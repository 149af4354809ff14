"""Writes to profiles: each keyword-only, in one transaction, with its entry in the audit trail."""

from osaamo.domains.profiles.services.consents import NoConsent, agree, begin_profile, consent_text, withdraw
from osaamo.domains.profiles.services.erasing import erase
from osaamo.domains.profiles.services.goals import (
    EmptyGoal,
    aim_at_ad,
    aim_at_occupation,
    aim_at_reference,
    aim_at_skills,
    choose_goal,
    remove_goal,
)
from osaamo.domains.profiles.services.guidance import (
    AlreadyTaken,
    add_note,
    agree_step,
    ask_guidance,
    end_case,
    hand_back,
    set_follow_up,
    take_case,
    tick_step,
)
from osaamo.domains.profiles.services.importing import Restored, restore
from osaamo.domains.profiles.services.learning import take_in
from osaamo.domains.profiles.services.plans import remove_plan, save_plan
from osaamo.domains.profiles.services.sharing import make_link, open_link, revoke_link
from osaamo.domains.profiles.services.skills import add_skill, decide, grade
from osaamo.domains.profiles.services.sources import (
    ReadSource,
    add_source,
    read_again,
    remove_source,
    text_of_record,
)

__all__ = [
    "AlreadyTaken",
    "EmptyGoal",
    "NoConsent",
    "ReadSource",
    "Restored",
    "add_note",
    "add_skill",
    "add_source",
    "agree",
    "agree_step",
    "aim_at_ad",
    "aim_at_occupation",
    "aim_at_reference",
    "aim_at_skills",
    "ask_guidance",
    "begin_profile",
    "choose_goal",
    "consent_text",
    "decide",
    "end_case",
    "erase",
    "grade",
    "hand_back",
    "make_link",
    "open_link",
    "read_again",
    "remove_goal",
    "remove_plan",
    "remove_source",
    "restore",
    "revoke_link",
    "save_plan",
    "set_follow_up",
    "take_case",
    "take_in",
    "text_of_record",
    "tick_step",
    "withdraw",
]

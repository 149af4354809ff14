"""The front page's answer: from what was handed in to what is shown. Nothing is kept between two answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language

from osaamo.web import carrying, occupations
from osaamo.web.asking import Aims, Given, aims, goal_text, own_text
from osaamo.web.choosing import choices, grade_words, own_skills
from osaamo.web.comparing import compared
from osaamo.web.demo import examples
from osaamo.web.goals import AD, LIST, OCCUPATION, TEXT, Goal, ad_goal, combined, list_goal, occupation_goal, text_goal
from osaamo.web.matching import matching_ads
from osaamo.web.messages import KNOWN_ERRORS, error_message
from osaamo.web.results import picture_of, text_result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from osaamo.engine import Extraction

SAMPLE_ADS = 8
SUGGESTED = 6
MOST_SKILLS = 80
"""The surest skills of a text that are shown: more than that nobody goes through one by one."""


def blank() -> dict[str, Any]:
    """The page before anything was handed in."""
    return _frame(Given())


def answer(request: HttpRequest) -> dict[str, Any]:
    """The page for what was handed in."""
    own = own_text(request)
    context = _frame(own)
    if not own.usable:
        return context
    language = get_language() or "fi"
    try:
        reading = carrying.read(own.text, request.POST.get("read", ""))
    except KNOWN_ERRORS as error:
        return context | {"own": Given(text=own.text, error=error_message(error.code, error.values))}
    found = replace(reading, skills=reading.skills[:MOST_SKILLS])
    chosen = choices(request.POST)
    have = own_skills(found, chosen)
    asked = asked_goals(request, language)
    goals: Sequence[Goal] = asked["goals"]
    want, origins = combined(goals)
    context |= asked | {
        "result": text_result(own.text, found, language, chosen=chosen),
        "left_out": len(reading.skills) - len(found.skills),
        "read": carrying.packed(own.text, reading),
        "grades": grade_words(),
        "picture": picture_of(
            have,
            want,
            language,
            numbers={skill.uri: number for number, skill in enumerate(found.skills, start=1)},
            quotes={uri: origin.quote for uri, origin in origins.items() if origin.quote},
        ),
        "ads": matching_ads(have, language, most=SAMPLE_ADS),
        "occupations": occupations.names(language),
        "near_occupations": occupations.nearest(have, most=SUGGESTED),
    }
    if want:
        context["comparison"] = compared(have, want, language, asked=origins, without=asked["aims"].without)
    return context


def _frame(own: Given) -> dict[str, Any]:
    language = get_language() or "fi"
    known = sorted(examples().values(), key=lambda example: example["language"] != language)
    return {
        "own": own,
        "goal": Given(),
        "aims": Aims(),
        "examples": known,
        "file_bytes": settings.OSAAMO_FILE_BYTES,
    }


def asked_goals(request: HttpRequest, language: str) -> dict[str, Any]:
    """The goals (``goals``), and what the page must say of the fields they came from."""
    wished, suggested = _sought(aims(request), language)
    given, found = _pasted(request, needed=TEXT in wished.keys)
    goals: list[Goal] = []
    unknown: list[str] = []
    for key in wished.keys:
        goal = None
        if key == TEXT and found:
            goal = text_goal(found)
        elif key == LIST:
            goal, unknown = list_goal(wished.listed, language)
        elif key.startswith(OCCUPATION):
            goal = occupation_goal(key.removeprefix(OCCUPATION), language)
        elif key.startswith(AD):
            goal = ad_goal(key.removeprefix(AD))
        if goal:
            goals.append(goal)
    return {
        "aims": wished,
        "goal": given,
        "want_read": carrying.packed(given.text, found) if found else "",
        "goals": goals,
        "suggested": suggested,
        "unknown_words": unknown,
    }


def _sought(wished: Aims, language: str) -> tuple[Aims, list[tuple[str, str]] | None]:
    """With the occupation that was typed, or the suggestions (key and name) where it is not clear which is meant."""
    if not wished.sought or not wished.seek.strip():
        return wished, None
    uri, fitting = occupations.found(wished.seek, most=SUGGESTED)
    if uri:
        return wished.aiming(OCCUPATION + uri), None
    return wished, [(OCCUPATION + fit, labels.best(language)) for fit, labels in fitting]


def _pasted(request: HttpRequest, *, needed: bool) -> tuple[Given, Extraction | None]:
    given = goal_text(request, needed=needed)
    if not needed or not given.usable:
        return given, None
    try:
        return given, carrying.read(given.text, request.POST.get("want_read", ""))
    except KNOWN_ERRORS as error:
        return Given(text=given.text, error=error_message(error.code, error.values)), None

"""What templates say in the reader's language: labels, days, errors, notes, how sure something is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import template
from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from osaamo.kernel.queries import memberships_on
from osaamo.web.messages import confidence_words, error_message, level_of, note_message

if TYPE_CHECKING:
    from osaamo.engine import Gap, GapItem, Labels, Note

register = template.Library()

_DAY = {"fi": "j.n.Y", "sv": "j.n.Y", "en": "j M Y"}


@register.filter
def label(labels: Labels | Mapping[str, str] | None) -> str:
    """The label in the language of the page, else in another; empty where there is none at all."""
    language = get_language() or "fi"
    if not labels:
        return ""
    if isinstance(labels, Mapping):
        return next((labels[code] for code in (language, "en", "fi", "sv", *labels) if labels.get(code)), "")
    return labels.best(language)


@register.filter
def day(value: str | dt.date | None) -> str:
    """A date, given as such or in ISO form, as people write it; empty without one."""
    if not value:
        return ""
    if isinstance(value, str):
        value = dt.date.fromisoformat(value[:10])
    return date_format(value, _DAY[get_language() or "fi"])


@register.filter
def sentence(error: Any) -> str:
    """What an error of the engine or of a reader says to people."""
    return error_message(error.code, error.values)


@register.filter
def note_sentence(note: Note | tuple[str, str]) -> str:
    """What a note says to people; empty where it is not for them."""
    code, detail = note if isinstance(note, tuple) else (note.code, note.detail)
    return note_message(code, detail)


@register.filter
def sureness(confidence: float) -> str:
    """``clear``, ``likely`` or ``possible``."""
    return level_of(confidence)


@register.filter
def sureness_word(confidence: float) -> str:
    """How sure, in a word."""
    return confidence_words()[level_of(confidence)]


@register.filter
def percent(share: float) -> int:
    """A share as whole percent."""
    return round(100 * share)


@register.filter
def pct(share: float) -> str:
    """A share as percent with one decimal, as the language of the page writes it."""
    return str(floatformat(100 * share, 1))


@register.filter
def signed(value: float) -> str:
    """A difference with its sign and at most one decimal, as the language of the page writes it."""
    return ("+" if value >= 0 else "−") + str(floatformat(abs(value), "-1g"))


@register.filter
def graded(label: str, grade: str) -> str:
    """What the button of a grade says; a page has five for each skill, and a filter is quicker than a block."""
    return gettext("Grade %(n)s of 5: %(skill)s") % {"n": grade, "skill": label}


@register.filter
def by_status(gap: Gap) -> list[tuple[str, list[GapItem]]]:
    """What is had, partly had and missing of a gap, in this order."""
    return [(status, list(gap.of(status))) for status in ("have", "partly", "missing")]


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """The labels of a key, else the key as its own label."""
    return values.get(key, {"fi": key})


@register.filter
def quote_of(wanted: list[dict[str, Any]], uri: str) -> str:
    """The sentence of a goal that asks for the skill; empty where the goal is no text."""
    return next((row.get("evidence", "") for row in wanted if row["uri"] == uri), "")


@register.filter
def unbulleted(line: str) -> str:
    """A quoted list item without its bullet, which reads better inside quotation marks."""
    return line.strip(" \t\n-–•*·")


@register.filter
def works_as(user: Any, roles: str) -> bool:
    """Whether a person who is signed in holds one of the roles anywhere today; the roles stand with spaces between.

    The menus ask several times for each page, so the roles are read once for the person that came with the request.
    """
    held = getattr(user, "roles_in_menus", None)
    if held is None:
        held = user.roles_in_menus = frozenset(memberships_on().filter(person=user).values_list("role", flat=True))
    return not held.isdisjoint(roles.split())

"""Stronger verbs for the object of an outcome, written into the outcome where its grammar allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from osaamo.engine.design.records import VerbSuggestion
from osaamo.engine.design.tables import frames, nouns, partitives, verbs
from osaamo.engine.text import lemmas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.design.statements import Statement
    from osaamo.engine.design.tables import VerbRow
    from osaamo.engine.design.verbs import Found

_EACH = 2
"""Verbs suggested for each of the two levels."""
_UNKNOWN = "k"
"""An object that our nouns do not tell is taken for a field of knowledge."""
_AS_UNDERSTANDING = 2
_HIGHEST = 6
_SHORTEST_HEAD = 4
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREPOSITION = re.compile(r"\s+(?:of|about|on|in|to|with|for|om|i|för|till|av|över)\b", re.IGNORECASE)
_ENDS_IN_PREPOSITION = re.compile(r"\s(?:of|about|in|with|till|med|i|för|om)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Swap:
    """``text`` in place of ``start:end``; empty where the grammar asks for more than we can write."""

    start: int
    end: int
    text: str


def suggestions(
    text: str, end: int, group: Sequence[Found], statement: Statement, *, leans: bool
) -> tuple[VerbSuggestion, ...]:
    """Verbs of the same level and one up for an outcome that ends at ``end``, those that we can write in first.

    A vague or unobservable verb gets both (an unobservable one counts as understanding), a clear one only the step
    up; an outcome with several verbs, or with one of which our tables do not tell that it suits the object, gets none.
    ``leans``: a "can" earlier in the statement serves this verb, too.
    """
    if len(group) != 1:
        return ()
    (one,) = group
    weak = one.verb.kind != "clear"
    level = one.verb.level or (_AS_UNDERSTANDING if weak else _HIGHEST)
    wanted = _object_class(text[one.verb.end : end], statement)
    if not weak and (one.row is None or wanted not in one.row.fits):
        return ()
    found = []
    for step in (0, 1) if weak else (1,):
        written = [
            VerbSuggestion(row.verb, row.level, step, swap.start, swap.end, swap.text, row.case)
            for row in verbs(statement.language).values()
            if row.level == level + step and row.kind == "clear" and wanted in row.fits and row.verb != one.verb.base
            for swap in (_swap(text, end, one, row, statement, leans=leans),)
        ]
        found += list(islice(sorted(written, key=lambda made: not made.text), _EACH))
    return tuple(found)


def _object_class(after: str, statement: Statement) -> str:
    """The class of the noun that heads the object: the first that our table knows, or the one that ends its phrase.

    "projektin riskejä" and "project risks" are about risks, "perusteet" and "basics of ..." about basics.
    """
    words = [word.lower() for word in _WORD.findall(after)]
    for at, word in enumerate(words):
        found = _noun_class(word, statement)
        if not found:
            continue
        following = _noun_class(words[at + 1], statement) if at + 1 < len(words) else ""
        leads_on = statement.language == "en" or (statement.language == "fi" and word.endswith("n"))
        return following if following and leads_on else found
    return _UNKNOWN


def _noun_class(word: str, statement: Statement) -> str:
    """The class of a noun by its base form, or by its last part in a compound; ``""`` when unknown."""
    known = nouns(statement.language)
    if statement.language == "en":
        return known.get(word, "")
    for base in (word, *(lemma.replace("|", "") for lemma in lemmas(word, statement.language))):
        heads = [noun for noun in known if base == noun or (len(noun) >= _SHORTEST_HEAD and base.endswith(noun))]
        if heads:
            return known[max(heads, key=len)]
    return ""


def _swap(text: str, end: int, one: Found, row: VerbRow, statement: Statement, *, leans: bool) -> _Swap:
    """The verb of ``row`` instead of the outcome's own."""
    small, start = frames(statement.language), one.verb.start
    cannot = _Swap(start, one.verb.end, "")
    governed = _object(text, end, one, row, statement)
    if governed is None:
        return cannot
    to, rest = governed
    written = text[start : one.verb.end].lower()
    if one.row is not None and one.verb.base == small.modal_base:
        return _Swap(one.verb.end, to, f" {row.verb}{rest}")
    if one.modal >= 0 and written != one.verb.base:
        # "pystyy soveltamaan": the form leans on that modal, so both are written anew when nothing stands between.
        alone = len(text[one.modal : start].split()) == 1
        return _Swap(one.modal, to, f"{small.can} {row.verb}{rest}") if alone else cannot
    if one.row is not None and statement.language == "en" and written.endswith("ing"):
        return cannot
    opens = statement.modal and one.begins == statement.start
    listed = statement.language != "fi" and start == statement.start
    bare = one.modal >= 0 or ((leans or opens or listed) and (written == one.verb.base or one.row is None))
    words = f"{row.verb if bare else f'{small.can} {row.verb}'}{rest}"
    return _Swap(start, to, words[:1].upper() + words[1:] if text[start].isupper() else words)


def _object(text: str, end: int, one: Found, row: VerbRow, statement: Statement) -> tuple[int, str] | None:
    """Where the replacement ends, and what it says after the verb of ``row``; ``None`` where the object does not fit.

    A Finnish partitive object goes with verbs of either case; a total one is made partitive where we know how.
    """
    if statement.language == "fi":
        own = one.row.case if one.row is not None else ""
        if own == "acc" and row.case == "part":
            return _as_partitive(text, one.verb.end, end)
        return (one.verb.end, "") if own == row.case or (own, row.case) == ("part", "acc") else None
    after = _after_preposition(text, one, statement)
    return None if after is None else (after, f" {row.case}" if row.case else "")


def _as_partitive(text: str, start: int, end: int) -> tuple[int, str] | None:
    """The object after ``start`` in the partitive, with its end: genitives and one noun of our table, else ``None``."""
    for word in _WORD.finditer(text, start, end):
        for form, partitive in partitives().items():
            if word.group().lower().endswith(form):
                head = word.group()[: len(word.group()) - len(form)] + partitive
                return word.end(), text[start : word.start()] + head
        if not word.group().endswith("n"):
            return None
    return None


def _after_preposition(text: str, one: Found, statement: Statement) -> int | None:
    """Where the object begins, past a preposition that the verb or phrase asks for; ``None`` when it is not there."""
    asks = one.row.case if one.row is not None else "any"
    following = _PREPOSITION.match(text, one.verb.end, statement.end)
    if not asks or (one.row is None and _ENDS_IN_PREPOSITION.search(text, one.verb.start, one.verb.end)):
        return one.verb.end
    if following is None or (asks != "any" and following.group().strip().lower() != asks):
        return None
    return following.end()

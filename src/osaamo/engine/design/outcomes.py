"""Single outcomes of a draft: where each stands, its verbs and level, what is weak in it, and stronger verbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from osaamo.engine.design.records import Fault, Outcome
from osaamo.engine.design.statements import statements
from osaamo.engine.design.suggesting import suggestions
from osaamo.engine.design.verbs import look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osaamo.engine.design.statements import Statement
    from osaamo.engine.design.verbs import Found, Seen

LONGEST = {"fi": 25, "sv": 32, "en": 34}
"""Words of one outcome; about one in ten of the development courses' outcomes is longer."""
MOST_VERBS = 3
"""So many verbs on one object promise several things, too."""
_WORD = re.compile(r"[^\W_]+(?:[-'’:][^\W_]+)*")
_TRAILING = " \t\r\n,;:"


def outcomes_of(text: str, language: str = "auto") -> tuple[Outcome, ...]:
    """The outcomes that ``text`` promises, in order; none for a text without letters.

    Raises:
        TextTooLong: it is longer than the engine reads.
    """
    if not any(map(str.isalpha, text)):
        return ()
    return tuple(outcome for statement in statements(text, language) for outcome in _outcomes(text, statement))


def _outcomes(text: str, statement: Statement) -> Iterator[Outcome]:
    seen = look(text, statement.start, statement.end, statement.language, modal=statement.modal)
    groups = _groups(seen)
    starts = [statement.start, *(group[0].begins for group in groups[1:])]
    ends = [
        *(_end(text, start, group[0], seen) for start, group in zip(starts[1:], groups[1:], strict=True)),
        statement.end,
    ]
    for number, (start, end, group) in enumerate(zip(starts, ends, groups or [[]], strict=True)):
        faults = list(_faults(text, start, end, group, seen, statement))
        if number == 0:
            faults += _several(groups, statement)
        verbs = tuple(one.verb for one in group)
        leans = statement.modal or any(one.modal >= 0 for earlier in groups[:number] for one in earlier)
        yield Outcome(
            start=start,
            end=end,
            text=text[start:end],
            language=statement.language,
            verbs=verbs,
            level=max((verb.level for verb in verbs), default=0),
            faults=tuple(sorted(faults, key=lambda fault: (fault.start, fault.code))),
            suggestions=suggestions(text, end, group, statement, leans=leans),
        )


def _groups(seen: Seen) -> list[list[Found]]:
    """Verbs by outcome: one that follows a joining word begins another, unless the verb before it has no object yet."""
    groups: list[list[Found]] = []
    for one in seen.found:
        before = groups[-1][-1] if groups else None
        if before is not None and (not one.joined or not _has_object(seen, before, one)):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _has_object(seen: Seen, one: Found, other: Found) -> bool:
    """Whether any word stands after the verb and before the part of the next one, joining words apart."""
    joint = seen.tokens[one.at].start - one.verb.start
    between = [token for token in seen.tokens if one.verb.end <= token.start - joint < other.begins]
    return len(between) > 1 or (len(between) == 1 and between[0].surface.lower() not in _JOINING)


_JOINING = frozenset({"ja", "sekä", "tai", "och", "samt", "eller", "and", "or", "then", "&"})


def _end(text: str, start: int, one: Found, seen: Seen) -> int:
    """The end of the outcome before the one that begins at ``start``: without the joining word and commas."""
    shift = one.verb.start - seen.tokens[one.at].start
    before = [token for token in seen.tokens if token.end + shift <= start]
    if before and before[-1].surface.lower() in _JOINING:
        before.pop()
    end = before[-1].end + shift if before else start
    return end - (len(text[:end]) - len(text[:end].rstrip(_TRAILING)))


def _faults(
    text: str, start: int, end: int, group: Sequence[Found], seen: Seen, statement: Statement
) -> Iterator[Fault]:
    teacher = seen.teacher
    if teacher is not None and start <= teacher[0] < end:
        yield Fault(
            "teacher-centred", teacher[0], min(teacher[1], end), {"phrase": text[teacher[0] : min(teacher[1], end)]}
        )
    elif not group:
        yield Fault("no-verb", start, end)
    for one in group:
        if one.verb.kind == "vague":
            yield Fault("vague-verb", one.verb.start, one.verb.end, {"verb": one.verb.base})
        elif one.verb.kind == "unobservable":
            yield Fault("unassessable", one.verb.start, one.verb.end, {"verb": one.verb.base})
    words, limit = len(_WORD.findall(text, start, end)), LONGEST[statement.language]
    if words > limit:
        yield Fault("too-long", start, end, {"words": words, "limit": limit})


def _several(groups: Sequence[Sequence[Found]], statement: Statement) -> list[Fault]:
    verbs = [one.verb.base for group in groups for one in group]
    if len(groups) < 2 and len(verbs) < MOST_VERBS:
        return []
    values: dict[str, str | int] = {
        "count": len(groups) if len(groups) > 1 else len(verbs),
        "verbs": ", ".join(dict.fromkeys(verbs)),
    }
    return [Fault("several-outcomes", statement.start, statement.end, values)]

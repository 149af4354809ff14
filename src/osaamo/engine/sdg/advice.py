"""What to change in a text so that its link to a goal becomes stronger, or honest: codes with values, no sentences.

The pages make the sentences, in three languages. Nothing here says that a text *should* serve a goal: each piece of
advice says on what the link rests now, and what a writer who means it could write.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.records import Sentence

CLEAR = 0.3
"""A sentence shows a goal clearly from this share on."""

HINT = 0.1
"""A sentence below a clear share and from this one on could be written so that it shows the goal."""

_OUTCOMES = frozenset({
    "osaamistavoitteet", "osaamistavoite", "oppimistavoitteet", "oppimistulokset", "tavoitteet",
    "lärandemål", "lärandemålen", "kompetensmål", "kunskapsmål", "mål",
    "learningoutcomes", "intendedlearningoutcomes", "learningobjectives", "objectives", "outcomes",
})  # fmt: skip
"""Headings of the learning outcomes, letters only."""


class SdgChange(StrEnum):
    """What could change; the values that are set are named."""

    NO_CLEAR_SENTENCE = "no-clear-sentence"
    """The text as a whole is near the goal, but none of its sentences (``of``) shows it."""

    ONE_SENTENCE = "one-sentence"
    """The link rests on one sentence (``start``, ``end``) of ``of``: is it what the course is about?"""

    NOT_IN_OUTCOMES = "not-in-outcomes"
    """No learning outcome shows the goal; the sentence that does (``start``, ``end``) stands elsewhere."""

    NO_OWN_WORDS = "no-own-words"
    """None of the goal's words stands in the sentences that show it: ``words`` of ``target`` that would name it."""

    NAME_THE_TARGET = "name-the-target"
    """The sentence (``start``, ``end``) is near ``target`` without naming it; ``words`` would."""

    REWRITE = "rewrite"
    """The sentence (``start``, ``end``) hints at the goal; with ``words`` of ``target`` it would show it."""


@dataclass(frozen=True, slots=True)
class SdgAdvice:
    """A change with its values: a sentence's place in the text, a target's code, words in that sentence's language."""

    change: SdgChange
    start: int | None = None
    end: int | None = None
    of: int | None = None
    target: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as advice sees it: its share for the goal and its nearest target.

    ``said`` counts the goal's words in it, ``lacks`` are words of that target it has not, the nearest first.
    """

    start: int
    end: int
    share: float
    target: str
    said: int
    lacks: tuple[str, ...]


def advise(
    shown: Sequence[Shown],
    *,
    clear: Sequence[int],
    of: int,
    weak: Shown | None = None,
    outcomes: tuple[int, int] | None = None,
) -> tuple[SdgAdvice, ...]:
    """What could change about one goal, the more important first.

    ``shown`` are the sentences behind the goal, best first; ``clear`` is where those of the text's ``of`` sentences
    begin that show it clearly; ``weak`` is the best of the others; ``outcomes`` is where the learning outcomes stand.
    """
    best = shown[0]
    found: list[SdgAdvice] = []
    if not clear:
        found.append(SdgAdvice(SdgChange.NO_CLEAR_SENTENCE, of=of))
    elif len(clear) == 1 and of > 1:
        found.append(SdgAdvice(SdgChange.ONE_SENTENCE, best.start, best.end, of=of))
    if clear and outcomes and not any(outcomes[0] <= start < outcomes[1] for start in clear):
        found.append(SdgAdvice(SdgChange.NOT_IN_OUTCOMES, best.start, best.end))
    if clear and not any(one.said for one in shown):
        found.append(SdgAdvice(SdgChange.NO_OWN_WORDS, best.start, best.end, target=best.target, words=best.lacks))
    elif clear and not best.said:
        found.append(SdgAdvice(SdgChange.NAME_THE_TARGET, best.start, best.end, target=best.target, words=best.lacks))
    to_rewrite = weak if clear else best
    if to_rewrite and to_rewrite.share >= HINT:
        found.append(
            SdgAdvice(
                SdgChange.REWRITE, to_rewrite.start, to_rewrite.end, target=to_rewrite.target, words=to_rewrite.lacks
            )
        )
    return tuple(found)


def outcomes_in(sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    """Where the learning outcomes stand: from a heading that says so to the next heading; ``None`` without one."""
    start = None
    for sentence in sentences:
        if sentence.kind != "heading":
            continue
        if start is not None:
            return start, sentence.start
        if "".join(filter(str.isalpha, sentence.text.lower())) in _OUTCOMES:
            start = sentence.end
    return None if start is None else (start, sentences[-1].end)

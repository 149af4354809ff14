"""Two versions of a text side by side: first by sentence, then by word inside the sentences that changed."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from osaamo.engine.design.records import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+(?=\s|$)|[.!?](?=\S)[^.!?\n]*)*[ \t]*\n*|.+", re.DOTALL)
_WORD = re.compile(r"\w+|[^\w\s]|\s+")
_ALIKE = 0.35
"""Sentences that share fewer of their words are shown as one gone and one new, not as a mosaic."""


def changes(old: str, new: str) -> tuple[Run, ...]:
    """The runs that lead from ``old`` to ``new``, in order; no two neighbours are of one kind.

    The texts of the equal and deleted runs joined are ``old``, those of the equal and inserted ones ``new``.
    """
    before, after = _cut(_SENTENCE, old), _cut(_SENTENCE, new)
    pieces: list[tuple[str, str, str]] = []
    for kind, a, b in _matched(before, after):
        pieces.extend(_within("".join(a), "".join(b)) if kind == "replace" else [(kind, "".join(a), "".join(b))])
    return tuple(_runs(pieces))


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group() for match in pattern.finditer(text) if match.group()]


def _matched(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield kind, a[a1:a2], b[b1:b2]


def _within(old: str, new: str) -> list[tuple[str, str, str]]:
    """The pieces of a changed stretch, word by word where enough of it stays."""
    before, after = _cut(_WORD, old), _cut(_WORD, new)
    bare_old, bare_new = ([word for word in side if not word.isspace()] for side in (before, after))
    if SequenceMatcher(None, bare_old, bare_new, autojunk=False).ratio() < _ALIKE:
        return [("replace", old, new)]
    return [(kind, "".join(a), "".join(b)) for kind, a, b in _matched(before, after)]


def _runs(pieces: Sequence[tuple[str, str, str]]) -> Iterator[Run]:
    old_at = new_at = 0
    gone = come = ""

    def changed() -> Iterator[Run]:
        old_from, new_from = old_at - len(gone), new_at - len(come)
        if gone:
            yield Run("delete", gone, (old_from, old_at), (new_from, new_from))
        if come:
            yield Run("insert", come, (old_at, old_at), (new_from, new_at))

    same = ""
    for kind, old, new in [*pieces, ("equal", "", "")]:
        if kind == "equal" and old:
            yield from changed()
            gone = come = ""
            same += old
        elif kind != "equal":
            if same:
                yield Run("equal", same, (old_at - len(same), old_at), (new_at - len(same), new_at))
                same = ""
            gone, come = gone + old, come + new
        old_at, new_at = old_at + len(old), new_at + len(new)
    yield from changed()
    if same:
        yield Run("equal", same, (old_at - len(same), old_at), (new_at - len(same), new_at))

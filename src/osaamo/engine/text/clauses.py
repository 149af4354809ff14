"""Clauses: the parts of a sentence that may each name another skill."""

from __future__ import annotations

import re

_CUT = re.compile(
    r"\s*[,;:()•|/–—]\s+|\s+[–—-]\s+"
    r"|\s+(?:ja|sekä|tai|eli|kuten|och|samt|eller|såsom|and|or|as well as|including|such as)\s+",
    re.IGNORECASE,
)
_BEFORE, _AFTER = " -–:;,()", " .-–:;,()"


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of ``text`` in order, cut at commas, dashes, brackets and coordinating words; itself when one.

    "plan and lead projects, manage a budget" gives "plan", "lead projects", "manage a budget".
    """
    parts = [part.lstrip(_BEFORE).rstrip(_AFTER) for part in _CUT.split(text)]
    named = tuple(part for part in parts if len(part) > 1 and any(map(str.isalpha, part)))
    return named if len(named) > 1 else (text,)

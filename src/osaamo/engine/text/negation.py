"""Skills a text names only to say that they are not needed.

A cue opens a scope that runs to the end of its clause; a correlative ("not only ... but also") opens none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.engine.records import Language

_BOTH = {
    "en": r"\bnot (?:only|just|merely|limited to)\b",
    "fi": r"\bei(?:vät)? (?:pelkästään|ainoastaan|vain|pelkkää|yksin)\b",
    "sv": r"\b(?:inte|icke) (?:bara|enbart|endast)\b",
}
# A cue before its skill: the scope runs forward to the end of the clause.
_BEFORE = {
    "en": r"\b(?:no (?:(?:prior|previous|earlier|special|specific|formal) )?(?:experience|knowledge|skills?|training|"
    r"background|expertise)(?: (?:of|in|with))?|(?:do(?:es)? not|don't|doesn't|need not|needn't|no need to|"
    r"not (?:required|necessary|expected|needed) to) ?(?:need|require|have to|know)?)\b",
    "fi": r"\b(?:ei(?:vät)? (?:edellytetä|edellytä|vaadita|vaadi|tarvita|tarvitse|odoteta)(?: (?:osata|olla|hallita|"
    r"aiempaa|aikaisempaa))*|et tarvitse|sinun ei tarvitse|ei tarvetta)\b",
    "sv": r"\b(?:(?:krävs|behövs|förutsätts) (?:inte|inga|ingen|inget)|(?:kräver|förutsätter|behöver) "
    r"(?:inte|inga|ingen|inget)|inga? (?:förkunskaper|förhandskunskaper|tidigare (?:kunskaper|erfarenhet)|erfarenhet|"
    r"kunskaper)"
    r"(?: (?:i|om|av))?(?: (?:krävs|behövs))?)\b",
}
# A cue after its skill: the scope runs back to the start of the clause.
_AFTER = {
    "en": r"\b(?:(?:is|are) (?:not|neither) (?:required|necessary|needed|expected|a requirement|mandatory)|"
    r"not (?:required|necessary|needed)|isn't (?:required|necessary|needed)|aren't (?:required|necessary|needed))\b",
    "fi": r"\b(?:ei(?:vät)? (?:ole|olla)? ?(?:vaatimus|vaatimuksena|edellytys|edellytyksenä|välttämätöntä|välttämätön|"
    r"tarpeen|pakollista|pakollinen)|ei (?:edellytetä|vaadita|tarvita))\b",
    "sv": r"\b(?:(?:krävs|behövs|förutsätts) (?:inte|ej)|är (?:inte|inget) (?:ett )?"
    r"(?:krav|nödvändig\w*|obligatorisk\w*))\b",
}
_CLAUSE_END = re.compile(
    r"[;:.!?()]|,\s+(?:but|mutta|vaan|men|utan|although|vaikka|fast)\b|\s(?:but|mutta|vaan|men|utan)\s|\s[–—]\s"
)
_CUES = {
    language: (
        re.compile(_BOTH[language], re.I),
        re.compile(_BEFORE[language], re.I),
        re.compile(_AFTER[language], re.I),
    )
    for language in ("en", "fi", "sv")
}


def negated_spans(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """``(start, end)`` of the parts of one sentence under "not needed", in order; none for "not only ... but also"."""
    correlative, before, after = _CUES[language]
    if correlative.search(text):
        return ()
    ends = [mark.start() for mark in _CLAUSE_END.finditer(text)] + [len(text)]
    starts = [0] + [mark.end() for mark in _CLAUSE_END.finditer(text)]
    spans = set()
    for cue in after.finditer(text):
        start = max(at for at in starts if at <= cue.start())
        if text[start : cue.start()].strip(" ,-"):
            spans.add((start, cue.end()))
    for cue in before.finditer(text):
        end = min(at for at in ends if at >= cue.end())
        if text[cue.end() : end].strip(" ,-") and not any(a <= cue.start() < b for a, b in spans):
            spans.add((cue.start(), end))
    return tuple(sorted(spans))

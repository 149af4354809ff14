"""Which of the working languages a text is in, and whether it is in a fourth one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from osaamo.engine.records import LANGUAGES

if TYPE_CHECKING:
    from osaamo.engine.records import Language

SURE = 0.9
"""Below this probability a sentence inherits the language around it."""

_ENOUGH_LETTERS = 20
_FOREIGN_LETTERS = 60
_OURS_AT_MOST = 0.001
"""Related languages share a foreign text's probability (es, gl, pt), so the sum of ours decides."""

_SAMPLE = 6000


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 0.3 s, paid on first use

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> tuple[Language, float]:
    """The most likely working language of ``text`` and its share of the probability of the three, 0 to 1."""
    return _among_ours(dict(_identifier().rank(text[:_SAMPLE])))


def detect_languages(text: str) -> tuple[Language, str]:
    """The working language of a whole text, and the ISO 639-1 code of the fourth one it is surely in, else ``""``."""
    ranked = _identifier().rank(text[:_SAMPLE])
    return _among_ours(dict(ranked))[0], _foreign(text[:_SAMPLE], ranked)


def _among_ours(scores: dict[str, float]) -> tuple[Language, float]:
    ours = {language: float(scores.get(language, 0.0)) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: ours[language])
    total = sum(ours.values())
    # Probabilities of long foreign texts can round to zero for all three.
    return best, ours[best] / total if total > 0 else 1 / 3


def sentence_language(text: str, around: Language) -> Language:
    """The language of one sentence; ``around`` when the sentence alone does not tell."""
    if sum(map(str.isalpha, text)) < _ENOUGH_LETTERS:
        return around
    language, probability = detect_language(text)
    return language if probability >= SURE else around


def _foreign(sample: str, ranked: list[tuple[str, float]]) -> str:
    if sum(map(str.isalpha, sample)) < _FOREIGN_LETTERS:
        return ""
    ours = sum(float(share) for code, share in ranked if code in LANGUAGES)
    return "" if ours > _OURS_AT_MOST else str(ranked[0][0])

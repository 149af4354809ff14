"""The frozen records that pass between the stages of the engine.

Offsets are Python string indices (code points) into the text the caller handed in, half open:
``text[start:end]``. Scores are unit-free; confidences are calibrated probabilities in ``[0, 1]``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["fi", "sv", "en"]
"""The working languages of the service, as ISO 639-1 codes."""

LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")

SentenceKind = Literal["sentence", "item", "heading"]


@dataclass(frozen=True, slots=True)
class Labels:
    """Preferred labels of one concept; an empty string where the vocabulary has none."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    def best(self, language: str) -> str:
        """The label in ``language``, else English, else Finnish, else Swedish."""
        return getattr(self, language, "") or self.en or self.fi or self.sv

    def as_dict(self) -> dict[str, str]:
        """The labels keyed by language code."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}


@dataclass(frozen=True, slots=True)
class Concept:
    """One skill of the vocabulary.

    ``kind`` is ESCO's skill type in short (``skill``, ``knowledge``, ``language``, ``transversal``) or ``""``
    where the source has none; ``group`` is the code of its ESCO group, ``theme`` the id of our map theme.
    """

    uri: str
    labels: Labels
    kind: str = ""
    group: str = ""
    theme: int = -1


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of a result must know (``unknown-language``, ``text-cut`` ...).

    ``code`` is stable and translated by the faces; ``detail`` fills the message.
    """

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its lattice of keys: the lower-cased surface first, then lemmas, best first."""

    start: int
    end: int
    surface: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or heading. ``text`` is cleaned for the models, offsets point to the original."""

    start: int
    end: int
    text: str
    language: Language
    kind: SentenceKind = "sentence"


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text cut into sentences. ``shares`` maps language to its share of the characters."""

    sentences: tuple[Sentence, ...]
    language: Language
    shares: dict[str, float] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a skill was seen: a sentence of the text and, where words matched, the words inside it.

    ``text`` equals ``original[start:end]``. ``cue`` is the ``(start, end)`` of the matching words or ``None``
    when the sentence as a whole gave the skill.
    """

    start: int
    end: int
    text: str
    cue: tuple[int, int] | None = None
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill found in a text, its calibrated confidence and its evidence, best sentence first."""

    uri: str
    label: Labels
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """All skills of one text, most confident first, with the versions that made them."""

    language: Language
    model: str
    vocabulary: str
    skills: tuple[FoundSkill, ...]
    notes: tuple[Note, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """JSON values, the shape that programs rely on; confidences to four decimals."""
        return {
            "language": self.language,
            "model": self.model,
            "vocabulary": self.vocabulary,
            "skills": [
                {
                    "uri": skill.uri,
                    "label": skill.label.as_dict(),
                    "confidence": round(skill.confidence, 4),
                    "evidence": [{"start": e.start, "end": e.end, "text": e.text} for e in skill.evidence],
                }
                for skill in self.skills
            ],
            "notes": [{"code": note.code, "detail": note.detail} for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row of a ranking over the whole vocabulary."""

    uri: str
    score: float


@dataclass(frozen=True, slots=True)
class WeightedSkill:
    """A skill somebody has or wants. ``weight`` is at least 0; 1.0 is a plain, fully wanted skill."""

    uri: str
    weight: float = 1.0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class TaughtSkill:
    """A skill that a step teaches, how surely, and the sentence of the step's own text that says so."""

    uri: str
    confidence: float = 1.0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A timetabled meeting in ISO 8601 local time, half open: ``("2026-09-01T09:00", "2026-09-01T12:00")``."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that teaches: one realisation of a course (or a challenge, a project place ...).

    ``course`` groups realisations of the same content: a path takes at most one of each. ``starts`` and ``ends``
    are ISO dates, ``""`` when unknown or always open. ``requires`` names courses (ids as in ``course``).
    ``seats`` is ``None`` when unlimited. ``audiences`` is empty when open to all.
    """

    id: str
    course: str
    title: Labels
    institution: str
    credits: float
    skills: tuple[TaughtSkill, ...]
    languages: tuple[str, ...] = ()
    mode: str = ""
    campus: str = ""
    starts: str = ""
    ends: str = ""
    meetings: tuple[Meeting, ...] = ()
    requires: tuple[str, ...] = ()
    seats: int | None = None
    audiences: tuple[str, ...] = ()
    source: str = ""

"""What goes into and comes out of the interface. Field names and shapes are those of the command line."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

MAX_CHARACTERS = 100_000
MAX_SKILLS = 300

Language = Literal["auto", "fi", "sv", "en"]
Body = Annotated[
    str, Field(min_length=1, max_length=MAX_CHARACTERS, description="Text in Finnish, Swedish or English.")
]
Spoken = Annotated[Language, Field(description="Language of the text; auto finds it sentence by sentence.")]


class Strict(Schema):
    """Base of what comes in: an unknown field is an error, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class SkillsIn(Strict):
    """A text to read."""

    text: Body
    language: Spoken = "auto"
    limit: Annotated[int | None, Field(ge=1, le=MAX_SKILLS, description="Most skills to give.")] = None
    threshold: Annotated[
        float | None, Field(ge=0, le=1, description="Lowest confidence to give; without it the model's own.")
    ] = None


class RankIn(Strict):
    """A text to rank the vocabulary by."""

    text: Body
    language: Spoken = "auto"
    limit: Annotated[int, Field(ge=1, le=1000, description="How many skills to give.")] = 100


class SkillIn(Strict):
    """A skill one has or wants. Weight 1 is a plain, fully had or wanted skill."""

    uri: Annotated[str, Field(min_length=1, max_length=300)]
    weight: Annotated[float, Field(ge=0, le=1000)] = 1.0


class GapIn(Strict):
    """What one has and what one wants: each a text, or a list of skills."""

    have: Body | Annotated[list[SkillIn], Field(max_length=MAX_SKILLS)]
    want: Body | Annotated[list[SkillIn], Field(max_length=MAX_SKILLS)]


class LabelsOut(Schema):
    """A label in three languages; empty where the vocabulary has none."""

    fi: str
    sv: str
    en: str


class EvidenceOut(Schema):
    """Where a skill was seen: ``text`` equals the characters ``start`` to ``end`` (code points) of the text."""

    start: int
    end: int
    text: str


class SkillOut(Schema):
    """A skill found, how surely (calibrated, 0 to 1), and its sentences, best first."""

    uri: str
    label: LabelsOut
    confidence: float
    evidence: list[EvidenceOut]


class SkillsOut(Schema):
    """All skills of the text, surest first, and what made them."""

    language: str
    model: str
    vocabulary: str
    skills: list[SkillOut]


class RankedOut(Schema):
    """One row of a ranking."""

    uri: str
    score: float


class RankOut(Schema):
    """The ranking, best first, and what made it."""

    model: str
    vocabulary: str
    ranking: list[RankedOut]


class NearestOut(Schema):
    """The own skill nearest to a wanted one (cosine)."""

    uri: str
    label: LabelsOut
    similarity: float


class ReasonOut(Schema):
    """Why: a stable code, its values, and an English sentence."""

    code: str
    values: dict[str, Any]
    text: str


class GapItemOut(Schema):
    """One wanted skill: status, weight, the share covered (0 to 1), and why."""

    uri: str
    label: LabelsOut
    status: Literal["have", "partly", "missing"]
    weight: float
    cover: float
    nearest: NearestOut | None
    evidence: str
    reason: ReasonOut


class CountsOut(Schema):
    """How many wanted skills there are of each status."""

    missing: int
    partly: int
    have: int


class GapOut(Schema):
    """Wanted skills, largest need first; ``coverage`` is the covered share of their weight, ``extra`` own others."""

    coverage: float
    counts: CountsOut
    items: list[GapItemOut]
    extra: list[str]


class ConceptOut(Schema):
    """A skill of the vocabulary."""

    uri: str
    label: LabelsOut
    kind: str


class SearchOut(Schema):
    """Skills whose labels fit the words, best first."""

    vocabulary: str
    results: list[ConceptOut]


class HealthOut(Schema):
    """Whether the service answers, and what would answer."""

    status: Literal["ok"]
    version: str
    model: str
    vocabulary: str


class FieldErrorOut(Schema):
    """Which field of the request is wrong, and how."""

    field: str
    message: str


class ProblemOut(Schema):
    """An error (RFC 9457): a stable ``code``, and ``detail`` in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldErrorOut] | None = None

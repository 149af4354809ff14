"""What the design desk says of a draft: frozen records with codes and values, never sentences for the page.

Offsets are Python string indices, half open, into the text of the part they speak of (``draft.outcomes`` ...).
Codes are stable; the page translates them with ``values``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from osaamo.engine.compare import NearPair
    from osaamo.engine.records import Labels, Language

Part = Literal["title", "outcomes", "content", "assessment"]

FaultCode = Literal[
    "no-verb", "vague-verb", "unassessable", "several-outcomes", "teacher-centred", "too-long"
]  # fmt: skip
"""What can be wrong with one outcome, with the values it carries:

- ``no-verb``: no verb says what the student does; none.
- ``vague-verb``: the verb cannot be seen in an assessment (ymmärtää, förstå, know); ``verb`` (its base form).
- ``unassessable``: it names an attitude, an exposure or a growth (get an overview, be interested); ``verb``.
- ``several-outcomes``: one sentence promises several things; ``count``, ``verbs`` (base forms, comma-separated).
- ``teacher-centred``: it tells what the course or the teacher does; ``phrase`` (as written).
- ``too-long``: ``words`` and ``limit``.
"""

MadeOf = Literal["verb-swap", "neighbour-outcome", "template-label"]
"""How a suggested text came to be: the draft's own words with another verb, the words of a neighbour course's
outcome, or our sentence template filled with the name of a skill."""


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A course as it is being written. Any part may be empty."""

    title: str = ""
    outcomes: str = ""
    content: str = ""
    assessment: str = ""

    def part(self, name: Part) -> str:
        """The text of the part."""
        return str(getattr(self, name))


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb of an outcome: its base form, its place, and its level by Bloom's revised taxonomy.

    ``level`` is 1 remember, 2 understand, 3 apply, 4 analyse, 5 evaluate, 6 create; 0 when our tables lack the verb.
    ``kind`` is ``clear``, ``vague`` or ``unobservable``.
    """

    base: str
    start: int
    end: int
    level: int
    kind: Literal["clear", "vague", "unobservable"] = "clear"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of an outcome at ``start:end`` of the outcomes' text; see :data:`FaultCode` for ``values``."""

    code: FaultCode
    start: int
    end: int
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerbSuggestion:
    """A stronger verb for the same object, in the outcome's language.

    ``step`` is 0 for the same level, 1 for one up. ``text`` replaces ``start:end`` of the outcomes' text; it is empty
    where the verb asks for another case of its object (Finnish), then only ``base`` and ``case`` (``acc``, ``part``,
    ``ela`` ...) are told.
    """

    base: str
    level: int
    step: int
    start: int
    end: int
    text: str
    case: str = ""
    made_of: MadeOf = "verb-swap"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One learning outcome of a draft.

    Attributes:
        start: where it begins in the outcomes' text; outcomes come in order and never overlap.
        end: where it ends; ``text`` is what stands between.
        text: as written.
        language: of its sentence.
        verbs: all its verbs, the first one decides unless a later one is of a higher level.
        level: the highest level of its verbs, 0 when unknown.
        faults: in order of place.
        suggestions: for a weak verb those of the same level, then one up; for a clear one only one up.
    """

    start: int
    end: int
    text: str
    language: Language
    verbs: tuple[Verb, ...]
    level: int
    faults: tuple[Fault, ...] = ()
    suggestions: tuple[VerbSuggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelReason:
    """Why a level is estimated: ``code`` with ``values``; ``toward`` is 6, 7 or 0 (neither).

    - ``sentence``: the title or a sentence that speaks most for the level; ``part``, ``start``, ``end``, ``text``.
    - ``too-little-text``: ``words`` of outcomes and content, ``needed``.
    - ``mixed``: the signs point both ways; ``percent``, how likely the likelier level is.
    """

    code: Literal["sentence", "too-little-text", "mixed"]
    toward: int
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LevelEstimate:
    """EQF level 6 (bachelor) or 7 (master), or ``None`` for "cannot say".

    ``confidence`` is the probability of ``level``; where none is given, of the likelier one; 0.5 with too little text.
    """

    level: Literal[6, 7] | None
    confidence: float
    reasons: tuple[LevelReason, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or item of the content or the assessment, with its place in that part."""

    part: Part
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An outcome (by its index) meets a statement; ``skills`` are the uris found in both."""

    outcome: int
    statement: Statement
    score: float
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consistency:
    """How outcomes, content and assessment meet.

    Attributes:
        links: for each outcome its best statement of each part, where it is near enough; by outcome, content first.
        never_taught: indices of outcomes that no statement of the content meets.
        never_assessed: likewise of the assessment.
        never_promised: statements of content and assessment that meet no outcome.
        cannot_say: parts about which nothing is said: ``empty`` (no text) or ``form-only`` (an assessment that names
            only its form, "exam 60 %, assignments 40 %"), by part.
        thresholds: the score from which two texts meet, by part.
    """

    links: tuple[Link, ...] = ()
    never_taught: tuple[int, ...] = ()
    never_assessed: tuple[int, ...] = ()
    never_promised: tuple[Statement, ...] = ()
    cannot_say: Mapping[Part, Literal["empty", "form-only"]] = field(default_factory=dict)
    thresholds: Mapping[Part, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartEvidence:
    """A sentence of a part that shows a skill; ``cue`` is where the matching words stand, if words matched."""

    part: Part
    start: int
    end: int
    text: str
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DraftSkill:
    """A skill found in a draft, its calibrated confidence and its evidence, best sentence first."""

    uri: str
    label: Labels
    confidence: float
    evidence: tuple[PartEvidence, ...]


@dataclass(frozen=True, slots=True)
class DraftReading:
    """All that can be said of a draft alone. ``vector`` is its unit text vector, ``None`` for a draft without text."""

    language: Language
    skills: tuple[DraftSkill, ...]
    outcomes: tuple[Outcome, ...]
    eqf: LevelEstimate
    consistency: Consistency
    vector: NDArray[np.float32] | None
    model: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON, without the vector; spans and codes as in the records, probabilities to four decimals."""
        return {
            "language": self.language,
            "model": self.model,
            "skills": [
                {
                    "uri": skill.uri,
                    "label": skill.label.as_dict(),
                    "confidence": round(skill.confidence, 4),
                    "evidence": [asdict(one) for one in skill.evidence],
                }
                for skill in self.skills
            ],
            "outcomes": [asdict(outcome) for outcome in self.outcomes],
            "eqf": asdict(self.eqf) | {"confidence": round(self.eqf.confidence, 4)},
            "consistency": {
                "links": [asdict(link) | {"score": round(link.score, 4)} for link in self.consistency.links],
                "neverTaught": list(self.consistency.never_taught),
                "neverAssessed": list(self.consistency.never_assessed),
                "neverPromised": [asdict(statement) for statement in self.consistency.never_promised],
                "cannotSay": dict(self.consistency.cannot_say),
                "thresholds": dict(self.consistency.thresholds),
            },
        }


@dataclass(frozen=True, slots=True)
class Share:
    """``of`` ads of which ``count`` name something, and the 95 % Wilson interval of that share."""

    count: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MarketGap:
    """A skill that ads near the course ask for and the draft lacks.

    ``near`` is its share among the ads near the draft, ``overall`` among all ads; ``with_skills`` are the draft's
    skills it stands beside most often in those ads, with the number of ads.
    """

    uri: str
    near: Share
    overall: Share
    with_skills: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MarketReading:
    """What working life asks near a draft.

    ``enough`` is False where too few ads are near the draft to say anything: then ``gaps`` is empty and ``near_ads``
    tells how many there were, ``needed`` how many it takes. ``asked`` holds the draft's own skills as all ads ask
    for them, most asked first.
    """

    near_ads: int
    all_ads: int
    needed: int
    enough: bool
    asked: tuple[tuple[str, Share], ...]
    gaps: tuple[MarketGap, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A course near the draft.

    ``probability`` is how sure it is that the two teach the same; ``overlaps`` the decision at the calibrated
    threshold. ``skills`` and ``text`` are cosines (``text`` is ``None`` without vectors). ``near`` pairs skills of the
    two unique lists that mean nearly the same.
    """

    id: str
    probability: float
    overlaps: bool
    skills: float
    text: float | None
    shared: tuple[str, ...]
    only_draft: tuple[str, ...]
    only_neighbour: tuple[str, ...]
    near: tuple[NearPair, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a skill was seen outside the draft: a sentence of an ad or of a neighbour course.

    ``kind`` is ``ad`` or ``neighbour``; ``ref`` names the ad or course; ``text`` is the sentence as it stands there,
    in ``language``.
    """

    uri: str
    kind: Literal["ad", "neighbour"]
    ref: str
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Addition:
    """An outcome to add, in the draft's language, with the sentence it comes from. ``text`` has no line break."""

    uri: str
    text: str
    made_of: MadeOf
    source: Source


@dataclass(frozen=True, slots=True)
class Run:
    """A run of two versions: ``equal`` in both, ``insert`` only in the new one, ``delete`` only in the old one.

    ``old`` and ``new`` are its (start, end) in each version, empty spans where it does not stand there.
    """

    kind: Literal["equal", "insert", "delete"]
    text: str
    old: tuple[int, int]
    new: tuple[int, int]

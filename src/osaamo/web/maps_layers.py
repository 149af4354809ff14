"""The two sides of a map: a layer that a domain offers, an occupation of the vocabulary, or a text that was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.gathering import skills_by_text
from osaamo.competence.mapping import counted_layer
from osaamo.engine import Labels, TaughtSkill
from osaamo.kernel.i18n import translated
from osaamo.ports import layers
from osaamo.web.goals import combined
from osaamo.web.marking import Piece, Span, marked
from osaamo.web.results import BULLETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.competence.gathering import Scope
    from osaamo.engine import Extraction
    from osaamo.web.goals import Goal

TEXT = "text"
"""The address of a side that is a given text."""

GOALS = "goals"
"""The address of a side that is what the front page's form aims at."""

PAIRED = 2000
"""Skills are counted as occurring together over at most so many texts of a layer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A skill on one side: in how many of its texts, how sure, and the sentence that shows it.

    ``language`` is the sentence's, ``mark`` the number of its mark in a given text, or 0.
    """

    texts: int
    confidence: float
    sentence: str = ""
    language: str = ""
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a map: what it is called, of how many texts it is, and its skills by uri, most frequent first.

    ``scope`` names the read texts behind it, if any; ``pieces`` are those of a given text with its marks. The address
    of a ``personal`` side leads nobody else to it.
    """

    address: str
    kind: str
    name: str
    documents: int
    skills: Mapping[str, Seen]
    scope: Scope | None = None
    pieces: tuple[Piece, ...] = ()
    language: str = ""
    personal: bool = False

    @property
    def title(self) -> str:
        """Kind and name."""
        return f"{self.kind}: {self.name}" if self.name else self.kind

    def documents_of_skills(self) -> list[list[tuple[str, float]]]:
        """The skills of each text, of at most :data:`PAIRED` of them."""
        if self.scope:
            return skills_by_text(self.scope, most=PAIRED)
        return [[(uri, seen.confidence) for uri, seen in self.skills.items()]]


@dataclass(frozen=True, slots=True)
class Option:
    """A layer one may choose."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Options:
    """The layers of one kind."""

    title: str
    layers: tuple[Option, ...]


def options(words: str, viewer: str, language: str) -> tuple[Options, ...]:
    """What may be chosen, by kind: with words what fits them, without them all that are few. Empty kinds are left out.

    ``viewer`` is the reference of the person who asks, or ``""``.
    """
    found = []
    for source in layers.sources():
        choices = tuple(
            Option(f"{source.name}/{choice.key}", translated(choice.name, language) or choice.key)
            for choice in source.choices(words, viewer)
        )
        if choices:
            found.append(Options(translated(source.title, language), choices))
    return tuple(found)


def layer_side(address: str, viewer: str, language: str) -> Side | None:
    """The side at an address, or ``None`` when there is no such layer or the viewer may not see it."""
    source, layer = layers.source_of(address), layers.layer(address, viewer)
    if source is None or layer is None:
        return None
    said = (translated(source.title, language), translated(layer.name, language))
    found = counted_layer(layer)
    skills = {
        skill.uri: Seen(skill.texts, skill.confidence, skill.evidence.strip(BULLETS), skill.language)
        for skill in found.skills
    }
    return Side(address, *said, found.documents, skills, found.scope, personal=source.personal)


def text_side(text: str, found: Extraction, name: str) -> Side:
    """The side that is a given text."""
    spans = [
        Span(evidence.start, evidence.end, number, evidence.cue)
        for number, skill in enumerate(found.skills, start=1)
        for evidence in skill.evidence[:1]
    ]
    pieces = marked(text, spans)
    marks = {skill: piece.number for piece in pieces for skill in piece.skills}
    skills = {
        skill.uri: Seen(
            1,
            skill.confidence,
            skill.evidence[0].text.strip(BULLETS) if skill.evidence else "",
            found.language,
            marks.get(number, 0),
        )
        for number, skill in enumerate(found.skills, start=1)
    }
    return Side(TEXT, name, "", 1, skills, pieces=pieces, language=found.language)


def goals_side(goals: Sequence[Goal]) -> Side | None:
    """The side that is one or several goals together, or ``None`` without any."""
    if not goals:
        return None
    want, origins = combined(goals)
    skills = {
        skill.uri: Seen(1, min(1.0, skill.weight), skill.evidence, origins[skill.uri].language)
        for skill in sorted(want, key=lambda skill: (-skill.weight, skill.uri))
    }
    return Side(GOALS, gettext("Goal"), ", ".join(goal.title for goal in goals), 1, skills, personal=True)


def _occupations(words: str, _viewer: str) -> list[layers.Choice]:
    if not words:
        return []
    vocabulary = competence.engine().vocabulary
    hits = door.search(vocabulary, words, limit=_LOOKED_AT, occupations=True)
    found = [hit for hit in hits if hit.kind == "occupation" and vocabulary.profile(hit.uri)]
    return [layers.Choice(hit.uri, hit.labels.as_dict()) for hit in found[:_SHOWN]]


def _occupation(uri: str, _viewer: str) -> layers.Layer | None:
    vocabulary = competence.engine().vocabulary
    try:
        occupation, profile = vocabulary.occupation(uri), vocabulary.profile(uri)
    except door.UnknownSkill:
        return None
    skills = tuple(
        TaughtSkill(vocabulary.uris[row], 1.0 if essential else _OPTIONAL, _needed(occupation.labels, essential))
        for row, essential in profile
    )
    return layers.Layer(occupation.labels.as_dict(), skills=skills)


def _needed(occupation: Labels, essential: bool) -> str:
    said = (
        gettext("ESCO: essential for “%(occupation)s”.") if essential else gettext("ESCO: of use to “%(occupation)s”.")
    )
    return said % {"occupation": occupation.best(get_language() or "fi")}


_SHOWN = 8
_LOOKED_AT = 40
_OPTIONAL = 0.5

layers.register(
    layers.Source(
        "vocabulary.occupation", {"fi": "Ammatti", "sv": "Yrke", "en": "Occupation"}, _occupations, _occupation
    )
)

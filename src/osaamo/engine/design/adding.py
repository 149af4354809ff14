"""Sentences to add to the outcomes: only for skills that somebody else's sentence shows, and always with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.engine.design.outcomes import outcomes_of
from osaamo.engine.design.records import Addition
from osaamo.engine.design.tables import frames, verbs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.engine.design.records import MadeOf, Source
    from osaamo.engine.records import Concept, Language

_LONGEST = 220
"""A neighbour's outcome longer than this is not offered as a sentence of the draft's own."""


def additions(
    uris: Sequence[str],
    sources: Iterable[Source],
    concepts: Mapping[str, Concept],
    language: Language,
) -> tuple[Addition, ...]:
    """An outcome to add for each of ``uris`` that has a source, in the given order; the others get none.

    The first source of a skill counts, a neighbour's sentence in the draft's language before all others. Such a
    sentence is offered as it stands when it is one sound outcome; else our template with the skill's name.

    Args:
        uris: skills to add: gaps of the market, or what only neighbours teach.
        sources: sentences that show them, as found in ads and courses.
        concepts: the skills by uri; one without a name in ``language`` gets no sentence.
        language: that of the draft.
    """
    by_uri: dict[str, list[Source]] = {}
    for source in sources:
        if source.text.strip():
            by_uri.setdefault(source.uri, []).append(source)
    found = []
    for uri in dict.fromkeys(uris):
        ordered = sorted(by_uri.get(uri, ()), key=lambda one: (one.kind != "neighbour", one.language != language))
        made = next((made for source in ordered if (made := _taken(source, language))), None)
        if made is None and ordered:
            made = _composed(concepts.get(uri), ordered[0], language)
        if made is not None:
            found.append(made)
    return tuple(found)


def _taken(source: Source, language: Language) -> Addition | None:
    """The neighbour's own outcome, when it can stand in the draft as it is."""
    words = " ".join(source.text.split())
    if source.kind != "neighbour" or source.language != language or len(words) > _LONGEST:
        return None
    found = outcomes_of(words, language)
    if len(found) != 1 or found[0].faults or not found[0].level:
        return None
    made_of: MadeOf = "neighbour-outcome"
    return Addition(source.uri, words, made_of, source)


def _composed(concept: Concept | None, source: Source, language: Language) -> Addition | None:
    label = getattr(concept.labels, language) if concept is not None else ""
    if not label:
        return None
    first = label.split()[0].lower()
    does = (concept is not None and concept.kind in {"skill", "transversal"}) or first in verbs(language)
    frame = frames(language).can_skill if does else frames(language).can_knowledge
    made_of: MadeOf = "template-label"
    return Addition(source.uri, frame.format(label=label), made_of, source)

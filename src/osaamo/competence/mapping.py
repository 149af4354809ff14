"""Layers of the map of competence, counted and laid over each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.gathering import GatheredSkill, Scope, gathered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.engine import CompetenceMap
    from osaamo.ports.layers import Layer


@dataclass(frozen=True, slots=True)
class CountedLayer:
    """The skills of a layer, the most frequent (of one text: the surest) first, and of how many texts they are.

    ``scope`` names the read texts behind it; a layer that says its skills itself has none and counts as one text.
    """

    documents: int
    skills: tuple[GatheredSkill, ...]
    scope: Scope | None = None

    @property
    def counts(self) -> dict[str, tuple[int, float]]:
        """By uri, how many texts have the skill and how sure they are."""
        return {skill.uri: (skill.texts, skill.confidence) for skill in self.skills}


def counted_layer(layer: Layer) -> CountedLayer:
    """What the layer holds, counted by the database where it is of stored texts."""
    if layer.skills:
        best = sorted(layer.skills, key=lambda skill: (-skill.confidence, skill.uri))
        return CountedLayer(
            1, tuple(GatheredSkill(skill.uri, 1, skill.confidence, skill.evidence, "") for skill in best)
        )
    scope = Scope(kind=layer.kind, refs=layer.refs)
    found = gathered(scope)
    return CountedLayer(found.documents, found.skills, scope)


def map_of_counts(counts: Mapping[str, tuple[int, float]], documents: int) -> CompetenceMap:
    """The map of counted skills, by uri as in :attr:`CountedLayer.counts`."""
    engine = competence.engine()
    labels = {uri: engine.vocabulary.concept(uri).labels for uri in counts if uri in engine.vocabulary}
    return door.counted_map(counts, documents, atlas=engine.atlas, labels=labels)


def over(left: CompetenceMap, right: CompetenceMap, names: tuple[str, str]) -> CompetenceMap:
    """One map laid over another."""
    return door.overlay(left, right, atlas=competence.engine().atlas, names=names)

"""Maps of competence: the skills of some texts, how often they occur together, and where they lie."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from osaamo.engine.records import Labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.gap import Similarity
    from osaamo.engine.maps.atlas import Atlas, Island

Side = Literal["", "both", "left", "right"]


@dataclass(frozen=True, slots=True)
class MapRules:
    """What becomes a node and an edge.

    Attributes:
        confidence: a skill below this confidence in a text is not counted there.
        nodes: at most so many skills, the most frequent first.
        together: two skills need so many common texts for an edge.
        neighbours: an edge stays when it is among so many strongest of one of its ends.
        near: lowest cosine of an edge by meaning (used where texts are too few to count).
    """

    confidence: float = 0.0
    nodes: int = 3000
    together: int = 2
    neighbours: int = 3
    near: float = 0.6


DEFAULT_MAP_RULES = MapRules()


@dataclass(frozen=True, slots=True)
class MapNode:
    """A skill on the map. ``weight`` is the number of texts with it, ``confidence`` the mean over them."""

    uri: str
    labels: Labels
    weight: float
    confidence: float
    theme: int
    x: float
    y: float
    side: Side = ""
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True, slots=True)
class MapEdge:
    """Two nodes (by index) that belong together.

    ``kind`` is ``together`` (normalised pointwise mutual information over ``count`` common texts, 0 to 1) or ``near``
    (cosine of the skills' meanings).
    """

    source: int
    target: int
    weight: float
    kind: Literal["together", "near"]
    count: int = 0


@dataclass(frozen=True, slots=True)
class CompetenceMap:
    """Nodes heaviest first, their edges, the islands in use (heaviest first) and the number of texts."""

    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    islands: tuple[Island, ...]
    documents: int
    names: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The map as plain JSON values; places are in the unit square, y downwards."""
        return {
            "documents": self.documents,
            "names": list(self.names),
            "themes": [
                {
                    "id": island.theme,
                    "label": island.labels.as_dict(),
                    "x": round(island.x, 4),
                    "y": round(island.y, 4),
                    "radius": round(island.radius, 4),
                }
                for island in self.islands
            ],
            "nodes": [
                {
                    "uri": node.uri,
                    "label": node.labels.as_dict(),
                    "weight": round(node.weight, 4),
                    "confidence": round(node.confidence, 4),
                    "theme": node.theme,
                    "x": round(node.x, 4),
                    "y": round(node.y, 4),
                }
                | ({"side": node.side, "left": node.left, "right": node.right} if node.side else {})
                for node in self.nodes
            ],
            "edges": [
                {
                    "source": edge.source,
                    "target": edge.target,
                    "weight": round(edge.weight, 4),
                    "kind": edge.kind,
                    "count": edge.count,
                }
                for edge in self.edges
            ],
        }

    def as_list(self, language: str) -> list[tuple[Island, tuple[MapNode, ...]]]:
        """The same content as a list: each island with its nodes, heaviest first, then by label."""
        return [
            (
                island,
                tuple(
                    sorted(
                        (node for node in self.nodes if node.theme == island.theme),
                        key=lambda node: (-node.weight, node.labels.best(language).casefold(), node.uri),
                    )
                ),
            )
            for island in self.islands
        ]


def competence_map(
    documents: Sequence[Sequence[tuple[str, float]]],
    *,
    atlas: Atlas,
    labels: Mapping[str, Labels],
    similarity: Similarity | None = None,
    rules: MapRules = DEFAULT_MAP_RULES,
) -> CompetenceMap:
    """The map of some texts.

    Args:
        documents: for each text its skills as ``(uri, confidence)``; a skill counts once a text.
        atlas: places and islands.
        labels: by uri.
        similarity: with it, skills without a common text are joined by meaning.
        rules: what becomes a node and an edge.

    Returns:
        The same map for the same texts in any order.
    """
    found = [_strongest(document, rules.confidence) for document in documents]
    seen: dict[str, list[float]] = {}
    for document in found:
        for uri, confidence in document.items():
            seen.setdefault(uri, []).append(confidence)
    counts = {uri: (len(each), math.fsum(each) / len(each)) for uri, each in seen.items()}
    drawn = counted_map(counts, len(documents), atlas=atlas, labels=labels, most=rules.nodes)
    uris = [node.uri for node in drawn.nodes]
    edges = _together(found, uris, {uri: counts[uri][0] for uri in uris}, rules) + _near(uris, similarity, rules)
    return replace(drawn, edges=_pruned(edges, rules.neighbours))


def counted_map(
    counts: Mapping[str, tuple[int, float]],
    documents: int,
    *,
    atlas: Atlas,
    labels: Mapping[str, Labels],
    most: int = DEFAULT_MAP_RULES.nodes,
) -> CompetenceMap:
    """The map of texts whose skills were counted before, as a database does for very many of them; without edges.

    Args:
        counts: by uri, how many texts have the skill and their mean confidence.
        documents: how many texts there are.
        atlas: places and islands.
        labels: by uri.
        most: at most so many skills, the most frequent first.
    """
    uris = sorted(counts, key=lambda uri: (-counts[uri][0], uri))[:most]
    nodes = tuple(
        MapNode(uri, labels.get(uri, Labels()), *counts[uri], theme, x, y)
        for uri, (theme, x, y) in zip(uris, atlas.locate(uris), strict=True)
    )
    return CompetenceMap(nodes, (), _islands(nodes, atlas), documents)


def overlay(
    left: CompetenceMap, right: CompetenceMap, *, atlas: Atlas, names: tuple[str, str] = ("A", "B")
) -> CompetenceMap:
    """One map laid over another: each node says whether it is on ``both``, only ``left`` or only ``right``.

    Weights are shares of the texts of each map, so that a map of one text and one of thousands can be compared;
    a node's weight is the larger share. Edges are the stronger of the two.
    """
    shares = [{node.uri: node.weight / max(1, side.documents) for node in side.nodes} for side in (left, right)]
    known = {node.uri: node for side in (right, left) for node in side.nodes}
    nodes = []
    for uri, node in known.items():
        mine, theirs = shares[0].get(uri, 0.0), shares[1].get(uri, 0.0)
        side: Side = "both" if uri in shares[0] and uri in shares[1] else "left" if uri in shares[0] else "right"
        nodes.append(replace(node, weight=max(mine, theirs), side=side, left=round(mine, 4), right=round(theirs, 4)))
    nodes.sort(key=lambda node: (-node.weight, node.uri))
    at = {node.uri: index for index, node in enumerate(nodes)}
    strongest: dict[tuple[int, int], MapEdge] = {}
    for side_map in (left, right):
        for edge in side_map.edges:
            ends = sorted((at[side_map.nodes[edge.source].uri], at[side_map.nodes[edge.target].uri]))
            moved = replace(edge, source=ends[0], target=ends[1])
            if (ends[0], ends[1]) not in strongest or moved.weight > strongest[ends[0], ends[1]].weight:
                strongest[ends[0], ends[1]] = moved
    edges = tuple(strongest[ends] for ends in sorted(strongest))
    return CompetenceMap(tuple(nodes), edges, _islands(nodes, atlas), left.documents + right.documents, names)


def _strongest(document: Sequence[tuple[str, float]], least: float) -> dict[str, float]:
    best: dict[str, float] = {}
    for uri, confidence in document:
        if confidence >= least:
            best[uri] = max(best.get(uri, 0.0), confidence)
    return best


def _together(
    found: Sequence[Mapping[str, float]], uris: Sequence[str], counts: Mapping[str, int], rules: MapRules
) -> list[MapEdge]:
    """Edges by normalised pointwise mutual information (Bouma 2009), positive ones only."""
    at = {uri: index for index, uri in enumerate(uris)}
    pairs: Counter[tuple[int, int]] = Counter()
    for document in found:
        pairs.update(combinations(sorted(at[uri] for uri in document if uri in at), 2))
    total = len(found)
    edges = []
    for (source, target), count in pairs.items():
        if count < rules.together:
            continue
        expected = counts[uris[source]] * counts[uris[target]] / total
        # Two skills in every text say nothing about each other, though the formula then has no value.
        weight = math.log(count / expected) / -math.log(count / total) if count < total else 0.0
        if weight > 0:
            edges.append(MapEdge(source, target, min(1.0, weight), "together", count))
    return edges


def _near(uris: Sequence[str], similarity: Similarity | None, rules: MapRules) -> list[MapEdge]:
    if similarity is None or len(uris) < 2:
        return []
    cosines = np.asarray(similarity(list(uris), list(uris)), np.float64)
    sources, targets = np.nonzero(np.triu(cosines >= rules.near, 1))
    return [
        MapEdge(int(source), int(target), float(min(1.0, cosines[source, target])), "near")
        for source, target in zip(sources, targets, strict=True)
    ]


def _pruned(edges: Sequence[MapEdge], neighbours: int) -> tuple[MapEdge, ...]:
    """The edges among the strongest of one of their ends; counted ones come before those by meaning."""
    ranked = sorted(edges, key=lambda edge: (edge.kind != "together", -edge.weight, edge.source, edge.target))
    used: Counter[int] = Counter()
    kept: dict[tuple[int, int], MapEdge] = {}
    for edge in ranked:
        ends = (edge.source, edge.target)
        if ends not in kept and (used[edge.source] < neighbours or used[edge.target] < neighbours):
            kept[ends] = edge
            used.update(ends)
    return tuple(kept[ends] for ends in sorted(kept))


def _islands(nodes: Sequence[MapNode], atlas: Atlas) -> tuple[Island, ...]:
    weights: Counter[int] = Counter()
    for node in nodes:
        weights[node.theme] += node.weight  # type: ignore[assignment]  # shares are floats; a Counter holds any number
    return tuple(atlas.island(theme) for theme in sorted(weights, key=lambda theme: (-weights[theme], theme)))

"""Maps as Headai DeepGraph JSON, so that tools built for it can read ours.

The shape follows what its public exports show: ``info.build``, ``data.legends``, ``data.nodes`` (``id``, ``label``,
``value`` as frequency, ``weight`` 1 to 10, ``group``), ``data.edges`` (``from``, ``to``, ``value`` as co-occurrence).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osaamo.engine.maps.model import CompetenceMap

_SIDES = {"both": 1, "left": 2, "right": 3}


def deepgraph(map_: CompetenceMap, *, language: str, build_date: str, algorithm: str = "osaamo") -> dict[str, Any]:
    """The map as a DeepGraph object.

    Groups are the islands (from 1), or 1 common, 2 left only, 3 right only for an overlay, which also gets scores:
    ``full_score`` is the number of common skills, ``full_score_normalized`` the share of the right side's skills that
    the left side has.

    Args:
        map_: a map or an overlay.
        language: language of the labels.
        build_date: ISO date, as the engine has no clock.
        algorithm: name and version for ``info.build``.
    """
    overlaid = any(node.side for node in map_.nodes)
    groups = {island.theme: number for number, island in enumerate(map_.islands, start=1)}
    if overlaid:
        left, right = map_.names or ("left", "right")
        legends = {"1": "common", "2": left, "3": right}
    else:
        legends = {str(groups[island.theme]): island.labels.best(language) for island in map_.islands}
    heaviest = max((node.weight for node in map_.nodes), default=1.0) or 1.0
    nodes = [
        {
            "id": number,
            "label": node.labels.best(language) or node.uri,
            "value": node.weight,
            "unique_value": node.weight,
            "weight": max(1, round(10 * node.weight / heaviest)),
            "group": _SIDES[node.side] if node.side else groups[node.theme],
            "uri": node.uri,
        }
        for number, node in enumerate(map_.nodes)
    ]
    edges = [
        {
            "from": edge.source,
            "to": edge.target,
            "value": edge.count or round(edge.weight, 4),
            "title": f"{edge.kind} {edge.weight:.2f}",
        }
        for edge in map_.edges
    ]
    content = json.dumps([nodes, edges], sort_keys=True, ensure_ascii=False)
    return {
        "info": {"build": {"algorithm": algorithm, "build_date": build_date}},
        "data": {
            "unique_identifier": hashlib.sha256(content.encode()).hexdigest()[:32],
            "legends": legends,
            "nodes": nodes,
            "edges": edges,
            "scores": _scores(map_, language) if overlaid else {},
            "indicators": {},
            "sources": {"documents": map_.documents},
        },
    }


def _scores(map_: CompetenceMap, language: str) -> dict[str, Any]:
    common = [node for node in map_.nodes if node.side == "both"]
    missing = [node for node in map_.nodes if node.side == "right"]
    goal = len(common) + len(missing)
    return {
        "full_score": len(common),
        "full_score_normalized": round(len(common) / goal, 4) if goal else 0.0,
        "important_topics_found": [node.labels.best(language) or node.uri for node in common],
        "important_topics_missing": [node.labels.best(language) or node.uri for node in missing],
    }

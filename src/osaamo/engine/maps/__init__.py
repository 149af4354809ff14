"""Maps of competence with places that never move, laid over each other, as SVG, JSON, DeepGraph JSON and lists."""

from __future__ import annotations

from osaamo.engine.maps.atlas import Atlas, Island, load_atlas, save_atlas
from osaamo.engine.maps.coast import coasts
from osaamo.engine.maps.deepgraph import deepgraph
from osaamo.engine.maps.layout import Layout, base_layout
from osaamo.engine.maps.model import CompetenceMap, MapEdge, MapNode, MapRules, competence_map, counted_map, overlay
from osaamo.engine.maps.style import MAP_CSS
from osaamo.engine.maps.svg import SvgOptions, map_svg

__all__ = [
    "MAP_CSS",
    "Atlas",
    "CompetenceMap",
    "Island",
    "Layout",
    "MapEdge",
    "MapNode",
    "MapRules",
    "SvgOptions",
    "base_layout",
    "coasts",
    "competence_map",
    "counted_map",
    "deepgraph",
    "load_atlas",
    "map_svg",
    "overlay",
    "save_atlas",
]

"""The one door to the engine: everything other layers may use.

Nothing behind this door knows Django, opens a socket or reads a clock or the environment. Planning and maps load
OR-Tools and SciPy, seconds that a plain extraction must not pay, so their names are fetched when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from osaamo.engine.compare import Comparison, compare
from osaamo.engine.config import EngineConfig
from osaamo.engine.errors import (
    BrokenArtefact,
    EmptyText,
    OsaamoError,
    TextTooLong,
    UnknownPart,
    UnknownSkill,
)
from osaamo.engine.evaluate import read_gold, reliability, report, score_texts
from osaamo.engine.gap import BadWeight, Gap, GapItem, GapRules, Reason, VectorSimilarity, WhatIf, gap, what_if
from osaamo.engine.matching import Covered, Match, Matcher
from osaamo.engine.pipeline import Engine
from osaamo.engine.records import (
    LANGUAGES,
    Concept,
    Evidence,
    Extraction,
    FoundSkill,
    Labels,
    Language,
    Meeting,
    Note,
    Ranked,
    Step,
    TaughtSkill,
    WeightedSkill,
)
from osaamo.engine.text import analyse
from osaamo.engine.twins import Twin, TwinItem, twins

if TYPE_CHECKING:
    from osaamo.engine.catalogue import (
        Document,
        Facets,
        Index,
        Shelf,
        best_reason,
        catalogue_encoder,
        open_index,
    )
    from osaamo.engine.demand import BadSeries, Forecast, Reading, Signal, forecast, signals
    from osaamo.engine.maps import (
        MAP_CSS,
        Atlas,
        CompetenceMap,
        Island,
        MapEdge,
        MapNode,
        MapRules,
        SvgOptions,
        coasts,
        competence_map,
        counted_map,
        deepgraph,
        load_atlas,
        map_svg,
        overlay,
    )
    from osaamo.engine.paths import (
        BadLimits,
        BadStep,
        Change,
        Closed,
        Offering,
        OneAway,
        PathLimits,
        PathResult,
        Period,
        Plan,
        PlannedStep,
        Planner,
        Relaxation,
        Replanned,
        StepWarning,
        check_plan,
        completed_by_one,
        load_limits,
        plan_path,
    )
    from osaamo.engine.sdg import Goal, GoalSentence, SdgReader, SdgReading, ServedGoal, Target, goals, targets
    from osaamo.engine.vocabulary import Theme, Vocabulary, themes
    from osaamo.engine.vocabulary.importing import (
        ImportSummary,
        import_records,
        stored_versions,
        stored_vocabulary,
        use_version,
    )
    from osaamo.engine.vocabulary.search import Hit, search

__all__ = [
    "LANGUAGES",
    "MAP_CSS",
    "Atlas",
    "BadLimits",
    "BadSeries",
    "BadStep",
    "BadWeight",
    "BrokenArtefact",
    "Change",
    "Closed",
    "Comparison",
    "CompetenceMap",
    "Concept",
    "Covered",
    "Document",
    "EmptyText",
    "Engine",
    "EngineConfig",
    "Evidence",
    "Extraction",
    "Facets",
    "Forecast",
    "FoundSkill",
    "Gap",
    "GapItem",
    "GapRules",
    "Goal",
    "GoalSentence",
    "Hit",
    "ImportSummary",
    "Index",
    "Island",
    "Labels",
    "Language",
    "MapEdge",
    "MapNode",
    "MapRules",
    "Match",
    "Matcher",
    "Meeting",
    "Note",
    "Offering",
    "OneAway",
    "OsaamoError",
    "PathLimits",
    "PathResult",
    "Period",
    "Plan",
    "PlannedStep",
    "Planner",
    "Ranked",
    "Reading",
    "Reason",
    "Relaxation",
    "Replanned",
    "SdgReader",
    "SdgReading",
    "ServedGoal",
    "Shelf",
    "Signal",
    "Step",
    "StepWarning",
    "SvgOptions",
    "Target",
    "TaughtSkill",
    "TextTooLong",
    "Theme",
    "Twin",
    "TwinItem",
    "UnknownPart",
    "UnknownSkill",
    "VectorSimilarity",
    "Vocabulary",
    "WeightedSkill",
    "WhatIf",
    "analyse",
    "best_reason",
    "catalogue_encoder",
    "check_plan",
    "coasts",
    "compare",
    "competence_map",
    "completed_by_one",
    "counted_map",
    "deepgraph",
    "forecast",
    "gap",
    "goals",
    "import_records",
    "load_atlas",
    "load_limits",
    "map_svg",
    "open_index",
    "overlay",
    "plan_path",
    "read_gold",
    "reliability",
    "report",
    "score_texts",
    "search",
    "signals",
    "stored_versions",
    "stored_vocabulary",
    "targets",
    "themes",
    "twins",
    "use_version",
    "what_if",
]

_LATE = (
    "osaamo.engine.vocabulary.search",
    "osaamo.engine.vocabulary.importing",
    "osaamo.engine.vocabulary",
    "osaamo.engine.catalogue",
    "osaamo.engine.demand",
    "osaamo.engine.maps",
    "osaamo.engine.paths",
    "osaamo.engine.sdg",
)


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in _LATE:
            late = import_module(module)
            if name in vars(late):
                value = vars(late)[name]
                globals()[name] = value
                return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

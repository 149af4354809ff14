"""Course design: what a draft promises, how well its parts meet, what is asked near it, and who teaches the same.

``CourseDesigner(engine).read(CourseDraft(...))`` says all that a draft shows by itself; ``market``, ``overlaps`` and
``additions`` set it beside plain data of ads and neighbour courses; ``changes`` compares two versions of a text.
"""

from osaamo.engine.design.adding import additions
from osaamo.engine.design.changes import changes
from osaamo.engine.design.market import market
from osaamo.engine.design.outcomes import outcomes_of
from osaamo.engine.design.overlap import overlaps
from osaamo.engine.design.reading import CourseDesigner
from osaamo.engine.design.records import (
    Addition,
    Consistency,
    CourseDraft,
    DraftReading,
    DraftSkill,
    Fault,
    LevelEstimate,
    LevelReason,
    Link,
    MarketGap,
    MarketReading,
    Outcome,
    Overlap,
    PartEvidence,
    Run,
    Share,
    Source,
    Statement,
    Verb,
    VerbSuggestion,
)
from osaamo.engine.design.sections import course_draft

__all__ = [
    "Addition",
    "Consistency",
    "CourseDesigner",
    "CourseDraft",
    "DraftReading",
    "DraftSkill",
    "Fault",
    "LevelEstimate",
    "LevelReason",
    "Link",
    "MarketGap",
    "MarketReading",
    "Outcome",
    "Overlap",
    "PartEvidence",
    "Run",
    "Share",
    "Source",
    "Statement",
    "Verb",
    "VerbSuggestion",
    "additions",
    "changes",
    "course_draft",
    "market",
    "outcomes_of",
    "overlaps",
]

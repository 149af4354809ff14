"""The parts of the engine that teaching uses, made once for the engine of this process.

Both read the same sentences, and most of them again after each pause in typing; so their engine remembers vectors.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from osaamo import engine as door
from osaamo.competence import services as competence

if TYPE_CHECKING:
    from osaamo.engine import CourseDesigner, Engine, SdgReader


def designer() -> CourseDesigner:
    """What reads drafts."""
    return _designer(competence.engine())


def goal_reader() -> SdgReader:
    """What reads texts for the goals of the UN."""
    return _goal_reader(competence.engine())


@lru_cache(maxsize=1)
def _designer(engine: Engine) -> CourseDesigner:
    return door.CourseDesigner(engine.remembering)


@lru_cache(maxsize=1)
def _goal_reader(engine: Engine) -> SdgReader:
    return door.SdgReader(engine.remembering)

"""What a portfolio is chosen from, what it shall cover, and what it must keep to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from osaamo.engine.errors import OsaamoError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.engine.records import Labels, TaughtSkill

PIECES = (70, 20, 10)
"""Percent of a need that the first, second and third whole teaching of it win: one good place counts most, and where
much is asked a second and a third still help. Falling, so that the objective is concave."""


class BadPortfolio(OsaamoError):
    """The input cannot be chosen from: a doubled id, a negative number, a limit on costs where one is not known."""

    code = "bad-portfolio"


@dataclass(frozen=True, slots=True)
class PortfolioCandidate:
    """A module or path that is offered today or could be.

    Attributes:
        id: its key.
        title: its name.
        skills: what it teaches, each with the sentence that says so.
        credits: ECTS credits.
        loads: what teaching it takes of each school, in one unit for all (credits, or hours).
        cost: euros a year; ``None`` where nobody knows.
    """

    id: str
    title: Labels
    skills: tuple[TaughtSkill, ...]
    credits: float
    loads: Mapping[str, float] = field(default_factory=dict)
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Something asked for: a skill, or a theme.

    ``weight`` is how much is asked (forecast ads a month). ``by`` says how far each taught skill serves it, 0 to 1: a
    skill is served by itself, less by near ones; a theme by all its skills.
    """

    key: str
    weight: float
    by: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PortfolioLimits:
    """What the choice must keep to.

    Attributes:
        count: how many modules, exactly.
        credits_max: most credits of all together.
        cost_max: most euros of all together.
        capacity: most load of each school; a school that is not named has no limit.
        share_min: the least share of all load (0 to 1) that each school carries.
        share_max: the largest share that one school carries.
        must: ids that stay or come.
        avoid: ids that are not chosen.
    """

    count: int
    credits_max: float | None = None
    cost_max: float | None = None
    capacity: Mapping[str, float] = field(default_factory=dict)
    share_min: float = 0.0
    share_max: float = 1.0
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a choice breaks: its attribute name, the school or id it is about, what is allowed and what is."""

    limit: str
    item: str
    allowed: float
    found: float

"""The steps worth asking the solver about: those within the limits that bring something, without the dominated."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from osaamo.engine.paths.meeting import clashing
from osaamo.engine.paths.rules import blocks, first_day, in_time, lacking, last_day, load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from osaamo.engine.paths.limits import PathLimits
    from osaamo.engine.paths.teaching import Teaching
    from osaamo.engine.records import Step


@dataclass(frozen=True, slots=True)
class Problem:
    """What is left to choose from.

    Attributes:
        teaching: all steps with their lifts.
        limits: the limits in force.
        candidates: indices into ``teaching.steps``, ascending.
        supports: for each candidate the candidates that can meet each of its required courses.
        cliques: the largest sets of candidates of which meetings allow only one.
        blocked: for each useful step the limits that keep it out by itself; empty for those within the limits.
        counts: how many steps were left after each filter.
    """

    teaching: Teaching
    limits: PathLimits
    candidates: tuple[int, ...]
    supports: Mapping[int, Mapping[str, tuple[int, ...]]]
    cliques: tuple[tuple[int, ...], ...]
    blocked: Mapping[int, tuple[str, ...]]
    counts: dict[str, int]

    def steps(self, chosen: Sequence[int]) -> list[Step]:
        """The steps at these indices."""
        return [self.teaching.steps[index] for index in chosen]

    def levels(self) -> list[Level]:
        """The covers that candidates reach, skill by skill from the highest down.

        The coverage of a choice is the sum of the gains of the levels that it reaches.
        """
        teaching = self.teaching
        reaching: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for index in self.candidates:
            for skill, lift in teaching.lifts[index].items():
                reaching[skill][lift.cover].append(index)
        found: list[Level] = []
        for skill in sorted(reaching):
            covers = sorted(reaching[skill], reverse=True)
            for at, (cover, below) in enumerate(zip(covers, [*covers[1:], teaching.base[skill]], strict=True)):
                found.append(Level(teaching.weights[skill] * (cover - below), tuple(reaching[skill][cover]), at > 0))
        return found


@dataclass(frozen=True, slots=True)
class Level:
    """A cover of a skill: its gain above the next lower one, and who reaches it exactly.

    Where it ``follows``, the level before it in the list is the next higher one, and who reaches that reaches this.
    """

    gain: int
    takers: tuple[int, ...]
    follows: bool


def prepare(teaching: Teaching, limits: PathLimits, *, like: Problem | None = None) -> Problem:
    """The problem of choosing among ``teaching.steps`` within ``limits``.

    ``like`` is another problem over the same offering; what it knows of clashes is not worked out again.
    """
    useful = _useful(teaching, limits)
    blocked = {index: blocks(teaching.steps[index], limits) for index in useful}
    allowed = [index for index in useful if not blocked[index]]
    undominated = _undominated(teaching, limits, allowed)
    supports = _supports(teaching, limits, undominated)
    candidates = tuple(sorted(supports))
    return Problem(
        teaching=teaching,
        limits=limits,
        candidates=candidates,
        supports=supports,
        cliques=() if limits.clashes else _cliques(teaching, candidates, like),
        blocked=blocked,
        counts={
            "steps": len(teaching.steps),
            "useful": len(useful),
            "withinLimits": len(allowed),
            "undominated": len(undominated),
            "candidates": len(supports),
        },
    )


def narrowed(problem: Problem, candidates: Iterable[int]) -> Problem:
    """The same problem with these of its candidates only."""
    kept = set(candidates)
    supports = {
        index: {course: tuple(other for other in others if other in kept) for course, others in courses.items()}
        for index, courses in problem.supports.items()
        if index in kept
    }
    return replace(problem, candidates=tuple(sorted(kept)), supports=supports, cliques=_among(kept, problem.cliques))


def _cliques(teaching: Teaching, candidates: Sequence[int], like: Problem | None) -> tuple[tuple[int, ...], ...]:
    known = like is not None and like.teaching.offering is teaching.offering and not like.limits.clashes
    if like is not None and known and set(candidates) <= set(like.candidates):
        return _among(set(candidates), like.cliques)
    return tuple(clashing(teaching.steps, candidates))


def _among(kept: Collection[int], cliques: Iterable[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """What is left of the cliques among the candidates kept."""
    left = {tuple(index for index in clique if index in kept) for clique in cliques}
    return tuple(sorted(clique for clique in left if len(clique) > 1))


def is_must(step: Step, limits: PathLimits) -> bool:
    """Whether the learner fixed this step or its course."""
    return step.id in limits.must or step.course in limits.must


def _useful(teaching: Teaching, limits: PathLimits) -> list[int]:
    """The steps that lift something or are fixed, and those that lead up to them."""
    offering = teaching.offering
    fixed = [index for name in limits.must for index in offering.named(name)]
    useful = {*teaching.useful, *fixed}
    waiting = list(useful)
    while waiting and limits.prerequisites:
        step = teaching.steps[waiting.pop()]
        for course in lacking(step, limits):
            new = [index for index in offering.courses.get(course, ()) if index not in useful]
            useful.update(new)
            waiting += new
    return sorted(useful)


def _undominated(teaching: Teaching, limits: PathLimits, allowed: Sequence[int]) -> list[int]:
    """Without the realisations that another of the same course beats or equals in every respect that counts."""
    by_course: defaultdict[str, list[int]] = defaultdict(list)
    for index in allowed:
        by_course[teaching.steps[index].course].append(index)
    kept: list[int] = []
    for group in by_course.values():
        standing: list[int] = []
        for index in group:
            if any(_dominates(teaching, limits, other, index) for other in standing):
                continue
            standing = [other for other in standing if not _dominates(teaching, limits, index, other)]
            standing.append(index)
        kept += standing
    return sorted(kept)


def _dominates(teaching: Teaching, limits: PathLimits, better: int, worse: int) -> bool:
    """Whether any path stays valid and as good with ``better`` in the place of ``worse``."""
    mine, theirs = teaching.lifts[better], teaching.lifts[worse]
    return _fits(teaching.steps[better], teaching.steps[worse], limits) and all(
        skill in mine and mine[skill].cover >= lift.cover for skill, lift in theirs.items()
    )


def _fits(one: Step, other: Step, limits: PathLimits) -> bool:
    """Whether ``one`` can stand wherever ``other`` stands, at no loss of time, credits or institution."""
    if (
        (one.institution, one.credits, one.mode) != (other.institution, other.credits, other.mode)
        or len(one.meetings) > len(other.meetings)
        or other.id in limits.must
        or bool(last_day(one)) != bool(last_day(other))
        or last_day(one) > last_day(other)
    ):
        return False
    needs = lacking(one, limits) if limits.prerequisites else ()
    return (
        set(needs) <= set(other.requires)
        and (first_day(one) >= first_day(other) or (not needs and limits.max_parallel is None))
        and {(m.start, m.end) for m in one.meetings} <= {(m.start, m.end) for m in other.meetings}
        and all(load(one, period) <= load(other, period) for period in limits.periods)
    )


def _supports(teaching: Teaching, limits: PathLimits, indices: Sequence[int]) -> dict[int, dict[str, tuple[int, ...]]]:
    """Who can meet which prerequisite, for the steps that can be reached from those that require nothing."""
    if not limits.prerequisites:
        return {index: {} for index in indices}
    steps = teaching.steps
    by_course: defaultdict[str, list[int]] = defaultdict(list)
    for index in indices:
        by_course[steps[index].course].append(index)
    supports = {
        index: {
            course: tuple(o for o in by_course[course] if o != index and in_time(steps[o], steps[index]))
            for course in lacking(steps[index], limits)
        }
        for index in indices
    }
    reached: set[int] = set()
    while new := [
        index
        for index in indices
        if index not in reached and all(not reached.isdisjoint(others) for others in supports[index].values())
    ]:
        reached.update(new)
    return {
        index: {course: tuple(o for o in others if o in reached) for course, others in supports[index].items()}
        for index in indices
        if index in reached
    }

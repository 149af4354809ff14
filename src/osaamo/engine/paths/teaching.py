"""What each step would add to each wanted skill, whatever the limits.

Covers are kept in whole hundredths, so that the solver, the greedy baseline and the tests count exactly alike.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import OsaamoError
from osaamo.engine.gap import DEFAULT_RULES, Gap, GapRules, Similarity, near_cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.engine.records import Step, TaughtSkill

UNITS = 100
"""Cover of one fully had skill."""

_WEIGHT_UNITS = 1000
_DAYS_KEPT = 4096


class BadStep(OsaamoError):
    """A step cannot be planned with: a doubled id, a broken date, negative credits."""

    code = "bad-step"


@dataclass(frozen=True, slots=True)
class Lift:
    """How far (in hundredths) a step covers a wanted skill, by which of its taught skills."""

    cover: int
    taught: str
    near: bool
    evidence: str


_NOTHING: Mapping[int, Lift] = MappingProxyType({})


class Offering:
    """Steps checked and indexed once, to be planned over any number of times.

    Attributes:
        steps: all steps, sorted by id.
        courses: the indices of the steps of each course.
        teachers: the indices of the steps that teach each skill uri.
        places: the index of each step id.

    Raises:
        BadStep: two steps share an id, a date is no ISO date, credits are negative or no number.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = tuple(sorted(steps, key=lambda step: step.id))
        _check(self.steps)
        courses: defaultdict[str, list[int]] = defaultdict(list)
        teachers: defaultdict[str, list[int]] = defaultdict(list)
        for index, step in enumerate(self.steps):
            courses[step.course].append(index)
            for uri in {skill.uri for skill in step.skills}:
                teachers[uri].append(index)
        self.courses: Mapping[str, Sequence[int]] = dict(courses)
        self.teachers: Mapping[str, Sequence[int]] = dict(sorted(teachers.items()))
        self.places: Mapping[str, int] = {step.id: index for index, step in enumerate(self.steps)}

    def named(self, name: str) -> Sequence[int]:
        """The indices of the steps with this id or of this course."""
        at = self.places.get(name)
        of_course = self.courses.get(name, ())
        return of_course if at is None or at in of_course else [at, *of_course]


@dataclass(frozen=True, slots=True)
class Teaching:
    """The steps of an offering and their lifts above what is had already.

    Attributes:
        offering: all steps.
        lifts: for each step the wanted skills (by index in ``skills``) it lifts.
        skills: wanted uris with any need.
        weights: whole-number weights of ``skills``; the heaviest is 1000.
        base: cover of each of ``skills`` before the path, in hundredths.
    """

    offering: Offering
    lifts: tuple[Mapping[int, Lift], ...]
    skills: tuple[str, ...]
    weights: tuple[int, ...]
    base: tuple[int, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps by id; indices point into them."""
        return self.offering.steps

    @property
    def useful(self) -> tuple[int, ...]:
        """The indices of the steps that lift something."""
        return tuple(index for index, lifts in enumerate(self.lifts) if lifts)

    def won(self, chosen: Sequence[int]) -> int:
        """The coverage won by the steps at these indices, in weight units times hundredths."""
        cover = list(self.base)
        for index in chosen:
            for skill, lift in self.lifts[index].items():
                cover[skill] = max(cover[skill], lift.cover)
        return sum(weight * (now - before) for weight, now, before in zip(self.weights, cover, self.base, strict=True))


class Reach:
    """What the taught skills of an offering do for wanted ones; worked out once for each wanted skill, then remembered.

    Nothing but skills is remembered, so one is for everybody. Safe among threads.
    """

    def __init__(
        self, offering: Offering, similarity: Similarity | None = None, rules: GapRules = DEFAULT_RULES
    ) -> None:
        self._offering = offering
        self._similarity = similarity
        self._rules = rules
        self._taught = list(offering.teachers)
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}

    def teaching(self, gap: Gap) -> Teaching:
        """What the steps add to the open skills of ``gap``.

        A step lifts a skill to its confidence when it teaches it, and to ``near_cover * cosine * confidence`` when it
        teaches a near one. Lifts that do not rise above what is had are left out: content one has already wins nothing.
        """
        offering = self._offering
        wanted = sorted((item for item in gap.items if item.need > 0), key=lambda item: item.uri)
        heaviest = max((item.weight for item in wanted), default=1.0)
        base = tuple(min(UNITS, math.floor(UNITS * item.cover)) for item in wanted)
        reach = self._reached([item.uri for item in wanted])
        lifts: list[Mapping[int, Lift]] = [_NOTHING] * len(offering.steps)
        alike: dict[int, Mapping[int, Lift]] = {}  # the realisations of a course share what they teach
        for index in {index for uri in reach for index in offering.teachers[uri]}:
            skills = offering.steps[index].skills
            known = alike.get(id(skills))
            if known is None:
                known = alike[id(skills)] = _lifts(skills, reach, base)
            lifts[index] = known
        return Teaching(
            offering=offering,
            lifts=tuple(lifts),
            skills=tuple(item.uri for item in wanted),
            weights=tuple(max(1, round(_WEIGHT_UNITS * item.weight / heaviest)) for item in wanted),
            base=base,
        )

    def _reached(self, wanted: Sequence[str]) -> dict[str, list[tuple[int, float, bool]]]:
        """For each taught uri the wanted skills it reaches, with the share of the confidence that counts."""
        teachers = self._offering.teachers
        reach: dict[str, list[tuple[int, float, bool]]] = {
            uri: [(at, 1.0, False)] for at, uri in enumerate(wanted) if uri in teachers
        }
        self._look_up([uri for uri in wanted if uri not in self._near])
        for at, uri in enumerate(wanted):
            for taught, share in self._near[uri]:
                reach.setdefault(taught, []).append((at, share, True))
        return reach

    def _look_up(self, wanted: Sequence[str]) -> None:
        found: dict[str, list[tuple[str, float]]] = {uri: [] for uri in wanted}
        if self._similarity is not None and wanted and self._taught:
            # Rounded, so that it does not matter with which others a skill was looked up.
            cosines = np.round(np.asarray(self._similarity(wanted, self._taught), np.float64), 6)
            for row, column in zip(*np.nonzero(cosines >= self._rules.near), strict=True):
                uri, taught = wanted[row], self._taught[column]
                if taught != uri:
                    found[uri].append((taught, near_cover(float(cosines[row, column]), self._rules)))
        self._near.update((uri, tuple(near)) for uri, near in found.items())


def teaching(
    gap: Gap,
    steps: Iterable[Step] | Offering,
    *,
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
) -> Teaching:
    """What ``steps`` add to the open skills of ``gap``; see :meth:`Reach.teaching`.

    Raises:
        BadStep: two steps share an id, a date is no ISO date, credits are negative or no number.
    """
    return Reach(steps if isinstance(steps, Offering) else Offering(steps), similarity, rules).teaching(gap)


def sure_skills(step: Step, rules: GapRules = DEFAULT_RULES) -> frozenset[str]:
    """The uris that the step surely teaches."""
    return frozenset(skill.uri for skill in step.skills if skill.confidence >= rules.sure)


@lru_cache(_DAYS_KEPT)
def day(iso: str) -> int:
    """The ordinal of an ISO date (or of the date part of a date-time); 0 for ``""``."""
    return dt.date.fromisoformat(iso[:10]).toordinal() if iso else 0


def _lifts(
    skills: Sequence[TaughtSkill], reach: Mapping[str, list[tuple[int, float, bool]]], base: Sequence[int]
) -> dict[int, Lift]:
    best: dict[int, Lift] = {}
    reaching = [skill for skill in skills if skill.uri in reach]
    for skill in sorted(reaching, key=lambda skill: (-skill.confidence, skill.uri)):
        for index, share, near in reach[skill.uri]:
            cover = round(UNITS * share * min(1.0, max(0.0, skill.confidence)))
            if cover > base[index] and (index not in best or cover > best[index].cover):
                best[index] = Lift(cover, skill.uri, near, skill.evidence)
    return dict(sorted(best.items()))


def _check(ordered: Sequence[Step]) -> None:
    for before, after in itertools.pairwise(ordered):
        if before.id == after.id:
            raise BadStep(f"Two steps have the id {after.id}. Give each realisation its own id.", id=after.id)
    for step in ordered:
        if not math.isfinite(step.credits) or step.credits < 0:
            raise BadStep(f"The step {step.id} has {step.credits} credits; give a number of at least 0.", id=step.id)
        try:
            starts, ends = day(step.starts), day(step.ends)
            meetings = [(dt.datetime.fromisoformat(m.start), dt.datetime.fromisoformat(m.end)) for m in step.meetings]
            backwards = any(start > end for start, end in meetings)
        except (ValueError, TypeError) as error:
            raise BadStep(
                f"The step {step.id} has a date that is no ISO date such as 2026-09-01: {error}.", id=step.id
            ) from error
        if (starts and ends and starts > ends) or backwards:
            raise BadStep(f"The step {step.id} ends before it starts. Correct its dates.", id=step.id)

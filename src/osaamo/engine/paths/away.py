"""One course away: the steps that can be begun now and alone complete a goal or lift the coverage most."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from osaamo.engine.gap import DEFAULT_RULES, Gap, GapRules, Reason, merged, reason
from osaamo.engine.paths.explain import attributed, why_closes
from osaamo.engine.paths.results import OneAway
from osaamo.engine.paths.rules import blocks, lacking
from osaamo.engine.paths.teaching import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.paths.problem import Problem
    from osaamo.engine.paths.results import Asked, Closed
    from osaamo.engine.paths.teaching import Offering, Teaching
    from osaamo.engine.records import Labels, WeightedSkill


def one_away(
    problem: Problem,
    gap: Gap,
    asked: Asked,
    labels: Mapping[str, Labels],
    *,
    rules: GapRules = DEFAULT_RULES,
    most: int = 5,
) -> tuple[OneAway, ...]:
    """The steps within the limits that complete one of ``asked.goals``, then those that alone lift the coverage most.

    The credits in all, periods and fixed choices do not matter here. One step per course is listed.
    """
    teaching = problem.teaching
    completes = completed_by_one(teaching.offering, asked.have, asked.goals, rules=rules)
    limits = asked.limits
    items = {item.uri: item for item in gap.items}
    wanted = [items[uri] for uri in teaching.skills]
    total = math.fsum(item.weight for item in gap.items)
    best: dict[str, tuple[int, float, float, int]] = {}
    for index in sorted({*teaching.useful, *completes}):
        step = teaching.steps[index]
        blocked = problem.blocked[index] if index in problem.blocked else blocks(step, limits)
        if blocked or (limits.prerequisites and lacking(step, limits)):
            continue
        gain = math.fsum(
            wanted[skill].weight * max(0.0, lift.cover / UNITS - wanted[skill].cover) / total
            for skill, lift in teaching.lifts[index].items()
        )
        rank = (-len(completes.get(index, ())), -gain, step.credits, index)
        if (gain > 0 or index in completes) and (step.course not in best or rank < best[step.course]):
            best[step.course] = rank
    return tuple(
        _told(index, -gain, completes.get(index, ()), teaching, gap, labels, rules)
        for _, gain, _, index in sorted(best.values())[:most]
    )


def completed_by_one(
    offering: Offering,
    have: Sequence[WeightedSkill],
    goals: Mapping[str, Sequence[str]],
    *,
    rules: GapRules = DEFAULT_RULES,
) -> dict[int, tuple[str, ...]]:
    """For the index of each step that alone closes all that is missing of some goals, their names.

    A goal maps a name to skill uris. It is complete when each of its skills is had at ``rules.sure`` or more; skills
    that are only near do not count. A goal that is complete already is no one's.
    """
    own = {uri for uri, skill in merged(have).items() if skill.weight >= rules.sure}
    found: defaultdict[int, list[str]] = defaultdict(list)
    sure: dict[str, frozenset[int]] = {}
    for name, uris in goals.items():
        missing = [uri for uri in dict.fromkeys(uris) if uri not in own]
        if not missing or any(uri not in offering.teachers for uri in missing):
            continue
        for uri in missing:
            sure.setdefault(uri, _sure_teachers(offering, uri, rules))
        for index in frozenset.intersection(*(sure[uri] for uri in missing)):
            found[index].append(name)
    return {index: tuple(names) for index, names in found.items()}


def _sure_teachers(offering: Offering, uri: str, rules: GapRules) -> frozenset[int]:
    return frozenset(
        index
        for index in offering.teachers[uri]
        if any(skill.uri == uri and skill.confidence >= rules.sure for skill in offering.steps[index].skills)
    )


def _told(
    index: int,
    gain: float,
    completes: tuple[str, ...],
    teaching: Teaching,
    gap: Gap,
    labels: Mapping[str, Labels],
    rules: GapRules,
) -> OneAway:
    step = teaching.steps[index]
    closes = tuple(attributed([index], teaching, gap, labels)[index])
    return OneAway(
        id=step.id,
        course=step.course,
        title=step.title,
        institution=step.institution,
        credits=step.credits,
        gain=gain,
        closes=closes,
        completes=completes,
        finishes=tuple(entry.uri for entry in closes if entry.before < rules.sure <= entry.after),
        reason=_why(closes, completes, gain),
    )


def _why(closes: Sequence[Closed], completes: Sequence[str], gain: float) -> Reason:
    percent = round(100 * gain)
    if completes:
        return reason(
            "completes-goal",
            "Closes all that is missing of {goals} (+{percent} %).",
            goals=", ".join(completes),
            percent=percent,
        )
    why = why_closes(closes)
    return Reason("lifts", f"Lifts the coverage by {percent} %. {why.text}", {**why.values, "percent": percent})

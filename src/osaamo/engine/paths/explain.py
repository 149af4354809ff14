"""Chosen steps told to a person: what each closes, by which sentence, and what stays open and why."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import TYPE_CHECKING

from osaamo.engine.gap import DEFAULT_RULES, Gap, GapItem, GapRules, Reason, reason
from osaamo.engine.paths.problem import Problem, is_must
from osaamo.engine.paths.results import Closed, OneAway, OpenSkill, Plan, PlannedStep
from osaamo.engine.paths.rules import blocks, exact, first_day, lacking, last_day
from osaamo.engine.paths.teaching import UNITS, Teaching
from osaamo.engine.records import Labels, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.paths.limits import PathLimits

_NAMED = 3


def make_plan(
    kind: str,
    chosen: Sequence[int],
    problem: Problem,
    gap: Gap,
    labels: Mapping[str, Labels],
    *,
    optimal: bool,
    optimality_gap: float = 0.0,
) -> Plan:
    """The plan of the chosen indices, its steps in order of time; a skill is told of the step that does most."""
    teaching, limits = problem.teaching, problem.limits
    order = sorted(chosen, key=lambda index: (last_day(teaching.steps[index]), index))
    order.sort(key=lambda index: first_day(teaching.steps[index]))
    closed = _attributed(order, teaching, gap, labels)
    taken = problem.steps(order)
    steps = tuple(_planned(step, tuple(closed[index]), taken, limits) for index, step in zip(order, taken, strict=True))
    return Plan(
        kind=kind,
        steps=steps,
        coverage=coverage_after(gap, teaching, chosen),
        credits=float(sum(exact(step.credits) for step in taken)),
        starts=_iso(min((on for step in taken if (on := first_day(step))), default=0)),
        ends=_iso(max((last_day(step) for step in taken), default=0)),
        institutions=tuple(sorted({step.institution for step in taken})),
        optimal=optimal,
        optimality_gap=optimality_gap,
    )


def coverage_after(gap: Gap, teaching: Teaching, chosen: Sequence[int]) -> float:
    """The covered share of the goal's weight once the chosen steps are taken."""
    cover = _cover(teaching, chosen)
    total = math.fsum(item.weight for item in gap.items)
    after = math.fsum(item.weight * max(item.cover, cover.get(item.uri, 0) / UNITS) for item in gap.items)
    return after / total if total else 1.0


def open_skills(
    chosen: Sequence[int], problem: Problem, gap: Gap, *, rules: GapRules = DEFAULT_RULES
) -> tuple[OpenSkill, ...]:
    """The skills that stay below ``rules.sure``, largest need first, each with the reason."""
    cover = _cover(problem.teaching, chosen)
    at = {uri: index for index, uri in enumerate(problem.teaching.skills)}
    found = []
    for item in gap.items:
        reached = max(item.cover, cover.get(item.uri, 0) / UNITS)
        if item.uri in at and reached < rules.sure:
            why = _why_open(at[item.uri], problem)
            found.append(OpenSkill(item.uri, item.label, item.weight, reached, why))
    return tuple(found)


def one_away(
    teaching: Teaching,
    gap: Gap,
    limits: PathLimits,
    labels: Mapping[str, Labels],
    *,
    goals: Mapping[str, Sequence[str]] | None = None,
    rules: GapRules = DEFAULT_RULES,
    most: int = 5,
) -> tuple[OneAway, ...]:
    """The steps that can be taken now and alone lift the coverage most; first those that complete one of ``goals``.

    ``goals`` maps a name to skill uris; a goal is complete when each is covered at least ``rules.sure``. One step per
    course is listed.
    """
    total = math.fsum(item.weight for item in gap.items)
    found: dict[str, OneAway] = {}
    for index, step in enumerate(teaching.steps):
        if not teaching.lifts[index] or blocks(step, limits) or (limits.prerequisites and lacking(step, limits)):
            continue
        gain = coverage_after(gap, teaching, [index]) - gap.coverage if total else 0.0
        if gain <= 0 or (step.course in found and found[step.course].gain >= gain):
            continue
        closes = tuple(_attributed([index], teaching, gap, labels)[index])
        completes = _completed(goals or {}, gap, _cover(teaching, [index]), rules)
        why = _why_away(closes, completes, gain)
        found[step.course] = OneAway(
            step.id, step.course, step.title, step.institution, step.credits, gain, closes, completes, why
        )
    ranked = sorted(found.values(), key=lambda away: (-len(away.completes), -away.gain, away.credits, away.id))
    return tuple(ranked[:most])


def _cover(teaching: Teaching, chosen: Sequence[int]) -> dict[str, int]:
    cover: dict[str, int] = {}
    for index in chosen:
        for skill, lift in teaching.lifts[index].items():
            uri = teaching.skills[skill]
            cover[uri] = max(cover.get(uri, 0), lift.cover)
    return cover


def _attributed(
    order: Sequence[int], teaching: Teaching, gap: Gap, labels: Mapping[str, Labels]
) -> dict[int, list[Closed]]:
    items: dict[str, GapItem] = {item.uri: item for item in gap.items}
    closed: dict[int, list[Closed]] = {index: [] for index in order}
    for skill, uri in enumerate(teaching.skills):
        best = max(
            (index for index in order if skill in teaching.lifts[index]),
            key=lambda index: teaching.lifts[index][skill].cover,
            default=None,
        )
        if best is None:
            continue
        lift, item = teaching.lifts[best][skill], items[uri]
        closed[best].append(
            Closed(
                uri=uri,
                label=item.label,
                weight=item.weight,
                before=item.cover,
                after=lift.cover / UNITS,
                taught=lift.taught,
                taught_label=labels.get(lift.taught, Labels()),
                near=lift.near,
                evidence=lift.evidence,
            )
        )
    for entries in closed.values():
        entries.sort(key=lambda entry: (-entry.weight * (entry.after - entry.before), entry.uri))
    return closed


def _planned(step: Step, closes: tuple[Closed, ...], taken: Sequence[Step], limits: PathLimits) -> PlannedStep:
    needed_for = tuple(
        dict.fromkeys(other.course for other in taken if limits.prerequisites and step.course in lacking(other, limits))
    )
    return PlannedStep(
        id=step.id,
        course=step.course,
        title=step.title,
        institution=step.institution,
        credits=step.credits,
        starts=step.starts,
        ends=step.ends,
        mode=step.mode,
        campus=step.campus,
        languages=step.languages,
        meetings=step.meetings,
        closes=closes,
        needed_for=needed_for,
        reason=_why_step(closes, needed_for, fixed=is_must(step, limits)),
    )


def _why_step(closes: Sequence[Closed], needed_for: Sequence[str], *, fixed: bool) -> Reason:
    if closes:
        return _why_closes("closes", "Closes", closes)
    if needed_for:
        return reason("leads-to", "Required before {courses}.", courses=", ".join(needed_for))
    if fixed:
        return reason("your-choice", "You chose it; it closes no part of this gap.")
    return reason("fills-credits", "Needed to reach the least number of credits.")


def _why_closes(code: str, verb: str, closes: Sequence[Closed]) -> Reason:
    names = [f"“{entry.label.best('en') or entry.uri}”" for entry in closes[:_NAMED]]
    more = len(closes) - len(names)
    listed = ", ".join(names) + (f" and {more} more" if more else "")
    evidence = next((entry.evidence for entry in closes if entry.evidence), "")
    text = "{verb} {listed}: “{evidence}”" if evidence else "{verb} {listed}."
    return Reason(
        code=code,
        text=text.format(verb=verb, listed=listed, evidence=evidence.strip()),
        values={"skills": [entry.uri for entry in closes], "evidence": evidence},
    )


def _why_away(closes: Sequence[Closed], completes: Sequence[str], gain: float) -> Reason:
    percent = round(100 * gain)
    if completes:
        return reason(
            "completes-goal",
            "Closes all that is missing of {goals} (+{percent} %).",
            goals=", ".join(completes),
            percent=percent,
        )
    why = _why_closes("lifts", f"Lifts the coverage by {percent} %: closes", closes)
    return Reason(why.code, why.text, {**why.values, "percent": percent})


def _completed(
    goals: Mapping[str, Sequence[str]], gap: Gap, cover: Mapping[str, int], rules: GapRules
) -> tuple[str, ...]:
    before = {item.uri: item.cover for item in gap.items}
    after = {uri: max(share, cover.get(uri, 0) / UNITS) for uri, share in before.items()}

    def complete(covers: Mapping[str, float], uris: Sequence[str]) -> bool:
        return all(covers.get(uri, 0.0) >= rules.sure for uri in uris)

    return tuple(name for name, uris in goals.items() if complete(after, uris) and not complete(before, uris))


def _why_open(skill: int, problem: Problem) -> Reason:
    teaching = problem.teaching
    lifting = [index for index, lifts in enumerate(teaching.lifts) if skill in lifts]
    if not lifting:
        return reason("not-offered", "Nothing in the offering teaches it.")
    blocked = [blocks(teaching.steps[index], problem.limits) for index in lifting]
    if all(blocked):
        counts = Counter(name for names in blocked for name in names)
        limits = dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
        return Reason(
            code="blocked",
            text=f"{len(lifting)} steps teach it, but your limits keep them all out ({', '.join(limits)}).",
            values={"steps": len(lifting), "limits": limits},
        )
    left = set(lifting).intersection(problem.candidates)
    if not left:
        return reason("prerequisites", "What teaches it requires courses that cannot be taken before it.")
    best = max(teaching.lifts[index][skill].cover for index in left)
    if best < UNITS * DEFAULT_RULES.sure:
        return reason(
            "only-near",
            "The offering teaches only something close to it ({percent} %).",
            percent=round(100 * best / UNITS),
        )
    return reason(
        "did-not-fit", "{steps} steps teach it, but other skills weigh more within your limits.", steps=len(left)
    )


def _iso(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat() if ordinal else ""

"""Chosen steps told to a person: what each closes, by which sentence, and what stays open and why."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import TYPE_CHECKING

from osaamo.engine.gap import DEFAULT_RULES, Gap, GapItem, GapRules, Reason, reason
from osaamo.engine.paths.problem import Problem, is_must
from osaamo.engine.paths.results import Closed, OpenSkill, Plan, PlannedStep
from osaamo.engine.paths.rules import exact, first_day, lacking, last_day
from osaamo.engine.paths.teaching import UNITS, Teaching
from osaamo.engine.records import Labels, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from osaamo.engine.paths.limits import PathLimits
    from osaamo.engine.paths.solving import Choice


def make_plan(choice: Choice, gap: Gap, labels: Mapping[str, Labels], *, apart_from: Choice | None = None) -> Plan:
    """The plan of a choice, its steps in order of time; a skill is told of the step that does most.

    ``apart_from`` is the choice to which the difference is measured.
    """
    teaching, limits = choice.problem.teaching, choice.problem.limits
    order = sorted(choice.chosen, key=lambda index: (last_day(teaching.steps[index]), index))
    order.sort(key=lambda index: first_day(teaching.steps[index]))
    closed = attributed(order, teaching, gap, labels)
    taken = choice.problem.steps(order)
    steps = tuple(_planned(step, tuple(closed[index]), taken, limits) for index, step in zip(order, taken, strict=True))
    return Plan(
        kind=choice.kind,
        steps=steps,
        coverage=coverage_after(gap, teaching, choice.chosen),
        credits=float(sum(exact(step.credits) for step in taken)),
        starts=_iso(min((on for step in taken if (on := first_day(step))), default=0)),
        ends=_iso(max((last_day(step) for step in taken), default=0)),
        institutions=tuple(sorted({step.institution for step in taken})),
        optimal=choice.optimal,
        optimality_gap=choice.distance,
        difference=jaccard_distance(choice.chosen, apart_from.chosen) if apart_from else 0.0,
    )


def jaccard_distance(one: Collection[int], other: Collection[int]) -> float:
    """The share of the members of both that only one of them has; 0 of two empty collections."""
    together = len(set(one) | set(other))
    return 1 - len(set(one) & set(other)) / together if together else 0.0


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
    useful = problem.teaching.useful
    found = []
    for item in gap.items:
        reached = max(item.cover, cover.get(item.uri, 0) / UNITS)
        if item.uri in at and reached < rules.sure:
            why = _why_open(at[item.uri], useful, problem)
            found.append(OpenSkill(item.uri, item.label, item.weight, reached, why))
    return tuple(found)


def _cover(teaching: Teaching, chosen: Sequence[int]) -> dict[str, int]:
    cover: dict[str, int] = {}
    for index in chosen:
        for skill, lift in teaching.lifts[index].items():
            uri = teaching.skills[skill]
            cover[uri] = max(cover.get(uri, 0), lift.cover)
    return cover


def attributed(
    order: Sequence[int], teaching: Teaching, gap: Gap, labels: Mapping[str, Labels]
) -> dict[int, list[Closed]]:
    """For each index what it closes, largest win first; each skill is told of the step that does most for it."""
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
        return why_closes(closes)
    if needed_for:
        return reason("leads-to", "Required before {courses}.", courses=", ".join(needed_for))
    if fixed:
        return reason("your-choice", "You chose it; it closes no part of this gap.")
    return reason("fills-credits", "Needed to reach the least number of credits.")


def why_closes(closes: Sequence[Closed]) -> Reason:
    """Which gap a step closes before all others, and by which sentence of its own."""
    lead = next((entry for entry in closes if entry.evidence), closes[0])
    more = len(closes) - 1
    skill = f"“{lead.label.best('en') or lead.uri}”" + (f" and {more} more" if more else "")
    quote = f": “{lead.evidence.strip()}”" if lead.evidence.strip() else "."
    if lead.near:
        text = f"Brings you nearer to {skill} by “{lead.taught_label.best('en') or lead.taught}”{quote}"
    else:
        text = f"Closes {skill}{quote}"
    values = {"skill": lead.uri, "skills": [entry.uri for entry in closes], "evidence": lead.evidence}
    return Reason("nears" if lead.near else "closes", text, values)


def _why_open(skill: int, useful: Sequence[int], problem: Problem) -> Reason:
    teaching = problem.teaching
    lifting = [index for index in useful if skill in teaching.lifts[index]]
    if not lifting:
        return reason("not-offered", "Nothing in the offering teaches it.")
    blocked = [problem.blocked[index] for index in lifting]
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

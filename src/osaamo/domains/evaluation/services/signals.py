"""What the engine says of a proposal: measured, stored with model and time, and never taken for a review."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

# By its name, as the door has a module and a function called twins.
from osaamo import engine as door
from osaamo.competence.queries import skills_of
from osaamo.competence.services import read_goals, read_text
from osaamo.domains.evaluation.enums import SignalKind, SignalState
from osaamo.domains.evaluation.models import Proposal, Signal
from osaamo.domains.evaluation.queries import text_of
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit
from osaamo.ports.demand import demand_for
from osaamo.ports.steps import all_steps
from osaamo.ports.texts import Text

if TYPE_CHECKING:
    from datetime import date

    from osaamo.competence.models import Reading
    from osaamo.engine import Step, TaughtSkill

ENOUGH_ADS = 30
"""Of fewer ads than this, demand says nothing."""

MOST_SKILLS = 12
"""So many of the proposal's skills, the surest, are told of."""

MOST_TWINS = 5
LEAST_ALIKE = 0.3
"""Courses less alike than this are not shown as overlapping."""

Measured = tuple[SignalState, dict[str, Any]]


@transaction.atomic
def measure(*, proposal: Proposal, on: date | None = None) -> list[Signal]:
    """The four signals of the proposal as its text stands, by the courses one can begin on the day or later.

    ``value`` of each: ``skills`` (each ``uri``, ``sentence``, ``confidence`` and what was counted) and, by kind, the
    ads ``of`` which were counted ``since`` when, the ``courses`` alike, the ``institutions`` that teach its skills; of
    the fourth, the ``goals`` it serves (each ``uri``, ``goal``, ``probability``, ``sentences``).
    """
    language, title, body = text_of(proposal)
    reading = read_text(Text(ref=ref_of(proposal), language=language, body=body, title=title))
    skills = skills_of([reading.ref]).get(reading.ref, ())[:MOST_SKILLS]
    courses = _courses(on or timezone.localdate())
    found: dict[SignalKind, Measured] = {
        SignalKind.DEMAND: _demand(skills),
        SignalKind.OVERLAP: _overlap(skills, courses),
        SignalKind.STRENGTHS: _strengths(skills, courses),
    }
    signals = [_store(proposal, reading, kind, *measured) for kind, measured in found.items()]
    signals.append(_store_goals(proposal, f"{title}\n\n{body}", language))
    audit(verb="proposal.measure", about=proposal, organisation=proposal.lead, details={"skills": len(skills)})
    return signals


def _store(proposal: Proposal, reading: Reading, kind: SignalKind, state: SignalState, value: dict[str, Any]) -> Signal:
    return Signal.objects.create(
        proposal=proposal,
        kind=kind,
        state=state,
        value=value,
        model=reading.model if state != SignalState.NOT_MEASURED else "",
        vocabulary=reading.vocabulary if state != SignalState.NOT_MEASURED else "",
    )


def _store_goals(proposal: Proposal, text: str, language: str) -> Signal:
    """The goals of sustainable development that the text serves, each with its sentences."""
    signal = Signal(proposal=proposal, kind=SignalKind.SDG, state=SignalState.NOT_MEASURED)
    try:
        found = read_goals(text, language=language)
    except door.EmptyText:
        signal.save()
        return signal
    uris = {goal.number: goal.uri for goal in door.goals()}
    signal.state, signal.model = SignalState.MEASURED, found.model
    signal.value = {
        "goals": [
            {
                "uri": uris[goal.number],
                "goal": goal.number,
                "probability": round(goal.probability, 3),
                "sentences": [sentence.text.strip() for sentence in goal.sentences],
            }
            for goal in found.served
        ]
    }
    signal.save()
    return signal


def _courses(on: date) -> list[Step]:
    """One step for each course of each institution, in order of institution and course."""
    first: dict[tuple[str, str], Step] = {}
    for step in all_steps(on.isoformat()):
        first.setdefault((step.institution, step.course), step)
    return [first[key] for key in sorted(first)]


def _told(skill: TaughtSkill) -> dict[str, Any]:
    return {"uri": skill.uri, "sentence": skill.evidence, "confidence": round(skill.confidence, 3)}


def _demand(skills: tuple[TaughtSkill, ...]) -> Measured:
    if not skills:
        return SignalState.NOT_MEASURED, {}
    demand = demand_for([skill.uri for skill in skills])
    state = SignalState.MEASURED if demand.of >= ENOUGH_ADS else SignalState.TOO_FEW
    rows = [_told(skill) | {"asked": demand.asked.get(skill.uri, 0)} for skill in skills]
    return state, {"of": demand.of, "since": demand.since, "skills": sorted(rows, key=lambda row: -row["asked"])}


def _overlap(skills: tuple[TaughtSkill, ...], courses: list[Step]) -> Measured:
    if not skills or not courses:
        return SignalState.NOT_MEASURED, {}
    items = [
        door.TwinItem(str(at), tuple((skill.uri, skill.confidence) for skill in course.skills))
        for at, course in enumerate(courses)
    ]
    query = door.TwinItem("proposal", tuple((skill.uri, skill.confidence) for skill in skills))
    alike = door.twins(query, items, most=MOST_TWINS, least=LEAST_ALIKE)
    rows = [_alike(courses[int(twin.id)], twin.score, twin.shared) for twin in alike]
    return SignalState.MEASURED, {"of": len(courses), "courses": rows}


def _alike(course: Step, score: float, shared: tuple[str, ...]) -> dict[str, Any]:
    return {
        "ref": course.source,
        "title": course.title.as_dict(),
        "institution": course.institution,
        "score": round(score, 3),
        "shared": list(shared),
    }


def _strengths(skills: tuple[TaughtSkill, ...], courses: list[Step]) -> Measured:
    if not skills or not courses:
        return SignalState.NOT_MEASURED, {}
    wanted = {skill.uri for skill in skills}
    totals: dict[str, int] = defaultdict(int)
    teaching: dict[str, int] = defaultdict(int)
    by_skill: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for course in courses:
        totals[course.institution] += 1
        shared = wanted & {skill.uri for skill in course.skills}
        teaching[course.institution] += bool(shared)
        for uri in shared:
            by_skill[uri][course.institution] += 1
    rows = [{"name": name, "courses": teaching[name], "of": totals[name]} for name in sorted(totals)]
    told = [_told(skill) | {"courses": dict(by_skill[skill.uri])} for skill in skills]
    return SignalState.MEASURED, {"institutions": rows, "skills": told}

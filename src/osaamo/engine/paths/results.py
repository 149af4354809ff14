"""What a planned path looks like to its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osaamo.engine.gap import Gap, Reason
    from osaamo.engine.records import Labels, Meeting


@dataclass(frozen=True, slots=True)
class Closed:
    """A wanted skill that a step closes or brings nearer.

    ``before`` and ``after`` are the covered shares (0 to 1). ``taught`` is the uri the step teaches: the wanted skill
    itself or, when ``near``, one close to it. ``evidence`` is the step's own sentence.
    """

    uri: str
    label: Labels
    weight: float
    before: float
    after: float
    taught: str
    taught_label: Labels
    near: bool
    evidence: str

    def as_dict(self) -> dict[str, object]:
        """The closed skill as plain JSON values."""
        return {
            "uri": self.uri,
            "label": self.label.as_dict(),
            "weight": round(self.weight, 4),
            "before": round(self.before, 4),
            "after": round(self.after, 4),
            "taught": self.taught,
            "taughtLabel": self.taught_label.as_dict(),
            "near": self.near,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step of a path, in order of time, with what it closes and why it is there."""

    id: str
    course: str
    title: Labels
    institution: str
    credits: float
    starts: str
    ends: str
    mode: str
    campus: str
    languages: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    closes: tuple[Closed, ...]
    needed_for: tuple[str, ...]
    reason: Reason

    def as_dict(self) -> dict[str, object]:
        """The step as plain JSON values."""
        return {
            "id": self.id,
            "course": self.course,
            "title": self.title.as_dict(),
            "institution": self.institution,
            "credits": self.credits,
            "starts": self.starts,
            "ends": self.ends,
            "mode": self.mode,
            "campus": self.campus,
            "languages": list(self.languages),
            "meetings": [[meeting.start, meeting.end] for meeting in self.meetings],
            "closes": [closed.as_dict() for closed in self.closes],
            "neededFor": list(self.needed_for),
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """A path that keeps all limits.

    ``kind`` is ``best``, ``fewest-credits``, ``fastest``, ``online`` or ``one-institution``. ``coverage`` is the
    covered share of the goal after the path. ``optimal`` says that every goal was solved to proof; else
    ``optimality_gap`` is the proven relative distance of the coverage won from the best possible (0 when the coverage
    is proven).
    """

    kind: str
    steps: tuple[PlannedStep, ...]
    coverage: float
    credits: float
    starts: str
    ends: str
    institutions: tuple[str, ...]
    optimal: bool
    optimality_gap: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """The plan as plain JSON values."""
        return {
            "kind": self.kind,
            "coverage": round(self.coverage, 4),
            "credits": self.credits,
            "starts": self.starts,
            "ends": self.ends,
            "institutions": list(self.institutions),
            "optimal": self.optimal,
            "optimalityGap": round(self.optimality_gap, 4),
            "steps": [step.as_dict() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class OpenSkill:
    """A wanted skill that the path leaves uncovered or partly covered, and why."""

    uri: str
    label: Labels
    weight: float
    cover: float
    reason: Reason

    def as_dict(self) -> dict[str, object]:
        """The open skill as plain JSON values."""
        return {
            "uri": self.uri,
            "label": self.label.as_dict(),
            "weight": round(self.weight, 4),
            "cover": round(self.cover, 4),
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A limit that stands in the way, and the smallest change of it that lets a path through.

    ``limit`` is the attribute of the limits, ``now`` and ``needed`` its value now and after. Relaxations of one
    ``group`` are needed together; each group alone is enough.
    """

    limit: str
    now: object
    needed: object
    reason: Reason
    group: int = 0

    def as_dict(self) -> dict[str, object]:
        """The relaxation as plain JSON values."""
        return {
            "limit": self.limit,
            "now": _plain(self.now),
            "needed": _plain(self.needed),
            "group": self.group,
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class OneAway:
    """A step that alone lifts the coverage by ``gain`` (share of the goal), and the goals it completes."""

    id: str
    course: str
    title: Labels
    institution: str
    credits: float
    gain: float
    closes: tuple[Closed, ...]
    completes: tuple[str, ...]
    reason: Reason

    def as_dict(self) -> dict[str, object]:
        """The step as plain JSON values."""
        return {
            "id": self.id,
            "course": self.course,
            "title": self.title.as_dict(),
            "institution": self.institution,
            "credits": self.credits,
            "gain": round(self.gain, 4),
            "closes": [closed.as_dict() for closed in self.closes],
            "completes": list(self.completes),
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class PathResult:
    """The best path with its alternatives, what stays open, and what stands in the way.

    ``plan`` is ``None`` when no path keeps all limits and brings anything; then ``relaxations`` say what would help.
    ``considered`` counts the steps handed in and those left at each filter.
    """

    gap: Gap
    plan: Plan | None
    alternatives: tuple[Plan, ...]
    open: tuple[OpenSkill, ...]
    one_away: tuple[OneAway, ...]
    relaxations: tuple[Relaxation, ...]
    reason: Reason
    considered: dict[str, int]

    def as_dict(self) -> dict[str, object]:
        """The result as plain JSON values."""
        return {
            "coverageBefore": round(self.gap.coverage, 4),
            "plan": self.plan.as_dict() if self.plan else None,
            "alternatives": [plan.as_dict() for plan in self.alternatives],
            "open": [skill.as_dict() for skill in self.open],
            "oneAway": [step.as_dict() for step in self.one_away],
            "relaxations": [relaxation.as_dict() for relaxation in self.relaxations],
            "reason": self.reason.as_dict(),
            "considered": dict(self.considered),
            "gap": self.gap.as_dict(),
        }


def _plain(value: object) -> Any:
    return list(value) if isinstance(value, tuple | frozenset | set) else value

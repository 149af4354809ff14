"""What a planned path looks like to its reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from osaamo.engine.gap import Reason
from osaamo.engine.records import Labels, Meeting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.engine.gap import Gap
    from osaamo.engine.paths.limits import PathLimits
    from osaamo.engine.paths.problem import Problem
    from osaamo.engine.records import WeightedSkill


@dataclass(frozen=True, slots=True)
class Asked:
    """What a path was planned for: own and wanted skills, limits, and named goals for the "one course away" list."""

    have: tuple[WeightedSkill, ...]
    want: tuple[WeightedSkill, ...]
    limits: PathLimits
    goals: Mapping[str, Sequence[str]]


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

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Closed:
        """The closed skill as :meth:`as_dict` wrote it."""
        return cls(
            uri=saved["uri"],
            label=Labels(**saved["label"]),
            weight=saved["weight"],
            before=saved["before"],
            after=saved["after"],
            taught=saved["taught"],
            taught_label=Labels(**saved["taughtLabel"]),
            near=saved["near"],
            evidence=saved["evidence"],
        )

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

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> PlannedStep:
        """The step as :meth:`as_dict` wrote it; other keys are left alone."""
        why = saved["reason"]
        return cls(
            id=saved["id"],
            course=saved["course"],
            title=Labels(**saved["title"]),
            institution=saved["institution"],
            credits=saved["credits"],
            starts=saved["starts"],
            ends=saved["ends"],
            mode=saved["mode"],
            campus=saved["campus"],
            languages=tuple(saved["languages"]),
            meetings=tuple(Meeting(start, end) for start, end in saved["meetings"]),
            closes=tuple(Closed.from_dict(closed) for closed in saved["closes"]),
            needed_for=tuple(saved["neededFor"]),
            reason=Reason(why["code"], why["text"], why["values"]),
        )

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

    ``kind`` is ``best``, ``fewest-credits``, ``fastest``, ``online``, ``one-institution`` or ``other-courses``.
    ``coverage`` is the covered share of the goal after the path. ``optimal`` says that every goal was solved to proof;
    else ``optimality_gap`` is the proven relative distance of the coverage won from the best possible (0 when the
    coverage is proven). ``difference`` is that of an alternative from the best path: the share of the steps of both
    that only one of them has (Jaccard distance, 0 to 1).
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
    difference: float = 0.0

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
            "difference": round(self.difference, 4),
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
    """A step that alone lifts the coverage by ``gain`` (share of the goal).

    ``completes`` are the named goals of which it closes all that is missing, ``finishes`` the uris of the wanted skills
    that count as had after it.
    """

    id: str
    course: str
    title: Labels
    institution: str
    credits: float
    gain: float
    closes: tuple[Closed, ...]
    completes: tuple[str, ...]
    finishes: tuple[str, ...]
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
            "finishes": list(self.finishes),
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class PathResult:
    """The best path with its alternatives, what stays open, and what stands in the way.

    ``plan`` is ``None`` when no path keeps all limits and brings anything; then ``relaxations`` say what would help.
    ``considered`` counts the steps handed in and those left at each filter. ``asked`` and ``problem`` are what a
    what-if goes on from; they are no part of the written form.
    """

    gap: Gap
    plan: Plan | None
    alternatives: tuple[Plan, ...]
    open: tuple[OpenSkill, ...]
    one_away: tuple[OneAway, ...]
    relaxations: tuple[Relaxation, ...]
    reason: Reason
    considered: dict[str, int]
    asked: Asked = field(repr=False)
    problem: Problem = field(repr=False, compare=False)

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


@dataclass(frozen=True, slots=True)
class Replanned:
    """The result after a change: ids of the steps that came and went, and the change of coverage and credits."""

    result: PathResult
    added: tuple[str, ...]
    removed: tuple[str, ...]
    coverage: float
    credits: float

    def as_dict(self) -> dict[str, object]:
        """The change as plain JSON values."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "coverage": round(self.coverage, 4),
            "credits": self.credits,
            "result": self.result.as_dict(),
        }


def _plain(value: object) -> Any:
    return list(value) if isinstance(value, tuple | frozenset | set) else value

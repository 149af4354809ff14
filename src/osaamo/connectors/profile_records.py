"""A whole profile as plain records: what is exported, and what comes back when it is read again."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - annotations are read at run time to check what is imported
from collections.abc import Mapping  # noqa: TC003 - same
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from osaamo.connectors.badge_records import BadgeRecord  # noqa: TC001 - same
from osaamo.connectors.study_records import Attainment  # noqa: TC001 - same

SkillStatus = Literal["suggested", "accepted", "added", "rejected"]
Grade = Annotated[int, Field(ge=1, le=5)]
Offset = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Language = Literal["fi", "sv", "en"]

OWN = frozenset(("accepted", "added"))
"""The statuses by which a person says that a skill is theirs."""


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """Who the profile is of. ``language`` is ``fi``, ``sv`` or ``en``; ``home_organisation`` a name, or ``""``."""

    name: str
    email: str = ""
    home_organisation: str = ""
    language: Language = "fi"


@dataclass(frozen=True, slots=True)
class ExportedSource:
    """What the person handed in to be read. ``id`` is unique in the export; ``text`` is ``""`` when it is not kept."""

    id: str
    kind: str
    title: str
    language: str = ""
    text: str = ""
    digest: str = ""
    model: str = ""
    vocabulary: str = ""
    added_at: AwareDatetime | None = None
    read_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class ExportedEvidence:
    """A sentence that shows a skill.

    ``source`` is the id of an :class:`ExportedSource`; ``start`` and ``end`` (greater) are offsets into its text,
    ``cue_start`` and ``cue_end`` those of the telling words; ``None`` where not known.
    """

    sentence: str
    source: str
    date: dt.date | None = None
    confidence: Share | None = None
    start: Offset | None = None
    end: Offset | None = None
    cue_start: Offset | None = None
    cue_end: Offset | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class ExportedChange:
    """A change of a skill's ``status`` or ``grade`` (``kind``); ``before`` is ``""`` for the first."""

    at: AwareDatetime
    kind: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class ExportedSkill:
    """A skill: its uri, its label by language (``fi``, ``sv``, ``en``) and what the person says of it.

    ``status`` is ``suggested``, ``accepted``, ``added`` or ``rejected``; ``grade`` the person's own, 1 to 5.
    """

    uri: str
    label: Mapping[str, str]
    status: SkillStatus
    grade: Grade | None = None
    since: AwareDatetime | None = None
    evidence: tuple[ExportedEvidence, ...] = ()
    changes: tuple[ExportedChange, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """A skill that a goal asks for: uri, weight (of any sum) and the sentence that says so."""

    uri: str
    weight: float = 1.0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ExportedGoal:
    """What the person aims at. ``ref`` is an occupation's uri or a Ref, ``text`` a pasted ad."""

    id: str
    kind: str
    title: str
    ref: str = ""
    text: str = ""
    wanted: tuple[WantedSkill, ...] = ()
    is_current: bool = False
    set_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class ExportedPlanVersion:
    """A plan as it was saved. ``steps`` and ``limits`` are JSON objects as the planner writes them."""

    number: int
    made_at: AwareDatetime
    credits: float
    coverage_before: Share
    coverage_after: Share
    steps: tuple[Mapping[str, Any], ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportedPlan:
    """A saved study path with all its versions; ``goal`` is the id of an :class:`ExportedGoal`, or ``""``."""

    title: str
    goal: str = ""
    created_at: AwareDatetime | None = None
    versions: tuple[ExportedPlanVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedConsent:
    """A consent with the number of its receipt and the words agreed to; ``withdrawn_at`` is ``None`` in force."""

    receipt: str
    purpose: str
    recipient: str
    text: str
    version: str
    given_at: AwareDatetime
    withdrawn_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class ProfileExport:
    """Everything a profile holds, as of ``made_at`` (a time with a zone)."""

    person: ExportedPerson
    made_at: AwareDatetime
    sources: tuple[ExportedSource, ...] = ()
    skills: tuple[ExportedSkill, ...] = ()
    attainments: tuple[Attainment, ...] = ()
    badges: tuple[BadgeRecord, ...] = ()
    goals: tuple[ExportedGoal, ...] = ()
    plans: tuple[ExportedPlan, ...] = ()
    consents: tuple[ExportedConsent, ...] = ()

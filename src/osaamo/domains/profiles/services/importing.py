"""A profile taken back in from the file it was taken out as."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.profile_json import read_profile
from osaamo.domains.profiles.enums import SourceKind
from osaamo.domains.profiles.models import (
    Attainment,
    Goal,
    PlanVersion,
    Profile,
    ProfileSkill,
    SavedPlan,
    SkillChange,
    SkillEvidence,
    Source,
)
from osaamo.domains.profiles.services.consents import require_consent
from osaamo.domains.profiles.services.sources import attainment_of
from osaamo.engine import PlannedStep
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.connectors.profile_records import (
        ExportedEvidence,
        ExportedPlan,
        ExportedSkill,
        ProfileExport,
    )


@dataclass(frozen=True, slots=True)
class Restored:
    """How many skills the profile now has, and how many parts of the file could not be read."""

    skills: int
    left_out: int


def restore(*, profile: Profile, document: bytes, filename: str) -> Restored:
    """The profile, now as in the document.

    Its sources, skills, studies, goals and plans take the place of those the profile has. Links, consents and the log
    of looks are proof of what happened here; they are not taken in from outside.

    Raises:
        NoConsent: the person does not agree that a profile is kept.
        ConnectorError: the file is no profile; nothing was changed.
    """
    require_consent(profile)
    reading = read_profile(document, filename)
    with transaction.atomic():
        Profile.objects.select_for_update().get(pk=profile.pk)
        for rows in (profile.plans, profile.goals, profile.attainments, profile.skills, profile.sources):
            rows.all().delete()
        left_out = len(reading.broken) + _fill(profile, reading.profile)
        audit(verb="profile.restore", who=profile.person, about=profile, details={"left_out": left_out})
    return Restored(len(reading.profile.skills), left_out)


def _fill(profile: Profile, given: ProfileExport) -> int:
    """Write the rows; how many plans were left out because their steps are none of ours."""
    sources = {one.id: Source.objects.create(profile=profile, **_own(one, Source)) for one in given.sources}
    records = [source for source in sources.values() if source.kind == SourceKind.TRANSCRIPT]
    only = records[0] if len(records) == 1 else None
    Attainment.objects.bulk_create(
        Attainment(profile=profile, source=only, **attainment_of(row)) for row in given.attainments
    )
    for one in given.skills:
        _add_skill(profile, one, sources)
    goals = {one.id: Goal.objects.create(profile=profile, **_own(one, Goal)) for one in given.goals}
    plans = [plan for plan in given.plans if plan.versions and _can_be_shown(plan)]
    for plan in plans:
        saved = SavedPlan.objects.create(profile=profile, goal=goals.get(plan.goal), **_own(plan, SavedPlan))
        PlanVersion.objects.bulk_create(
            PlanVersion(plan=saved, **{**_own(version, PlanVersion), "steps": [dict(step) for step in version.steps]})
            for version in plan.versions
        )
    return len(given.plans) - len(plans)


def _can_be_shown(plan: ExportedPlan) -> bool:
    """Whether every step of every version is one as the planner writes it."""
    try:
        for step in (PlannedStep.from_dict(step) for version in plan.versions for step in version.steps):
            for day in (step.starts, step.ends):
                if day:
                    date.fromisoformat(day)
            for meeting in step.meetings:
                datetime.fromisoformat(meeting.start)
                datetime.fromisoformat(meeting.end)
            float(step.credits)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def _add_skill(profile: Profile, given: ExportedSkill, sources: Mapping[str, Source]) -> None:
    skill = ProfileSkill.objects.create(profile=profile, **_own(given, ProfileSkill))
    SkillChange.objects.bulk_create(SkillChange(skill=skill, **_own(one, SkillChange)) for one in given.changes)
    SkillEvidence.objects.bulk_create(
        SkillEvidence(skill=skill, source=sources[one.source], **_evidence(one))
        for one in given.evidence
        if one.source in sources
    )


def _evidence(one: ExportedEvidence) -> dict[str, Any]:
    """The fields of a piece of evidence; where the file leaves offsets out, the sentence stands by itself."""
    start = one.start or 0
    return {
        "sentence": one.sentence,
        "start": start,
        "end": one.end or start + max(1, len(one.sentence)),
        "cue_start": one.cue_start,
        "cue_end": one.cue_end,
        "confidence": 1.0 if one.confidence is None else one.confidence,
        "model": one.model,
        "seen_on": one.date or timezone.localdate(),
    }


def _own(record: Any, model: Any) -> dict[str, Any]:
    """The record's values of the model's own fields, but for what is not told: there the model's default holds."""
    own = {field.name for field in model._meta.concrete_fields if not field.is_relation and not field.primary_key}  # noqa: SLF001 - Django documents Model._meta as public
    values = {name: value for name, value in asdict(record).items() if name in own and value is not None}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

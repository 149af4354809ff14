"""What the person says of a skill."""

from __future__ import annotations

from django.db import transaction

from osaamo.competence import services as competence
from osaamo.domains.profiles.enums import ChangeKind, SkillStatus
from osaamo.domains.profiles.models import Profile, ProfileSkill, SkillChange
from osaamo.domains.profiles.services.consents import require_consent
from osaamo.engine import WeightedSkill
from osaamo.kernel.trails import audit


@transaction.atomic
def decide(*, skill: ProfileSkill, status: SkillStatus) -> ProfileSkill:
    """The skill with its new status and, where it is rejected, without a grade; history is kept."""
    skill = _locked(skill)
    if status == SkillStatus.REJECTED and skill.grade is not None:
        _change(skill, ChangeKind.GRADE, "")
        skill.grade = None
    if skill.status != status:
        _change(skill, ChangeKind.STATUS, status.value)
        skill.status = status
    skill.save(update_fields=["status", "grade"])
    return skill


@transaction.atomic
def grade(*, skill: ProfileSkill, grade: int | None) -> ProfileSkill:
    """The skill with the person's own grade from 1 to 5, or none; who grades a suggestion has accepted it.

    Raises:
        ValueError: the grade is not from 1 to 5.
    """
    if grade is not None and grade not in range(1, 6):
        raise ValueError(f"A grade is from 1 to 5, not {grade}.")
    skill = _locked(skill)
    if grade is not None and skill.status in {SkillStatus.SUGGESTED, SkillStatus.REJECTED}:
        _change(skill, ChangeKind.STATUS, SkillStatus.ACCEPTED)
        skill.status = SkillStatus.ACCEPTED
    if skill.grade != grade:
        _change(skill, ChangeKind.GRADE, "" if grade is None else str(grade))
        skill.grade = grade
    skill.save(update_fields=["status", "grade"])
    return skill


@transaction.atomic
def add_skill(*, profile: Profile, uri: str) -> ProfileSkill:
    """The skill, added by the person; one that was suggested or rejected before is now accepted.

    Raises:
        NoConsent: the person does not agree that a profile is kept.
        UnknownSkill: the vocabulary does not have it.
    """
    require_consent(profile)
    competence.known([WeightedSkill(uri)])
    Profile.objects.select_for_update().get(pk=profile.pk)
    skill = profile.skills.filter(uri=uri).first()
    if skill is None:
        skill = ProfileSkill.objects.create(profile=profile, uri=uri, status=SkillStatus.ADDED)
        SkillChange.objects.create(skill=skill, kind=ChangeKind.STATUS, after=SkillStatus.ADDED)
        audit(verb="skill.add", who=profile.person, about=skill)
        return skill
    return skill if skill.status == SkillStatus.ADDED else decide(skill=skill, status=SkillStatus.ACCEPTED)


def _locked(skill: ProfileSkill) -> ProfileSkill:
    require_consent(skill.profile)
    return ProfileSkill.objects.select_for_update().select_related("profile__person").get(pk=skill.pk)


def _change(skill: ProfileSkill, kind: ChangeKind, after: str) -> None:
    before = skill.status if kind == ChangeKind.STATUS else "" if skill.grade is None else str(skill.grade)
    SkillChange.objects.create(skill=skill, kind=kind, before=before, after=after)
    audit(verb=f"skill.{kind.value}", who=skill.profile.person, about=skill, details={"after": after})

"""A profile in the shape of Työmarkkinatori (Job Market Finland): the body of ``PUT /v1/profile`` (P51).

Source: the OpenAPI description ``P51-tmt-profile-tuonti-V1.yaml`` (KEHA Centre, in github.com/Opetushallitus/
jod-yksilo). Text lengths and the two-letter language keys, of which ``fi`` must be there, are not in it; they follow
what JOD's own export sends. P51 replaces the whole profile at the receiver: read it first (P60) and send along what
is to stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osaamo.connectors.profile_records import OWN
from osaamo.connectors.study_values import shown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.connectors.profile_records import ExportedGoal, ExportedSkill, ProfileExport
    from osaamo.connectors.study_records import Attainment

ITEMS = 20
"""Educations a profile may have."""
SKILLS = 120
"""Skills or occupations one description may have."""

_SKILL = "http://data.europa.eu/esco/skill/"
_OCCUPATION = "http://data.europa.eu/esco/occupation/"
_NAME = 128
_DESCRIPTION = 5000
_FINISHED = "2"  # codeset TYÖNHAKUPROFIILI_KOULUTUS_TILA
_LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the profile the shape has no room for.

    ``kind`` is ``skill``, ``attainment``, ``goal`` or ``plan``; ``code`` is ``not-esco`` (a uri of another
    vocabulary), ``too-many`` or ``no-place`` (there is no field for it); ``name`` is what it is called.
    """

    kind: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TyomarkkinatoriProfile:
    """The JSON body, and what of the profile is not in it."""

    body: Mapping[str, Any]
    left_out: tuple[LeftOut, ...]


def to_tyomarkkinatori(profile: ProfileExport) -> TyomarkkinatoriProfile:
    """The person's own ESCO skills, degrees, badges by name and the current goal as a wished occupation.

    Skills stand under ``experienceDescription``, those graded highest first; badges under ``certifications``; degrees
    under ``educations``, the newest first. What has no place there (courses, plans, other goals, skills of other
    vocabularies) is told in ``left_out``. Suggested and rejected skills are not the person's own and never sent.
    """
    left_out: list[LeftOut] = []
    body: dict[str, Any] = {}
    if skills := _skills(profile, left_out):
        body["experienceDescription"] = {"skills": skills}
    if educations := _educations(profile, left_out):
        body["educations"] = educations
    if profile.badges:
        names = ", ".join(f"{badge.name} ({badge.issuer})" if badge.issuer else badge.name for badge in profile.badges)
        body["certifications"] = {"description": _localised({profile.person.language: names}, _DESCRIPTION)}
    if wish := _wish(profile, left_out):
        body["jobPreferenceDescription"] = wish
    left_out += [LeftOut("plan", "no-place", plan.title) for plan in profile.plans]
    return TyomarkkinatoriProfile(body, tuple(left_out))


def _skills(profile: ProfileExport, left_out: list[LeftOut]) -> list[dict[str, str]]:
    own = [skill for skill in profile.skills if skill.status in OWN]
    left_out += [_without_skill(skill, "not-esco") for skill in own if not skill.uri.startswith(_SKILL)]
    esco = sorted((skill for skill in own if skill.uri.startswith(_SKILL)), key=lambda skill: -(skill.grade or 0))
    left_out += [_without_skill(skill, "too-many") for skill in esco[SKILLS:]]
    return [{"uri": skill.uri} for skill in esco[:SKILLS]]


def _without_skill(skill: ExportedSkill, code: str) -> LeftOut:
    return LeftOut("skill", code, shown_name(skill.label) or skill.uri)


def _educations(profile: ProfileExport, left_out: list[LeftOut]) -> list[dict[str, Any]]:
    degrees = [attainment for attainment in profile.attainments if attainment.kind == "degree"]
    courses = [attainment for attainment in profile.attainments if attainment.kind != "degree"]
    left_out += [LeftOut("attainment", "no-place", shown_name(course.name)) for course in courses]
    newest = sorted(degrees, key=lambda degree: degree.date.toordinal() if degree.date else 0, reverse=True)
    left_out += [LeftOut("attainment", "too-many", shown_name(degree.name)) for degree in newest[ITEMS:]]
    return [_education(degree, profile.person.language) for degree in newest[:ITEMS]]


def _education(degree: Attainment, language: str) -> dict[str, Any]:
    education: dict[str, Any] = {"customDegreeName": _localised(degree.name, _NAME)}
    if degree.institution:
        education["degreeInstitution"] = _localised({language: degree.institution}, _NAME)
    education["interval"] = {"statusCode": _FINISHED}
    if degree.date:
        education["interval"]["endDate"] = degree.date.isoformat()
    if outcomes := _localised(degree.learning_outcomes, _DESCRIPTION):
        education["description"] = {"description": outcomes}
    return education


def _wish(profile: ProfileExport, left_out: list[LeftOut]) -> dict[str, Any]:
    wish: dict[str, Any] = {}
    for goal in profile.goals:
        if goal.is_current and goal.ref.startswith(_OCCUPATION):
            wish = _occupation(goal, profile.person.language)
        else:
            left_out.append(LeftOut("goal", "no-place", goal.title))
    return wish


def _occupation(goal: ExportedGoal, language: str) -> dict[str, Any]:
    wish: dict[str, Any] = {"occupations": [{"uri": goal.ref}]}
    if title := _localised({language: goal.title}, _DESCRIPTION):
        wish["description"] = title
    return wish


def _localised(texts: Mapping[str, str], most: int) -> dict[str, str]:
    """``texts`` in fi, sv and en, at most ``most`` characters each; ``fi`` is filled from another where absent."""
    known = {language: texts[language][:most] for language in _LANGUAGES if texts.get(language)}
    shown = shown_name(known) or shown_name(texts)
    return {"fi": shown[:most], **known} if shown else {}

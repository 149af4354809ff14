"""What a person aims at: an occupation, a pasted ad, a list of skills, or an ad of another domain."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from django.db import transaction

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.queries import skills_of
from osaamo.domains.profiles.enums import GoalKind
from osaamo.domains.profiles.models import Goal, Profile
from osaamo.domains.profiles.services.consents import require_consent
from osaamo.engine import WeightedSkill
from osaamo.kernel.refs import resolve
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ESSENTIAL, OPTIONAL = 1.0, 0.4
"""Weights of an occupation's skills: ESCO says which are essential."""

TITLE = 200
TITLE_OF_AD = 70
"""An ad without a heading begins with a sentence; its beginning is enough to know it by."""
BULLETS = " \t\n-–•*·"


class EmptyGoal(door.OsaamoError):
    """No skills are known of the goal, so nothing can be compared with it."""

    code = "empty-goal"


def aim_at_occupation(*, profile: Profile, uri: str, language: str) -> Goal:
    """The goal: the skills ESCO lists for the occupation.

    Raises:
        UnknownSkill: the vocabulary does not have the occupation.
        EmptyGoal: no skills are listed for it.
    """
    vocabulary = competence.engine().vocabulary
    occupation = vocabulary.occupation(uri)
    wanted = [
        WeightedSkill(vocabulary.concept(skill).uri, ESSENTIAL if essential else OPTIONAL)
        for skill, essential in vocabulary.profile(uri)
    ]
    return _set(profile, GoalKind.OCCUPATION, occupation.labels.best(language), wanted, ref=uri)


def aim_at_ad(*, profile: Profile, text: str) -> Goal:
    """The goal: the skills of a pasted job ad; its first line is the title.

    Raises:
        OsaamoError: the text cannot be read, or no skills are found in it.
    """
    found = competence.extract(text)
    wanted = [
        WeightedSkill(skill.uri, skill.confidence, skill.evidence[0].text.strip(BULLETS) if skill.evidence else "")
        for skill in found.skills
    ]
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return _set(profile, GoalKind.AD, shorten(title, TITLE_OF_AD, placeholder=" …"), wanted, text=text)


def aim_at_skills(*, profile: Profile, uris: Iterable[str], title: str) -> Goal:
    """The goal: the skills themselves.

    Raises:
        UnknownSkill: the vocabulary lacks one.
        EmptyGoal: there are none.
    """
    wanted = competence.known([WeightedSkill(uri) for uri in dict.fromkeys(uris)])
    return _set(profile, GoalKind.SKILLS, title, wanted)


def aim_at_reference(*, profile: Profile, ref: str) -> Goal:
    """The goal: the stored skills of a text of another domain, a job ad for example.

    Raises:
        EmptyGoal: the reference leads nowhere, or no skills are known of it.
    """
    row = resolve(ref)
    wanted = [WeightedSkill(skill.uri, skill.confidence, skill.evidence) for skill in skills_of([ref]).get(ref, ())]
    return _set(profile, GoalKind.REFERENCE, str(row or ""), wanted if row else [], ref=ref)


@transaction.atomic
def choose_goal(*, goal: Goal) -> Goal:
    """The goal, now the current one of its profile."""
    require_consent(goal.profile)
    Profile.objects.select_for_update().get(pk=goal.profile_id)
    goal.profile.goals.filter(is_current=True).update(is_current=False)
    goal.is_current = True
    goal.save(update_fields=["is_current"])
    return goal


@transaction.atomic
def remove_goal(*, goal: Goal) -> None:
    """The goal is gone; plans made for it stay."""
    audit(verb="goal.remove", who=goal.profile.person, about=goal)
    goal.delete()


@transaction.atomic
def _set(
    profile: Profile, kind: GoalKind, title: str, wanted: Sequence[WeightedSkill], *, ref: str = "", text: str = ""
) -> Goal:
    require_consent(profile)
    if not wanted:
        raise EmptyGoal("No skills are known of this goal. Choose another, or paste a job ad.")
    Profile.objects.select_for_update().get(pk=profile.pk)
    profile.goals.filter(is_current=True).update(is_current=False)
    goal = Goal.objects.create(
        profile=profile,
        kind=kind,
        title=title[:TITLE],
        ref=ref,
        text=text,
        wanted=[{"uri": skill.uri, "weight": skill.weight, "evidence": skill.evidence} for skill in wanted],
    )
    audit(verb="goal.set", who=profile.person, about=goal, details={"kind": kind.value, "skills": len(wanted)})
    return goal

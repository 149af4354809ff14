"""What of a profile can be laid over the map: one's own skills and goals, and to a counsellor those of a client.

The texts a person handed in are no texts of the service: they are read once, for that person alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.profiles import queries
from osaamo.domains.profiles.enums import ViewPurpose
from osaamo.domains.profiles.models import Goal, GuidanceCase, Profile
from osaamo.engine import TaughtSkill
from osaamo.kernel.access import may
from osaamo.kernel.models import Person
from osaamo.kernel.refs import ref_of, resolve
from osaamo.kernel.trails import record_view
from osaamo.ports import layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.engine import WeightedSkill

MINE = "skills"
ME = "profiles.me"
GOAL = "profiles.goal"
CLIENT = "profiles.client"

MY_SKILLS = {"fi": "omat osaamiseni", "sv": "min kompetens", "en": "my skills"}


def _person(viewer: str) -> Person | None:
    person = resolve(viewer)
    return person if isinstance(person, Person) and person.is_active else None


def skills_layer(profile: Profile, name: Mapping[str, str]) -> layers.Layer:
    """The skills of a profile as a layer; who may see it was asked before."""
    return layers.Layer(name, skills=_taught(queries.have_of(profile)))


def goal_layer(goal: Goal) -> layers.Layer:
    """What a goal asks for as a layer; who may see it was asked before."""
    return layers.Layer({"fi": goal.title}, skills=_taught(queries.want_of(goal)))


def _taught(skills: Iterable[WeightedSkill]) -> tuple[TaughtSkill, ...]:
    return tuple(TaughtSkill(skill.uri, min(1.0, skill.weight), skill.evidence) for skill in skills)


def _own_profile(viewer: str) -> Profile | None:
    person = _person(viewer)
    return queries.profile_of(person) if person else None


def _me(words: str, viewer: str) -> list[layers.Choice]:
    return [layers.Choice(MINE, MY_SKILLS)] if not words and _own_profile(viewer) else []


def _my_skills(key: str, viewer: str) -> layers.Layer | None:
    profile = _own_profile(viewer) if key == MINE else None
    return skills_layer(profile, MY_SKILLS) if profile else None


def _goals(words: str, viewer: str) -> list[layers.Choice]:
    profile = None if words else _own_profile(viewer)
    return [layers.Choice(str(goal.pk), {"fi": goal.title}) for goal in profile.goals.all()] if profile else []


def _goal(key: str, viewer: str) -> layers.Layer | None:
    """A goal of one's own, or of a client; the counsellor's look is in the client's log."""
    person = _person(viewer)
    goal = Goal.objects.select_related("profile__person").filter(pk=key).first() if key.isdecimal() else None
    if person is None or goal is None or not may(person, "view", goal.profile):
        return None
    owner = goal.profile.person
    if queries.profile_of(owner) is None:
        return None
    record_view(about=owner, viewer=person, purpose=ViewPurpose.GUIDANCE, ref=ref_of(goal))
    return goal_layer(goal)


def _clients(words: str, viewer: str) -> list[layers.Choice]:
    person = None if words else _person(viewer)
    cases = queries.cases_with(person) if person else ()
    return [layers.Choice(str(case.pk), {"fi": case.person.display_name}) for case in cases]


def _client(key: str, viewer: str) -> layers.Layer | None:
    """The skills of a client, by the number of their case; the look is in the client's log."""
    counsellor = _person(viewer)
    rows = GuidanceCase.objects.select_related("person", "organisation")
    case = rows.filter(pk=key).first() if key.isdecimal() else None
    if counsellor is None or case is None or not may(counsellor, "counsel", case):
        return None
    profile = queries.profile_of(case.person)
    if profile is None:
        return None
    record_view(
        about=case.person,
        viewer=counsellor,
        purpose=ViewPurpose.GUIDANCE,
        ref=ref_of(case),
        organisation=case.organisation,
    )
    return skills_layer(profile, {"fi": case.person.display_name})


layers.register(layers.Source(ME, {"fi": "Minä", "sv": "Jag", "en": "Me"}, _me, _my_skills, personal=True))
layers.register(layers.Source(GOAL, {"fi": "Tavoite", "sv": "Mål", "en": "Goal"}, _goals, _goal, personal=True))
layers.register(
    layers.Source(
        CLIENT,
        {"fi": "Ohjattava", "sv": "Studerande", "en": "Client"},
        _clients,
        _client,
        personal=True,
    )
)

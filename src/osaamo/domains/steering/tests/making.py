"""The sample plan and people around it, for tests."""

from __future__ import annotations

from datetime import date

from osaamo.domains.steering.enums import State
from osaamo.domains.steering.models import PlanVersion
from osaamo.domains.steering.services import load_plan
from osaamo.kernel.models import Membership, Organisation, Role
from osaamo.kernel.tests.making import make_person

SCHOOLS = ("haaga-helia", "laurea", "metropolia")
PLAN = {
    "id": "plan-test",
    "name": {"fi": "Suunnitelma", "sv": "Plan", "en": "Plan"},
    "period": {"start": date(2021, 1, 1), "end": date(2024, 12, 31)},
    "implementation_plan_year": 2021,
    "milestone_year": 2022,
    "target_year": 2024,
}
AREAS = [
    {"id": "learning", "kind": "cooperation_area", "section": "3.1", "steering_body": "sg-learning",
     "name": {"fi": "Oppimistoiminta", "sv": "Lärande", "en": "Learning"}},
    {"id": "zone", "kind": "common_service", "section": "3.6", "name": {"fi": "Zone", "sv": "Zone", "en": "Zone"}},
]  # fmt: skip
GOALS = [
    {"id": "G-1", "kind": "strategic_goal", "area": "learning", "title": {"fi": "Tavoite", "sv": "Mål", "en": "Goal"},
     "indicators": ["IND-1"], "src": "2.1"},
]  # fmt: skip
ACTIVITIES = {
    "year": [
        {"id": "A-1", "area": "learning", "title": {"fi": "Yksi", "sv": "Ett", "en": "One"}, "schedule": "4-6/2021",
         "indicators": ["IND-1"], "bodies": ["sg-learning"], "src": "L1"},
        {"id": "A-2", "area": "learning", "title": {"fi": "Kaksi", "sv": "Två", "en": "Two"}, "other_areas": ["zone"],
         "schedule": "Kevät 2021 / Syksy 2021", "src": "L2"},
        {"id": "A-3", "area": "zone", "title": {"fi": "Kolme", "sv": "Tre", "en": "Three"}, "schedule": "Koko vuosi",
         "src": "L3"},
    ],
    "roadmap": [
        {"id": "Y-1", "area": "zone", "year": 2022, "title": {"fi": "Neljä", "sv": "Fyra", "en": "Four"}, "src": "L4"},
    ],
}  # fmt: skip
CONFLICTS = [
    {"id": "I-01", "text": {"fi": "Kahdesti", "sv": "Två gånger", "en": "Twice"}, "src": "L1", "areas": ["learning"],
     "sides": [{"kind": "activity", "key": "A-1", "src": "L1"}, {"text": {"en": "Another"}, "src": "L9"}],
     "options": [{"code": "first", "text": {"en": "The first holds"}}]},
]  # fmt: skip


def make_alliance() -> Organisation:
    """The alliance with its three schools, made once."""
    top, _ = Organisation.objects.get_or_create(
        code="3amk", defaults={"kind": "alliance", "name": {"fi": "3AMK"}, "short_name": "3AMK"}
    )
    for code in SCHOOLS:
        Organisation.objects.get_or_create(
            code=code, defaults={"kind": "institution", "name": {"fi": code}, "short_name": code, "parent": top}
        )
    return top


def make_plan(**changes) -> PlanVersion:
    """The approved version of a small plan."""
    make_alliance()
    given = {
        "plan": PLAN, "organisation": "3amk", "boards": {f"board-{code}": code for code in SCHOOLS}, "areas": AREAS,
        "goals": GOALS, "spearheads": (), "segments": (), "activities": ACTIVITIES, "conflicts": CONFLICTS,
    }  # fmt: skip
    load_plan(**given | changes)
    rows = PlanVersion.objects.select_related("plan__organisation")
    return rows.get(plan__key=(given | changes)["plan"]["id"], state=State.APPROVED)


def make_member(role: Role = Role.STEERING_MEMBER, code: str = "3amk", **more):
    """Somebody with a role in the alliance or one of its schools."""
    make_alliance()
    person = make_person(**more)
    Membership.objects.create(
        person=person, organisation=Organisation.objects.get(code=code), role=role, starts="2021-01-01"
    )
    return person

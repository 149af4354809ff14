"""The bodies of the sample plan, as governance holds them and the plan's other domains read them."""

from __future__ import annotations

from datetime import date

import pytest

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.governance.models import Body, Decision, Expert, Invitation
from osaamo.domains.governance.services import PURPOSE, load_bodies, load_demo
from osaamo.domains.steering.tests.making import make_alliance
from osaamo.kernel.models import Organisation
from osaamo.kernel.queries import has_consent
from osaamo.kernel.tests.making import make_person
from osaamo.ports import planning
from osaamo.web import demo
from osaamo.web.management.commands.load_plan import load_steering

pytestmark = pytest.mark.django_db


def test_the_plans_bodies_are_loaded_once_and_told_to_the_plan() -> None:
    data = demo.plan("bodies")["bodies"]
    assert load_bodies(data=data, organisation=make_alliance()) == 34
    assert load_bodies(data=data, organisation=make_alliance()) == 0
    assert list(Body.objects.filter(reports_per_year=4).values_list("key", flat=True)) == ["sg-learning", "sg-rdi"]
    below = Body.objects.filter(group="operative-teams").values_list("key", flat=True)
    assert list(below) == ["team-learning", "team-rdi", "team-entrepreneurship", "ai-team"]
    items = planning.items(planning.Kind.BODY)
    assert (len(items), items[4].key, items[4].url) == (34, "rehtorikollegio", "/governance/bodies/rehtorikollegio/")


def test_the_samples_of_reports_name_areas_activities_and_people_that_there_are() -> None:
    make_alliance()
    data = demo.plan("governance")
    load_steering()
    load_bodies(data=demo.plan("bodies")["bodies"], organisation=Organisation.objects.get(code="3amk"))
    activities = {item.key for item in planning.items(planning.Kind.ACTIVITY)}
    roles = {row["role"] for row in demo.people()}
    assert set(data["leads"]) <= {item.key for item in planning.items(planning.Kind.AREA)}
    assert {*data["leads"].values(), *(told["role"] for told in data["experts"])} <= roles
    for key, told in data["groups"].items():
        areas = Body.objects.get(key=key).areas
        assert len(told["quarters"]) == 4
        for quarter in told["quarters"]:
            assert list(quarter["comments"]) == areas
            assert quarter["ask"]["activity"] in activities
            assert quarter["decision"]["reasons"]


def test_sample_people_who_agreed_are_experts_whose_skills_were_read() -> None:
    make_alliance()
    load_bodies(data=demo.plan("bodies")["bodies"], organisation=Organisation.objects.get(code="3amk"))
    people = {role: make_person(role) for role in ("teacher", "planner")}
    data = demo.plan("governance")
    with engine_replaced(FakeEngine()):
        frozen = load_demo(**data, on=date(2026, 9, 1), people=people)
        again = load_demo(**data, on=date(2026, 9, 1), people=people)
    assert (frozen, again) == (8, 0)
    assert {expert.person for expert in Expert.objects.all()} == set(people.values())
    assert all(has_consent(expert.person, PURPOSE, expert.organisation.code) for expert in Expert.objects.all())
    assert list(Invitation.objects.values_list("expert__person", "answer").order_by("answer")) == [
        (people["planner"].pk, "no"), (people["planner"].pk, "yes")
    ]  # fmt: skip
    assert (
        Decision.objects.filter(item__note__report__state="frozen", item__meeting__approved_on__isnull=False).count()
        == 8
    )

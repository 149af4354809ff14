"""The bodies of the sample plan, as governance holds them and the plan's other domains read them."""

from __future__ import annotations

import pytest

from osaamo.domains.governance.models import Body
from osaamo.domains.governance.services import load_bodies
from osaamo.domains.governance.tests.making import make_alliance
from osaamo.ports import planning
from osaamo.web import demo

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

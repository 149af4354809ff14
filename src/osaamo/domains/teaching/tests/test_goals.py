"""The page of the UN's goals: suggestions with sentences, a person's judgement, sums that open to the rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from osaamo.domains.teaching import queries, services
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import goals, supply
from osaamo.ports.goals import Judgement, Keeper
from osaamo.ports.supply import Taught

pytestmark = pytest.mark.django_db


def taught(key, outcomes, *, kind="course", parts=()):
    return Taught(
        ref=f"test.item:{key}", key=key, kind=kind, title={"en": f"Course {key[0]}"},
        outcomes={"en": outcomes}, content={}, institution="laurea", credits=Decimal(5), parts=parts,
    )  # fmt: skip


@pytest.fixture
def judged(monkeypatch):
    """Three items, one of them a module of the others, and a keeper that lets nobody judge the one called budget."""
    items = [
        taught("budget", "The student draws up a budget."),
        taught("climate", "The student measures what a service does to the climate."),
        taught("path", "", kind="path", parts=("budget", "climate")),
    ]
    kept: dict[str, dict[int, Judgement]] = {}

    def judge(ref, judgement, person_pk):
        if ref not in {item.ref for item in items}:
            raise LookupError(ref)
        if ref == "test.item:budget":
            raise PermissionError(ref)
        kept.setdefault(ref, {})[judgement.goal] = judgement

    found = lambda refs: {ref: tuple(kept[ref].values()) for ref in refs if ref in kept}  # noqa: E731
    monkeypatch.setattr(supply, "_sources", {"test": lambda _refs: iter(items)})
    monkeypatch.setattr(goals, "_keepers", {"test.item": Keeper(found, judge)})
    services.read_catalogue()
    return kept


def to(name):
    with translation.override("en"):
        return reverse(name)


def words(answer):
    return " ".join(answer.content.decode().split())


def test_a_suggestion_is_shown_with_its_sentence_and_counts_only_when_confirmed(client, judged):
    client.force_login(make_person(Role.TEACHER, make_organisation("laurea")))
    shown = words(client.get(to("teaching-goals")))
    assert "“The student measures what a service does to the climate.”" in shown
    assert "The link rests on one sentence of 3." in shown
    assert "Course b" not in shown.split('id="items"')[1], "nothing waits there"
    found = queries.goals_of(queries.items_of(["laurea"]))
    assert [
        (total.items, total.suggested, total.waiting, total.confirmed)
        for total in queries.totals_of(found).institutions
    ] == [(3, 1, 1, 0)]
    asked = {"ref": "test.item:climate", "goal": 13, "back": "shown=confirmed"}
    answer = client.post(to("teaching-judge"), asked | {"say": "confirm", "reason": "An outcome says so."}, follow=True)
    assert "An outcome says so." in words(answer)
    totals = queries.totals_of(queries.goals_of(queries.items_of(["laurea"])))
    ((module, of_module),) = totals.modules
    assert (module.key, of_module.items, of_module.confirmed, of_module.share) == ("path", 2, 1, 0.5)
    assert totals.goals == [(13, 1, 1, 0)]


def test_a_rejection_needs_a_reason_and_who_may_not_judge_cannot(client, judged):
    client.force_login(make_person(Role.PLANNER, make_organisation("laurea")))
    asked = {"ref": "test.item:climate", "goal": 13, "say": "reject"}
    assert "Say in a few words why" in words(client.post(to("teaching-judge"), asked, follow=True))
    assert judged == {}
    client.post(to("teaching-judge"), asked | {"reason": "Only named."})
    assert judged["test.item:climate"][13] == Judgement(13, serves=False, reason="Only named.")
    assert client.post(to("teaching-judge"), asked | {"ref": "test.item:budget", "reason": "x"}).status_code == 403
    assert client.post(to("teaching-judge"), asked | {"ref": "test.item:none", "reason": "x"}).status_code == 404
    client.force_login(make_person(Role.STUDENT, make_organisation("metropolia")))
    assert client.get(to("teaching-goals")).status_code == 403

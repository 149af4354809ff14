"""From the version in force to the next: draft, what differs, what people say, three boards, approval."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from osaamo.domains.steering import queries, services
from osaamo.domains.steering.enums import ItemKind, Outcome, State
from osaamo.domains.steering.jobs import ApprovedWasChanged, check_approved
from osaamo.domains.steering.models import Activity, Board, Goal, PlanVersion, Progress
from osaamo.domains.steering.queries import What, differences
from osaamo.domains.steering.tests.making import make_member, make_plan
from osaamo.kernel.models import AuditEntry, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.rows import Unchangeable
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 1)


def drafted(year: int = 2022) -> PlanVersion:
    return services.make_draft(plan=make_plan().plan, year=year, who=None)


def decide(version: PlanVersion, code: str, outcome: Outcome = Outcome.APPROVE):
    board = Board.objects.get(key=f"board-{code}")
    return services.record_decision(
        version=version, board=board, outcome=outcome, decided_on=DAY, reason="Read and agreed.", who=None
    )


def test_a_draft_is_told_field_by_field():
    draft = drafted()
    assert differences(draft.based_on, draft) == []
    title = {"fi": "Yksi", "sv": "Ett nytt", "en": "One"}
    services.save_item(
        version=draft, kind=ItemKind.ACTIVITY, key="A-1", who=None,
        values={"title": title, "other_areas": ["zone"], "ends": date(2021, 9, 30)},
    )  # fmt: skip
    services.end_item(
        version=draft, kind=ItemKind.ACTIVITY, key="A-3", ending="merged", goes_on_as="A-2", reason="Same.", who=None
    )
    values = {"kind": "area_goal", "area": "zone", "title": {"fi": "Uusi"}}
    services.add_item(version=draft, kind=ItemKind.GOAL, key="G-2", values=values, who=None)
    goal, changed, ended = differences(draft.based_on, draft)
    assert (goal.key, goal.what, goal.title) == ("G-2", What.ADDED, {"fi": "Uusi"})
    assert (changed.key, changed.what) == ("A-1", What.CHANGED)
    assert [(one.field, one.language, one.before, one.after) for one in changed.fields] == [
        ("title", "sv", "Ett", "Ett nytt"),
        ("other_areas", "", "", "zone"),
        ("ends", "", "2021-06-30", "2021-09-30"),
    ]
    assert (ended.key, ended.what) == ("A-3", What.ENDED)
    assert [one.field for one in ended.fields] == ["ending", "goes_on_as", "ending_reason"]
    assert Activity.objects.get(version=draft.based_on, key="A-1").title["sv"] == "Ett"
    changes = AuditEntry.objects.filter(verb="plan.item-changed", ref=ref_of(draft))
    assert changes.get().details["fields"] == ["title", "other_areas", "ends"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"key": "A-1", "ending": "dropped", "reason": " "}, "no-reason"),
        ({"key": "A-1", "ending": "merged", "reason": "Same.", "goes_on_as": "A-1"}, "goes-on-as"),
        ({"key": "A-1", "ending": "superseded", "reason": "New.", "goes_on_as": "X"}, "goes-on-as"),
        ({"key": "X", "ending": "dropped", "reason": "Gone."}, "unknown"),
    ],
)
def test_an_item_ends_for_a_reason_and_goes_on_as_another(asked, code):
    with pytest.raises(services.ItemRefused) as refused:
        services.end_item(version=drafted(), kind=ItemKind.ACTIVITY, who=None, **asked)
    assert refused.value.code == code


def test_three_boards_approve_what_was_put_to_them_and_it_is_in_force():
    draft = drafted()
    before = draft.based_on
    services.end_item(version=draft, kind=ItemKind.ACTIVITY, key="A-3", ending="dropped", reason="Over.", who=None)
    values = {"area": "zone", "listing": "year", "title": {"fi": "Uusi"}, "starts": DAY, "ends": DAY}
    services.add_item(version=draft, kind=ItemKind.ACTIVITY, key="A22-1", values=values, who=None)
    with pytest.raises(services.ItemRefused, match="key-taken"):
        services.add_item(version=draft, kind=ItemKind.ACTIVITY, key="A-1", values=values, who=None)
    with pytest.raises(services.DecisionRefused, match="not-with-boards"):
        decide(draft, "laurea")
    draft = services.put_to_boards(version=draft, who=None)
    with pytest.raises(services.ItemRefused, match="not-a-draft"):
        services.remove_item(version=draft, kind=ItemKind.ACTIVITY, key="A22-1", who=None)
    first = decide(draft, "laurea")
    with pytest.raises(services.DecisionRefused, match="decided"):
        decide(draft, "laurea")
    with pytest.raises(Unchangeable):
        first.delete()
    decide(draft, "metropolia", Outcome.RETURN)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    draft = services.put_to_boards(version=draft, who=None)
    for code in ("laurea", "metropolia"):
        decide(draft, code)
    assert queries.current() == before
    last = decide(draft, "haaga-helia")
    draft.refresh_from_db()
    before.refresh_from_db()
    assert (draft.state, draft.approved_on, before.state) == (State.APPROVED, DAY, State.REPLACED)
    assert queries.current() == draft
    assert queries.in_force_on(date(2021, 6, 1)) == before
    assert last.content_hash == draft.content_hash == queries.hash_of(draft)
    assert Progress.objects.filter(key="A22-1").exists()
    nxt = services.make_draft(plan=draft.plan, year=2023, who=None)
    assert not Activity.objects.filter(version=nxt, key="A-3").exists(), "what ended does not come along"
    assert check_approved() == "2 approved versions are as they were approved"
    Goal.objects.filter(version=draft).delete()
    with pytest.raises(ApprovedWasChanged, match="2022"):
        check_approved()


def test_a_board_decides_on_nothing_that_was_changed_behind_its_back():
    draft = services.put_to_boards(version=drafted(), who=None)
    Activity.objects.filter(version=draft, key="A-1").update(note="slipped in")
    with pytest.raises(services.DecisionRefused, match="changed"):
        decide(draft, "laurea")


@pytest.mark.parametrize(("year", "open_", "code"), [(2021, False, "year-taken"), (2023, True, "draft-open")])
def test_one_version_at_a_time_is_prepared(year, open_, code):
    plan = make_plan().plan
    if open_:
        services.make_draft(plan=plan, year=2022, who=None)
    with pytest.raises(services.MoveRefused) as refused:
        services.make_draft(plan=plan, year=year, who=None)
    assert refused.value.code == code


def test_staff_and_students_comment_and_vote_while_it_is_open():
    draft, student, today = drafted(), make_member(Role.STUDENT, "laurea"), timezone.localdate()
    services.open_consultation(version=draft, opens_on=today, closes_on=today, who=None)
    draft.refresh_from_db()
    said = services.comment(version=draft, person=student, text=" More sport. ", kind="activity", key="A-3")
    services.answer_comment(comment=said, answer="It is there.", who=None)
    for is_for in (True, False):
        services.vote(version=draft, kind=ItemKind.ACTIVITY, key="A-3", person=student, is_for=is_for)
    services.vote(version=draft, kind=ItemKind.ACTIVITY, key="A-3", person=make_person(), is_for=True)
    assert queries.tally_of(draft) == {("activity", "A-3"): (1, 1)}
    said.refresh_from_db()
    assert (said.text, said.answer, said.organisation.code) == ("More sport.", "It is there.", "3amk")
    with pytest.raises(services.ItemRefused, match="not-a-draft"):
        services.save_item(version=draft, kind=ItemKind.ACTIVITY, key="A-1", values={"note": "x"}, who=None)
    assert services.close_consultation(version=draft, who=None).state == State.DRAFT

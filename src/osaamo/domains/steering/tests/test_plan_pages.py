"""The pages of the plan: who sees what, and what a form does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.steering import exports, queries, services
from osaamo.domains.steering.enums import Answer, ItemKind, Phase, State
from osaamo.domains.steering.forms import ItemForm
from osaamo.domains.steering.models import ITEM_MODELS, Activity, BoardDecision, Idea, PlanVersion, Progress
from osaamo.domains.steering.queries import item_content
from osaamo.domains.steering.tests.making import make_member, make_plan
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db
P = "/en/plan/"
PUBLIC = (
    "", "areas/learning/", "areas/zone/", "activities/A-1/", "goals/", "timeline/", "timeline/?year=all&as=table",
    "timeline/?by=body&as=table", "conflicts/", "conflicts/I-01/", "ideas/", "versions/", "versions/2021/",
    "versions/2021/items/activity/A-1/", "versions/2021/activities.xlsx",
)  # fmt: skip
MISSING = (
    "areas/x/", "activities/x/", "conflicts/x/", "ideas/9/", "versions/1999/", "versions/2021/changes/",
    "versions/2021/items/x/A-1/", "versions/2021/items/goal/x/", "versions/2021/plan.rtf",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _service():
    cache.clear()
    with engine_replaced(FakeEngine()):
        yield


def browser(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def words(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(P + path)
    assert answer.status_code == status, path
    return answer.content.decode() if "xlsx" not in path else ""


def test_everybody_reads_the_approved_plan_and_only_the_signed_in_its_names():
    make_plan()
    visitor, member = browser(), browser(make_member())
    owner = make_person(display_name="Nimi Salainen")
    row = Progress.objects.get(key="A-1")
    services.assign(progress=row, owner=owner, who=None)
    services.update_progress(
        progress=row, phase=Phase.LATE, percent=5, reason="Rain.", internal_note="Only here", who=owner
    )
    for path in PUBLIC:
        words(visitor, path)
        words(member, path)
    for path in MISSING:
        words(visitor, path, 404)
    shown, inside = words(visitor, "activities/A-1/"), words(member, "activities/A-1/")
    assert "Rain." in shown
    assert [("Salainen" in text, "Only here" in text) for text in (shown, inside)] == [(False, False), (True, True)]
    assert "Salainen" not in words(visitor, "timeline/?by=person") + words(visitor, "areas/learning/")
    assert "Salainen" in words(member, "timeline/?by=person")
    assert words(browser(), "mine/", 302) == ""


def test_without_a_plan_the_pages_say_so():
    for path in ("", "goals/", "timeline/", "conflicts/", "ideas/", "versions/"):
        assert "No plan has been approved here yet" in words(browser(), path)
    words(browser(make_person()), "mine/")
    words(browser(), "areas/learning/", 404)


def test_an_owner_tells_how_far_it_is_and_a_stranger_does_not():
    make_plan()
    owner, member = make_member(Role.TEACHER, "laurea"), make_member()
    path = f"{P}activities/A-1/"
    assert browser(owner).post(path + "progress/", {}).status_code == 403
    answer = browser(member).post(path + "owner/", {"owner": owner.pk, "owner_body": ""})
    assert (answer.status_code, Progress.objects.get(key="A-1").owner) == (302, owner)
    Progress.objects.filter(key="A-1").update(owner_body="sg-learning")
    client, told = browser(owner), {"phase": "late", "percent": 40, "revision": 2}
    refused = client.post(path + "progress/", told)
    assert refused.status_code == 422
    assert "Write the reason" in refused.content.decode()
    assert client.post(path + "progress/", told | {"reason": "Rain."}).status_code == 302
    again = client.post(path + "progress/", told | {"reason": "Sun."}).content.decode()
    assert "Somebody else saved" in again
    assert 'name="revision" value="3"' in again
    assert client.post(path + "evidence/", {"text": "Minutes", "url": "https://example.fi/m"}).status_code == 302
    assert client.post(path + "evidence/", {"text": "", "url": "x"}).status_code == 422
    soon = timezone.localdate() + timedelta(days=2)
    assert client.post(path + "tasks/", {"title": "Book a room", "due_on": soon.isoformat()}).status_code == 302
    assert client.post(path + "owner/", {"owner": "", "owner_body": ""}).status_code == 403
    mine = words(client, "mine/")
    assert "Do: Book a room" in mine
    assert "Late: finish it or agree on a new time: One" in mine
    row = Progress.objects.get(key="A-1")
    assert browser(make_member(Role.STUDENT, "laurea")).post(f"{P}tasks/{row.tasks.get().pk}/done/").status_code == 404
    assert client.post(f"{P}tasks/{row.tasks.get().pk}/done/").status_code == 302
    assert row.tasks.get().done_at is not None
    client.post(path + "evidence/", {"remove": row.evidence.get().pk})
    assert (row.reason, row.percent, row.evidence.count()) == ("Rain.", 40, 0)


def test_every_field_of_every_kind_of_item_is_written_on_its_page():
    version = make_plan()
    draft = services.make_draft(plan=version.plan, year=2022, who=None)
    services.add_item(
        version=draft, kind=ItemKind.SEGMENT, key="seg-1", who=None,
        values={"title": {"en": "Resellers"}, "customer_financing": {"fi": ["valtio"]}, "roadmap": {"2022": "A-1"},
                "solutions": [{"id": "sol-1", "name": {"fi": "Kurssi", "en": "Course"}}]},
    )  # fmt: skip
    item = next(one for one in queries.items_of(draft, ItemKind.SEGMENT) if one.key == "seg-1")
    for kind, model in ITEM_MODELS.items():
        fields = {name.rsplit("_", 1)[0] if name[-3:] in {"_fi", "_sv", "_en"} else name
                  for name in ItemForm(kind=kind, item=None, version=draft).fields}  # fmt: skip
        assert set(model.CONTENT) - {"ending", "goes_on_as", "ending_reason"} == fields, kind
    client = browser(make_member())
    page = f"{P}versions/2022/items/segment/seg-1/"
    shown = ItemForm(kind=ItemKind.SEGMENT, item=item, version=draft).initial
    form = {name: value for name, value in shown.items() if value and not isinstance(value, dict)}
    assert (form["roadmap"], form["solutions"]) == ("2022: A-1", "sol-1: Kurssi |  | Course")
    for wrong, told in (
        ({"roadmap": "2022 A-1"}, "This line cannot be read: 2022 A-1. Write it as 2021: A21-EXP-02."),
        ({"roadmap": "2022: A-9"}, "The plan has no such key: &#x27;A-9&#x27;."),
        ({"customer_financing": "de: Staat"}, "This line cannot be read: de: Staat."),
    ):
        answer = client.post(page, form | wrong)
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert client.post(page, form).status_code == 302
    assert content_now(draft, "seg-1") == item_content(item)
    assert client.post(page, form | {"customer_financing": "fi: valtio; säätiöt\nsv: stat"}).status_code == 302
    assert content_now(draft, "seg-1")["customer_financing"] == {"fi": ["valtio", "säätiöt"], "sv": ["stat"]}


def content_now(draft, key):
    return item_content(next(one for one in queries.items_of(draft, ItemKind.SEGMENT) if one.key == key))


def test_an_activity_names_its_parent_and_goes_on_as_another_by_choice():
    version = make_plan()
    services.make_draft(plan=version.plan, year=2022, who=None)
    client, page = browser(make_member()), f"{P}versions/2022/items/activity/A-1/"
    html = words(client, "versions/2022/items/activity/A-1/")
    assert '<option value="A-2">A-2 Two</option>' in html
    ended = {"ending": "merged", "reason": "Same."}
    assert "Select a valid choice" in client.post(f"{page}end/", ended | {"goes_on_as": "A-9"}).content.decode()
    assert client.post(f"{page}end/", ended | {"goes_on_as": "A-2"}).status_code == 302


def test_from_a_draft_to_an_approved_version_on_the_pages():
    make_plan()
    client, student = browser(make_member()), browser(make_member(Role.STUDENT, "laurea"))
    assert client.post(P + "versions/", {"year": 2021}).status_code == 422
    assert student.post(P + "versions/", {"year": 2022}).status_code == 403
    assert client.post(P + "versions/", {"year": 2022}).status_code == 302
    draft = P + "versions/2022/"
    assert student.get(draft).status_code == 404
    form = {"title_fi": "Yksi", "title_sv": "Ett", "title_en": "The one", "area": "learning", "listing": "year"}
    form |= {"schedule": "9/2022", "starts": "2021-04-01", "ends": "2021-06-30", "year": 2021, "src": "L1"}
    item = f"{draft}items/activity/A-1/"
    assert "is no time that can be read" in client.post(item, form | {"schedule": "soon"}).content.decode()
    assert "No area has the key" in client.post(item, form | {"other_areas": "sport"}).content.decode()
    assert client.post(item, form).status_code == 302
    one = Activity.objects.get(version__year=2022, key="A-1")
    assert (one.starts, one.ends, one.title["en"]) == (date(2022, 9, 1), date(2022, 9, 30), "The one")
    assert client.post(f"{draft}items/activity/A-3/end/", {"ending": "dropped", "reason": ""}).status_code == 422
    assert client.post(f"{draft}items/activity/A-3/end/", {"ending": "dropped", "reason": "Over."}).status_code == 302
    new = {"key": "G-7", "title_fi": "Uusi", "kind": "mission", "area": "zone"}
    assert client.post(f"{draft}items/goal/new/", new | {"key": "G-1"}).status_code == 422
    assert client.post(f"{draft}items/goal/new/", new).status_code == 302
    changes = words(client, "versions/2022/changes/")
    for shown in ("<del>One</del>", "<ins>The one</ins>", "<ins>9/2022</ins>", "Over.", "G-7"):
        assert shown in changes
    today = timezone.localdate().isoformat()
    days = {"opens_on": today, "closes_on": today}
    assert client.post(f"{draft}move/", {"do": "consult"} | days | {"opens_on": "x"}).status_code == 422
    assert client.post(f"{draft}move/", {"do": "consult"} | days).status_code == 302
    assert student.post(f"{item}say/", {"text": "Good."}).status_code == 302
    assert student.post(f"{item}say/", {"vote": "for"}).status_code == 302
    assert browser().post(f"{item}say/", {"text": "Good."}).status_code == 302
    said = words(student, "versions/2022/items/activity/A-1/")
    assert "Good." in said
    assert "1 for, 0 against" in said
    assert client.post(item, form).status_code == 403, "nothing changes while it is open"
    comment = PlanVersion.objects.get(year=2022).comments.get()
    assert client.post(f"{P}comments/{comment.pk}/answer/", {"answer": "Thanks."}).status_code == 302
    client.post(f"{draft}move/", {"do": "close"})
    client.post(f"{draft}move/", {"do": "boards"})
    decision = {"outcome": "approve", "decided_on": today, "reason": "Read."}
    for code in ("haaga-helia", "laurea", "metropolia"):
        assert client.post(f"{draft}boards/board-{code}/", decision).status_code == 403
        rector = browser(make_member(Role.RECTOR, code))
        assert "Record the decision" in words(rector, "mine/")
        assert rector.post(f"{draft}boards/board-{code}/", decision | {"reason": ""}).status_code == 422
        assert rector.post(f"{draft}boards/board-{code}/", decision).status_code == 302
    assert BoardDecision.objects.count() == 3
    assert PlanVersion.objects.get(year=2022).state == State.APPROVED
    assert "The one" in words(browser(), "activities/A-1/")
    words(browser(), "activities/A-3/", 302)
    assert "Over." in words(browser(), "versions/2022/items/activity/A-3/")


def test_a_workbook_shows_what_it_would_change_before_it_does():
    draft = services.make_draft(plan=make_plan().plan, year=2022, who=None)
    client = browser(make_member())
    path = f"{P}versions/2022/import/"
    data = exports.activities_workbook(draft)
    seen = client.post(path, {"file": SimpleUploadedFile("plan.xlsx", data)})
    assert "0 activities would change" in seen.content.decode()
    broken = client.post(path, {"file": SimpleUploadedFile("plan.xlsx", b"no")})
    assert broken.status_code == 422
    assert client.post(path, {"confirm": "1"}).status_code == 302
    assert browser(make_member(Role.TEACHER, "laurea")).get(path).status_code == 404


def test_ideas_are_public_once_they_are_answered():
    plan = make_plan().plan
    student, client = make_member(Role.STUDENT, "laurea"), browser(make_member())
    given = {"title": "Longer evenings", "text": "Fridays too.", "area": "zone"}
    assert "account" in browser().post(P + "ideas/", given).headers["Location"]
    assert browser(student).post(P + "ideas/", given).status_code == 302
    idea = Idea.objects.get(plan=plan)
    assert "Longer evenings" not in words(browser(), "ideas/")
    words(browser(), f"ideas/{idea.pk}/", 404)
    assert "Longer evenings" in words(client, "ideas/")
    told = {"outcome": Answer.TAKEN_UP, "answer": "From May.", "leads_to": "A-3"}
    assert browser(student).post(f"{P}ideas/{idea.pk}/", told).status_code == 403
    assert client.post(f"{P}ideas/{idea.pk}/", told).status_code == 302
    shown = words(browser(), f"ideas/{idea.pk}/")
    assert "From May." in shown
    assert student.display_name not in shown


def test_a_conflict_is_chosen_by_those_who_steer():
    make_plan()
    told = {"option": "first", "reason": "It is newer.", "decided_on": "2021-05-01", "body": ""}
    path = P + "conflicts/I-01/"
    assert browser(make_member(Role.TEACHER, "laurea")).post(path, told).status_code == 403
    client = browser(make_member())
    assert client.post(path, told | {"reason": ""}).status_code == 422
    assert client.post(path, told).status_code == 302
    assert "It is newer." in words(browser(), "conflicts/")

"""Drafts: saved under a version, kept, shared, joined, exported and brought back; nobody else sees them."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from urllib.parse import quote

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from docx import Document

from osaamo.competence.tests.fake_engine import BASE
from osaamo.connectors.papers_docx import docx
from osaamo.domains.teaching import exports, services
from osaamo.domains.teaching.forms import applied
from osaamo.domains.teaching.models import Draft, ItemReading, Share
from osaamo.domains.teaching.queries import around
from osaamo.engine import TaughtSkill, TwinItem
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports import erasing, supply
from osaamo.ports.supply import Taught

pytestmark = pytest.mark.django_db

WEAK = "Opiskelija ymmärtää tietokantoja.\nOpiskelija laatii budjetin."


def to(name, *args):
    with translation.override("en"):
        return reverse(name, args=args)


def words(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def teacher():
    return make_person(Role.TEACHER, make_organisation("laurea"))


@pytest.fixture
def draft(teacher):
    place = teacher.memberships.get().organisation
    values = {"title": {"fi": "Data", "en": "Data"}, "outcomes": {"fi": WEAK}, "credits": Decimal(5), "level": "6"}
    return services.start(person=teacher, institution=place, values=values)


@pytest.fixture
def catalogue(monkeypatch):
    """A course of another school in the catalogue."""
    course = Taught(
        ref="offering.courseunit:1", key="metropolia:SQL1", kind="course",
        title={"fi": "SQL"}, outcomes={"fi": "Opiskelija laatii SQL-kyselyn."}, content={"fi": "Tietokannat"},
        institution="metropolia", credits=Decimal(5),
    )  # fmt: skip
    source = lambda refs: iter([course] if refs is None or course.ref in refs else [])  # noqa: E731
    monkeypatch.setattr(supply, "_sources", {"test": source})
    return course


def posted(draft, language="fi", **more):
    values = {"version": draft.version, "language": language, "credits": "5", "level": "6"}
    return values | draft.texts(language) | more


def test_a_pause_saves_and_brings_feedback_that_marks_the_vague_verb(client, teacher, draft):
    client.force_login(teacher)
    answer = client.post(to("draft-autosave", draft.pk), posted(draft, content="Koneoppiminen.\r\nSQL."))
    told = answer.json()
    draft.refresh_from_db()
    assert (answer.status_code, told["version"], draft.version) == (200, 2, 2)
    assert draft.content == {"fi": "Koneoppiminen.\nSQL."}
    assert "“ymmärtää” cannot be seen in an assessment" in told["html"]
    assert "machine learning" in told["html"]
    assert "1 weak outcome" in told["said"]
    again = client.post(to("draft-autosave", draft.pk), posted(draft)).json()
    assert again["version"] == 2, "saving what is stored makes no new version"


def test_a_second_tab_is_told_and_loses_nothing(client, teacher, draft):
    client.force_login(teacher)
    old = posted(draft, title="From the second tab")
    client.post(to("draft-autosave", draft.pk), posted(draft, title="From the first tab"))
    late = client.post(to("draft-autosave", draft.pk), old)
    assert late.status_code == 409
    assert "Another version was saved meanwhile" in late.json()["message"]
    page = client.post(to("draft", draft.pk), old)
    assert page.status_code == 409
    assert 'value="From the second tab"' in words(page)
    draft.refresh_from_db()
    assert draft.title["fi"] == "From the first tab"
    client.post(to("draft", draft.pk), old | {"overwrite": "yes"})
    draft.refresh_from_db()
    assert draft.title["fi"] == "From the second tab"
    assert draft.snapshots.get().values["title"]["fi"] == "From the first tab"


def test_one_click_changes():
    texts = {"outcomes": "Hän ymmärtää sen."}
    assert applied(texts, "outcomes:4:12:selittää")["outcomes"] == "Hän selittää sen."
    assert applied(texts, "outcomes:::Hän laatii: a:b")["outcomes"] == "Hän ymmärtää sen.\nHän laatii: a:b"
    for wrong in ("", "outcomes:4:99:x", "outcomes:9:4:x", "secret:::x", "outcomes:::"):
        assert applied(texts, wrong) == texts, wrong


def test_without_a_script_a_button_rewrites_and_the_difference_shows(client, teacher, draft):
    client.force_login(teacher)
    client.post(to("draft-snapshots", draft.pk), {"name": "Before"})
    start = WEAK.index("ymmärtää")
    change = f"outcomes:{start}:{start + 8}:vertailee"
    answer = client.post(to("draft", draft.pk), posted(draft, apply=change), follow=True)
    assert "vertailee tietokantoja" in words(answer)
    shown = words(client.get(to("draft-changes", draft.pk), {"against": draft.snapshots.get().pk, "language": "fi"}))
    assert "ymmärtää</del>" in shown
    assert "vertailee</ins>" in shown
    client.post(to("draft-snapshots", draft.pk), {"back": draft.snapshots.get().pk})
    draft.refresh_from_db()
    assert draft.outcomes["fi"] == WEAK
    assert [snapshot.name for snapshot in draft.snapshots.all()] == ["Before a snapshot was brought back", "Before"]


def test_begin_from_a_course_and_join_with_it(client, teacher, draft, catalogue):
    client.force_login(teacher)
    assert "Begin from it" in words(client.get(to("drafts"), {"q": "sql"}))
    client.post(to("draft-begin"), {"institution": "laurea", "course": catalogue.ref})
    begun = Draft.objects.exclude(pk=draft.pk).get()
    assert (begun.course_ref, begun.outcomes, begun.credits) == (catalogue.ref, catalogue.outcomes, Decimal(5))
    assert "Against “SQL” as the catalogue has it." in words(client.get(to("draft-changes", begun.pk)))
    answer = client.post(to("draft-joint", draft.pk), {"course": catalogue.ref})
    joint = Draft.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))
    assert "Propose it to the schools" in words(client.get(to("draft", joint.pk)))
    assert joint.refs == [ref_of(draft), catalogue.ref]
    assert joint.outcomes["fi"] == f"Data (laurea):\n{WEAK}\n\nSQL (metropolia):\nOpiskelija laatii SQL-kyselyn."


def test_ripa_out_and_in_again_gives_the_same(client, teacher, draft):
    draft.assessment, draft.prerequisites = {"en": "A portfolio, graded 1–5."}, {"sv": "Inga"}
    draft.content, draft.credits = {"fi": "Rivi 1\nRivi 2"}, Decimal("2.5")
    draft.save()
    client.force_login(teacher)
    data = client.get(to("draft-ripa", draft.pk)).content
    unit = json.loads(data)["courseUnits"][0]
    assert unit["objective"] == {"values": {"fi": WEAK}}
    assert unit["organisationReferences"][0]["target"]["organisationTkCode"] == "10066"
    file = SimpleUploadedFile("unit.json", data, content_type="application/json")
    client.post(to("draft-file"), {"institution": "laurea", "file": file})
    back = Draft.objects.exclude(pk=draft.pk).get()
    for field in ("title", "prerequisites", "outcomes", "content", "assessment", "credits", "level"):
        assert getattr(back, field) == getattr(draft, field), field
    wrong = client.post(
        to("draft-file"), {"institution": "laurea", "file": SimpleUploadedFile("a.json", b"{}")}, follow=True
    )
    assert "is not a course unit in the RIPA format" in words(wrong)


def test_docx_holds_every_language(teacher, draft):
    draft.content = {"en": "Databases"}
    draft.save()
    text = "\n".join(line.text for line in Document(io.BytesIO(docx(exports.paper_of(draft)))).paragraphs)
    assert "Opiskelija laatii budjetin." in text
    assert "Databases" in text


def test_colleagues_read_or_write_and_others_do_not_know_of_it(client, teacher, draft):
    colleague = make_person(Role.PLANNER, draft.institution)
    stranger = make_person(Role.TEACHER, make_organisation("metropolia"))
    client.force_login(teacher)
    client.post(to("draft-invite", draft.pk), {"person": colleague.pk})
    client.post(to("draft-invite", draft.pk), {"person": stranger.pk, "may_write": "yes"})
    assert [(share.person, share.may_write) for share in draft.shares.all()] == [(colleague, False)]
    client.force_login(colleague)
    assert client.get(to("draft", draft.pk)).status_code == 200
    assert client.post(to("draft-autosave", draft.pk), posted(draft)).status_code == 403
    assert client.post(to("draft-delete", draft.pk)).status_code == 403
    client.force_login(stranger)
    assert client.get(to("draft", draft.pk)).status_code == 404
    client.force_login(make_person(Role.STUDENT, draft.institution))
    assert client.get(to("drafts")).status_code == 403


def test_erasing_a_teacher_takes_their_drafts_and_places(teacher, draft):
    other = services.start(person=make_person(Role.TEACHER, draft.institution), institution=draft.institution)
    services.share(draft=other, who=other.person, person=teacher, may_write=True)
    services.keep_snapshot(draft=draft, name="Before")
    reference = ref_of(teacher)
    assert erasing.held_about(reference)["teaching.Draft"] == 1
    erased = erasing.erase_all(reference)
    assert (erased.removed["teaching.Draft"], erased.removed["teaching.Share"]) == (1, 1)
    assert not Share.objects.exists()
    assert list(Draft.objects.all()) == [other]


def test_readings_of_the_catalogue_are_stored_once_and_go_with_the_course(catalogue, monkeypatch):
    assert services.read_catalogue() == 1
    assert services.read_catalogue() == 0
    monkeypatch.setattr(supply, "_sources", {})
    assert services.read_catalogue() == 0
    assert not ItemReading.objects.exists()


def test_what_ads_ask_and_a_course_that_overlaps_teaches(client, teacher, draft, catalogue, monkeypatch):
    asked = [BASE + "databases", BASE + "budgeting"]
    market = [frozenset([*asked, BASE + "python"])] * 24 + [frozenset([BASE + "english"])] * 6
    monkeypatch.setattr("osaamo.domains.teaching.queries.desk.ads", lambda: around.Ads(market, "", "foresight.ads/all"))
    skills = [TaughtSkill(uri, 0.9, "Opiskelija ohjelmoi Pythonilla.") for uri in (*asked, BASE + "python")]
    known = around.Catalogue(0.0, [catalogue], {catalogue.ref: catalogue}, {catalogue.ref: skills})
    vector = np.array([1, 0], np.float32)
    items = [TwinItem(catalogue.ref, tuple((skill.uri, skill.confidence) for skill in skills), vector)]
    monkeypatch.setattr("osaamo.domains.teaching.queries.desk.neighbours", lambda: (known, items))
    client.force_login(teacher)
    shown = words(client.get(to("draft", draft.pk), {"language": "fi"}))
    gap = shown.split('id="fb-market"')[1].split('id="fb-add"')[0]
    assert "24 of 24 ads (100 %; 95 % interval 86–100 %) near this course" in gap
    assert "24 of 30 ads (80 %; 95 % interval 63–90 %) of all" in gap
    assert f"/en/map/skill/?layer=foresight.ads%2Fall&amp;uri={quote(BASE + 'python', safe='')}" in gap
    added = shown.split('id="fb-add"')[1].split('id="fb-twins"')[0]
    assert 'value="outcomes:::Opiskelija ohjelmoi Pythonilla."' in added
    twin = shown.split('id="fb-twins"')[1].split('id="fb-goals"')[0]
    assert "<dt>Only there</dt><dd>Python</dd>" in twin
    assert f'name="course" value="{catalogue.ref}"' in twin

"""The pages of governance."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from osaamo.competence.services import engine_replaced
from osaamo.domains.governance import queries, services
from osaamo.domains.governance.models import AgendaItem, Evaluation, Expert, Finding, Invitation, Meeting, Report
from osaamo.domains.governance.tests.making import StrictEngine, make_alliance, make_body, make_report, place
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports import reporting
from osaamo.ports.reporting import Section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _told(monkeypatch):
    """English pages, and one section that says little."""
    row = {"ref": "x.y:1", "url": "/plan/", "title": {"en": "Row of the plan"}, "status": "late"}
    source = lambda question: Section("x.y", {"en": "Told"}, {"title": {"en": "Name"}}, (row,))  # noqa: E731, ARG005
    monkeypatch.setattr(reporting, "_sources", {"x.y": source})
    with translation.override("en"), engine_replaced(StrictEngine()):
        yield


@pytest.fixture
def member(client):
    person = make_person(Role.STEERING_MEMBER, make_alliance(), display_name="Katri")
    client.force_login(person)
    return person


def as_rector(client):
    client.force_login(make_person(Role.RECTOR, place("metropolia")))


def seen(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def post(client, name, *args, status=302, **values):
    answer = client.post(reverse(name, args=args), values)
    assert answer.status_code == status
    return answer


def test_everybody_reads_bodies_but_no_names_of_members(client, member) -> None:
    body = make_body(needs_student=True)
    values = {"organisation": place("laurea").pk, "role": "member", "starts": "2026-01-01", "person": member.email}
    page = seen(post(client, "gov-seat", body.key, status=422, **values | {"ends": "2025-01-01"}), 422)
    assert "The last day is before the first" in page
    page = seen(post(client, "gov-seat", body.key, status=422, **values | {"person": "x@example.fi"}), 422)
    assert "Nobody with this address has an account here" in page
    post(client, "gov-seat", body.key, **values)
    assert "<b>Katri</b>" in seen(client.get(reverse("gov-body", args=[body.key])))
    client.logout()
    page = seen(client.get(reverse("gov-body", args=[body.key])))
    assert "<b>Laurea</b>" in page
    assert "Katri" not in page
    assert "should have a student member and has none now" in page
    assert "0 / 1" in seen(client.get(reverse("gov-bodies")))
    as_rector(client)
    assert client.post(reverse("gov-seat", args=[body.key]), values).status_code == 403


def test_a_meeting_is_called_prepared_decided_and_locked(client, member) -> None:
    body = make_body()
    post(client, "gov-call", body.key, day="2026-03-01", place="Myyrmäki")
    meeting = Meeting.objects.get()
    bad = SimpleUploadedFile("x.pdf", b"<html>", "application/pdf")
    page = seen(post(client, "gov-item", meeting.pk, status=422, title="Asia", paper="Pitkä esitys", file=bad), 422)
    assert "Pitkä esitys" in page
    assert "Choose a PDF, picture or office document" in page
    good = SimpleUploadedFile("paperi ä.pdf", b"%PDF-1.7 x", "application/pdf")
    post(client, "gov-item", meeting.pk, title="Asia", file=good)
    item = AgendaItem.objects.get()
    answer = client.get(reverse("gov-item-file", args=[item.pk]))
    assert answer.content == b"%PDF-1.7 x"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="paperi _.pdf"'
    page = seen(post(client, "gov-decide", item.pk, status=422, text="Hyväksytään"), 422)
    assert "Hyväksytään</textarea>" in page
    post(client, "gov-decide", item.pk, text="Hyväksytään", reasons="Koska")
    post(client, "gov-follow", item.pk, text="Tehdään", due="2026-04-01", person=member.email)
    post(client, "gov-hold", meeting.pk, minutes="Pidettiin")
    post(client, "gov-minutes-approve", meeting.pk)
    page = seen(client.get(reverse("gov-meeting", args=[meeting.pk])))
    for words in ("Hyväksytään", "Koska", "Tehdään", "Pidettiin", "Prepared by Katri", "Mark as done"):
        assert words in page
    assert "Put it on the agenda" not in page
    assert client.get(reverse("gov-minutes", args=[meeting.pk, "docx"])).content.startswith(b"PK")
    client.logout()
    assert client.get(reverse("gov-meeting", args=[meeting.pk])).status_code == 302


def test_a_report_goes_from_draft_to_frozen_and_back(client, member) -> None:
    body = make_body()
    assert "Begin" in seen(client.get(reverse("gov-reports")))
    post(client, "gov-report-begin", body.key, 2026, 1)
    assert client.post(reverse("gov-report-begin", args=[body.key, 9000, 1])).status_code == 404
    report = Report.objects.get()
    page = reverse("gov-report", args=[report.pk])
    assert "Row of the plan" in seen(client.get(page))
    post(client, "gov-report-note", report.pk, kind="ask", text="Päättäkää tästä")
    post(client, "gov-report-summary", report.pk, en="All is well")
    assert "Not commented yet: " in seen(post(client, "gov-report-approve", report.pk, status=422), 422)
    assert "Choose the area" in seen(
        post(client, "gov-report-note", report.pk, status=422, kind="comment", text="x"), 422
    )
    post(client, "gov-report-approve", report.pk, without="Alueen vetäjä on lomalla.")
    assert client.post(reverse("gov-report-freeze", args=[report.pk])).status_code == 403
    client.logout()
    assert "All is well" in seen(client.get(reverse("gov-reports")))
    as_rector(client)
    assert "Päättäkää tästä" in seen(client.get(reverse("gov-council-quarter", args=[2026, 1])))
    told = seen(client.get(page))
    assert "checked: unchanged" in told
    assert "Alueen vetäjä on lomalla." in told
    post(client, "gov-report-back", report.pk, reason="", status=422)
    post(client, "gov-report-back", report.pk, reason="Luku puuttui")
    assert "Luku puuttui" in seen(client.get(page))
    client.logout()
    assert client.get(page).status_code == 404


def test_the_public_reads_a_report_without_what_is_inside_and_members_with_it(client, member) -> None:
    report = make_report()
    values = {"alliance": report.body.organisation, "area": "learning", "starts": timezone.localdate(), "by": None}
    services.name_lead(person=make_person(display_name="Salanimi"), **values)
    for kind, text in (("risk", "Salariski"), ("ask", "Salapyyntö")):
        post(client, "gov-report-note", report.pk, kind=kind, text=text)
    page = seen(client.get(reverse("gov-report", args=[report.pk])))
    for words in ("Salariski", "Salapyyntö", "Salanimi", "Hyvin meni.", "Row of the plan"):
        assert words in page
    post(client, "gov-report-approve", report.pk)
    for person in (None, make_person(Role.TEACHER, place("laurea"))):
        client.logout()
        if person:
            client.force_login(person)
        page = seen(client.get(reverse("gov-report", args=[report.pk])))
        assert "public edition" in page
        for words in ("Salariski", "Salapyyntö", "Salanimi", "Hyvin meni.", "Row of the plan"):
            assert words not in page
        paper = client.get(reverse("gov-report-paper", args=[report.pk, "docx"])).content
        text = ZipFile(BytesIO(paper)).read("word/document.xml").decode()
        assert "Sala" not in text
        assert "public edition" in text


def test_a_lead_of_an_area_comments_and_the_chair_approves_into_the_next_meeting(client, member) -> None:
    council = make_body("council", kind="steering", reports_per_year=0, areas=[])
    body = make_body()
    lead, chair = make_person(), make_person()
    post(client, "gov-area-lead", body.key, area="zone", person=lead.email, starts="2026-01-01", status=422)
    post(client, "gov-area-lead", body.key, area="learning", person=lead.email, starts="2026-01-01")
    values = {"organisation": place("laurea").pk, "role": "chair", "starts": "2026-01-01", "person": chair.email}
    post(client, "gov-seat", body.key, **values)
    report = make_report(body, upto="draft")
    post(client, "gov-report-note", report.pk, kind="ask", text="Päättäkää tästä")
    assert client.post(reverse("gov-report-approve", args=[report.pk]), {"without": "x"}).status_code == 403
    client.force_login(lead)
    services.note(report=report, kind="comment", area="learning", text="Sanottu", by=lead)
    assert "has commented" in seen(client.get(reverse("gov-report", args=[report.pk])))
    client.force_login(chair)
    answer = client.post(reverse("gov-report-approve", args=[report.pk]), follow=True)
    page = seen(answer)
    assert "Ryhmä council has no meeting ahead." in page
    assert "on no agenda yet" in page
    client.force_login(member)
    post(client, "gov-call", council.key, day=timezone.localdate().isoformat())
    page = seen(client.post(reverse("gov-report-asks", args=[report.pk]), follow=True))
    assert "1 decision asked for is on the agenda of" in page
    item = AgendaItem.objects.get()
    post(client, "gov-decide", item.pk, text="Näin tehdään", reasons="Koska")
    page = seen(client.get(reverse("gov-report", args=[report.pk])))
    assert "Näin tehdään" in page
    assert "minutes not approved yet" in page
    assert reverse("gov-report", args=[report.pk]) in seen(client.get(reverse("gov-meeting", args=[item.meeting_id])))


def test_the_councils_screen_opens_each_number_and_asks_few_questions(client, django_assert_max_num_queries) -> None:
    for key in ("sg-learning", "sg-rdi"):
        make_report(make_body(key), upto="frozen")
        make_report(make_body(key), quarter=queries.Quarter(2026, 2), upto="frozen")
    as_rector(client)
    address = reverse("gov-council-quarter", args=[2026, 2])
    with django_assert_max_num_queries(40):
        page = seen(client.get(address))
    for report in Report.objects.filter(quarter=2):
        page_of = reverse("gov-report", args=[report.pk])
        for part in ("", "?only=late#rows", "?open=changes#changes"):
            assert f'href="{page_of}{part}"' in page
    assert client.get(reverse("gov-council-quarter", args=[9999, 4])).status_code == 404
    only = seen(client.get(reverse("gov-report", args=[Report.objects.first().pk]) + "?only=good"))
    assert "Row of the plan" not in only


def test_who_is_not_on_the_council_does_not_read_its_screen(client) -> None:
    make_body()
    client.force_login(make_person(Role.TEACHER, place("laurea")))
    assert client.get(reverse("gov-council")).status_code == 403
    assert client.get(reverse("gov-evaluations")).status_code == 403


def test_an_evaluator_reads_the_evidence_until_the_day_and_changes_nothing(client, member) -> None:
    report = make_report(make_body(), upto="frozen")
    values = {"title": "Arviointi", "scope": "Kaikki", "starts": "2026-01-01", "ends": "2026-12-31"}
    post(client, "gov-evaluations", **values)
    row = Evaluation.objects.get()
    outsider = make_person()
    until = timezone.localdate()
    post(client, "gov-let-in", row.pk, person=outsider.email, until=until.isoformat())
    client.force_login(outsider)
    page = seen(client.get(reverse("gov-evaluation", args=[row.pk])))
    assert reverse("gov-report", args=[report.pk]) in page
    assert "Let an evaluator in" not in page
    post(client, "gov-find", row.pk, text="Paikka on täyttämättä")
    finding = Finding.objects.get()
    assert client.post(reverse("gov-finding-answer", args=[finding.pk]), {"text": "x"}).status_code == 404
    assert client.post(reverse("gov-report-back", args=[report.pk]), {"reason": "x"}).status_code == 403
    row.evaluators.update(until=until - timedelta(days=1))
    assert client.get(reverse("gov-evaluation", args=[row.pk])).status_code == 404
    client.force_login(member)
    post(client, "gov-finding-answer", finding.pk, text="Täytetään")
    post(client, "gov-remedy", finding.pk, text="Haku", due="2026-05-01")
    post(client, "gov-finish", row.pk)
    page = seen(client.get(reverse("gov-evaluation", args=[row.pk])))
    for words in ("Täytetään", "Haku", "finished"):
        assert words in page


def test_an_expert_joins_is_found_asked_and_answers(client, member) -> None:
    make_body()
    expert = make_person(Role.TEACHER, place("metropolia"), display_name="Elina")
    text = "Osaan ohjelmointia ja palvelumuotoilua sekä projektinhallintaa."
    values = {"organisation": place("metropolia").pk, "pools": "rdi", "languages": "fi", "about": text}
    client.force_login(expert)
    page = seen(post(client, "gov-expert-mine", status=422, **values), 422)
    assert text in page
    assert not Expert.objects.exists()
    post(client, "gov-expert-mine", agree="on", **values)
    assert "Leave the pools" in seen(client.get(reverse("gov-expert-mine")))
    assert client.get(reverse("gov-experts")).status_code == 403
    client.force_login(member)
    page = seen(post(client, "gov-experts", status=200, title="Hanke", case=text))
    assert "Elina" in page
    assert "Asked 0 times in the last year." in page
    page = seen(post(client, "gov-experts", status=422, title="Hanke", case="123"), 422)
    assert "Write some sentences of plain text" in page
    post(client, "gov-invite", Expert.objects.get().pk, title="Hanke", case=text)
    client.force_login(expert)
    post(client, "gov-invitation-answer", Invitation.objects.get().pk, accepts="yes", words="Mielelläni")
    post(client, "gov-expert-leave")
    client.force_login(member)
    assert "Mielelläni" in seen(client.get(reverse("gov-experts")))

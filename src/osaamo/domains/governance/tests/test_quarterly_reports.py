"""A quarterly report: who is asked, what it asks for, what became of that, what everybody reads, and that it stays."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.governance import exports, queries, services
from osaamo.domains.governance.enums import NoteKind, SeatRole
from osaamo.domains.governance.models import Body, Report
from osaamo.domains.governance.tests.making import DAY, make_body, make_report, place
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.ports import duties, reporting, tracing
from osaamo.ports.reporting import Section

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What operations say: one row whose value a test changes."""
    row = {"key": "A-0", "title": {"fi": "Rivi"}, "v": "1", "status": "late"}
    columns = {"title": {"fi": "Nimi"}, "v": {"fi": "Arvo"}}
    source = lambda _: Section("steering.activities", {"fi": "T"}, columns, (dict(row),))  # noqa: E731
    monkeypatch.setattr(reporting, "_sources", {"steering.activities": source})
    return row


def test_a_simulated_year_of_eight_frozen_reports_reads_the_same_in_four_forms(told) -> None:
    quarters = [queries.Quarter(2025, number) for number in (1, 2, 3, 4)]
    frozen = []
    for quarter in quarters:
        told["v"] = str(quarter)
        frozen += [make_report(make_body(key), quarter=quarter, upto="frozen") for key in ("sg-learning", "sg-rdi")]
    files = {
        (one.pk, form): exports.report_file(queries.content_of(one), form, language="sv", on="2020-01-01")[0]
        for one in frozen
        for form in MEDIA_TYPES
    }
    told |= {"v": "changed", "title": {"fi": "Toinen"}}
    Body.objects.update(name={"fi": "Uusi nimi"}, areas=[])
    again = {
        (one.pk, form): exports.report_file(queries.content_of(one), form, language="sv", on="2099-01-01")[0]
        for one in Report.objects.all()
        for form in MEDIA_TYPES
    }
    assert len(again) == 8 * 4
    assert again == files
    assert all(queries.is_untouched(one) for one in Report.objects.all())
    assert [queries.content_of(one)["sections"][0]["rows"][0]["v"] for one in frozen[::2]] == list(map(str, quarters))


def test_each_area_is_asked_for_its_comment_and_a_reason_goes_on_without_it(told) -> None:
    body = make_body(areas=["learning", "ai"])
    lead, chair = make_person(), make_person()
    services.name_lead(alliance=body.organisation, area="ai", person=make_person(), starts=DAY, by=None)
    services.name_lead(alliance=body.organisation, area="ai", person=lead, starts=DAY + timedelta(days=1), by=None)
    services.seat(body=body, organisation=place("laurea"), role=SeatRole.CHAIR, starts=DAY, by=None, person=chair)
    report = make_report(body, upto="draft")
    today = timezone.localdate()
    assert [(one.key, one.lead, one.has_commented) for one in queries.voices(body, today, report)] == [
        ("learning", None, False),
        ("ai", lead, False),
    ]
    assert queries.people_with_duties(today) == {lead.pk, chair.pk}
    assert [(one.code, one.area, one.due_on) for one in queries.due_of(lead.pk, today)] == [
        ("comment", "ai", date(2026, 4, 30))
    ]
    with pytest.raises(services.NoArea):
        services.note(report=report, kind=NoteKind.COMMENT, text="Kaikki hyvin.", by=None)
    services.note(report=report, kind=NoteKind.COMMENT, area="ai", text="Kokeilu alkoi.", by=lead)
    assert (queries.due_of(lead.pk, today), queries.due_of(chair.pk, today)) == ([], [])
    with pytest.raises(services.Uncommented) as refused:
        services.approve_report(report=report, on=DAY, by=chair)
    assert refused.value.values == {"areas": "learning"}
    approved = services.accept_report(report=report, on=DAY, by=chair, without=" Vetäjää ei ole. ")
    assert (approved.state, approved.silent) == ("frozen", ["learning"])
    content = queries.content_of(approved)
    assert content["silent"] == {"areas": ["learning"], "reason": "Vetäjää ei ole."}
    words = [getattr(block, "text", "") for block in exports.report_paper(content, language="en", on="x").blocks]
    assert "Approved without a comment of: learning. Vetäjää ei ole." in words


def test_a_report_whose_areas_all_spoke_waits_for_its_chair(told) -> None:
    chair, body = make_person(), make_body()
    services.seat(body=body, organisation=place("laurea"), role=SeatRole.CHAIR, starts=DAY, by=None, person=chair)
    report = make_report(body)
    duty = next(iter(duties.duties_of(ref_of(chair), timezone.localdate())))
    assert (duty.code, duty.url, duty.due_on) == (
        "governance.approve", f"/governance/reports/{report.pk}/", date(2026, 4, 30)
    )  # fmt: skip
    assert duty.sentence["en"] == "Approve the report of Ryhmä sg-learning on 2026/1"
    services.remove_note(note=report.notes.get(), by=None)
    report.refresh_from_db()
    assert report.state == "draft"


def test_a_report_that_nobody_began_is_on_the_list_of_those_who_prepare_it(told) -> None:
    body, member = make_body(), make_person(Role.STEERING_MEMBER, place("laurea"))
    day = date(2026, 5, 1)
    assert member.pk in queries.people_with_duties(day)
    (duty,) = duties.duties_of(ref_of(member), day)
    assert (duty.ref, duty.due_on) == (ref_of(body), date(2026, 4, 30))
    assert duty.sentence["en"] == "Begin the report of Ryhmä sg-learning on 2026/1"
    assert queries.due_of(make_person(Role.TEACHER, place("laurea")).pk, day) == []
    make_report(body, upto="draft")
    assert queries.due_of(member.pk, day) == []


def test_what_a_report_asks_comes_to_the_councils_next_meeting_once_and_leads_back(told) -> None:
    council = make_body("council", kind="steering", chair_rotates=True, reports_per_year=0, areas=[])
    report = make_report(upto="commented")
    text = "Päättäkää viikoista. " + "Perustelu jatkuu. " * 20
    services.note(report=report, kind=NoteKind.ASK, text=text, activity="A-1", by=None)
    with pytest.raises(services.NotNext):
        services.bring_asks(report=report, on=DAY, by=None)
    services.accept_report(report=report, on=DAY, by=None)
    with pytest.raises(services.NoMeeting) as refused:
        services.bring_asks(report=report, on=DAY, by=None)
    assert refused.value.values == {"body": "Ryhmä council"}
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=9), DAY + timedelta(days=2)):
        services.call_meeting(body=council, day=day, by=None)
    (item,) = services.bring_asks(report=report, on=DAY, by=None)
    assert (item.meeting.day, item.paper, item.activity) == (DAY + timedelta(days=2), text, "A-1")
    assert len(item.title) <= 200
    assert item.title.endswith("…")
    assert services.bring_asks(report=report, on=DAY, by=None) == []
    before = Report.objects.get(pk=report.pk).payload
    services.decide(item=item, text="Kolme viikkoa.", reasons="Kysyntä.", by=None)
    assert [station.step for station in tracing.way_of("A-1", AnonymousUser())] == []
    (asked,) = queries.asked_in([report])[report.pk]
    assert (asked.decision.text, asked.is_public) == ("Kolme viikkoa.", False)
    services.hold(meeting=item.meeting, minutes="Pidettiin.", present=(), by=None)
    services.approve_minutes(meeting=item.meeting, on=DAY + timedelta(days=5), by=None)
    assert queries.asked_in([report])[report.pk][0].is_public
    (decided,) = tracing.way_of("A-1", AnonymousUser())
    assert (decided.step, decided.text, decided.url) == ("decision", "Kolme viikkoa. Kysyntä.", "")
    way = tracing.way_of("A-1", make_person(Role.RECTOR, place("metropolia")))
    assert [(one.step, bool(one.url)) for one in way] == [("asked", True), ("meeting", True), ("decision", True)]
    assert Report.objects.get(pk=report.pk).payload == before
    new = services.take_back(report=report, reason="Luku puuttui.", by=None)
    assert queries.asked_in([new])[new.pk][0].item == item


def test_the_public_part_of_a_report_has_public_columns_and_no_notes(told, monkeypatch) -> None:
    secret = Section("finance.lines", {"fi": "Raha"}, {"title": {"fi": "Nimi"}}, ({"title": "Salaraha"},))
    rows = ({"key": "A-1", "title": "Julkinen", "reason": "Salasyy", "owner": "Salanimi", "status": "late"},)
    columns = {"title": {"fi": "Nimi"}, "reason": {"fi": "Syy"}}
    public = Section("steering.activities", {"fi": "T"}, columns, rows, public=("title",))
    sources = {one.key: (lambda _, one=one: one) for one in (secret, public)}
    monkeypatch.setattr(reporting, "_sources", sources)
    report = make_report()
    services.note(report=report, kind=NoteKind.RISK, text="Salariski", by=None)
    services.note(report=report, kind=NoteKind.ASK, text="Salapyyntö", by=None)
    report = services.accept_report(report=report, on=DAY, by=None)
    content = queries.public_part(queries.content_of(report))
    assert "Sala" not in json.dumps(content)
    assert content["sections"] == [
        {"key": "steering.activities", "title": {"fi": "T"}, "columns": [["title", {"fi": "Nimi"}]],
         "rows": [{"key": "A-1", "title": "Julkinen", "status": "late"}], "warnings": [], "row_count": 1,
         "public": ["title"]}
    ]  # fmt: skip
    paper = exports.report_paper(content, language="en", on="x")
    assert paper.subtitle == "Ryhmä sg-learning (public edition)"


def test_a_report_frozen_as_format_one_is_read_on(told) -> None:
    old = {
        "format": 1, "body": {"key": "b", "name": {"fi": "B"}}, "year": 2026, "quarter": 1, "areas": ["ai"],
        "summary": {}, "notes": [{"kind": "ask", "area": "", "text": "X"}], "software": "0", "frozen_on": "2026-04-10",
        "sections": [{"key": "s", "title": {}, "columns": [], "rows": [], "warnings": [], "row_count": 0}],
    }  # fmt: skip
    report = make_report(upto="frozen")
    report.payload = json.dumps(old)
    assert queries.public_part(queries.content_of(report))["sections"] == []
    assert exports.report_file(queries.content_of(report), "docx", language="fi", on="2026-04-10")[0].startswith(b"PK")

"""Bodies, meetings, reports, evaluations and experts, as they are written and read."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from osaamo.competence.services import engine_replaced
from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.governance import exports, measures, queries, services
from osaamo.domains.governance.enums import Answer, NoteKind, SeatRole
from osaamo.domains.governance.models import Expert, Invitation, Report
from osaamo.domains.governance.tests.making import (
    DAY,
    QUARTER,
    StrictEngine,
    make_alliance,
    make_body,
    make_expert,
    make_report,
    place,
)
from osaamo.kernel.models import Role
from osaamo.kernel.queries import has_consent
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.traces import leftovers
from osaamo.ports import erasing, reporting
from osaamo.ports.measures import Period
from osaamo.ports.reporting import Section

pytestmark = pytest.mark.django_db
QUESTIONS = []
"""What reports asked of the section that tests replace; the newest is last."""
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
def told(monkeypatch):
    """What operations say: one row whose value a test changes."""
    row = {"ref": "x.y:1", "title": {"fi": "Rivi", "en": "Row"}, "v": "1", "status": "late"}

    def source(question):
        QUESTIONS.append(question)
        return Section("steering.activities", {"fi": "T"}, {"title": {"fi": "Nimi"}, "v": {"fi": "Arvo"}}, (dict(row),))

    monkeypatch.setattr(reporting, "_sources", {"steering.activities": source})
    return row


def test_the_chair_follows_the_turn_to_lead() -> None:
    body = make_body("council", chair_rotates=True, reports_per_year=0)
    laurea, metropolia = place("laurea"), place("metropolia")
    rector = make_person(Role.RECTOR, metropolia)
    for leads, year in ((laurea, 2026), (metropolia, 2027)):
        services.give_lead(
            alliance=body.organisation, organisation=leads, starts=date(year, 1, 1), ends=date(year, 12, 31), by=None
        )
    assert queries.chair_of(body, date(2026, 12, 31)) == (laurea, None)
    assert queries.chair_of(body, date(2027, 1, 1)) == (metropolia, rector)
    assert queries.chair_of(body, date(2028, 1, 1)) == (None, None)
    with pytest.raises(services.TurnsOverlap):
        services.give_lead(
            alliance=body.organisation, organisation=laurea, starts=date(2027, 12, 31), ends=date(2028, 2, 1), by=None
        )


def test_a_decision_leads_to_its_item_and_approved_minutes_stay() -> None:
    meeting = services.call_meeting(body=make_body(), day=DAY, by=None)
    preparer = make_person()
    item = services.add_item(meeting=meeting, title="Asia", paper="Esitys.", by=preparer, proposer=place("laurea"))
    decision = services.decide(item=item, text="Hyväksytään.", reasons="Koska.", by=None, url="/plan/")
    task = services.follow_up(decision=decision, text="Tehdään.", due=DAY + timedelta(days=5), by=None)
    with pytest.raises(services.NotHeld):
        services.approve_minutes(meeting=meeting, on=DAY, by=None)
    services.hold(meeting=meeting, minutes="Pidettiin.", present=(), by=None)
    services.approve_minutes(meeting=meeting, on=DAY, by=None)
    for change in (
        lambda: services.add_item(meeting=meeting, title="Muu", by=None),
        lambda: services.decide(item=item, text="Ei.", reasons="Ei.", by=None),
        lambda: services.hold(meeting=meeting, minutes="Toisin.", present=(), by=None),
        lambda: services.approve_minutes(meeting=meeting, on=DAY, by=None),
    ):
        with pytest.raises(services.Locked):
            change()
    assert list(queries.open_follow_ups(meeting.body)) == [task]
    services.done(follow_up=task, on=DAY, by=None)
    assert not queries.open_follow_ups(meeting.body).exists()
    assert decision.item.prepared_by == preparer
    meeting.refresh_from_db()
    words = [getattr(block, "text", "") for block in exports.minutes_paper(meeting, language="en").blocks]
    assert words[:3] == ["1. Asia", "Proposed by Laurea", "Esitys."]
    assert [words[4], words[6]] == ["Hyväksytään.", "Koska."]
    assert words[-1] == "Pidettiin."


def test_a_frozen_report_reads_the_same_after_operations_changed(told) -> None:
    report = make_report(upto="approved")
    services.freeze(report=report, by=None)
    report.refresh_from_db()
    assert QUESTIONS[-1].areas == ("learning",)
    assert QUESTIONS[-1].before == Period(date(2025, 10, 1), date(2026, 1, 1))
    files = {form: exports.report_file(queries.content_of(report), form, language="fi", on="2020-01-01")[0]
             for form in MEDIA_TYPES}  # fmt: skip
    told["v"] = "2"
    report.body.name = {"fi": "Toinen"}
    report.body.save()
    report = Report.objects.get(pk=report.pk)
    again = {form: exports.report_file(queries.content_of(report), form, language="fi", on="2099-01-01")[0]
             for form in files}  # fmt: skip
    assert again == files
    content = queries.content_of(report)
    assert (content["sections"][0]["rows"][0]["v"], content["sections"][0]["row_count"]) == ("1", 1)
    assert content["notes"] == [{"kind": "comment", "area": "learning", "activity": "", "text": "Hyvin meni."}]
    assert queries.is_untouched(report)
    for change in (
        lambda: services.note(report=report, kind=NoteKind.RISK, text="x", by=None),
        lambda: services.summarise(report=report, summary={"fi": "x"}, by=None),
        lambda: services.remove_note(note=report.notes.get(), by=None),
    ):
        with pytest.raises(services.NotOpen):
            change()
    for change in (
        lambda: services.freeze(report=report, by=None),
        lambda: services.approve_report(report=report, on=DAY, by=None),
    ):
        with pytest.raises(services.NotNext):
            change()
    Report.objects.filter(pk=report.pk).update(payload=report.payload.replace("Hyvin", "Huonosti"))
    assert not queries.is_untouched(Report.objects.get(pk=report.pk))


def test_a_frozen_report_taken_back_stays_beside_the_new_one(told) -> None:
    old = make_report(upto="frozen")
    with pytest.raises(services.NoReason):
        services.take_back(report=old, reason=" ", by=None)
    new = services.take_back(report=old, reason="Luku puuttui.", by=None)
    kept = Report.objects.get(pk=old.pk)
    assert (kept.state, kept.superseded_reason, kept.digest) == ("superseded", "Luku puuttui.", old.digest)
    assert queries.is_untouched(kept)
    assert (new.state, new.notes.get().text) == ("commented", "Hyvin meni.")
    assert services.draft_report(body=old.body, quarter=QUARTER, by=None) == new
    assert measures.reports(YEAR).total() == 0


def test_the_way_of_a_report_has_no_short_cut(told) -> None:
    report = make_report(upto="draft")
    with pytest.raises(services.Uncommented):
        services.approve_report(report=report, on=DAY, by=None)
    with pytest.raises(services.NotNext):
        services.freeze(report=report, by=None)
    now = queries.Quarter(9000, 1)
    early = make_report(quarter=now, upto="approved")
    with pytest.raises(services.NotOver):
        services.freeze(report=early, by=None)
    with pytest.raises(services.NoReports):
        services.draft_report(body=make_body("unit", reports_per_year=0), quarter=QUARTER, by=None)


def test_the_council_reads_both_groups_and_sees_what_is_late(told) -> None:
    make_body("sg-rdi")
    report = make_report(make_body("sg-learning"), upto="draft")
    services.note(report=report, kind=NoteKind.ASK, text="Päättäkää.", by=None)
    by_body = {one.body.key: one for one in queries.council(QUARTER, on=QUARTER.due)}
    assert ([one.note.text for one in by_body["sg-learning"].asked], by_body["sg-learning"].statuses["late"]) == (
        ["Päättäkää."],
        1,
    )
    assert [row["title"]["en"] for row in by_body["sg-learning"].late] == ["Row"]
    assert not any(one.is_late for one in by_body.values())
    after = queries.council(QUARTER, on=QUARTER.due + timedelta(days=1))
    assert all(one.is_late for one in after)
    first = make_report(make_body("sg-rdi"), upto="frozen")
    told["v"] = "7"
    second = make_report(make_body("sg-rdi"), quarter=QUARTER.after, upto="draft")
    assert queries.previous_frozen(second) == first
    changed = queries.changes_between(queries.content_of(first), queries.content_of(second))
    assert [(one.kind, one.values[0][1:]) for one in changed] == [("changed", ("1", "7"))]


def test_a_year_of_reports_gives_two_groups_times_four(told) -> None:
    for key in ("sg-learning", "sg-rdi"):
        for number in (1, 2, 3, 4):
            make_report(make_body(key), quarter=queries.Quarter(2026, number), upto="approved")
        make_report(make_body(key), quarter=queries.Quarter(2025, 4), upto="frozen")
    assert measures.reports(YEAR).total() == 8
    assert measures.reports(YEAR).total("3amk") == 8
    assert measures.reports(Period(date(2026, 3, 31), date(2026, 4, 1))).total() == 2
    assert measures.reports(Period(date(2026, 1, 1), date(2026, 3, 31))).total() == 0
    assert json.loads(Report.objects.filter(year=2025).first().payload)["end"] == "2026-01-01"


def test_measures_count_student_seats_and_meetings_of_core_teams() -> None:
    have, lack = make_body("a", needs_student=True), make_body("b", needs_student=True)
    make_body("c")
    services.seat(
        body=have, organisation=place("laurea"), role=SeatRole.STUDENT, starts=DAY, ends=date(2026, 6, 30), by=None
    )
    services.seat(body=lack, organisation=place("laurea"), role=SeatRole.MEMBER, starts=DAY, by=None)
    assert measures.students(Period(DAY, date(2026, 7, 1))).total() == Decimal("0.5")
    assert measures.students(YEAR).total() == 0
    team = make_body("core", kind="spearhead_core_team", spearhead="sp-urban")
    held = services.call_meeting(body=team, day=DAY, by=None)
    services.hold(meeting=held, minutes="x", present=(), by=None)
    services.call_meeting(body=team, day=DAY, by=None)
    assert list(measures.core_team_meetings(YEAR, spearhead="sp-urban").refs()) == [ref_of(held)]
    assert measures.core_team_meetings(YEAR, spearhead="sp-future").total() == 0


def test_an_evaluation_finishes_when_each_finding_has_its_answer() -> None:
    row = services.open_evaluation(
        organisation=make_alliance(), title="A", scope="S", starts=DAY, ends=date(2026, 6, 1), by=None
    )
    finding = services.find(evaluation=row, text="Havainto.", by=None)
    with pytest.raises(services.Unanswered) as refused:
        services.finish(evaluation=row, on=DAY, by=None)
    assert refused.value.values == {"numbers": "1"}
    services.answer(finding=finding, text="Vastaus.", on=DAY, by=None)
    task = services.remedy(finding=finding, text="Tehdään.", due=DAY, by=None)
    services.finish(evaluation=row, on=DAY, by=None)
    services.remedied(remedy=task, on=DAY, by=None)
    with pytest.raises(services.Finished):
        services.find(evaluation=row, text="Myöhäinen.", by=None)
    assert measures.evaluations(YEAR).total() == 1


def test_experts_join_with_consent_are_found_with_reasons_and_leave_without_a_trace_of_their_text() -> None:
    person = make_person()
    laurea = place("laurea")
    with engine_replaced(StrictEngine()):
        expert = services.join(
            person=person, organisation=laurea, pools=["rdi"], languages=["fi"], on=DAY, consent="Suostun.",
            about="Osaan ohjelmointia ja palvelumuotoilua sekä projektinhallintaa.",
        )  # fmt: skip
        assert expert.skills
        found = queries.propose(case=expert.about, on=DAY, pool="rdi", language="fi")
        assert [one.expert for one in found] == [expert]
        assert len(found[0].skills) == found[0].new == len(expert.skills)
        assert queries.propose(case=expert.about, on=DAY, pool="export") == []
        services.invite(expert=expert, title="Tapaus", case="Kuvaus", by=None)
        assert queries.propose(case=expert.about, on=timezone.localdate())[0].asked == 1
        with pytest.raises(services.Unreadable):
            services.join(
                person=person, organisation=laurea, pools=["rdi"], languages=["fi"], on=DAY, consent="x", about="1 2"
            )
    assert has_consent(person, services.PURPOSE, "laurea")
    invitation = services.answer_invitation(invitation=Invitation.objects.get(), accepts=True)
    assert invitation.answer == Answer.YES
    with pytest.raises(services.AlreadyAnswered):
        services.answer_invitation(invitation=invitation, accepts=False)
    services.leave(expert=expert, on=date(2026, 5, 1))
    gone = Expert.objects.get()
    assert (gone.about, gone.skills, has_consent(person, services.PURPOSE, "laurea")) == ("", [], False)
    with pytest.raises(services.NotInPool):
        services.invite(expert=gone, title="T", case="K", by=None)
    assert measures.experts(Period(DAY, date(2026, 5, 1))).total("laurea") == 1
    assert measures.experts(YEAR).total() == 0


def test_a_person_is_erased_and_the_bodies_history_stays_without_a_name() -> None:
    person = make_person(display_name="Ainutlaatuinen Nimi")
    expert = make_expert(person, about="Ainutlaatuinen teksti")
    Invitation.objects.create(expert=expert, title="T", case="K")
    seat = services.seat(
        body=make_body(), organisation=place("laurea"), role=SeatRole.MEMBER, starts=DAY, by=None, person=person
    )
    ref = ref_of(person)
    assert erasing.held_about(ref) == {"governance.Expert": 1, "governance.Invitation": 1, "governance.Seat": 1}
    done = erasing.erase_all(ref)
    removed = {label: count for label, count in done.removed.items() if count}
    assert removed == {"governance.Expert": 1, "governance.Invitation": 1}
    assert {label: kept.count for label, kept in done.kept.items()} == {"governance.Seat": 1}
    assert erasing.held_about(ref) == {}
    pk = person.pk
    person.delete()
    seat.refresh_from_db()
    assert seat.person is None
    assert leftovers(["Ainutlaatuinen"], pk) == []

"""Samples of the alliance's year: turns to lead, seats, leads of areas, reports with decisions on them, experts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from osaamo.domains.governance.enums import NoteKind, SeatRole
from osaamo.domains.governance.models import Body, Expert, LeadTurn, Meeting, Report
from osaamo.domains.governance.queries.quarters import Quarter, quarter_of
from osaamo.domains.governance.services.bodies import give_lead, name_lead, seat
from osaamo.domains.governance.services.evaluations import find, open_evaluation
from osaamo.domains.governance.services.experts import answer_invitation, invite, join
from osaamo.domains.governance.services.meetings import (
    approve_minutes,
    bring_asks,
    call_meeting,
    decide,
    follow_up,
    hold,
)
from osaamo.domains.governance.services.reports import approve_report, draft_report, freeze, note, summarise
from osaamo.kernel.models import Organisation
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.kernel.models import Person

    People = Mapping[str, Person]
    Told = Mapping[str, Any]

FIRST_YEAR = 2021
"""The first year of the sample plan, whose budget and activities the samples tell of."""

COUNCIL = "rehtorikollegio"
MEETS_AFTER = timedelta(days=20)
"""The council meets so long after the reports were due."""


def load_demo(
    *,
    order: Sequence[str],
    leads: Mapping[str, str],
    groups: Mapping[str, Told],
    experts: Iterable[Told],
    invitations: Iterable[Told],
    on: date,
    people: People,
) -> int:
    """How many reports were frozen: those of the plan's first year, once; 0 where there are samples.

    ``order`` are codes of the members in the order in which they lead, ``leads`` roles of sample people by area,
    ``people`` the sample people by role. On the quarter before the one of the day a report waits for its group.
    """
    bodies = {body.key: body for body in Body.objects.select_related("organisation__parent")}
    if not bodies or LeadTurn.objects.exists():
        return 0
    members = [Organisation.objects.get(code=code) for code in order]
    council, begins = bodies[COUNCIL], date(on.year, 1, 1)
    _turns(council.organisation, members, on)
    for area, role in leads.items():
        if role in people:
            name_lead(alliance=council.organisation, area=area, person=people[role], starts=begins, by=None)
    for key, told in groups.items():
        _seats(bodies[key], told, members, begins, people)
    for key, body in bodies.items():
        if key.startswith("core-team-"):
            _core_team(body, on)
    by = people.get("steering_member")
    frozen = 0
    for number in range(1, 5):
        quarter = Quarter(FIRST_YEAR, number)
        reports = [_report(bodies[key], quarter, told["quarters"][number - 1], people) for key, told in groups.items()]
        decisions = [told["quarters"][number - 1]["decision"] for told in groups.values()]
        _decided(council, quarter, reports, decisions, on, by)
        frozen += len(reports)
    call_meeting(body=council, day=on + timedelta(days=14), by=by, place="Myyrmäki")
    for key, told in groups.items():
        if "now" in told:
            _begin(bodies[key], quarter_of(on).before, told["now"], people)
    _evaluation(council.organisation, on, by)
    _experts(experts, invitations, on, people)
    return frozen


def _turns(alliance: Organisation, members: Sequence[Organisation], on: date) -> None:
    for year in range(on.year - 1, on.year + 2):
        leads = members[year % len(members)]
        give_lead(alliance=alliance, organisation=leads, starts=date(year, 1, 1), ends=date(year, 12, 31), by=None)


def _seats(body: Body, told: Told, members: Sequence[Organisation], begins: date, people: People) -> None:
    leads = members[begins.year % len(members)]
    for place in members:
        role = SeatRole.CHAIR if place == leads else SeatRole.MEMBER
        person = people.get(told.get("chair", "")) if role == SeatRole.CHAIR else None
        seat(body=body, organisation=place, role=role, starts=begins, by=None, person=person)
    student = people.get(told.get("student", ""))
    if student is not None:
        seat(body=body, organisation=members[0], role=SeatRole.STUDENT, starts=begins, by=None, person=student)


def _core_team(body: Body, on: date) -> None:
    """The team met once in every month that is over."""
    for month in range(1, on.month):
        meeting = call_meeting(body=body, day=date(on.year, month, 15), by=None, place="Teams")
        hold(meeting=meeting, minutes="Hankevalmistelun tilanne käytiin läpi.", present=(), by=None)


def _begin(body: Body, quarter: Quarter, told: Told, people: People) -> Report:
    """The report with what the group says in it."""
    by = people.get("steering_member")
    report = draft_report(body=body, quarter=quarter, by=by)
    for area, text in told["comments"].items():
        note(report=report, kind=NoteKind.COMMENT, area=area, text=text, by=by)
    note(report=report, kind=NoteKind.RISK, by=by, **told["risk"])
    note(report=report, kind=NoteKind.ASK, by=by, **told["ask"])
    return summarise(report=report, summary=told["summary"], by=by)


def _report(body: Body, quarter: Quarter, told: Told, people: People) -> Report:
    """The report, approved within its time and frozen today."""
    report = _begin(body, quarter, told, people)
    report = approve_report(report=report, on=quarter.due, by=people.get("steering_member"))
    return freeze(report=report, by=people.get("rector"))


def _decided(
    council: Body, quarter: Quarter, reports: Iterable[Report], decisions: Iterable[Told], on: date, by: Person | None
) -> Meeting:
    """The council's meeting on the quarter, in which what the reports ask for was decided."""
    day = quarter.due + MEETS_AFTER
    meeting = call_meeting(body=council, day=day, by=by, place="Myyrmäki")
    for report, told in zip(reports, decisions, strict=True):
        for item in bring_asks(report=report, on=day, by=by):
            about = planning.find(planning.Kind.ACTIVITY, item.activity)
            decision = decide(
                item=item,
                text=told["text"],
                reasons=told["reasons"],
                ref=about.ref if about else "",
                url=about.url if about else "",
                by=by,
            )
            if "follow" in told:
                follow_up(decision=decision, text=told["follow"], due=on + timedelta(days=20), by=by)
    hold(meeting=meeting, minutes="Kokous todettiin päätösvaltaiseksi. Esitykset hyväksyttiin.", present=(), by=by)
    return approve_minutes(meeting=meeting, on=day + timedelta(days=7), by=by)


def _evaluation(alliance: Organisation, on: date, by: Person | None) -> None:
    evaluation = open_evaluation(
        organisation=alliance,
        title="Liittouman toiminnan ulkoinen arviointi",
        scope="Miten liittouman tavoitteet ovat toteutuneet ja miten yhteistyö palvelee opiskelijoita.",
        starts=on - timedelta(days=30),
        ends=on + timedelta(days=90),
        by=by,
    )
    find(
        evaluation=evaluation,
        text="Opiskelijoiden paikka toisessa ohjausryhmässä on täyttämättä.",
        recommendation="Täytetään paikka ja seurataan läsnäoloa.",
        by=by,
    )


def _experts(experts: Iterable[Told], invitations: Iterable[Told], on: date, people: People) -> None:
    """Sample people who agreed to be asked, and what some of them were asked; their skills are read in their texts."""
    joined: dict[str, Expert] = {}
    for told in experts:
        if told["role"] in people:
            joined[told["role"]] = join(
                person=people[told["role"]],
                organisation=Organisation.objects.get(code=told["organisation"]),
                pools=told["pools"],
                languages=told["languages"],
                about=told["about"],
                consent="Suostun siihen, että minua voidaan pyytää asiantuntijaksi.",
                on=on,
            )
    for told in invitations:
        if told["role"] in joined:
            asked = invite(expert=joined[told["role"]], title=told["title"], case=told["case"], by=None)
            if "answer" in told:
                answer_invitation(invitation=asked, accepts=told["answer"])

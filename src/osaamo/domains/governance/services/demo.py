"""Samples of the alliance's year: whose turn it is, seats, a meeting with a decision, reports frozen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from osaamo.domains.governance.enums import NoteKind, SeatRole
from osaamo.domains.governance.models import Body, LeadTurn, Report
from osaamo.domains.governance.queries.quarters import IN_A_YEAR, Quarter, quarter_of
from osaamo.domains.governance.services.bodies import give_lead, seat
from osaamo.domains.governance.services.evaluations import find, open_evaluation
from osaamo.domains.governance.services.meetings import add_item, approve_minutes, call_meeting, decide, follow_up, hold
from osaamo.domains.governance.services.reports import approve_report, draft_report, freeze, note, summarise
from osaamo.kernel.models import Organisation
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.kernel.models import Person

ORDER = ("haaga-helia", "laurea", "metropolia")
"""In this order the members lead in the sample, a year each; the plan does not say whose turn is when."""

YEAR = tuple(Quarter(2021, number) for number in range(1, IN_A_YEAR + 1))
"""The first year of the sample plan, whose budget and activities the samples tell of."""

GROUPS = {
    "sg-learning": {
        "comment": "Polut täyttyivät odotettua nopeammin; jonoista saatiin hyvää tietoa seuraavaa kautta varten.",
        "risk": "Kahden opintojakson opettaja vaihtuu kesken kauden.",
        "ask": "Rehtorikollegiota pyydetään päättämään ensi vuoden yhteisistä intensiiviviikoista.",
        "summary": {
            "fi": "Yhteinen tarjonta kasvoi. Myöhässä olevat toimenpiteet on nimetty ja niille on uusi aikataulu.",
            "sv": "Det gemensamma utbudet växte. Försenade åtgärder är namngivna och har en ny tidtabell.",
            "en": "The joint offering grew. Activities that are late are named and have a new schedule.",
        },
    },
    "sg-rdi": {
        "comment": "Ydintiimit kokoontuivat kuukausittain; hankevalmistelu keskittyi kahteen kärkeen.",
        "risk": "Ulkoisen rahoituksen päätökset siirtyivät seuraavalle neljännekselle.",
        "ask": "Rehtorikollegiota pyydetään vahvistamaan julkaisusuunnitelma.",
        "summary": {
            "fi": "Hankkeita valmisteltiin yhdessä. Rahoituspäätöksiä odotetaan.",
            "sv": "Projekt bereddes tillsammans. Finansieringsbeslut inväntas.",
            "en": "Projects were prepared together. Funding decisions are awaited.",
        },
    },
}


def load_demo(*, on: date, people: Mapping[str, Person]) -> int:
    """How many reports were frozen: those of the plan's first year, once; 0 where there are samples.

    On the quarter before the one of the day there is a report that waits for its group.
    """
    bodies = {body.key: body for body in Body.objects.select_related("organisation")}
    if not bodies or LeadTurn.objects.exists():
        return 0
    members = {one.code: one for one in Organisation.objects.filter(code__in=ORDER)}
    rector, steering = people.get("rector"), people.get("steering_member")
    _turns(bodies["rehtorikollegio"].organisation, members, on)
    begins = date(on.year, 1, 1)
    for key in GROUPS:
        _seats(bodies[key], members, begins, people)
    for key, body in bodies.items():
        if key.startswith("core-team-"):
            _core_team(body, on)
    _council_meeting(bodies["rehtorikollegio"], members, on, steering)
    frozen = [_report(bodies[key], quarter, rector, steering) for key in GROUPS for quarter in YEAR]
    _begin(bodies["sg-learning"], quarter_of(on).before, steering)
    _evaluation(bodies["rehtorikollegio"].organisation, on, steering)
    return len(frozen)


def _turns(alliance: Organisation, members: Mapping[str, Organisation], on: date) -> None:
    for year in range(on.year - 1, on.year + 2):
        code = ORDER[year % len(ORDER)]
        give_lead(
            alliance=alliance, organisation=members[code], starts=date(year, 1, 1), ends=date(year, 12, 31), by=None
        )


def _seats(body: Body, members: Mapping[str, Organisation], begins: date, people: Mapping[str, Person]) -> None:
    for code in ORDER:
        role = SeatRole.CHAIR if code == ORDER[begins.year % len(ORDER)] else SeatRole.MEMBER
        seat(body=body, organisation=members[code], role=role, starts=begins, by=None)
    student = people.get("student") if body.key == "sg-learning" else None
    if student is not None:
        home = members["haaga-helia"]
        seat(body=body, organisation=home, role=SeatRole.STUDENT, starts=begins, by=None, person=student)


def _core_team(body: Body, on: date) -> None:
    """The team met once in every month that is over."""
    for month in range(1, on.month):
        meeting = call_meeting(body=body, day=date(on.year, month, 15), by=None, place="Teams")
        hold(meeting=meeting, minutes="Hankevalmistelun tilanne käytiin läpi.", present=(), by=None)


def _council_meeting(body: Body, members: Mapping[str, Organisation], on: date, by: Person | None) -> None:
    day = on - timedelta(days=40)
    meeting = call_meeting(body=body, day=day, by=by, place="Myyrmäki")
    item = add_item(
        meeting=meeting,
        title="Ensi vuoden yhteiset intensiiviviikot",
        paper="Ohjausryhmä esittää, että intensiiviviikkoja järjestetään ensi vuonna kolme, yksi kussakin koulussa.",
        proposer=members["laurea"],
        area="learning",
        activity="A21-LEARN-01",
        by=by,
    )
    about = planning.find(planning.Kind.ACTIVITY, item.activity)
    decision = decide(
        item=item,
        text="Intensiiviviikkoja järjestetään kolme.",
        reasons="Kysyntä ylitti paikat, ja kukin koulu voi isännöidä yhden viikon.",
        ref=about.ref if about else "",
        url=about.url if about else "",
        by=by,
    )
    follow_up(decision=decision, text="Viikkojen ajankohdat vahvistetaan.", due=on + timedelta(days=20), by=by)
    hold(meeting=meeting, minutes="Kokous todettiin päätösvaltaiseksi. Esitys hyväksyttiin.", present=(), by=by)
    approve_minutes(meeting=meeting, on=day + timedelta(days=7), by=by)


def _begin(body: Body, quarter: Quarter, by: Person | None) -> Report:
    """The report with what the group says in it."""
    told = GROUPS[body.key]
    report = draft_report(body=body, quarter=quarter, by=by)
    area = body.areas[0]
    note(report=report, kind=NoteKind.COMMENT, area=area, text=str(told["comment"]), by=by)
    note(report=report, kind=NoteKind.RISK, area=area, text=str(told["risk"]), by=by)
    note(report=report, kind=NoteKind.ASK, text=str(told["ask"]), by=by)
    return summarise(report=report, summary=told["summary"], by=by)


def _report(body: Body, quarter: Quarter, rector: Person | None, steering: Person | None) -> Report:
    """The report, approved within its time and frozen today."""
    report = approve_report(report=_begin(body, quarter, steering), on=quarter.due, by=steering)
    return freeze(report=report, by=rector)


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

"""The sample operations, with a row for every measure there is: what the plan's numbers are tried on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from osaamo.domains.badges.models import BadgeClass, Credential, StatusEntry
from osaamo.domains.badges.tests.making import make_badge
from osaamo.domains.credits.models import TutoringWork
from osaamo.domains.credits.services import load_demo as load_credits
from osaamo.domains.credits.tests.making import make_task
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.services import load_demo as load_enrolments
from osaamo.domains.evaluation.models import Decision
from osaamo.domains.evaluation.services import load_demo as load_proposals
from osaamo.domains.events.models import AttendanceCount, Event
from osaamo.domains.events.services import load_demo as load_events
from osaamo.domains.finance.services import load_bookings, load_budget
from osaamo.domains.governance.enums import BodyKind, ReportState, SeatRole
from osaamo.domains.governance.models import Body, Evaluation, Meeting, Report, Seat
from osaamo.domains.governance.services import load_bodies
from osaamo.domains.governance.tests.making import make_expert
from osaamo.domains.indicators.services import load_indicators
from osaamo.domains.offering.enums import LabelKind, Seen
from osaamo.domains.offering.models import DailyCount, Label, RdiLink, Realisation, SdgAssessment
from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.domains.payments.models import Order, OrderRow
from osaamo.domains.payments.tests.making import make_vat, make_version
from osaamo.domains.steering.models import Comment, PlanVersion
from osaamo.domains.steering.services import load_demo as load_plan_samples
from osaamo.kernel.models import Organisation, Pool, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.web import demo
from osaamo.web.management.commands.load_demo import load_alliance
from osaamo.web.management.commands.load_plan import load_steering

HERE = ZoneInfo("Europe/Helsinki")
SCHOOLS = ("haaga-helia", "laurea", "metropolia")


def load_operations() -> dict[str, Organisation]:
    """The organisations by code, after the plan, its indicators and operations were written."""
    today = timezone.localdate()
    load_alliance()
    places = {place.code: place for place in Organisation.objects.all()}
    people = {Role(row["role"]): make_person(Role(row["role"]), places[row["organisation"]]) for row in demo.people()}
    load_steering()
    load_bookings(budget=load_budget(data=demo.plan("budget"), organisation=places["3amk"]))
    load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))
    load_bodies(data=demo.plan("bodies")["bodies"], organisation=places["3amk"])
    load_offering(places, today)
    load_proposals(on=today, people=people)
    load_events(
        events=demo.plan("offering")["events_2021"],
        activities=demo.plan("activities")["activities_2021"],
        on=today,
        people=people,
    )
    load_plan_samples(**demo.plan("samples"), on=today, people=people)
    load_credits(on=today, people=people)
    load_enrolments(on=today, people=people, refs=[ref_of(run) for run in Realisation.objects.order_by("starts", "pk")])
    add_what_samples_lack(places)
    return places


def load_offering(places, today) -> None:
    """Modules of each school, of the year of the plan's baselines and the next, and what else counts of the offering."""
    haus = Label.objects.create(kind=LabelKind.TAG, code="haus", name={"fi": "HAUS"})
    for at, school in enumerate([*SCHOOLS, *SCHOOLS, "3amk"]):
        module = make_module(("path", "intensive")[at % 2], places[school], audiences=["degree", "open"])
        day = date(2020, 1 + at, 28)
        history = (
            ("planned", "moved_online", "held") if at < 4 else ("planned", "running", ("held", "cancelled")[at // 6])
        )
        make_realisation(module, *history, starts=day, ends=day)
        if at % 2:
            make_realisation(module, "planned", "cancelled", starts=day, ends=day)
        make_realisation(module, "planned", "held", starts=day.replace(year=2021), ends=day.replace(year=2021))
        for seen in Seen:
            DailyCount.objects.create(module=module, day=day, seen=seen, count=at + 2)
        RdiLink.objects.create(module=module, project_name="Hanke", authors=["Sofia"])
        SdgAssessment.objects.create(module=module, goal=4, confirmed_on=date(2020, 1, 2))
        module.labels.add(haus)
    for school in SCHOOLS:
        course = make_course(places[school], is_joint=True)
        make_realisation(course, "planned", starts=today, ends=today)


def add_what_samples_lack(places) -> None:
    """A row or two for the measures that the sample operations leave empty."""
    laurea, metropolia = places["laurea"], places["metropolia"]
    student, then = make_person(), datetime(2020, 5, 4, 12, tzinfo=HERE)
    for place in (laurea, metropolia):
        make_badge(place)
    for at, badge in enumerate(BadgeClass.objects.order_by("-pk")[:2]):
        gone = {"withdrawn_at": then + timedelta(days=40), "reason": "error"} if at else {}
        Credential.objects.create(
            badge=badge, version=badge.versions.first(), person=student, status=StatusEntry.objects.create(),
            issued_at=then, language="fi", document={}, token="", **gone,
        )  # fmt: skip
    TutoringWork.objects.create(
        task=make_task(laurea), person=student, status="approved", hours=Decimal(27), credits=1,
        completed_on=date(2020, 8, 1),
    )  # fmt: skip
    Enrolment.objects.filter(state="enrolled").update(audience="open")
    Pool.objects.create(ref=Enrolment.objects.first().offer_ref, size=20)
    passed = Decision.objects.filter(corrected_by__isnull=True, outcome="pass").order_by("since").last()
    Decision.objects.filter(pk=passed.pk).update(outcome="stop")
    for at, event in enumerate(Event.objects.filter(published_at__isnull=False)):
        AttendanceCount.objects.get_or_create(event=event, organisation=laurea, defaults={"came": 3 + at})
    Evaluation.objects.create(
        organisation=places["3amk"], title="Ulkoinen arviointi", scope="Kaikki", starts=date(2021, 1, 1),
        ends=date(2021, 9, 1), finished_on=date(2021, 9, 1),
    )  # fmt: skip
    make_expert(make_person(), "laurea", joined_on=date(2020, 1, 1))
    for at, body in enumerate(Body.objects.filter(kind=BodyKind.CORE_TEAM)):
        for month in range(1, 3 + at):
            Meeting.objects.create(body=body, day=date(2021, month, 9), held=True)
        Report.objects.create(body=body, year=2021, quarter=1 + at, state=ReportState.APPROVED)
    body = Body.objects.filter(needs_student=True).first()
    Seat.objects.create(body=body, person=student, organisation=laurea, role=SeatRole.STUDENT, starts=date(2020, 1, 1))
    version = make_version(laurea, "15", valid_from=date(2019, 1, 1))
    order = Order.objects.create(
        host=laurea, enrolment_ref="t.enrolment:1", offer_ref="t.offer:1", title={"fi": "Kurssi"}, credits=5,
        audience="open", version=version, price=75, ordered_on=date(2020, 3, 1), due_on=date(2020, 4, 1),
    )  # fmt: skip
    OrderRow.objects.create(
        order=order, kind="credit", quantity=5, unit_price=15, amount=75, vat=make_vat(), booked_on=date(2020, 3, 1)
    )
    Comment.objects.create(
        version=PlanVersion.objects.first(), text="Hyvä", person=student, organisation=laurea, at=then
    )

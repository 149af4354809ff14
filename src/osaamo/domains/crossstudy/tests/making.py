"""Three schools with an agreement, a course at one of them, students and offices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from osaamo.connectors.ripa_messages import Scale
from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, Side
from osaamo.domains.crossstudy.models import Agreement, Enrolment, Party, StudyRight
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.tests.making import make_person
from osaamo.ports.offers import Offer

CODES = {"haaga-helia": "10056", "laurea": "10066", "metropolia": "10065"}
KIND = "sample.run"


def make_parties() -> dict[str, Party]:
    """The parties by code of organisation, all served here, with an agreement in force."""
    parties = {}
    for code, tk_code in CODES.items():
        organisation, _ = Organisation.objects.get_or_create(
            code=code, defaults={"kind": Organisation.Kind.INSTITUTION, "name": {"fi": code}, "short_name": code}
        )
        parties[code] = Party.objects.create(organisation=organisation, tk_code=tk_code)
    agreement = Agreement.objects.create(identifier="3AMK", name={"fi": "3AMK"}, starts=date(2021, 1, 1))
    agreement.parties.set(parties.values())
    return parties


def make_student(party: Party, name: str = "Aino") -> Person:
    """A student of the party with a study right that lasts."""
    person = make_person(Role.STUDENT, party.organisation, display_name=name)
    StudyRight.objects.create(
        person=person,
        party=party,
        key=f"right-{person.pk}",
        starts=date(2021, 1, 1),
        ends=timezone.localdate() + timedelta(days=1000),
        oid=f"1.2.246.562.24.{person.pk:011d}",
        born=date(2001, 5, 17),
        gender=2,
        citizenship="246",
        mother_tongue="fi",
    )
    return person


def make_offer(number: int = 1, **changes) -> Offer:
    """A course of Metropolia's that begins in a month, with two seats."""
    today = timezone.localdate()
    offer = Offer(
        ref=f"{KIND}:{number}",
        key=f"run-{number}",
        course=f"course-{number}",
        title={"fi": "Palvelumuotoilu", "sv": "Tjänstedesign", "en": "Service design"},
        host="metropolia",
        credits=Decimal(5),
        starts=today + timedelta(days=30),
        ends=today + timedelta(days=90),
        languages=("fi",),
        audiences=("degree", "open"),
        seats=2,
    )
    return replace(offer, **changes)


def enrolled(person: Person, offer: Offer, *, audience: Audience = Audience.DEGREE) -> Enrolment:
    """The student's row after they enrolled and every message arrived."""
    row = services.enrol(person=person, offer=offer, audience=audience, language="fi")
    settle()
    return again(row)


def settle() -> None:
    """Every message that waits arrives."""
    while services.deliver_due():
        pass


def again(row: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("home__organisation", "host__organisation", "person").get(pk=row.pk)


def host_row(row: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("home__organisation", "host__organisation").get(key=row.key, side=Side.HOST)


def graded(row: Enrolment, grade: str = "4", who: Person | None = None):
    """The result that the host entered, after every message arrived."""
    result = services.enter_result(
        enrolment=host_row(row),
        scale=Scale.ONE_TO_FIVE,
        grade=grade,
        credits=Decimal(5),
        completed_on=timezone.localdate(),
        language="fi",
        acceptor="Korpela",
        who=who,
    )
    settle()
    return result

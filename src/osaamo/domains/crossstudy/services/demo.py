"""Sample parties, students and enrolments, so that the demo shows both sides at work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.crossstudy.enums import Audience
from osaamo.domains.crossstudy.models import Agreement, Enrolment, Party, StudyRight
from osaamo.domains.crossstudy.queries import eligibility
from osaamo.domains.crossstudy.services.delivering import deliver_due
from osaamo.domains.crossstudy.services.homing import enrol
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.services import grant_role
from osaamo.ports import offers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.kernel.models import Person

SINCE = date(2021, 1, 1)
PARTIES = {"haaga-helia": "10056", "laurea": "10066", "metropolia": "10065"}
"""Statistics Finland's codes of the alliance's institutions."""

DECIDES = "laurea"
"""Where a person decides on each enrolment from elsewhere, so that its study office finds one on its desk."""

WRONG_COUNTRY = "FIN"
"""As one student's register has it; messages want the number, so that there is a message to repair."""


def load_demo(*, on: date, people: Mapping[str, Person], refs: Sequence[str]) -> int:
    """How many enrolments the samples have; loading them again changes nothing.

    ``people`` are the sample people by role, ``refs`` the offers they may choose from.
    """
    with transaction.atomic():
        parties = _parties()
        student, other = people.get(Role.STUDENT), people.get(Role.ZONE_MEMBER)
        if not Enrolment.objects.exists() and student is not None and other is not None:
            _register(student, parties["haaga-helia"], on, citizenship="246")
            grant_role(
                person=other,
                organisation=parties["laurea"].organisation,
                role=Role.STUDENT,
                granted_by=None,
                starts=SINCE,
            )
            _register(other, parties["laurea"], on, citizenship=WRONG_COUNTRY)
            for person, host in ((student, "metropolia"), (student, "laurea"), (other, "haaga-helia")):
                _enrol(person, host, refs)
    while deliver_due():
        pass
    return Enrolment.objects.count()


def _parties() -> dict[str, Party]:
    found = {}
    for code, tk_code in PARTIES.items():
        found[code], _ = Party.objects.get_or_create(
            organisation=Organisation.objects.get(code=code),
            defaults={"tk_code": tk_code, "decides": code == DECIDES},
        )
    agreement, new = Agreement.objects.get_or_create(
        identifier="3AMK",
        defaults={
            "name": {"fi": "3AMK-ristiinopiskelu", "sv": "Korsstudier inom 3AMK", "en": "Cross-study in 3UAS"},
            "starts": SINCE,
        },
    )
    if new:
        agreement.parties.set(found.values())
    return found


def _register(person: Person, party: Party, on: date, *, citizenship: str) -> None:
    StudyRight.objects.get_or_create(
        party=party,
        key=f"OO-{person.pk:05d}",
        defaults={
            "person": person,
            "starts": SINCE,
            "ends": on + timedelta(days=900),
            "oid": f"1.2.246.562.24.{person.pk:011d}",
            "born": date(2001, 5, 17),
            "citizenship": citizenship,
            "mother_tongue": "fi",
        },
    )


def _enrol(person: Person, host: str, refs: Sequence[str]) -> None:
    """Enrol on the host's first offer that is open to the person, if there is one."""
    for offer in offers.find_all(refs).values():
        if offer.host == host and eligibility(person, offer, audience=Audience.DEGREE, language="").may_enrol:
            enrol(person=person, offer=offer, audience=Audience.DEGREE, language="")
            return

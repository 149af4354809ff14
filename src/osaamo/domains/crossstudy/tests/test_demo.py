"""The samples of the demo: both sides at work, and a message to repair."""

from __future__ import annotations

import pytest
from django.utils import timezone

from osaamo.domains.crossstudy.models import Enrolment, Outgoing
from osaamo.domains.crossstudy.services import load_demo
from osaamo.domains.crossstudy.tests.making import make_offer
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db


def test_the_samples_are_loaded_once(schools, catalogue):
    refs = []
    for number, host in enumerate(("metropolia", "laurea", "haaga-helia")):
        offer = make_offer(number, host=host)
        catalogue[offer.ref] = offer
        refs.append(offer.ref)
    schools["laurea"].decides = True
    schools["laurea"].save()
    people = {
        Role.STUDENT: make_person(Role.STUDENT, schools["haaga-helia"].organisation),
        Role.ZONE_MEMBER: make_person(Role.ZONE_MEMBER, schools["laurea"].organisation),
    }
    on = timezone.localdate()
    assert load_demo(on=on, people=people, refs=refs) == load_demo(on=on, people=people, refs=refs) == 5
    states = sorted(Enrolment.objects.values_list("side", "state"))
    assert states == [
        ("home", "enrolled"), ("home", "received"), ("home", "sent"), ("host", "enrolled"), ("host", "received"),
    ]  # fmt: skip
    assert list(Outgoing.objects.get(delivery="failed").faults) == ["/student/countryOfCitizenship"]

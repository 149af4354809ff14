"""The messages we send about courses fit the schemas of the national service."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from test_ripa import schema_validator

from osaamo.domains.offering.exports import channel_file
from osaamo.domains.offering.models import Channel
from osaamo.domains.offering.services import save_item, set_channels
from osaamo.domains.offering.tests.making import make_course, make_realisation
from osaamo.kernel.tests.making import make_organisation


@pytest.mark.shared
@pytest.mark.django_db
def test_a_ripa_channel_file_is_a_valid_message(shared_specs) -> None:
    course = make_course(make_organisation("laurea"), name={"fi": "Kemia"}, learning_outcomes={"fi": "Osaa."})
    save_item(
        item=course, owners={make_organisation("metropolia"): Decimal(40)}, labels={"network": ["3AMK"]}, who=None
    )
    make_realisation(
        course, "planned", seats=20, languages=["fi"], starts=date(2090, 1, 11), ends=date(2090, 3, 1),
        enrol_from=timezone.now(), enrol_until=timezone.now(),
    )  # fmt: skip
    make_realisation(course, "planned", "cancelled", starts=None, ends=None)
    channel = Channel.objects.create(code="national", name={"en": "National"}, format="ripa-v9")
    set_channels(item=course, channels=[channel], who=None)
    _, _, data = channel_file(channel)
    validator = schema_validator(
        shared_specs / "ristiinopiskelu-v9" / "schemas", "courseunit/createCourseUnitRequest.json"
    )
    assert [error.message for error in validator.iter_errors(json.loads(data))] == []
    assert list(validator.iter_errors({"courseUnits": [{"wrong": True}]})) != []

"""What a realisation's course requires, as the port of offers tells it."""

from __future__ import annotations

import pytest

from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation
from osaamo.ports import offers
from osaamo.ports.offers import Required

pytestmark = pytest.mark.django_db


def test_a_realisation_tells_what_its_course_requires():
    school = make_organisation("laurea")
    first = make_course(school, code="A-1", name={"fi": "Alku", "en": "Start"})
    second = make_course(school, code="A-2", requires=[first.key, "gone"])
    run = make_realisation(second, "enrolling", key="R-2")
    told = offers.find(ref_of(run))
    assert told.requires == (Required(first.key, {"fi": "Alku", "en": "Start"}), Required("gone", {}))
    assert offers.find_by_key("R-2") == told
    assert not told.is_programme
    path = offers.find(ref_of(make_realisation(make_module(institution=school), "enrolling", key="P-1")))
    assert (path.requires, path.is_programme) == ((), True)

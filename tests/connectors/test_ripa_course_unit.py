"""A single course unit as a RIPA message: valid by the national schema, and the same when it comes back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ripa import schema_validator

from osaamo.connectors.errors import NotRipa
from osaamo.connectors.ripa_course_unit import CourseUnit, Organiser, course_unit_message, read_course_units

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
# What people type; the reader takes invisible characters and spaces around a text away.
words = st.text("abÄöÅé0 .,:;\n\"'&<>“–{}\\", min_size=1, max_size=40).map(str.strip).filter(bool)
texts = st.dictionaries(st.sampled_from(["fi", "sv", "en"]), words, max_size=3)


def unit(**more):
    return CourseUnit(
        **{"key": "a", "title": {"fi": "Data"}, "organiser": Organiser("laurea", {"fi": "Laurea"})} | more
    )


@given(texts, texts, texts, st.none() | st.decimals(0, 99, places=1), st.sampled_from(["", "6", "7"]))
def test_what_goes_out_comes_back(outcomes, content, assessment, credits_, level):
    told = unit(outcomes=outcomes, content=content, assessment=assessment, credits=credits_, level=level)
    data = json.dumps(course_unit_message(told, networks=["3amk"], now=NOW)).encode()
    (back,) = read_course_units(data, "unit.json")
    assert back == told


@pytest.mark.parametrize("text", ["<a>", "</p> and <br", "<a <b> c", "x < y, <i>  two spaces", "<B>\n<ul>"])
def test_what_looks_like_markup_comes_back_as_typed(text):
    told = unit(outcomes={"fi": text})
    data = json.dumps(course_unit_message(told, networks=["3amk"], now=NOW)).encode()
    assert list(read_course_units(data, "unit.json")) == [told]


def test_no_title_or_no_course_unit_is_told():
    with pytest.raises(ValueError, match="title"):
        course_unit_message(unit(title={}), networks=["3amk"], now=NOW)
    with pytest.raises(ValueError, match="network"):
        course_unit_message(unit(), networks=[], now=NOW)
    with pytest.raises(NotRipa):
        read_course_units(b'{"courseUnits": []}', "unit.json")
    with pytest.raises(NotRipa):
        read_course_units(b'{"courseUnits": [{"studyElementId": 1, "classificationCodes": [1]}, 2]}', "unit.json")


@pytest.mark.shared
def test_the_national_schema_takes_it(shared_specs):
    validator = schema_validator(
        shared_specs / "ristiinopiskelu-v9" / "schemas", "courseunit/createCourseUnitRequest.json"
    )
    full = unit(outcomes={"sv": "Kan."}, assessment={"en": "A report."}, credits=Decimal("2.5"), level="7")
    for told in (full, unit()):
        message = json.loads(json.dumps(course_unit_message(told, networks=["3amk"], now=NOW)))
        assert [error.message for error in validator.iter_errors(message)] == []

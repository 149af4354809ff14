"""Sample courses: loaded, loaded again, changed, dropped; and offered as steps."""

import datetime as dt

import pytest

from osaamo.competence.services import engine_replaced, read_texts
from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.domains.offering.models import CourseUnit, Realisation
from osaamo.domains.offering.services import load_demo
from osaamo.domains.offering.steps import realisation_steps
from osaamo.domains.offering.texts import course_texts
from osaamo.engine import Meeting
from osaamo.kernel.models import Organisation

ROW = {
    "id": "lau:1",
    "institution": "laurea",
    "code": "SD1",
    "name": {"fi": "Palvelumuotoilu", "sv": "Tjänstedesign", "en": "Service design"},
    "learning_outcomes": {"fi": "Opiskelija vetää työpajan.", "sv": "", "en": ""},
    "content": {"fi": "Menetelmät."},
    "credits": 2.5,
    "languages": ["fi", "en"],
    "mode": "blended",
    "campus": "Tikkurila",
    "level": "bachelor",
    "requires": ["lau:0"],
    "realisations": [
        {
            "id": "lau:1-a",
            "starts": "2027-01-11",
            "ends": "2027-03-12",
            "seats": 20,
            "meetings": [{"start": "2027-01-11T09:00", "end": "2027-01-11T12:00"}],
            "audiences": ["open"],
        },
        {"id": "lau:1-b", "language": "en", "mode": "online", "campus": "", "seats": None},
    ],
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def laurea():
    with engine_replaced(FakeEngine()):
        yield Organisation.objects.create(code="laurea", kind="institution", name={"fi": "Laurea"}, short_name="Laurea")


def table():
    return (
        list(CourseUnit.objects.values_list("key", "code", "credits").order_by("key")),
        list(Realisation.objects.values_list("key", "mode", "campus", "starts", "seats").order_by("key")),
    )


def test_loading_twice_changes_nothing():
    assert load_demo(rows=[ROW]) == 1
    before, ids = table(), list(CourseUnit.objects.values_list("pk", flat=True))
    load_demo(rows=[ROW])
    assert (table(), list(CourseUnit.objects.values_list("pk", flat=True))) == (before, ids)
    assert before[1] == [
        ("lau:1-a", "blended", "Tikkurila", dt.date(2027, 1, 11), 20),
        ("lau:1-b", "online", "Tikkurila", None, None),
    ]


def test_what_left_the_samples_leaves_the_database_but_real_courses_stay(laurea):
    CourseUnit.objects.create(key="real", institution=laurea, code="R", name={"fi": "Oikea"}, credits=5)
    load_demo(rows=[ROW])
    load_demo(rows=[ROW | {"realisations": ROW["realisations"][:1]}])
    assert list(Realisation.objects.values_list("key", flat=True)) == ["lau:1-a"]
    load_demo(rows=[])
    assert list(CourseUnit.objects.values_list("key", flat=True)) == ["real"]


def test_a_broken_row_leaves_everything_as_it_was():
    load_demo(rows=[ROW])
    before = table()
    with pytest.raises(KeyError):
        load_demo(rows=[ROW | {"credits": 9}, ROW | {"id": "x", "institution": "nobody"}])
    assert table() == before


def test_the_text_is_in_the_language_of_the_outcomes():
    load_demo(rows=[ROW])
    (text,) = course_texts()
    assert (text.language, text.title) == ("fi", "Palvelumuotoilu")
    assert text.body == "Palvelumuotoilu\n\nOpiskelija vetää työpajan.\n\nMenetelmät."


def test_realisations_as_steps():
    load_demo(rows=[ROW])
    read_texts()
    first, second = realisation_steps("2027-01-01")
    assert (first.id, first.course, first.institution, first.credits) == ("lau:1-a", "lau:1", "Laurea", 2.5)
    assert (first.starts, first.ends, first.seats) == ("2027-01-11", "2027-03-12", 20)
    assert first.meetings == (Meeting("2027-01-11T09:00", "2027-01-11T12:00"),)
    assert (first.requires, first.audiences, first.languages) == (("lau:0",), ("open",), ("fi", "en"))
    assert {skill.uri: skill.evidence for skill in first.skills} == {
        BASE + "service-design": "Palvelumuotoilu",
        BASE + "workshops": "Opiskelija vetää työpajan.",
    }
    assert (second.starts, second.seats, second.languages, second.mode) == ("", None, ("en",), "online")


def test_what_has_begun_is_no_step():
    load_demo(rows=[ROW])
    assert [step.id for step in realisation_steps("2027-01-11")] == ["lau:1-a", "lau:1-b"]
    assert [step.id for step in realisation_steps("2027-01-12")] == ["lau:1-b"]

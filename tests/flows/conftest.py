"""The fake engine, and a small offering with ads."""

import datetime as dt

import pytest
from django.core.cache import cache

from osaamo.competence.services import engine_replaced, read_texts
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.foresight.services import load_demo as load_ads
from osaamo.domains.offering.services import load_demo as load_courses
from osaamo.web.management.commands.load_demo import load_alliance

# Only ads of the last weeks are shown.
RECENT = (dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=10)).date().isoformat()


def course(key, institution, name, outcomes, *, requires=(), starts="2099-01-11", ends="2099-03-12", seats=20):
    return {
        "id": key,
        "institution": institution,
        "code": key.upper(),
        "name": {"fi": name, "sv": "", "en": ""},
        "learning_outcomes": {"fi": outcomes, "sv": "", "en": ""},
        "content": {},
        "credits": 5,
        "languages": ["fi"],
        "mode": "online",
        "campus": "",
        "level": "bachelor",
        "requires": list(requires),
        "realisations": [{"id": f"{key}-1", "starts": starts, "ends": ends, "seats": seats, "meetings": []}],
    }


COURSES = [
    course("ml", "haaga-helia", "Koneoppiminen", "Opiskelija soveltaa koneoppimisen menetelmiä."),
    course("sd", "laurea", "Palvelumuotoilu", "Opiskelija vetää palvelumuotoilun työpajan."),
    course("old", "laurea", "Mennyt", "Opiskelija laatii budjetin.", starts="2020-01-11", ends="2020-03-12"),
]
ADS = [
    {"id": f"ad-{code}", "lang": code, "title": title, "place": "Helsinki", "published": RECENT, "text": text}
    for code, title, text in [
        (
            "fi",
            "Data-analyytikko",
            "Hallitset SQL:n ja koneoppimisen. Laadit budjetin ja vedät palvelumuotoilun työpajan.",
        ),
        ("sv", "Dataanalytiker", "Du kan SQL och maskininlärning. Du leder en workshop i tjänstedesign."),
        ("en", "Data analyst", "You know SQL and machine learning. You lead a service design workshop."),
    ]
]


@pytest.fixture(autouse=True)
def _fake_engine():
    cache.clear()
    with engine_replaced(FakeEngine()):
        yield


@pytest.fixture
def offering(db):
    load_alliance()
    load_courses(rows=COURSES)
    load_ads(rows=ADS)
    read_texts()

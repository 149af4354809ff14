"""The sample courses and ads read like real ones, and never run out however late they are loaded."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from osaamo.domains.offering.models import Realisation
from osaamo.domains.offering.queries import open_realisations
from osaamo.web import demo
from osaamo.web.management.commands import load_demo

TODAY = date(2026, 11, 24)
LAST_PERIOD_BEGAN = date(2027, 10, 26)
DAYS = st.dates(date(2026, 1, 1), date(2060, 12, 31))

LANGUAGES = {"fi", "sv", "en"}
COMMON_WORDS = {"fi": r"\b(ja|on|sekä|tai)\b", "sv": r"\b(och|att|på|för)\b", "en": r"\b(and|the|with|of)\b"}


def day_of(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def statements(text: str) -> int:
    """How many bullets a text has or, where it has none, sentences."""
    return len(re.findall(r"^- ", text, re.MULTILINE)) or len(re.findall(r"[.!?](?:\s|$)", text))


def language_of(text: str) -> str:
    counts = {code: len(re.findall(words, text, re.IGNORECASE)) for code, words in COMMON_WORDS.items()}
    return max(counts, key=counts.__getitem__)


@pytest.mark.parametrize("course", demo.rows("courses"), ids=lambda course: course["id"])
def test_a_course_tells_its_outcomes_and_content_in_a_language_it_is_taught_in(course) -> None:
    assert course["sample"] is True
    assert all(course["name"][code] and course["learning_outcomes"][code] for code in LANGUAGES)
    (language,) = course["content"]
    assert language in course["languages"]
    outcomes, content = course["learning_outcomes"][language], course["content"][language]
    assert 4 <= statements(outcomes) <= 6
    assert 2 <= statements(content) <= 5
    assert language_of(f"{outcomes} {content}") == language


@pytest.mark.parametrize("ad", demo.rows("ads"), ids=lambda ad: ad["id"])
def test_an_ad_is_as_long_as_a_real_one_and_in_its_language(ad) -> None:
    assert ad["sample"] is True
    assert 60 <= len(ad["text"].split()) <= 130
    assert ad["text"].count("\n\n") >= 3, "what the work is, what is asked for and what is offered stand apart"
    assert language_of(ad["text"]) == ad["lang"]


def test_no_text_is_given_twice() -> None:
    outcomes = [text for row in demo.rows("courses") for text in row["learning_outcomes"].values()]
    contents = [text for row in demo.rows("courses") for text in row["content"].values()]
    ads = [row["text"] for row in demo.rows("ads")]
    assert (len(contents), len(ads)) == (60, 60)
    for texts in (outcomes, contents, ads):
        assert len(set(texts)) == len(texts)


def test_the_texts_name_no_address_or_telephone_number() -> None:
    texts = [*map(str, demo.rows("ads")), *map(str, demo.rows("courses")), *map(str, demo.examples().values())]
    assert not re.search(r"@|https?:|www\.|\+358|\b0\d{1,2}[ -]?\d{5,}", "\n".join(texts))


def test_required_courses_are_among_the_samples_and_no_course_requires_itself() -> None:
    requires = {row["id"]: row["requires"] for row in demo.rows("courses")}
    done: set[str] = set()
    while ready := {key for key, before in requires.items() if set(before) <= done} - done:
        done |= ready
    assert done == set(requires)


def test_realisations_of_the_year_they_were_written_for_are_as_written() -> None:
    for written, offered in zip(demo.rows("courses"), demo.courses(TODAY), strict=True):
        assert [one for one in offered["realisations"] if "-2027-" in one["id"]] == written["realisations"]
        assert {one["id"][:-7] for one in offered["realisations"]} == {written["id"]}


def test_a_realisation_comes_again_in_the_same_week_and_on_the_same_weekdays() -> None:
    (course,) = (row for row in demo.courses(date(2029, 3, 1)) if row["id"] == "hh-sql-databases")
    spring = course["realisations"][0]
    assert (spring["id"], spring["starts"], spring["ends"]) == ("hh-sql-databases-2029-2", "2029-03-12", "2029-05-11")
    assert spring["meetings"][0] == {"start": "2029-03-13T09:00", "end": "2029-03-13T12:00"}


@settings(max_examples=30, deadline=None)
@given(DAYS)
@example(TODAY)
@example(LAST_PERIOD_BEGAN)
def test_on_any_day_every_course_can_be_begun_and_after_it_those_that_require_it(day) -> None:
    courses = {row["id"]: row for row in demo.courses(day)}
    ids = [one["id"] for row in courses.values() for one in row["realisations"]]
    assert len(set(ids)) == len(ids)

    def ended(key: str) -> date:
        """When the course and all it requires can be over at the earliest."""
        before = max((ended(other) for other in courses[key]["requires"]), default=day)
        return min(day_of(one["ends"]) for one in courses[key]["realisations"] if day_of(one["starts"]) > before)

    assert all(ended(key) <= day + timedelta(weeks=52 * demo.YEARS_AHEAD + 12) for key in courses)
    for row in courses.values():
        for one in row["realisations"]:
            assert day_of(one["ends"]) >= day
            in_order = [one["starts"], *(meeting["start"] for meeting in one["meetings"]), one["ends"]]
            assert all(day_of(first) <= day_of(second) for first, second in pairwise(in_order))


@settings(max_examples=30, deadline=None)
@given(DAYS)
def test_the_newest_ad_is_less_than_a_week_old_and_none_is_from_the_future(day) -> None:
    published = [day_of(ad["published"]) for ad in demo.ads(day)]
    assert day - timedelta(weeks=1) < max(published) <= day
    assert max(published) - min(published) < timedelta(weeks=18)


@pytest.mark.django_db
def test_loading_years_later_offers_the_same_courses_and_leaves_no_old_realisation_of_a_course(
    monkeypatch, capsys
) -> None:
    monkeypatch.setattr(load_demo, "read_texts", lambda: 0)
    later, local = date(2031, 9, 15), load_demo.timezone.localdate
    offered = {}
    for day in (TODAY, later):
        monkeypatch.setattr(
            load_demo.timezone, "localdate", lambda moment=None, day=day: local(moment) if moment else day
        )
        call_command("load_demo")
        offered[day] = set(open_realisations(on=day).values_list("course__key", flat=True))
    assert offered[later] == offered[TODAY] == {row["id"] for row in demo.rows("courses")}
    # The runs of paths and intensives that are over stay: they are the alliance's history.
    assert not Realisation.objects.filter(course__isnull=False, ends__lt=later).exists()
    assert capsys.readouterr().out.count("60 courses, 60 ads") == 2

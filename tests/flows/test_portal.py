"""The portal: what fits, what drops out, and who sees what."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from osaamo.domains.foresight.models import JobAd
from osaamo.domains.foresight.queries import OPEN_DAYS, last_day, open_job_ads
from osaamo.engine import Labels, Step, TaughtSkill, WeightedSkill
from osaamo.web.portal import Filters, _ads_within, _courses_within, _first_of_each, _lacking
from osaamo.web.shelves import AdFacts, AdShelf, CourseShelf

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ad(key: str, *, days: int = 1, closes: int | None = None, **more) -> JobAd:
    today = timezone.localdate()
    return JobAd.objects.create(
        key=key,
        language=more.pop("language", "en"),
        title=key,
        place=more.pop("place", "Espoo"),
        published=today - dt.timedelta(days),
        closes=None if closes is None else today + dt.timedelta(closes),
        text=more.pop("text", "We need Python."),
    )


def test_old_closed_and_future_ads_drop_out() -> None:
    for key, days, closes in [
        ("fresh", 1, None),
        ("last day", OPEN_DAYS - 1, None),
        ("too old", OPEN_DAYS, None),
        ("old but open", 200, 0),
        ("closed", 3, -1),
        ("tomorrow", -1, None),
    ]:
        ad(key, days=days, closes=closes)
    today = timezone.localdate()
    assert {row.key for row in open_job_ads(on=today)} == {"fresh", "last day", "old but open"}


FIRST, LATER = TODAY + dt.timedelta(10), TODAY + dt.timedelta(40)
SQL = (TaughtSkill("u:sql", 0.9, "SQL is taught."),)
STEPS = (
    Step("r", "c", Labels(fi="K"), "Laurea", 5, SQL, languages=("fi", "en"), mode="online", starts=FIRST.isoformat()),
    Step("q", "c", Labels(fi="K"), "Laurea", 5, SQL, languages=("fi",), mode="campus", starts=LATER.isoformat()),
    Step("a", "d", Labels(fi="L"), "Metropolia", 5, SQL, mode="", starts=""),
    Step("b", "e", Labels(fi="M"), "Laurea", 5, SQL, starts=(TODAY - dt.timedelta(1)).isoformat()),
)


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), "r q a"),
        (Filters(institution="Laurea"), "r q"),
        (Filters(institution="Nowhere"), ""),
        (Filters(language="fi"), "r q a"),
        (Filters(language="en"), "r a"),
        (Filters(language="sv"), "a"),
        (Filters(mode="online"), "r"),
        (Filters(mode="campus"), "q"),
        (Filters(until=FIRST), "r a"),
        (Filters(until=FIRST - dt.timedelta(1)), "a"),
        (Filters(until=LATER, mode="campus", institution="Laurea"), "q"),
    ],
)
def test_filters_of_courses(filters: Filters, passing: str) -> None:
    shelf = CourseShelf(STEPS)
    fits = _courses_within(shelf, filters)
    assert [step.id for step, inside in zip(STEPS, fits, strict=True) if inside] == passing.split()
    assert shelf.courses(fits) == len({step.course for step, inside in zip(STEPS, fits, strict=True) if inside})


@pytest.mark.parametrize(("filters", "first"), [(Filters(), "r"), (Filters(mode="campus"), "q")])
def test_a_course_is_shown_once_by_the_realisation_that_starts_first(filters: Filters, first: str) -> None:
    shelf = CourseShelf(STEPS)
    fits = _courses_within(shelf, filters)
    found = shelf.matcher.best([WeightedSkill("u:sql")], allowed=shelf.matched(fits))
    shown = [step.id for step, _ in _first_of_each(found, shelf, fits)]
    assert shown == ([first, "a"] if not filters.mode else [first])


def test_what_one_has_is_not_among_what_courses_are_to_teach() -> None:
    asked = {"1": [(f"u:{n}", 0.9) for n in range(8)]}
    shelf = SimpleNamespace(asked=asked)
    match = SimpleNamespace(id="1", score=0.5)
    lacking = _lacking([match], shelf, had={f"u:{n}" for n in range(7)})
    assert [skill.uri for skill in lacking] == ["u:7"]


def test_an_ad_that_closed_since_the_shelf_was_made_is_left_out() -> None:
    facts = [AdFacts(n, f"k{n}", "fi", "Espoo", "t", TODAY, TODAY + dt.timedelta(n - 1)) for n in range(3)]
    shelf = AdShelf(facts, {str(n): [] for n in range(3)})
    assert _ads_within(shelf, Filters()).tolist() == [False, True, True]
    assert _ads_within(shelf, Filters(place="Oulu")).tolist() == [False, False, False]
    assert _ads_within(shelf, Filters(place="Espoo", language="fi")).tolist() == [False, True, True]
    assert _ads_within(shelf, Filters(language="sv")).tolist() == [False, False, False]


def test_the_last_day_of_an_ad_is_the_one_after_which_it_is_not_listed() -> None:
    for row in (ad("by age"), ad("by closing day", closes=5)):
        assert row in open_job_ads(on=last_day(row))
        assert row not in open_job_ads(on=last_day(row) + dt.timedelta(1))


def test_an_ad_opens_as_published_and_an_unknown_one_is_not_found(client: Client) -> None:
    shown = client.get(f"/en/portal/ads/{ad('Data engineer', text='Line one.').pk}/")
    assert "Line one." in shown.content.decode()
    assert client.get("/en/portal/ads/999999/").status_code == 404


def test_the_page_asks_for_a_text_and_says_that_nothing_is_stored(client: Client) -> None:
    page = client.get("/en/portal/").content.decode()
    assert "Nothing is stored" in page
    assert 'id="jobs-title"' not in page


@pytest.mark.slow
def test_a_text_ranks_ads_and_courses_with_reasons(client: Client, offering) -> None:
    text = "I have built web services in Python and JavaScript, designed SQL databases and written automated tests."
    page = client.post("/en/portal/", {"text": text}).content.decode()
    assert 'id="jobs-title"' in page
    assert "You have" in page
    assert "Missing" in page
    nowhere = client.post("/en/portal/", {"text": text, "place": "Nowhere"}).content.decode()
    assert "No open ad fits with these choices" in nowhere


@pytest.mark.slow
def test_an_empty_text_gets_a_sentence_and_no_ranking(client: Client) -> None:
    page = client.post("/en/portal/", {"text": " "}).content.decode()
    assert 'class="error"' in page
    assert 'id="jobs-title"' not in page

"""The portal: what fits, what drops out, and who sees what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from osaamo.domains.foresight.models import JobAd
from osaamo.domains.foresight.queries import OPEN_DAYS, open_job_ads
from osaamo.engine import Labels, Step
from osaamo.web import portal
from osaamo.web.portal import Filters, _passes

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        (Filters(), True),
        (Filters(institution="Laurea"), True),
        (Filters(institution="Metropolia"), False),
        (Filters(language="fi"), True),
        (Filters(language="sv"), False),
        (Filters(mode="online"), True),
        (Filters(mode="campus"), False),
        (Filters(until="2027-01-11"), True),
        (Filters(until="2027-01-10"), False),
    ],
)
def test_filters_of_courses(filters: Filters, *, passes: bool) -> None:
    step = Step("r", "c", Labels(fi="K"), "Laurea", 5, (), languages=("fi", "en"), mode="online", starts="2027-01-11")
    assert _passes(step, filters) is passes


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
    portal.forget()
    text = "I have built web services in Python and JavaScript, designed SQL databases and written automated tests."
    page = client.post("/en/portal/", {"text": text}).content.decode()
    assert 'id="jobs-title"' in page
    assert "You have" in page
    assert "Missing" in page
    nowhere = client.post("/en/portal/", {"text": text, "place": "Nowhere"}).content.decode()
    assert "No open ad fits with these choices" in nowhere
    portal.forget()


@pytest.mark.slow
def test_an_empty_text_gets_a_sentence_and_no_ranking(client: Client) -> None:
    page = client.post("/en/portal/", {"text": " "}).content.decode()
    assert 'class="error"' in page
    assert 'id="jobs-title"' not in page

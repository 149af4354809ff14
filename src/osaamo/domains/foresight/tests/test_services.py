"""Sample ads: loaded, loaded again, dropped; and read as texts."""

import pytest

from osaamo.domains.foresight.models import JobAd
from osaamo.domains.foresight.queries import job_ad, job_ads
from osaamo.domains.foresight.services import load_demo
from osaamo.domains.foresight.texts import ad_texts

ROWS = [
    {"id": "a", "lang": "fi", "title": "Koodari", "published": "2026-10-01", "text": "Osaat SQL:n."},
    {"id": "b", "lang": "sv", "title": "Kodare", "published": "2026-11-01", "text": "Du kan SQL.", "place": "Vasa"},
]

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing():
    assert load_demo(rows=ROWS) == 2
    before = list(JobAd.objects.values())
    load_demo(rows=ROWS)
    assert list(JobAd.objects.values()) == before


def test_what_left_the_samples_leaves_the_database_but_real_ads_stay():
    JobAd.objects.create(key="real", language="fi", title="Oikea", published="2026-01-01", text="x")
    load_demo(rows=ROWS)
    load_demo(rows=ROWS[:1])
    assert [ad.key for ad in job_ads()] == ["a", "real"]


def test_newest_first_and_by_language():
    load_demo(rows=ROWS)
    assert [ad.key for ad in job_ads()] == ["b", "a"]
    assert [ad.key for ad in job_ads(language="fi")] == ["a"]
    assert job_ad(key="b").place == "Vasa"
    assert job_ad(key="none") is None


def test_as_texts():
    load_demo(rows=ROWS)
    assert [(text.language, text.title, text.body) for text in ad_texts()] == [
        ("sv", "Kodare", "Kodare\n\nDu kan SQL."),
        ("fi", "Koodari", "Koodari\n\nOsaat SQL:n."),
    ]

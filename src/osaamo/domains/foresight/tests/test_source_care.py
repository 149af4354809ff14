"""Care of sources: terms that change afterwards, and records that were set apart and are mended on the page."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from osaamo.competence.models import Reading
from osaamo.competence.services import engine_replaced, read_texts
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.foresight import services
from osaamo.domains.foresight.models import BrokenText, Corpus, CorpusRun, Fingerprint, JobAd
from osaamo.domains.foresight.tests.test_corpora import ad, counts, everything_stored_with, months, skills, unlike
from osaamo.domains.foresight.tests.test_corpora import take as take  # noqa: PLC0414 - a fixture
from osaamo.kernel.models import AuditEntry, Role
from osaamo.kernel.tests.making import make_person, run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _engine():
    with engine_replaced(FakeEngine()), translation.override("en"):
        yield


@pytest.fixture
def planner():
    client = Client()
    client.force_login(make_person(Role.PLANNER))
    return client


def test_texts_that_may_no_longer_be_kept_go_and_their_counts_stay(take) -> None:
    run = take(ad("a", unlike(1)), ad("b", unlike(2), "2026-06-01"))
    read_texts()
    services.count_months(corpus=run.corpus)
    take(ad("c", unlike(3), "2026-07-01"), {"id": "broken-c"})
    before = skills()
    corpus = services.change_terms(corpus=run.corpus, may_store_text=False, licence="", who=None)
    assert services.remove_kept_texts(corpus=corpus) == 3
    services.count_months(corpus=corpus)
    assert (months(), skills()) == (
        [(f"2026-0{month}", "en", 1, 1) for month in (5, 6, 7)],
        before | {("2026-07", "en", "sql"): 1},
    ), "one that was not read yet was read on its way out"
    assert not JobAd.objects.exists()
    assert not Reading.objects.exists()
    assert everything_stored_with("word1x1", "word3x1", "broken-c") == []
    assert counts(take(ad("a", unlike(1)))) == {"read": 1, "same": 1}


def test_where_texts_may_be_kept_again_their_file_brings_them_back(take) -> None:
    run = take(ad("a", unlike(1)), may_store_text=False)
    services.change_terms(corpus=run.corpus, may_store_text=True, licence="CC0", who=None)
    assert not JobAd.objects.exists()
    assert counts(take(ad("a", unlike(1)))) == {"read": 1, "changed": 1}
    assert (JobAd.objects.get().key, Fingerprint.objects.get().skills) == ("ads:a", None)
    assert counts(take(ad("a", unlike(1)))) == {"read": 1, "same": 1}
    read_texts()
    services.count_months(corpus=Corpus.objects.get())
    assert skills() == {("2026-05", "en", "sql"): 1}


def test_removing_ends_where_the_terms_allow_texts_again(take) -> None:
    run = take(ad("a", unlike(1)))
    assert services.remove_kept_texts(corpus=run.corpus) == 0
    assert JobAd.objects.count() == 1


def test_texts_of_job_market_finland_can_never_be_kept() -> None:
    corpus = services.keep_corpus(code="p67", name={"en": "P67"}, kind="ads", format="p67")
    with pytest.raises(services.Refused, match="p67-never"):
        services.change_terms(corpus=corpus, may_store_text=True, licence="", who=None)


def test_a_planner_is_told_what_goes_before_it_goes_and_it_is_logged(take, planner) -> None:
    take(ad("a", unlike(1)))
    page = reverse("foresight-terms", args=["ads"])
    assert "1 text is kept." in planner.get(reverse("foresight-source", args=["ads"])).content.decode()
    asked = planner.post(page, {"licence": "Own"}).content.decode()
    assert "1 text will be removed, and cannot be brought back from here." in asked
    assert Corpus.objects.get().may_store_text, "not yet"
    assert planner.post(page, {"licence": "Own", "sure": "yes"}).status_code == 302
    entry = AuditEntry.objects.get(verb="foresight.corpus.terms")
    assert entry.details == {"may_store_text": False, "texts": 1}
    assert (Corpus.objects.get().licence, JobAd.objects.count()) == ("Own", 1)
    assert "The texts are being removed." in planner.get(reverse("foresight-source", args=["ads"])).content.decode()
    run_jobs()
    assert JobAd.objects.count() == 0
    teacher = Client()
    teacher.force_login(make_person(Role.TEACHER))
    assert teacher.get(page).status_code == 404


def test_a_record_that_was_set_apart_is_mended_on_the_page_and_taken_in(take, planner) -> None:
    take({"id": "a", "text": unlike(1), "title": "Engineer"}, '{"half')
    no_date, half = BrokenText.objects.order_by("line")
    page = reverse("foresight-broken", args=[no_date.pk])
    shown = planner.get(page)
    names = [name for _, name, *_ in shown.context["cells"]]
    assert names == ["id", "text", "title", "published", "language", "place", "source"]
    told = {f"cell-{at}": text for at, _, text, _ in shown.context["cells"]}
    wrong = planner.post(page, told | {"cell-3": "some day"})
    assert (wrong.status_code, "The date cannot be read." in wrong.content.decode()) == (422, True)
    assert planner.post(page, told | {"cell-3": "2026-05-10", "cell-4": "en"}).status_code == 302
    run_jobs()
    assert skills() == {("2026-05", "en", "sql"): 1}
    no_date.refresh_from_db()
    assert (no_date.state, JobAd.objects.get().key) == ("mended", "ads:a")
    assert counts(CorpusRun.objects.order_by("-pk")[0]) == {"read": 1, "new": 1}
    assert counts(CorpusRun.objects.order_by("pk")[0]) == {"read": 2, "broken": 2}
    assert [name for _, name, *_ in planner.get(reverse("foresight-broken", args=[half.pk])).context["cells"]] == [
        "id", "title", "text", "published", "language", "place", "source",
    ]  # fmt: skip
    planner.post(reverse("foresight-broken", args=[half.pk]), {"drop": "yes"})
    source = planner.get(reverse("foresight-source", args=["ads"]))
    assert (source.context["set_apart"], dict(source.context["closed"])) == (
        0,
        {"Mended and imported": 1, "Left out on purpose": 1},
    )
    take({"id": "a", "text": unlike(1), "title": "Engineer"}, '{"half')
    assert BrokenText.objects.filter(state="open").count() == 0, "what was decided stays decided"


def test_a_thesis_is_mended_and_what_is_not_here_is_not(take) -> None:
    take({"id": "t", "title": "Data", "abstract": "SQL in use.", "year": "long ago"}, code="theses", kind="theses")
    broken = BrokenText.objects.get()
    cells = services.cells_of(broken)
    assert (cells["year"], cells["abstract"]) == ("long ago", "SQL in use.")
    with pytest.raises(services.Refused, match="bad-year"):
        services.mend_text(broken=broken, cells=cells, who=None)
    services.mend_text(broken=broken, cells=cells | {"year": "2026"}, who=None)
    assert (BrokenText.objects.get().state, CorpusRun.objects.count()) == ("mended", 2)
    with pytest.raises(services.Refused, match="not-mendable"):
        services.mend_text(broken=BrokenText.objects.get(), cells=cells, who=None)


def test_a_record_of_which_nothing_was_kept_can_only_be_left_out(take, planner) -> None:
    take({"id": "a"}, may_store_text=False)
    broken = BrokenText.objects.get()
    page = planner.get(reverse("foresight-broken", args=[broken.pk])).content.decode()
    assert "This record cannot be mended here." in page
    assert not services.can_mend(broken)
    assert json.loads(broken.raw or "null") is None

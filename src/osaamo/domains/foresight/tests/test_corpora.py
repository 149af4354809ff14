"""Corpora: what comes in, comes again, changes, goes, or cannot be read; runs that stop; counts by month."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from osaamo.competence.models import Reading, ReadSkill
from osaamo.competence.services import engine_replaced, read_texts
from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.connectors.oaipmh import Harvester
from osaamo.domains.foresight import services
from osaamo.domains.foresight.models import (
    BrokenText,
    Corpus,
    CorpusMonth,
    CorpusRun,
    Fingerprint,
    JobAd,
    SkillMonth,
    Thesis,
)
from osaamo.domains.foresight.services import runs
from osaamo.domains.foresight.services.likeness import likeness, signature, words_of
from osaamo.domains.foresight.tests.oai_server import URL, Archive, serving, thesis
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person, run_jobs
from osaamo.ports import layers

pytestmark = pytest.mark.django_db

LONG = "We look for a developer who knows SQL and Python and likes to work with people in our office by the sea. "


@pytest.fixture(autouse=True)
def _engine():
    with engine_replaced(FakeEngine()):
        yield


@pytest.fixture
def take(tmp_path):
    """Take rows in as a file of a corpus; the run comes back."""

    def taken(*rows, code="ads", kind="ads", file="ads.jsonl", **more):
        path = tmp_path / file
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
        corpus = Corpus.objects.filter(code=code).first() or services.keep_corpus(
            code=code, name={"en": code}, kind=kind, **more
        )
        return services.run_file(run=services.file_run(corpus=corpus, path=path), path=path)

    return taken


def ad(key, text=LONG, published="2026-05-10", **more):
    return {"id": key, "title": "Secret job", "text": text, "date": published, "lang": "en", **more}


def counts(run):
    return {name: getattr(run, name) for name in services.COUNTS if getattr(run, name)}


def months():
    return [(f"{row.month:%Y-%m}", row.language, row.texts, row.read) for row in CorpusMonth.objects.all()]


def skills():
    rows = SkillMonth.objects.values_list("month", "language", "uri", "count")
    return {(f"{month:%Y-%m}", language, uri.removeprefix(BASE)): count for month, language, uri, count in rows}


def unlike(number):
    return " ".join(f"word{number}x{at}" for at in range(30)) + " SQL"


# what becomes of a record


def test_new_same_changed_broken_and_taken_back(take) -> None:
    first = take(ad("a", unlike(1)), ad("b", unlike(2)), {"id": "c"}, '{"broken')
    assert counts(first) == {"read": 4, "new": 2, "broken": 2}
    assert list(BrokenText.objects.values_list("line", "code")) == [(3, "no-text"), (4, "not-json")]
    changed = take(
        ad("a", unlike(1)), ad("b", unlike(2), place="Espoo"), {"id": "a", "removed": True}, {"id": "x", "removed": 1}
    )
    assert counts(changed) == {"read": 4, "same": 2, "changed": 1, "removed": 1}
    assert list(JobAd.objects.values_list("key", "place", "corpus__code")) == [("ads:b", "Espoo", "ads")]
    assert Fingerprint.objects.exclude(removed_at=None).count() == 1
    assert counts(take(ad("a", unlike(1)))) == {"read": 1, "changed": 1}
    assert JobAd.objects.count() == 2


def test_the_same_file_again_changes_nothing(take) -> None:
    rows = [ad("a"), ad("b", unlike(2)), ad("again", published="2026-06-20"), "{"]
    assert counts(take(*rows)) == {"read": 4, "new": 2, "duplicate": 1, "broken": 1}
    before = [list(model.objects.order_by("pk").values()) for model in (JobAd, Fingerprint)]
    assert counts(take(*rows)) == {"read": 4, "same": 3, "broken": 1}
    assert [list(model.objects.order_by("pk").values()) for model in (JobAd, Fingerprint)] == before
    assert BrokenText.objects.count() == 1


def test_a_text_that_was_lost_comes_back_with_its_file(take) -> None:
    take(ad("a", unlike(1)), ad("b", unlike(2)))
    JobAd.objects.filter(key="ads:a").delete()
    assert counts(take(ad("a", unlike(1)), ad("b", unlike(2)))) == {"read": 2, "same": 1, "changed": 1}
    assert JobAd.objects.count() == 2


def test_a_run_whose_counts_do_not_add_up_cannot_be_stored(take) -> None:
    run = take(ad("a"))
    with pytest.raises(IntegrityError), transaction.atomic():
        CorpusRun.objects.filter(pk=run.pk).update(read=2)


def test_a_run_that_was_stopped_goes_on_where_it_was(take, monkeypatch) -> None:
    monkeypatch.setattr(runs, "BATCH", 2)
    rows = [ad(str(at), unlike(at)) for at in range(5)]
    took = runs.Taker.write

    def killed(self, planned, run):
        if run.cursor == 4:
            raise KeyboardInterrupt
        return took(self, planned, run)

    monkeypatch.setattr(runs.Taker, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        take(*rows)
    stopped = CorpusRun.objects.get()
    assert (stopped.state, stopped.cursor, counts(stopped)) == ("running", 4, {"read": 4, "new": 4})
    monkeypatch.setattr(runs.Taker, "write", took)
    done = take(*rows)
    assert (done.pk, done.state, counts(done)) == (stopped.pk, "done", {"read": 5, "new": 5})


def test_a_file_that_breaks_off_keeps_what_came(take, tmp_path) -> None:
    corpus = services.keep_corpus(code="ads", name={"en": "Ads"}, kind="ads")
    path = tmp_path / "ads.csv"
    path.write_bytes(b"\x1f\x8b not gzip")
    run = services.run_file(run=services.file_run(corpus=corpus, path=path), path=path)
    assert (run.state, run.error["code"], run.read) == ("failed", "damaged-file", 0)


# texts that say the same


def test_what_is_published_again_within_sixty_days_counts_once(take) -> None:
    text = LONG * 3
    run = take(ad("a", text), ad("b", text.upper() + "!", "2026-07-08"), ad("c", text, "2026-07-09"))
    assert counts(run) == {"read": 3, "new": 2, "duplicate": 1}
    again = Fingerprint.objects.get(duplicate_of__isnull=False)
    assert (again.job_ad.key, again.duplicate_of.job_ad.key) == ("ads:b", "ads:a")
    later = take(ad("e", text + "Apply now.", "2026-07-01"), code="other", file="other.jsonl")
    assert counts(later) == {"read": 1, "duplicate": 1}
    assert Fingerprint.objects.get(corpus__code="other").duplicate_of.job_ad.key == "ads:a"


def test_an_ad_that_changed_is_compared_by_what_it_says_now(take) -> None:
    take(ad("a"), ad("b", unlike(2)))
    assert counts(take(ad("a", unlike(3)), ad("c"), ad("b"))) == {"read": 3, "changed": 2, "new": 1}
    assert Fingerprint.objects.get(job_ad__key="ads:b").duplicate_of.job_ad.key == "ads:c"
    take(ad("c", unlike(4)))
    assert not Fingerprint.objects.exclude(duplicate_of=None).exists()


def test_likeness_of_signatures() -> None:
    one, other = words_of(LONG * 2), words_of(unlike(1))
    assert signature([]) == b""
    assert len(signature(["sql"])) == 256
    assert likeness(signature(one), signature(one)) == 1.0
    assert likeness(signature(one), signature(other)) < 0.1
    assert likeness(b"", signature(one)) == 0.0
    # 40 of 60 different groups of four words in common: their share is estimated within four standard errors.
    common = [f"w{at}" for at in range(53)]
    left, right = signature([*common, *"abcdefghij"]), signature([*common, *"klmnopqrst"])
    assert abs(likeness(left, right) - 50 / 70) < 4 * (50 / 70 * 20 / 70 / 64) ** 0.5


# months


def test_months_are_counted_once_read_and_only_those_that_changed(take) -> None:
    run = take(
        ad("a", unlike(1)), ad("b", LONG, "2026-05-31", skills=f"{BASE}english"), ad("b2", LONG, "2026-06-02"),
        ad("c", unlike(3), "2026-07-01", lang="fi"),
    )  # fmt: skip
    assert services.count_months(corpus=run.corpus) == 3
    assert months() == [("2026-05", "en", 2, 0), ("2026-07", "fi", 1, 0)]
    assert skills() == {}
    read_texts()
    assert services.count_months(corpus=run.corpus) == 2
    assert months() == [("2026-05", "en", 2, 2), ("2026-07", "fi", 1, 1)]
    assert skills() == {
        ("2026-05", "en", "sql"): 2, ("2026-05", "en", "python"): 1, ("2026-05", "en", "english"): 1,
        ("2026-07", "fi", "sql"): 1,
    }  # fmt: skip
    Reading.objects.update(read_at="2026-01-01T00:00:00Z")
    assert services.count_months(corpus=run.corpus) == 0
    take(ad("c", unlike(3), "2026-08-01", lang="fi"))
    assert services.count_months(corpus=run.corpus) == 2
    assert months() == [("2026-05", "en", 2, 2), ("2026-08", "fi", 1, 1)]


def test_an_ad_taken_back_stays_counted_but_leaves_nothing_of_its_text(take) -> None:
    run = take(ad("a", unlike(1)))
    read_texts()
    services.count_months(corpus=run.corpus)
    take({"id": "a", "removed": True})
    services.count_months(corpus=run.corpus)
    assert (months(), skills()) == ([("2026-05", "en", 1, 1)], {("2026-05", "en", "sql"): 1})
    assert not JobAd.objects.exists()
    assert not Reading.objects.exists()
    assert everything_stored_with("word1x1") == []


# terms that forbid to keep texts


def everything_stored_with(*words):
    """Each field of the database that holds one of the words."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.values():
            held = {
                name: bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else str(value)
                for name, value in row.items()
            }
            found += [(model.__name__, name) for name, value in held.items() for word in words if word in value]
    return found


def test_where_texts_may_not_be_kept_only_counts_and_fingerprints_are(take) -> None:
    rows = [ad("key-of-a", unlike(1)), ad("key-of-b", unlike(1), "2026-06-01"), {"id": "key-of-c", "text": "word1x1"}]
    run = take(*rows, may_store_text=False)
    assert counts(run) == {"read": 3, "new": 1, "duplicate": 1, "broken": 1}
    services.count_months(corpus=run.corpus)
    assert (months(), skills()) == ([("2026-05", "en", 1, 1)], {("2026-05", "en", "sql"): 1})
    assert everything_stored_with("word1x", "Secret", "key-of") == []
    assert (JobAd.objects.count(), ReadSkill.objects.count()) == (0, 0)
    assert counts(take(*rows)) == {"read": 3, "same": 2, "broken": 1}


def test_texts_of_job_market_finland_are_never_kept(take) -> None:
    posting = {
        "metadata": {"externalId": "p1"}, "application": {"published": "2026-05-10"},
        "position": {"title": {"fi": "Salainen otsikko"}, "jobDescription": {"fi": "Osaat koneoppimista."}},
    }  # fmt: skip
    run = take(posting, format="p67", may_store_text=True)
    services.count_months(corpus=run.corpus)
    assert not run.corpus.may_store_text
    assert skills() == {("2026-05", "fi", "machine-learning"): 1}
    assert everything_stored_with("Salainen", "koneoppimista") == []


# harvests


@pytest.fixture
def archive():
    with serving(Archive()) as served:
        served.archive.records = {f"oai:a:{at}": thesis(at) for at in range(1, 8)}
        yield served


@pytest.fixture
def corpus():
    return services.keep_corpus(code="archive", name={"en": "Archive"}, kind="theses", format="kk", url=URL)


def harvest(corpus, served, attempts=1):
    corpus.refresh_from_db()
    harvester = Harvester(URL, served.transport, pause=0, sleep=lambda _: None, attempts=attempts)
    return services.run_harvest(run=services.harvest_run(corpus=corpus), harvester=harvester)


def test_a_harvest_and_what_is_new_changed_and_deleted_since(corpus, archive) -> None:
    archive.archive.records["oai:a:7"].fields[2:4] = []
    first = harvest(corpus, archive)
    assert counts(first) == {"read": 7, "new": 6, "broken": 1}
    assert BrokenText.objects.get().key == "oai:a:7"
    one = Thesis.objects.get(key="archive:oai:a:1")
    assert (one.programme, one.institution, one.commissioner, one.issued) == (
        "Tietojenkäsittely", "Laurea-ammattikorkeakoulu", "Vantaan kaupunki", date(2026, 5, 14),
    )  # fmt: skip
    assert everything_stored_with("Aino") == []
    later = "2100-01-01T00:00:00Z"
    archive.archive.records |= {
        "oai:a:1": thesis(1, stamp=later, title="Uusi nimi"),
        "oai:a:7": thesis(7, stamp=later), "oai:a:8": thesis(8, stamp=later),
    }  # fmt: skip
    archive.archive.records["oai:a:2"].stamp, archive.archive.records["oai:a:2"].deleted = later, True
    second = harvest(corpus, archive)
    assert second.since == first.until
    assert counts(second) == {"read": 4, "new": 2, "changed": 1, "removed": 1}
    assert Thesis.objects.count() == 7
    assert not Thesis.objects.filter(key="archive:oai:a:2").exists()
    assert not BrokenText.objects.exists()
    archive.archive.records.clear()
    assert counts(harvest(corpus, archive)) == {}


def test_a_harvest_that_broke_off_goes_on_with_the_next_page(corpus, archive) -> None:
    archive.faults = [(200, ""), (0, "")]
    stopped = harvest(corpus, archive)
    assert (stopped.state, stopped.error["code"], stopped.cursor) == ("failed", "unreachable", 3)
    asked = len(archive.asked)
    done = harvest(corpus, archive)
    assert (done.pk, done.state, counts(done)) == (stopped.pk, "done", {"read": 7, "new": 7})
    assert len(archive.asked) == asked + 2
    corpus.refresh_from_db()
    assert corpus.harvested_until == stopped.until != ""


def test_a_token_the_server_forgot_has_the_list_asked_for_anew(corpus, archive) -> None:
    archive.faults = [(200, ""), (0, "")]
    stopped = harvest(corpus, archive)
    CorpusRun.objects.filter(pk=stopped.pk).update(token="forgotten")
    assert counts(harvest(corpus, archive)) == {"read": 10, "new": 7, "same": 3}
    assert Thesis.objects.count() == 7


def test_a_thesis_of_two_archives_counts_once(corpus, archive, take) -> None:
    harvest(corpus, archive)
    row = {"id": "t", "title": "Palvelu 1", "abstract": "Työssä 1 sovellettiin koneoppimista.", "year": "2026-05"}
    assert counts(take(row, code="table", kind="theses")) == {"read": 1, "duplicate": 1}


def test_theses_make_a_layer_for_each_degree_programme(corpus, archive) -> None:
    archive.archive.records["oai:a:7"] = thesis(7, programme="Sairaanhoitaja")
    harvest(corpus, archive)
    read_texts()
    assert services.count_months(corpus=corpus) == 1
    assert months() == [("2026-05", "fi", 7, 7)]
    (source,) = [source for source in layers.sources() if source.name == "foresight.programme"]
    keys = [choice.key for choice in source.choices("", "")]
    assert keys == ["Laurea-ammattikorkeakoulu|Tietojenkäsittely", "Laurea-ammattikorkeakoulu|Sairaanhoitaja"]
    assert len(source.layer(keys[0], "").refs) == 6
    assert [choice.key for choice in source.choices("sairaan", "")] == keys[1:]
    assert source.layer("Laurea-ammattikorkeakoulu|Ei mitään", "") is None


@pytest.mark.parametrize(
    "url", ["http://archive.example/oai", "", "https://", "file:///x", "https://user@archive.example"]
)
def test_only_https_addresses_are_kept(url) -> None:
    with pytest.raises(services.Refused):
        services.keep_corpus(code="x", name={"en": "X"}, kind="theses", format="kk", url=url)


# pages and commands


def signed_in(role):
    client = Client()
    client.force_login(make_person(role))
    return client


def test_a_planner_hands_in_a_file_and_sees_what_was_set_apart() -> None:
    services.keep_corpus(code="ads", name={"en": "Our ads"}, kind="ads")
    client = signed_in(Role.PLANNER)
    with translation.override("en"):
        at, to = reverse("foresight-source", args=["ads"]), reverse("foresight-take-in", args=["ads"])
        everything = reverse("foresight-sources")
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - of this test alone

    data = "\n".join(map(json.dumps, [ad("a", unlike(1)), {"id": "b", "text": "x"}])).encode()
    assert client.post(to, {"file": SimpleUploadedFile("ads.jsonl", data)}).status_code == 302
    run_jobs()
    page = client.get(at).content.decode()
    assert "It does not tell when it was published." in page
    assert counts(CorpusRun.objects.get()) == {"read": 2, "new": 1, "broken": 1}
    assert bytes(CorpusRun.objects.get().content) == b""
    assert skills() == {("2026-05", "en", "sql"): 1}
    assert "Our ads" in client.get(everything).content.decode()
    assert "Choose a file." in client.post(to, follow=True).content.decode()
    wanted = {"code": "new", "name_fi": "Uusi", "kind": "theses", "format": "kk", "url": URL}
    assert client.post(everything, wanted).status_code == 403
    assert signed_in(Role.TEACHER).get(everything).status_code == 403
    assert signed_in(Role.TEACHER).post(to).status_code == 404


def test_who_runs_the_service_says_where_to_fetch_from() -> None:
    client = signed_in(Role.IT_ADMIN)
    with translation.override("en"):
        at, to = reverse("foresight-sources"), reverse("foresight-take-in", args=["new"])
    wanted = {"code": "new", "name_fi": "Uusi", "kind": "theses", "format": "kk", "may_store_text": "on"}
    answer = client.post(at, wanted | {"url": "http://10.0.0.1/oai"})
    assert answer.status_code == 422
    assert "The address must begin with https://" in answer.content.decode()
    assert client.post(at, wanted | {"url": URL}).status_code == 302
    assert client.post(at, wanted | {"url": URL}).status_code == 422
    assert client.post(to).status_code == 302
    assert Corpus.objects.get().runs.get().state == "waiting"


def test_ads_from_the_command_line(tmp_path, capsys) -> None:
    path = tmp_path / "ads.jsonl"
    path.write_text("\n".join(map(json.dumps, [ad("a"), ad("b", published="2026-06-01"), {}])), "utf-8")
    call_command("load_ads", str(path), "--corpus", "ours")
    assert capsys.readouterr().out == (
        "ads.jsonl: 3 read = 1 new + 0 changed + 0 same + 1 published again + 1 broken + 0 removed\n"
        "1 texts read, 2 months counted\n"
    )
    call_command("load_ads", str(path), "--corpus", "ours", "--no-read")
    assert capsys.readouterr().out.endswith("+ 2 same + 0 published again + 1 broken + 0 removed\n1 months counted\n")

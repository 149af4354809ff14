"""Job ads out of files: tables of every kind, the shape of Job Market Finland, and rows set apart with their reason."""

import datetime as dt
import gzip
import io
import json

import pytest

from osaamo.connectors.ad_records import AdRecord
from osaamo.connectors.errors import ConnectorError, Limits
from osaamo.connectors.jobads import read_ads
from osaamo.connectors.rows import Broken

TEXT = "Haemme koodaria.\nOsaat SQL:n."
DAY = dt.date(2026, 5, 31)


def lines(*rows) -> bytes:
    return "\n".join(json.dumps(row) if isinstance(row, dict) else row for row in rows).encode()


def test_an_ad_with_everything() -> None:
    row = {
        "id": "a1", "lang": "fi", "title": "Koodari", "text": TEXT, "published": "2026-05-31T09:00:00Z",
        "closes": "14.6.2026", "place": "Vantaa", "industry": "ohjelmistot", "source": "oma", "licence": "CC0",
        "may_store_text": "no", "skills": ["http://data.europa.eu/esco/skill/1", "koodaus"], "contacts": "Aino 040",
    }  # fmt: skip
    assert list(read_ads(lines(row), "a.jsonl")) == [
        AdRecord(
            1, "a1", "fi", "Koodari", TEXT, DAY, dt.date(2026, 6, 14), "Vantaa", "ohjelmistot", "oma", "CC0",
            may_store_text=False, skills=("http://data.europa.eu/esco/skill/1",),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "Tunniste;Otsikko;Ilmoitus;Julkaistu;Kieli\na1;Koodari;Osaat SQL:n.;31.5.2026;suomi\n".encode("cp1252"),
        "id,rubrik,annons,publicerad,språk\na1,Koodari,Osaat SQL:n.,2026-05-31,FI\n".encode("utf-16"),
        b"id\ttitle\tdescription\tdate\tlang\na1\tKoodari\tOsaat SQL:n.\t2026/05/31\tfin\n",
        gzip.compress(
            lines({"id": "a1", "header": "Koodari", "text": "Osaat SQL:n.", "date": "2026-05-31", "lang": "fi"})
        ),
    ],
    ids=["semicolons", "utf-16", "tabs", "gzip"],
)
def test_separator_encoding_and_packing_are_found_out(table) -> None:
    (ad,) = read_ads(table)
    assert (ad.key, ad.title, ad.text, ad.published, ad.language) == ("a1", "Koodari", "Osaat SQL:n.", DAY, "fi")


def test_a_month_stands_for_its_first_day_and_the_first_line_for_a_title() -> None:
    first, again = (next(read_ads(lines({"month": "2011-01", "text": TEXT}), "a.jsonl")) for _ in range(2))
    assert (first.published, first.title, first.language) == (dt.date(2011, 1, 1), "Haemme koodaria.", "")
    assert first.key == again.key
    assert first.key.startswith("sha256:")


def test_an_ad_taken_back_needs_no_text() -> None:
    assert list(read_ads(lines({"id": "a1", "removed": True}), "a.jsonl")) == [AdRecord(1, "a1", removed=True)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": "x", "date": "2026-05-31"}, "no-text"),
        ({"text": "x"}, "no-date"),
        ({"text": "x", "date": "kesällä"}, "bad-date"),
        ({"text": "x", "date": "2026-02-30"}, "bad-date"),
        ({"text": "x", "date": "2026-05-31", "lang": "de"}, "bad-language"),
        ({"text": "x" * 100_001, "date": "2026-05-31"}, "too-long"),
        ({"text": "x", "date": "2026-05-31", "id": "y" * 121}, "too-long"),
        ('{"text": ', "not-json"),
    ],
)
def test_a_row_that_is_no_ad_is_set_apart_with_its_line_and_reason(row, code) -> None:
    good = {"id": "a1", "text": TEXT, "date": "2026-05-31"}
    found = list(read_ads(lines(good, row, good), "a.jsonl"))
    assert [getattr(one, "key", None) for one in found] == ["a1", None, "a1"]
    assert isinstance(found[1], Broken)
    assert (found[1].line, found[1].code) == (2, code)


def test_a_row_set_apart_goes_without_the_fields_for_people() -> None:
    (broken,) = read_ads(lines({"text": "x", "contacts": [{"name": "Aino Testi"}], "Email": "a@b.fi"}), "a.jsonl")
    assert json.loads(broken.raw) == {"text": "x"}


def test_no_more_is_held_than_the_limits_say() -> None:
    with pytest.raises(ConnectorError):
        list(read_ads(lines(*[{"text": "x", "date": "2026-05"}] * 3), "a.jsonl", limits=Limits(rows=2)))


def test_the_file_is_a_stream() -> None:
    """The first ad comes before the second is asked for."""
    row = json.dumps({"id": "a", "text": "x" * 3_000_000 + " y", "date": "2026-05"}).encode() + b"\n"

    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            chunk = (row * 2)[self.given % len(row) :][: len(buffer)]
            buffer[: len(chunk)] = chunk
            self.given += len(chunk)
            return len(chunk)

    stream = Endless()
    assert (
        next(read_ads(stream, "a.jsonl", limits=Limits(table_bytes=1 << 40, cell_characters=4_000_000))).code
        == "too-long"
    )
    assert stream.given < 3 * len(row)


# Job Market Finland

POSTING = {
    "languages": ["sv", "fi"],
    "metadata": {"externalId": "p1", "created": "2026-05-01T00:00:00Z", "lastModified": "2026-05-30T00:00:00Z"},
    "client": {"businessId": "1234567-8", "company": "Yritys Oy", "industryCode": "62010"},
    "position": {
        "title": {"fi": "Koodari", "sv": "Kodare"},
        "jobDescription": {"sv": "<p>Du kan SQL.</p>"},
        "marketingDescription": {"sv": "<p>Fina kollegor.</p>", "fi": "Hyvä porukka."},
        "skills": ["http://data.europa.eu/esco/skill/1", {"uri": "http://data.europa.eu/esco/skill/2"}, "Java"],
    },
    "descriptionsContentType": "text/html",
    "location": {"municipalities": ["091", "092"]},
    "application": {"published": "2026-05-31T06:00:00Z", "expires": "2026-06-14T13:00:00Z"},
    "contacts": [{"name": "Aino Testi"}],
}


def p67(**changes):
    return next(read_ads(lines(POSTING | changes), "a.ndjson", p67=True))


def test_a_posting_of_job_market_finland() -> None:
    assert p67() == AdRecord(
        1, "p1", "sv", "Kodare", "Du kan SQL.\n\nFina kollegor.", DAY, dt.date(2026, 6, 14), "091, 092", "62010",
        "Job Market Finland (P67)", may_store_text=False,
        skills=("http://data.europa.eu/esco/skill/1", "http://data.europa.eu/esco/skill/2"),
    )  # fmt: skip


def test_the_first_language_with_a_text_is_taken() -> None:
    assert p67(languages=["en", "fi"]).language == "fi"


def test_an_archived_posting_is_taken_back() -> None:
    found = p67(metadata=POSTING["metadata"] | {"archived": "2026-06-15T00:00:00Z"})
    assert (found.key, found.removed, found.text) == ("p1", True, "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"metadata": {"created": "2026-05-31"}}, "no-key"),
        ({"position": {"title": {"fi": "Koodari"}}}, "no-text"),
        ({"application": {"published": "eilen"}}, "bad-date"),
        ({"application": {}, "metadata": {"externalId": "p1"}}, "no-date"),
        ({"metadata": 3, "position": []}, "not-p67"),
    ],
)
def test_a_posting_that_cannot_be_used(changes, code) -> None:
    found = p67(**changes)
    assert (found.line, found.code) == (1, code)
    assert "Aino" not in found.raw

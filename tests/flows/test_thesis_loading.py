"""Theses from a file to the map."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from osaamo.competence.models import Reading
from osaamo.connectors.theses import ThesisRecord, read_theses
from osaamo.domains.foresight.models import Thesis
from osaamo.web import demo
from osaamo.web.ads import load_theses

pytestmark = pytest.mark.django_db

ROWS = [
    {"id": "t1", "title": "Koneoppiminen kaupassa", "abstract": "Työssä sovellettiin koneoppimista.", "language": "fi"},
    {"id": "t2", "title": "SQL in practice", "abstract": "We used SQL and machine learning.", "year": 2025},
    {"id": "broken", "title": "Ei mitään"},
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "theses.jsonl"
    path.write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    return path


def test_theses_are_loaded_once_and_broken_rows_set_apart(file, capsys):
    call_command("load_theses", str(file))
    assert capsys.readouterr().out == (
        "3 read = 2 new + 0 changed + 0 same + 0 published again + 1 broken + 0 removed in theses.jsonl.broken.jsonl\n"
        "2 texts read, 0 months counted\n"
    )
    (apart,) = map(json.loads, file.with_name("theses.jsonl.broken.jsonl").read_text("utf-8").splitlines())
    assert (apart["line"], apart["code"]) == (3, "no-abstract")
    before = list(Thesis.objects.order_by("key").values())
    call_command("load_theses", str(file))
    assert capsys.readouterr().out == (
        "3 read = 0 new + 0 changed + 2 same + 0 published again + 1 broken + 0 removed in theses.jsonl.broken.jsonl\n"
        "0 texts read, 0 months counted\n"
    )
    assert list(Thesis.objects.order_by("key").values()) == before
    assert Reading.objects.filter(ref__startswith="foresight.thesis:").count() == 2


def test_a_mended_file_brings_rows_up_to_date(file, capsys):
    call_command("load_theses", str(file))
    mended = [ROWS[0] | {"title": "Uusi otsikko"}, ROWS[2] | {"abstract": "Nyt on."}]
    file.write_text("\n".join(map(json.dumps, mended)), "utf-8")
    call_command("load_theses", str(file), "--no-read")
    said = capsys.readouterr().out.splitlines()[-2]
    assert said == "2 read = 1 new + 1 changed + 0 same + 0 published again + 0 broken + 0 removed"
    assert not file.with_name("theses.jsonl.broken.jsonl").exists()
    assert dict(Thesis.objects.values_list("key", "title")) == {
        "theses:t1": "Uusi otsikko", "theses:t2": "SQL in practice", "theses:broken": "Ei mitään",
    }  # fmt: skip


def test_a_file_that_is_no_table_says_what_to_do(tmp_path):
    with pytest.raises(CommandError, match=r"nothing\.csv cannot be opened"):
        call_command("load_theses", str(tmp_path / "nothing.csv"))


def test_theses_over_job_ads_on_the_map(client, offering, file, monkeypatch):
    # The fake vocabulary knows no occupations.
    monkeypatch.setattr("osaamo.engine.search", lambda *_given, **_more: (), raising=False)
    assert "foresight.theses" not in client.get("/en/map/").content.decode()
    call_command("load_theses", str(file))
    page = re.sub(
        r"\s+", " ", client.get("/en/map/", {"a": "foresight.theses/all", "b": "foresight.ads/all"}).content.decode()
    )
    counts = re.findall(r'atlas-key-\w+" aria-hidden="true"></span><span>([^<]*)</span> <b>(\d+)</b>', page)
    assert counts == [("both", "2"), ("only Theses: All theses", "0"), ("only Working life: Job ads", "3")]
    found = client.get("/en/map/", {"q": "practice"}).content.decode()
    assert f'name="a" value="foresight.theses/{Thesis.objects.get(key="theses:t2").pk}"' in found


def test_every_sample_thesis_is_one():
    rows = list(read_theses(demo.theses()))
    assert len(rows) == 10
    assert all(isinstance(row, ThesisRecord) and row.language and row.year for row in rows)
    assert load_theses(table=demo.theses()) == load_theses(table=demo.theses()) == 10
    assert Thesis.objects.count() == 10

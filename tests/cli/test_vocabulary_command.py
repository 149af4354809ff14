"""``osaamo vocabulary`` from the outside."""

from __future__ import annotations

import json
import zipfile

import pytest
from click.testing import CliRunner

from osaamo.cli.vocabulary import vocabulary

SKILL = "http://data.europa.eu/esco/skill/"
HEADER = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
    "definition,inScheme,description\r\n"
)
ROW = 'KnowledgeSkillCompetence,{uri},knowledge,,{label},"{other}",,released,,,,,"text, text"\r\n'
NEW = "http://data.europa.eu/esco/skill/ffffffff-0000-0000-0000-000000000000"


def esco_zip(path, text, *, encoding="utf-8", name="skills_sv.csv", extra=b""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text.encode(encoding))
        if extra:
            archive.writestr("extra.bin", extra)
    return path


def good(path):
    return esco_zip(path, HEADER + ROW.format(uri=NEW, label="kvantlimning", other="kvantfogning\nlimning av kvanta"))


@pytest.fixture
def run(tmp_path):
    def call(*arguments):
        return CliRunner().invoke(vocabulary, [*map(str, arguments), "--data-dir", str(tmp_path / "data")])

    return call


def test_every_command_explains_itself_with_examples():
    for command in ([], *([name] for name in vocabulary.commands)):
        shown = CliRunner().invoke(vocabulary, [*command, "--help"])
        assert shown.exit_code == 0
        assert "osaamo vocabulary" in shown.output


def test_info(run):
    facts = json.loads(run("info", "--json").output)
    assert (facts["skills"], facts["occupations"], facts["profiles"]) == (13_939, 3_042, 340)
    assert facts["labels"] == {"fi": 13_939, "sv": 13_939, "en": 13_939}
    assert facts["stored"] == []
    shown = run("info").output
    assert "13,939 in 640 groups" in shown
    assert "This service uses the ESCO classification of the European Commission" in shown


def test_search(run):
    found = json.loads(run("search", "machine", "lerning", "--limit", "2", "--json").output)
    assert found["term"] == "machine lerning"
    assert len(found["hits"]) == 2
    assert found["hits"][0]["label"]["fi"] == "koneoppiminen"
    assert "koneoppiminen · maskininlärning · machine learning" in run("search", "koneoppiminen").output
    assert "[occupation]" in run("search", "sairaanhoitaja", "--occupations").output
    assert "Nothing in the vocabulary is like" in run("search", "qqqqzzzzxx", "--language", "en").output


@pytest.mark.slow
def test_import_then_use_then_back(run, tmp_path):
    done = run("import", good(tmp_path / "esco-sv.zip"), "--json")
    assert done.exit_code == 0, done.output
    summary = json.loads(done.output)
    assert (summary["added"], summary["skills"], summary["recompiled"]) == (1, 13_940, ["sv"])
    hits = json.loads(run("search", "kvantfogning", "--json").output)["hits"]
    assert (hits[0]["uri"], hits[0]["matched"]) == (NEW, "kvantfogning")
    info = json.loads(run("info", "--json").output)
    assert info["version"] == summary["version"]
    assert info["stored"] == [summary["version"]]
    assert json.loads(run("import", tmp_path / "esco-sv.zip", "--json").output)["version"] == summary["version"]
    assert "In use now: esco-1.2.0+osaamo-terms-1." in run("use").output
    assert f"In use now: {summary['version']}" in run("use", summary["version"]).output


def test_a_vocabulary_of_its_own_from_turtle_and_csv(run, tmp_path):
    (tmp_path / "own.ttl").write_text(
        "@prefix s: <http://www.w3.org/2004/02/skos/core#> . <http://e/1> a s:Concept ; s:prefLabel 'knitting'@en ."
    )
    (tmp_path / "own.csv").write_text("uri,label_en\nhttp://e/2,crochet\nbad,crochet\n")
    done = run("import", tmp_path / "own.ttl", tmp_path / "own.csv", "--own", "Crafts")
    assert done.exit_code == 0, done.output
    assert "Vocabulary   crafts." in done.output
    assert "3 read, 1 left out" in done.output
    assert "line 3: 'bad' is no uri" in done.output
    assert json.loads(run("info", "--json").output)["skills"] == 2


@pytest.mark.parametrize(
    ("make", "code", "sentence"),
    [
        (lambda p: esco_zip(p, HEADER.replace("altLabels,", "")), 1, "skills_sv.csv has no column 'altLabels'"),
        (lambda p: esco_zip(p, HEADER + ROW.format(uri=NEW, label="kö", other=""), encoding="utf-16"), 1, "UTF-"),
        (lambda p: esco_zip(p, HEADER + ROW.format(uri=NEW, label="kö", other=""), encoding="latin-1"), 1, "not UTF-8"),
        (lambda p: esco_zip(p, HEADER, extra=bytes(500 << 20)), 1, "cannot be an ESCO download"),
        (lambda p: esco_zip(p, HEADER, name="../skills_sv.csv"), 1, "outside the zip"),
        (lambda p: esco_zip(p, "x", name="photo.txt"), 1, "none of the files of an ESCO download"),
    ],
)
def test_broken_zips_give_one_sentence_and_change_nothing(run, tmp_path, make, code, sentence):
    done = run("import", make(tmp_path / "esco.zip"))
    assert done.exit_code == code
    (line,) = done.output.strip().splitlines()
    assert line.startswith("Error: ")
    assert sentence in line
    assert json.loads(run("info", "--json").output)["stored"] == []


def test_half_a_download(run, tmp_path):
    path = good(tmp_path / "esco.zip")
    path.write_bytes(path.read_bytes()[:150])
    done = run("import", path)
    assert (done.exit_code, "half downloaded" in done.output) == (1, True)


def test_wrong_use_ends_with_two(run, tmp_path):
    (tmp_path / "skills.docx").write_bytes(b"PK")
    assert run("import", tmp_path / "skills.docx").exit_code == 2
    assert run("import").exit_code == 2
    assert run("search", "x", "--limit", "0").exit_code == 2
    (tmp_path / "a.csv").write_text("uri,label_en\nurn:a:1,knitting\n")
    nameless = run("import", tmp_path / "a.csv", "--own", "!")
    assert (nameless.exit_code, "needs a name" in nameless.output) == (2, True)


def test_files_and_versions_that_are_not_there(run, tmp_path):
    missing = run("import", tmp_path / "no.zip")
    assert (missing.exit_code, "cannot be opened" in missing.output) == (1, True)
    unknown = run("use", "nothing")
    assert (unknown.exit_code, "no vocabulary nothing" in unknown.output) == (1, True)


def test_the_data_directory_may_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("OSAAMO_DATA_DIR", str(tmp_path / "env"))
    (tmp_path / "own.csv").write_text("uri,label_en\nurn:a:1,knitting\n")
    assert CliRunner().invoke(vocabulary, ["import", str(tmp_path / "own.csv"), "--own", "x"]).exit_code == 0
    assert (tmp_path / "env" / "vocabulary" / "current").is_file()

"""The planning commands on files, with a tiny engine."""

from __future__ import annotations

import json
from types import SimpleNamespace

import click
import numpy as np
import pytest
from click.testing import CliRunner

from osaamo.cli import planning
from osaamo.engine import Atlas, Evidence, Extraction, FoundSkill, Island, Labels, UnknownSkill

LABELS = {
    "urn:sql": Labels("SQL", "SQL", "SQL"),
    "urn:law": Labels("oikeus", "juridik", "law"),
    "urn:ethics": Labels("etiikka", "etik", "ethics"),
}


class Vocabulary(dict):
    def labels(self, uri):
        return self[uri]

    def index_of(self, uri):
        if uri not in self:
            raise UnknownSkill(f"The skill {uri} is not in the vocabulary.", uri=uri)
        return list(self).index(uri)


class TinyEngine:
    """Finds a skill where its English label is a word of the text."""

    vocabulary = Vocabulary(LABELS)
    atlas = Atlas(
        {uri: row for row, uri in enumerate(LABELS)},
        np.array([[0.2, 0.5], [0.7, 0.5], [0.8, 0.5]], np.float32),
        np.array([0, 1, 1]),
        (Island(0, Labels(en="data"), 0.25, 0.5, 0.2), Island(1, Labels(en="society"), 0.75, 0.5, 0.2)),
    )
    encoder = SimpleNamespace(encode=lambda texts: np.eye(3, dtype=np.float32)[[len(text) % 3 for text in texts]])

    def extract(self, text):
        found = [
            FoundSkill(uri, label, 0.9, (Evidence(0, len(text), text),))
            for uri, label in LABELS.items()
            if label.en.casefold() in text.casefold()
        ]
        return Extraction("en", "tiny", "tiny", tuple(found))

    def similarity(self, rows, columns):
        return np.array([[float(row == column) for column in columns] for row in rows])


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setattr(planning, "load_engine", TinyEngine)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cv.txt").write_text("I write SQL every day.")
    (tmp_path / "ad.txt").write_text("We need SQL and law.")
    (tmp_path / "goal.json").write_text(json.dumps(["urn:law", {"uri": "urn:ethics", "weight": 2}]))
    offering = [
        {"id": "L1-a", "course": "L1", "title": "Law", "credits": 5, "text": "Students know law."},
        {"id": "E1-a", "course": "E1", "title": "[Ethics]", "credits": 10, "skills": ["urn:ethics"]},
        {"id": "bad", "credits": "x"},
    ]
    (tmp_path / "offering.json").write_text(json.dumps(offering))

    def invoke(command, *arguments, code=0):
        result = CliRunner().invoke(command, arguments)
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    return invoke


def test_gap_prints_reasons(run):
    shown = run(planning.gap_command, "cv.txt", "ad.txt").stdout
    assert "Coverage 50%" in shown
    assert "You do not have it" in shown or "Nothing near it" in shown
    assert "I write SQL every day." in shown
    found = json.loads(run(planning.gap_command, "cv.txt", "goal.json", "--json").stdout)
    assert found["counts"] == {"missing": 2, "partly": 0, "have": 0}
    assert found["items"][0]["uri"] == "urn:ethics"


def test_path_plans_from_texts_and_names_broken_rows(run):
    result = run(planning.path_command, "cv.txt", "goal.json", "--offering", "offering.json")
    assert "[Ethics]" in result.stdout
    assert "Closes “law”: “Students know law.”" in " ".join(result.stdout.split())
    assert "row 3 left out (bad-credits)" in result.stderr
    found = json.loads(
        run(planning.path_command, "cv.txt", "goal.json", "--offering", "offering.json", "--json").stdout
    )
    assert [step["id"] for step in found["plan"]["steps"]] == ["E1-a", "L1-a"]


def test_path_keeps_limits_and_says_what_blocks(run, tmp_path):
    (tmp_path / "limits.toml").write_text("credits_max = 3")
    arguments = ("cv.txt", "goal.json", "--offering", "offering.json", "--limits", "limits.toml")
    assert "Raise the total credits from 3 to 5." in run(planning.path_command, *arguments).stdout
    (tmp_path / "limits.toml").write_text("credit_max = 3")
    assert "Did you mean “credits_max”?" in run(planning.path_command, *arguments, code=1).stderr


def test_map_writes_picture_and_deepgraph(run, tmp_path):
    result = run(
        planning.map_command, "cv.txt", "ad.txt", "--over", "goal.json", "--svg", "map.svg", "--deepgraph", "map.json"
    )
    assert "3 skills in 2 themes" in result.stdout
    assert (tmp_path / "map.svg").read_text().startswith("<svg")
    assert json.loads((tmp_path / "map.json").read_text())["data"]["legends"]["1"] == "common"
    assert len(json.loads(run(planning.map_command, "cv.txt", "--json").stdout)["nodes"]) == 1


def test_twins_by_course_id_and_by_text(run):
    found = json.loads(run(planning.twins_command, "L1", "--offering", "offering.json", "--json").stdout)
    assert [twin["id"] for twin in found["twins"]] == ["E1"]
    assert "Law" in run(planning.twins_command, "ad.txt", "--offering", "offering.json").stdout
    assert "neither a course" in run(planning.twins_command, "nowhere", "--offering", "offering.json", code=1).stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{oops", "is no JSON"),
        ("3", "no list of skills"),
        ("[3]", "neither a uri"),
        ('["urn:unknown"]', "not in the vocabulary"),
        ('[{"uri": "urn:law", "weight": "high"}]', "give a number"),
        ('[{"uri": "urn:law", "weight": -1}]', "at least 0"),
    ],
)
def test_bad_skill_lists_are_told_in_one_sentence(run, tmp_path, content, message):
    (tmp_path / "bad.json").write_text(content)
    result = run(planning.gap_command, "cv.txt", "bad.json", code=1)
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_output_of_the_skills_command_is_a_skill_list(run, tmp_path):
    skills = {"skills": [{"uri": "urn:law", "confidence": 0.8, "evidence": [{"start": 0, "end": 3, "text": "Law."}]}]}
    (tmp_path / "found.json").write_text(json.dumps(skills))
    found = json.loads(run(planning.gap_command, "found.json", "goal.json", "--json").stdout)
    assert {item["uri"]: item["evidence"] for item in found["items"]}["urn:law"] == "Law."


@pytest.mark.parametrize("command", planning.COMMANDS)
def test_every_command_explains_itself(command):
    shown = CliRunner().invoke(command, ["--help"]).output
    assert command.help
    assert all(parameter.help for parameter in command.params if isinstance(parameter, click.Option))
    assert "--json" in shown

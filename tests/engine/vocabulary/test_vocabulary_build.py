"""The build script on small sources."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import zipfile
from pathlib import Path

import pytest

from osaamo.engine.vocabulary.writing import write_vocabulary

TOOL = Path(__file__).resolve().parents[3] / "tools" / "build_vocabulary.py"
SKILL = "http://data.europa.eu/esco/skill/"


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_vocabulary", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(*rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def sources(tmp_path):
    """A wheel with English labels, and the folder of data."""
    combined = table(
        {
            "skill": "manage  staff",
            "addtional_notes": "direct staff\nmanage staff\ndirect staff\nlead\u00a0people",
            "source_url": SKILL + "b",
            "source": "esco",
        },
        {"skill": "web design", "addtional_notes": "", "source_url": SKILL + "a", "source": "esco"},
        {"skill": "plumbing", "addtional_notes": "", "source_url": "x", "source": "osn"},
    )
    wheel = tmp_path / "labels.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("laiser/public/combined.csv", combined)
    skill = {"uri": SKILL + "b", "skill_type": "skill/competence", "groups": "S4.8.1|T4.4"}
    group = {"uri": "urn:g:s48", "code": "S4.8", "label_en": "supervising people"}
    link = {"parent_uri": "urn:g:s48", "parent_type": "skillgroup", "parent_code": "S4.8"}
    files = {
        "esco/skills": [skill, {"uri": SKILL + "a", "skill_type": "knowledge", "groups": ""}],
        "esco/hierarchy": [
            {**link, "child_uri": "urn:g:s481", "child_type": "skillgroup"},
            {
                **link,
                "parent_uri": SKILL + "a",
                "parent_type": "skill",
                "child_uri": SKILL + "b",
                "child_type": "skill",
            },
        ],
        "esco/skills_v1_1_labels": [
            {"label_en": "manage personnel", "uri": SKILL + "b"},
            {"label_en": "old", "uri": ""},
        ],
        "esco/skill_skill_relations": [
            {"skill_uri": SKILL + "b", "relation_type": "essential", "requires_uri": SKILL + "a"}
        ],
        "esco/skill_groups": [{**group, "uri": "urn:g:s481", "code": "S4.8.1"}, group],
        "esco/isco_groups": [{"code": "2512", "uri": "urn:i", "label_en": "Software developers"}],
        "esco/occupations": [{"uri": "urn:o", "isco_code": "2512", "label_en": "coder", "altlabels_en": "coder|dev"}],
        "terms/skills": [{"uri": SKILL + "b", "fi": "", "fi_alt": "", "sv": "leda personal"}],
        "terms/occupations": [{"uri": "urn:o", "isco_code": "2513", "fi": "", "fi_alt": "", "sv": "kodare"}],
        "terms/occupation_skills": [{"occupation_uri": "urn:o", "skill_uri": SKILL + "b", "essential": "1"}],
        "terms/groups": [{"code": "S4.8", "fi": "esihenkilötyö", "sv": "arbetsledning"}],
        "terms/isco": [{"code": "2512", "fi": "Sovellussuunnittelijat", "sv": "Applikationsplanerare"}],
    }
    for name, rows in files.items():
        path = tmp_path / "data" / f"{name}.csv.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(table(*rows).encode()))
    return wheel, tmp_path / "data"


def test_all_sources_meet(build, sources):
    draft = build.read_draft(*sources)
    first, second = draft.concepts
    assert (first.uri, first.kind, first.labels["en"]) == (SKILL + "a", "knowledge", "web design")
    assert (second.kind, second.groups, second.in_v1_1) == ("skill", ("S4.8.1", "T4.4"), True)
    assert second.labels == {"en": "manage staff", "fi": "", "sv": "leda personal"}
    assert second.alternatives["en"] == ("direct staff", "lead people")
    assert second.broader == (SKILL + "a",)
    assert draft.v1_1 == [("manage personnel", SKILL + "b"), ("old", "")]
    assert draft.related == {(SKILL + "b", SKILL + "a"): True}
    assert [(group.code, group.parent) for group in draft.groups] == [("S4.8", ""), ("S4.8.1", "S4.8")]
    (occupation,) = draft.occupations
    assert (occupation.isco, occupation.alternatives["en"]) == ("2513", ("dev",))
    assert occupation.profile == {SKILL + "b": True}


def test_building_twice_gives_the_same_bytes(build, sources, tmp_path):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_vocabulary(build.read_draft(*sources), folder)
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == {
        "manifest.json",
        *(f"{part}.npz" for part in ("concepts", "labels", "groups", "occupations")),
        *(f"lexicon_{language}.npz" for language in ("en", "fi", "sv")),
    }


@pytest.mark.shared
@pytest.mark.slow
def test_the_package_holds_our_terms_as_they_are(shared_data, packaged):
    with gzip.open(shared_data / "terms" / "skills.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            labels = packaged.labels(row["uri"])
            assert (labels.fi, labels.sv) == (row["fi"], row["sv"])

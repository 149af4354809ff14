"""The profile in the shape of Työmarkkinatori: what goes in, what is told to be left out, and that it fits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from profile_making import AT, ESCO, PROFILE, profiles

from osaamo.connectors.profile_records import ExportedGoal, ExportedSkill
from osaamo.connectors.study_records import Attainment
from osaamo.connectors.tyomarkkinatori import ITEMS, SKILLS, LeftOut, to_tyomarkkinatori


def test_a_full_profile():
    result = to_tyomarkkinatori(PROFILE)
    assert result.body == {
        "experienceDescription": {"skills": [{"uri": f"{ESCO}1"}]},
        "educations": [
            {
                "customDegreeName": {"fi": "Tradenomi"},
                "degreeInstitution": {"fi": "Laurea"},
                "interval": {"statusCode": "2", "endDate": "2026-05-31"},
            }
        ],
        "certifications": {"description": {"fi": "Tiimityö (Laurea)"}},
        "jobPreferenceDescription": {
            "occupations": [{"uri": "http://data.europa.eu/esco/occupation/1"}],
            "description": {"fi": "Tietokantasuunnittelija"},
        },
    }
    assert result.left_out == (
        LeftOut("skill", "not-esco", "kuvanveisto"),
        LeftOut("attainment", "no-place", "Tietokannat"),
        LeftOut("plan", "no-place", "Kevät"),
    )


def test_the_highest_grades_and_newest_degrees_go_first_where_there_is_too_much():
    skills = tuple(
        ExportedSkill(f"{ESCO}{number}", {"fi": f"taito {number}"}, "added", 1 + (number == SKILLS))
        for number in range(SKILLS + 1)
    )
    degrees = tuple(
        Attainment("", {"en": f"Degree {year}"}, date=dt.date(year, 5, 31), kind="degree")
        for year in range(2000, 2000 + ITEMS + 1)
    )
    result = to_tyomarkkinatori(replace(PROFILE, skills=skills, attainments=degrees, plans=()))
    uris = [skill["uri"] for skill in result.body["experienceDescription"]["skills"]]
    assert (len(uris), uris[0]) == (SKILLS, f"{ESCO}{SKILLS}")
    names = [education["customDegreeName"] for education in result.body["educations"]]
    assert (len(names), names[0]) == (ITEMS, {"fi": f"Degree {2000 + ITEMS}", "en": f"Degree {2000 + ITEMS}"})
    assert result.left_out == (
        LeftOut("skill", "too-many", f"taito {SKILLS - 1}"),
        LeftOut("attainment", "too-many", "Degree 2000"),
    )


def test_a_goal_that_is_no_current_occupation_is_left_out():
    goals = (
        ExportedGoal("a", "ad", "Ilmoitus", is_current=True, set_at=AT),
        ExportedGoal("b", "occupation", "Kokki", "http://data.europa.eu/esco/occupation/2"),
    )
    result = to_tyomarkkinatori(replace(PROFILE, goals=goals))
    assert "jobPreferenceDescription" not in result.body
    assert {item.name for item in result.left_out if item.kind == "goal"} == {"Ilmoitus", "Kokki"}


def test_long_texts_are_cut():
    degree = Attainment(
        "", {"sv": "x" * 200}, institution="y" * 200, kind="degree", learning_outcomes={"en": "z" * 6000}
    )
    (education,) = to_tyomarkkinatori(replace(PROFILE, attainments=(degree,))).body["educations"]
    assert {key: len(text) for key, text in education["customDegreeName"].items()} == {"fi": 128, "sv": 128}
    assert len(education["degreeInstitution"]["fi"]) == 128
    assert len(education["description"]["description"]["en"]) == 5000


@pytest.fixture(scope="module")
def validator(shared_specs):
    """A validator of the P51 body, without two faults of the published description.

    It describes texts by language as objects that may have no properties at all, and dates by the pattern
    ``yyyy-MM-dd``, which as a regular expression fits no date.
    """
    import yaml
    from jsonschema import Draft4Validator, FormatChecker

    text = (shared_specs / "tyomarkkinatori" / "P51-tmt-profile-tuonti-V1.yaml").read_text(encoding="utf-8")
    description = yaml.safe_load(text)

    def closed(node):
        if isinstance(node, list):
            return [closed(part) for part in node]
        if not isinstance(node, dict):
            return node
        node = {key: closed(value) for key, value in node.items() if (key, value) != ("pattern", "yyyy-MM-dd")}
        if node.get("additionalProperties") is False and "properties" not in node:
            node["additionalProperties"] = False
            node["properties"] = {language: {"type": "string"} for language in ("fi", "sv", "en")}
        elif node.get("type") == "object":
            node["additionalProperties"] = False
        return node

    schemas = closed(description["components"]["schemas"])
    root = {"$ref": "#/components/schemas/FullProfileDto_ExternalPut", "components": {"schemas": schemas}}
    return Draft4Validator(root, format_checker=FormatChecker())


@pytest.mark.shared
def test_a_full_profile_fits_the_description(validator):
    body = dict(to_tyomarkkinatori(PROFILE).body)
    assert [error.message for error in validator.iter_errors(body)] == []
    assert list(validator.iter_errors({**body, "skills": []}))
    assert list(validator.iter_errors({**body, "educations": body["educations"] * 21}))


@pytest.mark.shared
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(profiles())
def test_any_profile_fits_the_description(validator, profile):
    result = to_tyomarkkinatori(profile)
    assert [error.message for error in validator.iter_errors(dict(result.body))] == []
    left_out = [item for item in result.left_out if item.kind == "skill"]
    own = [skill for skill in profile.skills if skill.status in {"accepted", "added"}]
    assert len(result.body.get("experienceDescription", {}).get("skills", [])) + len(left_out) == len(own)

"""The profile as claims in the European Learning Model: what is in it, and that it conforms."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from profile_making import ESCO, PROFILE, profiles

from osaamo.connectors.badge_records import BadgeRecord
from osaamo.connectors.elm import CONTEXT, write_elm
from osaamo.connectors.study_records import Attainment

ELM = "http://data.europa.eu/snb/model/elm/"


def document(profile=PROFILE):
    return json.loads(write_elm(profile))


def notes(claim):
    return [note["noteLiteral"] for note in claim.get("additionalNote", [])]


def test_only_own_skills_are_claimed_with_grade_evidence_and_concept():
    person = document()
    sql, sculpture = person["hasClaim"][:2]
    assert (person["type"], person["fullName"]) == ("Person", {"fi": "Aino Esimerkki"})
    assert [claim["title"].get("fi") for claim in person["hasClaim"]] == [
        "SQL",
        "kuvanveisto",
        "Tietokannat",
        None,
        "Tiimityö",
    ]
    assert notes(sql)[1:] == [
        {"fi": "Oma arvio: 4/5", "sv": "Egen bedömning: 4/5", "en": "Own grade: 4/5"},
        {"fi": "Osaan SQL:n. (CV, 2026-11-01)"},
        {"fi": "Tein tietokannan. (Vapaa teksti)"},
    ]
    (outcome,) = sql["specifiedBy"]["learningOutcome"]
    assert outcome["relatedESCOSkill"] == [
        {"id": f"{ESCO}1", "type": "Concept", "prefLabel": {"fi": "SQL", "sv": "SQL", "en": "SQL"}}
    ]
    (other,) = sculpture["specifiedBy"]["learningOutcome"]
    assert other["relatedSkill"][0]["id"] == "http://www.yso.fi/onto/yso/p1"
    assert sql["awardedBy"]["awardingBody"] == [{"id": person["id"], "type": "Person"}]


def test_attainments_carry_credits_grade_outcomes_and_school():
    databases, degree = document()["hasClaim"][2:4]
    (credit,) = databases["creditReceived"]
    (assessment,) = databases["provenBy"]
    assert credit["point"] == "5"
    assert assessment["grade"]["noteLiteral"] == {"fi": "4"}
    assert databases["specifiedBy"]["learningOutcomeSummary"]["noteLiteral"] == {"fi": "Osaa suunnitella tietokannan."}
    assert databases["awardedBy"]["awardingBody"][0]["prefLabel"] == {"fi": "Metropolia"}
    assert databases["awardedBy"]["awardingDate"] == "2025-12-19T00:00:00"
    assert degree["title"] == {"und": "Tradenomi"}
    assert "provenBy" not in degree


def test_badges_are_marked_as_unverified():
    badge = document()["hasClaim"][4]
    assert "signature was not checked" in notes(badge)[0]["en"]
    assert notes(badge)[1] == {"fi": "Kolme projektia."}
    assert badge["supplementaryDocument"][0]["contentURL"] == "https://example.org/c"


def test_the_same_profile_gives_the_same_bytes_and_ids_are_unique():
    assert write_elm(PROFILE) == write_elm(PROFILE)
    ids = []

    def collect(node):
        if isinstance(node, dict):
            if node.get("type") not in {None, "Agent", "Concept", "ConceptScheme", "Person"}:
                ids.append(node["id"])
            for value in node.values():
                collect(value)
        elif isinstance(node, list):
            for value in node:
                collect(value)

    collect(document())
    assert len(ids) == len(set(ids)) > 20


@pytest.fixture(scope="module")
def conforms(shared_specs):
    """Whether JSON-LD conforms to the shapes of ``edc-generic-no-cv``, and the report."""
    from pyshacl import validate
    from rdflib import Graph

    folder = shared_specs / "elm-v3"
    shapes = Graph().parse(folder / "shacl" / "EDC-generic-no-cv.ttl")
    contexts = {
        CONTEXT[0]: shared_specs / "openbadges-v3" / "contexts" / "2018-credentials-v1.jsonld",
        CONTEXT[1]: folder / "context" / "edc-ap-context.jsonld",
    }

    def check(data):
        content = json.loads(data)
        content["@context"] = [json.loads(contexts[url].read_text())["@context"] for url in content["@context"]]
        graph = Graph().parse(data=json.dumps(content), format="json-ld")
        ok, _, report = validate(graph, shacl_graph=shapes, advanced=True)
        return ok, report, graph

    return check


@pytest.mark.shared
def test_a_full_profile_conforms_to_the_shapes(conforms):
    from rdflib import RDF, URIRef

    ok, report, graph = conforms(write_elm(PROFILE))
    assert ok, report
    assert len(set(graph.subjects(RDF.type, URIRef(f"{ELM}LearningAchievement")))) == 5
    assert len(set(graph.objects(None, URIRef(f"{ELM}relatedESCOSkill")))) == 2


@pytest.mark.shared
@pytest.mark.parametrize(
    "change",
    [
        lambda person: person["hasClaim"][0].pop("title"),
        lambda person: person["hasClaim"][0].pop("awardedBy"),
        lambda person: person["hasClaim"][2]["provenBy"][0].pop("grade"),
        lambda person: person["hasClaim"][2]["creditReceived"][0].pop("framework"),
        lambda person: person.update(hasClaim=[]),
    ],
)
def test_the_shapes_notice_what_is_missing(conforms, change):
    person = document()
    change(person)
    assert not conforms(json.dumps(person))[0]


@pytest.mark.shared
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(profiles())
def test_any_profile_with_a_claim_conforms(conforms, profile):
    odd = replace(
        profile,
        attainments=(*profile.attainments, Attainment("", {"not a tag": "x"}, language="??", grade="5")),
        badges=(*profile.badges, BadgeRecord("x", criteria_url="https://example.org/a b")),
    )
    ok, report, _ = conforms(write_elm(odd))
    assert ok, report

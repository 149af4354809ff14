"""Our own interface: exact answers, and errors that say what to do."""

import json

import pytest

SQL = {"fi": "SQL", "sv": "SQL", "en": "SQL"}
URI = "http://data.europa.eu/esco/skill/fake-"


def post(client, path, body, **headers):
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_skills_has_the_shape_of_the_command_line(client):
    answer = post(client, "/api/v1/skills", {"text": "I know SQL."})
    assert answer.status_code == 200
    assert answer.json() == {
        "language": "fi",
        "model": "fake.v1",
        "vocabulary": "esco-fake",
        "skills": [
            {
                "uri": URI + "sql",
                "label": SQL,
                "confidence": 0.92,
                "evidence": [{"start": 0, "end": 11, "text": "I know SQL."}],
            }
        ],
    }


def test_skills_by_address_and_by_body_agree(client):
    body = {"text": "SQL and Python, with statistics.", "language": "en", "limit": 2, "threshold": 0.5}
    assert client.get("/api/v1/skills", body).json() == post(client, "/api/v1/skills", body).json()


def test_limit_and_threshold(client):
    text = "SQL and Python, with statistics."
    assert len(post(client, "/api/v1/skills", {"text": text, "limit": 1}).json()["skills"]) == 1
    assert post(client, "/api/v1/skills", {"text": text, "threshold": 0.99}).json()["skills"] == []


def test_rank_goes_over_the_whole_vocabulary(client):
    answer = post(client, "/api/v1/rank", {"text": "SQL", "limit": 3}).json()
    assert (answer["model"], answer["vocabulary"], len(answer["ranking"])) == ("fake.v1", "esco-fake", 3)
    assert answer["ranking"][0] == {"uri": URI + "sql", "score": 0.92}


def test_gap_of_two_lists(client):
    body = {
        "have": [{"uri": URI + "sql"}],
        "want": [{"uri": URI + "sql"}, {"uri": URI + "python"}, {"uri": URI + "budgeting"}],
    }
    answer = post(client, "/api/v1/gap", body).json()
    assert {item["label"]["en"]: item["status"] for item in answer["items"]} == {
        "SQL": "have",
        "Python": "partly",
        "draw up budgets": "missing",
    }
    assert answer["counts"] == {"have": 1, "partly": 1, "missing": 1}


def test_gap_of_two_texts_carries_the_sentence(client):
    answer = post(client, "/api/v1/gap", {"have": "I know SQL.", "want": "SQL is needed."}).json()
    assert answer["coverage"] == 1
    assert answer["items"][0]["evidence"] == "I know SQL."


def test_gap_with_an_unknown_skill_names_the_mistake(client):
    answer = post(client, "/api/v1/gap", {"have": "SQL", "want": [{"uri": "x"}]}, accept_language="sv")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == "sv"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "code": "unknown-skill",
        "detail": "Kompetensen finns inte i vokabulären. Sök med namnet för att hitta rätt.",
    }


def test_vocabulary_search(client):
    answer = client.get("/api/v1/vocabulary/search", {"q": "haavan"}).json()
    assert answer == {
        "vocabulary": "esco-fake",
        "results": [
            {
                "uri": URI + "wound-care",
                "label": {"fi": "haavanhoito", "sv": "sårvård", "en": "wound care"},
                "kind": "skill",
            }
        ],
    }


def test_health(client):
    answer = client.get("/api/v1/health").json()
    assert (answer["status"], answer["model"], answer["vocabulary"]) == ("ok", "fake.v1", "esco-fake")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "x", "limit": 0}, "limit"),
        ({"text": "x", "threshold": 1.1}, "threshold"),
        ({"text": "x", "language": "de"}, "language"),
        ({"text": "x", "langauge": "fi"}, "langauge"),
        ({"text": "x" * 100_001}, "text"),
    ],
)
def test_a_wrong_field_is_named(client, body, field):
    answer = post(client, "/api/v1/skills", body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid-request"
    assert [error["field"].rsplit(".", 1)[-1] for error in answer.json()["errors"]] == [field]


def test_a_body_that_is_no_json(client):
    answer = client.post("/api/v1/skills", "{", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_an_address_that_is_not_there_is_a_problem_too(client):
    answer = client.get("/api/v1/nothing", headers={"accept-language": "fi"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["detail"] == "Tässä osoitteessa ei ole mitään."


def test_over_the_rate_says_when_to_come_back(client, settings):
    settings.OSAAMO_RATE = "2/h"
    assert [post(client, "/api/v1/skills", {"text": "SQL"}).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get("/api/v1/rank", {"text": "SQL"}, headers={"accept-language": "en"})
    seconds = answer["Retry-After"]
    assert 1 <= int(seconds) <= 3600
    assert answer.json()["detail"] == f"Too many requests in a short time. Try again in {seconds} seconds."

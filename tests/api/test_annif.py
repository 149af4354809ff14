"""Annif's interface, held against Annif's own description."""

import json

import jsonschema
import pytest
import yaml

JSON = "application/json"
URI = "http://data.europa.eu/esco/skill/fake-"


@pytest.fixture(scope="module")
def spec(shared_specs):
    return yaml.safe_load((shared_specs / "annif" / "annif-openapi.yaml").read_text(encoding="utf-8"))


def nullable(node):
    """The schema with OpenAPI 3.0's ``nullable`` as JSON Schema says it."""
    if isinstance(node, list):
        return [nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: nullable(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable"):
        return {"anyOf": [made, {"type": "null"}]}
    if made.get("exclusiveMaximum") is True:
        made["exclusiveMaximum"] = made.pop("maximum")
    return made


def check(spec, answer, path, method):
    """The answer has a status, content type and body that the description allows."""
    responses = {str(status): response for status, response in spec["paths"][path][method]["responses"].items()}
    described = responses[str(answer.status_code)]
    while "$ref" in described:
        described = spec["components"]["responses"][described["$ref"].rsplit("/", 1)[-1]]
    content = described["content"]
    assert answer["Content-Type"] in content
    schema = nullable({"components": spec["components"], **content[answer["Content-Type"]]["schema"]})
    jsonschema.validate(answer.json(), schema)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("method", "path", "address", "body", "kind", "status"),
    [
        ("get", "/", "/v1/", None, None, 200),
        ("get", "/vocabs", "/v1/vocabs", None, None, 200),
        ("get", "/projects", "/v1/projects", None, None, 200),
        ("get", "/projects/{project_id}", "/v1/projects/osaamo-sv", None, None, 200),
        ("get", "/projects/{project_id}", "/v1/projects/yso-fi", None, None, 404),
        ("post", "/projects/{project_id}/suggest", "/v1/projects/osaamo-en/suggest", "text=SQL&limit=3", "form", 200),
        ("post", "/projects/{project_id}/suggest", "/v1/projects/osaamo-en/suggest", "limit=3", "form", 400),
        ("post", "/projects/{project_id}/suggest", "/v1/projects/osaamo-en/suggest", "text=a&limit=-1", "form", 400),
        ("post", "/projects/{project_id}/suggest", "/v1/projects/osaamo-en/suggest", "text=a&threshold=2", "form", 400),
        ("post", "/projects/{project_id}/suggest", "/v1/projects/osaamo-en/suggest", "text=a&language=xx", "form", 400),
        ("post", "/projects/{project_id}/suggest", "/v1/projects/none/suggest", "text=a", "form", 404),
        (
            "post",
            "/projects/{project_id}/suggest-batch",
            "/v1/projects/osaamo-fi/suggest-batch?limit=1",
            {"documents": [{"text": "SQL", "document_id": "a"}, {"text": ""}]},
            JSON,
            200,
        ),
        (
            "post",
            "/projects/{project_id}/suggest-batch",
            "/v1/projects/osaamo-fi/suggest-batch",
            {"documents": [{"text": "SQL"}] * 33},
            JSON,
            400,
        ),
        ("post", "/projects/{project_id}/suggest-batch", "/v1/projects/osaamo-fi/suggest-batch", "[", JSON, 400),
        ("post", "/projects/{project_id}/learn", "/v1/projects/osaamo-fi/learn", [{"text": "a"}], JSON, 403),
        ("post", "/projects/{project_id}/learn", "/v1/projects/none/learn", [], JSON, 404),
        ("post", "/detect-language", "/v1/detect-language", {"text": "the cat", "languages": ["en", "fi"]}, JSON, 200),
        ("post", "/detect-language", "/v1/detect-language", {"text": "x", "languages": []}, JSON, 400),
        ("post", "/detect-language", "/v1/detect-language", {"text": "x", "languages": ["de"]}, JSON, 400),
    ],
)
def test_contract(client, spec, *, method, path, address, body, kind, status):
    if method == "get":
        answer = client.get(address)
    elif kind == "form":
        answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
    else:
        answer = client.post(address, body if isinstance(body, str) else json.dumps(body), content_type=JSON)
    assert answer.status_code == status
    check(spec, answer, path, method)


@pytest.mark.shared
def test_every_described_path_is_there(client, spec):
    for path, methods in spec["paths"].items():
        for method in methods:
            answer = getattr(client, method)("/v1" + path.replace("{project_id}", "osaamo-fi"))
            assert answer.status_code not in {404, 405}, (method, path)


def test_suggest_gives_labels_in_the_asked_language(client):
    answer = client.post("/v1/projects/osaamo-en/suggest", {"text": "wound care and SQL", "limit": 1, "language": "fi"})
    assert answer.json() == {
        "results": [{"uri": URI + "sql", "label": "SQL", "notation": None, "score": 0.92}],
    }


def test_suggest_takes_metadata_and_no_limit(client):
    answer = client.post("/v1/projects/osaamo-en/suggest", {"text": "wound care", "metadata_title": "x"})
    assert [row["label"] for row in answer.json()["results"]] == ["wound care"]


def test_suggest_of_no_words_is_empty(client):
    assert client.post("/v1/projects/osaamo-fi/suggest", {"text": " 1 "}).json() == {"results": []}
    assert client.post("/v1/projects/osaamo-fi/suggest", {"text": "SQL", "limit": 0}).json() == {"results": []}


def test_batch_keeps_order_and_ids(client):
    body = {"documents": [{"text": "SQL", "document_id": "a"}, {"text": "Python"}]}
    answer = client.post("/v1/projects/osaamo-fi/suggest-batch", json.dumps(body), content_type=JSON).json()
    assert [(entry["document_id"], [row["label"] for row in entry["results"]]) for entry in answer] == [
        ("a", ["SQL"]),
        (None, ["Python"]),
    ]


def test_detect_language_ranks_the_candidates(client):
    body = {"text": "the cat and the dog", "languages": ["fi", "en"]}
    answer = client.post("/v1/detect-language", json.dumps(body), content_type=JSON).json()
    assert answer["results"][0] == {"language": "en", "score": 1.0}
    assert {row["language"] for row in answer["results"]} == {"fi", "en", None}


def test_the_wrong_method_says_which_is_right(client):
    answer = client.get("/v1/projects/osaamo-fi/suggest")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")

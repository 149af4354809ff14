"""The pages with the real engine: each example shows skills that a reader expects."""

import json

import pytest
from django.core.cache import cache

from osaamo.competence.services import engine_replaced
from osaamo.engine import Engine

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def real():
    return Engine.load()


@pytest.fixture(autouse=True)
def _real_engine(_fake_engine, real):
    cache.clear()
    with engine_replaced(real):
        yield


@pytest.mark.parametrize(
    ("example", "expected"),
    [("cv-fi", "verkkoanalytiikka"), ("course-sv", "arbeta i team"), ("thesis-en", "data protection")],
)
def test_examples(client, example, expected):
    page = client.post(f"/{example[-2:]}/", {"example": example}).content.decode()
    assert f"<h4>{expected}</h4>" in page
    assert "data-map-svg" in page


def test_interface_names_model_and_offsets(client):
    text = "Opiskelija osaa ohjelmoida Pythonilla."
    answer = client.post("/api/v1/skills", json.dumps({"text": text}), content_type="application/json").json()
    assert answer["skills"]
    for skill in answer["skills"]:
        for evidence in skill["evidence"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["text"]

"""The description of our interface: held still by a snapshot, and fuzzed against the service."""

import json
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from osaamo.web.api.v1 import api
from osaamo.web.wsgi import application

SNAPSHOT = Path(__file__).with_name("openapi.json")


def described():
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))


def test_description_is_as_agreed():
    """A change here is a change for every client. To agree to one, write the new description to the file."""
    assert described() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_description_is_served(client):
    assert client.get("/api/v1/openapi.json").json() == described()


def test_every_operation_and_field_is_explained():
    schema = described()
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
    assert all(shape.get("description") for shape in schema["components"]["schemas"].values())


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.slow
@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_gets_a_described_answer(case):
    case.call_and_validate(
        checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    )

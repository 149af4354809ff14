"""Headers, forms and error pages that hold on every page."""

import json
import logging
import re

import pytest
from django.test import Client

from osaamo.web.logs import JsonFormatter

PAGES = ["/fi/", "/sv/how/", "/en/developers/", "/fi/nothing"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", PAGES)
def test_headers(client, path):
    answer = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_no_inline_script_or_style(client, path):
    page = client.get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_results_have_no_inline_style(client):
    page = client.post("/en/", {"example": "thesis-en"}).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


def test_a_form_from_elsewhere_is_refused():
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sv/", {"text": "SQL"})
    assert answer.status_code == 403
    assert "Formuläret kunde inte tas emot" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "title"), [("fi", "Sivua ei löydy"), ("sv", "Sidan finns inte"), ("en", "There is no such page")]
)
def test_the_missing_page_speaks_the_language(client, language, title):
    answer = client.get(f"/{language}/nothing")
    assert answer.status_code == 404
    assert f"<h1>{title}</h1>" in answer.content.decode()


def test_our_mistake_is_a_page_and_leaks_nothing(client, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("secret xyzzy")

    monkeypatch.setattr("osaamo.competence.services.extract", fail)
    client.raise_request_exception = False
    answer = client.post("/en/", {"text": "SQL"})
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "xyzzy" not in answer.content.decode()


def test_too_large_a_form_is_a_page(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/en/", {"text": "a" * 2000})
    assert answer.status_code == 400
    assert "The request could not be understood" in answer.content.decode()


def test_logs_hold_no_message_of_an_exception():
    try:
        int("xyzzy")
    except ValueError as error:
        record = logging.LogRecord(
            "osaamo", logging.ERROR, "", 1, "failed %s", ("xyzzy",), (type(error), error, error.__traceback__)
        )
    line = JsonFormatter().format(record)
    assert json.loads(line)["exception"] == "ValueError"
    assert "xyzzy" not in line

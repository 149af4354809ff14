"""All indicators of the plan in three languages: each number opens to its rows, and who has none says what is missing."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation
from tests.flows.plan_operations import load_operations

from osaamo.domains.indicators import queries
from osaamo.domains.indicators.queries.words import number, text_of
from osaamo.kernel.measuring import QueryTally

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a href="(/[a-z]{2}/indicators/[^"]+/rows/\?[^"]+)">([^<]*)</a>')


def links_of(page) -> dict[str, str]:
    """The numbers of a page by the address of their rows, without its language."""
    return {html.unescape(address)[3:]: html.unescape(said) for address, said in LINK.findall(page.content.decode())}


def is_count(found) -> bool:
    tally = found.context["tally"]
    return isinstance(tally, QueryTally) and tally.value is None


def test_every_number_opens_to_its_rows_in_every_language(client):
    load_operations()
    chosen = list(queries.indicators())
    assert len(chosen) == 59
    followed, with_numbers = 0, set()
    for one in chosen:
        pages = {code: client.get(f"/{code}/indicators/{one.key}/") for code in ("fi", "sv", "en")}
        assert {page.status_code for page in pages.values()} == {200}, one.key
        by_language = {code: links_of(page) for code, page in pages.items()}
        assert len({frozenset(links) for links in by_language.values()}) == 1, one.key
        if by_language["fi"]:
            with_numbers.add(one.key)
        zeros = 0
        for address, said in by_language["fi"].items():
            zeros += said == "0"
            if said == "0" and zeros > 1:
                continue
            found = client.get(f"/fi{address}")
            assert found.status_code == 200, address
            followed += 1
            if "stage" in parse_qs(urlsplit(address).query):
                assert found.context["count"] == int(said), address
                continue
            assert found.context["value"] == said, address
            rows = len(found.context["rows"])
            assert rows == min(found.context["count"], 50), address
            if is_count(found):
                assert number(found.context["count"]) == said, address
            else:
                assert bool(found.context["count"]) or said in {"0", "0 %", "0,0 %"}, address
        for code, page in pages.items():
            check_words(page.content.decode(), one, code)
    assert followed > 100
    sources = {one.key for one in chosen if queries.source_of(one)[0] is not None}
    assert with_numbers == sources


def check_words(page: str, one, code: str) -> None:
    """What is written of the indicator stands in the page's language; where there is no source, what is missing."""
    with translation.override(code):
        for texts in (one.formula, one.note, one.scale):
            assert not texts or (texts[code] and html.escape(texts[code]) in page), (one.key, code)
        for target in one.targets.all():
            assert not target.words or html.escape(target.words[code]) in page, (one.key, code)
        if queries.source_of(one)[0] is None:
            missing = [text_of(row.name) for row in queries.missing_of(one)]
            assert missing, one.key
            assert all(html.escape(name) in page for name in missing), (one.key, code)


def test_every_text_of_the_plan_is_in_three_languages():
    load_operations()
    for one in queries.indicators():
        texts = [one.name, one.unit_name, one.formula, one.note, one.scale]
        texts += [target.words for target in one.targets.all()] + [row.note for row in one.baselines.all()]
        for text in texts:
            assert not text or all(text.get(code) for code in ("fi", "sv", "en")), (one.key, text)
        assert one.formula, one.key

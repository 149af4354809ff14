"""Search by what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.vocabulary.search import LONGEST_TERM, Searcher, search
from osaamo.engine.vocabulary.trigrams import TrigramIndex


@pytest.fixture(scope="module")
def searcher(packaged):
    return Searcher(packaged)


def labels(hits):
    return [hit.labels.en for hit in hits]


@pytest.mark.parametrize(
    ("term", "language", "first"),
    [
        ("Project Management", "auto", "project management"),
        ("projektinhallinta", "fi", "project management"),
        ("projektledning", "sv", "project management"),
        ("management of projects", "en", "project management"),
        ("projct management", "auto", "project management"),
        ("machine lerning", "auto", "machine learning"),
        ("managing staff", "en", "manage staff"),
        ("leder personal", "sv", "manage staff"),
        ("Python", "auto", "Python (computer programming)"),
        ("pyton", "auto", "Python (computer programming)"),
        ("C++", "auto", "C++"),
        ("R", "auto", "R"),
        ("koneoppim", "auto", "machine learning"),
    ],
)
def test_the_right_skill_comes_first(searcher, term, language, first):
    assert labels(searcher.search(term, language, 3))[0] == first


@pytest.mark.slow
@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("projektinhallinnan", "project management"),
        ("projektin hallintaa", "project management"),
        ("asiakaspalvelujen", "customer service"),
    ],
)
def test_finnish_inflections_and_split_compounds(searcher, term, first):
    assert first in labels(searcher.search(term, "fi", 3))


def test_exact_before_alternative_before_beginning(searcher):
    hits = searcher.search("ohjelmointi", "fi", 5)
    assert (hits[0].matched, hits[0].score) == ("ohjelmointi", 1.0)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score < 0.9 for hit in hits[1:])


def test_each_skill_comes_once(searcher):
    hits = searcher.search("management", "auto", 50)
    assert len({hit.uri for hit in hits}) == len(hits) == 50


def test_occupations_only_when_asked_for(searcher):
    assert all(hit.kind == "skill" for hit in searcher.search("sairaanhoitaja", limit=20))
    hit = searcher.search("sairaanhoitaja", occupations=True)[0]
    assert (hit.kind, hit.matched, hit.score) == ("occupation", "sairaanhoitaja", 1.0)


def test_a_language_is_kept_to(searcher, packaged):
    for hit in searcher.search("programmering", "sv", 20):
        at = packaged.index_of(hit.uri)
        assert hit.matched in (packaged.labels(at).sv, *packaged.alternatives(at, "sv"))


@pytest.mark.parametrize("term", ["", "   ", "\u00ad", "☃☃☃☃", "qqqqzzzzxxxx"])
def test_nothing_is_found_for_nothing(searcher, term):
    assert searcher.search(term, "en") == ()


def test_a_long_term_is_cut(searcher):
    assert searcher.search("project management " + "x" * 10_000, "en", 1) == searcher.search(
        ("project management " + "x" * 10_000)[:LONGEST_TERM], "en", 1
    )


def test_limits(searcher):
    assert searcher.search("data", "en", 0) == ()
    assert len(searcher.search("data", "en", 7)) == 7


def test_the_function_keeps_its_index(tiny):
    assert labels(search(tiny, "rust removl", "en")) == ["remove rust"]
    assert search(tiny, "programmer", "en", occupations=True)[0].uri == "urn:o:dev"


@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "Z"]), min_size=1, max_size=12), min_size=1))
def test_a_text_is_among_its_own_candidates(texts):
    index = TrigramIndex(texts)
    for at, text in enumerate(texts):
        same = {other for other, value in enumerate(texts) if value.lower() == text.lower()}
        assert at in same
        assert same & set(index.candidates(text, len(texts)))


def test_an_empty_index_has_no_candidates():
    assert TrigramIndex([]).candidates("abc", 5) == []

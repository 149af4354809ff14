"""The lexicon that the matcher walks."""

from __future__ import annotations

import pytest

from osaamo.engine.vocabulary import LexEntry, Lexicon
from osaamo.engine.vocabulary.lexicon import SOURCES


def found(lexicon, key):
    return {(entry.concept, entry.source) for entry in lexicon.find(key)}


def test_labels_alternatives_and_made_forms(tiny):
    lexicon = tiny.lexicon("en")
    assert found(lexicon, "manage staff") == {(1, "preferred")}
    assert found(lexicon, "supervise personnel") == {(1, "alternative")}
    assert found(lexicon, "staff management") == found(lexicon, "management of staff") == {(1, "derived")}
    assert found(lexicon, "java") == {(0, "v1_1")}
    assert found(lexicon, "rust") == {(3, "surface-exact")}
    assert found(tiny.lexicon("sv"), "personalledning") == {(1, "derived")}
    assert lexicon.find("something else") == ()


def test_a_concept_stands_once_under_a_key_by_its_best_source(tiny):
    lexicon = tiny.lexicon("en")
    for key in lexicon.keys:
        concepts = [entry.concept for entry in lexicon.find(key)]
        assert len(concepts) == len(set(concepts)) == lexicon.ambiguity(key) > 0
        ranks = [SOURCES.index(entry.source) for entry in lexicon.find(key)]
        assert ranks == sorted(ranks)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_prefixes_are_exactly_the_beginnings_of_longer_keys(tiny, language):
    lexicon = tiny.lexicon(language)
    beginnings = set()
    for key in lexicon.keys:
        tokens = key.split(" ")
        beginnings.update(" ".join(tokens[:length]) for length in range(1, len(tokens)))
    asked = {*beginnings, *lexicon.keys, "computer prog", "zzz", ""}
    assert {key for key in asked if lexicon.is_prefix(key)} == beginnings
    assert lexicon.max_length == max((key.count(" ") + 1 for key in lexicon.keys), default=0)


def test_names_that_are_words_ask_for_case_and_context(tiny):
    (rust,) = tiny.lexicon("en").find("rust")
    assert rust == LexEntry(3, "surface-exact", strict=True, case="Rust", weight=rust.weight)
    (removal,) = tiny.lexicon("en").find("rust removal")
    assert (removal.strict, removal.case) == (False, "")


def test_an_unknown_key_has_no_ambiguity(tiny):
    assert tiny.lexicon("en").ambiguity("nothing") == 0
    assert "nothing" not in tiny.lexicon("en")


@pytest.mark.parametrize(
    ("language", "key", "label"),
    [
        ("en", "project management", "project management"),
        ("en", "python", "Python (computer programming)"),
        ("fi", "projektinhallinta", "project management"),
        ("fi", "projektin hallinta", "project management"),
        ("fi", "henkilöstöjohtaminen", "manage staff"),
        ("sv", "projektledning", "project management"),
        ("sv", "leda personal", "manage staff"),
        ("sv", "ledning av personal", "manage staff"),
    ],
)
def test_the_package_finds_well_known_terms(packaged, language, key, label):
    assert label in {packaged.labels(entry.concept).en for entry in packaged.lexicon(language).find(key)}


@pytest.mark.parametrize(("language", "key"), [("fi", "tuote"), ("fi", "työ"), ("en", "process"), ("en", "report")])
def test_general_words_weigh_next_to_nothing(packaged, language, key):
    entries = [entry for entry in packaged.lexicon(language).find(key) if entry.source != "preferred"]
    assert all(entry.weight <= 0.1 for entry in entries)


def test_the_packaged_lexicon_loads_by_itself():
    assert Lexicon.load("sv").find("c++")[0].case == "C++"

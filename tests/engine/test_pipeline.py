"""The shipped engine on texts of our own."""

from __future__ import annotations

import pytest

from osaamo.engine import EmptyText, Engine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


def found(engine: Engine, text: str) -> dict[str, float]:
    return {skill.label.en: skill.confidence for skill in engine.extract(text).skills}


def test_every_skill_opens_to_its_sentence(engine: Engine) -> None:
    text = "Kurssin sisältö.\n- Opiskelija osaa ohjelmoida Pythonilla.\n- Hän hallitsee kirjan\u00adpidon perusteet."
    extraction = engine.extract(text)
    assert extraction.skills
    for skill in extraction.skills:
        for evidence in skill.evidence:
            assert evidence.text == text[evidence.start : evidence.end]
            assert evidence.cue is None or evidence.start <= evidence.cue[0] < evidence.cue[1] <= evidence.end


def test_confidence_falls_and_stays_a_probability(engine: Engine) -> None:
    sure = [skill.confidence for skill in engine.extract("We need SQL, Python and project management.").skills]
    assert sure == sorted(sure, reverse=True)
    assert all(0 < confidence < 1 for confidence in sure)


def test_what_is_not_required_is_not_shown(engine: Engine) -> None:
    wanted = found(engine, "We need Python. Knowledge of Java is not required.")
    assert "Python (computer programming)" in wanted
    assert not any(label.startswith("Java (") for label in wanted)


@pytest.mark.parametrize("text", ["Our customers use our Rust services every day.", "Asiakas maksaa laskun."])
def test_homonyms_and_plain_words_are_no_skills(engine: Engine, text: str) -> None:
    labels = found(engine, text)
    assert not {"remove rust", "apply rust removal", "rust-proofing"} & labels.keys()
    assert not any("rust" in label.lower() and "rust (" not in label.lower() for label in labels)


def test_the_same_text_gives_the_same_result(engine: Engine) -> None:
    text = "Opiskelija osaa suunnitella tietokannan ja johtaa projektin."
    assert engine.extract(text) == engine.extract(text)


def test_a_ranking_is_as_long_as_asked_and_names_nothing_twice(engine: Engine) -> None:
    ranking = engine.rank("bookkeeping", limit=250)
    assert len(ranking) == 250
    assert len({row.uri for row in ranking}) == 250
    assert [row.score for row in ranking] == sorted((row.score for row in ranking), reverse=True)


def test_the_fast_tier_names_itself(engine: Engine) -> None:
    assert engine.fast.extract("Python ja SQL", language="fi").model.startswith("osaamo-static")


def test_an_empty_text_is_refused(engine: Engine) -> None:
    with pytest.raises(EmptyText):
        engine.extract(" \n ")

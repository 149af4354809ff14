"""The four registries: a name is taken once, what is registered comes back, in a stable order."""

import pytest

from osaamo.ports import aiuses, measures, steps, texts

THREE = {"fi": "a", "sv": "b", "en": "c"}


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch):
    monkeypatch.setattr(texts, "_sources", {})
    monkeypatch.setattr(steps, "_sources", {})
    monkeypatch.setattr(aiuses, "_uses", {})
    monkeypatch.setattr(measures, "_measures", {})


def test_texts_of_all_sources_in_order_of_name():
    @texts.texts("b.texts")
    def second():
        yield texts.Text("b:1", "fi", "toinen")

    @texts.texts("a.texts")
    def first():
        yield texts.Text("a:1", "sv", "första")

    assert [text.ref for text in texts.all_texts()] == ["a:1", "b:1"]


def test_steps_are_asked_for_a_day():
    @steps.steps("a.steps")
    def source(on):
        yield f"from {on}"

    assert list(steps.all_steps("2026-09-01")) == ["from 2026-09-01"]
    assert list(steps.sources()) == ["a.steps"]


@pytest.mark.parametrize("register", [texts.texts, steps.steps])
def test_a_name_is_taken_once(register):
    def mine():
        return iter(())

    register("a")(mine)
    register("a")(mine)
    with pytest.raises(ValueError, match="'a'"):
        register("a")(lambda: iter(()))


def use(key="a", **changes):
    given = {"title": THREE, "purpose": THREE, "data": THREE, "oversight": THREE, "part": "extract"} | changes
    return aiuses.AiUse(key=key, **given)


def test_ai_uses_in_order_of_key():
    aiuses.register(use("b"))
    aiuses.register(use("a"))
    aiuses.register(use("a"))
    assert [found.key for found in aiuses.all_uses()] == ["a", "b"]
    with pytest.raises(ValueError, match="'a'"):
        aiuses.register(use("a", part="other"))


def test_an_ai_use_speaks_three_languages():
    with pytest.raises(ValueError, match=r"no purpose in sv, en"):
        aiuses.register(use(purpose={"fi": "a", "sv": ""}))


def test_measures():
    @measures.measure("a.count", unit="pieces", kind=measures.Kind.FLOW)
    def count(period):
        return period

    found = measures.find("a.count")
    assert (found.unit, found.kind, found.tally) == ("pieces", measures.Kind.FLOW, count)
    assert measures.all_measures() == (found,)
    assert measures.find("a.missing") is None
    with pytest.raises(ValueError, match=r"'a\.count'"):
        measures.measure("a.count", unit="pieces", kind=measures.Kind.STOCK)(lambda period: period)

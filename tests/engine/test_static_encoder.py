"""The fast tier's encoder keeps few words: what it forgets and makes anew is the same to the last digit."""

from __future__ import annotations

import numpy as np
import pytest

from osaamo.engine import EngineConfig
from osaamo.engine.embed import static_encoder
from osaamo.engine.embed.static_encoder import StaticEncoder

TEXTS = [
    "one two three",
    "four five six seven eight",
    "one nine",
    "ten eleven twelve thirteen two",
    "",
    "one two three",
]


@pytest.fixture
def folder():
    return EngineConfig().data / "static"


def test_vectors_do_not_depend_on_what_was_forgotten(folder, monkeypatch):
    expected = [StaticEncoder(folder).encode([text]) for text in TEXTS]
    monkeypatch.setattr(static_encoder, "_KEPT_WORDS", 8)
    monkeypatch.setattr(static_encoder, "_FORGOTTEN", 2)
    encoder = StaticEncoder(folder)
    for text, vector in zip(TEXTS, expected, strict=True):
        assert np.array_equal(encoder.encode([text]), vector)
        assert len(encoder._slots) <= 8
    whole = np.concatenate(expected)
    assert np.array_equal(encoder.encode(TEXTS), whole), "more words at once than are kept"
    assert np.array_equal(encoder.encode(TEXTS[:2]), whole[:2])


def test_words_used_lately_are_not_made_again(folder, monkeypatch):
    monkeypatch.setattr(static_encoder, "_KEPT_WORDS", 4)
    monkeypatch.setattr(static_encoder, "_FORGOTTEN", 1)
    encoder, made = StaticEncoder(folder), []
    monkeypatch.setattr(encoder, "_made", lambda words, make=encoder._made: made.extend(words) or make(words))
    for text in ("a b", "c d", "a", "e", "a c d", "b"):
        encoder.encode([text])
    assert made == ["a", "b", "c", "d", "e", "b"]

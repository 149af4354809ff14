"""An encoder that remembers gives the same vectors, asks for each sentence once, and forgets the oldest."""

from __future__ import annotations

import numpy as np

from osaamo.engine.embed.remembering import Remembering


class Counting:
    name, dimension = "counting.v1", 2

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        return np.array([[len(text), len(text)] for text in texts], np.float32)


def test_each_sentence_is_encoded_once_and_in_its_place():
    encoder = Counting()
    remembering = Remembering(encoder)
    assert remembering.encode(["a", "bb", "a"])[:, 0].tolist() == [1, 2, 1]
    assert remembering.encode(["bb", "ccc"])[:, 0].tolist() == [2, 3]
    assert encoder.asked == ["a", "bb", "ccc"]
    assert remembering.encode([]).shape == (0, 2)
    assert (remembering.name, remembering.dimension) == ("counting.v1", 2)


def test_the_sentences_used_longest_ago_are_forgotten():
    encoder = Counting()
    remembering = Remembering(encoder, most=2)
    for text in ("a", "bb", "a", "ccc", "a", "bb"):
        remembering.encode([text])
    assert encoder.asked == ["a", "bb", "ccc", "bb"]
    assert remembering.encode(["d", "ee", "fff"])[:, 0].tolist() == [1, 2, 3], "more at once than are remembered"

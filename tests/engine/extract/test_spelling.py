"""The n-grams of the spelling stage, against a plain reckoning of the same thing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.extract.spelling import BUCKETS, grams

WORDS = st.text(alphabet="abcåäö c+#-", max_size=30)


def plain(text: str) -> int:
    """How many n-grams of 3 to 5 characters lie inside the padded words."""
    return sum(max(0, len(word) + 2 - size + 1) for word in text.lower().split() for size in (3, 4, 5))


@given(st.lists(WORDS, max_size=6))
def test_every_gram_of_every_text_is_counted_once(texts: list[str]) -> None:
    owner, bucket, count = grams(texts)
    assert np.all(np.diff(owner) >= 0)
    assert np.all((bucket >= 0) & (bucket < BUCKETS))
    assert [int(count[owner == at].sum()) for at in range(len(texts))] == [plain(text) for text in texts]


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_a_text_has_the_same_grams_alone_and_in_company(texts: list[str]) -> None:
    owner, bucket, count = grams(texts)
    for at, text in enumerate(texts):
        _, alone, times = grams([text])
        assert bucket[owner == at].tolist() == alone.tolist()
        assert count[owner == at].tolist() == times.tolist()


def test_grams_do_not_cross_words_and_ignore_case() -> None:
    _, one, _ = grams(["data"])
    _, two, _ = grams(["DATA"])
    _, both, _ = grams(["data model"])
    _, model, _ = grams(["model"])
    assert one.tolist() == two.tolist()
    assert sorted(both.tolist()) == sorted({*one.tolist(), *model.tolist()})

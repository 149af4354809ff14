"""Nearest items by skills and text."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.twins import TwinItem, VectorsDoNotFit, twins


def item(id_, skills, vector=None):
    return TwinItem(id_, tuple(skills.items()), None if vector is None else np.array(vector, np.float32))


def test_score_shared_and_unique():
    query = item("a", {"sql": 1.0, "law": 0.5}, [1, 0])
    found = twins(query, [item("b", {"sql": 1.0, "ethics": 0.9}, [0.6, 0.8]), item("c", {"art": 1.0}, [0, 1])])
    near = found[0]
    assert near.id == "b"
    assert near.skills == pytest.approx(1 / (np.hypot(1, 0.5) * np.hypot(1, 0.9)))
    assert near.text == pytest.approx(0.6)
    assert near.score == pytest.approx(0.6 * near.skills + 0.4 * 0.6)
    assert (near.shared, near.only_query, near.only_item) == (("sql",), ("law",), ("ethics",))
    json.dumps([twin.as_dict() for twin in found])


def test_without_a_vector_the_skills_decide_and_without_skills_the_text():
    query = item("a", {"sql": 1.0}, [1, 0])
    found = {twin.id: twin for twin in twins(query, [item("b", {"sql": 1.0}), item("c", {}, [0.6, 0.8])])}
    assert (found["b"].score, found["b"].text) == (pytest.approx(1.0), None)
    assert found["c"].score == pytest.approx(0.6)


def test_itself_is_left_out_ties_go_by_id_and_least_cuts():
    query = item("b", {"sql": 1.0})
    others = [query, item("c", {"sql": 1.0}), item("a", {"sql": 1.0}), item("z", {"law": 1.0})]
    assert [twin.id for twin in twins(query, others, least=0.5)] == ["a", "c"]
    assert [twin.id for twin in twins(query, others, most=1)] == ["a"]
    assert twins(query, []) == ()


def test_vectors_of_different_models_are_refused():
    with pytest.raises(VectorsDoNotFit, match="2, 3"):
        twins(item("a", {}, [1, 0]), [item("b", {}, [1, 0, 0])])


ITEMS = st.lists(st.dictionaries(st.sampled_from("uvwxyz"), st.floats(0.1, 1), max_size=4), max_size=6).map(
    lambda all_: [item(f"i{n}", skills) for n, skills in enumerate(all_)]
)


@given(ITEMS, st.randoms())
def test_order_of_items_does_not_matter_and_scores_fall(items, random):
    query = item("q", {"u": 0.5, "v": 1.0})
    found = twins(query, items)
    random.shuffle(items)
    assert twins(query, items) == found
    scores = [twin.score for twin in found]
    assert scores == sorted(scores, reverse=True)
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in scores)

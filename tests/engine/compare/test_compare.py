"""Comparison of two sets of skills."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.compare import compare
from osaamo.engine.gap import VectorSimilarity
from osaamo.engine.records import Labels, WeightedSkill

LABELS = {uri: Labels(en=uri) for uri in ("sql", "mysql", "law", "ethics")}
SIMILAR = VectorSimilarity(list(LABELS), np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], np.float32))


def skills(**weights):
    return [WeightedSkill(uri, weight) for uri, weight in weights.items()]


def test_shared_only_and_measures():
    found = compare(skills(sql=1, law=2), skills(law=1, ethics=2), labels=LABELS)
    assert [(skill.uri, skill.left, skill.right) for skill in found.shared] == [("law", 2, 1)]
    assert [skill.uri for skill in found.only_left] == ["sql"]
    assert [skill.uri for skill in found.only_right] == ["ethics"]
    assert found.jaccard == pytest.approx(1 / 3)
    assert found.cosine == pytest.approx(2 / 5)
    assert found.weighted_jaccard == pytest.approx(1 / 5)


def test_near_pairs_are_matched_one_to_one():
    found = compare(skills(sql=1), skills(mysql=1, ethics=1), labels=LABELS, similarity=SIMILAR)
    assert [(pair.left, pair.right, round(pair.similarity, 2)) for pair in found.near] == [("sql", "mysql", 0.8)]
    json.dumps(found.as_dict())


def test_two_empty_sets_are_equal_and_one_empty_is_not():
    assert compare([], [], labels={}).cosine == 1.0
    assert compare([], skills(sql=1), labels={}).cosine == 0.0


SETS = st.dictionaries(st.sampled_from(sorted(LABELS)), st.floats(0.1, 3)).map(lambda w: skills(**w))


@given(SETS, SETS)
def test_it_is_symmetric_and_parts_every_skill(left, right):
    one = compare(left, right, labels=LABELS, similarity=SIMILAR)
    other = compare(right, left, labels=LABELS, similarity=SIMILAR)
    assert (one.cosine, one.jaccard) == pytest.approx((other.cosine, other.jaccard))
    assert {skill.uri for skill in one.only_left} == {skill.uri for skill in other.only_right}
    parts = [skill.uri for part in (one.shared, one.only_left, one.only_right) for skill in part]
    assert sorted(parts) == sorted({skill.uri for skill in (*left, *right)})
    assert 0 <= one.weighted_jaccard <= 1
    assert compare(left, left, labels=LABELS).cosine == pytest.approx(1.0)

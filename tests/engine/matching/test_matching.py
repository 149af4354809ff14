"""Matching of items with what somebody has."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.matching import RESERVE, Covered, Matcher
from osaamo.engine.records import WeightedSkill

ITEMS = {
    "clerk": [("u:bookkeeping", 0.9), ("u:excel", 0.6)],
    "cook": [("u:cooking", 0.9), ("u:hygiene", 0.8)],
    "accountant": [("u:bookkeeping", 0.9), ("u:tax", 0.9), ("u:law", 0.5)],
    "nothing": [],
}
PLACES = {
    "u:bookkeeping": (1, 0, 0, 0),
    "u:tax": (0.6, 0.8, 0, 0),
    "u:law": (0.6, 0, 0.8, 0),
    "u:excel": (0.6, 0, -0.8, 0),
    "u:audit": (0.36, 0.928, 0.1, 0),
    "u:cooking": (0, 0, 0, 1),
    "u:hygiene": (0, 0, 0, 1),
}
"""Audit is near tax (cosine .96); of different skills only cooking and hygiene lie as near."""


def vectors(uris):
    return np.array([PLACES.get(uri, (0, 0, 0, 0)) for uri in uris], np.float32)


def test_what_is_covered_comes_first_and_says_why() -> None:
    best = Matcher(ITEMS).best([WeightedSkill("u:bookkeeping"), WeightedSkill("u:excel")])
    assert [match.id for match in best] == ["clerk", "accountant"]
    assert best[0].share == pytest.approx(1)
    assert best[0].covered == (Covered("u:bookkeeping", 1.0, "u:bookkeeping"), Covered("u:excel", 1.0, "u:excel"))
    assert best[1].missing == ("u:tax", "u:law")


def test_the_score_is_the_covered_share_with_a_reserve() -> None:
    best = Matcher({"one": [("u:a", 1.0), ("u:b", 1.0)]}).best([WeightedSkill("u:a")])
    assert best[0].score == pytest.approx(1 / (2 + RESERVE))
    assert best[0].share == pytest.approx(0.5)


def test_a_near_skill_covers_in_part() -> None:
    best = Matcher(ITEMS, vectors=vectors).best([WeightedSkill("u:audit")])
    assert best[0].id == "accountant"
    assert best[0].covered == (Covered("u:tax", pytest.approx(0.48, abs=0.005), "u:audit"),)


def test_the_same_field_counts_without_a_common_skill_but_behind() -> None:
    best = Matcher(ITEMS, vectors=vectors).best([WeightedSkill("u:audit")])
    assert [(match.id, bool(match.covered)) for match in best] == [("accountant", True), ("clerk", False)]


def test_what_is_filtered_out_is_not_ranked() -> None:
    matcher = Matcher(ITEMS)
    have = [WeightedSkill("u:bookkeeping")]
    assert [match.id for match in matcher.best(have, allowed=np.array([False, True, True, True]))] == ["accountant"]


@pytest.mark.parametrize("items", [{}, {"empty": []}])
def test_nothing_matches_nothing(items) -> None:
    assert Matcher(items, vectors=vectors).best([WeightedSkill("u:tax")]) == ()
    assert Matcher(ITEMS, vectors=vectors).best([]) == ()


skills = st.lists(
    st.tuples(st.sampled_from(sorted(PLACES)), st.floats(0.1, 1)), max_size=5, unique_by=lambda pair: pair[0]
)


@given(st.dictionaries(st.sampled_from("abcdef"), skills, max_size=6), skills, st.sampled_from(sorted(PLACES)))
def test_learning_a_skill_never_lowers_what_is_covered(items, have, learnt) -> None:
    matcher = Matcher(items)
    before = {match.id: match.share for match in matcher.best([WeightedSkill(*pair) for pair in have])}
    after = {
        match.id: match.share
        for match in matcher.best([*(WeightedSkill(*pair) for pair in have), WeightedSkill(learnt)])
    }
    assert all(after.get(item, 0) >= share - 1e-9 for item, share in before.items())
    assert all(0 <= share <= 1 + 1e-9 for share in after.values())

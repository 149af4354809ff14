"""Matching of items with what somebody has."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.gap import DEFAULT_RULES
from osaamo.engine.matching import RESERVE, UNTOLD, Covered, Matcher, _top
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


def dense(items, have, rules=DEFAULT_RULES):
    """The definition of a score written out, one item and skill at a time."""
    asks = Counter(uri for asked in items.values() for uri, _ in asked)
    rare = {uri: math.log((1 + len(items)) / (1 + n)) + 1 for uri, n in asks.items()}
    own = {skill.uri: skill.weight for skill in have}
    at = {uri: np.array(PLACES[uri], float) / np.linalg.norm(PLACES[uri]) for uri in PLACES}
    mine = sum((weight * rare.get(uri, max(rare.values())) * at[uri] for uri, weight in own.items()), np.zeros(4))
    scores = {}
    for item, asked in items.items():
        met = total = 0.0
        towards = np.zeros(4)
        for uri, weight in asked:
            near = [
                rules.near_cover * float(at[uri] @ at[name]) * min(1.0, had)
                for name, had in own.items()
                if at[uri] @ at[name] >= rules.near
            ]
            cover = max([min(1.0, own.get(uri, 0) / rules.sure), *near])
            met += weight * rare[uri] * cover
            total += weight * rare[uri]
            towards += weight * rare[uri] * at[uri]
        lengths = np.linalg.norm(towards) * np.linalg.norm(mine)
        cosine = max(0.0, float(towards @ mine) / lengths) if lengths > 1e-9 else 0.0
        scores[item] = (met / (total + RESERVE) + cosine) / 2 * (1 if met > 0 else UNTOLD)
    return {item: score for item, score in scores.items() if score > 1e-6}


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


unit = {uri: tuple(np.array(place, float) / np.linalg.norm(place)) for uri, place in PLACES.items()}


@given(st.dictionaries(st.sampled_from("abcdef"), skills, min_size=1, max_size=6), skills.filter(bool))
def test_scores_are_those_of_the_definition(items, have) -> None:
    if not any(items.values()):
        return
    own = [WeightedSkill(*pair) for pair in have]
    matcher = Matcher(items, vectors=lambda uris: np.array([unit.get(uri, (0, 0, 0, 0)) for uri in uris], np.float32))
    found = {match.id: match.score for match in matcher.best(own) if match.score > 1e-6}
    assert found == pytest.approx(dense(items, own), abs=1e-5)


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=12), st.integers(1, 15))
def test_the_highest_come_first_and_ties_in_order(scores, limit) -> None:
    expected = [at for at in sorted(range(len(scores)), key=lambda at: (-scores[at], at)) if scores[at] > 0][:limit]
    assert _top(np.array(scores, float), limit).tolist() == expected


def test_how_many_of_the_asked_skills_are_had() -> None:
    items = {"one": [(f"u:{n}", 0.5) for n in range(7)]}
    (match,) = Matcher(items).best([WeightedSkill(f"u:{n}") for n in range(6)])
    assert (match.had, match.asked, len(match.covered)) == (6, 7, 4)

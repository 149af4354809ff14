"""Gap: exact results on small cases, rules on random ones."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.gap import BadWeight, GapRules, VectorSimilarity, gap, merged, what_if
from osaamo.engine.records import Labels, WeightedSkill

LABELS = {
    "plan": Labels("projektien suunnittelu", "projektplanering", "plan projects"),
    "manage": Labels("projektien johtaminen", "projektledning", "manage projects"),
    "python": Labels("Python", "Python", "Python (computer programming)"),
    "java": Labels("Java", "Java", "Java (computer programming)"),
    "nursing": Labels("hoitotyö", "omvårdnad", "nursing science"),
}
VECTORS = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0.6, 0.8], [0, 0, 1], [0, 1, 0]], np.float32)
SIMILAR = VectorSimilarity(list(LABELS), VECTORS)


def skill(uri, weight=1.0, evidence=""):
    return WeightedSkill(uri, weight, evidence)


def test_have_partly_and_missing_with_reasons():
    found = gap(
        [skill("plan", evidence="I plan projects."), skill("python")],
        [skill("manage", 2), skill("python"), skill("nursing")],
        labels=LABELS,
        similarity=SIMILAR,
    )
    by_uri = {item.uri: item for item in found.items}
    assert [item.uri for item in found.items] == ["manage", "nursing", "python"]
    assert by_uri["python"].status == "have"
    manage = by_uri["manage"]
    assert (manage.status, manage.nearest.uri) == ("partly", "plan")
    assert manage.cover == pytest.approx(0.4)
    assert manage.evidence == "I plan projects."
    assert manage.reason.code == "near-shared-words"
    assert manage.reason.values["words"] == "projects"
    assert manage.reason.text == "Close to “plan projects” (80 %): both are about projects."
    assert by_uri["nursing"].status == "missing"
    assert by_uri["nursing"].reason.code == "nothing-near"
    assert found.coverage == pytest.approx((2 * 0.4 + 1) / 4)
    assert found.extra == ("plan",)


def test_weak_own_skill_is_partly():
    found = gap([skill("python", 0.3)], [skill("python")], labels=LABELS)
    assert found.items[0].status == "partly"
    assert found.items[0].cover == pytest.approx(0.3)
    assert found.items[0].reason.code == "weak-skill"


def test_doubled_uris_count_once_at_their_heaviest():
    found = gap([], [skill("python"), skill("python", 3), skill("java")], labels=LABELS)
    assert [(item.uri, item.weight) for item in found.items] == [("python", 3), ("java", 1)]


def test_nothing_wanted_is_covered():
    assert gap([skill("python")], [], labels=LABELS).coverage == 1.0


def test_unknown_uri_is_near_nothing():
    found = gap([skill("python")], [skill("urn:unknown")], labels=LABELS, similarity=SIMILAR)
    assert found.items[0].status == "missing"
    assert found.items[0].label == Labels()


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_bad_weight_is_told(weight):
    with pytest.raises(BadWeight, match="python") as error:
        gap([], [skill("python", weight)], labels=LABELS)
    assert error.value.code == "bad-weight"


def test_what_if_names_what_changes():
    change = what_if(
        [skill("plan"), skill("python")],
        [skill("manage"), skill("python")],
        labels=LABELS,
        similarity=SIMILAR,
        lose={"python"},
        gain=[skill("manage")],
        also_want=[skill("nursing")],
    )
    assert change.better == ("manage",)
    assert change.worse == ("python",)
    assert change.after.coverage == pytest.approx(1 / 3)
    json.dumps(change.as_dict())


URIS = st.sampled_from([*LABELS, "x", "y"])
SKILLS = st.lists(st.builds(WeightedSkill, URIS, st.floats(0, 5)), max_size=8)


@given(SKILLS, SKILLS, st.randoms())
def test_rules(have, want, random):
    found = gap(have, want, labels=LABELS, similarity=SIMILAR)
    assert 0.0 <= found.coverage <= 1.0 + 1e-12
    assert {item.uri for item in found.items} == {entry.uri for entry in want if entry.weight > 0}
    have, want = list(merged(have).values()), list(merged(want).values())
    found = gap(have, want, labels=LABELS, similarity=SIMILAR)
    random.shuffle(have)
    random.shuffle(want)
    assert gap(have, want, labels=LABELS, similarity=SIMILAR) == found


@given(SKILLS, SKILLS, URIS, st.floats(0, 5))
def test_another_own_skill_never_lowers_the_coverage(have, want, uri, weight):
    rules = GapRules()
    before = gap(have, want, labels=LABELS, similarity=SIMILAR, rules=rules).coverage
    after = gap([*have, skill(uri, weight)], want, labels=LABELS, similarity=SIMILAR, rules=rules).coverage
    assert after >= before - 1e-12

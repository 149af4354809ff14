"""What many texts hold together: exact counts, one sentence each, and the texts behind a count."""

import pytest
from django.core.cache import cache

from osaamo.competence.gathering import Scope, gathered, skills_by_text, texts_with
from osaamo.competence.models import Reading, ReadSkill

pytestmark = pytest.mark.django_db

READ = {
    "a.text:1": {"sql": (0.9, "Uses SQL."), "python": (0.4, "Scripts.")},
    "a.text:2": {"sql": (0.5, "Data.")},
    "a.text:10": {"python": (0.8, "Python.")},
    "a.text:11": {},
    "a.textual:1": {"sql": (0.9, "Elsewhere.")},
}


@pytest.fixture(autouse=True)
def _readings():
    cache.clear()
    for ref, skills in READ.items():
        reading = Reading.objects.create(ref=ref, digest="d", language="en", model="m", vocabulary="v")
        for uri, (confidence, evidence) in skills.items():
            ReadSkill.objects.create(reading=reading, uri=uri, confidence=confidence, evidence=evidence)


def rows(scope, **more):
    found = gathered(scope, **more)
    return found.documents, [(s.uri, s.texts, round(s.confidence, 2), s.evidence, s.language) for s in found.skills]


def test_a_kind_is_counted_without_its_namesakes():
    assert rows(Scope(kind="a.text")) == (
        4,
        [("python", 2, 0.6, "Python.", "en"), ("sql", 2, 0.7, "Uses SQL.", "en")],
    )


def test_refs_are_counted_and_an_unsure_sentence_is_better_than_none():
    assert rows(Scope(refs=("a.text:2", "a.text:11"))) == (2, [("sql", 1, 0.5, "Data.", "en")])
    assert rows(Scope(refs=())) == (0, [])


def test_the_rarest_beyond_the_most_are_left_out():
    ReadSkill.objects.filter(uri="python", reading__ref="a.text:10").delete()
    assert [row[0] for row in rows(Scope(kind="a.text"), most=1)[1]] == ["sql"]


def test_counts_stay_for_a_while():
    before = gathered(Scope(kind="a.text"))
    Reading.objects.all().delete()
    assert gathered(Scope(kind="a.text")) == before
    assert gathered(Scope(kind="a.textual")).documents == 0


def test_skills_of_each_text():
    assert sorted(map(sorted, skills_by_text(Scope(kind="a.text"), most=2))) == [
        [("python", 0.4), ("sql", 0.9)],
        [("python", 0.8)],
    ]


def test_the_texts_behind_a_count_surest_first():
    assert [row.reading.ref for row in texts_with("sql", Scope(kind="a.text"))] == ["a.text:1", "a.text:2"]
    assert [row.reading.ref for row in texts_with("sql", Scope(refs=("a.text:2", "a.textual:1")))] == [
        "a.textual:1",
        "a.text:2",
    ]

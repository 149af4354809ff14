"""One person's Finnish and English CV give nearly the same skills.

Nobody's CV is in the data, so a person is made of four courses whose learning outcomes people wrote in both languages
(the texts ``bench/crosslingual.py`` measures on more of them). The versions differ somewhat in content, so 1 is out of
reach; chance is the agreement of one person's Finnish CV with another's English one.
"""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from osaamo.engine import Engine

pytestmark = [pytest.mark.slow, pytest.mark.shared]

PEOPLE = 5
COURSES = 4
SHORTEST = 120
NEAR = 0.7
"""From this cosine on two skills count as nearly the same."""


def cvs(data: Path) -> list[dict[str, str]]:
    """The CVs of each person in both languages."""
    with gzip.open(data / "aalto_courses" / "courses.jsonl.gz", "rt", encoding="utf-8") as lines:
        told = (json.loads(line) for line in lines)
        both = (
            row["learning_outcomes"]
            for row in told
            if all(
                row["detected_lang"]["learning_outcomes"].get(code) == code
                and len(row["learning_outcomes"][code]) >= SHORTEST
                for code in ("fi", "en")
            )
        )
        # Neighbours in the file are courses of one department; taken apart, people differ as people do.
        courses = list(islice(both, 0, 20 * PEOPLE * COURSES, 20))
    return [
        {code: "\n\n".join(course[code] for course in courses[at::PEOPLE]) for code in ("fi", "en")}
        for at in range(PEOPLE)
    ]


@pytest.fixture(scope="module")
def agreement(shared_data: Path) -> dict[str, np.ndarray]:
    """Shares for each person's Finnish CV (row) and each person's English one (column), shape ``[5, 5]``.

    ``same``: Jaccard of the two sets of skills; ``near``: the mean share of either set that the other has or nearly has.
    """
    engine = Engine.load()
    read = [
        {code: [skill.uri for skill in engine.extract(text, language=code).skills] for code, text in cv.items()}
        for cv in cvs(shared_data)
    ]

    def near(one: list[str], other: list[str]) -> float:
        is_near = engine.similarity(one, other) >= NEAR
        return (is_near.any(axis=1).mean() + is_near.any(axis=0).mean()) / 2

    def same(one: list[str], other: list[str]) -> float:
        return len({*one} & {*other}) / len({*one, *other})

    pairs = [[(mine["fi"], theirs["en"]) for theirs in read] for mine in read]
    return {measure.__name__: np.array([[measure(*pair) for pair in row] for row in pairs]) for measure in (same, near)}


def test_most_skills_are_the_same_or_nearly_in_both_languages(agreement) -> None:
    own = np.diag(agreement["near"])
    assert own.mean() >= 0.5
    assert np.diag(agreement["same"]).mean() >= 0.3


def test_they_agree_far_above_chance(agreement) -> None:
    others = ~np.eye(PEOPLE, dtype=bool)
    for measure, times in (("same", 6), ("near", 4)):
        table = agreement[measure]
        assert np.diag(table).mean() >= times * table[others].mean(), measure


def test_everybody_is_most_like_themselves(agreement) -> None:
    assert agreement["near"].argmax(axis=1).tolist() == list(range(PEOPLE))
    assert agreement["near"].argmax(axis=0).tolist() == list(range(PEOPLE))

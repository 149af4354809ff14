"""The occupations one can aim at: those whose skills the vocabulary knows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.warming import at_warm_up
from osaamo.engine import GapRules, WeightedSkill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine import Labels, Vocabulary

ESSENTIAL, USEFUL = 1.0, 0.4
"""Weights of an occupation's skills."""

SURE = 0.93
"""A term this near to a name means it: the name itself or another form of it."""

SEARCHED = 60


@dataclass(frozen=True, slots=True)
class Profiled:
    """The occupations with a skill profile, and all skills of all profiles as one row of indices and weights."""

    uris: tuple[str, ...]
    labels: tuple[Labels, ...]
    starts: NDArray[np.int64]
    skills: NDArray[np.int64]
    weights: NDArray[np.float64]


def names(language: str) -> list[str]:
    """The names of all of them in the language, in order of the alphabet."""
    return sorted({labels.best(language) for labels in _profiled().labels}, key=str.casefold)


def title_of(uri: str) -> Labels | None:
    """The name of the occupation, or ``None`` where its skills are not known."""
    known = _profiled()
    return known.labels[known.uris.index(uri)] if uri in known.uris else None


def skills_of_occupation(uri: str) -> list[WeightedSkill]:
    """The skills of the occupation, the essential ones weighing more."""
    vocabulary = competence.engine().vocabulary
    return [
        WeightedSkill(vocabulary.uris[at], ESSENTIAL if essential else USEFUL)
        for at, essential in vocabulary.profile(uri)
    ]


def found(words: str, *, most: int) -> tuple[str, list[tuple[str, Labels]]]:
    """The uri of the occupation that the words name (empty where none does), and those that fit them, best first."""
    known = _profiled()
    named = words.strip().casefold()
    for uri, labels in zip(known.uris, known.labels, strict=True):
        if named in {label.casefold() for label in labels.as_dict().values()}:
            return uri, [(uri, labels)]
    hits = [
        hit
        for hit in door.search(competence.engine().vocabulary, words, limit=SEARCHED, occupations=True)
        if hit.kind == "occupation" and hit.uri in known.uris
    ]
    # The same sure name twice means nobody can tell which was meant.
    sure = [hit.uri for hit in hits if hit.score >= SURE]
    return (sure[0] if len(sure) == 1 else ""), [(hit.uri, hit.labels) for hit in hits[:most]]


def nearest(have: Sequence[WeightedSkill], *, most: int) -> list[tuple[str, Labels, int]]:
    """The occupations that the skills cover best, each with the covered percent; none without skills."""
    known, rules = _profiled(), GapRules()
    own = [skill for skill in have if skill.weight > 0]
    if not own or not known.uris:
        return []
    vocabulary = competence.engine().vocabulary
    wanted, place = np.unique(known.skills, return_inverse=True)
    cosines = np.asarray(competence.similarity([skill.uri for skill in own], [vocabulary.uris[at] for at in wanted]))
    strength = np.minimum(1.0, [skill.weight for skill in own])[:, None]
    covers = np.where(cosines >= rules.near, rules.near_cover * np.minimum(1.0, cosines) * strength, 0.0).max(axis=0)
    mine = {skill.uri: skill.weight for skill in own}
    for column, at in enumerate(wanted):
        weight = mine.get(vocabulary.uris[at], 0.0)
        covers[column] = 1.0 if weight >= rules.sure else max(covers[column], weight)
    covered = np.add.reduceat(known.weights * covers[place], known.starts)
    shares = covered / np.add.reduceat(known.weights, known.starts)
    best = np.argsort(-shares, kind="stable")[:most]
    return [(known.uris[at], known.labels[at], round(100 * float(shares[at]))) for at in best if shares[at] > 0]


@at_warm_up
def _profiled() -> Profiled:
    return _profiles(competence.engine().vocabulary)


@lru_cache(maxsize=2)
def _profiles(vocabulary: Vocabulary) -> Profiled:
    listed = [(occupation, vocabulary.profile(occupation.uri)) for occupation in vocabulary.occupations]
    listed = [(occupation, skills) for occupation, skills in listed if skills]
    sizes = [len(skills) for _, skills in listed]
    return Profiled(
        uris=tuple(occupation.uri for occupation, _ in listed),
        labels=tuple(occupation.labels for occupation, _ in listed),
        starts=np.cumsum([0, *sizes])[:-1],
        skills=np.array([at for _, skills in listed for at, _ in skills], np.int64),
        weights=np.array([ESSENTIAL if sure else USEFUL for _, skills in listed for _, sure in skills], np.float64),
    )

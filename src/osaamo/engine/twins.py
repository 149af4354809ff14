"""Twins: the items (courses, ads, theses) nearest to one, by the skills they hold and by what their texts mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.errors import OsaamoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

SKILL_SHARE = 0.6
"""Weight of the skills in the score where both sides have a text vector, too."""


class VectorsDoNotFit(OsaamoError):
    """Text vectors of different lengths were compared."""

    code = "vectors-do-not-fit"


@dataclass(frozen=True, slots=True)
class TwinItem:
    """Something with skills (uri, confidence) and, where there is a text, its unit vector."""

    id: str
    skills: tuple[tuple[str, float], ...] = ()
    vector: NDArray[np.floating[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """How near an item is, and why.

    ``score`` is ``skill_share * skills + (1 - skill_share) * text``; where one of the two has no vector it is the
    skills' cosine alone (``text`` is then ``None``), where one has no skills the texts' alone. Uris come most
    confident first.
    """

    id: str
    score: float
    skills: float
    text: float | None
    shared: tuple[str, ...]
    only_query: tuple[str, ...]
    only_item: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The twin as plain JSON values."""
        return {
            "id": self.id,
            "score": round(self.score, 4),
            "skills": round(self.skills, 4),
            "text": None if self.text is None else round(self.text, 4),
            "shared": list(self.shared),
            "onlyQuery": list(self.only_query),
            "onlyItem": list(self.only_item),
        }


def twins(
    query: TwinItem,
    items: Sequence[TwinItem],
    *,
    most: int = 10,
    skill_share: float = SKILL_SHARE,
    least: float = 0.0,
) -> tuple[Twin, ...]:
    """The items nearest to ``query``, nearest first, ties by id; the query itself (same id) is left out.

    Args:
        query: what is looked at.
        items: what is searched; ten thousand take a fraction of a second.
        most: at most so many.
        skill_share: weight of the skills against the text, 0 to 1.
        least: items with a lower score are left out.

    Raises:
        VectorsDoNotFit: text vectors differ in length.
    """
    others = [item for item in items if item.id != query.id]
    if not others:
        return ()
    by_skills = _skill_cosines(query, others)
    by_text = _text_cosines(query, others)
    has_skills = np.array([bool(query.skills) and bool(item.skills) for item in others])
    has_text = ~np.isnan(by_text)
    share = np.where(has_text, np.where(has_skills, skill_share, 0.0), 1.0)
    scores = share * by_skills + (1 - share) * np.where(has_text, by_text, 0.0)
    order = sorted(range(len(others)), key=lambda at: (-scores[at], others[at].id))
    return tuple(
        _twin(query, others[at], float(scores[at]), float(by_skills[at]), float(by_text[at]))
        for at in order[:most]
        if scores[at] >= least
    )


def _twin(query: TwinItem, item: TwinItem, score: float, skills: float, text: float) -> Twin:
    mine, theirs = dict(_ordered(query)), dict(_ordered(item))
    return Twin(
        id=item.id,
        score=score,
        skills=skills,
        text=None if np.isnan(text) else text,
        shared=tuple(uri for uri in mine if uri in theirs),
        only_query=tuple(uri for uri in mine if uri not in theirs),
        only_item=tuple(uri for uri in theirs if uri not in mine),
    )


def _ordered(item: TwinItem) -> list[tuple[str, float]]:
    return sorted(item.skills, key=lambda skill: (-skill[1], skill[0]))


def _skill_cosines(query: TwinItem, others: Sequence[TwinItem]) -> NDArray[np.float64]:
    matrix = _matrix([query, *others])
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1), np.float64).ravel())
    products = (matrix[1:] @ matrix[[0]].T).toarray().ravel()
    scale = norms[1:] * norms[0]
    cosines: NDArray[np.float64] = np.divide(products, scale, out=np.zeros(len(others)), where=scale > 0)
    return cosines


def _matrix(items: Sequence[TwinItem]) -> csr_array:
    """A row for each item, columns in order of their addresses: sums do not depend on the order of the items."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - 0.15 s that reading a text need not pay

    columns = {uri: at for at, uri in enumerate(sorted({uri for item in items for uri, _ in item.skills}))}
    values, places, starts = [], [], [0]
    for item in items:
        strongest: dict[str, float] = {}
        for uri, confidence in item.skills:
            strongest[uri] = max(confidence, strongest.get(uri, 0.0))
        for uri, confidence in sorted(strongest.items()):
            places.append(columns[uri])
            values.append(confidence)
        starts.append(len(values))
    return csr_array((np.array(values, np.float64), places, starts), shape=(len(items), max(1, len(columns))))


def _text_cosines(query: TwinItem, others: Sequence[TwinItem]) -> NDArray[np.float64]:
    """Cosines of the text vectors, NaN where either is absent."""
    cosines = np.full(len(others), np.nan)
    if query.vector is None:
        return cosines
    known = [(at, item.vector) for at, item in enumerate(others) if item.vector is not None]
    if not known:
        return cosines
    lengths = {len(vector) for _, vector in known} | {len(query.vector)}
    if len(lengths) > 1:
        raise VectorsDoNotFit(
            f"The text vectors have different lengths ({', '.join(map(str, sorted(lengths)))}). "
            "Compute them again with one model.",
            lengths=sorted(lengths),
        )
    cosines[[at for at, _ in known]] = np.stack([vector for _, vector in known]) @ query.vector
    return cosines

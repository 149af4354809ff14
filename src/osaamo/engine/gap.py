"""What somebody has, nearly has and lacks of what a goal wants, with the reason for each.

Pure functions on :class:`~osaamo.engine.records.WeightedSkill`. Similarity between skills is handed in as a callable
(uris of the rows, uris of the columns -> cosine matrix), so nothing here loads a model.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from osaamo.engine.errors import OsaamoError
from osaamo.engine.records import LANGUAGES, Labels, WeightedSkill

Similarity = Callable[[Sequence[str], Sequence[str]], NDArray[np.floating[Any]]]
"""Cosines of two lists of skill uris, shape ``[len(rows), len(columns)]``."""

Status = Literal["missing", "partly", "have"]

_WORD = re.compile(r"[^\W\d_][\w+#.-]*|\w+[+#]+")
_SAME_STEM = 5
_UNTELLING = frozenset(
    (
        *("the", "and", "with", "for", "from", "into", "using", "other", "different", "various"),
        *("use", "manage", "apply", "perform", "develop", "provide", "work", "carry", "make", "ensure", "maintain"),
        *("create", "techniques", "methods", "systems", "ja", "sekä", "tai", "eri", "käyttää", "hallita", "tehdä"),
        *("kehittää", "taidot", "osaaminen", "menetelmät", "och", "samt", "eller", "med", "för", "olika", "använda"),
        *("hantera", "utveckla", "göra", "metoder"),
    )
)


class BadWeight(OsaamoError):
    """The weight of a skill is negative or not a number."""

    code = "bad-weight"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: ``code`` and ``values`` for the faces to translate, ``text`` as one English sentence."""

    code: str
    text: str
    values: Mapping[str, object]

    def as_dict(self) -> dict[str, object]:
        """``{"code", "values", "text"}``."""
        return {"code": self.code, "values": dict(self.values), "text": self.text}


def reason(code: str, text: str, **values: object) -> Reason:
    """A :class:`Reason`; ``text`` is filled with ``values`` by name."""
    return Reason(code=code, text=text.format(**values), values=values)


@dataclass(frozen=True, slots=True)
class GapRules:
    """How near is near.

    Attributes:
        near: lowest cosine at which an own skill counts as near a wanted one.
        near_cover: the share of a wanted skill that an identical-in-meaning near skill covers; a near skill covers
            ``near_cover * cosine``.
        sure: own weight (grade or confidence) from which a skill counts as had.
    """

    near: float = 0.70
    near_cover: float = 0.5
    sure: float = 0.5


DEFAULT_RULES = GapRules()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The own skill closest to a wanted one, and their cosine."""

    uri: str
    label: Labels
    similarity: float

    def as_dict(self) -> dict[str, object]:
        """``{"uri", "label", "similarity"}``."""
        return {"uri": self.uri, "label": self.label.as_dict(), "similarity": round(self.similarity, 4)}


@dataclass(frozen=True, slots=True)
class GapItem:
    """One wanted skill: how much of it is covered (0 to 1), by what, and why.

    ``need`` is ``weight * (1 - cover)``: what a path can still win.
    """

    uri: str
    label: Labels
    weight: float
    status: Status
    cover: float
    reason: Reason
    nearest: Nearest | None = None
    evidence: str = ""

    @property
    def need(self) -> float:
        """The uncovered weight."""
        return self.weight * (1.0 - self.cover)

    def as_dict(self) -> dict[str, object]:
        """The item as plain JSON values."""
        return {
            "uri": self.uri,
            "label": self.label.as_dict(),
            "status": self.status,
            "weight": round(self.weight, 4),
            "cover": round(self.cover, 4),
            "nearest": self.nearest.as_dict() if self.nearest else None,
            "evidence": self.evidence,
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """All wanted skills, largest need first, and the covered share of their weight (0 to 1; 1 when nothing is wanted).

    ``extra`` are own skills the goal does not ask for, heaviest first.
    """

    items: tuple[GapItem, ...]
    coverage: float
    extra: tuple[str, ...] = ()

    def of(self, status: Status) -> tuple[GapItem, ...]:
        """The items with ``status``."""
        return tuple(item for item in self.items if item.status == status)

    def as_dict(self) -> dict[str, object]:
        """The gap as plain JSON values."""
        return {
            "coverage": round(self.coverage, 4),
            "counts": {status: len(self.of(status)) for status in ("missing", "partly", "have")},
            "items": [item.as_dict() for item in self.items],
            "extra": list(self.extra),
        }


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A gap before and after a change, and the uris whose status became better or worse."""

    before: Gap
    after: Gap
    better: tuple[str, ...]
    worse: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The change as plain JSON values; ``change`` is the difference of the coverages."""
        return {
            "change": round(self.after.coverage - self.before.coverage, 4),
            "better": list(self.better),
            "worse": list(self.worse),
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
        }


class VectorSimilarity:
    """A :data:`Similarity` over a matrix of unit vectors.

    Args:
        uris: one uri for each row.
        vectors: ``[n, d]`` unit vectors (any float type).

    An unknown uri is similar to nothing but itself.
    """

    def __init__(self, uris: Sequence[str], vectors: NDArray[np.floating[Any]]) -> None:
        self._rows = {uri: row for row, uri in enumerate(uris)}
        self._vectors = vectors

    def __call__(self, rows: Sequence[str], columns: Sequence[str]) -> NDArray[np.floating[Any]]:
        """Cosines, ``float32 [len(rows), len(columns)]``."""
        cosines: NDArray[np.floating[Any]] = self._take(rows) @ self._take(columns).T
        at = {uri: column for column, uri in enumerate(columns)}
        for row, uri in enumerate(rows):
            if uri in at:
                cosines[row, at[uri]] = 1.0
        return cosines

    def _take(self, uris: Sequence[str]) -> NDArray[np.float32]:
        taken = np.zeros((len(uris), self._vectors.shape[1]), np.float32)
        known = [(at, self._rows[uri]) for at, uri in enumerate(uris) if uri in self._rows]
        if known:
            ats, rows = zip(*known, strict=True)
            taken[list(ats)] = self._vectors[list(rows)]
        return taken


def merged(skills: Sequence[WeightedSkill]) -> dict[str, WeightedSkill]:
    """The skills by uri, the heaviest entry of each, in order of first sight.

    Raises:
        BadWeight: a weight is negative, infinite or not a number.
    """
    best: dict[str, WeightedSkill] = {}
    for skill in skills:
        if not math.isfinite(skill.weight) or skill.weight < 0:
            raise BadWeight(
                f"The weight of {skill.uri} is {skill.weight}; give a number of at least 0.",
                uri=skill.uri,
                weight=skill.weight,
            )
        if skill.uri not in best or skill.weight > best[skill.uri].weight:
            best[skill.uri] = skill
    return best


def gap(
    have: Sequence[WeightedSkill],
    want: Sequence[WeightedSkill],
    *,
    labels: Mapping[str, Labels],
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
) -> Gap:
    """What of ``want`` is had, partly had and missing, given ``have``.

    A wanted skill is *had* with its uri among the own skills at weight ``rules.sure`` or more; *partly* with its uri
    at a lower weight, or with an own skill nearer than ``rules.near``; else *missing*. Doubled uris count once, at
    their heaviest. Items are sorted by need, then weight, then uri: same input, same order.

    Raises:
        BadWeight: a weight is negative or not a number.
    """
    own = {uri: skill for uri, skill in merged(have).items() if skill.weight > 0}
    wanted = {uri: skill for uri, skill in merged(want).items() if skill.weight > 0}
    unsure = [uri for uri in wanted if uri not in own or own[uri].weight < rules.sure]
    nearest = _nearest(own, unsure, similarity, rules)
    items = [_item(skill, own, nearest.get(uri), labels, rules) for uri, skill in wanted.items()]
    items.sort(key=lambda item: (-item.need, -item.weight, item.uri))
    total = math.fsum(item.weight for item in items)
    covered = math.fsum(item.weight * item.cover for item in items)
    extra = sorted((uri for uri in own if uri not in wanted), key=lambda uri: (-own[uri].weight, uri))
    return Gap(items=tuple(items), coverage=covered / total if total else 1.0, extra=tuple(extra))


def what_if(
    have: Sequence[WeightedSkill],
    want: Sequence[WeightedSkill],
    *,
    labels: Mapping[str, Labels],
    similarity: Similarity | None = None,
    rules: GapRules = DEFAULT_RULES,
    lose: Collection[str] = (),
    gain: Sequence[WeightedSkill] = (),
    unwant: Collection[str] = (),
    also_want: Sequence[WeightedSkill] = (),
) -> WhatIf:
    """The gap before and after losing (a dropped course), gaining, no longer wanting or also wanting skills.

    ``lose`` and ``unwant`` are uris; they act before ``gain`` and ``also_want``.
    """
    before = gap(have, want, labels=labels, similarity=similarity, rules=rules)
    after = gap(
        [skill for skill in have if skill.uri not in lose] + list(gain),
        [skill for skill in want if skill.uri not in unwant] + list(also_want),
        labels=labels,
        similarity=similarity,
        rules=rules,
    )
    old = {item.uri: item.cover for item in before.items}
    changes = [(item.uri, item.cover - old.get(item.uri, item.cover)) for item in after.items]
    return WhatIf(
        before=before,
        after=after,
        better=tuple(uri for uri, change in changes if change > 0),
        worse=tuple(uri for uri, change in changes if change < 0),
    )


def near_cover(similarity: float, rules: GapRules = DEFAULT_RULES) -> float:
    """The share of a skill that another at this cosine covers: 0 below ``rules.near``."""
    return rules.near_cover * min(1.0, similarity) if similarity >= rules.near else 0.0


def why_near(first: Labels, second: Labels, similarity: float) -> Reason:
    """Why two skills are near: the words their labels share, else their meaning as the model measures it."""
    words = _shared_words(first, second)
    percent = round(100 * similarity)
    if words:
        return reason(
            "near-shared-words",
            "Close to “{own}” ({percent} %): both are about {words}.",
            own=second.best("en"),
            percent=percent,
            words=", ".join(words),
        )
    return reason(
        "near-in-meaning", "Close in meaning to “{own}” ({percent} %).", own=second.best("en"), percent=percent
    )


def _nearest(
    own: Mapping[str, WeightedSkill], wanted: Sequence[str], similarity: Similarity | None, rules: GapRules
) -> dict[str, tuple[str, float, float]]:
    """The own skill that covers most of each wanted one (else the closest): its uri, cosine and cover."""
    if similarity is None or not own or not wanted:
        return {}
    columns = sorted(own)
    cosines = np.asarray(similarity(list(wanted), columns), np.float64)
    strength = np.minimum(1.0, [own[uri].weight for uri in columns])
    covers = np.where(cosines >= rules.near, rules.near_cover * np.minimum(1.0, cosines) * strength, 0.0)
    best = np.where(covers.max(axis=1) > 0, covers.argmax(axis=1), cosines.argmax(axis=1))
    return {
        uri: (columns[best[row]], float(cosines[row, best[row]]), float(covers[row, best[row]]))
        for row, uri in enumerate(wanted)
    }


def _item(
    skill: WeightedSkill,
    own: Mapping[str, WeightedSkill],
    nearest: tuple[str, float, float] | None,
    labels: Mapping[str, Labels],
    rules: GapRules,
) -> GapItem:
    label = labels.get(skill.uri, Labels())
    mine = own.get(skill.uri)
    if mine is not None and mine.weight >= rules.sure:
        why = reason("same-skill", "You have it.")
        return GapItem(skill.uri, label, skill.weight, "have", 1.0, why, evidence=mine.evidence)
    weak = mine.weight if mine is not None else 0.0
    uri, cosine, cover = nearest or ("", 0.0, 0.0)
    if mine is not None and weak >= cover:
        why = reason("weak-skill", "You have it, but only at {percent} %.", percent=round(100 * weak))
        return GapItem(skill.uri, label, skill.weight, "partly", weak, why, evidence=mine.evidence)
    if nearest is None:
        return GapItem(skill.uri, label, skill.weight, "missing", 0.0, reason("not-had", "You do not have it yet."))
    close = Nearest(uri, labels.get(uri, Labels()), cosine)
    if cover > 0:
        why = why_near(label, close.label, cosine)
        return GapItem(skill.uri, label, skill.weight, "partly", cover, why, close, own[uri].evidence)
    why = reason(
        "nothing-near",
        "Nothing near it; the closest you have is “{own}” ({percent} %).",
        own=close.label.best("en"),
        percent=round(100 * cosine),
    )
    return GapItem(skill.uri, label, skill.weight, "missing", 0.0, why, close)


def _shared_words(first: Labels, second: Labels) -> tuple[str, ...]:
    for language in ("en", *LANGUAGES):
        stems = {word[:_SAME_STEM] for word in _content_words(getattr(second, language))}
        shared = [word for word in _content_words(getattr(first, language)) if word[:_SAME_STEM] in stems]
        if shared:
            return tuple(dict.fromkeys(shared))
    return ()


def _content_words(label: str) -> list[str]:
    words = (word.strip(".-") for word in _WORD.findall(label.lower()))
    return [word for word in words if len(word) > 2 and word not in _UNTELLING]

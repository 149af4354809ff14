"""Quality of skill linking against a gold set, with its uncertainty.

Definitions:
- ``rp@k``: hits in the top k / min(k, number of right skills) (R-precision at k, as in Decorte et al. 2022).
- ``mrr``: 1 / rank of the first right skill, 0 when none is ranked.
- ``ndcg@10``: gain ``2**grade - 1``, discount ``log2(rank + 1)`` (Järvelin & Kekäläinen 2002).
- ``p2@5`` and ``r2@20``: precision and recall of grade 2 alone; only for graded gold.
- ``recall@100``: share of the right skills among the first hundred.
- set precision, recall and F1: what is shown at the shipped threshold, micro over texts. Graded gold was judged from
  a pool, so a shown skill nobody judged counts as wrong: set precision there is a lower bound.

Texts without any right skill count only in ``silent``: the share of them for which nothing is shown.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from osaamo.engine.pipeline import Engine

_RESAMPLES = 1000
_MEASURES = ("rp@1", "rp@5", "rp@10", "mrr", "ndcg@10", "recall@100")
_GRADED = ("p2@5", "r2@20")


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text with its right skills. ``grades`` maps uri to 2 (clearly) or 1 (acceptable); ``judged`` what was seen."""

    id: str
    text: str
    language: str
    grades: dict[str, int]
    judged: frozenset[str]
    graded: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """A gold text with what the engine gave: the ranking's uris and what it would show, with confidences."""

    gold: GoldText
    ranking: tuple[str, ...]
    shown: tuple[tuple[str, float], ...]


def read_gold(lines: Iterable[str]) -> tuple[GoldText, ...]:
    """Gold texts from JSON lines with ``text`` and either ``grades`` ({uri: 2|1}) or ``gold_uri`` (a list).

    Raises:
        ValueError: a line is no JSON object or has neither; the message names the line.
    """
    gold = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = str(row["text"])
            graded = "grades" in row
            grades = (
                {str(uri): int(grade) for uri, grade in row["grades"].items()}
                if graded
                else {str(uri): 2 for uri in row["gold_uri"] if uri}
            )
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise ValueError(
                f"line {number} needs a JSON object with `text` and `grades` or `gold_uri` ({problem})"
            ) from problem
        judged = frozenset(map(str, row.get("judged", ()))) | frozenset(grades)
        language = str(row.get("lang", "auto"))
        gold.append(GoldText(str(row.get("id", number)), text, language, grades, judged, graded))
    return tuple(gold)


def score_texts(engine: Engine, gold: Sequence[GoldText], *, labels: str = "v1.2") -> tuple[tuple[Scored, ...], float]:
    """Every gold text ranked and extracted, and the texts per second of extraction (wall clock, engine warm)."""
    if gold:
        engine.extract(gold[0].text, language=gold[0].language)
    scored, seconds = [], 0.0
    for item in gold:
        began = time.perf_counter()
        extraction = engine.extract(item.text, language=item.language)
        seconds += time.perf_counter() - began
        ranking = engine.rank(item.text, language=item.language, limit=100, labels=labels)
        scored.append(
            Scored(
                item,
                tuple(row.uri for row in ranking),
                tuple((skill.uri, skill.confidence) for skill in extraction.skills),
            )
        )
    return tuple(scored), len(gold) / seconds if seconds else 0.0


def measures_of(scored: Scored) -> dict[str, float]:
    """The ranking measures of one text that has right skills."""
    grades = scored.gold.grades
    right = {uri for uri, grade in grades.items() if grade >= 1}
    hits = [uri in right for uri in scored.ranking]
    first = next((at for at, hit in enumerate(hits, 1) if hit), 0)
    values = {f"rp@{k}": sum(hits[:k]) / min(k, len(right)) for k in (1, 5, 10)}
    values["mrr"] = 1 / first if first else 0.0
    values["recall@100"] = sum(hits[:100]) / len(right)
    gains = [2.0 ** grades.get(uri, 0) - 1 for uri in scored.ranking[:10]]
    ideal = sorted((2.0**grade - 1 for grade in grades.values()), reverse=True)[:10]
    discounts = 1 / np.log2(np.arange(2, 12))
    values["ndcg@10"] = float(np.dot(gains, discounts[: len(gains)]) / np.dot(ideal, discounts[: len(ideal)]))
    if scored.gold.graded:
        clear = {uri for uri, grade in grades.items() if grade == 2}
        values["p2@5"] = sum(uri in clear for uri in scored.ranking[:5]) / 5
        values["r2@20"] = sum(uri in clear for uri in scored.ranking[:20]) / len(clear) if clear else 0.0
    return values


def report(scored: Sequence[Scored], *, seed: int = 0) -> dict[str, Any]:
    """Means with bootstrap 95 % intervals, set measures and abstention: for all texts and for each language."""
    languages = sorted({item.gold.language for item in scored})
    parts = {"all": list(scored)}
    if len(languages) > 1:
        parts |= {language: [s for s in scored if s.gold.language == language] for language in languages}
    return {name: _part(items, seed) for name, items in parts.items()}


def reliability(scored: Sequence[Scored], *, bins: int = 8) -> list[dict[str, float]]:
    """Of the skills shown with confidence about c, how many are right: rows ``from, to, shown, confidence, right``.

    Only judged skills count where the gold says what was judged.
    """
    pairs = [
        (sure, float(item.gold.grades.get(uri, 0) >= 1))
        for item in scored
        for uri, sure in item.shown
        if not item.gold.graded or uri in item.gold.judged
    ]
    edges = np.linspace(0, 1, bins + 1)
    rows = []
    for low, high in pairwise(edges):
        inside = [(c, r) for c, r in pairs if low <= c < high or (high == 1 and c == 1)]
        if inside:
            rows.append(
                {
                    "from": float(low),
                    "to": float(high),
                    "shown": len(inside),
                    "confidence": float(np.mean([c for c, _ in inside])),
                    "right": float(np.mean([r for _, r in inside])),
                }
            )
    return rows


def _part(items: Sequence[Scored], seed: int) -> dict[str, Any]:
    with_gold = [item for item in items if any(grade >= 1 for grade in item.gold.grades.values())]
    without = [item for item in items if item not in with_gold]
    result: dict[str, Any] = {"texts": len(items), "texts_with_gold": len(with_gold)}
    if with_gold:
        rows = [measures_of(item) for item in with_gold]
        graded = all(item.gold.graded for item in with_gold)
        result["ranking"] = {
            name: _interval(np.array([row[name] for row in rows]), seed)
            for name in (*_MEASURES, *(_GRADED if graded else ()))
        }
    result["set"] = _set_measures(items)
    if without:
        result["silent"] = sum(not item.shown for item in without) / len(without)
    return result


def _interval(values: np.ndarray[Any, Any], seed: int) -> dict[str, float]:
    draws = np.random.default_rng(seed).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return {"mean": float(values.mean()), "low": float(low), "high": float(high)}


def _set_measures(items: Sequence[Scored]) -> dict[str, float]:
    shown = sum(len(item.shown) for item in items)
    right = sum(sum(grade >= 1 for grade in item.gold.grades.values()) for item in items)
    hits = sum(item.gold.grades.get(uri, 0) >= 1 for item in items for uri, _ in item.shown)
    precision = hits / shown if shown else 0.0
    recall = hits / right if right else 0.0
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
        "shown_per_text": shown / len(items) if items else 0.0,
    }

"""Unlabelled sentences (courses, theses, job ads; no development document) for the hub correction."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from data import jsonl, sentences

if TYPE_CHECKING:
    from pathlib import Path

LANGS = ("fi", "sv", "en")


def background(data: Path, per_language: int = 800, seed: int = 5) -> dict[str, list[str]]:
    """Language -> sentences, the same ones for the same seed."""
    gold = {d["id"] for d in jsonl(data / "skill_benchmarks/gold_dev.jsonl")}
    courses = {g.rsplit(":", 1)[0] for g in gold}
    rng = random.Random(seed)  # noqa: S311
    out: dict[str, list[str]] = {}
    aalto = [c for c in jsonl(data / "aalto_courses/courses.jsonl.gz") if c["id"] not in courses]
    for lang in LANGS:
        docs = [d["text"] for d in jsonl(data / f"thesis_abstracts/abstracts_{lang}.jsonl.gz") if d["id"] not in gold]
        rng.shuffle(docs)
        a = [s for d in docs[:600] for s in sentences(d)]
        b = [
            s
            for c in aalto
            for part in ("learning_outcomes", "content")
            if c["detected_lang"].get(part, {}).get(lang) == lang
            for s in sentences(c[part].get(lang) or "")
        ]
        rng.shuffle(a)
        rng.shuffle(b)
        pool = a[: per_language // 2] + b[: per_language // 2]
        if lang == "en":
            ads = [d["text"] for d in jsonl(data / "hn_who_is_hiring/ads_2011_2017.jsonl.gz")]
            c = [s for d in rng.sample(ads, 800) for s in sentences(d)]
            rng.shuffle(c)
            pool = pool[::2] + c[: per_language // 2]
        pool = [s for s in pool if len(s) > 30]
        rng.shuffle(pool)
        out[lang] = pool[:per_language]
    return out

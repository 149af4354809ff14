"""Reading of ESCO, our terms, training sentences and judged documents."""

from __future__ import annotations

import collections
import csv
import gzip
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

csv.field_size_limit(10**9)
SPLIT = re.compile(r"\n+|(?<=[.!?;])\s+(?=[A-ZÅÄÖ0-9\"”'(])")
STRIP = " \t\r*•·–-▪●"


def sentences(text: str, longest: int = 400) -> list[str]:
    """Lines and sentences of a document; very short pieces are dropped unless nothing else is left."""
    parts = [s.strip(STRIP) for s in SPLIT.split(text)]
    parts = [s[:longest] for s in parts if len(s) > 8]
    return parts or [text.strip()[:longest]]


def rows(path: Path) -> list[dict]:
    """Rows of a csv file, gzipped or not."""
    op = gzip.open if path.suffix == ".gz" else open
    with op(path, "rt", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def jsonl(path: Path) -> list[dict]:
    """Objects of a JSON-lines file, gzipped or not."""
    op = gzip.open if path.suffix == ".gz" else open
    with op(path, "rt", encoding="utf-8") as f:
        return [json.loads(x) for x in f if x.strip()]


class Concepts:
    """Skills in file order with all their names; ``texts[i]`` = list of (kind, text)."""

    def __init__(self, data: Path) -> None:
        skills = rows(data / "esco/skills.csv.gz")
        terms = {r["uri"]: r for r in rows(data / "terms/skills.csv.gz")}
        self.uris = [s["uri"] for s in skills]
        self.index = {u: i for i, u in enumerate(self.uris)}
        self.labels = [s["label_en"] for s in skills]
        self.in_v1_1 = [s["in_v1_1"] == "1" for s in skills]
        self.texts: list[list[tuple[str, str]]] = []
        for s in skills:
            t = terms.get(s["uri"], {})
            out = [("en", s["label_en"])]
            out += [(k, t[k]) for k in ("fi", "sv") if t.get(k)]
            out += [("fi_alt", x) for x in (t.get("fi_alt") or "").split("|") if x]
            out += [("alt", x) for x in s["altlabels_en"].split("|") if x]
            if s["description_en"]:
                out.append(("desc", s["description_en"]))
            self.texts.append(out)

    def owners(self) -> dict[str, set[int]]:
        """lower-cased name -> all skills that carry it (shared names are multi-positive)."""
        own: dict[str, set[int]] = collections.defaultdict(set)
        for i, ts in enumerate(self.texts):
            for k, t in ts:
                if k != "desc":
                    own[t.lower()].add(i)
        return own


def training_sentences(paths: list[Path], index: dict[str, int]) -> list[tuple[str, str, int]]:
    """(language, sentence, skill) of all sentence files."""
    out = []
    for p in paths:
        for r in rows(p):
            if r.get("uri") in index and r.get("sentence"):
                out.append((r["kind"][:2], r["sentence"].strip(), index[r["uri"]]))  # noqa: PERF401
    return out


def judged(paths: list[Path], index: dict[str, int]) -> list[tuple[str, list[str], dict[int, int], set[int]]]:
    """(language, sentences, {skill: grade 1|2}, skills judged 0) per judged document."""
    out = []
    for p in paths:
        for d in jsonl(p):
            g = {index[u]: v for u, v in d["grades"].items() if u in index}
            out.append(
                (
                    d["lang"],
                    sentences(d["text"]),
                    {i: v for i, v in g.items() if v > 0},
                    {i for i, v in g.items() if v == 0},
                )
            )
    return out

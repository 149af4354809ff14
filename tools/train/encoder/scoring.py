"""Development measures of a retrieval stage: gold_dev (fi, sv, en), TECH and HOUSE validation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from data import Concepts, jsonl, sentences

if TYPE_CHECKING:
    from pathlib import Path


class Dev:
    """The development texts with their gold, and the measures."""

    def __init__(self, data: Path, concepts: Concepts) -> None:
        b = data / "skill_benchmarks"
        ix = concepts.index
        self.docs = jsonl(b / "gold_dev.jsonl")
        self.sents, self.own = [], []
        for k, d in enumerate(self.docs):
            ss = sentences(d["text"])
            self.sents += ss
            self.own += [k] * len(ss)
        self.own = np.array(self.own)
        self.langs = [self.docs[k]["lang"] for k in self.own]
        self.gold = [{ix[u]: g for u, g in d["grades"].items() if u in ix} for d in self.docs]
        self.bench = {}
        for n in ("tech", "house"):
            items = list(jsonl(b / f"{n}_validation.jsonl"))
            items = [(d["text"], {ix[u] for u in d["gold_uri"] if u in ix}) for d in items]
            self.bench[n] = [x for x in items if x[1]]
        self.v11 = np.array(concepts.in_v1_1)
        self.texts = self.sents + [t for n in self.bench for t, _ in self.bench[n]]
        self.text_langs = self.langs + ["en"] * (len(self.texts) - len(self.sents))

    def doc_scores(self, s: np.ndarray, agg: str = "max") -> np.ndarray:
        """Sentence x concept scores -> document x concept."""
        out = np.empty((len(self.docs), s.shape[1]), np.float32)
        for k in range(len(self.docs)):
            x = s[self.own == k]
            if agg == "max" or len(x) == 1:
                out[k] = x.max(0)
            elif agg == "mean":
                out[k] = x.mean(0)
            elif agg == "top2":
                y = np.sort(x, 0)
                out[k] = 0.65 * y[-1] + 0.35 * y[-2]
            elif agg.startswith("lse"):
                t = float(agg[3:])
                m = x.max(0)
                out[k] = m + np.log(np.exp((x - m) / t).sum(0)) * t
            elif agg.startswith("lsm"):  # log-mean-exp plus a little length normalisation
                t = float(agg[3:])
                m = x.max(0)
                out[k] = m + np.log(np.exp((x - m) / t).mean(0)) * t
        return out

    def gold_metrics(self, sc: np.ndarray) -> dict[str, np.ndarray]:
        """Language -> nDCG@10, P2@5, R2@20 in per cent."""
        res = {"fi": [], "sv": [], "en": []}
        for k, d in enumerate(self.docs):
            g = self.gold[k]
            top = np.argpartition(-sc[k], 20)[:20]
            top = top[np.argsort(-sc[k][top])]
            gain = [2 ** g.get(i, 0) - 1 for i in top[:10]]
            ideal = sorted((2**v - 1 for v in g.values()), reverse=True)[:10]
            disc = 1 / np.log2(np.arange(2, 12))
            two = {i for i, v in g.items() if v == 2}
            res[d["lang"]].append(
                (
                    float(np.dot(gain, disc) / np.dot(ideal, disc[: len(ideal)])),
                    sum(i in two for i in top[:5]) / 5,
                    sum(i in two for i in top) / max(1, min(20, len(two))),
                )
            )
        return {k: np.mean(v, 0) * 100 for k, v in res.items()}

    def bench_metrics(self, s: np.ndarray, n: str) -> np.ndarray:
        """RP@5, RP@10, MRR, R@100 in per cent."""
        s = np.where(self.v11, s, -1e9)
        out = []
        for x, (_t, g) in zip(s, self.bench[n], strict=True):
            o = np.argsort(-x)
            rank = np.array([i in g for i in o[:200]])
            first = np.argmax(rank) + 1 if rank.any() else 1000
            out.append(
                (
                    rank[:5].sum() / min(5, len(g)),
                    rank[:10].sum() / min(10, len(g)),
                    1 / first,
                    rank[:100].sum() / len(g),
                )
            )
        return np.mean(out, 0) * 100

    def line(self, name: str, s: np.ndarray, agg: str = "max", sink: Path | None = None) -> dict:
        """Scores of ``self.texts`` x concepts -> one printed and stored line."""
        n = len(self.sents)
        g = self.gold_metrics(self.doc_scores(s[:n], agg))
        r = {"name": name, "agg": agg}
        for lang in ("fi", "sv", "en"):
            r[lang] = [round(float(v), 1) for v in g[lang]]
        at = n
        for b in self.bench:
            m = len(self.bench[b])
            r[b] = [round(float(v), 1) for v in self.bench_metrics(s[at : at + m], b)]
            at += m
        r["mean"] = round(float(np.mean([r["fi"][0], r["sv"][0], r["en"][0], r["tech"][0], r["house"][0]])), 2)
        print(
            f"{name:44s} {agg:7s} fi {r['fi']} sv {r['sv']} en {r['en']} tech {r['tech']} house {r['house']} | {r['mean']}",  # noqa: E501
            flush=True,
        )
        if sink:
            with sink.open("a", encoding="utf-8") as f:
                f.write(json.dumps(r) + "\n")
        return r


def hub(back: np.ndarray, protos: np.ndarray, k: int = 0) -> np.ndarray:
    """Mean similarity of every concept to background sentences (k > 0: to the k nearest of them)."""
    s = back @ protos.T
    if k:
        return np.sort(s, 0)[-k:].mean(0)
    return s.mean(0)

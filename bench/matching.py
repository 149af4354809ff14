"""Ranking of job ads for a profile, on pairs judged by rule, against plain text search.

Run: ``osaamo annotate ../shared/data/hn_who_is_hiring/ads_2011_2017.jsonl.gz ads.parquet --workers 2`` once, then
``python bench/matching.py --annotated ads.parquet [--json]``

Rule: the ads whose headline names an occupation are right for a profile of that occupation, the others of a random
sample are not. A profile holds half of our own skill list of the occupation, drawn 20 times with a fixed seed, so no
ad's own text makes a profile. Ours ranks by covered skills; the baseline ranks by BM25 of the skills' English names in
the ads' texts (headline left out for both, since the rule reads it). Shown: area under the ROC curve (the chance
that a right ad stands above another one) and precision of the first ten.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np
from pyarrow import parquet

from osaamo.cli.common import load_engine
from osaamo.engine.matching import Matcher
from osaamo.engine.records import WeightedSkill

ADS = Path(__file__).resolve().parents[2] / "shared" / "data" / "hn_who_is_hiring" / "ads_2011_2017.jsonl.gz"
RULE = {
    "data scientist": r"data scientist",
    "web developer": r"web developer",
    "mobile application developer": r"\b(ios|android|mobile) (app )?(developer|engineer)",
    "ICT system administrator": r"system administrator|sysadmin",
    "user interface designer": r"\b(ui|ux|ui/ux|ux/ui) designer",
    "product manager": r"product manager",
    "ICT security engineer": r"security engineer",
    "software tester": r"\bqa (engineer|tester|analyst)|test engineer",
    "embedded systems software developer": r"embedded (software |systems )?(engineer|developer)",
    "sales representative": r"sales (representative|executive|manager|engineer)",
    "marketing manager": r"marketing manager|head of marketing",
    "technical communicator": r"technical writer",
}
OTHERS = 3000
DRAWS = 20
SEED = 5
WORD = re.compile(r"[a-z][a-z+#.]*")


class Bm25:
    """Okapi BM25 (Robertson et al. 1994), k1 = 1.5, b = 0.75."""

    def __init__(self, texts: list[str]) -> None:
        self.rows = [Counter(WORD.findall(text.lower())) for text in texts]
        lengths = np.array([sum(row.values()) for row in self.rows])
        self.norm = 1.5 * (0.25 + 0.75 * lengths / lengths.mean())
        self.found: Counter[str] = Counter(word for row in self.rows for word in row)

    def scores(self, query: str) -> np.ndarray:
        """``float[len(texts)]``, higher is better."""
        scores = np.zeros(len(self.rows))
        for word in set(WORD.findall(query.lower())):
            rarity = math.log(1 + (len(self.rows) - self.found[word] + 0.5) / (self.found[word] + 0.5))
            times = np.array([row[word] for row in self.rows])
            scores += rarity * times * 2.5 / (times + self.norm)
        return scores


def area(scores: np.ndarray, right: np.ndarray) -> float:
    order = np.argsort(np.argsort(scores, kind="stable"), kind="stable") + 1
    good = int(right.sum())
    return float((order[right].sum() - good * (good + 1) / 2) / (good * (len(right) - good)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotated", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    engine = load_engine("fast")
    rng = np.random.default_rng(SEED)
    with gzip.open(ADS, "rt", encoding="utf-8") as lines:
        ads = {row["id"]: row for row in map(json.loads, lines)}
    told = dict(
        zip(*(parquet.read_table(options.annotated, columns=["id", "skills"]).to_pydict().values()), strict=True)
    )
    occupations = {occupation.labels.en.lower(): occupation.uri for occupation in engine.vocabulary.occupations}
    named = {
        name: [key for key, ad in ads.items() if re.search(rule, ad["header"].lower())] for name, rule in RULE.items()
    }
    some = [str(key) for key in rng.choice(list(ads), OTHERS, replace=False)]
    pool = sorted({*some, *(key for keys in named.values() for key in keys)})
    began = time.perf_counter()
    matcher = Matcher(
        {key: [(skill["uri"], skill["confidence"]) for skill in told[key]] for key in pool}, vectors=engine.vectors
    )
    indexed = time.perf_counter() - began
    bodies = [ads[key]["text"].removeprefix(ads[key]["header"]) for key in pool]
    search = Bm25(bodies)
    rows, spent = [], []
    for name, keys in named.items():
        uri = occupations.get(name.lower())
        profile = engine.vocabulary.profile(uri) if uri else ()
        if not profile or len(keys) < 10:
            rows.append({"occupation": name, "note": "no skill list of ours" if uri else "not in the vocabulary"})
            continue
        right = np.array([key in set(keys) for key in pool])
        figures = []
        for _ in range(DRAWS):
            half = rng.choice(len(profile), max(3, len(profile) // 2), replace=False)
            skills = [engine.vocabulary.uris[profile[at][0]] for at in half]
            began = time.perf_counter()
            best = matcher.best([WeightedSkill(uri) for uri in skills], limit=len(pool))
            spent.append(time.perf_counter() - began)
            ours = np.zeros(len(pool))
            place = {match.id: match.score for match in best}
            ours[:] = [place.get(key, 0.0) for key in pool]
            plain = search.scores(" ".join(engine.vocabulary.labels(uri).en for uri in skills))
            figures.append(
                [area(ours, right), area(plain, right)]
                + [float(right[np.argsort(-scores, kind="stable")[:10]].mean()) for scores in (ours, plain)]
            )
        mean = np.mean(figures, axis=0)
        rows.append(
            {"occupation": name, "ads": len(keys), "skills": len(profile)}
            | dict(zip(("auc", "auc_text_search", "p@10", "p@10_text_search"), map(float, mean), strict=True))
        )
    done = [row for row in rows if "auc" in row]
    summary = {
        key: float(np.mean([row[key] for row in done]))
        for key in ("auc", "auc_text_search", "p@10", "p@10_text_search")
    }
    summary |= {"ads": len(pool), "index_s": indexed, "median_match_s": float(np.median(spent))}
    if options.json:
        print(json.dumps({"rows": rows, "mean": summary}, indent=1))
        return
    for row in rows:
        print("  ".join(f"{key} {value:.3f}" if isinstance(value, float) else f"{value}" for key, value in row.items()))
    print(
        "mean  "
        + "  ".join(
            f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in summary.items()
        )
    )


if __name__ == "__main__":
    main()

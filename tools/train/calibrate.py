"""Set the blend of the rankers and calibrate the engine on gold sets.

The rankers are trained with encoders that have not seen the judged texts (else they would trust the encoder too much),
the shipped encoders are sharper, and the blend gives that back: ``score = trees + weights . (dense, spelling, clausal,
lexical)``, and the mean over the tiers. The confidence curve is isotonic over the scores of all gold sets (right =
grade 1 or 2; what nobody judged counts half, as wrong); its reliability is printed for held-out folds. The shown
threshold is the confidence with the best F1 over the graded set.

    python tools/train/calibrate.py --data DIR --effort best --blend 24 8 16 2 --version ranker-3 --gold gold_dev.jsonl
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

from osaamo.cli.common import EFFORTS
from osaamo.engine.config import EngineConfig
from osaamo.engine.evaluate import read_gold
from osaamo.engine.pipeline import FOLDERS, Engine
from osaamo.engine.text import analyse

FOLDS = 5
UNJUDGED_WEIGHT = 0.5


def curve_of(score: np.ndarray, right: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of a smooth rising curve from score to the share of right skills."""
    isotonic = IsotonicRegression(y_min=0.005, y_max=0.98, out_of_bounds="clip").fit(score, right, sample_weight=weight)
    # Ever narrower towards the top, where the few sure skills are.
    shares = np.concatenate([np.linspace(0, 0.8, 9), 1 - np.geomspace(0.16, 0.0005, 22), [1.0]])
    edges = np.quantile(score, shares)
    middle = np.array(
        [
            np.average(isotonic.predict(score[inside]), weights=weight[inside]) if inside.any() else 0.0
            for low, high in pairwise(edges)
            for inside in [(score >= low) & (score <= high)]
        ]
    )
    return (edges[:-1] + edges[1:]) / 2, np.maximum.accumulate(middle)


def main() -> None:
    """Write the blend, read the gold, print held-out reliability, write curve and threshold into the ranker."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shipped weights")
    parser.add_argument("--effort", choices=sorted(EFFORTS), default="best")
    parser.add_argument("--gold", type=Path, nargs="+", required=True, help="the graded set first")
    parser.add_argument("--blend", type=float, nargs=4, metavar=("DENSE", "SPELLING", "CLAUSAL", "LEXICAL"))
    parser.add_argument("--version", required=True, help="of the ranker in results, as ranker-3")
    options = parser.parse_args()
    path = options.data / FOLDERS[EFFORTS[options.effort][0]] / "ranker.npz"
    with np.load(path) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    if options.blend:
        kept["blend"] = np.array(options.blend)
        np.savez_compressed(path, **kept)
    engine = Engine(EngineConfig(encoders=EFFORTS[options.effort], data=options.data, threads=2))
    score, right, weight, fold, graded = [], [], [], [], []
    total = 0
    for place, file in enumerate(options.gold):
        for number, item in enumerate(read_gold(file.read_text("utf-8").split("\n"))):
            readings = engine.read(analyse(item.text, item.language))
            if not readings:
                continue
            rows, scores = engine.ranked(readings)
            uris = [engine.vocabulary.uris[row] for row in rows]
            score.append(scores)
            right.append([item.grades.get(uri, 0) >= 1 for uri in uris])
            weight.append([1.0 if uri in item.judged else UNJUDGED_WEIGHT for uri in uris])
            fold.append(np.full(len(rows), number % FOLDS))
            graded.append(np.full(len(rows), place == 0))
            total += sum(grade >= 1 for grade in item.grades.values()) if place == 0 else 0
    score, right, weight, fold = (np.concatenate(part).astype(float) for part in (score, right, weight, fold))
    first = np.concatenate(graded)
    held = np.zeros_like(score)
    for k in range(FOLDS):
        inside = fold != k
        held[~inside] = np.interp(score[~inside], *curve_of(score[inside], right[inside], weight[inside]))
    for low in np.arange(0.1, 1.0, 0.1):
        inside = (held >= low) & (held < low + 0.1)
        if inside.any():
            share = np.average(right[inside], weights=weight[inside])
            print(f"confidence {np.average(held[inside]):.2f}: {inside.sum():5d} skills, {share:.2f} right")
    sure_x, sure_y = curve_of(score, right, weight)
    sure = np.interp(score, sure_x, sure_y)
    tried = []
    for least in np.linspace(0.1, 0.7, 61):
        shown = (sure >= least) & first
        hits, strict, half = right[shown].sum(), shown.sum(), weight[shown].sum()
        f1 = hits / (strict + total) + hits / (half + total)
        tried.append((f1, least, hits / max(1, strict), hits / max(1, half), hits / total))
    best = max(tried)
    print("best F1 {:.3f} at confidence {:.2f}: precision {:.2f} to {:.2f}, recall {:.2f}".format(*best))
    kept |= {"curve_x": sure_x, "curve_y": sure_y, "shown_from": best[1], "version": options.version}
    np.savez_compressed(path, **kept)


if __name__ == "__main__":
    main()

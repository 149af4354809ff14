"""Blend the ranker with the first stage and calibrate the sum on a graded gold set.

The ranker is trained with an encoder that has not seen the judged texts (else it would trust the encoder too much),
the shipped encoder is sharper, and the blend gives that back: ``score = trees + a x dense + b x spelling``. The
confidence curve is isotonic on graded gold (right = grade 1 or 2); its reliability is printed for held-out folds.
The shown threshold is the one with the best F1.

    python tools/train/calibrate.py --data DIR --encoder transformer.v1 --gold gold_dev.jsonl --blend 24 8
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

from osaamo.engine.config import EngineConfig
from osaamo.engine.evaluate import read_gold
from osaamo.engine.extract.features import candidates, features
from osaamo.engine.pipeline import FOLDERS, Engine
from osaamo.engine.text import analyse

FOLDS = 5
UNJUDGED_WEIGHT = 0.5


def curve_of(score: np.ndarray, right: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of a smooth rising curve from score to the share of right skills."""
    isotonic = IsotonicRegression(y_min=0.005, y_max=0.98, out_of_bounds="clip").fit(score, right, sample_weight=weight)
    edges = np.quantile(score, np.concatenate([np.linspace(0, 0.8, 9), np.linspace(0.84, 0.999, 16)]))
    middle = np.array(
        [
            np.average(isotonic.predict(score[inside]), weights=weight[inside]) if inside.any() else 0.0
            for low, high in pairwise(edges)
            for inside in [(score >= low) & (score <= high)]
        ]
    )
    return (edges[:-1] + edges[1:]) / 2, np.maximum.accumulate(middle)


def main() -> None:
    """Read the gold, print held-out reliability, write blend, curve and threshold into the ranker."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shipped weights")
    parser.add_argument("--encoder", choices=sorted(FOLDERS), default="transformer.v1")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--blend", type=float, nargs=2, required=True, metavar=("DENSE", "SPELLING"))
    parser.add_argument("--version", default="ranker-2")
    options = parser.parse_args()
    engine = Engine(EngineConfig(encoder=options.encoder, data=options.data, threads=2))
    score, right, weight, fold = [], [], [], []
    gold = read_gold(options.gold.read_text("utf-8").split("\n"))
    for number, item in enumerate(gold):
        reading = engine.read(analyse(item.text, item.language))
        rows = candidates(reading)
        table = features(reading, rows, engine.background)
        uris = [engine.vocabulary.uris[row] for row in rows]
        score.append(
            engine.ranker.trees(table)
            + options.blend[0] * table[:, 0]
            + options.blend[1] * engine.spelling.likeness(reading.sentences, rows)
        )
        right.append([item.grades.get(uri, 0) >= 1 for uri in uris])
        weight.append([1.0 if uri in item.judged else UNJUDGED_WEIGHT for uri in uris])
        fold.append(np.full(len(rows), number % FOLDS))
    score, right, weight, fold = (np.concatenate(part).astype(float) for part in (score, right, weight, fold))
    held = np.zeros_like(score)
    for k in range(FOLDS):
        inside = fold != k
        held[~inside] = np.interp(score[~inside], *curve_of(score[inside], right[inside], weight[inside]))
    for low in np.arange(0.1, 1.0, 0.1):
        inside = (held >= low) & (held < low + 0.1)
        if inside.any():
            share = np.average(right[inside], weights=weight[inside])
            print(f"confidence {np.average(held[inside]):.2f}: {inside.sum():5d} skills, {share:.2f} right")
    total = sum(sum(grade >= 1 for grade in item.grades.values()) for item in gold)
    sure_x, sure_y = curve_of(score, right, weight)
    sure = np.interp(score, sure_x, sure_y)
    best = max((2 * right[sure >= t].sum() / ((sure >= t).sum() + total), t) for t in np.linspace(0.15, 0.7, 56))
    print(f"best F1 {best[0]:.3f} at confidence {best[1]:.2f}")
    path = options.data / FOLDERS[options.encoder] / "ranker.npz"
    with np.load(path) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    kept |= {
        "curve_x": sure_x,
        "curve_y": sure_y,
        "shown_from": best[1],
        "blend": np.array(options.blend),
        "version": options.version,
    }
    np.savez_compressed(path, **kept)


if __name__ == "__main__":
    main()

"""Train the ranker and its calibration on judged texts.

Reads judged texts (JSON lines ``{"id", "lang", "text", "grades": {uri: 2|1|0}}``), computes the engine's own features
for the candidates of each, fits LightGBM on soft labels (2 -> 1, 1 -> 0.45, else 0), and calibrates on out-of-fold
scores (right = grade 1 or 2). Writes ``prior.npz`` beside and ``ranker.npz`` inside the encoder's folder.

    python tools/train/train_ranker.py --data DIR --encoder transformer.v1 --judged FILE... --sentences CSV
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import lightgbm as lgb
import numpy as np
from sklearn.isotonic import IsotonicRegression
from tree_model import as_onnx

from osaamo.engine.config import EngineConfig
from osaamo.engine.extract.background import smoothed_prior
from osaamo.engine.extract.features import NAMES, candidates, features
from osaamo.engine.pipeline import FOLDERS, Engine
from osaamo.engine.text import analyse

SEED = 7
FOLDS = 5
UNJUDGED_WEIGHT = 0.35
SOFT = {2: 1.0, 1: 0.45, 0: 0.0}
PARAMETERS = {
    "objective": "cross_entropy",
    "learning_rate": 0.04,
    "num_leaves": 24,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_depth": 7,
    "seed": SEED,
    "deterministic": True,
    "num_threads": 1,
    "verbose": -1,
}


def write_prior(path: Path, documents: list[dict], uris: tuple[str, ...], sentences: Path) -> None:
    """How many judged documents hold each concept, and which concepts our training sentences cover."""
    counts = Counter(uri for row in documents for uri, grade in row["grades"].items() if grade >= 1)
    with gzip.open(sentences, "rt", encoding="utf-8") as file:
        covered = {row["uri"] for row in csv.DictReader(file)}
    np.savez_compressed(
        path,
        uris=np.array(uris),
        counts=np.array([counts[uri] for uri in uris], np.uint16),
        familiar=np.array([uri in covered for uri in uris], np.uint8),
        documents=len(documents),
    )


def collect(engine: Engine, documents: list[dict]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Features and grades (-1 unjudged) of the candidates of every document."""
    counts = Counter(uri for row in documents for uri, grade in row["grades"].items() if grade >= 1)
    tables, grades = [], []
    prior = NAMES.index("prior")
    for number, row in enumerate(documents):
        (reading,) = engine.read(analyse(row["text"], row["lang"]))
        rows = candidates(reading)
        table = features(reading, rows, engine.tiers[0].background)
        own = [engine.vocabulary.uris[at] for at in rows]
        grade = np.array([row["grades"].get(uri, -1) for uri in own])
        # A document must not see itself in the prior.
        seen = np.array([counts[uri] for uri in own], np.float32) - (grade >= 1)
        table[:, prior] = smoothed_prior(seen, len(documents) - 1)
        tables.append(table)
        grades.append(grade)
        if number % 100 == 0:
            print(f"{number} of {len(documents)} read", flush=True)
    return tables, grades


def fit(tables: list[np.ndarray], grades: list[np.ndarray], rounds: int, valid=None):
    def data(t, g):
        y = np.concatenate(g)
        return lgb.Dataset(
            np.concatenate(t),
            np.array([SOFT.get(int(v), 0.0) for v in y]),
            weight=np.where(y < 0, UNJUDGED_WEIGHT, 1.0),
            feature_name=list(NAMES),
        )

    train = data(tables, grades)
    if valid is None:
        return lgb.train(PARAMETERS, train, rounds)
    return lgb.train(
        PARAMETERS, train, 1500, valid_sets=[data(*valid)], callbacks=[lgb.early_stopping(60, verbose=False)]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the shipped weights")
    parser.add_argument("--encoder", choices=sorted(FOLDERS), default="transformer.v1")
    parser.add_argument("--judged", type=Path, nargs="+", required=True)
    parser.add_argument("--sentences", type=Path, required=True, help="our training sentences (sentences.csv.gz)")
    parser.add_argument("--version", default="trees-1")
    parser.add_argument("--keep", type=Path, help="keep the features here; a second run starts from them")
    options = parser.parse_args()
    documents = [json.loads(line) for file in options.judged for line in file.read_text("utf-8").split("\n") if line]
    engine = Engine(EngineConfig(encoders=(options.encoder,), data=options.data, threads=2))
    write_prior(options.data / "prior.npz", documents, engine.vocabulary.uris, options.sentences)
    if options.keep and options.keep.is_file():
        with np.load(options.keep) as kept:
            cuts = np.cumsum(kept["sizes"])[:-1]
            tables, grades = np.split(kept["table"], cuts), np.split(kept["grade"], cuts)
    else:
        tables, grades = collect(engine, documents)
    if options.keep:
        np.savez(
            options.keep, table=np.concatenate(tables), grade=np.concatenate(grades), sizes=[len(t) for t in tables]
        )
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(documents))
    outside = [np.zeros(0)] * len(documents)
    rounds = []
    for k in range(FOLDS):
        inside = [at for at in range(len(documents)) if fold[at] != k]
        held = [at for at in range(len(documents)) if fold[at] == k]
        model = fit(
            [tables[a] for a in inside],
            [grades[a] for a in inside],
            0,
            ([tables[a] for a in held], [grades[a] for a in held]),
        )
        rounds.append(model.best_iteration)
        for at in held:
            outside[at] = model.predict(tables[at], raw_score=True)
    model = fit(tables, grades, int(np.mean(rounds)))
    for name, gain in sorted(zip(NAMES, model.feature_importance("gain"), strict=True), key=lambda x: -x[1])[:14]:
        print(f"  {name:<18}{gain:10.0f}")
    score, grade = np.concatenate(outside), np.concatenate(grades)
    right = (grade >= 1).astype(float)
    isotonic = IsotonicRegression(y_min=0.005, y_max=0.99, out_of_bounds="clip")
    isotonic.fit(score, right, sample_weight=np.where(grade < 0, 0.7, 1.0))
    # A smooth curve: the staircase of isotonic regression gives many skills the same confidence.
    grid = np.quantile(score, np.concatenate([np.linspace(0, 0.9, 10), np.linspace(0.92, 0.998, 14)]))
    curve = np.maximum.accumulate(isotonic.predict(grid))
    total = sum(sum(g >= 1 for g in row["grades"].values()) for row in documents)
    best = (0.0, 0.0)
    sure = np.interp(score, grid, curve)
    for least in np.linspace(0.1, 0.7, 61):
        shown = sure >= least
        hits = right[shown].sum()
        f1 = 2 * hits / (shown.sum() + total) if shown.sum() else 0
        best = max(best, (f1, least))
    print(
        f"rounds {rounds}; out of fold F1 {best[0]:.3f} at confidence {best[1]:.2f}; "
        f"candidates hold {right.sum() / total:.3f} of the right"
    )
    target = options.data / FOLDERS[options.encoder] / "ranker.npz"
    np.savez_compressed(
        target,
        model=as_onnx(model),
        names=np.array(NAMES),
        curve_x=grid,
        curve_y=curve,
        shown_from=best[1],
        blend=np.zeros(4),
        version=options.version,
    )
    print(f"{len(documents)} documents, {len(score)} rows, {model.num_trees()} trees -> {target.name}")


if __name__ == "__main__":
    main()

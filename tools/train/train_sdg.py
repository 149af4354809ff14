"""Train the reader of the goals: ``python tools/train/train_sdg.py SHARED OUT.npz [--vectors FILE]``.

Learns from the development parts of two judged sets (``sdg_benchmark``: is this goal in the snippet; ``sdg_academy``:
all goals of a lesson), from keyword lists of published systems (``sdg_reference``), from our own names and keywords
in three languages, and from our own sentences about skills of fields that serve no goal by themselves: without these
every course text, whose student learns, would serve goal 4. A second rule, for texts in other languages than English,
learns besides from the judged courses and theses of ``bench/gold/sdg_dev.tsv``, which the linear readers never see.
Prints what five-fold cross-validation says of each set: in each fold the linear readers, the rule and its scaling see
none of the judged texts they are measured on. Needs scikit-learn. ``--vectors`` keeps the encoded texts between runs.
"""

from __future__ import annotations

import argparse
import copy
import csv
import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler

from osaamo.engine import Engine, Vocabulary, analyse, targets, themes
from osaamo.engine.sdg.features import NAMES, Softmax, Terms, describe, joined, unit
from osaamo.engine.sdg.spotting import spotted

GOALS = 17
FOLDS = 5
INNER = 4
WEIGHT_OF_TEXTS = 10.0
"""Of a judged text beside a keyword, in the linear readers."""

WEIGHT_OF_SNIPPETS = 4.0
"""Of a judged snippet beside a pair of lesson and goal, in the rule; served pairs of lessons count twice."""

NEUTRAL = (
    "software-development", "data-and-networks", "digital-tools", "systems-and-security", "electronics-and-automation",
    "mechanical-engineering", "product-design", "mathematics-and-analysis", "accounting", "sales", "marketing",
    "purchasing-and-contracts", "customer-service", "projects-and-production", "visual-design", "media-production",
    "music-and-performing-arts", "writing-and-journalism", "transport-and-logistics", "office-and-information",
)  # fmt: skip
SENTENCES = 400
"""Of each language, about skills of the fields above."""

C_READERS, C_RULE = 3.0, 0.1
MOST_STEPS, MOST_STEPS_ON = 200, 40
"""Of the linear readers: on keywords alone, and on from there with judged texts, the same start for every fold."""

WEIGHT_OF_COURSES = 1.0
"""Of a pair of judged course or thesis and goal, in the second rule."""

DEV = Path(__file__).resolve().parents[2] / "bench" / "gold" / "sdg_dev.tsv"


@dataclass
class Texts:
    """Judged texts: vectors of their sentences by both encoders, where keywords stand in them, and ``pairs``.

    A pair is (text, goal, served, weight).
    """

    exact: list[np.ndarray]
    plain: list[np.ndarray]
    spots: list[np.ndarray]
    pairs: list[tuple[int, int, bool, float]]
    snippets: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    data = options.shared / "data"
    snippets, lessons = rows(data / "sdg_benchmark/dev.jsonl.gz"), rows(data / "sdg_academy/materials.jsonl.gz")
    keywords = [row for row in rows(data / "sdg_reference/keyword_queries.jsonl.gz") if row["keyword"]]
    words, words_goal = [row["keyword"] for row in keywords], [row["goal"] - 1 for row in keywords]
    for target in targets():
        for text in target.texts:
            for part in (text, *text.partition(". ")[2].split(", ")):
                words.append(part)
                words_goal.append(target.goal - 1)
    plain_sentences = neutral(data / "training/sentences.csv.gz")
    words += plain_sentences
    words_goal += [GOALS] * len(plain_sentences)
    bodies = [row["text"] for row in snippets] + [f"{row['title']}. {row['description']}" for row in lessons]
    analyses = [analyse(body).sentences for body in bodies]
    cut = [[one.text for one in sentences] for sentences in analyses]
    known = encoded(options.vectors, words, cut, [text for target in targets() for text in target.texts])
    ends = np.cumsum([len(sentences) for sentences in cut])[:-1]
    texts = Texts(
        exact=np.split(known["exact_sentences"], ends),
        plain=np.split(known["plain_sentences"], ends),
        spots=[spotted(sentences) for sentences in analyses],
        pairs=[(at, row["sdg"] - 1, bool(row["label"]), WEIGHT_OF_SNIPPETS) for at, row in enumerate(snippets)]
        + [
            (len(snippets) + at, goal, goal + 1 in row["sdgs"], 2.0 if goal + 1 in row["sdgs"] else 1.0)
            for at, row in enumerate(lessons)
            for goal in range(GOALS)
        ],
        snippets=len(snippets),
    )
    labels = np.array(words_goal)
    references = tuple(
        (LogisticRegression(C=C_READERS, max_iter=MOST_STEPS, warm_start=True).fit(vectors, labels), vectors)
        for vectors in (
            unit(known["exact_words"]).astype(np.float32),
            joined(known["exact_words"], known["plain_words"]).astype(np.float32),
        )
    )
    term_goal = np.array([target.goal - 1 for target in targets() for _ in target.texts])
    terms = tuple(
        Terms(unit(known[f"{name}_terms"]).astype(np.float16).astype(np.float32), term_goal)
        for name in ("exact", "plain")
    )
    courses = judged_courses(data)
    measure(texts, references, labels, terms)
    everything = np.arange(len(texts.exact))
    features = out_of_fold(texts, references, labels, terms, everything)
    readers = fit_readers(texts, references, labels, everything)
    seen = described(courses, readers, terms, np.arange(len(courses.exact)))
    measure_courses(texts, features, courses, seen)
    own = np.arange(len(courses.exact))
    rules = [fit_rule(texts, features, everything), fit_rule(texts, features, everything, (courses, seen, own))]
    np.savez_compressed(
        options.out,
        **{
            f"{name}_weights": reader.weights.astype(np.float16)
            for name, reader in zip(("exact", "both"), readers, strict=True)
        },
        **{
            f"{name}_bias": reader.bias.astype(np.float32)
            for name, reader in zip(("exact", "both"), readers, strict=True)
        },
        **{f"{name}_terms": of.vectors.astype(np.float16) for name, of in zip(("exact", "plain"), terms, strict=True)},
        mean=np.stack([scaler.mean_ for scaler, _ in rules]).astype(np.float32),
        scale=np.stack([scaler.scale_ for scaler, _ in rules]).astype(np.float32),
        weights=np.stack([rule.coef_[0, : len(NAMES)] for _, rule in rules]).astype(np.float32),
        of_goal=np.stack([rule.coef_[0, len(NAMES) :] * 0.5 + rule.intercept_[0] for _, rule in rules]).astype(
            np.float32
        ),
        names=np.array(NAMES),
        version=np.array(f"2026-11-{len(bodies) + len(courses.exact)}"),
    )


def judged_courses(data: Path) -> Texts:
    """The courses and theses of ``DEV`` with all goals; one whose text is another now is left out."""
    wanted = {}
    with DEV.open(encoding="utf-8", newline="") as file:
        wanted = {(row["id"], row["language"]): row for row in csv.DictReader(file, delimiter="\t")}
    found: dict[tuple[str, str], str] = {}
    for course in rows(data / "aalto_courses/courses.jsonl.gz"):
        for language in ("fi", "sv", "en"):
            parts = [
                course[field][language].strip()
                for field in ("learning_outcomes", "content")
                if course["detected_lang"][field][language] == language
            ]
            found[course["id"], language] = "\n".join(parts)
    for language in ("fi", "sv", "en"):
        for thesis in rows(data / f"thesis_abstracts/abstracts_{language}.jsonl.gz"):
            found[str(thesis["id"]), language] = thesis["text"].strip()
    kept = [key for key, row in wanted.items() if hashlib.sha256(found[key].encode()).hexdigest() == row["sha256"]]
    tiers = Engine.load().tiers
    exact, plain, spots = [], [], []
    for key in kept:
        sentences = analyse(found[key], key[1]).sentences
        vectors_of = [tier.encoder.encode([one.text for one in sentences]).astype(np.float32) for tier in tiers]
        exact.append(vectors_of[0])
        plain.append(vectors_of[1])
        spots.append(spotted(sentences))
    goals = [{int(goal) for goal in wanted[key]["goals"].split(",") if goal} for key in kept]
    pairs = [
        (at, goal, goal + 1 in named, WEIGHT_OF_COURSES) for at, named in enumerate(goals) for goal in range(GOALS)
    ]
    return Texts(exact, plain, spots, pairs, 0)


def measure_courses(texts: Texts, features: dict[int, np.ndarray], courses: Texts, seen: dict[int, np.ndarray]) -> None:
    """What the second rule says of courses it did not see."""
    everything, own = np.arange(len(texts.exact)), np.arange(len(courses.exact))
    hits = named = there = 0
    for train, test in KFold(FOLDS, shuffle=True, random_state=3).split(own):
        scaler, rule = fit_rule(texts, features, everything, (courses, seen, train))
        values, goal, served, _, _ = table(courses, seen, test)
        said = rule.predict_proba(np.hstack([scaler.transform(values), np.eye(GOALS)[goal] * 0.5]))[:, 1] >= 0.5
        hits, named, there = hits + (said & served).sum(), named + said.sum(), there + served.sum()
    print(
        f"courses: precision {hits / named:.3f}, recall {hits / there:.3f}, micro F1 {2 * hits / (named + there):.3f}"
    )


def rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def neutral(path: Path) -> list[str]:
    """Sentences about skills of the fields in ``NEUTRAL``, as many of each language."""
    vocabulary = Vocabulary.load()
    wanted = {theme.id for theme in themes(vocabulary) if theme.slug in NEUTRAL}
    found: dict[str, list[str]] = {"fi_course": [], "sv": [], "en": []}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for uri, kind, sentence in list(csv.reader(file))[1:]:
            if (
                kind in found
                and len(found[kind]) < SENTENCES
                and uri in vocabulary
                and vocabulary.concept(uri).theme in wanted
            ):
                found[kind].append(sentence)
    return [sentence for some in found.values() for sentence in some]


def encoded(path: Path | None, words: list[str], cut: list[list[str]], terms: list[str]) -> dict[str, np.ndarray]:
    """Vectors by both encoders; read from ``path`` where it exists, written there where it is named."""
    if path and path.exists():
        return dict(np.load(path))
    found = {}
    for name, tier in zip(("exact", "plain"), Engine.load().tiers, strict=True):
        for kind, texts in (("words", words), ("sentences", [one for some in cut for one in some]), ("terms", terms)):
            parts = [tier.encoder.encode(texts[at : at + 256]) for at in range(0, len(texts), 256)]
            found[f"{name}_{kind}"] = np.vstack(parts).astype(np.float32)
    if path:
        np.savez(path, **found)
    return found


def fit_readers(texts: Texts, references: tuple, words_goal: np.ndarray, train: np.ndarray) -> tuple[Softmax, Softmax]:
    inside = set(train.tolist())
    told: dict[int, list[int]] = {}
    for text, goal, served, _ in texts.pairs:
        if served and text in inside:
            told.setdefault(text, []).append(goal)
    at = [(text, goal, WEIGHT_OF_TEXTS / len(goals)) for text, goals in told.items() for goal in goals]
    fitted = []
    for name, (start, words) in zip(("exact", "both"), references, strict=True):
        whole = np.vstack([unit(vectors(texts, name, text).mean(axis=0, keepdims=True)) for text, _, _ in at])
        weights = np.concatenate([np.ones(len(words)), [weight for _, _, weight in at]])
        labels = np.concatenate([words_goal, [goal for _, goal, _ in at]])
        model = copy.deepcopy(start).set_params(max_iter=MOST_STEPS_ON)
        model.fit(np.vstack([words, whole.astype(np.float32)]), labels, weights)
        fitted.append(Softmax(model.coef_, model.intercept_))
    return fitted[0], fitted[1]


def vectors(texts: Texts, name: str, text: int) -> np.ndarray:
    exact = unit(texts.exact[text])
    return exact if name == "exact" else joined(exact, texts.plain[text])


def described(texts: Texts, readers: tuple, terms: tuple, which: np.ndarray) -> dict[int, np.ndarray]:
    return {
        int(text): describe(texts.exact[text], texts.plain[text], readers, terms, texts.spots[text])[0]
        for text in which
    }


def out_of_fold(
    texts: Texts, references: tuple, words_goal: np.ndarray, terms: tuple, train: np.ndarray
) -> dict[int, np.ndarray]:
    """Features of the training texts, each by readers that did not see it."""
    found: dict[int, np.ndarray] = {}
    for inner, left in KFold(INNER, shuffle=True, random_state=2).split(train):
        readers = fit_readers(texts, references, words_goal, train[inner])
        found |= described(texts, readers, terms, train[left])
    return found


def table(texts: Texts, features: dict[int, np.ndarray], which: np.ndarray) -> tuple[np.ndarray, ...]:
    inside = set(which.tolist())
    pairs = [pair for pair in texts.pairs if pair[0] in inside]
    return (
        np.stack([features[text][goal] for text, goal, _, _ in pairs]),
        np.array([goal for _, goal, _, _ in pairs]),
        np.array([served for _, _, served, _ in pairs]),
        np.array([weight for *_, weight in pairs]),
        np.array([text for text, *_ in pairs]),
    )


def fit_rule(
    texts: Texts,
    features: dict[int, np.ndarray],
    train: np.ndarray,
    courses: tuple[Texts, dict[int, np.ndarray], np.ndarray] | None = None,
) -> tuple[StandardScaler, LogisticRegression]:
    values, goal, served, weight, _ = table(texts, features, train)
    if courses:
        both = zip((values, goal, served, weight), table(*courses), strict=False)
        values, goal, served, weight = (np.concatenate(pair) for pair in both)
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=C_RULE, max_iter=500)
    return scaler, model.fit(np.hstack([scaler.transform(values), np.eye(GOALS)[goal] * 0.5]), served, weight)


def measure(texts: Texts, references: tuple, words_goal: np.ndarray, terms: tuple) -> None:
    judged: list[tuple[bool, int, bool, float]] = []
    for train, test in KFold(FOLDS, shuffle=True, random_state=1).split(np.arange(len(texts.exact))):
        scaler, rule = fit_rule(texts, out_of_fold(texts, references, words_goal, terms, train), train)
        readers = fit_readers(texts, references, words_goal, train)
        values, goal, served, _, text = table(texts, described(texts, readers, terms, test), test)
        scores = rule.predict_proba(np.hstack([scaler.transform(values), np.eye(GOALS)[goal] * 0.5]))[:, 1]
        judged += zip((text < texts.snippets).tolist(), goal.tolist(), served.tolist(), scores.tolist(), strict=True)
    for name, snippets in (("sdg_benchmark", True), ("sdg_academy", False)):
        goal, served, score = (
            np.array(column) for column in zip(*(row[1:] for row in judged if row[0] == snippets), strict=True)
        )
        for threshold in (0.3, 0.4, 0.5, 0.6):
            said = score >= threshold
            parts = [(said[goal == one], served[goal == one]) for one in range(GOALS)]
            f1 = [2 * (a & b).sum() / max(1, a.sum() + b.sum()) for a, b in parts]
            micro = 2 * (said & served).sum() / (said.sum() + served.sum())
            accuracy = np.mean([(a == b).mean() for a, b in parts])
            print(f"{name} at {threshold}: accuracy {accuracy:.3f}, macro F1 {np.mean(f1):.3f}, micro F1 {micro:.3f}")
        auc = np.mean([roc_auc_score(served[goal == one], score[goal == one]) for one in range(GOALS)])
        print(f"{name}: mean AUC {auc:.3f}, {len(score)} pairs")


if __name__ == "__main__":
    main()

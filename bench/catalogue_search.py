"""Catalogue search: time on 20,000 courses, and relevance against SQLite's full-text search and plain containment.

Queries are made by rule from real courses, in five kinds; what a query is made from is taken out of the indexed course:

- ``translated``: a course's name in one language, whose texts in that language are all taken out;
- ``outcome``: the first ten words of a sentence of the learning outcomes, which is taken out;
- ``inflected``: the words of a Finnish name, each in another form that stands somewhere in the collection (forms are
  put together by simplemma, which the search does not use for Finnish);
- ``compound``: a Finnish or Swedish name with its longest compound in two words (both must stand alone somewhere);
- ``typo``: a name with two neighbouring letters of its longest word exchanged.

Relevant are the course and its sister versions: courses with the same name in some language. The half of the courses
with an even digest is for tuning (``--part dev``), the other half for reporting.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import shutil
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
import simplemma

from osaamo.engine import Engine, EngineConfig, OsaamoError
from osaamo.engine.catalogue import Document, Facets, Index, open_index
from osaamo.engine.catalogue.index import Tuning

KINDS = ("translated", "outcome", "inflected", "compound", "typo")
LANGUAGES = ("fi", "sv", "en")
MOST_SKILLS = 12
MOST_OF_A_KIND = 150
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Query:
    """A judged query: its words, their language, the course it is made from, and what is right for it."""

    kind: str
    text: str
    language: str
    course: str
    relevant: frozenset[str]


def number(key: str) -> int:
    return int(sha256(key.encode()).hexdigest()[:8], 16)


def rows(path: Path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def courses(data: Path) -> dict[str, Document]:
    """All courses of the three collections, a text only where it really is in its language."""
    found = []
    for row in rows(data / "aalto_courses" / "courses.jsonl.gz"):
        seen = row["detected_lang"]

        def own(field: str, row=row, seen=seen) -> dict[str, str]:
            return {
                code: text
                for code, text in row[field].items()
                if text and seen.get(field, {}).get(code) in (code, None)
            }

        name = {code: text for code, text in row["name"].items() if text}
        if name.get("en"):
            name = {code: text for code, text in name.items() if code == "en" or text != name["en"]}
        found.append(Document(row["id"], row["code"], name, {}, own("learning_outcomes"), own("content")))
    for row in rows(data / "haaga_helia_offering_2018" / "courses.jsonl.gz"):
        language = "fi" if "FIN" in row["languages"] else "en"
        found.append(Document(row["id"], row["code"], {language: row["names"][0]} if row["names"] else {}))
    for row in rows(data / "usc_catalogue" / "courses.jsonl.gz"):
        found += [Document(row["id"], row["code"], {"en": row["title"]}, {}, {}, {"en": row["description"]})]
    return {document.key: document for document in found}


def sisters(documents: dict[str, Document]) -> dict[str, frozenset[str]]:
    named = defaultdict(set)
    for key, document in documents.items():
        for name in document.title.values():
            named[name.casefold().strip()].add(key)
    return {
        key: frozenset(set().union({key}, *(named[name.casefold().strip()] for name in document.title.values())))
        for key, document in documents.items()
    }


class Maker:
    """Makes one query of each course that allows it, of the kind its digest says or else the next that fits."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self.relevant = sisters(documents)
        self.forms = defaultdict(set)
        self.alone = {code: Counter() for code in LANGUAGES}
        for document in documents.values():
            for field in (document.title, document.outcomes, document.content):
                for code, text in field.items():
                    self.alone[code].update(word.lower() for word in _WORD.findall(text))
        for word, often in self.alone["fi"].items():
            if often > 1 and len(word) > 3:
                self.forms[simplemma.lemmatize(word, lang="fi").lower()].add(word)

    def make(self, document: Document) -> tuple[Query, Document] | None:
        """A query, and the course as it is to be indexed; ``None`` for a course that allows none."""
        start = number(document.key + "kind") % len(KINDS)
        for kind in (*KINDS[start:], *KINDS[:start]):
            made = getattr(self, f"_{kind}")(document)
            if made:
                text, language, indexed = made
                return Query(kind, text, language, document.key, self.relevant[document.key]), indexed
        return None

    def _translated(self, document: Document):
        codes = sorted(document.title, key=lambda code: number(document.key + code))
        if len(codes) < 2 or len(_WORD.findall(document.title[codes[0]])) < 2:
            return None
        left_out = codes[0]

        def without(texts):
            return {code: text for code, text in texts.items() if code != left_out}

        indexed = replace(
            document,
            title=without(document.title),
            outcomes=without(document.outcomes),
            content=without(document.content),
        )
        return document.title[left_out], left_out, indexed

    def _outcome(self, document: Document):
        for language, text in sorted(document.outcomes.items()):
            sentences = _SENTENCE.split(text)
            fitting = [sentence for sentence in sentences if 6 <= len(_WORD.findall(sentence)) <= 30]
            if len(sentences) >= 3 and fitting:
                chosen = fitting[number(document.key) % len(fitting)]
                outcomes = {**document.outcomes, language: text.replace(chosen, " ")}
                return " ".join(chosen.split()[:10]), language, replace(document, outcomes=outcomes)
        return None

    def _inflected(self, document: Document):
        words = _WORD.findall(document.title.get("fi", ""))
        changed = 0
        for at, word in enumerate(words):
            others = sorted(self.forms[simplemma.lemmatize(word, lang="fi").lower()] - {word.lower()})
            if others:
                words[at] = others[number(document.key + word) % len(others)]
                changed += 1
        return (" ".join(words), "fi", document) if words and 2 * changed >= len(words) else None

    def _compound(self, document: Document):
        for language in ("fi", "sv"):
            words = _WORD.findall(document.title.get(language, ""))
            longest = max(words, key=len, default="")
            cuts = [
                (longest[:cut], longest[cut:])
                for cut in range(4, len(longest) - 3)
                if self.alone[language][longest[:cut].lower()] and self.alone[language][longest[cut:].lower()]
            ]
            if cuts:
                parts = max(cuts, key=lambda pair: min(map(len, pair)))
                return " ".join(" ".join(parts) if word == longest else word for word in words), language, document
        return None

    def _typo(self, document: Document):
        language = next(iter(document.title), "")
        words = _WORD.findall(document.title.get(language, ""))
        longest = max(words, key=len, default="")
        if len(longest) < 7:
            return None
        at = 2 + number(document.key) % (len(longest) - 4)
        if longest[at] == longest[at + 1]:
            return None
        wrong = longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :]
        return " ".join(wrong if word == longest else word for word in words), language, document


def half(queries: list[Query], remainder: int) -> list[Query]:
    """The queries of one half of the courses, of each kind at most ``MOST_OF_A_KIND`` in order of the digest."""
    found = []
    for kind in KINDS:
        of_kind = [query for query in queries if query.kind == kind and number(query.course) % 2 == remainder]
        found += sorted(of_kind, key=lambda query: number(query.course + kind))[:MOST_OF_A_KIND]
    return found


def with_skills(documents: list[Document], folder: Path) -> list[Document]:
    """Each document with outcomes with the labels of the skills read from it; kept in ``folder`` by digest."""
    kept_at = folder / "skills.json"
    kept = json.loads(kept_at.read_text("utf-8")) if kept_at.is_file() else {}
    engine = Engine.load(EngineConfig(encoders=("static.v1",)))
    done = []
    for document in documents:
        told = document.outcomes or document.content
        if not document.outcomes:
            done.append(document)
            continue
        digest = document.digest("skills").hex()
        if digest not in kept:
            language = max(told, key=lambda code: len(told[code]))
            body = f"{document.title.get(language, '')}\n\n{told[language]}\n\n{document.content.get(language, '')}"
            try:
                skills = engine.extract(body, language=language, limit=MOST_SKILLS).skills
            except OsaamoError:
                skills = ()
            kept[digest] = [skill.label.as_dict() for skill in skills]
        labels = {code: "\n".join(label[code] for label in kept[digest] if label.get(code)) for code in LANGUAGES}
        done.append(replace(document, skills=labels))
    kept_at.write_text(json.dumps(kept), "utf-8")
    return done


def ndcg(ranking: list[str], relevant: frozenset[str]) -> float:
    gained = sum(1 / np.log2(at + 2) for at, key in enumerate(ranking[:10]) if key in relevant)
    return gained / sum(1 / np.log2(at + 2) for at in range(min(10, len(relevant))))


class Sqlite:
    """FTS5 with one tokeniser: any word counts, ordered by bm25 with the title's weight five times the text's."""

    def __init__(self, documents: list[Document], tokenizer: str) -> None:
        self.database = sqlite3.connect(":memory:")
        self.database.execute(
            f"CREATE VIRTUAL TABLE found USING fts5(key UNINDEXED, title, code, outcomes, content, tokenize='{tokenizer}')"
        )
        self.database.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?)", map(plain, documents))

    def search(self, query: str) -> list[str]:
        """The first ten keys."""
        words = [f'"{word}"' for word in re.findall(r"\w+", query)]
        sql = "SELECT key FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 5, 5, 1, 1), key LIMIT 10"
        return [key for (key,) in self.database.execute(sql, (" OR ".join(words),))] if words else []


class Contains:
    """All words somewhere in the course, letter case aside; in order of key."""

    def __init__(self, documents: list[Document]) -> None:
        self.texts = sorted((document.key, " ".join(plain(document)[1:]).lower()) for document in documents)

    def search(self, query: str) -> list[str]:
        """The first ten keys."""
        words = re.findall(r"\w+", query.lower())
        return list(islice((key for key, text in self.texts if all(word in text for word in words)), 10))


def plain(document: Document) -> tuple[str, ...]:
    joined = ("\n".join(field.values()) for field in (document.outcomes, document.content))
    return (document.key, "\n".join(document.title.values()), document.code, *joined)


def twenty_thousand(documents: list[Document], wanted: int) -> list[Document]:
    """The documents and mixtures of two of them each, up to the number wanted."""
    mixed = []
    for at in range(wanted - len(documents)):
        one, other = documents[at % len(documents)], documents[number(str(at)) % len(documents)]
        mixed.append(replace(one, key=f"mixed:{at}", code=f"M{at}", outcomes=other.outcomes, content=other.content))
    return [*documents, *mixed][:wanted]


def relevance(index: Index, documents: list[Document], queries: list[Query], tunings: dict[str, Tuning]) -> None:
    ours = {
        name: lambda query, tuning=tuning: [
            index.keys[row] for row in index.search(query.text, query.language, tuning).rows[:10]
        ]
        for name, tuning in tunings.items()
    }
    others = {
        "FTS5 unicode61": Sqlite(documents, "unicode61 remove_diacritics 0"),
        "FTS5 trigram": Sqlite(documents, "trigram"),
        "contains": Contains(documents),
    }
    systems = {
        **ours,
        **{name: lambda query, system=system: system.search(query.text) for name, system in others.items()},
    }
    counted = Counter(query.kind for query in queries)
    print("| nDCG@10 | mean of kinds |", " | ".join(f"{kind} ({counted[kind]})" for kind in KINDS), "|")
    print("|---|---|" + "---|" * len(KINDS))
    for name, system in systems.items():
        scores = defaultdict(list)
        for query in queries:
            scores[query.kind].append(ndcg(system(query), query.relevant))
        means = [100 * np.mean(scores[kind] or [0]) for kind in KINDS]
        every = np.mean(means)
        print(f"| {name} | {every:.1f} |", " | ".join(f"{mean:.1f}" for mean in means), "|", flush=True)


def speed(documents: list[Document], queries: list[Query], encoder, folder: Path, wanted: int) -> None:
    many = twenty_thousand(documents, wanted)
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    open_index(many, encoder, folder)
    cold = time.perf_counter() - began
    changed = [replace(many[0], code="CHANGED"), *many[1:]]
    began = time.perf_counter()
    open_index(changed, encoder, folder)
    again = time.perf_counter() - began
    began = time.perf_counter()
    index = open_index(changed, encoder, folder)
    opened = time.perf_counter() - began
    began = time.perf_counter()
    _ = index.alike
    alike = time.perf_counter() - began
    facets = Facets(
        [
            [
                {"school": (key.partition(":")[0],), "bucket": (str((number(key) + run) % 150),)}
                for run in range(1 + number(key) % 3)
            ]
            for key in index.keys
        ]
    )
    size = sum(path.stat().st_size for path in next(folder.glob(f"index-{index.digest}")).iterdir()) / 1e6
    times = []
    for query in queries:
        began = time.perf_counter()
        found = index.search(query.text, query.language)
        among = np.zeros(len(index.keys), np.bool_)
        among[found.rows] = True
        facets.count({"school": ["aalto"]}, among)
        times.append(1000 * (time.perf_counter() - began))
    middle, late = np.percentile(times, (50, 95))
    store = (folder / "analyses.sqlite3").stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(many):,} courses, {len(times)} queries with facets: p50 {middle:.0f} ms, p95 {late:.0f} ms")
    print(
        f"made from nothing {cold:.0f} s, one course changed {again:.1f} s, opened {opened:.1f} s, spelling {alike:.1f} s"
    )
    print(f"index {size:.0f} MB, analyses {store:.0f} MB, highest memory {memory:.0f} MB")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "osaamo-catalogue-bench")
    parser.add_argument("--courses", type=int, default=20_000)
    parser.add_argument("--tune", action="store_true", help="compare other weights of meaning")
    parser.add_argument("--only-relevance", action="store_true")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    every = courses(chosen.data)
    maker = Maker(every)
    queries = []
    for key, document in every.items():
        if not key.startswith("usc:") and (made := maker.make(document)):
            query, every[key] = made
            queries.append(query)
    part = half(queries, 0 if chosen.part == "dev" else 1)
    documents = with_skills(list(every.values()), chosen.folder)
    encoder = Engine.load(EngineConfig(encoders=("static.v1",))).encoder
    index = open_index(documents, encoder, chosen.folder / "real")
    tunings = {"ours": Tuning()}
    if chosen.tune:
        tunings |= {f"meaning {weight}": Tuning(meaning=weight) for weight in (0, 0.3, 0.6, 1, 1.5)}
    print(f"{len(documents):,} courses, {len(part)} queries ({chosen.part})")
    relevance(index, documents, part, tunings)
    if not chosen.only_relevance:
        speed(documents, part, encoder, chosen.folder / "many", chosen.courses)


if __name__ == "__main__":
    main()

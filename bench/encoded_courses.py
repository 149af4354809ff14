"""Courses of the development data read once by the engine: skills and sentence vectors, kept in the temporary folder.

Used by ``bench/overlap.py``, ``bench/design.py`` and ``tools/train/train_design.py``. A text counts in a language only
where it really is in that language. Reading all of them takes about twenty minutes on one core,
later runs seconds.
"""

from __future__ import annotations

import gzip
import json
import pickle
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np
from rich.progress import track

from osaamo.engine import CourseDraft, Engine, TwinItem, analyse

LANGUAGES = ("fi", "sv", "en")
LEAST_CHARACTERS = 200
MOST = 160
"""Duplicates of each kind; all of them would take an hour to read."""
CACHE = Path(tempfile.gettempdir()) / "osaamo-encoded-courses"


@dataclass(frozen=True)
class Course:
    """One version of a course: ``version`` is its language, or ``cut`` for a renamed and cut copy."""

    code: str
    version: str
    language: str
    level: str
    department: str
    names: frozenset[str]
    draft: CourseDraft

    @property
    def key(self) -> str:
        """Code and version, unique among all."""
        return f"{self.code}/{self.version}"


@dataclass(frozen=True)
class Encoded:
    """What the engine saw: skills (uri, confidence) and unit vectors of the sentences of each part."""

    skills: tuple[tuple[str, float], ...]
    sentences: dict[str, np.ndarray]

    def item(self, key: str) -> TwinItem:
        """As ``CourseDesigner.item`` makes it."""
        rows = [self.sentences[part] for part in ("title", "outcomes", "content") if len(self.sentences[part])]
        mean = np.concatenate(rows).astype(np.float32).mean(axis=0)
        return TwinItem(key, self.skills, mean / np.linalg.norm(mean))


def digest_of(*words: str) -> int:
    """A number that mixes the words, the same in every run."""
    return int(sha256(" ".join(words).encode()).hexdigest()[:8], 16)


def half(code: str) -> str:
    """``fit`` or ``report``: which half of the courses a course belongs to, for good."""
    return "fit" if digest_of(code) % 2 == 0 else "report"


def courses(data: Path) -> list[Course]:
    """All versions of all courses with enough text of outcomes and content in a language of its own."""
    found = []
    with gzip.open(data / "aalto_courses" / "courses.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            seen = row["detected_lang"]
            names = [name for name in row["name"].values() if name]
            for language in LANGUAGES:
                texts = {
                    field: row[field].get(language, "") or ""
                    for field in ("learning_outcomes", "content")
                    if seen.get(field, {}).get(language) == language
                }
                if len(" ".join(texts.values())) < LEAST_CHARACTERS or not texts.get("learning_outcomes"):
                    continue
                name = row["name"].get(language, "") or ""
                draft = CourseDraft(
                    # A name that Sisu copied from another language would give the twin away.
                    title=name if names.count(name) == 1 else "",
                    outcomes=texts["learning_outcomes"],
                    content=texts.get("content", ""),
                    assessment=row["assessment"].get(language, "") or "",
                )
                found.append(
                    Course(
                        row["code"],
                        language,
                        language,
                        row["level"],
                        row["department_code"],
                        frozenset(name.casefold().strip() for name in names),
                        draft,
                    )
                )
    return found


def cut(course: Course) -> Course:
    """The course renamed, half of its sentences dropped and the rest shuffled."""
    chance = Random(course.code)

    def halved(text: str) -> str:
        if not text.strip():
            return ""
        pieces = [text[one.start : one.end] for one in analyse(text, course.language).sentences]
        kept = chance.sample(pieces, max(1, len(pieces) // 2))
        return "\n".join(kept)

    title = {"fi": "Opintojakso", "sv": "Studieperiod", "en": "Course"}[course.language]
    draft = CourseDraft(title, halved(course.draft.outcomes), halved(course.draft.content), "")
    return Course(course.code, "cut", course.language, course.level, course.department, course.names, draft)


def duplicates(found: list[Course]) -> list[Course]:
    """Known duplicates of English versions: ``MOST`` Finnish, Swedish and cut ones each, chosen by digest."""
    english = {one.code: one for one in found if one.version == "en"}
    kinds: dict[str, list[Course]] = {
        "fi": [one for one in found if one.version == "fi" and one.code in english],
        "sv": [one for one in found if one.version == "sv" and one.code in english],
        "cut": list(english.values()),
    }
    chosen = {kind: sorted(ones, key=lambda one: digest_of(kind, one.code))[:MOST] for kind, ones in kinds.items()}
    return [*chosen["fi"], *chosen["sv"], *map(cut, chosen["cut"])]


def encoded(wanted: list[Course]) -> dict[str, Encoded]:
    """What the engine sees of the courses, by key."""
    CACHE.mkdir(exist_ok=True)
    engine: Engine | None = None
    found: dict[str, Encoded] = {}
    for course in track(wanted, description="reading courses"):
        path = CACHE / f"{digest(course)}.pickle"
        if not path.exists():
            engine = engine or Engine.load()
            path.write_bytes(pickle.dumps(_read(engine, course)))
        found[course.key] = pickle.loads(path.read_bytes())  # noqa: S301 - written by this module
    return found


def digest(course: Course) -> str:
    draft = course.draft
    parts = (course.language, draft.title, draft.outcomes, draft.content, draft.assessment)
    return sha256("\x1f".join(parts).encode()).hexdigest()


def _read(engine: Engine, course: Course) -> Encoded:
    draft = course.draft
    text = "\n".join(part for part in (draft.title, draft.outcomes, draft.content) if part)
    skills = tuple((skill.uri, skill.confidence) for skill in engine.extract(text, course.language).skills)
    sentences = {}
    for part in ("title", "outcomes", "content", "assessment"):
        words = draft.part(part)
        texts = [one.text for one in analyse(words, course.language).sentences] if any(map(str.isalpha, words)) else []
        empty = np.zeros((0, engine.encoder.dimension), np.float32)
        sentences[part] = (engine.encoder.encode(texts) if texts else empty).astype(np.float16)
    return Encoded(skills, sentences)

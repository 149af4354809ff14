"""An offering made of real parts, for ``bench/paths.py``: real timetables, real learning outcomes, skills as we read them.

Dates, weekly meetings, credits, languages and campuses are the public autumn timetable of one school
(``../shared/data/haaga_helia_offering_2018``), repeated for three schools and two terms. That timetable holds no
contents, so each of its courses at each school is given the learning outcomes of one course of ``aalto_courses``, in
fixed order: **which outcomes stand under which timetable is arbitrary**, both are real. Skills and their sentences are
read from the outcomes by the fast tier; prerequisites are the course codes that the outcomes' own prerequisite text
names. Free seats and audiences are drawn, since no source has them.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import random
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_dir

from osaamo.engine.records import Labels, Meeting, Step, TaughtSkill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.engine import Engine

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SCHOOLS = ("Haaga-Helia", "Laurea", "Metropolia")
TERMS = (0, 126)
"""Days by which the timetable is put off: none, and 18 weeks for the spring."""

DAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}
SLOT = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
LANGUAGES = {"FIN": "fi", "ENG": "en", "SWE": "sv"}
READ_IN = ("fi", "en", "sv")
SEATS = (0, 5, 20, 30, None)
AUDIENCES = ((), (), ("degree",), ("degree", "exchange"), ("degree", "open"))


@dataclass(frozen=True, slots=True)
class Content:
    """What a course teaches: its code, name, text, skills read from it and the codes its prerequisites name."""

    code: str
    name: str
    text: str
    skills: tuple[TaughtSkill, ...]
    requires: tuple[str, ...]


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def contents(engine: Engine, cache: Path | None) -> list[Content]:
    """The courses with outcomes in a language we read, and their skills; read once and kept in the folder ``cache``."""
    rows = [(row, text) for row in read_jsonl(SHARED / "aalto_courses" / "courses.jsonl.gz") if (text := told(row))]
    seen = hashlib.sha256("\n".join([engine.model, *(text for _, text in rows)]).encode()).hexdigest()[:16]
    kept = (cache or Path(user_cache_dir("osaamo"))) / f"bench-paths-{seen}.json"
    if not kept.exists():
        read = [
            [[s.uri, round(s.confidence, 3), s.evidence[0].text if s.evidence else ""] for s in found.skills]
            for found in (engine.extract(text) for _, text in rows)
        ]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")
    codes = {row["code"] for row, _ in rows}
    return [
        Content(
            code=row["code"],
            name=row["name"]["fi"] or row["name"]["en"],
            text=text,
            skills=tuple(TaughtSkill(*skill) for skill in skills),
            requires=required(row, codes),
        )
        for (row, text), skills in zip(rows, json.loads(kept.read_text(encoding="utf-8")), strict=True)
        if skills
    ]


def told(row: dict[str, Any]) -> str:
    """The outcomes and contents in the first language that the text is really in."""
    for language in READ_IN:
        parts = [
            row[field][language]
            for field in ("learning_outcomes", "content")
            if row["detected_lang"][field][language] == language
        ]
        if parts:
            return "\n".join(parts)
    return ""


def required(row: dict[str, Any], codes: set[str]) -> tuple[str, ...]:
    """The codes of other courses in the free text of the prerequisites."""
    words = set(re.findall(r"[A-Z0-9][A-Z0-9-]{4,}", " ".join(row["prerequisites"].values())))
    return tuple(sorted(words & codes - {row["code"]}))


def weekly(text: str, first: dt.date, last: dt.date) -> list[Meeting]:
    """The meetings of a weekly timetable such as ``Tue 14:00-15:45, Thu 09:00-10:45`` between two days."""
    found = []
    for weekday, h1, m1, h2, m2 in SLOT.findall(text):
        if (int(h1), m1) >= (int(h2), m2):  # a slip in the published timetable
            continue
        on = first + dt.timedelta(days=(DAYS[weekday] - first.weekday()) % 7)
        while on <= last:
            found.append(Meeting(f"{on}T{int(h1):02}:{m1}", f"{on}T{int(h2):02}:{m2}"))
            on += dt.timedelta(days=7)
    return found


def offering(size: int, read: list[Content]) -> tuple[list[Step], dict[str, str]]:
    """``size`` realisations (fewer when the parts run out), and the searchable text of each course."""
    rng = random.Random(2018)
    source = SHARED / "haaga_helia_offering_2018"
    codes = sorted(row["code"] for row in read_jsonl(source / "courses.jsonl.gz"))
    rows = [row for row in read_jsonl(source / "implementations.jsonl.gz") if row["begins"] and row["ends"]]
    slots = [f"{school}:{code}" for code in codes for school in SCHOOLS]
    taught = dict(zip(slots, read, strict=False))
    course_of = {content.code: slot for slot, content in taught.items()}
    held = (
        (school, row, shift)
        for shift in TERMS
        for row in rows
        for school in SCHOOLS
        if f"{school}:{row['course_code']}" in taught
    )
    steps = [
        realisation(number, school, row, taught[f"{school}:{row['course_code']}"], course_of, shift, rng)
        for number, (school, row, shift) in enumerate(islice(held, size))
    ]
    texts = {slot: f"{content.name} {content.text}".casefold() for slot, content in taught.items()}
    return steps, texts


def realisation(
    number: int,
    school: str,
    row: dict[str, str],
    content: Content,
    course_of: dict[str, str],
    shift: int,
    rng: random.Random,
) -> Step:
    """One row of the timetable, in one term, as a step that teaches ``content``."""
    begins = dt.date.fromisoformat(row["begins"]) + dt.timedelta(days=shift)
    ends = max(begins, dt.date.fromisoformat(row["ends"]) + dt.timedelta(days=shift))
    middle = begins + (ends - begins) / 2
    meetings = {*weekly(row["first_period"] or "", begins, middle), *weekly(row["second_period"] or "", middle, ends)}
    credits_ = row["credits"].replace(",", ".")
    return Step(
        id=f"{school}:{row['implementation_code']}:{number}",
        course=f"{school}:{row['course_code']}",
        title=Labels(fi=content.name),
        institution=school,
        credits=float(credits_) if re.fullmatch(r"\d+(\.\d+)?", credits_) else 5.0,
        skills=content.skills,
        languages=(LANGUAGES.get(row["language"], "fi"),),
        mode="campus" if meetings else "online",
        campus=row["campus"],
        starts=begins.isoformat(),
        ends=ends.isoformat(),
        meetings=tuple(sorted(meetings, key=lambda meeting: (meeting.start, meeting.end))),
        requires=tuple(course_of[code] for code in content.requires if code in course_of),
        seats=rng.choice(SEATS),
        audiences=rng.choice(AUDIENCES),
    )

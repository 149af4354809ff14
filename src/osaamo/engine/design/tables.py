"""Our own tables of verbs, phrases and nouns in three languages (``data/design``), read once.

- ``verbs.tsv``: language, verb, level by Bloom's revised taxonomy (where lists of verbs differ, the processes of
  Anderson and Krathwohl decide: to select is to analyse), kind, the case or preposition of its object, classes of
  objects it suits (``k`` knowledge, ``m`` methods and tools, ``a`` things made, ``p`` problems, cases and data, ``i``
  importance and relations; a verb with none is never suggested), and ``noun`` where the form is as often one.
- ``phrases.tsv``: wordings of several words that promise nothing one can see, or tell what the course does.
- ``nouns.tsv``: heads of objects by class; for some Finnish ones the partitive of each total object.
- ``assessment_forms.tsv``: words that say how is assessed, not what.
- ``frames.json``: the small words around verbs, and our sentence templates.
- ``calibration.json``, ``level.npz``: what ``tools/train/train_design.py`` and ``bench/overlap.py`` learnt.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.engine.records import Language

FOLDER = Path(__file__).resolve().parents[1] / "data" / "design"


@dataclass(frozen=True, slots=True)
class VerbRow:
    """A row of ``verbs.tsv``."""

    language: Language
    verb: str
    level: int
    kind: Literal["clear", "vague", "unobservable"]
    case: str
    fits: str
    noun: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of ``phrases.tsv``; ``kind`` is ``clear``, ``vague``, ``unobservable`` or ``teacher``."""

    kind: str
    level: int
    base: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Frames:
    """The small words of a language.

    Attributes:
        modals: words that say "can" before a verb.
        ability: those that say it of the learner beyond doubt; English "to" and "will" do not.
        modal_base: their base form where it is a verb of its own ("osaa perusteet"), else ``""``.
        can: the one we write.
        joining: words that join two outcomes.
        between: words that may stand between a joining word and the verb.
        subjects: who learns.
        purpose: words that open a clause about something else.
        can_skill: our template for a skill whose name begins with a verb.
        can_knowledge: the one for a field of knowledge.
    """

    modals: frozenset[str]
    ability: frozenset[str]
    modal_base: str
    can: str
    joining: frozenset[str]
    between: frozenset[str]
    subjects: frozenset[str]
    purpose: frozenset[str]
    can_skill: str
    can_knowledge: str


@cache
def verbs(language: Language) -> dict[str, VerbRow]:
    """The verbs of a language by base form."""
    return {row.verb: row for row in _verb_rows() if row.language == language}


@cache
def forms(language: Language) -> dict[str, str]:
    """Base forms by the finite and infinitive forms that regular rules give; Finnish is left to its analyser."""
    found: dict[str, str] = {}
    for base in verbs(language):
        for form in _FORMS[language](base):
            found.setdefault(form, base)
    return found


@cache
def gerunds() -> dict[str, str]:
    """English base forms by their -ing forms."""
    found = {}
    for base in verbs("en"):
        found[base + "ing"] = found[base + base[-1] + "ing"] = base
        if base.endswith("e"):
            found[base[:-1] + "ing"] = base
    return found


@cache
def phrases(language: Language) -> tuple[Phrase, ...]:
    """The phrases of a language in order of the table."""
    return tuple(
        Phrase(
            row["kind"],
            int(row["level"]),
            row["base"],
            re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE),
        )
        for row in _rows("phrases.tsv")
        if row["language"] == language
    )


@cache
def nouns(language: Language) -> dict[str, str]:
    """Classes of objects by the noun that heads them."""
    return {row["noun"]: row["class"] for row in _rows("nouns.tsv") if row["language"] == language}


@cache
def partitives() -> dict[str, str]:
    """Finnish partitives by the total object (``perusteet``, ``merkityksen``), longest first."""
    pairs = [pair.split(">") for row in _rows("nouns.tsv") for pair in row["partitive"].split()]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def frames(language: Language) -> Frames:
    """The small words of a language."""
    try:
        known: dict[str, Any] = json.loads((FOLDER / "frames.json").read_text("utf-8"))[language]
    except (OSError, ValueError, KeyError) as problem:
        raise _broken("frames.json") from problem
    words: dict[str, Any] = {name: frozenset(one) if isinstance(one, list) else one for name, one in known.items()}
    return Frames(**words)


@cache
def assessment_forms(language: Language) -> frozenset[str]:
    """Base forms of words that say how is assessed, not what."""
    return frozenset(row["word"] for row in _rows("assessment_forms.tsv") if row["language"] == language)


@cache
def numbers() -> dict[str, Any]:
    """What was learnt: ``calibration.json``."""
    try:
        known: dict[str, Any] = json.loads((FOLDER / "calibration.json").read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise _broken("calibration.json") from problem
    return known


@cache
def _verb_rows() -> tuple[VerbRow, ...]:
    return tuple(
        VerbRow(
            row["language"],  # type: ignore[arg-type]
            row["verb"],
            int(row["level"]),
            row["kind"],  # type: ignore[arg-type]
            row["case"],
            row["fits"],
            row["also"] == "noun",
        )
        for row in _rows("verbs.tsv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    try:
        with (FOLDER / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    except OSError as problem:
        raise _broken(name) from problem


def _broken(name: str) -> BrokenArtefact:
    return BrokenArtefact(f"{name} cannot be read: install the package again.", file=name)


def _swedish(base: str) -> Iterator[str]:
    yield base
    yield base + "r"
    if base.endswith("a"):
        yield base[:-1] + "er"
    if base.endswith("öra"):
        yield base[:-1]


def _english(base: str) -> Iterator[str]:
    yield base
    yield base + "s"
    if base.endswith(("s", "x", "ch", "sh")):
        yield base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        yield base[:-1] + "ies"


_FORMS = {"fi": lambda base: (base,), "sv": _swedish, "en": _english}

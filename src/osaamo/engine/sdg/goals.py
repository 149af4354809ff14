"""The 17 goals and 169 targets with names and keywords in three languages (``data/sdg/goals.tsv``, our own words)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.records import LANGUAGES, Labels

TABLE = Path(__file__).resolve().parents[1] / "data" / "sdg" / "goals.tsv"
GOALS = 17


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: its number from 1 to 17, its name, and its address at the United Nations."""

    number: int
    labels: Labels

    @property
    def uri(self) -> str:
        """``http://metadata.un.org/sdg/4``."""
        return f"http://metadata.un.org/sdg/{self.number}"


@dataclass(frozen=True, slots=True)
class Target:
    """A goal or one of its targets by ``code`` (``4`` or ``4.7``), with what it is called and spoken of as.

    ``texts`` holds, for each of ``fi``, ``sv`` and ``en``, the name followed by the keywords; ``keywords`` those alone.
    """

    code: str
    goal: int
    labels: Labels
    texts: tuple[str, str, str]
    keywords: tuple[tuple[str, ...], ...]


@cache
def targets() -> tuple[Target, ...]:
    """The goals and targets in order of the table, each goal before its targets.

    Raises:
        BrokenArtefact: the table is missing or has other columns.
    """
    try:
        with TABLE.open(encoding="utf-8", newline="") as file:
            return tuple(_target(row) for row in csv.DictReader(file, delimiter="\t"))
    except (OSError, KeyError) as problem:
        raise BrokenArtefact(f"{TABLE.name} cannot be read: install the package again.", file=TABLE.name) from problem


@cache
def targets_of(goal: int) -> tuple[Target, ...]:
    """The targets of a goal in order of the table, without the goal itself."""
    return tuple(target for target in targets() if target.goal == goal and "." in target.code)


@cache
def goals() -> tuple[Goal, ...]:
    """The goals in order of number."""
    return tuple(Goal(target.goal, target.labels) for target in targets() if "." not in target.code)


def _target(row: dict[str, str]) -> Target:
    fi, sv, en = (f"{row[code]}. {row[f'keywords_{code}'].replace('|', ', ')}" for code in LANGUAGES)
    labels = Labels(**{code: row[code] for code in LANGUAGES})
    keywords = tuple(tuple(row[f"keywords_{code}"].split("|")) for code in LANGUAGES)
    return Target(row["code"], int(row["code"].partition(".")[0]), labels, (fi, sv, en), keywords)

"""The sample texts, courses, ads, alliance and people that ship with the package; all written for it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WEEK = 7
YEARS_AHEAD = 2
"""For how long from now the samples offer courses: long enough for a course and those it requires before it."""


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a packaged JSON Lines file."""
    text = (files(__package__) / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def courses(on: date) -> list[dict[str, Any]]:
    """The sample courses with the realisations that are under way on the day or begin within two years of it.

    Every realisation comes again each year in the same week and on the same weekdays; its id ends with year and period.
    """
    return [
        course | {"realisations": [again for given in course["realisations"] for again in _yearly(given, on)]}
        for course in rows("courses")
    ]


@cache
def degrees() -> list[dict[str, Any]]:
    """The sample degree programmes, of the kinds the three schools have; the ids are what courses name."""
    found: list[dict[str, Any]] = json.loads((files(__package__) / "degrees.json").read_text(encoding="utf-8"))
    return found


def offering(on: date) -> dict[str, list[dict[str, Any]]]:
    """The sample ``channels``, and ``modules``: paths and intensives of today, then what the alliance's plan names.

    The facts of 2020 are in the plan, the names of its paths and weeks are not, so those are called samples. Which of
    them were offered again in the years after 2021 (``goes_on``) is invented.
    """
    text = (files(__package__) / "offering.json").read_text(encoding="utf-8")
    found: dict[str, list[dict[str, Any]]] = json.loads(text)
    for module in found["modules"]:
        if module.get("published"):
            module["runs"] = [again for given in module["runs"] for again in _yearly({"meetings": []} | given, on)]
        module["runs"] += [_in_year(module, year) for year in module.get("goes_on", ())]
    return found


def _in_year(module: Mapping[str, Any], year: int) -> dict[str, Any]:
    """The realisation of a year that is over; of an intensive it is known that it was held."""
    states = [["planned", ""], ["held" if module["kind"] == "intensive" else "enrolling", ""]]
    return {"id": f"{module['id']}-{year}", "ends": date(year, 12, 31).isoformat(), "states": states}


def _yearly(given: Mapping[str, Any], on: date) -> Iterator[dict[str, Any]]:
    """The realisation once for each year in which it is under way or still to come."""
    first = date.fromisoformat(given["starts"])
    _, week, weekday = first.isocalendar()
    course, _, period = given["id"].rsplit("-", 2)
    for again in range(on.year - 1, on.year + YEARS_AHEAD + 1):
        starts = date.fromisocalendar(again, week, weekday)
        days = (starts - first).days
        ends = _later(given["ends"], days)
        if ends < on.isoformat() or starts >= on + timedelta(weeks=52 * YEARS_AHEAD):
            continue
        meetings = [{name: _later(moment, days) for name, moment in meeting.items()} for meeting in given["meetings"]]
        yield dict(given) | {
            "id": f"{course}-{again}-{period}",
            "starts": starts.isoformat(),
            "ends": ends,
            "meetings": meetings,
        }


def ads(on: date) -> list[dict[str, Any]]:
    """The sample ads, moved by whole weeks so that the newest is less than a week old on the day."""
    found = rows("ads")
    newest = max(date.fromisoformat(ad["published"]) for ad in found)
    days = WEEK * ((on - newest).days // WEEK)
    return [ad | {"published": _later(ad["published"], days)} for ad in found]


def history(on: date) -> list[dict[str, Any]]:
    """Enrolments on earlier runs of the sample courses and modules, moved by whole years to end the year before.

    The numbers are made up for the demonstration, like the courses they are of.
    """
    found = rows("history")
    years = on.year - 1 - max(int(row["starts"][:4]) for row in found)
    return [row | {"starts": f"{int(row['starts'][:4]) + years}{row['starts'][4:]}"} for row in found]


def theses() -> bytes:
    """The sample theses as JSON lines."""
    return (files(__package__) / "theses.jsonl").read_bytes()


def _later(moment: str, days: int) -> str:
    """The ISO date, or date and time, moved by days."""
    day = date.fromisoformat(moment[:10]) + timedelta(days)
    return day.isoformat() + moment[10:]


@cache
def alliance() -> list[dict[str, Any]]:
    """The organisations of the demo, parents first."""
    found: list[dict[str, Any]] = json.loads((files(__package__) / "alliance.json").read_text(encoding="utf-8"))
    return found


@cache
def people() -> list[dict[str, str]]:
    """The sample people, one for each role; each has the address ``role@osaamo.example``."""
    found = json.loads((files(__package__) / "people.json").read_text(encoding="utf-8"))
    return [{"email": f"{row['role'].replace('_', '-')}@osaamo.example"} | row for row in found]


@cache
def badges() -> list[dict[str, Any]]:
    """The sample badges, part badges before the path badges they belong to."""
    found: list[dict[str, Any]] = json.loads((files(__package__) / "badges.json").read_text(encoding="utf-8"))
    return found


@cache
def examples() -> dict[str, dict[str, Any]]:
    """The example texts by id, each with ``id``, ``language``, ``kind`` and ``text``."""
    found = json.loads((files(__package__) / "examples.json").read_text(encoding="utf-8"))
    return {example["id"]: example for example in found}


@cache
def plan(name: str) -> dict[str, Any]:
    """A file of the sample alliance's plan (``activities``, ``indicators``): its content by key. Never change it."""
    found: dict[str, Any] = yaml.safe_load((files(__package__) / "plan" / f"{name}.yaml").read_text(encoding="utf-8"))
    return found

"""A row of a school's file, read into the fields of a credit, or set aside with every reason at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from osaamo.domains.credits.enums import AttainmentKind, Audience, Problem
from osaamo.domains.credits.queries import learner_digest
from osaamo.domains.credits.queries.counting import CENT
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS = {
    "key": ("key", "id", "row", "avain", "tunniste", "suoritustunniste", "nyckel", "prestation", "attainment id"),
    "learner": ("learner", "student", "eppn", "opiskelija", "opiskelijatunnus", "studerande", "student id"),
    "course": (
        "course",
        "course code",
        "code",
        "koodi",
        "opintojakso",
        "opintojakson koodi",
        "kurskod",
        "studieperiod",
    ),
    "title": ("title", "course name", "name", "nimi", "opintojakson nimi", "namn", "rubrik"),
    "credits": ("credits", "ects", "op", "opintopisteet", "laajuus", "studiepoäng", "sp", "omfattning"),
    "on": ("date", "completed", "completed on", "suorituspäivä", "päivämäärä", "pvm", "datum", "avlagd"),
    "home": ("home", "home institution", "kotikorkeakoulu", "koti", "hemhögskola", "hem"),
    "host": ("host", "host institution", "kohdekorkeakoulu", "kohde", "värdhögskola", "värd"),
    "audience": ("audience", "education type", "koulutustyyppi", "kohderyhmä", "målgrupp", "utbildningstyp"),
    "kind": ("kind", "type", "laji", "tyyppi", "slag", "typ"),
    "age_group": ("age group", "age", "ikäryhmä", "ikä", "åldersgrupp", "ålder"),
}
"""The fields of a row, and the names columns have for them in schools' files."""

NEEDED = ("key", "learner", "course", "credits", "on")

_MOST_CREDITS = 300
_AUDIENCES = {
    **{value: value for value in Audience.values},
    "tutkinto-opiskelija": "degree",
    "tutkinto": "degree",
    "examensstuderande": "degree",
    "avoin": "open",
    "avoin amk": "open",
    "öppen": "open",
    "jatkuva": "continuous",
    "jatkuva oppiminen": "continuous",
    "kontinuerlig": "continuous",
    "ylempi": "master",
    "yamk": "master",
    "högre": "master",
    "vaihto": "exchange",
    "vaihto-opiskelija": "exchange",
    "utbyte": "exchange",
}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """The fields of a row, and what is wrong with it; it can be stored when nothing is."""

    fields: dict[str, Any]
    problems: tuple[Problem, ...]


def guess_mapping(columns: Sequence[str]) -> dict[str, str]:
    """The column of each field as its name tells, without those that cannot be told."""
    by_name = {" ".join(column.casefold().replace("_", " ").split()): column for column in columns}
    found = {field: next((by_name[name] for name in names if name in by_name), "") for field, names in FIELDS.items()}
    return {field: column for field, column in found.items() if column}


def institutions() -> dict[str, str]:
    """The codes of institutions by what files call them: code, short name, name in any language."""
    names: dict[str, str] = {}
    for place in Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION):
        for name in (place.code, place.short_name, *place.name.values()):
            names[" ".join(name.casefold().split())] = place.code
    return names


def read_row(values: Mapping[str, str], *, reporter: Organisation, places: Mapping[str, str]) -> ReadRow:
    """The row read. ``values`` are texts by field; where no host is given, the reporter is it."""
    text = {field: " ".join(str(values.get(field, "")).split()) for field in FIELDS}
    problems: list[Problem] = []

    def place(field: str, unknown: Problem) -> str:
        name = text[field].casefold()
        if name and name not in places:
            problems.append(unknown)
        return places.get(name, "")

    for field, problem in (("key", Problem.NO_KEY), ("learner", Problem.NO_LEARNER), ("course", Problem.NO_COURSE)):
        if not text[field]:
            problems.append(problem)
    home = place("home", Problem.UNKNOWN_HOME)
    host = place("host", Problem.UNKNOWN_HOST) if text["host"] else reporter.code
    if reporter.code not in {home, host} and not {Problem.UNKNOWN_HOME, Problem.UNKNOWN_HOST} & set(problems):
        problems.append(Problem.NOT_OURS)
    audience = text["audience"].casefold()
    kind = text["kind"].casefold()
    fields = {
        "key": text["key"][:200],
        "learner": learner_digest(text["learner"]) if text["learner"] else "",
        "course": text["course"][:200],
        "title": text["title"][:300],
        "kind": kind if kind in AttainmentKind.values else AttainmentKind.STUDY.value,
        "audience": _AUDIENCES.get(audience, audience[:20]),
        "age_group": text["age_group"][:20],
        "home": home,
        "host": host,
        "credits": _credits(text["credits"], problems),
        "on": _day(text["on"], problems),
    }
    return ReadRow(fields, tuple(problems))


def _credits(text: str, problems: list[Problem]) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        problems.append(Problem.NO_CREDITS)
        return None
    if not value.is_finite():
        problems.append(Problem.NO_CREDITS)
        return None
    if not 0 <= value <= _MOST_CREDITS:
        problems.append(Problem.CREDITS_RANGE)
        return None
    if value != value.quantize(CENT):
        problems.append(Problem.NO_CREDITS)
        return None
    return value.quantize(CENT)


def _day(text: str, problems: list[Problem]) -> date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
        if day > timezone.localdate():
            problems.append(Problem.FUTURE)
            return None
        return day
    problems.append(Problem.NO_DATE)
    return None

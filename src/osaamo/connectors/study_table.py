"""Study records as tables (CSV, Excel, JSON rows) with the usual headers of study offices in fi, sv and en."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from osaamo.connectors.errors import DEFAULT_LIMITS, Limits
from osaamo.connectors.plaintext import clean
from osaamo.connectors.rows import Broken, Row
from osaamo.connectors.study_records import UNKNOWN_LANGUAGE, Attainment, MissingStudyColumns, ReadResult, SetAside
from osaamo.connectors.study_values import Refused, assemble, credits_of, date_of, refuse_not_passed, shown_name
from osaamo.connectors.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Headers without case, punctuation, units in brackets and a language mark at the end; the first that fits is taken.
_HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        *("opintojakson nimi", "opintojakso", "opintokohde", "kurssin nimi", "kurssi", "suorituksen nimi", "suoritus"),
        *("nimi", "studieperiodens namn", "studieperiod", "studieavsnitt", "kursens namn", "kursnamn", "kurs"),
        *("prestation", "namn", "course name", "course title", "course unit", "course", "study unit", "attainment"),
        *("name", "title"),
    ),
    "code": (
        *("opintojakson tunnus", "opintojakson koodi", "kurssikoodi", "opintojaksokoodi", "tunniste", "tunnus"),
        *("koodi", "studieperiodens kod", "kurskod", "kod", "course code", "unit code", "code"),
    ),
    "credits": (
        *("laajuus", "opintopisteet", "opintopistettä", "op", "studiepoäng", "omfattning", "sp", "ects credits"),
        *("ects", "credits", "credit points", "cr", "scope"),
    ),
    "grade": ("arvosana", "arviointi", "arvostelu", "vitsord", "betyg", "bedömning", "grade", "result", "assessment"),
    "date": (
        *("suorituspäivä", "suorituspäivämäärä", "suorituspvm", "suoritettu", "arviointipäivä", "päivämäärä", "pvm"),
        *("prestationsdatum", "avlagd", "datum", "completion date", "date of completion", "completed", "date"),
    ),
    "institution": (
        *("korkeakoulu", "oppilaitos", "suorituspaikka", "organisaatio", "högskola", "läroanstalt", "organisation"),
        *("institution", "university", "school", "organization"),
    ),
    "language": (
        *("suorituskieli", "opetuskieli", "kieli", "prestationsspråk", "undervisningsspråk", "språk"),
        *("language of completion", "language of instruction", "language"),
    ),
    "outcomes": (
        *("osaamistavoitteet", "osaamistavoite", "oppimistavoitteet", "tavoitteet", "sisältö", "lärandemål", "mål"),
        *("kompetensmål", "innehåll", "learning outcomes", "learning objectives", "objectives", "content"),
    ),
    "source_id": ("suorituksen avain", "avain", "nyckel", "source id", "key", "id"),
}
_LANGUAGES = {
    **dict.fromkeys(("fi", "fin", "suomi", "suomeksi", "finska", "finnish"), "fi"),
    **dict.fromkeys(("sv", "swe", "ruotsi", "ruotsiksi", "svenska", "på svenska", "swedish"), "sv"),
    **dict.fromkeys(("en", "eng", "englanti", "englanniksi", "engelska", "english"), "en"),
}
_UNITS = re.compile(r"\s*(?:ects|op|sp|cr)\.?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_HUMPS = re.compile(r"(?<=[a-zäöå])(?=[A-ZÄÖÅ])")
_WORDS = re.compile(r"[^\W\d_]+")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_ATTACK = re.compile(r"[=@]|[+-].*[(|!]")

_Column = tuple[str, str]


def read_study_table(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> ReadResult:
    """One attainment a row, in the order of the table.

    Columns are known by their headers (``Nimi``, ``Studiepoäng``, ``Grade`` ...), which may end in a language
    (``Nimi (sv)``, ``name_en``); others are not read. Credits may have a decimal comma and a unit, dates may be
    Finnish (31.5.2026) or ISO. A row with a formula in a column that is read is set apart, and so is a row without a
    name.

    Raises:
        MissingStudyColumns: no name column, or none of credits, grade and date; says which columns there were and
            which are needed.
        ConnectorError: one of its kinds, when the file as a whole is no table.
    """
    found: list[tuple[str, Attainment]] = []
    aside: list[SetAside] = []
    columns: dict[_Column, str] | None = None
    for row in read_rows(data, filename, limits=limits):
        where = f"line {row.line}"
        if isinstance(row, Broken):
            aside.append(SetAside(where, row.code, row.detail))
            continue
        if columns is None:
            columns = _columns(row.cells, filename)
        try:
            found.append((where, _attainment(row, columns)))
        except Refused as error:
            name = shown_name(_texts(row, columns, "name"))
            aside.append(SetAside(where, error.code, error.detail, name))
    return assemble("table", found, aside)


def _columns(names: Iterable[str], filename: str) -> dict[_Column, str]:
    """Field and language to the header that gives it."""
    known = list(names)
    chosen: dict[_Column, tuple[int, str]] = {}
    for name in known:
        plain, language = _plain(name)
        for field, headers in _HEADERS.items():
            if plain in headers:
                rank = headers.index(plain)
                if (field, language) not in chosen or rank < chosen[field, language][0]:
                    chosen[field, language] = (rank, name)
    fields = {field for field, _ in chosen}
    if "name" not in fields or not fields & {"credits", "grade", "date"}:
        columns = ", ".join(known)
        read = ", ".join(name for _, name in chosen.values()) or "–"
        raise MissingStudyColumns(
            f"The table has the columns {columns}; of these, {read} can be read. Needed are the name of the course "
            "(Nimi, Namn or Name) and at least one of credits (Laajuus, Studiepoäng, Credits), grade (Arvosana, "
            "Vitsord, Grade) and date (Suorituspäivä, Datum, Date). Rename the columns and send the table again.",
            filename=filename,
            columns=columns,
            read=read,
        )
    return {key: name for key, (_, name) in chosen.items()}


def _plain(name: str) -> _Column:
    """A header without case, punctuation, brackets and language mark, and the language (``""`` for none)."""
    spaced = _HUMPS.sub(" ", name).casefold()
    words = _WORDS.findall(spaced)
    if len(words) > 1 and words[-1] in _LANGUAGES:
        return " ".join(words[:-1]), _LANGUAGES[words[-1]]
    return " ".join(_WORDS.findall(_BRACKETS.sub(" ", spaced)) or words), ""


def _attainment(row: Row, columns: Mapping[_Column, str]) -> Attainment:
    for name in columns.values():
        if _ATTACK.match(_text(row.cells.get(name))):
            raise Refused("formula", f"The column {name} holds a formula, which is not read. Replace it by its value.")
    names = _texts(row, columns, "name")
    if not names:
        raise Refused("missing-name", "It has no name.")
    grade = _value(row, columns, "grade")
    refuse_not_passed(grade)
    language = _value(row, columns, "language").casefold()
    return Attainment(
        code=_value(row, columns, "code"),
        name=names,
        credits=credits_of(_UNITS.sub("", _value(row, columns, "credits"))),
        grade="" if grade == "-" else grade,
        date=_date(_value(row, columns, "date")),
        institution=_value(row, columns, "institution"),
        language=_LANGUAGES.get(language, language if re.fullmatch("[a-z]{2}", language) else ""),
        learning_outcomes=_texts(row, columns, "outcomes"),
        source_id=_value(row, columns, "source_id"),
    )


def _value(row: Row, columns: Mapping[_Column, str], field: str) -> str:
    return next((text for text in _all_texts(row, columns, field).values() if text), "")


def _texts(row: Row, columns: Mapping[_Column, str], field: str) -> dict[str, str]:
    return {language or UNKNOWN_LANGUAGE: text for language, text in _all_texts(row, columns, field).items() if text}


def _all_texts(row: Row, columns: Mapping[_Column, str], field: str) -> dict[str, str]:
    return {language: _text(row.cells.get(name)) for (column, language), name in columns.items() if column == field}


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else clean(str(value))


def _date(text: str) -> dt.date | None:
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first is None:
        return date_of(text)
    day, month, year = map(int, day_first.groups())
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise Refused("bad-date", f"The date is “{text}”, which no calendar has.") from error

"""Theses in tables (CSV, Excel, JSON, JSON Lines): title, abstract, where they come from; never their authors."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from osaamo.connectors.days import day_in
from osaamo.connectors.errors import DEFAULT_LIMITS, Limits
from osaamo.connectors.plaintext import clean
from osaamo.connectors.rows import Broken, Row
from osaamo.connectors.tables import read_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_CHARACTERS = 20_000
MOST_TITLE = 500
MOST_NAME = 200
FIRST_YEAR, LAST_YEAR = 1900, 2100

_HEADERS: dict[str, tuple[str, ...]] = {
    "key": ("key", "id", "identifier", "tunniste", "identifierare"),
    "title": ("title", "otsikko", "nimi", "titel", "rubrik"),
    "abstract": ("abstract", "text", "tiivistelmä", "sammandrag", "referat"),
    "language": ("language", "lang", "kieli", "språk"),
    "year": ("year", "vuosi", "år", "published", "issued", "julkaistu", "utgiven"),
    "programme": ("programme", "degree programme", "tutkinto-ohjelma", "koulutusohjelma", "utbildningsprogram"),
    "institution": ("institution", "school", "organisation", "korkeakoulu", "ammattikorkeakoulu", "högskola"),
    "uri": ("uri", "url", "link", "source", "handle", "osoite", "linkki", "adress", "länk"),
    "commissioner": ("commissioner", "client", "toimeksiantaja", "tilaaja", "uppdragsgivare", "beställare"),
    "keywords": ("keywords", "subjects", "asiasanat", "avainsanat", "nyckelord", "ämnesord"),
    "licence": ("licence", "license", "lisenssi", "licens"),
}
_LANGUAGES = {
    **dict.fromkeys(("fi", "fin", "suomi", "finnish", "finska"), "fi"),
    **dict.fromkeys(("sv", "swe", "ruotsi", "swedish", "svenska"), "sv"),
    **dict.fromkeys(("en", "eng", "englanti", "english", "engelska"), "en"),
}
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ThesisRecord:
    """A thesis as its table tells it.

    Attributes:
        line: as in :class:`~osaamo.connectors.rows.Row`.
        key: its id in the table, else its address, else made of title and abstract: the same for the same thesis.
        title: the beginning of the abstract where the table has none.
        language: ``fi``, ``sv``, ``en``, or ``""`` where the table does not say.
        year: of publication, or ``None``.
        uri: where it can be read (``https``), or ``""``.
        issued: the day, or the first of the month, of publication; ``None`` where only the year is told.
        abstracts: the abstracts by language, where the source has them so.
        keywords: as the source writes them.
        commissioner: for whom it was done.
        licence: a name or an address.
        removed: the source took it back; then only ``key`` is told.
    """

    line: int
    key: str
    title: str
    abstract: str
    language: str
    year: int | None
    programme: str
    institution: str
    uri: str
    issued: dt.date | None = None
    abstracts: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    commissioner: str = ""
    licence: str = ""
    removed: bool = False


class RefusedThesis(Exception):
    """Why a row is no thesis: a stable code, and a sentence."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def read_theses(
    source: bytes | Path, filename: str = "", *, limits: Limits = DEFAULT_LIMITS
) -> Iterator[ThesisRecord | Broken]:
    """The theses of a table in its order; a row that is none comes as :class:`Broken`, for a person to mend.

    Besides the codes of :class:`Broken` these occur: ``no-abstract``, ``too-long``, ``bad-year``, ``bad-language``.

    Raises:
        ConnectorError: one of its kinds, when the file as a whole is no table.
    """
    for row in read_rows(source, filename, limits=limits):
        if isinstance(row, Broken):
            yield row
            continue
        try:
            yield _thesis(row)
        except RefusedThesis as refused:
            yield Broken(row.line, refused.code, refused.detail, _raw(row))


def _raw(row: Row) -> str:
    """The row as it came, of the columns that are read: no author's name is among them."""
    known = {header for headers in _HEADERS.values() for header in headers}
    kept = {name: value for name, value in row.cells.items() if _plain(name) in known}
    return json.dumps(kept, ensure_ascii=False, default=str)[:MOST_CHARACTERS]


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_]+", name.strip().casefold()))


def _thesis(row: Row) -> ThesisRecord:
    cells = {_plain(name): value for name, value in row.cells.items()}
    values = {name: _first(cells, headers) for name, headers in _HEADERS.items()}
    abstract = values["abstract"]
    if not abstract:
        raise RefusedThesis("no-abstract", "The row has no abstract.")
    sentence = _SENTENCE.match(abstract)
    title = values["title"] or " ".join((sentence[0] if sentence else abstract).split())[: MOST_NAME - 1]
    limits = dict.fromkeys(("programme", "institution", "commissioner", "licence"), MOST_NAME)
    for name, most in {"abstract": MOST_CHARACTERS, **limits}.items():
        if len(values[name]) > most:
            raise RefusedThesis("too-long", f"The {name} has more than {most:,} characters.")
    if len(title) > MOST_TITLE:
        raise RefusedThesis("too-long", f"The title has more than {MOST_TITLE} characters.")
    uri = values["uri"] if values["uri"].startswith(("https://", "http://")) else ""
    digest = hashlib.sha256(f"{title}\n{abstract}".encode()).hexdigest()[:32]
    key = values["key"] or uri or f"sha256:{digest}"
    if len(key) > MOST_NAME or len(uri) > MOST_NAME:
        raise RefusedThesis("too-long", f"The id or address has more than {MOST_NAME} characters.")
    return ThesisRecord(
        line=row.line,
        key=key,
        title=title,
        abstract=abstract,
        language=_language(values["language"]),
        year=_year(values["year"]),
        programme=values["programme"],
        institution=values["institution"],
        uri=uri,
        issued=issued_in(values["year"]),
        keywords=tuple(word.strip() for word in re.split(r"[;,|\n]", values["keywords"]) if word.strip()),
        commissioner=values["commissioner"],
        licence=values["licence"],
    )


def issued_in(text: str) -> dt.date | None:
    """The day, or the first of the month, that the text tells; ``None`` where it tells no month."""
    try:
        return day_in(text)
    except ValueError:
        return None


def _first(cells: Mapping[str, Any], headers: tuple[str, ...]) -> str:
    """The first of the cells that says something, cleaned."""
    said = (cells.get(header) for header in headers)
    values = (_told(value) for value in said)
    return next((clean(value) for value in values if isinstance(value, str) and value.strip()), "")


def _told(value: Any) -> Any:
    """A number as text, a list of words as one text."""
    if isinstance(value, list):
        return "\n".join(word for word in value if isinstance(word, str))
    return str(value) if isinstance(value, int | float) else value


def language_of(value: str) -> str:
    """The code of a language named by code or by name; ``""`` for another, or for none."""
    return _LANGUAGES.get(value.strip().casefold().partition("-")[0], "")


def _language(value: str) -> str:
    if value and value.casefold() not in _LANGUAGES:
        raise RefusedThesis("bad-language", "The language is not Finnish, Swedish or English.")
    return language_of(value)


def _year(value: str) -> int | None:
    if not value:
        return None
    found = _YEAR.search(value)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise RefusedThesis("bad-year", f"There is no year between {FIRST_YEAR} and {LAST_YEAR} in “{value[:40]}”.")
    return int(found[1])

"""Job ads in files: tables (CSV, Excel, JSON, JSON Lines) and the NDJSON of Job Market Finland, as a stream."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO

from osaamo.connectors.ad_records import MOST_CHARACTERS, AdRecord, RefusedAd, cut, day_of, heading, language_of
from osaamo.connectors.errors import DEFAULT_LIMITS, Limits
from osaamo.connectors.p67 import p67_ad
from osaamo.connectors.plaintext import clean
from osaamo.connectors.rows import Broken, Row
from osaamo.connectors.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BULK_LIMITS = Limits(table_bytes=4 << 30, unpacked_bytes=32 << 30, rows=50_000_000)
"""For files that the people who run the service load on its own machine; the rows are a stream all the same."""

MOST_KEY = 120
MOST_RAW = 20_000

_HEADERS: dict[str, tuple[str, ...]] = {
    "key": ("key", "id", "identifier", "tunniste", "identifierare"),
    "language": ("language", "lang", "kieli", "språk"),
    "title": ("title", "header", "job title", "otsikko", "nimike", "tehtävänimike", "titel", "rubrik", "yrkestitel"),
    "text": ("text", "description", "body", "teksti", "kuvaus", "ilmoitus", "texten", "beskrivning", "annons"),
    "published": (
        *("published", "date", "month", "posted", "created"),
        *("julkaistu", "päivämäärä", "kuukausi", "publicerad", "datum", "månad"),
    ),
    "closes": (
        *("closes", "expires", "deadline", "valid through"),
        *("hakuaika päättyy", "päättyy", "viimeinen hakupäivä", "sista ansökningsdag", "upphör"),
    ),
    "place": ("place", "location", "municipality", "paikka", "paikkakunta", "kunta", "sijainti", "ort", "kommun"),
    "employer_kind": ("employer kind", "industry", "sector", "toimiala", "ala", "bransch"),
    "source": ("source", "lähde", "källa"),
    "licence": ("licence", "license", "lisenssi", "licens"),
    "may_store_text": ("may store text",),
    "skills": ("skills", "esco skills"),
    "removed": ("removed", "archived", "poistettu", "borttagen"),
}
_NO = frozenset(("", "0", "false", "no", "ei", "nej"))
_PEOPLE = frozenset(("contacts", "contact", "owner", "author", "authors", "email", "phone", "yhteystiedot", "kontakt"))


def read_ads(
    source: bytes | Path | BinaryIO, filename: str = "", *, p67: bool = False, limits: Limits = DEFAULT_LIMITS
) -> Iterator[AdRecord | Broken]:
    """The ads of a file in its order; a row that is none comes as :class:`Broken`, for a person to mend.

    The kind of table, its separator and encoding are found out; it may be gzipped. With ``p67`` each row is a
    ``JobPostingV2``. Besides the codes of :class:`Broken` these occur: ``no-text``, ``no-date``, ``no-key``,
    ``bad-date``, ``bad-language``, ``too-long``, ``not-p67``. The raw row of an ad goes without the fields for people.

    Raises:
        ConnectorError: one of its kinds, when the file as a whole is no table.
    """
    for row in read_rows(source, filename, limits=limits):
        if isinstance(row, Broken):
            yield row
            continue
        try:
            yield p67_ad(row.line, row.cells) if p67 else _ad(row)
        except RefusedAd as refused:
            yield Broken(row.line, refused.code, refused.detail, _raw(row.cells))


def _ad(row: Row) -> AdRecord:
    cells = {" ".join(re.split(r"[\s_]+", name.strip().casefold())): value for name, value in row.cells.items()}
    values = {field: _first(cells, headers) for field, headers in _HEADERS.items()}
    key, removed = values["key"], values["removed"].casefold() not in _NO
    if removed and key:
        return AdRecord(row.line, _checked(key), removed=True)
    text = values["text"]
    if not text:
        raise RefusedAd("no-text", "The ad has no text.")
    if len(text) > MOST_CHARACTERS:
        raise RefusedAd("too-long", f"The text has more than {MOST_CHARACTERS:,} characters.")
    published = day_of(values["published"])
    if published is None:
        raise RefusedAd("no-date", "The ad tells no day or month of publication.")
    title = heading(values["title"], text)
    digest = hashlib.sha256(f"{published}\n{title}\n{text}".encode()).hexdigest()[:32]
    return AdRecord(
        line=row.line,
        key=_checked(key or f"sha256:{digest}"),
        language=language_of(values["language"]),
        title=title,
        text=text,
        published=published,
        closes=day_of(values["closes"]),
        place=cut(values["place"]),
        employer_kind=cut(values["employer_kind"]),
        source=cut(values["source"]),
        licence=cut(values["licence"]),
        may_store_text=not values["may_store_text"] or values["may_store_text"].casefold() not in _NO,
        skills=_uris(cells),
    )


def _checked(key: str) -> str:
    if len(key) > MOST_KEY:
        raise RefusedAd("too-long", f"The id has more than {MOST_KEY} characters.")
    return key


def _first(cells: Mapping[str, Any], headers: tuple[str, ...]) -> str:
    """The first of the cells that says something, cleaned."""
    for header in headers:
        value = cells.get(header)
        if isinstance(value, bool | int | float):
            return str(value)
        if isinstance(value, str) and value.strip():
            return clean(value)
    return ""


def _uris(cells: Mapping[str, Any]) -> tuple[str, ...]:
    """The uris among the skills, in a list or in a cell with spaces, commas or semicolons between them."""
    value = next((cells[header] for header in _HEADERS["skills"] if cells.get(header)), "")
    words = value if isinstance(value, list) else re.split(r"[\s,;]+", str(value))
    return tuple(dict.fromkeys(word for word in words if isinstance(word, str) and word.startswith("http")))


def _raw(cells: Mapping[str, Any]) -> str:
    kept = {name: value for name, value in cells.items() if name.strip().casefold() not in _PEOPLE}
    return json.dumps(kept, ensure_ascii=False, default=str)[:MOST_RAW]

"""Theses out of the records of an OAI-PMH server: Dublin Core (``oai_dc``), and ``kk``, the fields of Theseus.

``kk`` has one element for each field of DSpace (``element``, ``qualifier``, ``language``, ``value``), so programme,
institution and abstracts by language can be told apart; in ``oai_dc`` they cannot, and the programme is missing.
Authors and supervisors are never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.connectors.plaintext import clean, has_letters
from osaamo.connectors.rows import Broken
from osaamo.connectors.theses import (
    MOST_CHARACTERS,
    MOST_NAME,
    MOST_TITLE,
    RefusedThesis,
    ThesisRecord,
    issued_in,
    language_of,
)
from osaamo.connectors.xml_trees import LANG, local_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from osaamo.connectors.oaipmh import OaiRecord

_LANGUAGES = ("fi", "sv", "en")
_MOST_KEYWORDS = 50
_BY_LANGUAGE = re.compile(r"(?:^|\|)(fi|sv|en)=([^|]*)")
_YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d)(?!\d)")
_OPEN = re.compile(r"open|avoin|vapaa|öppen|fri\b", re.IGNORECASE)
_COMMISSIONERS = ("commissioner", "client", "toimeksiantaja")


@dataclass(frozen=True, slots=True)
class _Field:
    """One field: what it is (``description.abstract``), its language (or ``""``) and its text."""

    name: str
    language: str
    text: str


def thesis_of(record: OaiRecord, line: int) -> ThesisRecord | Broken:
    """The thesis of a record; ``line`` is its number in the harvest, from 1.

    A deleted record comes as a thesis with ``removed``. Codes of :class:`Broken`, whose ``raw`` is the identifier:
    ``no-abstract``, ``restricted`` (the record says that not everybody may read the thesis), ``too-long``,
    ``bad-year``, ``no-metadata``.
    """
    try:
        return _thesis(record, line)
    except RefusedThesis as refused:
        return Broken(line, refused.code, refused.detail, record.identifier[:MOST_NAME])


def _thesis(record: OaiRecord, line: int) -> ThesisRecord:
    key = record.identifier
    if len(key) > MOST_NAME:
        raise RefusedThesis("too-long", f"The identifier has more than {MOST_NAME} characters.")
    if record.deleted:
        return ThesisRecord(line, key, "", "", "", None, "", "", "", removed=True)
    if record.metadata is None:
        raise RefusedThesis("no-metadata", "The record has no metadata.")
    fields = list(_fields(record.metadata))
    restricted = next((field.text for field in fields if field.name.startswith("rights.access")), "open")
    if not _OPEN.search(restricted):
        raise RefusedThesis("restricted", f"Not everybody may read it: {restricted[:100]}")
    language = language_of(_first(fields, "language.iso", "language"))
    abstracts = _abstracts(fields, language)
    main = next((code for code in (language, *_LANGUAGES, "") if abstracts.get(code)), None)
    if main is None:
        raise RefusedThesis("no-abstract", "The record has no abstract in Finnish, Swedish or English.")
    title = " ".join((_first(fields, "title") or abstracts[main].split(".")[0]).split())
    if len(abstracts[main]) > MOST_CHARACTERS or len(title) > MOST_TITLE:
        raise RefusedThesis("too-long", "Title or abstract is too long.")
    year, issued = _dated(fields)
    if year is None:
        raise RefusedThesis("bad-year", "The record tells no year of publication.")
    return ThesisRecord(
        line=line,
        key=key,
        title=title,
        abstract=abstracts[main],
        language=main or language,
        year=year,
        programme=_named(fields, "programme"),
        institution=_named(fields, "organization", "organisation") or _name(_first(fields, "publisher")),
        uri=_address(fields),
        issued=issued,
        abstracts={code: text for code, text in abstracts.items() if code},
        keywords=_keywords(fields),
        commissioner=_named(fields, *_COMMISSIONERS),
        licence=_name(_first(fields, "rights.uri", "rights.license", "rights")),
    )


def _fields(metadata: Element) -> Iterator[_Field]:
    """The fields of either format; those that hold people are skipped."""
    for element in metadata.iter():
        name = local_name(element)
        if name == "field":
            parts = (element.get("element", ""), element.get("qualifier", ""))
            name = ".".join(part for part in parts if part and part != "none").lower()
            language, text = element.get("language", ""), element.get("value", "") or element.text or ""
        elif name == "link":
            name, language, text = "identifier.link", "", element.get("href", "")
        else:
            language, text = element.get(LANG, ""), element.text or ""
        text = clean(text)
        people = name.startswith(("creator", "contributor")) and not any(
            word in name for word in ("organi", "programme", *_COMMISSIONERS)
        )
        if text and not people:
            yield _Field(name, language_of(language), text)


def _first(fields: list[_Field], *names: str) -> str:
    return next((field.text for name in names for field in fields if field.name == name), "")


def _named(fields: list[_Field], *words: str) -> str:
    """The text of the first field whose name has one of the words in it."""
    return _name(next((field.text for field in fields if any(word in field.name for word in words)), ""))


def _name(text: str) -> str:
    """The Finnish name of ``fi=…|sv=…|en=…``, else another; or the text itself; on one line, cut to its limit."""
    names = {code: name.strip() for code, name in _BY_LANGUAGE.findall(text)}
    name = next((names[code] for code in _LANGUAGES if names.get(code)), "") if names else text
    return " ".join(name.split())[:MOST_NAME]


def _abstracts(fields: list[_Field], language: str) -> dict[str, str]:
    """The abstracts by language; without one, it is in the thesis's own, ``""`` if untold."""
    found: dict[str, str] = {}
    for field in fields:
        if field.name in {"description.abstract", "description"} and has_letters(field.text):
            found.setdefault(field.language or (language if language not in found else ""), field.text)
    return found


def _dated(fields: list[_Field]) -> tuple[int | None, dt.date | None]:
    """Year and day of publication: ``date.issued``, else the earliest date (later ones are of the archive)."""
    dates = [_first(fields, "date.issued")]
    if not dates[0]:
        dates = sorted(field.text for field in fields if field.name == "date")
    found = next((match for match in map(_YEAR.search, dates) if match), None)
    return (int(found[1]), issued_in(found.string)) if found else (None, None)


def _address(fields: list[_Field]) -> str:
    """Where the thesis can be read: its handle, else the first address."""
    addresses = [
        field.text
        for field in fields
        if field.name.startswith("identifier")
        and field.text.startswith(("https://", "http://"))
        and len(field.text) <= MOST_NAME
    ]
    return next((address for address in addresses if "handle" in address or "urn" in address.lower()), "") or next(
        iter(addresses), ""
    )


def _keywords(fields: list[_Field]) -> tuple[str, ...]:
    words = (field.text for field in fields if field.name.split(".")[0] in {"subject", "keyword"})
    return tuple(dict.fromkeys(" ".join(word.split())[:MOST_NAME] for word in words if has_letters(word)))[
        :_MOST_KEYWORDS
    ]

"""Rows of tables as plain records, and which of their columns hold text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osaamo.connectors.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LANGUAGES = ("fi", "sv", "en")
_LANGUAGE_WORDS = frozenset((*_LANGUAGES, "fin", "swe", "eng", "suomi", "suomeksi", "svenska", "english", "ruotsi"))
_TITLES = frozenset(
    (
        *("title", "titles", "name", "names", "headline", "course name", "course title", "job title", "position"),
        *("nimi", "nimet", "otsikko", "opintojakson nimi", "kurssin nimi", "tehtävänimike", "nimike", "työnimike"),
        *("titel", "namn", "rubrik", "kursnamn", "studieavsnittets namn", "yrkestitel", "befattning"),
    )
)
_TEXTS = frozenset(
    (
        *(
            "text",
            "texts",
            "description",
            "abstract",
            "summary",
            "body",
            "content",
            "contents",
            "objective",
            "objectives",
        ),
        *("learning outcomes", "learning objectives", "outcomes", "aims", "goals", "skills", "requirements", "tasks"),
        *("duties", "job description", "ad", "sentence", "keywords", "course description", "learning outcome"),
        *("teksti", "kuvaus", "tiivistelmä", "sisältö", "sisällöt", "tavoite", "tavoitteet", "osaamistavoitteet"),
        *("osaamistavoite", "oppimistavoitteet", "osaaminen", "taidot", "vaatimukset", "tehtävät", "työtehtävät"),
        *("ilmoitus", "työnkuvaus", "avainsanat", "asiasanat", "opintojakson kuvaus", "keskeinen sisältö", "lause"),
        *("texten", "beskrivning", "sammandrag", "sammanfattning", "innehåll", "mål", "lärandemål", "kunskapsmål"),
        *("kompetensmål", "kompetenser", "färdigheter", "krav", "uppgifter", "arbetsuppgifter", "annons", "nyckelord"),
        *("kursbeskrivning", "centralt innehåll", "mening"),
    )
)
_LEAST_PROSE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        line: where it starts, from 1: the line of a text file, the row of a sheet, the item of a JSON array.
        cells: column name to value. CSV gives strings; XLSX strings, numbers, booleans and ISO dates; JSON whatever
            the object held. Empty cells of a sheet are ``None``.
    """

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """One row that could not be read, kept for a person to mend.

    Attributes:
        line: as in :class:`Row`.
        code: stable reason: ``too-few-columns``, ``too-many-columns``, ``unclosed-quote``, ``bad-quoting``,
            ``wrong-encoding``, ``line-too-long``, ``not-json``, ``not-an-object``, ``formula-without-value``,
            ``cell-error``.
        detail: an English sentence with the particulars.
        raw: the row as it stood in the file, at most a million characters.
    """

    line: int
    code: str
    detail: str
    raw: str


def text_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The names that say they hold text, titles first, else in the order given.

    Names are compared in Finnish, Swedish and English without case, punctuation or a language mark
    (``learning_outcomes_fi``, ``Sisältö (sv)``).
    """
    titles: list[str] = []
    texts: list[str] = []
    for name in names:
        plain = _plain_name(name)
        if plain in _TITLES:
            titles.append(name)
        elif plain in _TEXTS:
            texts.append(name)
    return (*titles, *texts)


def text_of(row: Row, columns: Sequence[str] | None = None, *, language: str | None = None) -> str:
    """The text of ``row``, a line a column, each text once; ``""`` when it has none.

    Args:
        row: a row of any table.
        columns: the columns to take, in this order. By default :func:`text_columns`; when no name fits, every column
            that holds prose (over 20 characters with a space).
        language: for values that hold several languages (``{"fi": ..., "en": ...}``) the one to take; all by default.
    """
    chosen = tuple(columns) if columns is not None else text_columns(row.cells)
    texts = [text for name in chosen for text in _texts(row.cells.get(name), language)]
    if columns is None and not texts:
        texts = [
            value
            for value in row.cells.values()
            if isinstance(value, str) and len(value) > _LEAST_PROSE and " " in value
        ]
    return "\n".join(dict.fromkeys(text for text in map(clean, texts) if text))


def column_names(header: Sequence[object]) -> tuple[str, ...]:
    """Unique names for the cells of a header row: ``column 3`` for an empty one, ``name (2)`` for a repeated one."""
    names: list[str] = []
    taken: set[str] = set()
    for at, cell in enumerate(header, 1):
        name = " ".join(str(cell).split()) if cell not in (None, "") else ""
        base = name or f"column {at}"
        unique, count = base, 2
        while unique in taken:
            unique, count = f"{base} ({count})", count + 1
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def _plain_name(name: str) -> str:
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-zäöå])(?=[A-ZÄÖÅ])", " ", name))
    lower = [word.casefold() for word in words]
    while len(lower) > 1 and lower[-1] in _LANGUAGE_WORDS:
        lower.pop()
    return " ".join(lower)


def _texts(value: Any, language: str | None) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        if language is not None and any(key in value for key in _LANGUAGES):
            return _texts(value.get(language), language)
        return [text for part in value.values() for text in _texts(part, language)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part, language)]
    return []

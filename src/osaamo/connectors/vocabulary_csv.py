"""A vocabulary as one simple table.

Columns: ``uri``, and any of ``kind`` (skill, knowledge, language, transversal, occupation), ``label_fi``,
``label_sv``, ``label_en``, ``alt_fi``, ``alt_sv``, ``alt_en`` (several joined by ``|``), ``broader`` (uris, joined by
``|`` or blanks). At least one ``label_`` column must be there. Delimiter and encoding are found out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from osaamo.connectors.errors import DEFAULT_LIMITS, MissingColumn
from osaamo.connectors.rows import Broken
from osaamo.connectors.tables import read_rows
from osaamo.connectors.vocabulary_records import (
    RAW_LENGTH,
    BrokenRecord,
    ConceptRecord,
    is_uri,
    split_labels,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from osaamo.connectors.errors import Limits
    from osaamo.connectors.vocabulary_records import VocabularyRecord

LANGUAGES = ("fi", "sv", "en")
_KINDS = ("", "skill", "knowledge", "language", "transversal", "occupation")


def read_vocabulary_csv(
    source: bytes | Path | BinaryIO, filename: str = "", *, limits: Limits = DEFAULT_LIMITS
) -> Iterator[VocabularyRecord]:
    """The concepts of the table in its order; a row that cannot be used comes as ``BrokenRecord``.

    Raises:
        MissingColumn: ``uri`` or every label column is missing; ``values`` name ``filename`` and ``column``.
        ConnectorError: as :func:`osaamo.connectors.tables.read_rows`.
    """
    name = filename or str(getattr(source, "name", "the table"))
    checked = False
    for row in read_rows(source, filename, limits=limits):
        if isinstance(row, Broken):
            yield BrokenRecord(name, row.line, row.code, row.detail, row.raw[:RAW_LENGTH])
            continue
        if not checked:
            _check_columns(row.cells, name)
            checked = True
        yield _record(row.cells, name, row.line)


def _check_columns(cells: Mapping[str, Any], name: str) -> None:
    if "uri" not in cells:
        raise MissingColumn(
            f"{name} has no column 'uri'. Name the columns on the first line.", filename=name, column="uri"
        )
    if not any(f"label_{language}" in cells for language in LANGUAGES):
        raise MissingColumn(
            f"{name} has no column 'label_fi', 'label_sv' or 'label_en'. At least one is needed.",
            filename=name,
            column="label_en",
        )


def _record(cells: Mapping[str, Any], name: str, line: int) -> VocabularyRecord:
    def text(column: str) -> str:
        return str(cells.get(column) or "").strip()

    def broken(code: str, detail: str) -> BrokenRecord:
        raw = "|".join("" if value is None else str(value) for value in cells.values())
        return BrokenRecord(name, line, code, detail, raw[:RAW_LENGTH])

    uri, kind = text("uri"), text("kind").lower()
    labels = {lang: " ".join(text(f"label_{lang}").split()) for lang in LANGUAGES if text(f"label_{lang}")}
    broader = tuple(dict.fromkeys(text("broader").replace("|", " ").split()))
    if not uri:
        return broken("no-uri", "The column uri is empty.")
    if bad := next((other for other in (uri, *broader) if not is_uri(other)), ""):
        return broken("bad-uri", f"{bad[:80]!r} is no uri: it must start with http://, https:// or urn:.")
    if kind not in _KINDS:
        return broken("unknown-kind", f"The kind {kind!r} is not known. Use one of: {', '.join(_KINDS[1:])}.")
    if not labels:
        return broken("no-label", f"The concept {uri} has no label.")
    others = {lang: tuple(t for t in split_labels(text(f"alt_{lang}")) if t != labels.get(lang)) for lang in LANGUAGES}
    return ConceptRecord(
        uri=uri,
        kind="occupation" if kind == "occupation" else "skill",
        labels=labels,
        alternatives=others,
        skill_type="" if kind == "occupation" else kind,
        broader=broader,
    )

"""Errors of the readers and importers, and the limits that raise some of them.

Every error has a stable ``code`` and named ``values``, exactly like the engine's errors (which this layer does not
import); the faces turn both into a sentence in the user's language. The English sentence is the exception's own text
and says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass


class ConnectorError(Exception):
    """Base of all errors a reader or importer raises. ``code`` is stable; ``values`` fill the translated message."""

    code = "connector-error"

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.values = values


class EmptyFile(ConnectorError):
    """The file holds no bytes, or no text."""

    code = "empty-file"


class UnknownFormat(ConnectorError):
    """Neither content nor name tells a format that can be read."""

    code = "unknown-format"


class TooLarge(ConnectorError):
    """The file, its text or its number of rows is over the limit."""

    code = "too-large"


class TooManyPages(ConnectorError):
    """The PDF has more pages than the limit."""

    code = "too-many-pages"


class ZipBomb(ConnectorError):
    """A compressed file unpacks to more than the limit."""

    code = "zip-bomb"


class DamagedFile(ConnectorError):
    """The file is of a known format, but cut short or broken."""

    code = "damaged-file"


class UnsafeFile(ConnectorError):
    """The file uses XML entities or paths that could attack the reader."""

    code = "unsafe-file"


class EncryptedPdf(ConnectorError):
    """The PDF needs a password."""

    code = "encrypted-pdf"


class EncryptedFile(ConnectorError):
    """The Office file or archive needs a password."""

    code = "encrypted-file"


class ScannedPdf(ConnectorError):
    """The PDF holds pictures of pages and no text."""

    code = "scanned-pdf"


class WrongEncoding(ConnectorError):
    """The bytes are not text in the encoding they claim or must have."""

    code = "wrong-encoding"


class NotATable(ConnectorError):
    """The file holds no rows with named columns."""

    code = "not-a-table"


class MissingColumn(ConnectorError):
    """A table lacks a column the reader needs."""

    code = "missing-column"


class NotRipa(ConnectorError):
    """The JSON is no RIPA v9 message, course unit or realisation."""

    code = "not-ripa"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the readers accept; over any of these they raise instead of reading on.

    Attributes:
        file_bytes: size of an uploaded document.
        table_bytes: size of a table file read by streaming (compressed size for ``.gz``).
        pages: pages of a PDF.
        characters: characters of text taken from one document.
        rows: rows of a table, broken ones included.
        columns: columns of one row.
        cell_characters: characters of one cell or one JSON line.
        unpacked_bytes: bytes an archive (DOCX, XLSX, gzip) may unpack to.
        archive_members: files inside a DOCX or XLSX.
        part_bytes: one XML part of a DOCX, which is parsed as a whole.
    """

    file_bytes: int = 10 * 1024 * 1024
    table_bytes: int = 50 * 1024 * 1024
    pages: int = 200
    characters: int = 5_000_000
    rows: int = 100_000
    columns: int = 1_000
    cell_characters: int = 1_000_000
    unpacked_bytes: int = 100 * 1024 * 1024
    archive_members: int = 5_000
    part_bytes: int = 40 * 1024 * 1024


DEFAULT_LIMITS = Limits()

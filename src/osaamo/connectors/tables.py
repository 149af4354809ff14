"""One front to all table readers: CSV, XLSX, JSON and JSONL (also gzipped) as a stream of rows."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from osaamo.connectors.errors import (
    DEFAULT_LIMITS,
    ConnectorError,
    DamagedFile,
    EmptyFile,
    Limits,
    NotATable,
    TooLarge,
    ZipBomb,
)
from osaamo.connectors.rows import Broken, Row, text_columns, text_of
from osaamo.connectors.sniffing import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.sniffing import Kind

__all__ = ["Broken", "Row", "read_rows", "text_columns", "text_of"]

_GZIP = b"\x1f\x8b"
_HEAD = 1 << 20


def read_rows(
    source: bytes | Path | BinaryIO, filename: str = "", *, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Row | Broken]:
    """The rows of a table one by one, in the order of the file; a row that cannot be read comes as :class:`Broken`.

    CSV, JSONL and JSON arrays are read as a stream; XLSX is read whole but parsed row by row. The first row of CSV
    and XLSX names the columns. Blank rows are no rows.

    Args:
        source: the bytes, a path, or a binary stream (which is left open).
        filename: its name, for the format and for messages; taken from a path when empty.
        limits: ``table_bytes``, ``unpacked_bytes``, ``rows``, ``columns`` and ``cell_characters`` apply.

    Raises:
        ConnectorError: one of its kinds, when the file as a whole is not a table, is over a limit (possibly after
            some rows have come) or ends too early.
    """
    if isinstance(source, Path):
        yield from _read_path(source, filename or source.name, limits)
        return
    stream: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source
    for count, row in enumerate(_rows(stream, filename, limits), 1):
        if count > limits.rows:
            raise TooLarge(
                f"The table has more than {limits.rows:,} rows. Split it.", filename=filename, limit=limits.rows
            )
        yield row


def _read_path(path: Path, filename: str, limits: Limits) -> Iterator[Row | Broken]:
    try:
        if path.stat().st_size > limits.table_bytes:
            raise _too_large(filename, limits)
        stream = path.open("rb")
    except OSError as error:
        raise ConnectorError(
            f"The file {filename} cannot be opened: {error.strerror}. Check its name and rights.", filename=filename
        ) from error
    with stream:
        yield from read_rows(stream, filename, limits=limits)


def _rows(stream: BinaryIO, filename: str, limits: Limits) -> Iterator[Row | Broken]:
    counted = Bounded(stream, limits.table_bytes, _too_large(filename, limits))
    plain: io.BufferedReader = io.BufferedReader(counted, _HEAD)
    name = filename
    if plain.peek(2)[:2] == _GZIP:
        plain = _unpacked(plain, filename, limits)
        name = filename.lower().removesuffix(".gz")
    try:
        head = _peek(plain)
        if not head:
            raise EmptyFile("The file is empty. Choose a table with rows.", filename=filename)
        kind = _table_kind(kind_of(head, name) if not head.startswith(b"PK") else "xlsx", head, filename)
        if kind == "xlsx":
            from osaamo.connectors.xlsx_rows import read_xlsx  # noqa: PLC0415 - openpyxl is slow to load

            data = plain.read()
            kind_of(data, name)
            yield from read_xlsx(data, filename, limits=limits)
        elif kind == "csv":
            from osaamo.connectors.csv_rows import read_csv  # noqa: PLC0415 - as above

            yield from read_csv(plain, head, filename, limits=limits)
        else:
            from osaamo.connectors.json_rows import read_json  # noqa: PLC0415 - as above

            yield from read_json(plain, head, filename, limits=limits)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedFile(
            "The compressed file is damaged or only half downloaded. Fetch it again.", filename=filename
        ) from error


def _unpacked(packed: io.BufferedReader, filename: str, limits: Limits) -> io.BufferedReader:
    bomb = ZipBomb(
        f"The file unpacks to more than {limits.unpacked_bytes:,} bytes. Split it.",
        filename=filename,
        limit=limits.unpacked_bytes,
    )
    unpacked = gzip.GzipFile(fileobj=packed, mode="rb")
    return io.BufferedReader(Bounded(unpacked, limits.unpacked_bytes, bomb), _HEAD)


def _peek(stream: io.BufferedReader) -> bytes:
    return stream.peek(_HEAD)[:_HEAD]


def _table_kind(kind: Kind, head: bytes, filename: str) -> Kind:
    """``xlsx``, ``csv`` or ``json`` (which stands for JSONL too: the reader sees which it is)."""
    if kind in {"pdf", "docx", "html", "markdown"}:
        raise NotATable(
            f"The file is {kind.upper()}, not a table. Send CSV, Excel (.xlsx), JSON or JSON Lines.",
            filename=filename,
            found=kind,
        )
    if kind in {"json", "jsonl"}:
        return "json"
    if kind == "text" and head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2] in {
        b'{"',
        b"[{",
        b"{\n",
    }:
        return "json"
    return "xlsx" if kind == "xlsx" else "csv"


def _too_large(filename: str, limits: Limits) -> TooLarge:
    return TooLarge(
        f"The file is larger than {limits.table_bytes / 1_048_576:g} MB. Split it.",
        filename=filename,
        limit=limits.table_bytes,
    )


class Bounded(io.RawIOBase):
    """A readable stream that raises ``error`` when more than ``limit`` bytes come out of ``source``."""

    def __init__(self, source: BinaryIO | gzip.GzipFile, limit: int, error: ConnectorError) -> None:
        super().__init__()
        self._source = source
        self._left = limit
        self._error = error

    def readable(self) -> bool:
        """True: this is what it is for."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fills ``buffer``; the number of bytes, 0 at the end."""
        chunk = self._source.read(min(len(buffer), self._left + 1))
        self._left -= len(chunk)
        if self._left < 0:
            raise self._error
        buffer[: len(chunk)] = chunk
        return len(chunk)

"""One front to all document readers: bytes and a file name in, clean text out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from osaamo.connectors.docx import read_docx
from osaamo.connectors.errors import DEFAULT_LIMITS, ConnectorError, EmptyFile, Limits, NotATable, TooLarge
from osaamo.connectors.pdf import read_pdf
from osaamo.connectors.plaintext import clean, html_to_text, markdown_to_text, nfc, require_text
from osaamo.connectors.sniffing import Kind, decode, kind_of

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a file.

    Attributes:
        text: clean text with line feeds as line ends; never empty.
        title: the title the file itself gives, or ``""``.
        kind: ``pdf``, ``docx``, ``html``, ``markdown``, ``text``, or ``xlsx``, ``csv``, ``json``, ``jsonl``.
        notes: ``(code, detail)`` of what the user must know, such as ``("macros-ignored", "cv.docm")``.
        pages: offset in ``text`` at which each page of a PDF starts; empty for other kinds.
    """

    text: str
    title: str
    kind: Kind
    notes: tuple[tuple[str, str], ...] = ()
    pages: tuple[int, ...] = ()


def read_document(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The text of a file; content decides what it is, the suffix of ``filename`` only helps among text formats.

    A table (CSV, XLSX, JSON, JSONL) becomes the text columns of its rows, one paragraph a row; the note
    ``rows-left-out`` counts the rows that could not be read. Use :func:`osaamo.connectors.tables.read_rows` to keep
    rows apart.

    Raises:
        ConnectorError: one of its kinds for every file that cannot be read; its ``code`` says why.
    """
    if len(data) > limits.file_bytes:
        raise _too_large(filename, limits.file_bytes)
    kind = kind_of(data, filename)
    document = _read(data, filename, kind, limits)
    if len(document.text) > limits.characters:
        raise TooLarge(
            f"The file holds more than {limits.characters:,} characters of text. Split it.",
            filename=filename,
            limit=limits.characters,
        )
    return document


def read_path(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The text of the file at ``path``, as :func:`read_document`; an over-large file is refused before it is read."""
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise _too_large(path.name, limits.file_bytes)
        with path.open("rb") as stream:
            return read_stream(stream, path.name, limits=limits)
    except OSError as error:
        raise ConnectorError(
            f"The file {path.name} cannot be opened: {error.strerror}. Check its name and rights.",
            filename=path.name,
        ) from error


def read_stream(stream: BinaryIO, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The text of an open binary stream, as :func:`read_document`; stops reading one byte over the limit."""
    data = stream.read(limits.file_bytes + 1)
    return read_document(data, filename, limits=limits)


def _too_large(filename: str, limit: int) -> TooLarge:
    return TooLarge(
        f"The file is larger than {limit / 1_048_576:g} MB. Split it, or take out its pictures.",
        filename=filename,
        limit=limit,
    )


def _read(data: bytes, filename: str, kind: Kind, limits: Limits) -> Document:
    if kind == "pdf":
        pdf = read_pdf(data, filename, limits=limits)
        return Document(pdf.text, pdf.title, kind, pdf.notes, pdf.pages)
    if kind == "docx":
        word = read_docx(data, filename, limits=limits)
        return Document(word.text, word.title, kind, word.notes)
    if kind in {"xlsx", "csv", "json", "jsonl"}:
        return _read_table(data, filename, kind, limits)
    decoded = decode(data)
    title, notes = "", tuple[tuple[str, str], ...]()
    if kind == "html":
        text, title, notes = html_to_text(decoded.text)
    elif kind == "markdown":
        text, title, notes = markdown_to_text(clean(decoded.text))
    else:
        text = clean(decoded.text)
    if decoded.encoding not in {"utf-8", "utf-8-sig"}:
        notes = (*notes, ("encoding-guessed", decoded.encoding))
    return Document(require_text(nfc(text), filename), nfc(title), kind, notes)


def _read_table(data: bytes, filename: str, kind: Kind, limits: Limits) -> Document:
    from osaamo.connectors.tables import Row, read_rows, text_of  # noqa: PLC0415 - most documents are no tables

    paragraphs: list[str] = []
    left_out = 0
    try:
        for row in read_rows(data, filename, limits=limits):
            if isinstance(row, Row):
                paragraphs.append(text_of(row))
            else:
                left_out += 1
    except NotATable:
        if kind != "csv":
            raise
        paragraphs = [decode(data).text]
    notes = (("rows-left-out", str(left_out)),) if left_out else ()
    text = nfc(clean("\n\n".join(paragraph for paragraph in paragraphs if paragraph)))
    if not text and left_out:
        raise EmptyFile(
            f"None of the {left_out} rows could be read. Save the table again as CSV (UTF-8) or Excel.",
            filename=filename,
            rows=left_out,
        )
    return Document(require_text(text, filename), "", kind, notes)

"""What a file really is: its format by content first and name second, and the encoding of its text.

Encodings: a byte order mark decides; then UTF-16 without a mark, by where the zero bytes lie; then UTF-8, which
hardly ever fits by chance; then the one of the single-byte encodings (Windows-1252, DOS 850, Mac Roman) that reads
the high bytes most like words of the Nordic languages.
"""

from __future__ import annotations

import codecs
import io
import zipfile
from dataclasses import dataclass
from typing import Literal

from osaamo.connectors.errors import DamagedFile, EmptyFile, EncryptedFile, UnknownFormat, WrongEncoding

Kind = Literal["pdf", "docx", "xlsx", "html", "markdown", "json", "jsonl", "csv", "text"]

_SAMPLE = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
_NORDIC = frozenset("äöåÄÖÅ")
_PLAUSIBLE = frozenset("éèêáàâíóôúüÜøØæÆšŠžŽõÕñçßÉ’‘“”„–—…•·€§°±×½²³µ«»´\xa0\xad™®©†")
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 26, 27}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIXES: dict[str, Kind] = {
    "md": "markdown",
    "markdown": "markdown",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
}
_FOREIGN = (
    (b"{\\rtf", "rich text (RTF)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the name of the encoding it was in (a Python codec name)."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """The text of ``data`` and its encoding; a byte order mark is dropped.

    Raises:
        EmptyFile: there are no bytes.
        WrongEncoding: the bytes are not text, or break the encoding their byte order mark names.
    """
    if not data:
        raise EmptyFile("The file is empty. Choose a file that holds text.")
    encoding = detect_encoding(data)
    try:
        return Decoded(data.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        raise WrongEncoding(
            f"The file is not readable as {encoding}: byte {error.start} is wrong. Save it again as UTF-8.",
            encoding=encoding,
            position=error.start,
        ) from error


def detect_encoding(data: bytes) -> str:
    """The Python codec name that reads ``data``; ``utf-8`` for pure ASCII.

    Raises:
        WrongEncoding: the bytes are not text in any encoding known here.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    wide = _wide(data[:_SAMPLE])
    if wide:
        return wide
    if _is_binary(data[:_SAMPLE]):
        raise WrongEncoding(
            "The file holds binary data, not text. Choose a text, PDF, Word, Excel, CSV or JSON file.",
            encoding="binary",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return best_single_byte(data)
    return "utf-8"


def best_single_byte(data: bytes) -> str:
    """The single-byte codec that reads the high bytes of ``data`` most like Nordic text; never fails to decode."""
    high = _around_high_bytes(data[:_SAMPLE])
    best = max(_SINGLE_BYTE, key=lambda name: _naturalness(high, name))
    try:
        data.decode(best)
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined; Latin-1 reads them as controls, which are cleaned away later.
        return "latin-1"
    return best


def kind_of(data: bytes, filename: str) -> Kind:
    """The format of ``data``: content decides, the suffix of ``filename`` only chooses among the text formats.

    Raises:
        EmptyFile: there are no bytes.
        EncryptedFile: an Office file with a password.
        DamagedFile: a zip file cut short.
        UnknownFormat: a format that is not read, named in the message.
    """
    if not data:
        raise EmptyFile("The file is empty. Choose a file that holds text.", filename=filename)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office_kind(data, filename)
    if data.startswith(_OLE):
        raise _ole_error(data, filename)
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise _unknown(name, filename)
    suffix = filename.lower().removesuffix(".gz").rpartition(".")[2] if "." in filename else ""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    head = data[:2048].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "html"
    return "text"


def _office_kind(data: bytes, filename: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise DamagedFile(
            "The file is damaged or only half downloaded: its contents cannot be listed. Fetch or save it again.",
            filename=filename,
        ) from error
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return "docx"
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("ppt/") for name in names):
        raise _unknown("a PowerPoint presentation", filename)
    if "content.xml" in names and "mimetype" in names:
        raise _unknown("an OpenDocument file", filename)
    raise _unknown("a zip archive", filename)


def _ole_error(data: bytes, filename: str) -> EncryptedFile | UnknownFormat:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedFile(
            "The Office file is locked with a password. Save a copy without the password and send that.",
            filename=filename,
        )
    return _unknown("an old Office file (.doc, .xls, .ppt)", filename)


def _unknown(found: str, filename: str) -> UnknownFormat:
    return UnknownFormat(
        f"The file is {found}, which is not read here. Save it as PDF, Word (.docx), Excel (.xlsx), CSV or plain text.",
        found=found,
        filename=filename,
    )


def _wide(sample: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` for text without a mark: zero bytes lie nearly all on one side."""
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2], sample[1::2]
    half = len(sample) // 2
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    if zeros_odd > half * 0.5 and zeros_even < half * 0.05:
        return "utf-16-le"
    if zeros_even > half * 0.5 and zeros_odd < half * 0.05:
        return "utf-16-be"
    return ""


def _is_binary(sample: bytes) -> bool:
    controls = sum(sample.count(code) for code in _CONTROLS)
    return controls > max(8, len(sample) * 0.02) or (bool(sample) and controls >= len(sample) * 0.3)


def _around_high_bytes(data: bytes) -> bytes:
    """The lines of ``data`` with bytes over 127, at most 64 kB of them: only they tell the encodings apart."""
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines():
        if line.isascii():
            continue
        lines.append(line[:4096])
        size += len(lines[-1])
        if size > 1 << 16:
            break
    return b"\n".join(lines)


def _naturalness(data: bytes, name: str) -> float:
    text = data.decode(name, errors="replace")
    score = 0.0
    for at, char in enumerate(text):
        if char < "\x80":
            continue
        beside = (at > 0 and text[at - 1].isalpha()) or (at + 1 < len(text) and text[at + 1].isalpha())
        if char in _NORDIC and beside:
            score += 2
        elif char in _PLAUSIBLE:
            score += 1
        elif char == "\ufffd":
            score -= 4
        else:
            score -= 1
    return score + (0.5 if name == "cp1252" else 0)

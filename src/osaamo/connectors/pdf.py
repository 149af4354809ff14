"""Text of a PDF through PDFium: pages in order, words broken at line ends joined, running heads left out."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osaamo.connectors.errors import DamagedFile, EmptyFile, EncryptedPdf, ScannedPdf, TooLarge, TooManyPages
from osaamo.connectors.plaintext import clean, has_letters, nfc

if TYPE_CHECKING:
    from osaamo.connectors.errors import Limits

# PDFium keeps global state and must not run in two threads at once.
_PDFIUM = threading.Lock()
_PASSWORD_ERROR = 4

_HYPHEN = re.compile("(\\S*)[\x02\ufffe](?:[ \t]*\n[ \t]*)?(\\w*)")
_CONJUNCTIONS = frozenset("ja tai sekä eli että och eller samt and or nor".split())  # noqa: SIM905 - reads as words
_VOWELS = frozenset("aeiouyäöå")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_DIGITS = re.compile(r"\d+")
_FULL_LINE = 0.7
_LEAST_PAGES_FOR_HEADS = 3


@dataclass(frozen=True, slots=True)
class PdfText:
    """Text of a PDF; ``pages`` holds the offset in ``text`` at which each page starts."""

    text: str
    title: str
    pages: tuple[int, ...]
    notes: tuple[tuple[str, str], ...]


def read_pdf(data: bytes, filename: str, *, limits: Limits) -> PdfText:
    """The text of a PDF in the order its pages draw it.

    Notes: ``pages-without-text`` lists pages that hold no text, ``running-heads-left-out`` the repeated first and
    last lines.

    Raises:
        EncryptedPdf: it needs a password.
        ScannedPdf: its pages are pictures without text.
        EmptyFile: its pages are blank.
        TooManyPages, TooLarge: over ``limits``.
        DamagedFile: it cannot be parsed.
    """
    with _PDFIUM:
        raw_pages, title, has_picture = _raw_pages(data, filename, limits)
    pages = [_tidy(page) for page in raw_pages]
    if not any(has_letters(page) for page in pages):
        if has_picture:
            raise ScannedPdf(
                "The PDF is a scan: pictures of pages without text. Run text recognition (OCR) on it first, or send "
                "the original document.",
                filename=filename,
                pages=len(pages),
            )
        raise EmptyFile("The pages of the PDF are blank. Choose a file that holds text.", filename=filename)
    notes: list[tuple[str, str]] = []
    pages, heads = _without_running_heads(pages)
    if heads:
        notes.append(("running-heads-left-out", "; ".join(heads)))
    blank = [str(number) for number, page in enumerate(raw_pages, 1) if not has_letters(page)]
    if blank:
        notes.append(("pages-without-text", ", ".join(blank)))
    text, starts = _join_pages([_unwrap(page) for page in pages])
    return PdfText(text, title, starts, tuple(notes))


def join_hyphens(text: str) -> str:
    """``text`` with PDFium's marks of a hyphen at a line end resolved.

    The word is joined without its hyphen, except where the hyphen belongs to it: before a conjunction
    (``suunnittelu- ja``), before a capital or digit, after capitals or digits (``UX-``), and between two like vowels
    (``linja-auto``).
    """
    return _HYPHEN.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    before, after = match[1], match[2]
    stem = re.split(r"\W", before)[-1]
    if after in _CONJUNCTIONS:
        return f"{before}- {after}"
    if not before or not after:
        return f"{before}- {after}".strip() if after or before else "-"
    like_vowels = before[-1].lower() in _VOWELS and before[-1].lower() == after[0].lower()
    capitals = len(stem) > 1 and stem.isupper()
    if not after[0].islower() or not before[-1].isalpha() or capitals or like_vowels:
        return f"{before}-{after}"
    return before + after


def _raw_pages(data: bytes, filename: str, limits: Limits) -> tuple[list[str], str, bool]:
    import pypdfium2  # noqa: PLC0415 - loading PDFium takes longer than starting

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise EncryptedPdf(
                "The PDF is locked with a password. Save a copy without the password and send that.", filename=filename
            ) from error
        raise _damaged(filename) from error
    try:
        count = len(document)
        if count > limits.pages:
            raise TooManyPages(
                f"The PDF has {count} pages; at most {limits.pages} are read. Split it or send the part that matters.",
                filename=filename,
                pages=count,
                limit=limits.pages,
            )
        return _page_texts(document, count, filename, limits)
    except pypdfium2.PdfiumError as error:
        raise _damaged(filename) from error
    finally:
        document.close()


def _page_texts(document: Any, count: int, filename: str, limits: Limits) -> tuple[list[str], str, bool]:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # noqa: PLC0415 - as above

    texts: list[str] = []
    total = 0
    has_picture = False
    for number in range(count):
        page = document[number]
        textpage = page.get_textpage()
        texts.append(textpage.get_text_bounded())
        total += len(texts[-1])
        if not has_picture and not texts[-1].strip():
            has_picture = next(iter(page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=3)), None) is not None
        textpage.close()
        page.close()
        if total > limits.characters:
            raise TooLarge(
                f"The PDF holds more than {limits.characters:,} characters of text. Split it.",
                filename=filename,
                limit=limits.characters,
            )
    title = document.get_metadata_value("Title") or ""
    return texts, clean(title), has_picture


def _damaged(filename: str) -> DamagedFile:
    return DamagedFile(
        "The PDF is damaged or only half downloaded. Fetch it again, or open it in a reader and print it to PDF.",
        filename=filename,
    )


def _tidy(page: str) -> str:
    text = page.replace("\r\n", "\n").replace("\r", "\n").translate(_LIGATURES)
    return nfc(clean(join_hyphens(text)))


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line.strip())


def _without_running_heads(pages: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """``pages`` without first and last lines that, digits aside, repeat on more than half of them, and those lines."""
    written = [page for page in pages if has_letters(page)]
    if len(written) < _LEAST_PAGES_FOR_HEADS:
        return pages, ()
    least = max(_LEAST_PAGES_FOR_HEADS, len(written) // 2 + 1)
    found: list[str] = []
    for edge in (0, -1):
        counts = Counter(_shape(page.split("\n")[edge]) for page in written)
        heads = {shape for shape, times in counts.items() if times >= least and len(shape) < 120}
        trimmed: list[str] = []
        for page in pages:
            lines = page.split("\n")
            if len(lines) > 1 and _shape(lines[edge]) in heads:
                found.append(_shape(lines[edge]))
                del lines[edge]
            trimmed.append("\n".join(lines).strip("\n"))
        pages = trimmed
    return pages, tuple(dict.fromkeys(found))


def _unwrap(page: str) -> str:
    """``page`` with a nearly full line joined to the next when that goes on in lower case."""
    lines = page.split("\n")
    widest = max(len(line) for line in lines)
    joined = [lines[0]]
    last = lines[0]
    for line in lines[1:]:
        if line[:1].islower() and len(last) >= widest * _FULL_LINE and last[-1:] not in ".!?:;":
            joined[-1] = f"{joined[-1].rstrip()} {line}"
        else:
            joined.append(line)
        last = line
    return "\n".join(joined)


def _join_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """All pages as one text, and where each starts; a sentence that runs over the page break stays in one piece."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for page in pages:
        if length and page:
            going_on = page[0].islower() and parts[-1][-1:] not in ".!?:;"
            joiner = " " if going_on else "\n\n"
            parts.append(joiner)
            length += len(joiner)
        starts.append(length)
        if page:
            parts.append(page)
            length += len(page)
    return "".join(parts), tuple(starts)

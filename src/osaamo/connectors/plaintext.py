"""Plain text, Markdown and HTML as clean text: one paragraph, list item or table cell a line."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from osaamo.connectors.errors import EmptyFile, UnsafeFile

if TYPE_CHECKING:
    from collections.abc import Mapping

BULLET = "• "

_UNPRINTED: dict[int, str | None] = dict.fromkeys((*range(9), *range(14, 32), 127, *range(0x80, 0xA0)))
_UNPRINTED |= dict.fromkeys((0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF))
_UNPRINTED |= {0x0B: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n\n", 0x0C: "\n\n"}
# Word's bullets come out of PDF as private characters of the Symbol and Wingdings fonts.
_UNPRINTED |= dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC), "•")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SOFT_HYPHEN = re.compile("\u00ad(?:[ \t]*\n[ \t]*)?")
_BLANK_RUN = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WIDE_BLOCKS = _HEADINGS | {"p", "table", "ul", "ol", "dl", "blockquote", "pre", "section", "article"}
_BLOCKS = (
    _WIDE_BLOCKS
    | {
        "address",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dt",
        "fieldset",
        "figcaption",
    }
    | {"figure", "footer", "form", "header", "hgroup", "hr", "legend", "li", "main", "menu", "option", "summary"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr"}
)
_UNREAD = frozenset(
    ("script", "style", "template", "svg", "math", "noscript", "object", "iframe", "audio", "video", "canvas", "nav")
)
_DEEPEST = 500
_MARKDOWN_CHARACTERS = 1_000_000
_BREAKS = re.compile(r"[ \t]*\n[ \t]*")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def clean(text: str) -> str:
    """``text`` with line feeds as line ends and without control characters, soft hyphens and invisible marks.

    A soft hyphen at a line end joins the word; lone surrogates become U+FFFD; runs of blank lines become one.
    Emoji, typographic quotes and letters are untouched.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNPRINTED)
    text = _SOFT_HYPHEN.sub("", text)
    text = _LONE_SURROGATE.sub("\ufffd", text)
    text = _BLANK_RUN.sub("\n\n", text)
    return text.strip()


def has_letters(text: str) -> bool:
    """Whether any character is a letter or a digit."""
    return any(char.isalnum() for char in text)


def nfc(text: str) -> str:
    """``text`` in Unicode form C, so that ``a`` + combining diaeresis is ``ä``."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def html_to_text(markup: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Text, title and notes of an HTML page.

    List items get a bullet, table cells a line each; scripts, styles and menus (``nav``) are left out, and a note
    says how many menus.
    """
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - start-up stays fast for those who read no HTML

    reader = _Reader()
    if not markup.strip():
        return "", "", ()
    parser = etree.HTMLParser(
        target=reader, encoding="utf-8", recover=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        text = etree.fromstring(_LONE_SURROGATE.sub("\ufffd", markup).encode(), parser)
    except etree.XMLSyntaxError:
        text = reader.close()
    notes = (("navigation-left-out", str(reader.menus)),) if reader.menus else ()
    return clean(text), clean(" ".join(reader.title.split())), notes


def markdown_to_text(markdown: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Text, title (the first first-level heading, or ``""``) and notes of CommonMark with tables.

    Over a million characters the marks are kept, and the note ``markdown-marks-kept`` says so: the parser needs some
    400 bytes a character at worst.
    """
    if len(markdown) > _MARKDOWN_CHARACTERS:
        return clean(markdown), "", (("markdown-marks-kept", str(len(markdown))),)
    from markdown_it import MarkdownIt  # noqa: PLC0415 - start-up stays fast for those who read no Markdown

    # Past the nesting limit the parser leaves text out; lists 100 deep are no longer text for people.
    markup = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").render(markdown)
    text, _, notes = html_to_text(markup)
    if not has_letters(text):
        return clean(markdown), "", ()
    heading = re.search(r"<h1>(.*?)</h1>", markup, re.DOTALL)
    title = html_to_text(heading[1])[0].replace("\n", " ") if heading else ""
    return text, title, notes


def require_text(text: str, filename: str) -> str:
    """``text``, or :class:`EmptyFile` when it holds no letter."""
    if not has_letters(text):
        raise EmptyFile("The file holds no text. Choose a file that holds text.", filename=filename)
    return text


class _Reader:
    """Target of lxml's HTML parser: collects text from its events, so that no tree is built."""

    def __init__(self) -> None:
        self.title = ""
        self.menus = 0
        self._parts: list[str] = []
        self._unread: list[str] = []
        self._in_title = False
        self._preformatted = 0
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            # The parser's time grows with the square of the depth.
            raise UnsafeFile(
                f"The page nests more than {_DEEPEST} elements in one another. Save it as plain text.", limit=_DEEPEST
            )
        if tag in _UNREAD:
            self._unread.append(tag)
            self.menus += tag == "nav"
        elif self._unread:
            return
        elif tag == "title":
            self._in_title = True
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "img":
            self._parts.append(f" {attributes.get('alt', '')} ")
        elif tag in _BLOCKS:
            self._break(tag)
            self._preformatted += tag == "pre"
            if tag == "li":
                self._parts.append(BULLET)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._unread:
            if tag == self._unread[-1]:
                self._unread.pop()
        elif tag == "title":
            self._in_title = False
        elif tag in _BLOCKS:
            self._break(tag)
            self._preformatted -= tag == "pre"

    def data(self, data: str) -> None:
        if self._unread:
            return
        if self._in_title:
            self.title += data
        elif self._preformatted > 0:
            self._parts.append(data)
        elif not (data.isspace() and self._at_line_start()):
            self._parts.append(_SPACES.sub(" ", data))

    def close(self) -> str:
        """Everything collected, without spaces around line ends."""
        text = _BREAKS.sub("\n", "".join(self._parts))
        text = re.sub(rf"{BULLET}\s*\n+", BULLET, text)
        return re.sub(r"[ \t]{2,}", " ", text)

    def _at_line_start(self) -> bool:
        return not self._parts or self._parts[-1].endswith("\n")

    def _break(self, tag: str) -> None:
        if tag in _WIDE_BLOCKS:
            self._parts.append("\n\n")
        elif not self._at_line_start():
            self._parts.append("\n")

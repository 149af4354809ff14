"""Cleaning that keeps offsets: first a screen of the same length, then a readable text for one sentence."""

from __future__ import annotations

import html
import re
import unicodedata

_LOOKS_HTML = re.compile(
    r"</?(?:p|div|li|ul|ol|br|h[1-6]|html|body|span|td|tr|table|strong|em|b|a)\b[^<>]{0,500}>", re.I
)
_HIDDEN = re.compile(r"<(script|style)\b.{0,200000}?</\1\s*>|<!--.{0,200000}?-->", re.I | re.S)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{0,2000}>")
_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "tr",
    "table",
    "section",
    "dd",
    "dt",
}
_HYPHENATED = re.compile(
    r"(?<=[^\W\d_])[-\u2010][ \t]*\r?\n[ \t]*(?!(?:ja|tai|sekä|eli|och|eller|samt|and|or)\b)(?=[^\W\d_A-ZÅÄÖ])"
)
_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_BULLET = re.compile(r"^[\s>|]*(?:[-–—*•·●○▪■□►➢✓✔+]|\(?\d{1,3}[.)]|[a-zA-Z][.)])\s+")
_MARKS = re.compile(r"^#{1,6}\s+|\*\*|__|`|^\s*\|+|\|+\s*$", re.M)
_UNREAD = ("Cc", "So", "Co", "Cn", "Cs")
_BLANKS = re.compile(r"\s+")
_MANY_CAPITALS = 0.8
_CAPITALS_FROM = 12


def screen(text: str) -> str:
    """``text`` with markup and control characters blanked, of exactly the same length.

    Tags that end a line on a page become line breaks, so that list items stay apart.
    """
    if _LOOKS_HTML.search(text):
        text = _HIDDEN.sub(lambda found: " " * len(found.group()), text)
        text = _TAG.sub(_blank_tag, text)
    if not _needs_screen(text):
        return text
    blanked = {ord(sign): " " for sign in set(text) if unicodedata.category(sign) in _UNREAD and sign not in "\n\r\t"}
    return text.translate(blanked) if blanked else text


def readable(piece: str) -> str:
    """One sentence of a screened text as the models read it.

    Line-break hyphenation is undone, soft hyphens and invisible signs go, entities and ligatures are resolved, blanks
    fold to one, bullets and Markdown marks go, and a line written in capitals is lowered.
    """
    piece = _HYPHENATED.sub("", piece)
    piece = html.unescape(piece) if "&" in piece else piece
    piece = unicodedata.normalize("NFKC", piece.translate(_DROPPED))
    piece = _MARKS.sub(" ", _BULLET.sub("", piece, count=1))
    piece = _BLANKS.sub(" ", piece).strip()
    return piece.capitalize() if shouts(piece) else piece


def bullet(line: str) -> bool:
    """Whether ``line`` starts as a list item."""
    return bool(_BULLET.match(line))


def shouts(line: str) -> bool:
    """Whether ``line`` is written in capitals: acronym lists of a word or two are not."""
    letters = [sign for sign in line if sign.isalpha()]
    return (
        len(letters) >= _CAPITALS_FROM
        and sum(map(str.isupper, letters)) > _MANY_CAPITALS * len(letters)
        and max(map(len, line.split())) > 5
    )


def _needs_screen(text: str) -> bool:
    return not text.isascii() or not text.isprintable()


def _blank_tag(found: re.Match[str]) -> str:
    width = len(found.group())
    return "\n" + " " * (width - 1) if found.group(1).lower() in _BLOCKS else " " * width

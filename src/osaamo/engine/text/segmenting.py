"""Where sentences, list items and headings begin and end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from osaamo.engine.text.cleaning import bullet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.engine.records import SentenceKind

_ABBREVIATIONS = frozenset(
    (  # noqa: SIM905 - sixty quoted words would hide the list
        "esim ks vrt prof n klo ts mm yms jne ym tms mrd milj nro puh os dos tri fil maist ins "
        "t.ex kl s bl.a d.v.s dvs m.m osv ca nr resp s.k "
        "fig ch e.g i.e etc mr mrs ms dr vs approx no vol pp"
    ).split()
)
_STOP = re.compile(r"[.!?…]+[)\]\"'”’»]*(?=\s+|$)")
_LAST_WORD = re.compile(r"([^\s(]+)$")
_STARTS_LOWER = re.compile(r"\s*[^\W\d_A-ZÅÄÖ]")
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
_CLAUSE = re.compile(r"[;:,]\s|\s[–—]\s")
_LONGEST = 600
_WRAPPED_FROM = 45
_HEADING_WORDS = 6


def segments(screened: str) -> Iterator[tuple[int, int, SentenceKind]]:
    """``(start, end, kind)`` of every piece with a letter or digit, in order, never overlapping."""
    for start, end, item in _blocks(screened):
        pieces = list(_sentences(screened, start, end))
        for first, last in pieces:
            for a, b in _cut(screened, first, last):
                at, to = _trimmed(screened, a, b)
                if at < to and any(map(str.isalnum, screened[at:to])):
                    yield at, to, _kind(screened[at:to], item=item, alone=len(pieces) == 1)


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Lines, with hard-wrapped lines of running text joined: ``(start, end, is a list item)``."""
    start = end = -1
    item = False
    for match in _LINE.finditer(text):
        line = match.group()
        if not line.strip():
            if start >= 0:
                yield start, end, item
            start = -1
            continue
        if start >= 0 and _continues(text, start, end, match.start(), line):
            end = match.end()
            continue
        if start >= 0:
            yield start, end, item
        start, end, item = match.start(), match.end(), bullet(line)
    if start >= 0:
        yield start, end, item


def _continues(text: str, start: int, end: int, at: int, line: str) -> bool:
    """Whether ``line`` goes on with the block before it: a page's line break, not the author's."""
    between = text[end:at]
    if between.count("\n") > 1 or bullet(line) or not _STARTS_LOWER.match(line):
        return False
    last = text[max(start, end - 200) : end].rstrip()
    last_line = last[last.rfind("\n") + 1 :]
    if last.endswith(("-", "\u2010", "\u00ad")):
        return True
    return len(last_line) >= _WRAPPED_FROM and not last.endswith((".", "!", "?", ":", ";"))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for stop in _STOP.finditer(text, start, end):
        word = _LAST_WORD.search(text, max(first, stop.start() - 40), stop.start())
        bare = word.group(1).lower().strip(".") if word else ""
        if stop.group()[0] == "." and (
            bare in _ABBREVIATIONS or (len(bare) == 1 and bare.isalpha()) or _STARTS_LOWER.match(text, stop.end(), end)
        ):
            continue
        if bare.isdigit() and stop.start() - first <= 4:
            continue
        yield first, stop.end()
        first = stop.end()
    if first < end:
        yield first, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long piece cut at clause boundaries, so that an encoder sees all of it."""
    while end - start > _LONGEST:
        marks = [mark.end() for mark in _CLAUSE.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
        blank = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        at = marks[-1] if marks else blank + 1 if blank > 0 else start + _LONGEST
        yield start, at
        start = at
    yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _kind(piece: str, *, item: bool, alone: bool) -> SentenceKind:
    if piece.lstrip().startswith("#"):
        return "heading"
    if item:
        return "item"
    short = len(piece.split()) <= _HEADING_WORDS
    return "heading" if alone and short and not piece.rstrip().endswith((".", "!", "?", ";", ",")) else "sentence"

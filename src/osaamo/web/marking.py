"""A text with the sentences that show skills marked in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` show skill number ``skill``; ``cue`` are the telling words in them."""

    start: int
    end: int
    skill: int
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of characters inside a piece; ``cue`` when they are telling words."""

    text: str
    cue: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text: plain, or a marked sentence (``number`` from 1) with the numbers of its skills."""

    bits: tuple[Bit, ...]
    number: int = 0
    skills: tuple[int, ...] = ()


def marked(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The text cut into pieces that join to exactly the text; overlapping sentences become one mark."""
    pieces: list[Piece] = []
    at = 0
    for number, group in enumerate(_merged(span for span in spans if 0 <= span.start < span.end <= len(text)), start=1):
        start, end = group[0].start, max(span.end for span in group)
        if at < start:
            pieces.append(Piece((Bit(text[at:start]),)))
        skills = tuple(sorted({span.skill for span in group}))
        pieces.append(Piece(_bits(text, start, end, group), number, skills))
        at = end
    if at < len(text):
        pieces.append(Piece((Bit(text[at:]),)))
    return tuple(pieces)


def _merged(spans: Iterable[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    end = -1
    for span in sorted(spans, key=lambda span: (span.start, span.end, span.skill)):
        if groups and span.start < end:
            groups[-1].append(span)
        else:
            groups.append([span])
            end = span.end
        end = max(end, span.end)
    return groups


def _bits(text: str, start: int, end: int, group: Sequence[Span]) -> tuple[Bit, ...]:
    cues = sorted({span.cue for span in group if span.cue and start <= span.cue[0] < span.cue[1] <= end})
    bits: list[Bit] = []
    at = start
    for first, last in cues:
        begin = max(first, at)
        if last <= begin:
            continue
        if at < begin:
            bits.append(Bit(text[at:begin]))
        bits.append(Bit(text[begin:last], cue=True))
        at = last
    if at < end:
        bits.append(Bit(text[at:end]))
    return tuple(bits)

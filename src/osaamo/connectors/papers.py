"""A paper of plain blocks, as a tagged PDF (PDF/UA-1), slides (pptx), a text document (docx) or a workbook (xlsx).

Who has something to print makes a :class:`Paper` in one language; the writers are in ``papers_pdf``, ``papers_pptx``,
``papers_docx`` and ``papers_xlsx`` and give the same bytes for the same paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 begins a part (and a new slide), 2 stands within one."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; ``tone`` is empty, ``warning`` or ``note``."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption. A cell is text or a number; ``right`` are the places of columns set to the right."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | int | float | None]]
    right: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, with the text for those who do not see it."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures beside each other: each a value as written and what it is."""

    items: Sequence[tuple[str, str]]


Block = Heading | Words | Points | Table | Picture | Figures


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in one language.

    Attributes:
        title: its title.
        language: ``fi``, ``sv`` or ``en``.
        blocks: its content in order.
        subtitle: below the title: whose, for when.
        footer: on each page: source, day, software.
        wide: landscape instead of portrait.
        made_on: ISO date written into the file's properties; the same paper gives the same bytes.
    """

    title: str
    language: str
    blocks: Sequence[Block]
    subtitle: str = ""
    footer: str = ""
    wide: bool = False
    made_on: str = ""

"""A paper as slides: a title slide, a slide for each part, tables split over slides, pictures with alternatives."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from osaamo.connectors.papers import Figures, Heading, Paper, Picture, Points, Table, Words
from osaamo.connectors.papers_pictures import as_png
from osaamo.connectors.papers_values import fixed, made_at, plain, written

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 13.333, 7.5
LEFT, TOP, BOTTOM = 0.7, 1.35, 6.85
ACROSS = WIDTH - 2 * LEFT
ROW, LINE = 0.36, 0.32
LINE_LETTERS = 120
"""About so many letters of the body's size fill a line."""
CARDS_ON_A_ROW = 4

_INK, _SOFT, _ACCENT, _SUNK = (RGBColor.from_string(c) for c in ("14221F", "4C5A55", "0B5C51", "EAEDEA"))
_TITLE_SLIDE, _TITLE_ONLY = 0, 5
"""Layouts of the library's own template."""


def slides(paper: Paper) -> bytes:
    """The paper as a pptx file.

    Raises:
        ValueError: a picture is no SVG.
    """
    deck = _Deck(paper)
    for block in paper.blocks:
        deck.add(block)
    return deck.packed()


class _Deck:
    """Lays blocks below each other and begins a new slide where one is full. Distances are inches."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.deck = pptx.Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        properties, moment = self.deck.core_properties, made_at(paper).replace(tzinfo=None)
        properties.title, properties.language = plain(paper.title), paper.language
        properties.author = properties.last_modified_by = "Osaamo"
        properties.created = properties.modified = moment
        self.slide: Any = None
        self.title, self.part, self.y = paper.title, 1, TOP
        self._title_slide()

    def add(self, block: object) -> None:
        match block:
            case Heading(text, level):
                if level == 1:
                    self.title, self.part, self.slide = text, 1, None
                    self._room(0)
                else:
                    self._text([text], size=18, bold=True, colour=_ACCENT, height=0.5)
            case Words(text, tone):
                self._text([text], size=14 if tone == "note" else 16, colour=_SOFT if tone == "note" else _INK)
            case Points(items):
                self._text([f"•  {item}" for item in items], size=16)
            case Figures(items):
                for start in range(0, len(items), CARDS_ON_A_ROW):
                    self._cards(items[start : start + CARDS_ON_A_ROW])
            case Table():
                self._table(block)
            case Picture(svg, alt):
                self._picture(svg, alt)

    def packed(self) -> bytes:
        out = io.BytesIO()
        self.deck.save(out)
        return fixed(out.getvalue())

    def _title_slide(self) -> None:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITLE_SLIDE])
        title, below = slide.shapes.title, slide.placeholders[1]
        _place(title, LEFT, 2.3, ACROSS, 1.6)
        _place(below, LEFT, 4.0, ACROSS, 1.4)
        title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        self._write(title.text_frame, [self.paper.title], size=40, colour=_ACCENT)
        self._write(below.text_frame, [t for t in (self.paper.subtitle, self.paper.footer) if t], size=18, colour=_SOFT)

    def _room(self, height: float) -> None:
        """A slide with so much room left; nothing fits a whole slide better than an empty one."""
        if self.slide is not None and (self.y + height <= BOTTOM or self.y == TOP):
            return
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[_TITLE_ONLY])
        title = self.slide.shapes.title
        _place(title, LEFT, 0.35, ACROSS, 0.85)
        name = self.title if self.part == 1 else f"{self.title} ({self.part})"
        self._write(title.text_frame, [name], size=28, colour=_ACCENT)
        if self.paper.footer:
            foot = self.slide.shapes.add_textbox(Inches(LEFT), Inches(7.0), Inches(ACROSS), Inches(0.35))
            self._write(foot.text_frame, [self.paper.footer], size=10, colour=_SOFT)
        self.part, self.y = self.part + 1, TOP

    def _text(
        self, lines: Sequence[str], *, size: int, bold: bool = False, colour: RGBColor = _INK, height: float = 0
    ) -> None:
        tall = height or 0.12 + LINE * sum(max(1, math.ceil(len(line) / LINE_LETTERS)) for line in lines)
        self._room(tall)
        box = self.slide.shapes.add_textbox(Inches(LEFT), Inches(self.y), Inches(ACROSS), Inches(tall))
        self._write(box.text_frame, lines, size=size, bold=bold, colour=colour)
        self.y += tall + 0.08

    def _cards(self, items: Sequence[tuple[str, str]]) -> None:
        self._room(1.2)
        wide = ACROSS / CARDS_ON_A_ROW
        for at, (value, name) in enumerate(items):
            card = self.slide.shapes.add_shape(
                MSO_SHAPE.RECTANGLE, Inches(LEFT + at * wide), Inches(self.y), Inches(wide - 0.15), Inches(1.05)
            )
            card.fill.solid()
            card.fill.fore_color.rgb = _SUNK
            card.line.fill.background()
            card.shadow.inherit = False
            self._write(card.text_frame, [value, name], size=13, colour=_SOFT)
            first = card.text_frame.paragraphs[0].runs[0].font
            first.size, first.color.rgb = Pt(24), _INK
        self.y += 1.2

    def _table(self, table: Table) -> None:
        rows = [[written(cell, self.paper.language) for cell in row] for row in table.rows]
        start = 0
        while start < len(rows) or start == 0:
            self._room(LINE + 3 * ROW)
            fitting = max(1, int((BOTTOM - self.y - 0.45) / ROW) - 1)
            self._text([table.caption], size=14, bold=True, height=0.36)
            self._table_part(table, rows[start : start + fitting])
            start += fitting

    def _table_part(self, table: Table, rows: list[list[str]]) -> None:
        frame = self.slide.shapes.add_table(
            len(rows) + 1,
            len(table.columns),
            Inches(LEFT),
            Inches(self.y),
            Inches(ACROSS),
            Inches(ROW * (len(rows) + 1)),
        )
        frame.name = plain(table.caption)
        for across, share in enumerate(_shares(table.columns, rows)):
            frame.table.columns[across].width = Inches(ACROSS * share)
        for down, row in enumerate([[plain(name) for name in table.columns], *rows]):
            frame.table.rows[down].height = Inches(ROW)
            for across, value in enumerate(row):
                cell = frame.table.cell(down, across)
                cell.margin_top = cell.margin_bottom = Inches(0.03)
                head = down == 0
                cell.fill.solid()
                cell.fill.fore_color.rgb = _ACCENT if head else RGBColor(255, 255, 255)
                self._write(
                    cell.text_frame, [value], size=12, bold=head, colour=RGBColor(255, 255, 255) if head else _INK
                )
                if across in table.right:
                    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        self.y += ROW * (len(rows) + 1) + 0.2

    def _picture(self, svg: str, alt: str) -> None:
        self._room(3.5)
        tall = BOTTOM - self.y
        shape = self.slide.shapes.add_picture(
            io.BytesIO(as_png(svg)), Inches(LEFT), Inches(self.y), width=Inches(ACROSS)
        )
        if shape.height > Inches(tall):
            shape.width, shape.height = Emu(int(shape.width * Inches(tall) / shape.height)), Inches(tall)
        shape._element._nvXxPr.cNvPr.set("descr", plain(alt))  # noqa: SLF001 -- the library has no call for it
        self.y += Emu(shape.height).inches + 0.1

    def _write(self, frame: Any, lines: Sequence[str], *, size: int, colour: RGBColor, bold: bool = False) -> None:
        frame.word_wrap = True
        for at, line in enumerate(lines or [""]):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = plain(line)
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = colour
            run._r.get_or_add_rPr().set("lang", self.paper.language)  # noqa: SLF001 -- the library has no call for it


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def _shares(columns: Sequence[str], rows: list[list[str]]) -> list[float]:
    """How much of the width each column takes: by its longest text, none less than a number needs."""
    longest = [
        min(48, max(8, len(name), *(len(row[at]) for row in rows))) if rows else max(8, len(name))
        for at, name in enumerate(columns)
    ]
    return [one / sum(longest) for one in longest]

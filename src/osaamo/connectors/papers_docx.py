"""A paper as a text document with real headings, lists and tables, so that it can be worked on and read aloud."""

from __future__ import annotations

import io
from typing import Any

import docx as library
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from osaamo.connectors.papers import Block, Figures, Heading, Paper, Picture, Points, Table, Words
from osaamo.connectors.papers_pictures import as_png
from osaamo.connectors.papers_values import fixed, made_at, plain, written

_REGIONS = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
_SOFT = RGBColor.from_string("4C5A55")


def docx(paper: Paper) -> bytes:
    """The paper as a docx file.

    Raises:
        ValueError: a picture is no SVG.
    """
    document = library.Document()
    _set_up(document, paper)
    document.add_heading(plain(paper.title), level=0)
    if paper.subtitle:
        document.add_paragraph(plain(paper.subtitle), style="Subtitle")
    for block in paper.blocks:
        _add(document, block, paper)
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue())


def _set_up(document: Any, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.language = plain(paper.title), paper.language
    properties.author = properties.last_modified_by = "Osaamo"
    properties.comments = ""
    properties.created = properties.modified = made_at(paper).replace(tzinfo=None)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:val"), _REGIONS.get(paper.language, paper.language))
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    if paper.wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{plain(paper.footer)}\t" if paper.footer else "\t").font.size = Pt(8)
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 -- the library has no call for it


def _add(document: Any, block: Block, paper: Paper) -> None:
    match block:
        case Heading(text, level):
            document.add_heading(plain(text), level=level)
        case Words(text, tone):
            run = document.add_paragraph(style="Intense Quote" if tone == "warning" else None).add_run(plain(text))
            if tone == "note":
                run.font.size, run.font.color.rgb = Pt(9), _SOFT
        case Points(items):
            for item in items:
                document.add_paragraph(plain(item), style="List Bullet")
        case Table():
            _table(document, block, paper.language)
        case Picture(svg, alt):
            section = document.sections[0]
            wide = section.page_width - section.left_margin - section.right_margin
            shape = document.add_picture(io.BytesIO(as_png(svg)), width=min(wide, Cm(17)))
            shape._inline.docPr.set("descr", plain(alt))  # noqa: SLF001 -- the library has no call for it
        case Figures(items):
            for value, name in items:
                paragraph = document.add_paragraph(style="List Bullet")
                paragraph.add_run(plain(value)).bold = True
                paragraph.add_run(f"  {plain(name)}")


def _table(document: Any, block: Table, language: str) -> None:
    document.add_paragraph(plain(block.caption), style="Caption").paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.columns), style="Light Grid Accent 1")
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 -- the library has no call for it
    for cell, name in zip(head.cells, block.columns, strict=True):
        cell.text = plain(name)
    for row in block.rows:
        for at, (cell, value) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = written(value, language)
            if at in block.right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()

"""Papers as PDF, slides, text documents and workbooks: what is in them, that they are accessible, and that they repeat."""

from __future__ import annotations

import io
from dataclasses import replace

import docx as docx_library
import openpyxl
import pptx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.connectors.papers import Figures, Heading, Paper, Picture, Points, Table, Words
from osaamo.connectors.papers_docx import docx
from osaamo.connectors.papers_pdf import pdf
from osaamo.connectors.papers_pictures import printable
from osaamo.connectors.papers_pptx import slides
from osaamo.connectors.papers_values import written
from osaamo.connectors.papers_xlsx import workbook

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path class="chart-line tone-2 dashed" d="M0 0L20 10"/>'
    '<circle class="chart-dot tone-3" cx="5" cy="5" r="2" fill="#000000"/></svg>'
)
ROWS = [[f"Taito {number}", 1000 * number, number / 3] for number in range(40)]
PAPER = Paper(
    title="Osaamisen kysyntä",
    language="fi",
    subtitle="Kevät 2026",
    footer="Lähde: ilmoitukset",
    made_on="2026-11-24",
    blocks=[
        Heading("Luvut"),
        Figures([("1 234", "ilmoitusta")]),
        Words("Tässä ei ole #markup[eikä] *tähtiä*.", "warning"),
        Picture(SVG, "Kysyntä kasvaa keväällä"),
        Heading("Taulukko"),
        Points(["ensin", "sitten"]),
        Table("Ilmoitukset / taito", ["Taito", "Määrä", "Osuus"], [*ROWS, ["=1+1", None, -2.5]], right=(1, 2)),
    ],
)


def text_of(file: bytes) -> str:
    document = pypdfium2.PdfDocument(file)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_the_pdf_is_tagged_says_its_language_and_holds_texts_as_texts() -> None:
    file = pdf(PAPER)

    for mark in (b"/StructTreeRoot", b"/Lang(fi)", b"/MarkInfo", b"pdfuaid:part", b"/TH", b"/Figure"):
        assert mark in file, mark
    document = pypdfium2.PdfDocument(file)
    assert document.get_metadata_dict()["Title"] == "Osaamisen kysyntä"
    text = text_of(file)
    assert "Tässä ei ole #markup[eikä] *tähtiä*." in text
    assert "Taito 39" in text
    assert "39\u202f000" in text


def test_the_head_of_a_table_stands_on_every_page() -> None:
    document = pypdfium2.PdfDocument(pdf(PAPER))

    assert len(document) == 2
    assert all("Määrä" in page.get_textpage().get_text_bounded() for page in document)


def test_a_character_without_a_glyph_does_not_stop_the_pdf() -> None:
    file = pdf(Paper("A\x01B", "en", [Words("before \U00012000 after")]))

    assert "before ? after" in text_of(file)


@pytest.mark.parametrize("write", [pdf, slides, docx, workbook])
def test_the_same_paper_gives_the_same_bytes_and_another_day_others(write) -> None:
    assert write(PAPER) == write(PAPER)
    assert write(PAPER) != write(replace(PAPER, made_on="2026-11-25"))


@pytest.mark.parametrize("write", [pdf, slides, docx])
def test_a_picture_that_is_none_is_refused(write) -> None:
    with pytest.raises(ValueError, match="well-formed SVG"):
        write(Paper("A", "en", [Picture("<svg", "broken")]))


def test_a_picture_gets_the_colours_of_its_classes_and_keeps_its_own() -> None:
    drawn = printable(SVG)

    assert 'stroke="#a1560c"' in drawn
    assert 'stroke-dasharray="5 5"' in drawn
    assert 'fill="#000000"' in drawn
    assert 'fill="#2f7a35"' not in drawn


def test_slides_have_a_title_each_split_tables_and_alternative_texts() -> None:
    deck = pptx.Presentation(io.BytesIO(slides(PAPER)))

    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[:3] == ["Osaamisen kysyntä", "Luvut", "Taulukko"]
    assert titles[3:] == [f"Taulukko ({part})" for part in range(2, len(titles) - 1)]
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    tables = [shape.table for shape in shapes if shape.has_table]
    assert [table.cell(0, 0).text for table in tables] == ["Taito"] * len(tables)
    cells = [table.cell(row, 0).text for table in tables for row in range(1, len(table.rows))]
    assert cells == [*(row[0] for row in ROWS), "=1+1"]
    assert "Kysyntä kasvaa keväällä" in {
        shape._element._nvXxPr.cNvPr.get("descr") for shape in shapes if shape.shape_type == 13
    }
    assert all(shape.top + shape.height <= deck.slide_height for shape in shapes)


def test_the_document_has_headings_lists_a_repeated_head_and_a_language() -> None:
    document = docx_library.Document(io.BytesIO(docx(PAPER)))

    styles = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.text]
    assert ("Title", "Osaamisen kysyntä") in styles
    assert ("Heading 1", "Taulukko") in styles
    assert ("List Bullet", "ensin") in styles
    table = document.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[2].cells] == ["Taito 1", "1\u202f000", "0,33"]
    assert 'w:val="fi-FI"' in document.styles.element.xml
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Kysyntä kasvaa keväällä"


def test_the_workbook_has_a_sheet_for_each_table_with_numbers_and_no_formula() -> None:
    two = replace(PAPER, blocks=[*PAPER.blocks, Table("ilmoitukset / Taito", ["a"], [["+1"]])])
    book = openpyxl.load_workbook(io.BytesIO(workbook(two)))

    assert book.sheetnames == ["Ilmoitukset   taito", "ilmoitukset   Taito 2", "Osaamisen kysyntä"]
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[3]] == ["Taito 1", 1000, pytest.approx(1 / 3)]
    last = sheet[sheet.max_row]
    assert [(cell.value, cell.data_type) for cell in last] == [("=1+1", "s"), (None, "n"), (-2.5, "n")]
    assert [cell.value for cell in book.worksheets[2]["A"]][:3] == ["Osaamisen kysyntä", "Kevät 2026", "Luvut"]


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=40))
def test_any_text_survives_in_a_workbook_as_text(text) -> None:
    file = workbook(Paper("t", "en", [Table("c", ["a"], [[text]])]))
    cell = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]["A2"]

    assert cell.data_type != "f"
    assert cell.value is None or isinstance(cell.value, str)


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (1234567, "fi", "1\u202f234\u202f567"),
        (-0.5, "sv", "\N{MINUS SIGN}0,5"),
        (1234.567, "en", "1\u202f234.57"),
        (2.0, "en", "2"),
        (None, "fi", "–"),
        ("a-b", "fi", "a-b"),
    ],
)
def test_a_cell_is_written_as_in_its_language(value, language, expected) -> None:
    assert written(value, language) == expected

"""A paper as a workbook: a sheet for each table, numbers as numbers, no text ever run as a formula."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from osaamo.connectors.papers import Figures, Heading, Paper, Points, Table, Words
from osaamo.connectors.papers_values import fixed, made_at, plain

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NAME_LENGTH = 31
_WIDEST = 60
_LONGEST_CELL = 32_767


def workbook(paper: Paper) -> bytes:
    """The paper as an xlsx file; what is not in tables stands on the last sheet."""
    book = Workbook()
    moment = made_at(paper).replace(tzinfo=None)
    book.properties.title, book.properties.language = plain(paper.title), paper.language
    book.properties.creator = "Osaamo"
    book.properties.created = book.properties.modified = moment
    for block in paper.blocks:
        if isinstance(block, Table):
            _table(book.create_sheet(_name(block.caption, book.sheetnames)), block)
    _words(book.create_sheet(_name(paper.title, book.sheetnames)), paper)
    del book["Sheet"]
    out = io.BytesIO()
    # The library's own ``save`` writes the present moment into the file.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()
    return fixed(out.getvalue())


def _name(caption: str, taken: list[str]) -> str:
    """A sheet's name: short, without what is forbidden, unlike the others."""
    base = _FORBIDDEN.sub(" ", plain(caption)).strip().strip("'") or "Osaamo"
    lower = {name.lower() for name in taken}
    name, number = base[:_NAME_LENGTH].strip(), 2
    while name.lower() in lower:
        end = f" {number}"
        name, number = base[: _NAME_LENGTH - len(end)].strip() + end, number + 1
    return name


def _table(sheet: Worksheet, table: Table) -> None:
    for down, row in enumerate([table.columns, *table.rows], start=1):
        for across, value in enumerate(row, start=1):
            _set(sheet, down, across, value)
            if down == 1:
                sheet.cell(1, across).font = Font(bold=True)
                sheet.cell(1, across).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for across in range(1, len(table.columns) + 1):
        longest = max(len(str(row[across - 1])) for row in [table.columns, *table.rows])
        sheet.column_dimensions[get_column_letter(across)].width = min(_WIDEST, longest + 2)


def _words(sheet: Worksheet, paper: Paper) -> None:
    lines: list[tuple[str, ...]] = [(paper.title,), (paper.subtitle,)]
    for block in paper.blocks:
        match block:
            case Heading(text, _) | Words(text, _):
                lines.append((text,))
            case Points(items):
                lines += [(item,) for item in items]
            case Figures(items):
                lines += [(name, value) for value, name in items]
    lines.append((paper.footer,))
    for down, line in enumerate((line for line in lines if line[0]), start=1):
        for across, value in enumerate(line, start=1):
            _set(sheet, down, across, value)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = _WIDEST


def _set(sheet: Worksheet, down: int, across: int, value: str | float | None) -> None:
    cell = sheet.cell(down, across)
    if not isinstance(value, str):
        cell.value = value
        return
    text = plain(value)[:_LONGEST_CELL]
    cell.value = text
    if text.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True

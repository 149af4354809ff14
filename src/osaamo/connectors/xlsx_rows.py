"""Rows of an Excel workbook: first sheet with rows, merged cells filled, dates as ISO, formulas by their value."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from osaamo.connectors.archives import BROKEN_ZIP, check_office_archive
from osaamo.connectors.errors import DamagedFile, NotATable
from osaamo.connectors.plaintext import clean
from osaamo.connectors.rows import Broken, Row, column_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osaamo.connectors.errors import Limits

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!"))
_MOST_MERGES = 100_000
_MOST_BLANK_ROWS = 10_000

Range = tuple[int, int, int, int]
"""First row, last row, first column, last column of merged cells, from 1."""


def read_xlsx(data: bytes, filename: str, *, limits: Limits) -> Iterator[Row | Broken]:
    """The rows below the first row that is not blank, of the first sheet that has one.

    Merged cells all get the value of the first. Numbers stay numbers (``5.0`` becomes ``5``), dates become ISO
    strings. A row with a formula that was never calculated, or with an error such as ``#REF!``, comes as ``Broken``.

    Raises:
        ZipBomb, UnsafeFile, EncryptedFile: see :func:`osaamo.connectors.archives.check_office_archive`.
        NotATable: no sheet has a row.
        DamagedFile: the workbook cannot be opened.
    """
    check_office_archive(data, limits=limits)
    try:
        yield from _read(data, filename, limits)
    except (*BROKEN_ZIP, KeyError, AttributeError, TypeError, IndexError, SyntaxError) as error:
        raise DamagedFile(
            "The Excel file is damaged or only half downloaded. Fetch it again, or open it in Excel or LibreOffice and "
            "save it again.",
            filename=filename,
        ) from error


def _read(data: bytes, filename: str, limits: Limits) -> Iterator[Row | Broken]:
    import openpyxl  # noqa: PLC0415 - loading openpyxl takes longer than starting
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except InvalidFileException as error:
        raise DamagedFile("The Excel file cannot be opened. Save it again as .xlsx.", filename=filename) from error
    formulas = None
    try:
        for sheet in values.worksheets:
            merges, has_formulas = _scan(data, getattr(sheet, "_worksheet_path", ""))
            if has_formulas:
                formulas = formulas or openpyxl.load_workbook(
                    io.BytesIO(data), read_only=True, data_only=False, keep_links=False
                )
            written = formulas[sheet.title] if formulas is not None and has_formulas else None
            found = False
            for row in _sheet_rows(sheet, written, merges, filename, limits):
                found = True
                if row is not None:
                    yield row
            if found:
                return
    finally:
        values.close()
        if formulas is not None:
            formulas.close()
    raise NotATable("No sheet of the workbook has rows. Put column names on the first row.", filename=filename)


def _sheet_rows(
    sheet: Any, written: Any, merges: Sequence[Range], filename: str, limits: Limits
) -> Iterator[Row | Broken | None]:
    """``None`` for the header, then the rows."""
    # Writers that state a wrong size would cut the sheet short.
    sheet.reset_dimensions()
    if written is not None:
        written.reset_dimensions()
    fill = _Merges(merges)
    names: tuple[str, ...] = ()
    blanks = 0
    formulas = written.iter_rows(values_only=True) if written is not None else repeat(())
    for number, (cells, sources) in enumerate(zip(sheet.iter_rows(values_only=True), formulas, strict=False), 1):
        values = fill(number, [_plain(cell) for cell in cells[: limits.columns + 1]], len(names))
        if all(value in (None, "") for value in values) and not any(_is_formula(source) for source in sources):
            blanks += 1
            if blanks > _MOST_BLANK_ROWS:
                return
            continue
        blanks = 0
        if not names:
            last = max(at for at, value in enumerate(values) if value not in (None, ""))
            if last >= limits.columns:
                raise NotATable(f"The sheet has over {limits.columns:,} columns.", filename=filename)
            names = column_names(values[: last + 1])
            yield None
        else:
            yield _row(number, names, values, sources)


def _row(number: int, names: tuple[str, ...], values: list[Any], sources: Sequence[Any]) -> Row | Broken:
    raw = "\t".join(
        "" if value is None and not _is_formula(source) else str(source if value is None else value)
        for value, source in zip(values, chain(sources, repeat(None)), strict=False)
    )
    for at, value in enumerate(values):
        if isinstance(value, str) and value in _ERRORS:
            return Broken(number, "cell-error", f"A cell holds the error {value}.", raw)
        if value is None and at < len(sources) and _is_formula(sources[at]):
            detail = "A formula was never calculated. Open the file in Excel or LibreOffice and save it."
            return Broken(number, "formula-without-value", detail, raw)
    if any(value not in (None, "") for value in values[len(names) :]):
        return Broken(number, "too-many-columns", f"It has cells beyond the {len(names)} columns of the header.", raw)
    return Row(number, dict(zip(names, chain(values, repeat(None)), strict=False)))


def _is_formula(source: Any) -> bool:
    return (isinstance(source, str) and source.startswith("=")) or type(source).__name__.endswith("Formula")


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


class _Merges:
    """Fills merged cells with the value of the first, row by row from the top."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self._coming = sorted(ranges, reverse=True)
        self._active: list[tuple[Range, Any]] = []

    def __call__(self, number: int, values: list[Any], columns: int) -> list[Any]:
        while self._coming and self._coming[-1][0] <= number:
            merged = self._coming.pop()
            first = merged[2] - 1
            self._active.append((merged, values[first] if merged[0] == number and first < len(values) else None))
        self._active = [(merged, value) for merged, value in self._active if merged[1] >= number]
        for (_, _, left, right), value in self._active:
            if value in (None, ""):
                continue
            # A title merged over a whole row reaches no further than the columns of the table.
            last = min(right, max(len(values), columns))
            values += [None] * (last - len(values))
            for at in range(left - 1, last):
                if values[at] in (None, ""):
                    values[at] = value
        return values


def _scan(data: bytes, path: str) -> tuple[list[Range], bool]:
    """Merged ranges over more than one cell of the sheet at ``path`` in the archive, and whether it has formulas."""
    merges: list[Range] = []
    has_formulas = False
    tail = b""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if path not in archive.namelist():
            return [], True
        with archive.open(path) as part:
            while chunk := part.read(1 << 20):
                window = tail + chunk
                has_formulas = has_formulas or _FORMULA.search(window) is not None
                end = 0
                for found in _MERGE.finditer(window):
                    if len(merges) < _MOST_MERGES:
                        merges.append((int(found[2]), int(found[4]), _column(found[1]), _column(found[3])))
                    end = found.end()
                tail = window[max(end, len(window) - 200) :]
    return merges, has_formulas


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

"""Activities as a workbook, and what a workbook that was edited says."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.styles import Font

from osaamo.connectors.errors import ConnectorError, Limits
from osaamo.connectors.rows import Row
from osaamo.connectors.xlsx_rows import read_xlsx
from osaamo.domains.steering.enums import FIELDS, ItemKind, Listing
from osaamo.domains.steering.models import Activity
from osaamo.domains.steering.models.items import SHARED
from osaamo.domains.steering.queries import items_of
from osaamo.domains.steering.rules import BadSchedule, read_schedule
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.domains.steering.models import PlanVersion

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXTS = ("title",)
NUMBERS = ("year", "until_year")
DATES = ("starts", "ends")
FLAGS = ("schedule_inferred",)
LISTS = ("other_areas", "bodies", "indicators", "campuses", "subtasks")
FIELDS_IN_SHEET = tuple(name for name in Activity.CONTENT if name not in SHARED[3:])
"""How an item ends is decided on its page, with the other item in view."""

COLUMNS = ("key", *(f"title_{code}" for code in LANGUAGES), *(name for name in FIELDS_IN_SHEET if name != "title"))
_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_BAR = re.compile(r"(?<!\\)\|")


class UnreadableSheet(Exception):
    """The file is no workbook of activities; ``code`` is the reader's, or ``missing-columns`` with their names."""

    def __init__(self, code: str, names: str = "") -> None:
        super().__init__(code)
        self.code, self.names = code, names


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be taken, by its number in the sheet, and why, in the active language."""

    line: int
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What a workbook says: ``rows`` with ``key`` and fields as JSON, what is broken, and keys that it lacks."""

    rows: list[dict[str, Any]]
    broken: list[Broken]
    missing: list[str]


def activities_workbook(version: PlanVersion) -> bytes:
    """The version's activities that go on, one a row, with codes as names of columns; a second sheet explains those."""
    book = Workbook()
    sheet = book.active
    sheet.title = "activities"
    _append(sheet, 1, COLUMNS)
    for line, item in enumerate(_going_on(version), 2):
        _append(sheet, line, [_cell(item, name) for name in COLUMNS])
    sheet.freeze_panes = "B2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 44 if cell.value.startswith("title") else 18
    legend = book.create_sheet("columns")
    for line, name in enumerate(COLUMNS, 1):
        _append(legend, line, [name, _explained(name)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_activities(data: bytes, filename: str, *, version: PlanVersion) -> SheetRead:
    """What the workbook says about the version's activities; a row is taken whole or not at all.

    Raises:
        UnreadableSheet: the file cannot be read, or lacks columns.
    """
    known = {item.key: item for item in _going_on(version)}
    taken = set(Activity.objects.filter(version__plan=version.plan_id).values_list("key", flat=True)) - set(known)
    areas = {item.key for item in items_of(version, ItemKind.AREA)}
    read, broken = [], []
    try:
        for row in read_xlsx(data, filename, limits=Limits(file_bytes=settings.OSAAMO_FILE_BYTES)):
            if not isinstance(row, Row):
                broken.append(Broken(row.line, "", row.detail))
                continue
            lacking = [name for name in COLUMNS if name not in row.cells]
            if lacking:
                raise UnreadableSheet("missing-columns", ", ".join(lacking))
            try:
                read.append((row.line, _values(row.cells, version, areas, taken)))
            except ValidationError as error:
                broken.append(Broken(row.line, str(row.cells["key"] or ""), " ".join(error.messages)))
    except ConnectorError as error:
        raise UnreadableSheet(error.code) from error
    twice = {key for key, count in Counter(values["key"] for _, values in read).items() if count > 1}
    broken += [
        Broken(line, row["key"], gettext("The key is on two rows.")) for line, row in read if row["key"] in twice
    ]
    rows = [values for _, values in read if values["key"] not in twice]
    told = {values["key"] for _, values in read} | {row.key for row in broken}
    missing = [key for key in known if key not in told]
    return SheetRead(rows, sorted(broken, key=lambda one: one.line), missing)


def _going_on(version: PlanVersion) -> list[Activity]:
    return list(Activity.objects.filter(version=version, ending=""))


def _append(sheet: Any, line: int, values: Any) -> None:
    """Write a row; text stays text, also where it looks like a formula."""
    for column, value in enumerate(values, 1):
        cell = sheet.cell(line, column, value)
        if isinstance(value, str):
            cell.data_type = "s"


def _cell(item: Activity, name: str) -> Any:
    if name.startswith("title_"):
        return item.title.get(name.removeprefix("title_"), "") or None
    value = getattr(item, name)
    if name in LISTS:
        return " | ".join(str(part).replace("|", "\\|") for part in value) or None
    if name in FLAGS:
        return 1 if value else None
    return value if value != "" else None


def _explained(name: str) -> str:
    if name == "key":
        return gettext("Key; a new key adds an activity")
    if name.startswith("title_"):
        return f"{FIELDS['title']} ({name.removeprefix('title_')})"
    more = {"listing": ", ".join(Listing.values), **dict.fromkeys(LISTS, "a | b")}.get(name, "")
    return f"{FIELDS[name]}: {more}" if more else str(FIELDS[name])


def _values(cells: Mapping[str, Any], version: PlanVersion, areas: set[str], taken: set[str]) -> dict[str, Any]:
    """The row's fields as JSON.

    Raises:
        ValidationError: with every reason why the row cannot be taken.
    """
    faults: list[str] = []
    row: dict[str, Any] = {"key": _text(cells["key"])}
    row["title"] = {code: text for code in LANGUAGES if (text := _text(cells[f"title_{code}"]))}
    for name in FIELDS_IN_SHEET[1:]:
        row[name] = _value(name, cells[name], faults)
    _set_days(row, version, faults)
    _check(row, areas, taken, faults)
    if faults:
        raise ValidationError(faults)
    return row


def _value(name: str, value: Any, faults: list[str]) -> Any:
    if name in LISTS:
        return [part.strip().replace("\\|", "|") for part in _BAR.split(_text(value)) if part.strip()]
    if name in FLAGS:
        return str(value).lower() in {"1", "true", "x"}
    if name in NUMBERS and value not in (None, ""):
        if isinstance(value, int) and not isinstance(value, bool) and 2000 <= value <= 2100:
            return value
        faults.append(gettext("%(column)s: %(value)s is no year.") % {"column": name, "value": value})
    if name in NUMBERS:
        return None
    if name in DATES:
        return _date(name, value, faults)
    text, most = _text(value), Activity._meta.get_field(name).max_length  # noqa: SLF001 - Django documents it
    if most and len(text) > most:
        faults.append(gettext("%(column)s: at most %(most)s characters.") % {"column": name, "most": most})
    return text


def _date(name: str, value: Any, faults: list[str]) -> str | None:
    text = _text(value)
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        faults.append(gettext("%(column)s: %(value)s is no date.") % {"column": name, "value": text})
        return None


def _set_days(row: dict[str, Any], version: PlanVersion, faults: list[str]) -> None:
    """Days that are left empty follow from the schedule."""
    if row["starts"] and row["ends"]:
        if row["ends"] < row["starts"]:
            faults.append(gettext("The last day must not be before the first."))
        return
    try:
        span = read_schedule(row["schedule"], year=row["year"] or version.year)
    except BadSchedule:
        faults.append(gettext("Give a schedule that can be read, as in 4-6/2027, or the first and the last day."))
        return
    row["starts"], row["ends"] = span.starts.isoformat(), span.ends.isoformat()


def _check(row: Mapping[str, Any], areas: set[str], taken: set[str], faults: list[str]) -> None:
    if not _KEY.fullmatch(row["key"]):
        faults.append(gettext("The key is missing, or has other signs than letters, numbers and hyphens."))
    elif row["key"] in taken:
        faults.append(gettext("The key belongs to an activity that does not go on."))
    if not row["title"]:
        faults.append(gettext("Give a title in at least one language."))
    unknown = [key for key in (row["area"], *row["other_areas"]) if key not in areas]
    if unknown:
        faults.append(gettext("No area has the key %(keys)s.") % {"keys": ", ".join(map(repr, unknown))})
    if row["listing"] not in Listing.values:
        values = ", ".join(Listing.values)
        faults.append(gettext("listing: one of %(values)s is needed.") % {"values": values})


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()

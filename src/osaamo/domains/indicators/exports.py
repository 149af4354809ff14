"""Indicators as files: open data as CSV and JSON, and the workbook that can be changed and read back."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Font

from osaamo.domains.indicators import services
from osaamo.domains.indicators.queries.words import outlook_words, reason_words
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from osaamo.domains.indicators.queries import Read
    from osaamo.domains.indicators.rules import Aim

LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NAMES = {code: f"name_{code}" for code in LANGUAGES}
_COLUMNS = (
    "indicator", "year", "organisation", "value", "unit", "source", "measure", "so_far", "target_low", "target_high",
    *_NAMES.values(),
)  # fmt: skip
_DECIMALS = frozenset({"value", "target_low", "target_high"})
_WIDTHS = dict.fromkeys(services.WORDS.values(), 40) | {"reason": 40, "evidence": 40, "indicator": 18}


def workbook(rows: Iterable[Mapping[str, str]] | None = None) -> bytes:
    """The targets and entered values in force, or the given rows of that table, as XLSX; numbers are exact texts."""
    book = Workbook()
    sheet = book.active
    sheet.title = "indicators"
    sheet.append(list(services.COLUMNS))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(str(cell.value), 13)
    sheet.freeze_panes = "A2"
    for at, row in enumerate(services.stored_rows() if rows is None else rows, 2):
        for column, name in enumerate(services.COLUMNS, 1):
            # Set as text, so that a sentence that begins with "=" is no formula and a number keeps its digits.
            cell = sheet.cell(at, column)
            cell.value = row[name] or None
            cell.data_type = "s" if row[name] else "n"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def values_csv(reads: Iterable[Read], *, comma: bool = False) -> str:
    """A row for each known value of each year, of all and of each institution; commas between, points in numbers.

    ``comma``: decimal commas and semicolons between, as spreadsheets in Finnish and Swedish read it.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";" if comma else ",")
    writer.writerow(_COLUMNS)
    for one in reads:
        for row in _values(one):
            cells = {name: "" if row[name] is None else _plain(str(row[name])) for name in _COLUMNS}
            if comma:
                cells |= {name: cells[name].replace(".", ",") for name in _DECIMALS}
            writer.writerow(cells.values())
    return stream.getvalue()


def as_data(one: Read, address: str) -> dict[str, Any]:
    """An indicator with its values, targets and status as JSON; ``address`` is that of its page."""
    indicator = one.indicator
    return {
        "key": indicator.key,
        "name": _three(indicator.name),
        "area": indicator.area,
        "spearhead": indicator.spearhead or None,
        "kind": indicator.kind,
        "unit": indicator.unit,
        "unitName": _three(indicator.unit_name),
        "scale": _three(indicator.scale),
        "direction": indicator.direction,
        "counting": indicator.counting,
        "formula": _three(indicator.formula),
        "note": _three(indicator.note),
        "measure": indicator.measure or None,
        "parameters": indicator.parameters,
        "baselines": [
            {"value": _text(row.value), "year": row.year, "note": _three(row.note), "source": row.src}
            for row in indicator.baselines.all()
        ],
        "targets": [
            {
                "year": row.year,
                "form": row.form,
                "low": _text(row.low),
                "high": _text(row.high),
                "growth": _text(row.growth),
                "words": _three(row.words),
                "asWritten": row.as_written,
                "outcome": None if row.year not in one.verdicts else str(one.verdicts[row.year].value),
            }
            for row in indicator.targets.all()
        ],
        "values": [
            {name: row[name] for name in _COLUMNS[1:4]} | {"source": row["source"], "soFar": row["so_far"]}
            for row in _values(one)
        ],
        "status": str(one.status.value),
        "computedStatus": str(one.computed.status.value),
        "reasons": [
            {"code": str(reason.why.value), "text": _said(partial(reason_words, reason, indicator.unit))}
            for reason in one.computed.reasons
        ],
        "override": {"reason": one.override.reason, "until": one.override.until.isoformat()} if one.override else None,
        "forecast": {
            "years": {
                str(year): {"middle": round(e.middle, 2), "low80": round(e.low, 2), "high80": round(e.high, 2)}
                for year, e in one.outlook.years.items()
            },
            "probability": None if one.outlook.probability is None else round(one.outlook.probability, 2),
            "isLowerBound": one.outlook.is_bound,
            "text": _said(partial(outlook_words, one.outlook, indicator.unit)),
            "underWay": _under_way(one),
        },
        "missingSources": [row.code for row in one.missing],
        "source": indicator.src,
        "page": address,
        "updated": indicator.updated_at.isoformat(timespec="seconds"),
        "licence": {"name": LICENCE, "address": LICENCE_ADDRESS},
    }


def _under_way(one: Read) -> dict[str, Any] | None:
    """What the running year rests on: what counted for good, each stage with how often its rows count, the unheard."""
    flow = one.flow
    if flow is None:
        return None
    return {
        "year": flow.year,
        "settled": _round(flow.settled),
        "stages": [
            {
                "key": stage.stage.key,
                "name": _three(stage.stage.name),
                "rows": stage.rows,
                "brings": _round(stage.brings),
                "earlierRows": stage.of,
                "share": None if stage.share is None else round(stage.share, 2),
                "share80": None if stage.interval is None else [round(edge, 2) for edge in stage.interval],
            }
            for stage in flow.stages
        ],
        "cameUnheard": {str(year): _round(value) for year, value in flow.unheard.items()},
    }


def _round(value: float) -> float:
    return round(value, 2)


def _three(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: texts.get(code, "") for code in LANGUAGES}


def _said(words: Callable[[], str]) -> dict[str, str]:
    """A sentence in each language."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = words()
    return found


def _values(one: Read) -> Sequence[dict[str, Any]]:
    aims = {aim.year: aim for aim in one.aims}
    known = sorted(
        ((year, place or "", cell) for (year, place), cell in one.values.cells.items() if cell.value is not None),
        key=lambda at: at[:2],
    )
    return [
        {
            "indicator": one.indicator.key,
            "year": year,
            "organisation": place or None,
            "value": _text(cell.value),
            "unit": one.indicator.unit,
            "source": "entered" if cell.manual else "computed",
            "measure": one.indicator.measure or None,
            "so_far": year == one.on.year and not cell.manual,
            **_aim_of(aims.get(year) if not place or one.indicator.each_institution else None),
            **{column: one.indicator.name.get(code, "") for code, column in _NAMES.items()},
        }
        for year, place, cell in known
    ]


def _aim_of(aim: Aim | None) -> dict[str, str | None]:
    return {"target_low": _text(aim.low) if aim else None, "target_high": _text(aim.high) if aim else None}


def _text(value: object) -> str | None:
    """A number as text without idle zeros, or ``None``."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("-").replace(".", "").isdigit() else text

"""Targets and entered values from a table as it was exported: first what would change, then the change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from osaamo.connectors.tables import Broken, read_rows
from osaamo.domains.indicators.enums import Form
from osaamo.domains.indicators.models import Indicator, ManualValue, Target
from osaamo.domains.indicators.services.editing import (
    Asked,
    asked_of,
    check_asked,
    end_target,
    enter_value,
    set_target,
    withdraw_value,
)
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from osaamo.connectors.tables import Row
    from osaamo.kernel.models import Person

TARGET, VALUE = "target", "value"
WORDS = {code: f"words_{code}" for code in LANGUAGES}
"""The columns of targets in words, by language."""
COLUMNS = (
    "record", "indicator", "year", "form", "organisation", "low", "high", "growth", *WORDS.values(), "as_written",
    "reason", "evidence",
)  # fmt: skip
MOST_ROWS = 5000
LONGEST = dict.fromkeys(WORDS.values(), 300) | {"as_written": 120, "reason": 1000, "evidence": 1000}
LARGEST, FINEST = Decimal(10) ** 14, Decimal("0.0001")

Place = tuple[str, str, int, str, str]
"""What a row is about: record, indicator, year, form, organisation."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the table that differs from what is stored: ``what`` is ``new``, ``changed`` or ``gone``."""

    what: str
    record: str
    indicator: str
    year: int
    form: str
    organisation: str
    was: Mapping[str, str]
    to: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would change, and which of its rows cannot be used, each with its line and why."""

    changes: tuple[Change, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()
    same: int = 0
    rows: tuple[Mapping[str, str], ...] = field(default=(), repr=False)


def stored_rows() -> list[dict[str, str]]:
    """Targets and entered values in force as rows of the table, in order; numbers are exact."""
    targets = Target.objects.filter(ended_at__isnull=True).select_related("indicator")
    values = ManualValue.objects.filter(withdrawn_at__isnull=True).select_related("indicator", "organisation")
    found = [_row_of_target(target) for target in targets] + [_row_of_value(value) for value in values]
    return sorted(
        found, key=lambda row: (row["indicator"], row["record"], row["year"], row["form"], row["organisation"])
    )


def stored_digest() -> str:
    """A digest of what is stored now: whoever takes a table over has seen its differences from just that."""
    return hashlib.sha256(json.dumps(stored_rows()).encode()).hexdigest()


def preview(*, data: bytes, filename: str) -> Preview:
    """What the table would change. Targets and values it leaves out would end.

    Raises:
        ConnectorError: the file cannot be read as a table.
    """
    return preview_rows(rows=list(_cells(read_rows(data, filename))))


def preview_rows(*, rows: Iterable[tuple[int, Mapping[str, str] | str]]) -> Preview:
    """As :func:`preview`, of rows that were read: each a line and its cells, or a line and what is wrong with it."""
    known = {_place(row): row for row in stored_rows()}
    keys = set(Indicator.objects.values_list("key", flat=True))
    places = {"", *Organisation.objects.values_list("code", flat=True)}
    wanted: dict[Place, dict[str, str]] = {}
    faults: list[tuple[int, str]] = []
    for line, cells in rows:
        try:
            row = _checked(cells, keys, places)
            if _place(row) in wanted:
                faults.append((line, gettext("The same target or value stands on an earlier row.")))
            wanted.setdefault(_place(row), row)
        except ValidationError as error:
            faults.append((line, " ".join(error.messages)))
    changes = [
        Change("changed" if place in known else "new", *place, known.get(place, {}), row)
        for place, row in wanted.items()
        if known.get(place) != row
    ]
    changes += [Change("gone", *place, row, {}) for place, row in known.items() if place not in wanted]
    same = sum(known.get(place) == row for place, row in wanted.items())
    return Preview(tuple(changes), tuple(faults), same, tuple(wanted.values()))


@transaction.atomic
def apply(*, rows: Iterable[Mapping[str, str]], reason: str, who: Person | None, seen_digest: str = "") -> int:
    """How many targets and values changed, so that what is stored is what the rows say.

    ``reason`` is why targets change; entered values bring their own. ``seen_digest`` is that of what was stored when
    the differences were seen.

    Raises:
        ValidationError: a row is wrong, there is no reason, or what is stored changed since; then nothing changed.
    """
    list(Indicator.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    if seen_digest and seen_digest != stored_digest():
        raise ValidationError(gettext("Somebody changed targets meanwhile. Look at the differences again."))
    seen = preview_rows(rows=list(enumerate(rows, 2)))
    if seen.faults:
        raise ValidationError([f"{line}: {text}" for line, text in seen.faults])
    indicators = {one.key: one for one in Indicator.objects.all()}
    places = {one.code: one for one in Organisation.objects.all()}
    # What goes comes first: a value that becomes a range has room then.
    for change in sorted(seen.changes, key=lambda one: one.what != "gone"):
        indicator = indicators[change.indicator]
        if change.record == TARGET and change.what == "gone":
            in_force = indicator.targets.filter(ended_at__isnull=True)
            end_target(target=in_force.get(year=change.year, form=change.form), reason=reason, who=who)
        elif change.record == TARGET:
            set_target(indicator=indicator, year=change.year, asked=_asked(change.to), reason=reason, who=who)
        elif change.what == "gone":
            in_force = indicator.manual_values.filter(withdrawn_at__isnull=True, year=change.year)
            withdraw_value(value=in_force.get(organisation=places.get(change.organisation)), who=who)
        else:
            enter_value(
                indicator=indicator,
                year=change.year,
                organisation=places.get(change.organisation),
                value=Decimal(change.to["low"]),
                reason=change.to["reason"],
                evidence=change.to["evidence"],
                who=who,
            )
    return len(seen.changes)


def number_in(text: object) -> Decimal | None:
    """The number as people write it (``25 000``, ``0,33``, ``3.5``); ``None`` for an empty cell.

    Raises:
        ValidationError: it is no number.
    """
    written = str(text if text is not None else "").strip()
    for space in (" ", "\u00a0", "\u202f"):
        written = written.replace(space, "")
    if not written:
        return None
    try:
        found = Decimal(written.replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise ValidationError(gettext("”%(text)s” is no number.") % {"text": str(text)[:40]})
    if abs(found) >= LARGEST or found != found.quantize(FINEST):
        raise ValidationError(
            gettext("”%(text)s” is too large, or has more than four decimals.") % {"text": str(text)[:40]}
        )
    return found


def _cells(rows: Iterable[Row | Broken]) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise ValidationError(gettext("The table has more rows than there can be targets and values."))
        if isinstance(row, Broken):
            yield row.line, row.detail
        else:
            yield row.line, {name: "" if value is None else str(value) for name, value in row.cells.items()}


def _checked(cells: Mapping[str, str] | str, keys: set[str], places: set[str]) -> dict[str, str]:
    """The row with exact numbers.

    Raises:
        ValidationError: something in it cannot be used.
    """
    if isinstance(cells, str):
        raise ValidationError(cells)
    row: dict[str, Any] = {name: cells.get(name, "").strip() for name in COLUMNS}
    _check_place(row, keys, places)
    for name, most in LONGEST.items():
        if len(row[name]) > most:
            raise ValidationError(gettext("”%(text)s …” is too long.") % {"text": row[name][:40]})
    for name in ("low", "high", "growth"):
        row[name] = _exact(number_in(row[name]))
    if row["record"] == TARGET:
        if row["form"] not in Form.values:
            raise ValidationError(gettext("The form must be one of: %(forms)s.") % {"forms": ", ".join(Form.values)})
        check_asked(_asked(row))
        return row | {"organisation": "", "reason": "", "evidence": ""}
    if row["record"] == VALUE:
        if not row["low"] or not row["reason"] or not row["evidence"]:
            raise ValidationError(gettext("A value entered by hand needs the number, a reason and evidence."))
        return row | dict.fromkeys(("form", "high", "growth", *WORDS.values(), "as_written"), "")
    raise ValidationError(gettext("The record must be ”target” or ”value”."))


def _check_place(row: Mapping[str, str], keys: set[str], places: set[str]) -> None:
    if row["indicator"] not in keys:
        raise ValidationError(gettext("There is no indicator ”%(key)s”.") % {"key": row["indicator"][:40]})
    if not (row["year"].isdigit() and 1990 <= int(row["year"]) <= 2100):
        raise ValidationError(gettext("The year must be between 1990 and 2100."))
    if row["organisation"] not in places:
        raise ValidationError(gettext("There is no organisation ”%(code)s”.") % {"code": row["organisation"][:40]})


def _place(row: Mapping[str, str]) -> Place:
    return row["record"], row["indicator"], int(row["year"]), row["form"], row["organisation"]


def _asked(row: Mapping[str, str]) -> Asked:
    low, high, growth = (number_in(row[name]) for name in ("low", "high", "growth"))
    words = {code: row[name] for code, name in WORDS.items() if row[name]}
    return Asked(Form(row["form"]), low, high, growth, words, row["as_written"])


def _row_of_target(target: Target) -> dict[str, str]:
    asked = asked_of(target)
    return _blank(TARGET, target.indicator, target.year) | {
        "form": str(asked.form.value),
        "low": _exact(asked.low),
        "high": _exact(asked.high),
        "growth": _exact(asked.growth),
        **{name: asked.words.get(code, "") for code, name in WORDS.items()},
        "as_written": asked.as_written,
    }


def _row_of_value(value: ManualValue) -> dict[str, str]:
    return _blank(VALUE, value.indicator, value.year) | {
        "organisation": value.organisation.code if value.organisation else "",
        "low": _exact(value.value),
        "reason": value.reason,
        "evidence": value.evidence,
    }


def _blank(record: str, indicator: Indicator, year: int) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | {"record": record, "indicator": indicator.key, "year": str(year)}


def _exact(value: Decimal | None) -> str:
    """The number without idle zeros; the same number has the same text."""
    return "" if value is None else f"{value.quantize(FINEST):f}".rstrip("0").rstrip(".") or "0"

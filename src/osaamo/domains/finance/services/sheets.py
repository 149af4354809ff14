"""Lines of a draft from a workbook: what would change is shown first, then written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.connectors.amounts import BadAmount, amount_of
from osaamo.connectors.rows import Row
from osaamo.domains.finance.services.cells import cell_text
from osaamo.domains.finance.services.estimates import save_line
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.connectors.rows import Broken
    from osaamo.domains.finance.models import Budget, Line
    from osaamo.kernel.models import Person

TITLES = tuple(f"title_{code}" for code in LANGUAGES)
PLAIN = ("section", "area", "spearhead", "module", "source", "as_written")
COLUMNS = ("code", "position", *PLAIN, *TITLES, "amount", "activities", "is_reserve")
"""The columns of the workbook, by name; :func:`row_of` writes them and :func:`changes_in` reads them."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a row would do: ``new``, ``change`` (with the ``fields`` as before and after), ``same`` or ``broken``.

    A broken row says what is wrong: ``problem`` is the name of a column that is missing or cannot be read.
    """

    code: str
    number: int
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    problem: str = ""


def row_of(line: Line) -> dict[str, Any]:
    """A line as a row of the workbook; reading it back gives the same line."""
    cells = {
        "code": line.code,
        "position": line.position,
        **{name: getattr(line, name) for name in PLAIN},
        **{f"title_{code}": line.title.get(code, "") for code in LANGUAGES},
        "amount": line.amount,
        "activities": ", ".join(line.activities),
        "is_reserve": "x" if line.is_reserve else "",
    }
    return {name: cells[name] for name in COLUMNS}


def changes_in(budget: Budget, rows: Iterable[Row | Broken]) -> list[LineChange]:
    """What each row of a workbook would change in a budget; nothing is written.

    Raises:
        ConnectorError: the file is no table.
    """
    known = {line.code: line for line in budget.lines.all()}
    return [_change(known, row) for row in rows]


@transaction.atomic
def apply_changes(*, budget: Budget, changes: Iterable[LineChange], by: Person | None) -> int:
    """How many lines of a draft were written.

    Raises:
        Approved: the budget is no draft.
    """
    wanted = [change for change in changes if change.kind in {"new", "change"}]
    for change in wanted:
        save_line(budget=budget, code=change.code, values=dict(change.values), by=by)
    return len(wanted)


def _change(known: Mapping[str, Line], row: Row | Broken) -> LineChange:
    if not isinstance(row, Row):
        return LineChange("", row.line, "broken", problem="row")
    cells = {name.strip().casefold(): cell_text(value) for name, value in row.cells.items()}
    code = cells.get("code", "")
    if not code or len(code) > 40:
        return LineChange(code[:40], row.line, "broken", problem="code")
    title = {language: cells[f"title_{language}"] for language in LANGUAGES if cells.get(f"title_{language}")}
    try:
        amount = amount_of(cells.get("amount", ""))
    except BadAmount:
        return LineChange(code, row.line, "broken", problem="amount")
    problem = "amount" if amount < 0 else "title" if not title else "section" if not cells.get("section") else ""
    position = cells.get("position", "") or "0"
    if not position.isdecimal():
        problem = "position"
    if problem:
        return LineChange(code, row.line, "broken", problem=problem)
    values = {
        **{name: cells.get(name, "") for name in PLAIN},
        "position": int(position),
        "title": title,
        "amount": amount,
        "activities": [one.strip() for one in cells.get("activities", "").split(",") if one.strip()],
        "is_reserve": cells.get("is_reserve", "").casefold() in {"x", "1", "true", "yes", "kyllä", "ja"},
    }
    line = known.get(code)
    if line is None:
        return LineChange(code, row.line, "new", values)
    before = {name: getattr(line, name) for name in values}
    before["title"] = {key: text for key, text in before["title"].items() if text}
    fields = {name: (before[name], value) for name, value in values.items() if before[name] != value}
    return LineChange(code, row.line, "change" if fields else "same", values, fields)

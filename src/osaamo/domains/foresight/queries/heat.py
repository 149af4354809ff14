"""The table of supply against demand as pages and papers show it: themes by columns, or the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from osaamo.domains.foresight.queries.balance import Balance


@dataclass(frozen=True, slots=True)
class Cell:
    """Credits of a theme in a column: ``value`` is ``None`` for none; ``shade`` 1 to 5; ``told`` says it in words."""

    value: Decimal | None
    shade: int
    href: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """A theme with its cells; or, the table turned, a column with a cell for each theme."""

    name: str
    href: str
    cells: Sequence[Cell]
    total: Decimal
    balance: Balance | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """The table: its columns with an address each, its rows, and the totals below.

    ``is_turned``: the rows are schools or degree programmes and the columns themes; ``shares`` are then what ads ask
    for of each theme and what is said of it.
    """

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    totals: Sequence[Decimal]
    total: Decimal
    is_turned: bool
    shares: Sequence[tuple[float, str, str]] = ()

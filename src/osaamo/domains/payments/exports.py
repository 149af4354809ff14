"""What leaves the domain as tables: invoice rows for the books, a comparison of rules."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from osaamo.domains.payments.services import as_rf
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from osaamo.domains.payments.models import OrderRow
    from osaamo.domains.payments.queries import Comparison

CSV_TYPE = "text/csv; charset=utf-8"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def invoice_rows_csv(rows: Iterable[OrderRow], *, language: str) -> bytes:
    """The invoice rows as they were booked, one a line; the sum of ``amount`` is the income."""
    return _table(
        (
            "row", "booked_on", "order", "reference", "rf", "due_on", "text", "kind", "quantity", "unit_price",
            "amount", "vat_code", "vat_rate", "state",
        ),
        (
            (
                row.pk, row.booked_on, row.order_id, row.order.reference, as_rf(row.order.reference), row.order.due_on,
                translated(row.order.title, language), row.kind, row.quantity, row.unit_price, row.amount,
                row.vat.code, row.vat.rate, row.order.state,
            )
            for row in rows
        ),
    )  # fmt: skip


def comparison_csv(comparison: Comparison) -> bytes:
    """Every row with both prices; a row whose institution nobody knows has none."""
    return _table(
        (
            gettext("Row"), gettext("Course"), gettext("Institution"), gettext("Audience"), gettext("Home institution"),
            gettext("Credits"), gettext("People"), gettext("Today, €"), gettext("Common rule, €"),
            gettext("Difference, €"),
        ),
        (
            (
                row.studied.ref, row.studied.course, row.studied.host, row.studied.audience, row.studied.home,
                row.studied.credits, row.studied.count, row.today, row.common, row.difference,
            )
            for row in comparison.rows
        ),
    )  # fmt: skip


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as CSV that spreadsheets read as UTF-8, and take for text and numbers, never for formulas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return "" if cell is None else cell

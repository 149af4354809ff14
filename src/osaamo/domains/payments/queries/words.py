"""Numbers as people of the active language write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import get_language

if TYPE_CHECKING:
    from decimal import Decimal


def euros(amount: Decimal) -> str:
    """``1234.5`` as ``1 234,50 €``, in English ``€1,234.50``."""
    told = number_format(abs(amount), decimal_pos=2, force_grouping=True)
    sign = "−" if amount < 0 else ""
    return f"{sign}€{told}" if get_language() == "en" else f"{sign}{told}\u00a0€"


def number(value: Decimal) -> str:
    """A number without zeros at its end: ``5``, ``2,5``."""
    return number_format(value.normalize(), use_l10n=True) if value % 1 else str(int(value))

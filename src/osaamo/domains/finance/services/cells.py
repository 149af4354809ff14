"""Cells of tables as text."""

from __future__ import annotations

from typing import Any

THOUSANDTHS = 3


def cell_text(value: Any) -> str:
    """The cell as text without spaces around.

    Of numbers, which sheets store as fractions, whole ones have no point; one with thousandths gets another nought,
    as a point before three digits would be taken for one that parts thousands.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        text = repr(round(value, 6))  # without what binary fractions add to sums
        return f"{text}0" if len(text.partition(".")[2]) == THOUSANDTHS else text
    return str(value).strip()

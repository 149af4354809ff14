"""Cells of tables as text."""

from __future__ import annotations

from typing import Any


def cell_text(value: Any) -> str:
    """The cell as text without spaces around; whole numbers, which sheets store as fractions, without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()

"""Days as tables and records write them."""

from __future__ import annotations

import datetime as dt
import re

FIRST_YEAR, LAST_YEAR = 1900, 2100

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?![\d/-])")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")


def day_in(text: str) -> dt.date:
    """The day that ``2026-05-31``, ``2026-05-31T09:00Z``, ``2026-05`` (the first of the month) or ``31.5.2026`` tells.

    Raises:
        ValueError: it is none of these, or not between 1900 and 2100; the text is an English sentence that says so.
    """
    text = text.strip()
    if iso := _ISO.match(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3] or 1)
    elif points := _POINTS.match(text):
        day, month, year = int(points[1]), int(points[2]), int(points[3])
    else:
        raise ValueError(f"“{text[:40]}” is no date like 2026-05-31, 2026-05 or 31.5.2026.")
    try:
        found = dt.date(year, month, day)
    except ValueError as error:
        raise ValueError(f"There is no day “{text[:40]}”.") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"“{text[:40]}” is not between {FIRST_YEAR} and {LAST_YEAR}.")
    return found

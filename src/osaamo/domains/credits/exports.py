"""The statistics as a table for spreadsheets: a row for each credit, with who counts how much of it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.domains.credits.queries import YearOfCredits

COLUMNS = ("on", "course", "title", "kind", "audience", "age_group", "home", "host", "credits")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def year_csv(year: YearOfCredits) -> str:
    """The credits of a year as CSV with semicolons; the columns of the institutions sum to the total of the alliance.

    No cell is a formula for a spreadsheet.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    places = list(year.totals)
    writer.writerow([*COLUMNS, *places, "outside", "uncounted", "reason", "refs"])
    for one in year.counted:
        credit = one.credit
        texts = (credit.course, credit.title, credit.kind, credit.audience, credit.age_group, credit.home, credit.host)
        shares = [one.shares.get(place, 0) for place in (*places, "outside")]
        own = [credit.on.isoformat(), *map(plain_cell, texts), credit.credits]
        writer.writerow([*own, *shares, one.uncounted, one.reason, " ".join(credit.refs)])
    return stream.getvalue()


def plain_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text

"""What the writers of papers share: cells as written in a language, clean text, and files that come out the same."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.connectors.papers import Paper

NO_VALUE = "–"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
_FIRST_DAY = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest day a packed file can hold; stands where a paper has none."""


def plain(text: str) -> str:
    """The text without characters that no document can hold."""
    return _UNPRINTABLE.sub("", text)


def written(value: str | float | None, language: str) -> str:
    """A cell as people read it: narrow spaces between thousands, at most two decimals, the language's comma."""
    if value is None:
        return NO_VALUE
    if isinstance(value, str):
        return plain(value)
    number = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    whole, dot, part = number.replace("-", "\N{MINUS SIGN}").replace(",", "\u202f").partition(".")
    return whole + (("." if language == "en" else ",") if dot else "") + part


def made_at(paper: Paper) -> datetime:
    """The day written into the file, at midnight UTC."""
    return datetime.fromisoformat(paper.made_on).replace(tzinfo=UTC) if paper.made_on else _FIRST_DAY


def fixed(packed: bytes) -> bytes:
    """The packed file with one day for all its members, so that the same paper gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=_FIRST_DAY.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()

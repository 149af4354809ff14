"""Texts in files of JSON lines."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LANGUAGES = ("fi", "sv", "en")


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """``(number from 1, line)`` of a text file, unpacked when its name ends in .gz; empty lines are left out."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def parsed(line: str) -> dict[str, str]:
    """``id``, ``text`` and ``lang`` (``auto`` when missing or unknown) of one line.

    Raises:
        ValueError: the line is no JSON object with a text; the message says what is missing.
    """
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise ValueError(f"not JSON: {problem}") from problem
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError("needs a JSON object with a `text`")  # noqa: TRY004 - a wrong value of the file, not a wrong call
    language = row.get("lang") or row.get("language")
    return {
        "id": str(row.get("id", "")),
        "text": row["text"],
        "lang": language if language in _LANGUAGES else "auto",
    }

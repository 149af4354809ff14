"""Texts in files: JSON lines, plain or packed, and Parquet."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LANGUAGES = ("fi", "sv", "en")
_COLUMNS = ("id", "text", "lang", "language")
_AT_ONCE = 200


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """``(number from 1, line)`` of a text file, unpacked when its name ends in .gz; empty lines are left out."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def rows_of(path: Path) -> Iterator[tuple[int, str | dict[str, Any]]]:
    """``(number from 1, line or row)`` of a file of JSON lines or of a Parquet file, read a few rows at a time.

    Raises:
        click.ClickException: the Parquet file has no column ``text``.
    """
    if path.suffix != ".parquet":
        yield from lines_of(path)
        return
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        columns = [name for name in _COLUMNS if name in file.schema_arrow.names]
        if "text" not in columns:
            there = ", ".join(file.schema_arrow.names)
            raise click.ClickException(f"{path.name} has no column `text`; its columns are {there}.")
        number = 0
        for batch in file.iter_batches(batch_size=_AT_ONCE, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield number, row


def count_of(path: Path) -> int:
    """How many lines or rows :func:`rows_of` gives."""
    if path.suffix != ".parquet":
        return sum(1 for _ in lines_of(path))
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def parsed(line: str) -> dict[str, str]:
    """``id``, ``text`` and ``lang`` (``auto`` when missing or unknown) of one line.

    Raises:
        ValueError: the line is no JSON object with a text; the message says what is missing.
    """
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise ValueError(f"not JSON: {problem}") from problem
    return checked(row)


def checked(row: object) -> dict[str, str]:
    """The same of a row that is read already.

    Raises:
        ValueError: it has no text.
    """
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ValueError("needs a JSON object with a `text`")  # noqa: TRY004 - a wrong value of the file, not a wrong call
    language = row.get("lang") or row.get("language")
    name = row.get("id")
    return {
        "id": "" if name is None else str(name),
        "text": row["text"],
        "lang": language if language in _LANGUAGES else "auto",
    }

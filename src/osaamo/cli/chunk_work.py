"""What a worker of ``osaamo annotate`` does: one chunk of texts in, one small Parquet file out, as bytes."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from osaamo.cli.common import load_engine
from osaamo.cli.lines import checked, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from osaamo.engine import Engine

READY_EFFORT = "OSAAMO_READY_EFFORT"
"""The environment variable that tells :mod:`osaamo.cli.ready` what to load: a module is imported without arguments."""

MANY = 100
"""Texts of a chunk from which on it pays to prepare for every language; it takes a second or two."""


def schema() -> pa.Schema:
    """The columns of the result."""
    import pyarrow as pa

    skill = pa.struct([("uri", pa.string()), ("confidence", pa.float32()), ("start", pa.int32()), ("end", pa.int32())])
    return pa.schema(
        [
            ("line", pa.int64()),
            ("id", pa.string()),
            ("language", pa.string()),
            ("model", pa.string()),
            ("error", pa.string()),
            ("skills", pa.list_(skill)),
        ]
    )


def version() -> str:
    """The version of the program that a worker runs."""
    from osaamo import __version__

    return __version__


def annotate_chunk(rows: Sequence[tuple[int, Any]], effort: str, threshold: float | None) -> bytes:
    """The Parquet file of some texts, a row each in the same order; the engine is loaded at the first call."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from osaamo.cli.columns import table_of

    engine = engine_of(effort)
    if len(rows) >= MANY:
        prepared(effort)
    sink = pa.BufferOutputStream()
    found = [_annotated(engine, at, row, threshold) for at, row in rows]
    pq.write_table(table_of(found, schema()), sink, compression="zstd")
    _give_back()
    return bytes(sink.getvalue())


@lru_cache(maxsize=1)
def prepared(effort: str) -> None:
    """Load all that any text may need, so that the memory of a worker is what it is from its first text to its last.

    Among ten thousand English ads some hold a Finnish or Swedish sentence, and its language would be loaded then.
    """
    from osaamo.engine import LANGUAGES

    engine = engine_of(effort)
    for language in LANGUAGES:
        engine.warm_up(language)
    # What is loaded stays: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()


@lru_cache(maxsize=1)
def engine_of(effort: str) -> Engine:
    """The engine of this worker."""
    return load_engine(effort)


def _give_back() -> None:
    """Return to the system what was freed: the C library keeps the holes between small things, and they grow."""
    if sys.platform == "linux":
        # Another C library than GNU's has no such call, and no such need.
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)


def _annotated(engine: Engine, at: int, line: str | dict[str, Any], threshold: float | None) -> dict[str, Any]:
    from osaamo.engine import OsaamoError

    row: dict[str, Any] = {"line": at, "id": "", "language": "", "model": "", "error": "", "skills": []}
    try:
        item = parsed(line) if isinstance(line, str) else checked(line)
        row["id"] = item["id"]
        found = engine.extract(item["text"], language=item["lang"], threshold=threshold)
    except (ValueError, OsaamoError) as problem:
        row["error"] = str(problem)
    else:
        row["language"], row["model"] = found.language, found.model
        row["skills"] = [
            {
                "uri": skill.uri,
                "confidence": skill.confidence,
                "start": skill.evidence[0].start,
                "end": skill.evidence[0].end,
            }
            for skill in found.skills
        ]
    return row

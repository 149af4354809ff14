"""What a worker of ``osaamo annotate`` does: one chunk of texts in, one small Parquet file out, as bytes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from osaamo.cli.common import load_engine
from osaamo.cli.lines import checked, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from osaamo.engine import Engine


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

    engine = engine_of(effort)
    sink = pa.BufferOutputStream()
    found = [_annotated(engine, at, row, threshold) for at, row in rows]
    pq.write_table(pa.Table.from_pylist(found, schema=schema()), sink, compression="zstd")
    return bytes(sink.getvalue())


@lru_cache(maxsize=1)
def engine_of(effort: str) -> Engine:
    """The engine of this worker."""
    return load_engine(effort)


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

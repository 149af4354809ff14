"""The finished parts of a long run: one file a chunk, and a manifest that says which of them are whole.

A part is written aside, renamed, and only then entered in the manifest with its digest; so after a kill at any moment
each part is either whole and known, or made again. The manifest only grows, a line a part.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from osaamo.cli.chunk_work import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa

MANIFEST = "_manifest.jsonl"


class Parts:
    """The parts in a folder made from one input with one set of settings, both told by ``made_from``."""

    def __init__(self, folder: Path, made_from: str, *, is_result: bool) -> None:
        """Open the folder. Parts of another input or other settings are thrown away, unless they are somebody's result.

        Raises:
            click.ClickException: the folder holds files that no run wrote, or another run's result.
        """
        self._folder = folder
        self._manifest = folder / MANIFEST
        self._digests: dict[int, str] = {}
        first, *entries = self._lines() or [{}]
        if folder.is_dir() and any(folder.iterdir()) and first.get("made_from") != made_from:
            if not first or any(not _is_ours(path) for path in folder.iterdir()):
                raise click.ClickException(f"{folder.name} holds files of others; move them or choose another output.")
            if is_result:
                raise click.ClickException(
                    f"{folder.name} holds what was read of another input or with other settings; choose another output."
                )
            shutil.rmtree(folder)
            entries = []
        folder.mkdir(parents=True, exist_ok=True)
        if not self._manifest.exists():
            self._append({"made_from": made_from})
        for entry in entries:
            if self._is_whole(entry):
                self._digests[entry["part"]] = entry["sha256"]

    def __contains__(self, number: object) -> bool:
        """Whether the part is there whole."""
        return number in self._digests

    def add(self, number: int, content: bytes, rows: int) -> None:
        """Store a part."""
        final = self._path(number)
        aside = final.with_suffix(".tmp")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(final)
        digest = hashlib.sha256(content).hexdigest()
        self._append({"part": number, "rows": rows, "sha256": digest})
        self._digests[number] = digest

    def paths(self) -> list[Path]:
        """The files of the parts in order."""
        return [self._path(number) for number in sorted(self._digests)]

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self._folder)

    def _path(self, number: int) -> Path:
        return self._folder / f"part-{number:08d}.parquet"

    def _is_whole(self, entry: dict[str, Any]) -> bool:
        path = self._path(entry["part"])
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == entry["sha256"]

    def _lines(self) -> list[dict[str, Any]]:
        """The manifest; a last line that a kill cut off is left out."""
        found = []
        if self._manifest.is_file():
            for line in self._manifest.read_text("utf-8").splitlines():
                try:
                    found.append(json.loads(line))
                except ValueError:
                    continue
        return found

    def _append(self, entry: dict[str, Any]) -> None:
        # The newline comes first, so that a line that a kill cut off spoils no other.
        with self._manifest.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(entry))
            file.flush()
            os.fsync(file.fileno())


def join(paths: list[Path], target: Path | None, broken: Path) -> int:
    """The number of broken lines, which are listed in ``broken``; all rows in order into ``target``, if one is given.

    A target is Parquet, or JSON lines where its name says so; it appears whole at the end.
    """
    import pyarrow.parquet as pq

    count = 0
    with broken.open("w", encoding="utf-8") as out, _writing(target) as write:
        for path in paths:
            # The plain reader: that of whole data sets loads pandas, 50 MB, to read one file.
            with pq.ParquetFile(path) as part:
                table = part.read(use_threads=False)
            for row in table.select(["line", "id", "error"]).to_pylist():
                if row["error"]:
                    count += 1
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
            write(table)
    if not count:
        broken.unlink()
    return count


@contextmanager
def _writing(target: Path | None) -> Iterator[Callable[[pa.Table], None]]:
    """What writes tables one after the other into a file that gets its name at the end."""
    import pyarrow.parquet as pq

    if target is None:
        yield lambda _table: None
        return
    aside = target.with_name(target.name + ".tmp")
    if target.suffix == ".parquet":
        with pq.ParquetWriter(aside, schema(), compression="zstd") as writer:
            yield writer.write_table
    else:
        with (
            gzip.open(aside, "wt", encoding="utf-8")
            if target.suffix == ".gz"
            else aside.open("w", encoding="utf-8") as out
        ):
            yield lambda table: out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_pylist())
    aside.replace(target)


def _is_ours(path: Path) -> bool:
    return path.name == MANIFEST or (path.name.startswith("part-") and path.suffix in (".parquet", ".tmp"))

"""What the engine commands share: one engine, readable errors, text in."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.engine import Engine

EFFORTS = {"best": ("transformer.v1", "static.v1"), "fast": ("static.v1",)}


def folder_from(variable: str) -> Path | None:
    """The folder an environment variable names, ``None`` when it is not set."""
    import os

    value = os.environ.get(variable, "").strip()
    return Path(value) if value else None


def load_engine(effort: str = "best", threads: int = 1) -> Engine:
    """The engine with the caches and the vocabulary the environment names.

    ``OSAAMO_CACHE_DIR``: folder of caches. ``OSAAMO_DATA_DIR``: folder whose ``vocabulary`` an import has filled.
    """
    from osaamo.engine import Engine, EngineConfig, stored_vocabulary

    return Engine.load(
        EngineConfig(
            encoders=EFFORTS[effort],
            vocabulary=stored_vocabulary(data_dir()),
            cache_dir=folder_from("OSAAMO_CACHE_DIR"),
            threads=threads,
        )
    )


def data_dir() -> Path:
    """The folder of imported vocabularies: ``OSAAMO_DATA_DIR``, else the user's data folder."""
    from platformdirs import user_data_dir

    return folder_from("OSAAMO_DATA_DIR") or Path(user_data_dir("osaamo"))


@contextmanager
def told() -> Iterator[None]:
    """Errors of the engine and the readers as one sentence on standard error and exit code 1."""
    from osaamo.connectors.errors import ConnectorError
    from osaamo.engine import OsaamoError

    try:
        yield
    except (OsaamoError, ConnectorError) as error:
        raise click.ClickException(str(error)) from error
    except UnicodeDecodeError as error:
        raise click.ClickException("The file is not text in UTF-8. Save it as UTF-8.") from error


def read_text(name: str) -> str:
    """The text of a file of any known format, or of standard input for ``-``."""
    from osaamo.connectors.documents import read_document, read_path

    if name == "-":
        return read_document(sys.stdin.buffer.read(), "standard-input.txt").text
    return read_path(Path(name)).text


def print_json(value: object) -> None:
    """``value`` as indented JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))

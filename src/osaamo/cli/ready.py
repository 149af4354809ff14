"""Imported by the process that workers of ``osaamo annotate`` are forked from: what they all need, loaded once.

They share its memory until they write to it, and a worker that takes the place of a killed one is there at once.
"""

from __future__ import annotations

import os
from contextlib import suppress

# The two modules that each worker would import first.
import distributed  # noqa: F401
import pyarrow.parquet  # noqa: F401

from osaamo.cli.chunk_work import READY_EFFORT, prepared

if effort := os.environ.get(READY_EFFORT):
    # A worker meets the same fault at its first text and can tell it; a fork server that is gone could not.
    with suppress(Exception):
        prepared(effort)

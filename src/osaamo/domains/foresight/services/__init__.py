"""Writes to dated texts: corpora, their runs, the counts by month, and the samples."""

from osaamo.domains.foresight.services.corpora import THESES, keep_corpus
from osaamo.domains.foresight.services.counting import count_all, count_months
from osaamo.domains.foresight.services.refusals import REASONS, Refused, reason
from osaamo.domains.foresight.services.runs import (
    COUNTS,
    file_run,
    harvest_run,
    receive_file,
    run_file,
    run_harvest,
    start_harvest,
)
from osaamo.domains.foresight.services.samples import load_demo, load_sample_theses

__all__ = [
    "COUNTS",
    "REASONS",
    "THESES",
    "Refused",
    "count_all",
    "count_months",
    "file_run",
    "harvest_run",
    "keep_corpus",
    "load_demo",
    "load_sample_theses",
    "reason",
    "receive_file",
    "run_file",
    "run_harvest",
    "start_harvest",
]

"""Writes to dated texts: corpora, their runs, the counts by month, and the samples."""

from osaamo.domains.foresight.services.corpora import THESES, keep_corpus
from osaamo.domains.foresight.services.counting import count_all, count_months
from osaamo.domains.foresight.services.history import load_past_runs, take_history
from osaamo.domains.foresight.services.mending import can_mend, cells_of, leave_out, mend_text
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
from osaamo.domains.foresight.services.samples import (
    load_counted_ads,
    load_demo,
    load_sample_portfolio,
    load_sample_theses,
)
from osaamo.domains.foresight.services.terms import change_terms, kept_texts, remove_kept_texts

__all__ = [
    "COUNTS",
    "REASONS",
    "THESES",
    "Refused",
    "can_mend",
    "cells_of",
    "change_terms",
    "count_all",
    "count_months",
    "file_run",
    "harvest_run",
    "keep_corpus",
    "kept_texts",
    "leave_out",
    "load_counted_ads",
    "load_demo",
    "load_past_runs",
    "load_sample_portfolio",
    "load_sample_theses",
    "mend_text",
    "reason",
    "receive_file",
    "remove_kept_texts",
    "run_file",
    "run_harvest",
    "start_harvest",
    "take_history",
]

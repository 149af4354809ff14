"""Writes of the domain; each module holds one concern."""

from osaamo.domains.credits.services.demo import load_demo
from osaamo.domains.credits.services.erasing import erase, held
from osaamo.domains.credits.services.importing import begin_import, leave_out, mend_row, run_import
from osaamo.domains.credits.services.reading import FIELDS, NEEDED, guess_mapping
from osaamo.domains.credits.services.reconciling import decide
from osaamo.domains.credits.services.tutoring import (
    Task,
    begin_work,
    create_task,
    decide_work,
    remove_entry,
    submit_work,
    write_entry,
)
from osaamo.domains.credits.services.versions import approve_rules, draft_rules

__all__ = [
    "FIELDS",
    "NEEDED",
    "Task",
    "approve_rules",
    "begin_import",
    "begin_work",
    "create_task",
    "decide",
    "decide_work",
    "draft_rules",
    "erase",
    "guess_mapping",
    "held",
    "leave_out",
    "load_demo",
    "mend_row",
    "remove_entry",
    "run_import",
    "submit_work",
    "write_entry",
]

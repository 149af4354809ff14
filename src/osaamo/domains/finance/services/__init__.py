"""Writes: estimates and their approval, bookings, promises, transfers, what comes in, the ledger."""

from osaamo.domains.finance.services.booking import (
    AlreadyCorrected,
    book,
    correct,
    end_commitment,
    expect,
    promise,
    transfer,
)
from osaamo.domains.finance.services.demo import load_bookings, load_budget
from osaamo.domains.finance.services.errors import (
    AboveLine,
    AlreadyBooked,
    Approved,
    Closed,
    FinanceError,
    NoPlan,
    NotApproved,
    SameLine,
    WrongYear,
)
from osaamo.domains.finance.services.estimates import (
    approve,
    close_until,
    next_year,
    remove_line,
    reopen_from,
    save_line,
)
from osaamo.domains.finance.services.income import invoice, receive, use_grant
from osaamo.domains.finance.services.ledger import Imported, NoSuchColumns, ignore_row, import_ledger, settle_row
from osaamo.domains.finance.services.sheets import LineChange, apply_changes, changes_in

__all__ = [
    "AboveLine",
    "AlreadyBooked",
    "AlreadyCorrected",
    "Approved",
    "Closed",
    "FinanceError",
    "Imported",
    "LineChange",
    "NoPlan",
    "NoSuchColumns",
    "NotApproved",
    "SameLine",
    "WrongYear",
    "apply_changes",
    "approve",
    "book",
    "changes_in",
    "close_until",
    "correct",
    "end_commitment",
    "expect",
    "ignore_row",
    "import_ledger",
    "invoice",
    "load_bookings",
    "load_budget",
    "next_year",
    "promise",
    "receive",
    "remove_line",
    "reopen_from",
    "save_line",
    "settle_row",
    "transfer",
    "use_grant",
]

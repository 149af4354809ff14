"""Writes of the domain; each module holds one concern."""

from osaamo.domains.indicators.services.editing import (
    Asked,
    asked_of,
    end_override,
    end_target,
    enter_value,
    override_status,
    set_owner,
    set_target,
    withdraw_value,
)
from osaamo.domains.indicators.services.importing import (
    COLUMNS,
    WORDS,
    Change,
    Preview,
    apply,
    number_in,
    preview,
    preview_rows,
    stored_digest,
    stored_rows,
)
from osaamo.domains.indicators.services.loading import load_indicators

__all__ = [
    "COLUMNS",
    "WORDS",
    "Asked",
    "Change",
    "Preview",
    "apply",
    "asked_of",
    "end_override",
    "end_target",
    "enter_value",
    "load_indicators",
    "number_in",
    "override_status",
    "preview",
    "preview_rows",
    "set_owner",
    "set_target",
    "stored_digest",
    "stored_rows",
    "withdraw_value",
]

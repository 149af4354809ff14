"""Reads of the domain; each module holds one concern."""

from osaamo.domains.indicators.queries.computing import (
    FIRST_YEAR,
    Cell,
    Values,
    months,
    period_of,
    quarters_of,
    source_of,
    tally_of,
    values_of,
    years_until,
)
from osaamo.domains.indicators.queries.forecasting import Outlook, outlook
from osaamo.domains.indicators.queries.standing import (
    Conflict,
    Read,
    conflicts_of,
    indicators,
    institutions,
    missing_of,
    read,
)

__all__ = [
    "FIRST_YEAR",
    "Cell",
    "Conflict",
    "Outlook",
    "Read",
    "Values",
    "conflicts_of",
    "indicators",
    "institutions",
    "missing_of",
    "months",
    "outlook",
    "period_of",
    "quarters_of",
    "read",
    "source_of",
    "tally_of",
    "values_of",
    "years_until",
]

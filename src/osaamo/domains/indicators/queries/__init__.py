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
from osaamo.domains.indicators.queries.forecasting import Outlook, outlook, with_pipeline
from osaamo.domains.indicators.queries.pipelines import Flow, Flows, Open, flow_of, stage_of
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
    "Flow",
    "Flows",
    "Open",
    "Outlook",
    "Read",
    "Values",
    "conflicts_of",
    "flow_of",
    "indicators",
    "institutions",
    "missing_of",
    "months",
    "outlook",
    "period_of",
    "quarters_of",
    "read",
    "source_of",
    "stage_of",
    "tally_of",
    "values_of",
    "with_pipeline",
    "years_until",
]

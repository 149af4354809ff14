"""The Django app of indicators."""

from osaamo.kernel.domain import DomainConfig


class IndicatorsConfig(DomainConfig):
    """Indicators of the plan: targets, values computed from measures, states and forecasts."""

    name = "osaamo.domains.indicators"
    label = "indicators"

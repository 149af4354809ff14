"""The Django app of finance."""

from osaamo.kernel.domain import DomainConfig


class FinanceConfig(DomainConfig):
    """The budget: lines, bookings, transfers, contributions and grants."""

    name = "osaamo.domains.finance"
    label = "finance"

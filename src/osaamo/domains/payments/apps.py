"""The Django app of payments."""

from osaamo.kernel.domain import DomainConfig


class PaymentsConfig(DomainConfig):
    """What studies cost, orders and invoice rows."""

    name = "osaamo.domains.payments"
    label = "payments"

"""The Django app of the shared offering."""

from osaamo.kernel.domain import DomainConfig


class OfferingConfig(DomainConfig):
    """Course units and realisations."""

    name = "osaamo.domains.offering"
    label = "offering"

"""The Django app of credit statistics."""

from osaamo.kernel.domain import DomainConfig


class CreditsConfig(DomainConfig):
    """Counting rules of credits, statistics, tutoring for credit."""

    name = "osaamo.domains.credits"
    label = "credits"

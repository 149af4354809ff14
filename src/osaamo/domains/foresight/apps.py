"""The Django app of foresight."""

from osaamo.kernel.domain import DomainConfig


class ForesightConfig(DomainConfig):
    """Job ads."""

    name = "osaamo.domains.foresight"
    label = "foresight"

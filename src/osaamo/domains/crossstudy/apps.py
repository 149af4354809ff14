"""The Django app of study at another institution."""

from osaamo.kernel.domain import DomainConfig


class CrossstudyConfig(DomainConfig):
    """Study at another institution, and open studies."""

    name = "osaamo.domains.crossstudy"
    label = "crossstudy"

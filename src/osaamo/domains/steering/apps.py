"""The Django app of steering."""

from osaamo.kernel.domain import DomainConfig


class SteeringConfig(DomainConfig):
    """The living plan: versions, areas, goals, activities, conflicts, consultation, ideas."""

    name = "osaamo.domains.steering"
    label = "steering"

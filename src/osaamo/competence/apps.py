"""The Django app of the engine's memory."""

from osaamo.kernel.domain import DomainConfig


class CompetenceConfig(DomainConfig):
    """Stored extractions; not a domain, but it offers through the same ports."""

    name = "osaamo.competence"
    label = "competence"

"""The Django app of the phased evaluation."""

from osaamo.kernel.domain import DomainConfig


class EvaluationConfig(DomainConfig):
    """Proposals for the joint offering, their reviews and gates."""

    name = "osaamo.domains.evaluation"
    label = "evaluation"

"""The Django app of governance."""

from osaamo.kernel.domain import DomainConfig


class GovernanceConfig(DomainConfig):
    """Bodies, meetings, decisions, reports, external evaluation and pools of experts."""

    name = "osaamo.domains.governance"
    label = "governance"

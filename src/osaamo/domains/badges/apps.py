"""The Django app of badges."""

from osaamo.kernel.domain import DomainConfig


class BadgesConfig(DomainConfig):
    """Open Badges: classes, credentials and their revocation."""

    name = "osaamo.domains.badges"
    label = "badges"

"""The Django app of profiles."""

from osaamo.kernel.domain import DomainConfig


class ProfilesConfig(DomainConfig):
    """Profiles of people, and the guidance built on them."""

    name = "osaamo.domains.profiles"
    label = "profiles"

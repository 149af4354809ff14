"""The Django app of teaching."""

from osaamo.kernel.domain import DomainConfig


class TeachingConfig(DomainConfig):
    """Course design: drafts, what the machine says of them, and the teacher's judgement."""

    name = "osaamo.domains.teaching"
    label = "teaching"

"""The Django app of events."""

from osaamo.kernel.domain import DomainConfig


class EventsConfig(DomainConfig):
    """One calendar of events with registration, attendance, feedback and cost."""

    name = "osaamo.domains.events"
    label = "events"

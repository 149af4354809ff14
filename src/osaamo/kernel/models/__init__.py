"""The tables of the common ground: organisations, people and roles, consents, seats, trails, background work."""

from osaamo.kernel.models.capacity import Pool, Ticket, TicketEvent
from osaamo.kernel.models.consents import Consent
from osaamo.kernel.models.organisations import Organisation
from osaamo.kernel.models.people import Membership, Person, PersonManager, Role
from osaamo.kernel.models.running import JobWorker, PeriodicRun
from osaamo.kernel.models.trails import AuditEntry, ViewEntry

__all__ = [
    "AuditEntry",
    "Consent",
    "JobWorker",
    "Membership",
    "Organisation",
    "PeriodicRun",
    "Person",
    "PersonManager",
    "Pool",
    "Role",
    "Ticket",
    "TicketEvent",
    "ViewEntry",
]

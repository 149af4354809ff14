"""The outbox: a message is a row in the transaction that stores what it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osaamo.connectors.ripa_messages import InvalidMessage, MessageType, read_message
from osaamo.domains.crossstudy.enums import POST, Delivery
from osaamo.domains.crossstudy.models import Outgoing
from osaamo.domains.crossstudy.services.moving import change
from osaamo.kernel.jobs import enqueue, stored_jobs
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.domains.crossstudy.models import Enrolment

DELIVER = "osaamo.domains.crossstudy.jobs.deliver"


def post(enrolment: Enrolment, kind: MessageType, body: dict[str, Any]) -> Outgoing:
    """The message to the other side, numbered; one that breaks its schema is there to be repaired, and not sent.

    Called inside the transaction that changes the enrolment, whose row is locked.
    """
    receiver = enrolment.other
    assert receiver is not None  # noqa: S101 - open studies have no other side
    faults: dict[str, str] = {}
    try:
        read_message(kind, body)
    except InvalidMessage as error:
        faults = error.faults
    change(enrolment, sent=enrolment.sent + 1)
    message = Outgoing.objects.create(
        enrolment=enrolment,
        receiver=receiver,
        kind=kind,
        sequence=enrolment.sent,
        body=body,
        delivery=Delivery.FAILED if faults else Delivery.WAITING,
        faults=faults,
    )
    audit(
        verb=POST,
        about=enrolment,
        organisation=enrolment.organisation,
        details={"kind": str(kind), "sequence": message.sequence, "to": receiver.tk_code},
    )
    if not faults:
        ask_to_deliver()
    return message


def ask_to_deliver() -> None:
    """A job that delivers what waits, in the caller's transaction; one that is waiting already will do."""
    if not stored_jobs().ready().filter(task_path=DELIVER).exists():
        enqueue(DELIVER)

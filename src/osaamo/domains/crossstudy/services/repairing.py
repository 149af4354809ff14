"""What a study office does with a message that did not arrive: look, mend, send again, give up."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.ripa_messages import Acknowledgement, MessageType, read_message
from osaamo.domains.crossstudy.enums import Delivery, Reason, State
from osaamo.domains.crossstudy.models import Outgoing
from osaamo.domains.crossstudy.rules import IllegalMove
from osaamo.domains.crossstudy.services.moving import locked, move
from osaamo.domains.crossstudy.services.posting import ask_to_deliver
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.kernel.models import Person


@transaction.atomic
def resend(*, message: Outgoing, values: Mapping[str, str], who: Person) -> Outgoing:
    """The message with other values at the given JSON pointers, on its way again; it keeps its number and key.

    Raises:
        IllegalMove: it is not failed any more.
        InvalidMessage: it would still break its schema; nothing is changed.
        KeyError: a pointer leads nowhere in the message.
    """
    row = _failed(message)
    body = deepcopy(row.body)
    for pointer, value in values.items():
        _put(body, pointer, value)
    read_message(row.kind, body)
    row.body, row.delivery, row.faults = body, Delivery.WAITING, {}
    row.attempts, row.due_at = 0, timezone.now()
    row.save()
    _audit("crossstudy.resend", row, who, changed=len(values))
    ask_to_deliver()
    return row


@transaction.atomic
def discard(*, message: Outgoing, reason: str, who: Person) -> Outgoing:
    """The message, given up with a reason; an acknowledgement takes its number, so that the next ones are heard.

    Raises:
        IllegalMove: it is not failed any more.
        ValueError: no reason.
    """
    row = _failed(message)
    if not reason.strip():
        raise ValueError("Say why.")
    if row.sequence == 1:
        # The other side does not know the enrolment, and what follows this message would never be understood.
        row.delivery, row.body = Delivery.DISCARDED, {}
        own = locked(row.enrolment)
        if not own.is_over:
            move(own, State.DENIED, who=who, reason=Reason.BY_HOME)
    else:
        given_up = Acknowledgement(
            receiving_organisation_tk_code=row.receiver.tk_code, message_type=row.kind, request_id=str(row.key)
        )
        row.kind, row.body, row.delivery = MessageType.ACKNOWLEDGEMENT, given_up.body(), Delivery.WAITING
        row.attempts, row.due_at, row.faults = 0, timezone.now(), {}
        ask_to_deliver()
    row.discarded_because = reason.strip()[:300]
    row.save()
    _audit("crossstudy.discard", row, who)
    return row


def _failed(message: Outgoing) -> Outgoing:
    row = (
        Outgoing.objects.select_for_update(of=("self",))
        .select_related("receiver", "enrolment__host")
        .get(pk=message.pk)
    )
    if row.delivery != Delivery.FAILED:
        raise IllegalMove(f"message: {row.delivery}")
    return row


def _put(body: Any, pointer: str, value: str) -> None:
    """Set the value at a JSON pointer; a number stays a number."""
    *way, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("/").split("/")]
    place = body
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if isinstance(place, list):
        raise KeyError(pointer)
    was = place.get(last)
    place[last] = int(value) if isinstance(was, int) and value.lstrip("-").isdecimal() else value


def _audit(verb: str, row: Outgoing, who: Person, **details: Any) -> None:
    audit(
        verb=verb,
        who=who,
        about=row.enrolment,
        organisation=row.enrolment.organisation,
        details={"kind": row.kind, "sequence": row.sequence, **details},
    )

"""The way out: what waits is sent until the receiver has it, later and later, and then given to a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.ripa_messages import MessageType
from osaamo.domains.crossstudy.enums import Delivery, Side
from osaamo.domains.crossstudy.models import Outgoing
from osaamo.domains.crossstudy.services.receiving import Answer, Envelope, receive
from osaamo.domains.crossstudy.services.transport import NotDelivered, ask

if TYPE_CHECKING:
    from datetime import datetime

    from osaamo.domains.crossstudy.models import Party

AT_ONCE = 50
"""Messages in one request."""

MOST_ATTEMPTS = 12
"""After so many, over some eight hours, a person looks at it."""

Send = Callable[["Party", str, Sequence[Envelope]], Sequence[Answer]]
"""Sends messages of the party with the given code to a party; answers in any order. Raises ``NotDelivered``."""


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts: five seconds, then twice as long each time, at most an hour."""
    return min(timedelta(seconds=5 * 2 ** min(attempts - 1, 20)), timedelta(hours=1))


def send_over_http(receiver: Party, sender: str, envelopes: Sequence[Envelope]) -> list[Answer]:
    """The answers of a party that is served elsewhere.

    Raises:
        NotDelivered: it did not answer, or not as it should.
    """
    raw = ask(receiver.address, sender, receiver.tk_code, [envelope.as_json() for envelope in envelopes])
    try:
        return [Answer(str(one["messageId"]), MessageType(one["messageType"]), dict(one["body"])) for one in raw]
    except (KeyError, TypeError, ValueError) as error:
        raise NotDelivered("answer") from error


def deliver_due(
    *,
    now: datetime | None = None,
    send: Send = send_over_http,
    wait: Callable[[int], timedelta] = backoff,
    most: int = 1000,
) -> int:
    """How many messages arrived of those whose time has come. Running twice at once does no harm, but costs."""
    moment = now or timezone.now()
    due = Outgoing.objects.filter(delivery=Delivery.WAITING, due_at__lte=moment).select_related(
        "receiver", "enrolment__home", "enrolment__host"
    )
    batches: dict[tuple[int, str], list[Outgoing]] = {}
    for message in due.order_by("due_at", "pk")[:most]:
        batches.setdefault((message.receiver_id, message.enrolment.party.tk_code), []).append(message)
    arrived = 0
    for (_, sender), waiting in batches.items():
        for start in range(0, len(waiting), AT_ONCE):
            arrived += _deliver(waiting[start : start + AT_ONCE], sender, send=send, wait=wait, now=now)
    return arrived


def envelope_of(message: Outgoing) -> Envelope:
    """The message as it goes out."""
    enrolment = message.enrolment
    return Envelope(
        key=message.key,
        kind=message.kind,
        correlation=enrolment.key,
        sequence=message.sequence,
        sender=enrolment.party.tk_code,
        receiver=message.receiver.tk_code,
        body=message.body,
        to_host=enrolment.side == Side.HOME,
    )


def _deliver(
    messages: list[Outgoing],
    sender: str,
    *,
    send: Send,
    wait: Callable[[int], timedelta],
    now: datetime | None,
) -> int:
    receiver = messages[0].receiver
    envelopes = [envelope_of(message) for message in messages]
    try:
        given = receive(envelopes) if receiver.is_here else send(receiver, sender, envelopes)
    except NotDelivered as error:
        given, silence = [], str(error)
    else:
        silence = "no-answer"
    answers = {answer.key: answer for answer in given}
    moment = now or timezone.now()
    with transaction.atomic():
        for message in messages:
            _note(message, answers.get(str(message.key)), silence, moment=moment, wait=wait)
    return sum(message.delivery == Delivery.DELIVERED for message in messages)


def _note(
    message: Outgoing, answer: Answer | None, silence: str, *, moment: datetime, wait: Callable[[int], timedelta]
) -> None:
    message.attempts += 1
    if answer is not None and answer.is_ok:
        message.delivery, message.delivered_at, message.faults = Delivery.DELIVERED, moment, {}
    elif answer is not None and answer.kind is MessageType.INVALID_RESPONSE:
        message.delivery, message.faults = Delivery.FAILED, _faults(answer.body)
    else:
        message.faults = {"": silence if answer is None else str(answer.body.get("message", ""))[:200]}
        message.due_at = moment + wait(message.attempts)
        if message.attempts >= MOST_ATTEMPTS:
            message.delivery = Delivery.FAILED
    # Somebody may have repaired or given it up meanwhile; what they did stands.
    Outgoing.objects.filter(pk=message.pk, delivery=Delivery.WAITING).update(
        attempts=message.attempts,
        delivery=message.delivery,
        delivered_at=message.delivered_at,
        faults=message.faults,
        due_at=message.due_at,
    )


def _faults(body: dict[str, Any]) -> dict[str, str]:
    """What the receiver found wrong, by JSON pointer."""
    listed = body.get("errors")
    found = {}
    for fault in listed if isinstance(listed, list) else []:
        pointer, _, text = str(fault)[:500].partition(": ")
        found[pointer if pointer.startswith("/") else ""] = text or pointer
    return found or {"": json.dumps(body)[:200]}

"""The inbox: each message is handled once, and in the order in which its sender wrote what it says of an enrolment."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from osaamo.connectors.ripa_messages import (
    SCHEMA_VERSION,
    InvalidMessage,
    MessageType,
    Registration,
    RegistrationReply,
    StudyRecord,
    StudyRecordReply,
    StudyRightReply,
    StudyRightUpdate,
    read_message,
    refusal,
    response,
)
from osaamo.domains.crossstudy.enums import Intake, Side
from osaamo.domains.crossstudy.models import Enrolment, Incoming, Party
from osaamo.domains.crossstudy.services import homing, hosting, results, seating
from osaamo.domains.crossstudy.services.moving import change, in_order_of_locks, locked
from osaamo.domains.crossstudy.services.posting import post
from osaamo.ports import offers

if TYPE_CHECKING:
    from osaamo.connectors.ripa_messages import Message

log = logging.getLogger("osaamo.crossstudy")

FROM_HOME = {MessageType.REGISTRATION, MessageType.STUDY_RECORD_REPLY, MessageType.STUDY_RIGHT}
"""What only the home says; the host says the rest, and either may acknowledge."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message on its way, with what JMS would carry in its headers.

    ``key`` is the message's own, ``correlation`` that of the enrolment, ``sequence`` its number among what the sender
    says of the enrolment; ``sender`` and ``receiver`` are Statistics Finland codes.
    """

    key: UUID
    kind: str
    correlation: UUID
    sequence: int
    sender: str
    receiver: str
    body: Any
    to_host: bool

    def as_json(self) -> dict[str, Any]:
        """What goes over the wire."""
        return {
            "messageId": str(self.key),
            "messageType": self.kind,
            "schemaVersion": SCHEMA_VERSION,
            "correlationId": str(self.correlation),
            "sequence": self.sequence,
            "sender": self.sender,
            "receiver": self.receiver,
            "toHost": self.to_host,
            "body": self.body,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver says of one message at once, as a RIPA response."""

    key: str
    kind: MessageType
    body: dict[str, Any]

    @property
    def is_ok(self) -> bool:
        """Whether the message was taken in."""
        return self.body.get("status") == "OK"

    def as_json(self) -> dict[str, Any]:
        """What goes over the wire."""
        return {"messageId": self.key, "messageType": str(self.kind), "body": self.body}


def read_envelope(raw: Any) -> Envelope:
    """The envelope in decoded JSON.

    Raises:
        InvalidMessage: it is none, or of another version of the schemas.
    """
    try:
        if raw["schemaVersion"] != SCHEMA_VERSION:
            raise InvalidMessage({"/schemaVersion": f"only version {SCHEMA_VERSION} is read here"})
        found = Envelope(
            key=UUID(raw["messageId"]),
            kind=str(raw["messageType"]),
            correlation=UUID(raw["correlationId"]),
            sequence=int(raw["sequence"]),
            sender=str(raw["sender"]),
            receiver=str(raw["receiver"]),
            to_host=raw["toHost"] is True,
            body=raw["body"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, InvalidMessage):
            raise
        raise InvalidMessage({"/": "not an envelope with its message"}) from error
    if not 1 <= found.sequence < 2**31:
        raise InvalidMessage({"/sequence": "a number from 1 on"})
    return found


@transaction.atomic
def receive(envelopes: list[Envelope]) -> list[Answer]:
    """The answer to each message, in order; each is handled as a whole or not at all, all in one transaction.

    One that cannot be handled now is answered by ``FAILED`` without a list of faults: its sender tries again.
    """
    parties = {party.tk_code: party for party in Party.objects.select_related("organisation")}
    _lock(envelopes)
    return [_receive_one(envelope, parties) for envelope in envelopes]


def _lock(envelopes: list[Envelope]) -> None:
    """Take all that the messages will want: first the seats, in one order, then the rows.

    Two batches that take them as their messages come would wait for each other for ever.
    """
    rows = Enrolment.objects.filter(key__in=[one.correlation for one in envelopes])
    sides = {(one.correlation, Side.HOST if one.to_host else Side.HOME) for one in envelopes}
    known = [row for row in rows if (row.key, row.side) in sides]
    wanted = [_wanted(one) for one in envelopes if one.to_host and one.kind == MessageType.REGISTRATION]
    now = timezone.now()
    keyed = offers.find_by_keys([key for key in wanted if key])
    found = {offer.ref: offer for offer in keyed.values() if offer.is_open(now)}
    refs = {row.offer_ref for row in known if row.side == Side.HOST} | found.keys()
    for ref in sorted(refs):
        seating.hold(ref, found.get(ref))
    for row in in_order_of_locks(known):
        locked(row)


def _wanted(envelope: Envelope) -> str:
    """The key of the offer that a registration wants, before anybody checked the message; empty where it has none."""
    try:
        return str(envelope.body["selections"][0]["selectionItemId"])
    except (KeyError, IndexError, TypeError):
        return ""


def _receive_one(envelope: Envelope, parties: dict[str, Party]) -> Answer:
    key = str(envelope.key)
    sender, receiver = parties.get(envelope.sender), parties.get(envelope.receiver)
    if sender is None or receiver is None or not receiver.is_here:
        return Answer(key, MessageType.UNKNOWN_SENDER_RESPONSE, {"status": "FAILED", "message": "unknown party"})
    try:
        message = read_message(envelope.kind, envelope.body)
        _check_direction(envelope, message)
        with transaction.atomic():
            _take_in(envelope, message, sender, receiver)
    except InvalidMessage as error:
        kind, body = refusal(error)
        return Answer(key, kind, body)
    except DatabaseError:
        raise
    except Exception:
        # A mistake of ours must not lose what the sender will send again, nor stop the other messages.
        log.exception("message")
        return Answer(key, MessageType.DEFAULT_RESPONSE, {"status": "FAILED", "message": "try again"})
    return Answer(key, *response(MessageType(envelope.kind), str(envelope.correlation)))


def _check_direction(envelope: Envelope, message: Message) -> None:
    """Nobody speaks for another: the codes inside the message are those on it, and each side says what is its own."""
    kind = MessageType(envelope.kind)
    if kind is not MessageType.ACKNOWLEDGEMENT and (kind in FROM_HOME) != envelope.to_host:
        raise InvalidMessage({"/messageType": "the other side says this"})
    if isinstance(message, Registration):
        inside = (message.sending_organisation_tk_code, message.receiving_organisation_tk_code)
    elif isinstance(message, StudyRecord):
        inside = (message.sending_organisation, message.receiving_organisation)
    else:
        return
    if inside != (envelope.sender, envelope.receiver):
        raise InvalidMessage({"/sender": "the message names other organisations than its envelope"})


def _take_in(envelope: Envelope, message: Message, sender: Party, receiver: Party) -> None:
    """Handle the message, and those that came before their turn and now have it; or keep it for its turn."""
    side = Side.HOST if envelope.to_host else Side.HOME
    row = Enrolment.objects.filter(key=envelope.correlation, side=side).first()
    if row is not None:
        row = locked(row)
        if row.party != receiver or row.other != sender:
            raise InvalidMessage({"/correlationId": "no enrolment of these two"})
    heard = row.heard if row is not None else 0
    if envelope.sequence <= heard:
        return
    turn = envelope.sequence == heard + 1
    if turn and row is None and not isinstance(message, Registration):
        raise InvalidMessage({"/correlationId": "no such enrolment"})
    incoming, new = Incoming.objects.get_or_create(
        sender=sender,
        receiver=receiver,
        correlation=envelope.correlation,
        sequence=envelope.sequence,
        defaults={
            "key": envelope.key,
            "kind": envelope.kind,
            "body": {} if turn else {"message": envelope.body},
            "intake": Intake.DONE if turn else Intake.EARLY,
        },
    )
    if not new and not turn:
        # The sender repaired or gave up what waits here for its turn.
        incoming.kind, incoming.body = envelope.kind, {"message": envelope.body}
        incoming.save(update_fields=["kind", "body"])
    elif not new:
        incoming.intake, incoming.body = Intake.DONE, {}
        incoming.save(update_fields=["intake", "body"])
    if not turn:
        return
    row = _handle(row, message, envelope.correlation, sender, receiver)
    change(row, heard=incoming.sequence)
    _catch_up(row, sender, receiver)


def _catch_up(row: Enrolment, sender: Party, receiver: Party) -> None:
    """Handle what came early and has its turn now."""
    waiting = Incoming.objects.filter(
        sender=sender, receiver=receiver, correlation=row.key, intake=Intake.EARLY, sequence__gt=row.heard
    ).order_by("sequence")
    for early in waiting:
        if early.sequence != row.heard + 1:
            return
        _handle(row, read_message(early.kind, early.body["message"]), row.key, sender, receiver)
        change(row, heard=early.sequence)
        early.intake, early.body = Intake.DONE, {}
        early.save(update_fields=["intake", "body"])


def _handle(row: Enrolment | None, message: Message, key: UUID, sender: Party, receiver: Party) -> Enrolment:
    """The row after the message."""
    if isinstance(message, Registration):
        return hosting.hear_registration(message, key=key, home=sender, host=receiver)
    assert row is not None  # noqa: S101 - checked by the caller
    if isinstance(message, RegistrationReply):
        homing.hear_reply(row, message)
    elif isinstance(message, StudyRecord):
        results.hear_study_record(row, message)
    elif isinstance(message, StudyRecordReply):
        results.hear_study_record_reply(row, message)
    elif isinstance(message, StudyRightUpdate):
        hosting.hear_study_right(row, message)
        done = StudyRightReply(student_request_id=str(row.key), status="UPDATED")
        post(row, MessageType.STUDY_RIGHT_REPLY, done.body())
    # An acknowledgement and the answer to an update change nothing; they only take their turn.
    return row

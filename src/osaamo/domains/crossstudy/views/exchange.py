"""The door for other study systems: they bring messages, and ask what is held of the enrolments both know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from osaamo.connectors.ripa_messages import InvalidMessage, MessageType, refusal
from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.models import Party

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_MESSAGES = 200
MOST_BYTES = 2 * 1024 * 1024


class _Refused(Exception):
    """The request is answered by this status and RIPA response."""

    def __init__(self, status: int, kind: MessageType, body: dict[str, Any]) -> None:
        super().__init__(kind)
        self.answer = JsonResponse({"messageType": str(kind), "body": body}, status=status)


@csrf_exempt
@require_POST
def messages(request: HttpRequest) -> JsonResponse:
    """Take in a list of messages, all of the party that signed the request; one answer for each, in order."""
    try:
        sender, content = _signed(request)
        if not isinstance(content, list) or len(content) > MOST_MESSAGES:
            raise _invalid(InvalidMessage({"/": f"a list of at most {MOST_MESSAGES} messages"}))
        try:
            envelopes = [services.read_envelope(raw) for raw in content]
        except InvalidMessage as error:
            raise _invalid(error) from error
        if any(envelope.sender != sender for envelope in envelopes):
            raise _unknown()
    except _Refused as refused:
        return refused.answer
    return JsonResponse([answer.as_json() for answer in services.receive(envelopes)], safe=False)


@csrf_exempt
@require_POST
def view(request: HttpRequest) -> JsonResponse:
    """What a party here (``of``) holds of the enrolments it shares with the party that asks."""
    try:
        sender, content = _signed(request)
    except _Refused as refused:
        return refused.answer
    code = content.get("of") if isinstance(content, dict) else None
    asked = Party.objects.filter(tk_code=code if isinstance(code, str) else "", address="").first()
    asking = Party.objects.filter(tk_code=sender).first()
    if asked is None or asking is None:
        return _unknown().answer
    return JsonResponse(services.view_of(asked, asking))


def _signed(request: HttpRequest) -> tuple[str, Any]:
    """Who sent the request, and its JSON."""
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _invalid(InvalidMessage({"/": "too large; send fewer messages at a time"}))
    try:
        sender = services.sender_of(request.headers, data)
    except services.NotBelieved as error:
        raise _unknown() from error
    try:
        return sender, json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _invalid(InvalidMessage({"/": "no JSON"})) from error


def _unknown() -> _Refused:
    answer = {"status": "FAILED", "message": "the signature is not that of a party known here"}
    return _Refused(401, MessageType.UNKNOWN_SENDER_RESPONSE, answer)


def _invalid(error: InvalidMessage) -> _Refused:
    return _Refused(400, *refusal(error))

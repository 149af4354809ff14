"""Signed JSON between study systems over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

SECONDS = 20
"""An answer that takes longer counts as none."""

MOST_BYTES = 5 * 1024 * 1024
FRESH_SECONDS = 300
"""A signed request is believed for so long after it was made."""


class NotDelivered(Exception):
    """Nobody knows whether it arrived: no answer, or none that can be read. The text is a code."""


class NotBelieved(Exception):
    """The request is not signed by whom it says."""


def ask(address: str, sender: str, receiver: str, content: Any) -> Any:
    """What the party at the address answers, as decoded JSON.

    Raises:
        NotDelivered: no connection, no answer, an error, or no key to sign with.
    """
    if not address.startswith(("http://", "https://")) or not settings.OSAAMO_PARTY_KEYS.get(receiver):
        raise NotDelivered("not-set-up")
    data = json.dumps(content).encode()
    moment = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-Osaamo-Sender": sender,
        "X-Osaamo-Time": moment,
        "X-Osaamo-Signature": _signature(settings.OSAAMO_PARTY_KEYS[receiver], moment, data),
    }
    try:
        with urlopen(Request(address, data, headers), timeout=SECONDS) as answer:  # noqa: S310 - the scheme is checked
            return json.loads(answer.read(MOST_BYTES))
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise NotDelivered(type(error).__name__) from error


def sender_of(headers: Any, data: bytes) -> str:
    """The code of the party that signed the request.

    Raises:
        NotBelieved: the signature is not that party's, or old.
    """
    sender, moment = headers.get("X-Osaamo-Sender", ""), headers.get("X-Osaamo-Time", "")
    key = settings.OSAAMO_PARTY_KEYS.get(sender, "")
    signed = hmac.compare_digest(_signature(key, moment, data), headers.get("X-Osaamo-Signature", ""))
    fresh = moment.isdecimal() and abs(time.time() - int(moment)) < FRESH_SECONDS
    if not key or not signed or not fresh:
        raise NotBelieved
    return str(sender)


def _signature(key: str, moment: str, data: bytes) -> str:
    return hmac.new(key.encode(), moment.encode() + b"." + data, hashlib.sha256).hexdigest()

"""W3C Bitstring Status List 1.0: which credentials were withdrawn, as one bit each.

A list has the same length whatever is withdrawn, so who fetches it does not tell which credential they look at.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from typing import TYPE_CHECKING, Any

from osaamo.connectors.openbadges_proofs import instant
from osaamo.connectors.openbadges_vocabulary import CREDENTIALS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

LENGTH = 131_072
"""Bits in a list: the least that the recommendation allows."""

_MOST_BYTES = 1 << 21


def status_list(url: str, issuer: str, withdrawn: Iterable[int], *, at: dt.datetime) -> dict[str, Any]:
    """The list credential without proof; ``withdrawn`` are the indexes whose bit is set."""
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(at),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(withdrawn),
        },
    }


def encode(withdrawn: Iterable[int]) -> str:
    """The bits, packed and in multibase base64url; the first index is the highest bit of the first byte."""
    bits = bytearray(LENGTH // 8)
    for index in withdrawn:
        bits[index // 8] |= 0x80 >> index % 8
    # A fixed time in the packed bytes: the same list is the same text.
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode("ascii").rstrip("=")


def is_withdrawn(credential: dict[str, Any], index: int) -> bool | None:
    """Whether the bit is set in a list credential; ``None`` when it is no such list or too short."""
    subject = credential.get("credentialSubject")
    encoded = subject.get("encodedList") if isinstance(subject, dict) else None
    if not isinstance(encoded, str) or not encoded.startswith("u") or index < 0:
        return None
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
        bits = zlib.decompressobj(wbits=31).decompress(packed, _MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error):
        return None
    return bool(bits[index // 8] & 0x80 >> index % 8) if index // 8 < len(bits) else None

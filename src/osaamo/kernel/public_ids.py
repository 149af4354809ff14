"""Ids of rows for interfaces that want UUIDs: of version 8, they hold the kind of row and its number.

Nothing is looked up to resolve one, and the same row has the same id in every interface.
"""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

_NUMBERS = (1 << 62) - 1


def uuid_of(ref: str) -> str:
    """The id of the row with the reference (``offering.realisation:42``)."""
    label, _, number = ref.partition(":")
    return str(UUID(int=(_kind(label) << 80) | (8 << 76) | (2 << 62) | int(number)))


def ref_of(label: str, uuid: UUID) -> str:
    """The reference of the row of the kind (``offering.realisation``) that has the id; empty for another's id."""
    ref = f"{label}:{uuid.int & _NUMBERS}"
    return ref if uuid == UUID(uuid_of(ref)) else ""


def _kind(label: str) -> int:
    return int.from_bytes(blake2b(f"osaamo.{label}".encode(), digest_size=6).digest())

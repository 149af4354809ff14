"""Plain records of Open Badges."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclass annotations stay resolvable
from dataclasses import dataclass
from typing import Literal

from osaamo.connectors.errors import ConnectorError


class NotABadge(ConnectorError):
    """The file is readable, but holds no Open Badge; ``found`` says what it looks like."""

    code = "not-a-badge"


class BadgeElsewhere(ConnectorError):
    """The file holds only the address of the badge; ``url`` is that address. Nothing is fetched here."""

    code = "badge-elsewhere"


@dataclass(frozen=True, slots=True)
class Alignment:
    """What the issuer says the badge corresponds to. ``url`` may be the uri of an ESCO skill."""

    url: str
    name: str = ""
    framework: str = ""


@dataclass(frozen=True, slots=True)
class BadgeRecord:
    """A badge as its issuer is said to have given it.

    Attributes:
        name, description, criteria: text as the badge has it (criteria may be Markdown); ``""`` when not given.
        criteria_url: where the criteria stand, or ``""``.
        issuer: name of the issuer, else its address, or ``""``.
        issued_on, expires_on: dates, or ``None``.
        alignments: in the order of the badge, each address once.
        source_id: the id of the assertion or credential, or ``""``.
        version: of Open Badges, by shape.
        verified: always false: no signature, issuer, recipient, expiry or withdrawal was checked. Show it as what the
            person says they have, never as proof.
    """

    name: str
    description: str = ""
    criteria: str = ""
    criteria_url: str = ""
    issuer: str = ""
    issued_on: dt.date | None = None
    expires_on: dt.date | None = None
    alignments: tuple[Alignment, ...] = ()
    source_id: str = ""
    version: Literal["1.1", "2.0", "3.0"] = "3.0"
    verified: Literal[False] = False

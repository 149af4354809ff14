"""Whether a badge is what it says: each check with its outcome, without asking the network.

Whose key signed, and what was withdrawn, is asked of the caller: a checker that fetches addresses out of strangers'
files can be sent anywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from osaamo.connectors.badges import badge_text, payload_of
from osaamo.connectors.errors import DEFAULT_LIMITS, ConnectorError, DamagedFile, Limits, TooLarge
from osaamo.connectors.json_rows import parse
from osaamo.connectors.openbadges_canonical import undefined_terms
from osaamo.connectors.openbadges_keys import key_of
from osaamo.connectors.openbadges_proofs import SUITE, holds, token_holds
from osaamo.connectors.openbadges_vocabulary import CREDENTIALS

MOST_TEXT = 256 * 1024
"""Characters of a credential that are checked; ours have five thousand."""

_ACHIEVEMENTS = {"OpenBadgeCredential", "AchievementCredential"}


class Outcome(Enum):
    """How a check ended; ``UNKNOWN`` where it cannot be done here."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """A check by name, its outcome, and a code that says why it did not pass.

    Names, in this order: ``shape``, ``terms``, ``signature``, ``issuer``, ``time``, ``status``.
    """

    name: str
    outcome: Outcome
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A badge with what was found.

    ``form`` is ``embedded`` or ``token``; ``credential`` is the badge's own content, for showing.
    """

    credential: dict[str, Any]
    form: str
    checks: tuple[Check, ...]

    @property
    def outcome(self) -> Outcome:
        """Failed when any check failed, passed when all passed, else unknown."""
        outcomes = {check.outcome for check in self.checks}
        if Outcome.FAILED in outcomes:
            return Outcome.FAILED
        return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else Outcome.PASSED


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key the caller vouches for.

    Attributes:
        issuers: addresses of the profiles it signs for.
        key: a Multikey, or a JWK.
    """

    issuers: tuple[str, ...]
    key: str | dict[str, Any]


FindKey = Callable[[str], KnownKey | None]
"""The key at an address (a verification method, or the ``kid`` of a token), or ``None`` for addresses not known."""

FindStatus = Callable[[str, int], bool | None]
"""Whether the bit of the list at an address is set, or ``None`` for lists not known."""


def check_badge(
    data: bytes,
    filename: str,
    *,
    now: dt.datetime,
    find_key: FindKey,
    find_status: FindStatus,
    limits: Limits = DEFAULT_LIMITS,
) -> Checked:
    """The badge of a PNG, SVG, JSON or JWT file, checked.

    Raises:
        ConnectorError: there is no badge in the file, or it is too large, damaged or unsafe.
    """
    text = badge_text(data, filename, limits=limits)
    if len(text) > MOST_TEXT:
        raise TooLarge(
            f"The badge has more than {MOST_TEXT // 1024} KB of text. Ask its issuer for a smaller one.",
            filename=filename,
            limit=MOST_TEXT,
        )
    token = "" if text.startswith("{") else "".join(text.split())
    credential = _object(payload_of(token, filename) if token else text, filename)
    shape = _shape(credential, is_token=bool(token))
    if shape.outcome is Outcome.FAILED:
        return Checked(credential, "token" if token else "embedded", (shape,))
    secured = _token(credential, token, find_key, filename) if token else _embedded(credential, find_key)
    return Checked(
        credential,
        "token" if token else "embedded",
        (shape, *secured, _time(credential, now), _status(credential, find_status)),
    )


def _object(text: str, filename: str) -> dict[str, Any]:
    try:
        value = parse(text)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            "The badge is no JSON or only half downloaded. Fetch it again from its issuer.",
            filename=filename,
            reason=str(error),
        ) from error
    if not isinstance(value, dict):
        raise DamagedFile("The badge is no JSON object. Fetch it again from its issuer.", filename=filename)
    return value


def _shape(credential: dict[str, Any], *, is_token: bool) -> Check:
    """Whether it has what every credential of Open Badges 3.0 has."""
    subject, issuer = credential.get("credentialSubject"), credential.get("issuer")
    contexts = credential.get("@context")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    criteria = achievement.get("criteria") if isinstance(achievement, dict) else None
    wrong = {
        # Before 2.0 the credential stood in a claim of its own, and times had other names.
        "version": "vc" in credential or "issuanceDate" in credential,
        "@context": not isinstance(contexts, list) or not contexts or contexts[0] != CREDENTIALS,
        "type": not _ACHIEVEMENTS & set(_texts(credential.get("type")))
        or "VerifiableCredential" not in _texts(credential.get("type")),
        "id": not isinstance(credential.get("id"), str),
        "issuer": not _issuer(credential) or (isinstance(issuer, dict) and "Profile" not in _texts(issuer.get("type"))),
        "validFrom": _moment(credential.get("validFrom")) is None,
        "validUntil": "validUntil" in credential and _moment(credential["validUntil"]) is None,
        "credentialSubject": not isinstance(subject, dict) or "AchievementSubject" not in _texts(subject.get("type")),
        "achievement": not isinstance(achievement, dict)
        or "Achievement" not in _texts(achievement.get("type"))
        or not all(isinstance(achievement.get(name), str) for name in ("id", "name", "description")),
        "criteria": not isinstance(criteria, dict) or not {"id", "narrative"} & criteria.keys(),
        "proof": not is_token and not _proofs(credential),
    }
    first = next((name for name, is_wrong in wrong.items() if is_wrong), "")
    return Check("shape", Outcome.FAILED, "missing", first) if first else Check("shape", Outcome.PASSED)


def _embedded(credential: dict[str, Any], find_key: FindKey) -> tuple[Check, Check, Check]:
    proof = next((one for one in _proofs(credential) if one.get("cryptosuite") == SUITE), None)
    try:
        undefined = undefined_terms({name: value for name, value in credential.items() if name != "proof"})
    except ConnectorError as error:
        unknown = Check("terms", Outcome.UNKNOWN, error.code, str(error.values.get("url", "")))
        return unknown, Check("signature", Outcome.UNKNOWN, error.code), Check("issuer", Outcome.UNKNOWN, error.code)
    terms = (
        Check("terms", Outcome.FAILED, "uncovered", ", ".join(undefined[:5]))
        if undefined
        else Check("terms", Outcome.PASSED)
    )
    if proof is None:
        return terms, Check("signature", Outcome.UNKNOWN, "suite"), Check("issuer", Outcome.UNKNOWN, "suite")
    method = str(proof.get("verificationMethod", ""))
    if proof.get("proofPurpose") != "assertionMethod":
        return terms, Check("signature", Outcome.FAILED, "purpose"), Check("issuer", Outcome.UNKNOWN, "purpose")
    known = find_key(method)
    key = known.key if known is not None else _key_inside(method)
    if not isinstance(key, str) or key_of(key) is None:
        return terms, Check("signature", Outcome.FAILED, "key", method), Check("issuer", Outcome.UNKNOWN, "key")
    if not holds(credential, proof, key):
        return terms, Check("signature", Outcome.FAILED, "changed"), Check("issuer", Outcome.UNKNOWN, "changed")
    return terms, Check("signature", Outcome.PASSED), _whose(credential, known, method)


def _token(credential: dict[str, Any], token: str, find_key: FindKey, filename: str) -> tuple[Check, Check, Check]:
    header = _object(payload_of(token, filename, part=0), filename)
    kid = str(header.get("kid", ""))
    terms = Check("terms", Outcome.PASSED)  # a token is signed as it stands, each letter of it
    known = find_key(kid)
    if known is None or not isinstance(known.key, dict):
        return terms, Check("signature", Outcome.UNKNOWN, "key", kid), Check("issuer", Outcome.UNKNOWN, "key")
    issuer = _issuer(credential)
    if not token_holds(token, known.key):
        return terms, Check("signature", Outcome.FAILED, "changed"), Check("issuer", Outcome.UNKNOWN, "changed")
    if credential.get("iss") != issuer or credential.get("jti") != credential["id"]:
        return terms, Check("signature", Outcome.FAILED, "claims"), Check("issuer", Outcome.UNKNOWN, "claims")
    return terms, Check("signature", Outcome.PASSED), _whose(credential, known, kid)


def _whose(credential: dict[str, Any], known: KnownKey | None, method: str) -> Check:
    """Whether the key is its issuer's, as far as that is known here."""
    issuer = _issuer(credential)
    if known is None:
        return Check("issuer", Outcome.UNKNOWN, "stranger", issuer)
    if issuer not in known.issuers:
        return Check("issuer", Outcome.FAILED, "not-theirs", method)
    return Check("issuer", Outcome.PASSED)


def _time(credential: dict[str, Any], now: dt.datetime) -> Check:
    starts, ends = _moment(credential["validFrom"]), _moment(credential.get("validUntil"))
    if starts is not None and now < starts:
        return Check("time", Outcome.FAILED, "not-yet", credential["validFrom"])
    if ends is not None and now > ends:
        return Check("time", Outcome.FAILED, "expired", credential["validUntil"])
    return Check("time", Outcome.PASSED)


def _status(credential: dict[str, Any], find_status: FindStatus) -> Check:
    status = credential.get("credentialStatus")
    if status is None:
        return Check("status", Outcome.PASSED)
    if not isinstance(status, dict) or status.get("type") != "BitstringStatusListEntry":
        return Check("status", Outcome.UNKNOWN, "kind")
    index = str(status.get("statusListIndex", ""))
    if not (index.isascii() and index.isdigit() and len(index) < 10) or status.get("statusPurpose") != "revocation":
        return Check("status", Outcome.UNKNOWN, "kind")
    withdrawn = find_status(str(status.get("statusListCredential", "")), int(index))
    if withdrawn is None:
        return Check("status", Outcome.UNKNOWN, "list", str(status.get("statusListCredential", "")))
    return Check("status", Outcome.FAILED, "withdrawn") if withdrawn else Check("status", Outcome.PASSED)


def _key_inside(method: str) -> str | None:
    """The Multikey that an address carries in itself: a ``did:key``, or the fragment of an ``https`` address.

    It tells whether the badge was changed, not whose key it is.
    """
    if method.startswith("did:key:"):
        return method.removeprefix("did:key:").partition("#")[0]
    return method.rpartition("#")[2] if method.startswith(("https://", "http://", "did:web:")) else None


def _issuer(credential: dict[str, Any]) -> str:
    """The address of the issuer, which may stand alone or in a profile; ``""`` for none."""
    issuer = credential.get("issuer")
    address = issuer.get("id") if isinstance(issuer, dict) else issuer
    return address if isinstance(address, str) else ""


def _proofs(credential: dict[str, Any]) -> list[dict[str, Any]]:
    proof = credential.get("proof")
    return [one for one in (proof if isinstance(proof, list) else [proof]) if isinstance(one, dict)]


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _moment(value: Any) -> dt.datetime | None:
    """The moment of a text with date, time and zone, else ``None``."""
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None

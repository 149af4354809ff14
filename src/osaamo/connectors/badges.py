"""Open Badges 2.0 and 3.0 as a source of skills: pictures with a badge baked in, JSON and JWT.

Source: 1EdTech Open Badges 3.0 (an ``OpenBadgeCredential``, also in its Verifiable Credentials 1.1 shape) and 2.0 (an
``Assertion`` with its ``BadgeClass`` inside). Nothing is verified and nothing is fetched.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Any, Literal

from osaamo.connectors.badge_records import Alignment, BadgeElsewhere, BadgeRecord, NotABadge
from osaamo.connectors.baking import PNG, baked_in_png, baked_in_svg
from osaamo.connectors.errors import DEFAULT_LIMITS, DamagedFile, EmptyFile, Limits, TooLarge
from osaamo.connectors.json_rows import parse
from osaamo.connectors.plaintext import clean
from osaamo.connectors.sniffing import decode

__all__ = ["Alignment", "BadgeElsewhere", "BadgeRecord", "NotABadge", "badge_text", "payload_of", "read_badge"]

_MOST_TEXT = 1 << 20
_LANGUAGES = ("fi", "sv", "en")


def read_badge(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> BadgeRecord:
    """The badge in a PNG, SVG, JSON or JWT file; content decides which. It is not verified.

    Raises:
        TooLarge: over ``file_bytes``.
        NotABadge: there is no badge in the file, or one without a name.
        BadgeElsewhere: only the address of the badge, or of the class it belongs to, is in the file.
        ConnectorError: others of its kinds, for empty, damaged or unsafe files.
    """
    text = badge_text(data, filename, limits=limits)
    return _badge(_credential(text, filename), filename)


def badge_text(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> str:
    """The JSON or the compact JWT that a PNG, SVG, JSON or JWT file holds, as it stands there.

    Raises:
        TooLarge: over ``file_bytes``.
        NotABadge: there is neither in the file.
        BadgeElsewhere: only the address of the badge is in the file.
        ConnectorError: others of its kinds, for empty, damaged or unsafe files.
    """
    if len(data) > limits.file_bytes:
        raise TooLarge(
            f"The file is larger than {limits.file_bytes / 1_048_576:g} MB. Fetch the badge again from its issuer.",
            filename=filename,
            limit=limits.file_bytes,
        )
    if not data.strip():
        raise EmptyFile("The file is empty. Choose a badge.", filename=filename)
    if data.startswith(PNG):
        text = baked_in_png(data, filename, most=_MOST_TEXT)
        found = "a PNG picture"
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        text = baked_in_svg(data, filename)
        found = "SVG or other XML"
    else:
        text = decode(data).text
        found = "text"
    if not text.strip():
        raise _not_a_badge(f"{found} without a badge in it", filename)
    text = text.strip()
    if text.startswith(("http://", "https://")) and len(text.split()) == 1:
        raise _elsewhere(text, filename)
    if not text.startswith("{") and text.count(".") != 2:
        raise _not_a_badge(found, filename)
    return text


def _credential(text: str, filename: str) -> dict[str, Any]:
    """The object that ``text`` holds as JSON, or as the payload of a JWT."""
    if not text.startswith("{"):
        text = payload_of(text, filename)
    if not text.startswith("{"):
        raise _not_a_badge("text", filename)
    try:
        value = parse(text)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            "The badge is no JSON or only half downloaded. Fetch it again from its issuer.",
            filename=filename,
            reason=str(error),
        ) from error
    # A JWT of the Verifiable Credentials 1.1 carries the credential in the claim vc.
    inner = value.get("vc")
    credential: dict[str, Any] = inner if isinstance(inner, dict) else value
    return credential


def payload_of(token: str, filename: str, *, part: int = 1) -> str:
    """The text of a part of a compact JWT, its payload by default; no signature is looked at.

    Raises:
        NotABadge: it is no JWT.
    """
    encoded = "".join(token.split(".")[part].split())
    try:
        return (
            base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True).decode("utf-8").strip()
        )
    except (binascii.Error, ValueError) as error:
        raise _not_a_badge("text", filename) from error


def _badge(raw: dict[str, Any], filename: str) -> BadgeRecord:
    kinds = _strings(raw.get("type"))
    if "badge" in raw and ("Assertion" in kinds or "recipient" in raw):
        return _version_2(raw, filename)
    subject = raw.get("credentialSubject")
    if isinstance(subject, list):
        subject = next((item for item in subject if isinstance(item, dict)), None)
    if {"OpenBadgeCredential", "AchievementCredential"} & set(kinds) and isinstance(subject, dict):
        return _version_3(raw, subject, filename)
    raise _not_a_badge("JSON of another kind", filename)


def _version_3(raw: dict[str, Any], subject: dict[str, Any], filename: str) -> BadgeRecord:
    achievement = subject.get("achievement")
    if isinstance(achievement, list):
        achievement = next((item for item in achievement if isinstance(item, dict)), None)
    achievement = achievement if isinstance(achievement, dict) else {}
    criteria = achievement.get("criteria")
    return BadgeRecord(
        name=_name(achievement, raw, filename),
        description=_text(achievement.get("description")) or _text(raw.get("description")),
        criteria=_text(criteria.get("narrative")) if isinstance(criteria, dict) else "",
        criteria_url=_url(criteria),
        issuer=_issuer(raw.get("issuer")),
        issued_on=_date(raw.get("validFrom") or raw.get("issuanceDate")),
        expires_on=_date(raw.get("validUntil") or raw.get("expirationDate")),
        alignments=_alignments(achievement.get("alignment")),
        source_id=_text(raw.get("id")),
        version="3.0",
    )


def _version_2(raw: dict[str, Any], filename: str) -> BadgeRecord:
    badge = raw["badge"]
    if isinstance(badge, str):
        raise _elsewhere(badge, filename)
    badge = badge if isinstance(badge, dict) else {}
    criteria = badge.get("criteria")
    version: Literal["1.1", "2.0"] = "1.1" if "w3id.org/openbadges/v1" in str(raw.get("@context")) else "2.0"
    return BadgeRecord(
        name=_name(badge, {}, filename),
        description=_text(badge.get("description")),
        criteria=_text(criteria.get("narrative")) if isinstance(criteria, dict) else "",
        criteria_url=_url(criteria),
        issuer=_issuer(badge.get("issuer")),
        issued_on=_date(raw.get("issuedOn")),
        expires_on=_date(raw.get("expires")),
        alignments=_alignments(badge.get("alignment")),
        source_id=_text(raw.get("id") or raw.get("uid")),
        version=version,
    )


def _name(achievement: dict[str, Any], credential: dict[str, Any], filename: str) -> str:
    name = _text(achievement.get("name")) or _text(credential.get("name"))
    if not name:
        raise _not_a_badge("a badge without a name", filename)
    return name


def _alignments(raw: Any) -> tuple[Alignment, ...]:
    items = raw if isinstance(raw, list) else [raw]
    found: dict[str, Alignment] = {}
    for item in items:
        if isinstance(item, dict) and (url := _text(item.get("targetUrl") or item.get("url"))):
            name = _text(item.get("targetName") or item.get("name"))
            framework = _text(item.get("targetFramework") or item.get("framework"))
            found.setdefault(url, Alignment(url, name, framework))
    return tuple(found.values())


def _issuer(raw: Any) -> str:
    if isinstance(raw, dict):
        return _text(raw.get("name")) or _text(raw.get("url")) or _text(raw.get("id"))
    return _text(raw)


def _url(raw: Any) -> str:
    url = raw.get("id") if isinstance(raw, dict) else raw
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else ""


def _date(raw: Any) -> dt.date | None:
    """The day of an ISO 8601 time as the badge writes it; ``None`` for anything else, which is no reason to refuse."""
    if isinstance(raw, str):
        try:
            return dt.date.fromisoformat(raw[:10])
        except ValueError:
            return None
    return None


def _text(raw: Any) -> str:
    if isinstance(raw, dict):  # a JSON-LD language map
        raw = next((raw[language] for language in _LANGUAGES if language in raw), raw.get("@value"))
    return clean(raw) if isinstance(raw, str) else ""


def _strings(raw: Any) -> list[str]:
    return [item for item in (raw if isinstance(raw, list) else [raw]) if isinstance(item, str)]


def _elsewhere(url: str, filename: str) -> BadgeElsewhere:
    return BadgeElsewhere(
        f"The file only says that the badge is at {url}. Open that address, or your badge wallet, and download the "
        "badge with its contents.",
        filename=filename,
        url=url,
    )


def _not_a_badge(found: str, filename: str) -> NotABadge:
    return NotABadge(
        f"The file is {found}, no Open Badge. Download the badge from its issuer or your badge wallet as a picture or "
        "JSON file.",
        filename=filename,
        found=found,
    )

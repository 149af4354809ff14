"""Open Badges 3.0 credentials (``AchievementCredential`` of the Verifiable Credentials 2.0) built from plain records.

Types and alignments are always lists: every checker takes those, some take nothing else.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclass annotations stay resolvable
from dataclasses import dataclass
from decimal import Decimal  # noqa: TC003 - as above
from typing import Any

from osaamo.connectors.openbadges_proofs import instant
from osaamo.connectors.openbadges_vocabulary import CREDENTIALS, OPEN_BADGES

CONTEXT = [CREDENTIALS, OPEN_BADGES]
ESCO = "ESCO"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who gives a badge: ``id`` is the address of its profile, ``url`` its own pages or ``""``."""

    id: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill the badge shows: its uri in ESCO, and its name in the language of the badge."""

    uri: str
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that the criteria are met; ``url`` may be ``""``."""

    name: str
    narrative: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What a badge is given for, in one language.

    Attributes:
        id: the address of this version of it.
        kind: a value of ``AchievementType``, such as ``Course`` or ``MicroCredential``.
        version: its number.
        criteria: Markdown; what one must have done.
        credits: ECTS credits, or ``None``.
        image: address of the picture.
    """

    id: str
    name: str
    description: str
    criteria: str
    kind: str
    language: str
    version: str
    issuer: Issuer
    skills: tuple[Skill, ...] = ()
    credits: Decimal | None = None
    image: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a withdrawal would show: a bit of a status list."""

    list_url: str
    index: int


@dataclass(frozen=True, slots=True)
class Award:
    """One badge of one person.

    Attributes:
        id: the address of the credential.
        subject: the identifier of the holder in it, a uri.
        grade: as the host wrote it, or ``""`` where the badge does not tell it.
    """

    id: str
    subject: str
    achievement: Achievement
    valid_from: dt.datetime
    status: Status
    evidence: tuple[Evidence, ...] = ()
    grade: str = ""
    valid_until: dt.datetime | None = None


def credential_of(award: Award) -> dict[str, Any]:
    """The credential without proof."""
    credential: dict[str, Any] = {
        "@context": CONTEXT,
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.achievement.name,
        "issuer": profile_of(award.achievement.issuer),
        "validFrom": instant(award.valid_from),
        "credentialSubject": _subject(award),
        "credentialStatus": {
            "id": f"{award.status.list_url}#{award.status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(award.status.index),
            "statusListCredential": award.status.list_url,
        },
    }
    if award.valid_until is not None:
        credential["validUntil"] = instant(award.valid_until)
    if award.evidence:
        credential["evidence"] = [_evidence(one) for one in award.evidence]
    return credential


def achievement_of(given: Achievement) -> dict[str, Any]:
    """The achievement as it stands in the credential, and alone at its address."""
    achievement: dict[str, Any] = {
        "id": given.id,
        "type": ["Achievement"],
        "achievementType": given.kind,
        "name": given.name,
        "description": given.description,
        "criteria": {"id": given.id, "narrative": given.criteria},
        "creator": profile_of(given.issuer),
        "inLanguage": given.language,
        "version": given.version,
    }
    if given.skills:
        achievement["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": skill.name,
                "targetUrl": skill.uri,
                "targetFramework": ESCO,
                "targetType": "ceasn:Competency",
            }
            for skill in given.skills
        ]
    if given.credits is not None:
        achievement["creditsAvailable"] = _number(given.credits)
    if given.image:
        achievement["image"] = {"id": given.image, "type": "Image", "caption": given.name}
    return achievement


def profile_of(issuer: Issuer) -> dict[str, Any]:
    """The issuer as it stands in a credential."""
    profile: dict[str, Any] = {"id": issuer.id, "type": ["Profile"], "name": issuer.name}
    if issuer.url:
        profile["url"] = issuer.url
    return profile


def _subject(award: Award) -> dict[str, Any]:
    achievement = achievement_of(award.achievement)
    subject: dict[str, Any] = {"id": award.subject, "type": ["AchievementSubject"], "achievement": achievement}
    if award.achievement.credits is not None:
        subject["creditsEarned"] = _number(award.achievement.credits)
    if award.grade:
        described = f"{award.achievement.id}#grade"
        achievement["resultDescription"] = [
            {"id": described, "type": ["ResultDescription"], "name": "Grade", "resultType": "Result"}
        ]
        subject["result"] = [{"type": ["Result"], "resultDescription": described, "value": award.grade}]
    return subject


def _evidence(given: Evidence) -> dict[str, Any]:
    evidence: dict[str, Any] = {"type": ["Evidence"], "name": given.name, "narrative": given.narrative}
    return {"id": given.url, **evidence} if given.url else evidence


def _number(value: Decimal) -> int | float:
    """The number as JSON has it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)

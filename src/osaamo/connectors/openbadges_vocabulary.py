"""What the names in a badge mean: the vocabularies that a signature covers it through.

The official JSON-LD contexts belong to W3C and 1EdTech and are not part of this program. It knows, in its own table,
the names that its own badges use, with the addresses the two standards give them; a test compares both ways of reading
a badge. Somebody who wants to check any badge puts the official files into a folder and names it by
:func:`use_folder`. Nothing is fetched while a badge is signed or checked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from osaamo.connectors.errors import ConnectorError

if TYPE_CHECKING:
    from pathlib import Path

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

OFFICIAL = {
    CREDENTIALS: "credentials-v2.jsonld",
    OPEN_BADGES: "ob-v3p0-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
}
"""The official files by address, as they are called in 1EdTech's repository digital-credentials-public-validator."""

_CRED = "https://www.w3.org/2018/credentials#"
_SEC = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
_SCHEMA = "https://schema.org/"
_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
# Open Badges writes these two with https, and what is signed follows it.
_FLOAT = "https://www.w3.org/2001/XMLSchema#float"
_URI = "https://www.w3.org/2001/XMLSchema#anyURI"


class UnknownContext(ConnectorError):
    """The credential uses the vocabulary at ``url``, which is not known here in full: its signature cannot be read."""

    code = "unknown-context"


def _term(iri: str, kind: str = "", container: str = "") -> dict[str, str]:
    return {"@id": iri} | ({"@type": kind} if kind else {}) | ({"@container": container} if container else {})


def _class(iri: str, **terms: dict[str, Any]) -> dict[str, Any]:
    return {"@id": iri, "@context": terms} if terms else {"@id": iri}


_KEYWORDS: dict[str, Any] = {"id": "@id", "type": "@type"}
_OWN: dict[str, dict[str, Any]] = {
    CREDENTIALS: {
        **_KEYWORDS,
        "name": _term(f"{_SCHEMA}name"),
        "description": _term(f"{_SCHEMA}description"),
        "VerifiableCredential": _class(
            f"{_CRED}VerifiableCredential",
            credentialStatus=_term(f"{_CRED}credentialStatus", "@id"),
            credentialSubject=_term(f"{_CRED}credentialSubject", "@id"),
            evidence=_term(f"{_CRED}evidence", "@id"),
            issuer=_term(f"{_CRED}issuer", "@id"),
            proof=_term(f"{_SEC}proof", "@id", "@graph"),
            validFrom=_term(f"{_CRED}validFrom", _TIME),
            validUntil=_term(f"{_CRED}validUntil", _TIME),
        ),
        "BitstringStatusListCredential": _class(f"{_STATUS}BitstringStatusListCredential"),
        "BitstringStatusList": _class(
            f"{_STATUS}BitstringStatusList",
            encodedList=_term(f"{_STATUS}encodedList", f"{_SEC}multibase"),
            statusPurpose=_term(f"{_STATUS}statusPurpose"),
        ),
        "BitstringStatusListEntry": _class(
            f"{_STATUS}BitstringStatusListEntry",
            statusListCredential=_term(f"{_STATUS}statusListCredential", "@id"),
            statusListIndex=_term(f"{_STATUS}statusListIndex"),
            statusPurpose=_term(f"{_STATUS}statusPurpose"),
        ),
        "DataIntegrityProof": _class(
            f"{_SEC}DataIntegrityProof",
            created=_term("http://purl.org/dc/terms/created", _TIME),
            cryptosuite=_term(f"{_SEC}cryptosuite", f"{_SEC}cryptosuiteString"),
            proofPurpose={
                **_term(f"{_SEC}proofPurpose", "@vocab"),
                "@context": {"assertionMethod": _term(f"{_SEC}assertionMethod", "@id", "@set")},
            },
            proofValue=_term(f"{_SEC}proofValue", f"{_SEC}multibase"),
            verificationMethod=_term(f"{_SEC}verificationMethod", "@id"),
        ),
    },
    OPEN_BADGES: {
        **_KEYWORDS,
        "alignment": _term(f"{_OB}alignment", container="@set"),
        "image": _term(f"{_OB}image", "@id"),
        "inLanguage": _term(f"{_SCHEMA}inLanguage"),
        "narrative": _term(f"{_OB}narrative"),
        "url": _term(f"{_SCHEMA}url", _URI),
        "OpenBadgeCredential": _class(f"{_OB}OpenBadgeCredential"),
        "Achievement": _class(
            f"{_OB}Achievement",
            achievementType=_term(f"{_OB}achievementType"),
            creator=_term(f"{_OB}creator"),
            creditsAvailable=_term(f"{_OB}creditsAvailable", _FLOAT),
            criteria=_term(f"{_OB}Criteria", "@id"),
            resultDescription=_term(f"{_OB}resultDescription", container="@set"),
            version=_term(f"{_OB}version"),
        ),
        "AchievementSubject": _class(
            f"{_OB}AchievementSubject",
            achievement=_term(f"{_OB}achievement"),
            creditsEarned=_term(f"{_OB}creditsEarned", _FLOAT),
            result=_term(f"{_OB}result", container="@set"),
        ),
        "Alignment": _class(
            f"{_SCHEMA}AlignmentObject",
            targetFramework=_term(f"{_SCHEMA}targetFramework"),
            targetName=_term(f"{_SCHEMA}targetName"),
            targetType=_term(f"{_OB}targetType"),
            targetUrl=_term(f"{_SCHEMA}targetUrl", _URI),
        ),
        "Evidence": _class(f"{_OB}Evidence"),
        "Image": _class(f"{_OB}Image", caption=_term(f"{_SCHEMA}caption")),
        "Profile": _class(f"{_OB}Profile"),
        "Result": _class(
            f"{_OB}Result",
            resultDescription=_term(f"{_OB}resultDescription", _URI),
            value=_term(f"{_SCHEMA}value"),
        ),
        "ResultDescription": _class(f"{_OB}ResultDescription", resultType=_term(f"{_OB}resultType")),
    },
}

_official: dict[str, dict[str, Any]] = {}


def use_folder(folder: Path | None) -> None:
    """Read badges through the official files in ``folder``; ``None``: through our own table again.

    Raises:
        ConnectorError: a file is missing or no JSON.
    """
    read: dict[str, dict[str, Any]] = {}
    if folder is not None:
        for url, name in OFFICIAL.items():
            try:
                read[url] = json.loads((folder / name).read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise ConnectorError(
                    f"{name} is not in the folder of vocabularies of badges, or is no JSON."
                ) from error
    _official.clear()
    _official.update(read)


def is_whole() -> bool:
    """Whether every name of the standards is known, and not only those of our own badges."""
    return bool(_official)


def load_context(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    """The vocabulary at an address, in the shape that pyld's document loaders answer.

    Raises:
        UnknownContext: it is not known.
    """
    document = _official.get(url) or ({"@context": _OWN[url]} if url in _OWN else None)
    if document is None:
        raise unknown(url)
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


def unknown(url: str) -> UnknownContext:
    """The error that says a vocabulary is not known in full."""
    return UnknownContext(
        f"The badge uses the vocabulary {url}, which this service does not know. Check it with its issuer.", url=url
    )

"""The keys that sign badges: the private ones from the settings, the public ones in their table."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from osaamo.connectors.openbadges_keys import BadKeys, SigningKeys, read_keys
from osaamo.connectors.openbadges_proofs import sign_embedded
from osaamo.connectors.openbadges_status import status_list
from osaamo.domains.badges import queries
from osaamo.domains.badges.enums import KeyUse
from osaamo.domains.badges.models import IssuerKey
from osaamo.kernel.models import Organisation
from osaamo.kernel.trails import audit


class NoKeys(ImproperlyConfigured):
    """There is nothing to sign with; the message says what to set."""


def can_sign() -> bool:
    """Whether badges can be issued now."""
    try:
        _read(settings.OSAAMO_BADGE_KEYS)
    except NoKeys:
        return False
    return True


def signing_keys() -> SigningKeys:
    """The keys to sign with now, their public parts in the table.

    A key seen for the first time takes the place of the one before it, which is kept to check old badges with.

    Raises:
        NoKeys: none are set, or they cannot be read.
    """
    keys = _read(settings.OSAAMO_BADGE_KEYS)
    _keep(keys.multikey, KeyUse.EMBEDDED, {"multikey": keys.multikey})
    _keep(keys.jwk["kid"], KeyUse.TOKEN, keys.jwk)
    return keys


def signed_status_list(number: int) -> dict[str, Any]:
    """The status list, signed now by the organisation that stands above all others.

    Raises:
        NoKeys: there is nothing to sign with.
    """
    keys = signing_keys()
    issuer = queries.issuer_address(Organisation.objects.order_by("parent__pk", "pk")[0])
    now = timezone.now()
    unsigned = status_list(queries.status_address(number), issuer, queries.withdrawn_in(number), at=now)
    return sign_embedded(unsigned, keys, verification_method=f"{issuer}#{keys.multikey}", at=now)


@lru_cache(maxsize=4)
def _read(pem: bytes) -> SigningKeys:
    if not pem:
        raise NoKeys(
            "No badge can be signed: set OSAAMO_BADGE_KEYS to a file that holds an Ed25519 and an RSA private key. "
            "docs/formats/badges.md says how to make them."
        )
    try:
        return read_keys(pem)
    except BadKeys as error:
        raise NoKeys(f"No badge can be signed: the file named by OSAAMO_BADGE_KEYS is not right. {error}") from error


@transaction.atomic
def _keep(kid: str, use: KeyUse, public: dict[str, Any]) -> None:
    if IssuerKey.objects.filter(kid=kid, retired_at__isnull=True).exists():
        return
    now = timezone.now()
    IssuerKey.objects.filter(use=use, retired_at__isnull=True).exclude(kid=kid).update(retired_at=now)
    row, is_new = IssuerKey.objects.update_or_create(
        kid=kid,
        defaults={"use": use, "public": public, "retired_at": None},
        create_defaults={"use": use, "public": public},
    )
    audit(verb="badge-key.new" if is_new else "badge-key.again", about=row, details={"use": use.value})

"""Addresses that show chosen parts of a profile until they expire."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from osaamo.domains.profiles.enums import SERVICE, Content, Purpose, ViewPurpose
from osaamo.domains.profiles.models import Profile, ShareLink
from osaamo.domains.profiles.services.consents import require_consent
from osaamo.kernel.models import Person
from osaamo.kernel.queries import has_consent
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit, record_view

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

LONGEST = 365
"""Most days a link stays open."""


@transaction.atomic
def make_link(*, profile: Profile, title: str, content: Iterable[Content], days: int) -> tuple[ShareLink, str]:
    """The link and its secret, which is shown once and cannot be found out later.

    Raises:
        NoConsent: the person does not agree that a profile is kept.
        ValueError: nothing is chosen, or the days are not from 1 to :data:`LONGEST`.
    """
    require_consent(profile)
    chosen = [part.value for part in Content if part in set(content)]
    if not chosen or days not in range(1, LONGEST + 1):
        raise ValueError(f"Choose what to show, for 1 to {LONGEST} days.")
    secret = secrets.token_urlsafe(32)
    link = ShareLink.objects.create(
        profile=profile,
        digest=_digest(secret),
        title=title,
        content=chosen,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit(verb="link.make", who=profile.person, about=link, details={"content": chosen, "days": days})
    return link, secret


@transaction.atomic
def revoke_link(*, link: ShareLink) -> ShareLink:
    """The link, which shows nothing from now on."""
    if ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        audit(verb="link.revoke", who=link.profile.person, about=link)
    link.refresh_from_db()
    return link


@transaction.atomic
def open_link(*, secret: str, viewer: Any) -> ShareLink | None:
    """The link of that secret, with this look counted and logged; ``None`` where it shows nothing (any more).

    The person's own look is not counted.
    """
    link = ShareLink.objects.filter(digest=_digest(secret)).select_related("profile__person").first()
    if link is None or not link.is_open or not has_consent(link.profile.person, Purpose.PROFILE, SERVICE):
        return None
    person = link.profile.person
    if not person.is_active:
        return None
    if viewer != person:
        ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1, viewed_at=timezone.now())
        seen_by = viewer if isinstance(viewer, Person) else None
        record_view(about=person, viewer=seen_by, purpose=ViewPurpose.SHARE_LINK, ref=ref_of(link))
    return link


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""What people agree to, word for word, and the one check before anything is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from osaamo.domains.profiles.enums import SERVICE, Purpose
from osaamo.domains.profiles.models import Profile
from osaamo.kernel.i18n import translated
from osaamo.kernel.queries import has_consent
from osaamo.kernel.services import give_consent, withdraw_consent
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.kernel.models import Consent, Organisation, Person
    from osaamo.kernel.services import Receipt

VERSION = "2026-11"
"""Raise it when a text below changes in meaning: a new version is a new consent."""


class NoConsent(PermissionDenied):
    """The person has not agreed, or no longer agrees, that a profile is kept."""


def consent_text(purpose: Purpose, organisation: Organisation | None = None, *, language: str) -> str:
    """What a person agrees to, in the language that is active."""
    if purpose == Purpose.PROFILE:
        return gettext(
            "I agree that this service keeps my skills, the sentences that show them, my goals and my plans, so that "
            "I can plan my studies and work. Nobody else sees them unless I share them. I may withdraw this at any "
            "time, take everything with me, and erase everything."
        )
    name = translated(organisation.name, language) if organisation else ""
    if purpose == Purpose.GUIDANCE:
        return gettext(
            "I agree that the guidance counsellor who takes my request at %(organisation)s sees my skills, goals, "
            "plans and completed studies to guide me. Each look is logged for me to read. I may withdraw this at any "
            "time; the counsellor then sees nothing any more."
        ) % {"organisation": name}
    return gettext(
        "I agree that %(organisation)s counts me in figures on how guidance helps. The figures are shown only of more "
        "than ten people together and never by name. I may withdraw this at any time."
    ) % {"organisation": name}


def require_consent(profile: Profile) -> None:
    """Nothing, while the person agrees that the profile is kept.

    Raises:
        NoConsent: they do not.
    """
    if not has_consent(profile.person, Purpose.PROFILE, SERVICE):
        raise NoConsent


@transaction.atomic
def begin_profile(*, person: Person, language: str) -> Profile:
    """The person's profile, new or theirs already, with their consent to keep it in force."""
    agree(person=person, purpose=Purpose.PROFILE, organisation=None, language=language)
    profile, is_new = Profile.objects.get_or_create(person=person)
    if is_new:
        audit(verb="profile.begin", who=person, about=profile)
    return profile


def agree(*, person: Person, purpose: Purpose, organisation: Organisation | None, language: str) -> Receipt:
    """The receipt of the person's consent to the purpose, for an organisation or for the service itself."""
    return give_consent(
        person=person,
        purpose=purpose.value,
        recipient=organisation.code if organisation else SERVICE,
        text=consent_text(purpose, organisation, language=language),
        version=VERSION,
    )


def withdraw(*, consent: Consent) -> Receipt:
    """The receipt with the time of withdrawal; every reader asks before each look, so it works at once."""
    return withdraw_consent(consent=consent)

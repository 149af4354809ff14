"""Pools of experts: joining with consent, leaving, being asked and answering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.domains.governance.enums import Answer
from osaamo.domains.governance.models import Expert, Invitation
from osaamo.domains.governance.services.errors import AlreadyAnswered, NotInPool, Unreadable
from osaamo.kernel.queries import consents_of, has_consent
from osaamo.kernel.services import give_consent, withdraw_consent
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from osaamo.kernel.models import Organisation, Person

PURPOSE = "governance.experts"
"""What somebody agrees to who joins: to be found and asked."""

VERSION = "1"


@transaction.atomic
def join(
    *,
    person: Person,
    organisation: Organisation,
    pools: Sequence[str],
    languages: Sequence[str],
    about: str,
    consent: str,
    on: date,
    areas: Sequence[str] = (),
    available_from: date | None = None,
    available_until: date | None = None,
) -> Expert:
    """The person in the pools, with the skills that the engine reads in what they write; joining again writes anew.

    ``consent`` is the text the person agreed to.

    Raises:
        Unreadable: the engine cannot read what they wrote.
    """
    try:
        found = competence.extract(about).skills
    except (door.EmptyText, door.TextTooLong) as error:
        raise Unreadable from error
    give_consent(person=person, purpose=PURPOSE, recipient=organisation.code, text=consent, version=VERSION)
    known = Expert.objects.filter(person=person).first()
    stays = known is not None and known.left_on is None
    row, _ = Expert.objects.update_or_create(
        person=person,
        defaults={
            "organisation": organisation,
            "pools": list(pools),
            "areas": list(areas),
            "languages": list(languages),
            "available_from": available_from,
            "available_until": available_until,
            "about": about,
            "skills": [
                {"uri": skill.uri, "label": skill.label.as_dict(), "sureness": round(skill.confidence, 4)}
                for skill in found
            ],
            "joined_on": known.joined_on if stays else on,
            "left_on": None,
        },
    )
    audit(verb="governance.expert-join", who=person, about=row, organisation=organisation)
    return row


@transaction.atomic
def leave(*, expert: Expert, on: date) -> Expert:
    """The person out of the pools: the consent is withdrawn, text and skills are gone; the days stay."""
    for consent in consents_of(expert.person).filter(purpose=PURPOSE, withdrawn_at__isnull=True):
        withdraw_consent(consent=consent)
    expert.left_on, expert.about, expert.skills = on, "", []
    expert.save(update_fields=["left_on", "about", "skills"])
    audit(verb="governance.expert-leave", who=expert.person, about=expert)
    return expert


@transaction.atomic
def invite(*, expert: Expert, title: str, case: str, by: Person | None) -> Invitation:
    """The expert is asked.

    Raises:
        NotInPool: they left, or the consent is not in force.
    """
    if expert.left_on is not None or not has_consent(expert.person, PURPOSE, expert.organisation.code):
        raise NotInPool
    row = Invitation.objects.create(expert=expert, title=title, case=case, by=by)
    audit(verb="governance.invite", who=by, about=row)
    return row


@transaction.atomic
def answer_invitation(*, invitation: Invitation, accepts: bool, words: str = "") -> Invitation:
    """The invitation with the expert's answer.

    Raises:
        AlreadyAnswered: there is one.
    """
    invitation = Invitation.objects.select_for_update().select_related("expert__person").get(pk=invitation.pk)
    if invitation.answer != Answer.OPEN:
        raise AlreadyAnswered
    invitation.answer = Answer.YES if accepts else Answer.NO
    invitation.words, invitation.answered_at = words[:300], timezone.now()
    invitation.save(update_fields=["answer", "words", "answered_at"])
    audit(verb="governance.invitation-answer", who=invitation.expert.person, about=invitation)
    return invitation

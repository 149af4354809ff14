"""Badges and courses of other domains, taken into the profile of a person who keeps one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.competence import services as competence
from osaamo.domains.profiles.enums import SERVICE, ChangeKind, Purpose, SkillStatus, SourceKind
from osaamo.domains.profiles.models import Profile, ProfileSkill, SkillChange, SkillEvidence, Source
from osaamo.domains.profiles.services.sources import add_source, digest_of, remove_source
from osaamo.kernel.models import Person
from osaamo.kernel.queries import has_consent
from osaamo.kernel.refs import resolve
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from osaamo.ports.learned import Learned

ISSUER = "issuer"
"""Stands for the model where a skill was named by who gave the badge, and read by nobody."""

_KINDS = {"badge": SourceKind.BADGE, "course": SourceKind.TRANSCRIPT}


@transaction.atomic
def take_in(*, learned: Learned) -> Source | None:
    """The source it became in the profile of its person, or nothing.

    Nothing is stored of a person who has no profile or does not agree that one is kept. Named skills come in as
    suggestions, like those read from a text: the person decides. What was taken back goes, and with it suggestions
    that nothing else shows.
    """
    person = resolve(learned.person)
    profile = Profile.objects.filter(person=person).first() if isinstance(person, Person) else None
    if profile is None or not has_consent(profile.person, Purpose.PROFILE, SERVICE):
        return None
    Profile.objects.select_for_update().get(pk=profile.pk)
    text = "\n\n".join(filter(None, (learned.title, learned.text)))
    digest = hashlib.sha256(learned.ref.encode()).hexdigest() if learned.skills else digest_of(text)
    if learned.removed:
        for source in profile.sources.filter(digest=digest):
            remove_source(source=source)
        return None
    if learned.skills:
        return _named(profile, learned, digest)
    return add_source(profile=profile, kind=_KINDS[learned.kind], title=learned.title[:200], text=text).source


def _named(profile: Profile, learned: Learned, digest: str) -> Source:
    """The source of named skills."""
    vocabulary = competence.engine().vocabulary
    source, is_new = Source.objects.update_or_create(
        profile=profile,
        digest=digest,
        defaults={
            "kind": _KINDS[learned.kind],
            "title": learned.title[:200],
            "language": learned.language,
            "model": ISSUER,
            "vocabulary": vocabulary.version,
            "read_at": timezone.now(),
        },
    )
    source.evidence.all().delete()
    sentence = f"{learned.title} – {learned.issuer}"
    for uri in dict.fromkeys(uri for uri in learned.skills if uri in vocabulary):
        skill, is_first = ProfileSkill.objects.get_or_create(
            profile=profile, uri=uri, defaults={"status": SkillStatus.SUGGESTED}
        )
        if is_first:
            SkillChange.objects.create(skill=skill, kind=ChangeKind.STATUS, after=SkillStatus.SUGGESTED)
        SkillEvidence.objects.create(
            skill=skill,
            source=source,
            sentence=sentence,
            start=0,
            end=len(sentence),
            confidence=1.0,
            model=ISSUER,
            seen_on=learned.on,
        )
    if is_new:
        audit(verb="source.learned", who=profile.person, about=source, details={"from": learned.ref})
    return source

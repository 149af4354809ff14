"""Texts of a person, read into skills with evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.competence import services as competence
from osaamo.domains.profiles.enums import ChangeKind, SkillStatus, SourceKind
from osaamo.domains.profiles.models import Attainment, Profile, ProfileSkill, SkillChange, SkillEvidence, Source
from osaamo.domains.profiles.services.consents import require_consent
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from osaamo.connectors.study_records import Attainment as StudiedCourse
    from osaamo.connectors.study_records import StudyRecord
    from osaamo.engine import Extraction, Note


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source as read. ``new`` skills were never in the profile, ``known`` were, ``rejected`` stay rejected."""

    source: Source
    new: int
    known: int
    rejected: int
    notes: tuple[Note, ...]


def add_source(
    *,
    profile: Profile,
    kind: SourceKind,
    title: str,
    text: str,
    keep_text: bool = False,
    record: StudyRecord | None = None,
) -> ReadSource:
    """The text read into the profile; the same text given again is read again and stays one source.

    ``record`` holds the completed courses where the text is that of a study record.

    Raises:
        NoConsent: the person does not agree that a profile is kept.
        OsaamoError: the text cannot be read; the message says why.
    """
    require_consent(profile)
    found = competence.extract(text)
    with transaction.atomic():
        _lock(profile)
        source, is_new = Source.objects.get_or_create(
            profile=profile,
            digest=digest_of(text),
            defaults={"kind": kind, "title": title, **_read_by(found), "text": text if keep_text else ""},
        )
        if not is_new:
            _renew(source, found, {"kind": kind, "title": title, "text": text if keep_text else ""})
        source.attainments.all().delete()
        Attainment.objects.bulk_create(
            Attainment(profile=profile, source=source, **attainment_of(row, institution=record.institution))
            for row in (record.attainments if record else ())
        )
        outcome = _store(source, found)
        audit(
            verb="source.add" if is_new else "source.read",
            who=profile.person,
            about=source,
            details={"kind": kind.value, "new": outcome.new, "known": outcome.known},
        )
    return outcome


def read_again(*, source: Source) -> ReadSource:
    """A source whose text was kept, read by the model of today; what the person decided stays.

    Raises:
        NoConsent: the person does not agree that a profile is kept.
        EmptyText: its text was not kept.
    """
    require_consent(source.profile)
    found = competence.extract(source.text)
    with transaction.atomic():
        _lock(source.profile)
        _renew(source, found, {})
        outcome = _store(source, found)
        audit(verb="source.read", who=source.profile.person, about=source, details={"new": outcome.new})
    return outcome


@transaction.atomic
def remove_source(*, source: Source) -> None:
    """The source is gone with its evidence and completed courses.

    Suggestions nothing else shows go with it; what the person accepted, added or rejected stays.
    """
    _lock(source.profile)
    audit(verb="source.remove", who=source.profile.person, about=source)
    profile = source.profile
    source.delete()
    _drop_bare(profile)


def text_of_record(record: StudyRecord) -> str:
    """The names and learning outcomes of the completed courses, a paragraph each: what skills are read from."""
    return "\n\n".join(
        "\n".join(filter(None, (_in_one_language(row.name), _in_one_language(row.learning_outcomes))))
        for row in record.attainments
    )


def attainment_of(row: StudiedCourse, *, institution: str = "") -> dict[str, Any]:
    """The fields of a completed course; ``institution`` is the school of those that name none."""
    return {
        "code": row.code[:60],
        "source_key": row.source_id[:120],
        "kind": row.kind,
        "name": dict(row.name),
        "learning_outcomes": dict(row.learning_outcomes),
        "institution": (row.institution or institution)[:200],
        "language": row.language[:8],
        "credits": row.credits,
        "grade": row.grade[:40],
        "completed_on": row.date,
    }


def _in_one_language(texts: Mapping[str, str]) -> str:
    return next((texts[code] for code in (*LANGUAGES, *texts) if texts.get(code)), "")


def _store(source: Source, found: Extraction) -> ReadSource:
    """Replace the source's evidence by what was found; statuses are left alone."""
    profile = source.profile
    source.evidence.all().delete()
    known = {skill.uri: skill for skill in profile.skills.all()}
    fresh = ProfileSkill.objects.bulk_create(
        ProfileSkill(profile=profile, uri=skill.uri, status=SkillStatus.SUGGESTED)
        for skill in found.skills
        if skill.uri not in known
    )
    SkillChange.objects.bulk_create(
        SkillChange(skill=skill, kind=ChangeKind.STATUS, after=SkillStatus.SUGGESTED) for skill in fresh
    )
    rows = known | {skill.uri: skill for skill in fresh}
    today = timezone.localdate()
    SkillEvidence.objects.bulk_create(
        SkillEvidence(
            skill=rows[skill.uri],
            source=source,
            sentence=evidence.text,
            start=evidence.start,
            end=evidence.end,
            cue_start=evidence.cue[0] if evidence.cue else None,
            cue_end=evidence.cue[1] if evidence.cue else None,
            confidence=skill.confidence,
            model=found.model,
            seen_on=today,
        )
        for skill in found.skills
        for evidence in {(one.start, one.end): one for one in skill.evidence}.values()
    )
    _drop_bare(profile)
    again = [known[skill.uri] for skill in found.skills if skill.uri in known]
    return ReadSource(
        source=source,
        new=len(fresh),
        known=len(again),
        rejected=sum(skill.status == SkillStatus.REJECTED for skill in again),
        notes=found.notes,
    )


def _drop_bare(profile: Profile) -> None:
    """Remove suggestions without any evidence; nobody decided on them and nothing shows them."""
    profile.skills.filter(status=SkillStatus.SUGGESTED, evidence__isnull=True).delete()


def _renew(source: Source, found: Extraction, values: Mapping[str, str]) -> None:
    for name, value in {**values, **_read_by(found)}.items():
        setattr(source, name, value)
    source.read_at = timezone.now()
    source.save()


def _read_by(found: Extraction) -> dict[str, str]:
    return {"language": found.language, "model": found.model, "vocabulary": found.vocabulary}


def digest_of(text: str) -> str:
    """The digest by which a text is known again, whatever its line ends and outer spaces."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()


def _lock(profile: Profile) -> None:
    """Nobody else changes this profile until the transaction ends."""
    Profile.objects.select_for_update().get(pk=profile.pk)

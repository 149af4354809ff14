"""Writing drafts: begun, saved under a version, kept as snapshots, shared, joined, deleted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.teaching.enums import FIELDS, MOST
from osaamo.domains.teaching.models import Draft, Share, Snapshot
from osaamo.domains.teaching.rules import WORKS
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.kernel.models import Organisation, Person
    from osaamo.ports.supply import Taught

VALUES = (*FIELDS, "credits", "level")
"""What a snapshot keeps."""


class ChangedMeanwhile(Exception):
    """Somebody, or another tab, saved another version meanwhile; ``draft`` is what is stored now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.version)
        self.draft = draft


class NotAColleague(Exception):
    """The person neither teaches nor plans at the draft's institution."""


@transaction.atomic
def start(
    *, person: Person, institution: Organisation, values: Mapping[str, Any] | None = None, sample: bool = False
) -> Draft:
    """The new draft; ``values`` are of its fields, texts cut to what a field takes."""
    draft = Draft.objects.create(person=person, institution=institution, is_sample=sample, **_cut(values or {}))
    audit(verb="draft.start", who=person, about=draft, organisation=institution)
    return draft


def start_from(*, person: Person, institution: Organisation, course: Taught) -> Draft:
    """A draft with the texts of a course of the catalogue, which it remembers to be compared with."""
    values = {
        "course_ref": course.ref,
        "title": dict(course.title),
        "outcomes": dict(course.outcomes),
        "content": dict(course.content),
        "credits": course.credits,
    }
    return start(person=person, institution=institution, values=values)


def start_joint(*, draft: Draft, who: Person, course: Taught, sources: Mapping[str, str]) -> Draft:
    """A draft of a joint offering: the texts of both, one after the other, each part under the name of its source.

    ``sources`` are the lines that name the two, by ``draft-fi``, ``course-fi`` and so on.
    """
    values: dict[str, Any] = {
        "title": _joined(draft.title, course.title, " + "),
        "credits": max(draft.credits or Decimal(0), course.credits),
        "level": draft.level,
        "prerequisites": dict(draft.prerequisites),
        "assessment": dict(draft.assessment),
        "refs": [ref_of(draft), course.ref],
    }
    for field in ("outcomes", "content"):
        values[field] = {
            code: text
            for code in LANGUAGES
            if (
                text := "\n\n".join(
                    f"{sources[f'{side}-{code}']}\n{words.strip()}"
                    for side, words in (
                        ("draft", getattr(draft, field).get(code, "")),
                        ("course", getattr(course, field).get(code, "")),
                    )
                    if words.strip()
                )
            )
        }
    return start(person=who, institution=draft.institution, values=values)


@transaction.atomic
def save(
    *,
    draft: Draft,
    version: int,
    language: str,
    texts: Mapping[str, str],
    credits_: Decimal | None,
    level: str,
) -> Draft:
    """The draft with new texts in one language; the other languages stay. Saving what is stored changes nothing.

    It is called after every pause in typing, so it leaves no entry in the audit trail.

    Raises:
        ChangedMeanwhile: ``version`` is not the stored one; nothing is written.
    """
    stored = Draft.objects.select_for_update().get(pk=draft.pk)
    if stored.version != version:
        raise ChangedMeanwhile(stored)
    before = _values_of(stored)
    for field, text in texts.items():
        told = {code: words for code, words in getattr(stored, field).items() if code != language}
        if text.strip():
            told[language] = text
        setattr(stored, field, told)
    stored.credits, stored.level = credits_, level
    if _values_of(stored) != before:
        stored.version += 1
        stored.save()
    return stored


@transaction.atomic
def overwrite(*, draft: Draft, name: str, language: str, texts: Mapping[str, str], **more: Any) -> Draft:
    """The draft with the texts, whatever is stored; what was stored is kept as a snapshot called ``name``."""
    stored = Draft.objects.select_for_update().get(pk=draft.pk)
    keep_snapshot(draft=stored, name=name)
    return save(draft=stored, version=stored.version, language=language, texts=texts, **more)


@transaction.atomic
def keep_snapshot(*, draft: Draft, name: str) -> Snapshot:
    """The draft as it stands, under a name."""
    return Snapshot.objects.create(draft=draft, name=name.strip()[:120], values=_values_of(draft))


@transaction.atomic
def bring_back(*, draft: Draft, snapshot: Snapshot, name: str) -> Draft:
    """The draft as the snapshot has it; what stood there before is kept as a snapshot called ``name``."""
    stored = Draft.objects.select_for_update().get(pk=draft.pk)
    keep_snapshot(draft=stored, name=name)
    for field in FIELDS:
        setattr(stored, field, snapshot.values[field])
    told = snapshot.values["credits"]
    stored.credits, stored.level = (None if told is None else Decimal(told)), snapshot.values["level"]
    stored.version += 1
    stored.save()
    return stored


@transaction.atomic
def share(*, draft: Draft, who: Person, person: Person, may_write: bool) -> Share:
    """The colleague's share, new or changed.

    Raises:
        NotAColleague: they neither teach nor plan at the draft's institution, or are the owner.
    """
    places = draft.institution.lineage()
    works = memberships_on().filter(person=person, person__is_active=True, role__in=WORKS, organisation__in=places)
    if person.pk == draft.person_id or not works.exists():
        raise NotAColleague
    row, _ = Share.objects.update_or_create(draft=draft, person=person, defaults={"may_write": may_write})
    audit(
        verb="draft.share",
        who=who,
        about=draft,
        organisation=draft.institution,
        details={"with": ref_of(person), "writes": may_write},
    )
    return row


@transaction.atomic
def unshare(*, draft: Draft, who: Person, person_pk: int) -> None:
    """The person sees the draft no longer; nothing happens where they never did."""
    gone, _ = Share.objects.filter(draft=draft, person=person_pk).delete()
    if gone:
        audit(verb="draft.unshare", who=who, about=draft, organisation=draft.institution)


@transaction.atomic
def delete(*, draft: Draft, who: Person) -> None:
    """The draft goes, with its snapshots and shares."""
    audit(verb="draft.delete", who=who, about=draft, organisation=draft.institution)
    draft.delete()


@transaction.atomic
def erase_drafts(*, person: int) -> dict[str, int]:
    """How many rows about the person went, by label: their drafts, and their places in others' drafts."""
    drafts = Draft.objects.filter(person=person)
    removed = {"teaching.Draft": drafts.count(), "teaching.Share": Share.objects.filter(person=person).count()}
    drafts.delete()
    Share.objects.filter(person=person).delete()
    return removed


def _values_of(draft: Draft) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in VALUES}
    return values | {"credits": None if draft.credits is None else str(draft.credits.normalize())}


def _joined(first: Mapping[str, str], second: Mapping[str, str], between: str) -> dict[str, str]:
    return {
        code: text
        for code in LANGUAGES
        if (text := between.join(words for words in (first.get(code, ""), second.get(code, "")) if words))
    }


def _cut(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts cut to what a field takes: what comes from a catalogue or a file may be longer."""
    cut = dict(values)
    for field in FIELDS:
        texts: Mapping[str, str] = values.get(field) or {}
        cut[field] = {code: text[: MOST[field]] for code, text in texts.items() if code in LANGUAGES and text.strip()}
    return cut

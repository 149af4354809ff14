"""Course units and modules: written, published, owned, shown on channels, looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from osaamo.domains.offering.enums import LabelKind, Seen
from osaamo.domains.offering.models import (
    CourseUnit,
    DailyCount,
    Label,
    Listing,
    ModulePart,
    Ownership,
    RdiLink,
    SdgAssessment,
    StudyModule,
)
from osaamo.domains.offering.services.degrees import set_degrees
from osaamo.domains.offering.services.refusals import Refused
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from osaamo.domains.offering.models import Channel, DegreeProgramme, Item
    from osaamo.kernel.models import Organisation, Person

WHOLE = 100


@transaction.atomic
def save_item(
    *,
    item: Item,
    who: Person | None,
    owners: Mapping[Organisation, Decimal] | None = None,
    labels: Mapping[LabelKind, Iterable[str]] | None = None,
) -> Item:
    """The stored item with its further owners (and their shares in percent) and its labels (by kind, as words).

    What is left out stays as it is.

    Raises:
        Refused: ``shares-over-whole``, or ``owner-is-institution``.
    """
    if owners is not None:
        if sum(owners.values()) > WHOLE:
            raise Refused("shares-over-whole", sum=sum(owners.values()))
        if item.institution in owners:
            raise Refused("owner-is-institution", value=item.institution.short_name)
    is_new = item.pk is None
    item.updated_at = timezone.now()
    if not item.key:
        item.key = f"{item.institution.code}:{item.code}"
    item.save()
    if owners is not None:
        item.ownerships.all().delete()
        Ownership.objects.bulk_create(
            Ownership(**of(item), organisation=organisation, share=share) for organisation, share in owners.items()
        )
    for kind, words in (labels or {}).items():
        item.labels.remove(*item.labels.filter(kind=kind))
        item.labels.add(*(label_named(kind=kind, word=word) for word in words))
    audit(verb=f"offering.item.{'add' if is_new else 'change'}", who=who, about=item, organisation=item.institution)
    return item


@transaction.atomic
def save_whole(
    *,
    item: Item,
    owners: Mapping[Organisation, Decimal],
    labels: Mapping[LabelKind, Iterable[str]],
    parts: Sequence[tuple[CourseUnit, bool]] | None,
    channels: Iterable[Channel],
    goals: Iterable[int],
    degrees: Iterable[DegreeProgramme],
    project: str,
    authors: Sequence[str],
    who: Person | None,
    on: date,
) -> Item:
    """The stored item with all that belongs to it, or nothing stored at all; ``parts`` are those of a module.

    Raises:
        Refused: as the services below that it calls.
    """
    save_item(item=item, owners=owners, labels=labels, who=who)
    if isinstance(item, StudyModule) and parts is not None:
        set_parts(module=item, parts=parts, who=who)
    set_channels(item=item, channels=channels, who=who)
    set_degrees(item=item, degrees=degrees, who=who)
    wanted = set(goals)
    confirmed = {one.goal: one.reason for one in item.sdgassessments.all() if one.confirmed_on}
    if wanted != confirmed.keys():
        assess_sdg(item=item, goals={goal: confirmed.get(goal, "") for goal in sorted(wanted)}, who=who, on=on)
    links = {(str(link), *link.authors) for link in item.rdilinks.all()}
    if links != ({(project, *authors)} if project else set()):
        item.rdilinks.all().delete()
        if project:
            link_rdi(item=item, project_name=project, authors=authors, who=who)
    return item


def label_named(*, kind: LabelKind, word: str) -> Label:
    """The label of a kind for a word, new where nobody used it before."""
    label, _ = Label.objects.get_or_create(kind=kind, code=slugify(word)[:60], defaults={"name": {"fi": word}})
    return label


@transaction.atomic
def set_parts(*, module: StudyModule, parts: Sequence[tuple[CourseUnit, bool]], who: Person | None) -> None:
    """Make these courses the parts of the module, in this order; the second value says whether a part is optional.

    Raises:
        Refused: ``part-twice``, or ``choice-too-large`` where the optional parts give fewer credits than are to be
            taken of them.
    """
    courses = [course for course, _ in parts]
    if len(set(courses)) < len(courses):
        raise Refused("part-twice")
    optional = sum(course.credits_max or course.credits for course, is_optional in parts if is_optional)
    if module.optional_credits > optional:
        raise Refused("choice-too-large", wanted=module.optional_credits, there=optional)
    module.parts.all().delete()
    ModulePart.objects.bulk_create(
        ModulePart(module=module, course=course, position=at, is_optional=is_optional)
        for at, (course, is_optional) in enumerate(parts, start=1)
    )
    audit(verb="offering.module.parts", who=who, about=module, organisation=module.institution)


@transaction.atomic
def publish(*, item: Item, who: Person | None) -> None:
    """Show the item to the public.

    Raises:
        Refused: ``not-ready``, with the fields that are still empty.
    """
    missing = [field for field in ("name", "learning_outcomes") if not any(getattr(item, field).values())]
    if missing:
        raise Refused("not-ready", fields=", ".join(missing))
    item.published_at = item.published_at or timezone.now()
    _mark(item, "publish", who)


@transaction.atomic
def unpublish(*, item: Item, who: Person | None) -> None:
    """Make the item a draft again."""
    item.published_at = None
    _mark(item, "unpublish", who)


@transaction.atomic
def set_channels(*, item: Item, channels: Iterable[Channel], who: Person | None) -> None:
    """List the item on these channels and on no other."""
    wanted = {channel.pk for channel in channels}
    item.listings.exclude(channel__in=wanted).delete()
    listed = set(item.listings.values_list("channel", flat=True))
    Listing.objects.bulk_create(Listing(**of(item), channel_id=pk) for pk in sorted(wanted - listed))
    audit(verb="offering.item.channels", who=who, about=item, organisation=item.institution)


@transaction.atomic
def assess_sdg(*, item: Item, goals: Mapping[int, str], who: Person | None, on: date) -> None:
    """Confirm that the item serves these goals of the United Nations (with the reason), and no other.

    What a person rejected stays rejected, unless the goal is among these.
    """
    item.sdgassessments.exclude(rejected_on__isnull=False).delete()
    item.sdgassessments.filter(goal__in=goals).delete()
    SdgAssessment.objects.bulk_create(
        SdgAssessment(**of(item), goal=goal, reason=reason[:500], confirmed_on=on, confirmed_by=who)
        for goal, reason in goals.items()
    )
    audit(verb="offering.item.sdg", who=who, about=item, organisation=item.institution, details={"goals": [*goals]})


@transaction.atomic
def judge_sdg(*, item: Item, goal: int, serves: bool, reason: str, who: Person, on: date) -> SdgAssessment:
    """What a person says of one goal of the item, in place of what was said of it before."""
    confirmed = {"confirmed_on": on, "confirmed_by": who, "rejected_on": None, "rejected_by": None}
    rejected = {"confirmed_on": None, "confirmed_by": None, "rejected_on": on, "rejected_by": who}
    row, _ = SdgAssessment.objects.update_or_create(
        **of(item), goal=goal, defaults={"reason": reason[:500]} | (confirmed if serves else rejected)
    )
    details = {"confirmed" if serves else "rejected": [goal]}
    audit(verb="offering.item.sdg", who=who, about=item, organisation=item.institution, details=details)
    return row


@transaction.atomic
def link_rdi(
    *, item: Item, project: str = "", project_name: str = "", authors: Sequence[str], who: Person | None
) -> RdiLink:
    """The new link to the research project an item is built on, by reference or by name, and to its RDI authors.

    Raises:
        Refused: ``no-project``.
    """
    if not project and not project_name.strip():
        raise Refused("no-project")
    link = RdiLink.objects.create(**of(item), project=project, project_name=project_name.strip(), authors=[*authors])
    audit(verb="offering.item.rdi", who=who, about=item, organisation=item.institution)
    return link


@transaction.atomic
def count_view(*, item: Item, seen: Seen = Seen.VIEW, on: date | None = None) -> None:
    """Count one look at the public page of an item, or one click on the way to enrolment; nothing about who looked."""
    day = on or timezone.localdate()
    changed = DailyCount.objects.filter(**of(item), day=day, seen=seen).update(count=F("count") + 1)
    if not changed:
        counted, is_new = DailyCount.objects.get_or_create(**of(item), day=day, seen=seen, defaults={"count": 1})
        if not is_new:
            DailyCount.objects.filter(pk=counted.pk).update(count=F("count") + 1)


def of(item: Item) -> dict[str, Item]:
    """The item as the field of a row that belongs to it."""
    return {"module": item} if isinstance(item, StudyModule) else {"course": item}


def _mark(item: Item, verb: str, who: Person | None) -> None:
    item.updated_at = timezone.now()
    item.save(update_fields=["published_at", "updated_at"])
    audit(verb=f"offering.item.{verb}", who=who, about=item, organisation=item.institution)

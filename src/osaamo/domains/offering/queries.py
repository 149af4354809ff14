"""Reads over the offering."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from osaamo.domains.offering.enums import State
from osaamo.domains.offering.models import (
    CourseUnit,
    DegreeProgramme,
    ImportRun,
    ModulePart,
    Realisation,
    SdgAssessment,
    StatusChange,
    StudyModule,
)
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.ports import seats

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from osaamo.domains.offering.models import Channel, Item
    from osaamo.kernel.models import Person, Role


AT_ONCE = 500
"""Rows of the catalogue read in one query when all of it is read."""

MOST_NAMED = 2000
"""Rows named in one query; a database takes so many parameters and no more."""


def course_units() -> QuerySet[CourseUnit]:
    """All course units in order of key."""
    return CourseUnit.objects.all()


def courses_named(words: str, *, most: int = 8) -> QuerySet[CourseUnit]:
    """Published course units with the words in their name in any language, or in their code."""
    named = Q(code__icontains=words)
    for code in LANGUAGES:
        named |= Q(**{f"name__{code}__icontains": words})
    return CourseUnit.objects.filter(named, published_at__isnull=False)[:most]


def catalogue_items(refs: Collection[str] | None = None) -> Iterator[Item]:
    """Every course unit and module, or those of the references, in order of key; read in pieces.

    They come with institution, labels, degree programmes, parts, and the realisations with their history.
    """
    parts = Prefetch("parts", ModulePart.objects.select_related("course"))
    return merge(_catalogue_items(CourseUnit, refs), _catalogue_items(StudyModule, refs, parts), key=attrgetter("key"))


def _catalogue_items(model: type[Item], refs: Collection[str] | None, *more: Prefetch) -> Iterator[Item]:
    rows = model.objects.select_related("institution").order_by("key")
    rows = rows.prefetch_related("labels", "degrees__institution", "realisations__changes", *more)
    wanted = None
    if refs is not None:
        label = f"{model._meta.label_lower}:"  # noqa: SLF001 - Django documents Model._meta as public
        wanted = {int(ref.removeprefix(label)) for ref in refs if ref.removeprefix(label).isdecimal()}
        if len(wanted) <= MOST_NAMED:
            rows = rows.filter(pk__in=wanted)
    for item in rows.iterator(chunk_size=AT_ONCE):
        if wanted is None or item.pk in wanted:
            yield item


def judged_goals(refs: Collection[str]) -> dict[str, list[SdgAssessment]]:
    """What persons confirmed or rejected of the goals of items, by reference, in order of goal."""
    found: dict[str, list[SdgAssessment]] = {}
    judged = SdgAssessment.objects.exclude(confirmed_on__isnull=True, rejected_on__isnull=True).order_by("goal")
    for side, label in (("course", "offering.courseunit"), ("module", "offering.studymodule")):
        wanted = {int(key): ref for ref in refs if (key := ref.removeprefix(f"{label}:")).isdecimal()}
        pks = sorted(wanted)
        for at in range(0, len(pks), MOST_NAMED):
            for row in judged.filter(**{f"{side}__in": pks[at : at + MOST_NAMED]}):
                found.setdefault(wanted[getattr(row, f"{side}_id")], []).append(row)
    return found


def modules_named(words: str = "", *, most: int = 100) -> QuerySet[StudyModule]:
    """Published paths and modules with the words in their name in any language; all without words, by key."""
    published = StudyModule.objects.filter(published_at__isnull=False)
    if not words:
        return published[:most]
    named = Q(code__icontains=words)
    for code in LANGUAGES:
        named |= Q(**{f"name__{code}__icontains": words})
    return published.filter(named)[:most]


def offering_organisations() -> list[Organisation]:
    """The organisations with a course unit of their own or of an organisation below them, the widest first."""
    owners = Organisation.objects.filter(pk__in=CourseUnit.objects.values("institution")).select_related("parent")
    found = {above: depth for owner in owners for depth, above in enumerate(reversed(owner.lineage()))}
    return sorted(found, key=lambda organisation: (found[organisation], organisation.code))


def courses_of(organisation: Organisation) -> QuerySet[CourseUnit]:
    """The published course units of the organisation and of all below it."""
    inside = [known for known in Organisation.objects.select_related("parent") if organisation in known.lineage()]
    return CourseUnit.objects.filter(institution__in=inside, published_at__isnull=False)


def open_realisations(*, on: date) -> QuerySet[Realisation]:
    """Realisations of published courses that start on the day or later, or have no start day, and are not cancelled.

    They come with course and institution.
    """
    return (
        Realisation.objects.filter(Q(starts__isnull=True) | Q(starts__gte=on), course__published_at__isnull=False)
        .exclude(pk__in=in_state(State.CANCELLED))
        .select_related("course", "course__institution")
    )


def in_state(*states: State) -> QuerySet[StatusChange, int]:
    """The primary keys of the realisations whose history ends with one of the states."""
    later = StatusChange.objects.filter(realisation=OuterRef("realisation")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return StatusChange.objects.filter(~Exists(later), state__in=states).values_list("realisation", flat=True)


def realisations() -> QuerySet[Realisation]:
    """All realisations with what their pages and offers need: item, host, history and quotas."""
    return Realisation.objects.select_related(
        "course__institution", "module__institution", "given_by"
    ).prefetch_related("changes", "quotas__organisation")


def realisations_by_ref(refs: Collection[str]) -> dict[str, Realisation]:
    """The realisations by reference (``offering.realisation:42``); those that are gone are left out."""
    wanted = {int(key): ref for ref in refs if (key := ref.partition(":")[2]).isdecimal()}
    return {wanted[row.pk]: row for row in realisations().filter(pk__in=wanted)}


@dataclass(frozen=True, slots=True)
class RunState:
    """What one can do with a realisation now.

    Attributes:
        code: ``proposed``, ``cancelled``, ``held``, ``ended``, ``not-yet``, ``closed``, ``running``, ``full``,
            ``open`` or ``open-always``.
        sentence: the same in the language of the page.
        button: what the button says, or ``""`` where there is none.
    """

    code: str
    sentence: str
    button: str = ""


def run_state(realisation: Realisation, now: datetime) -> RunState:
    """The state of a realisation for people; computed from its history, dates and free seats, and never stored."""
    ref = ref_of(realisation)
    return _run_state(realisation, now, seats.left([ref]).get(ref))


def run_states(rows: Collection[Realisation], now: datetime) -> dict[int, RunState]:
    """The same for many by primary key, asking for the seats once."""
    left = seats.left([ref_of(row) for row in rows])
    return {row.pk: _run_state(row, now, left.get(ref_of(row))) for row in rows}


def _run_state(row: Realisation, now: datetime, left: seats.Seats | None) -> RunState:  # noqa: PLR0911 - one a branch
    """The first that holds: it is not to be joined, not yet, no longer, not for lack of seats, or it is open."""
    state, today = row.state, timezone.localdate(now)
    if state == State.PROPOSED:
        return RunState("proposed", gettext("Being planned: dates and seats may change."))
    if state == State.CANCELLED:
        return RunState("cancelled", gettext("Cancelled: it will not be held."))
    if state == State.HELD:
        return RunState("held", gettext("Has been held."))
    if row.ends and row.ends < today:
        return RunState("ended", gettext("Ended on {day}.").format(day=_day(row.ends)))
    if row.enrol_from and now < row.enrol_from:
        day = _day(timezone.localdate(row.enrol_from))
        return RunState("not-yet", gettext("Enrolment opens on {day}.").format(day=day))
    begun = row.starts is not None and row.starts <= today
    if (row.enrol_until and now > row.enrol_until) or (state == State.RUNNING and row.enrol_until is None):
        if begun or state == State.RUNNING:
            return RunState("running", gettext("Running now: enrolment is closed."))
        return RunState("closed", gettext("Enrolment is closed."))
    free = left.free if left else row.seats
    if free is not None and free <= 0:
        waiting = left.waiting if left else 0
        sentence = gettext("All seats are taken. Waiting: {count}.").format(count=waiting)
        return RunState("full", sentence, gettext("Join the waiting list"))
    if row.starts is None and row.enrol_until is None:
        return RunState("open-always", gettext("Always open: begin when it suits you."), gettext("Enrol"))
    return RunState("open", " ".join(_open(row, free, begun=begun)), gettext("Enrol"))


def _open(row: Realisation, free: int | None, *, begun: bool) -> Iterator[str]:
    """The sentences on a realisation one can enrol on."""
    if row.enrol_until:
        yield gettext("Enrol by {day}.").format(day=_day(timezone.localdate(row.enrol_until)))
    elif begun:
        yield gettext("Has begun, and is still open.")
    else:
        yield gettext("Open for enrolment.")
    if free is not None:
        yield gettext("Seats left: {count}.").format(count=free)


def _day(day: date) -> str:
    """A day as the language of the page writes it."""
    return date_format(day, "j M Y" if get_language() == "en" else "j.n.Y")


def places_of(person: Person, *roles: Role) -> list[Organisation]:
    """The organisations in which the person holds one of the roles, with all below them, in order of code."""
    held = set(
        memberships_on()
        .filter(person=person, person__is_active=True, role__in=roles)
        .values_list("organisation", flat=True)
    )
    everywhere = Organisation.objects.select_related("parent")
    return [place for place in everywhere if held & {above.pk for above in place.lineage()}]


def items_of(
    model: type[Item], places: Collection[Organisation], *, words: str = "", published: bool | None = None
) -> QuerySet[Item]:
    """The items the organisations own, the last changed first; by words in name, key or code, by whether published."""
    rows = model.objects.filter(
        Q(institution__in=places) | Q(pk__in=model.objects.filter(ownerships__organisation__in=places))
    )
    if words:
        named = Q(code__icontains=words) | Q(key__icontains=words)
        for code in LANGUAGES:
            named |= Q(**{f"name__{code}__icontains": words})
        rows = rows.filter(named)
    if published is not None:
        rows = rows.filter(published_at__isnull=not published)
    return rows.select_related("institution").order_by("-updated_at", "key")


def degrees_counted(places: Collection[Organisation]) -> QuerySet[DegreeProgramme]:
    """The degree programmes of the organisations with ``courses`` and ``modules`` that belong to each, by key."""
    rows = DegreeProgramme.objects.filter(institution__in=places).select_related("institution")
    return rows.annotate(
        courses=Count("courseunits", distinct=True), modules=Count("studymodules", distinct=True)
    ).order_by("key")


def degrees_for(institution: Organisation) -> list[DegreeProgramme]:
    """The degree programmes that an item of the organisation may belong to: its own first, then its alliance's."""
    top = institution.lineage()[-1]
    rows = DegreeProgramme.objects.select_related("institution__parent__parent").order_by("key")
    near = [row for row in rows if row.institution.lineage()[-1] == top]
    return sorted(near, key=lambda row: row.institution_id != institution.pk)


def runs_of(item: Item) -> list[tuple[Realisation, RunState]]:
    """The realisations of an item, the newest first, each with what one can do with it now."""
    rows = list(realisations().filter(pk__in=item.realisations.values("pk")).order_by("-starts", "key"))
    told = run_states(rows, timezone.now())
    return [(row, told[row.pk]) for row in rows]


def import_runs(places: Collection[Organisation]) -> QuerySet[ImportRun]:
    """The imports of the organisations, newest first, without the files."""
    return ImportRun.objects.filter(institution__in=places).select_related("institution", "by").defer("content")


def listed_items(channel: Channel) -> list[tuple[str, CourseUnit | StudyModule, list[Realisation]]]:
    """The id on the channel, the item and its realisations, for each published listing in order of key."""
    rows = channel.listings.select_related("course__institution", "module__institution")
    listings = sorted((row for row in rows if row.item.is_published), key=lambda row: row.item.key)
    of_course: dict[int, list[Realisation]] = {}
    of_module: dict[int, list[Realisation]] = {}
    for run in realisations().filter(course__listings__channel=channel):
        of_course.setdefault(run.course_id, []).append(run)
    for run in realisations().filter(module__listings__channel=channel):
        of_module.setdefault(run.module_id, []).append(run)
    return [
        (row.external_id or row.item.key, row.item, (of_course if row.course_id else of_module).get(row.item.pk, []))
        for row in listings
    ]

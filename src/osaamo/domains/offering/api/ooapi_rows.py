"""Rows of the offering as records of the Open Education API: which are public, their ids, and what they tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from osaamo.connectors.ooapi_out import Alliance, Place, Run, Unit
from osaamo.domains.offering.api.ooapi_asking import Refused
from osaamo.domains.offering.enums import State
from osaamo.domains.offering.models import DegreeProgramme, Realisation, StudyModule
from osaamo.domains.offering.queries import in_state, realisations
from osaamo.kernel import public_ids
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    from osaamo.domains.offering.api.ooapi_asking import Asked
    from osaamo.domains.offering.models import Item
    from osaamo.ports.seats import Seats

_STATES = {State.PROPOSED: "concept", State.CANCELLED: "cancelled", State.HELD: "inactive"}
KINDS = {
    Organisation.Kind.ALLIANCE: "root",
    Organisation.Kind.INSTITUTION: "institute",
    Organisation.Kind.UNIT: "department",
}


def uuid_of(row: Model | type[Model], pk: int | None = None) -> str:
    """The id of a row, or of the row ``pk`` of a model."""
    model = row if isinstance(row, type) else type(row)
    number = pk if pk is not None else getattr(row, "pk")  # noqa: B009 - a model class has no number
    return public_ids.uuid_of(f"{model._meta.label_lower}:{number}")  # noqa: SLF001 - Django documents Model._meta


def pk_of(model: type[Model], uuid: UUID) -> int:
    """The number of the row of the model with that id; 0, which no row has, for another's id."""
    ref = public_ids.ref_of(model._meta.label_lower, uuid)  # noqa: SLF001 - Django documents Model._meta as public
    return int(ref.partition(":")[2] or 0)


def find(rows: QuerySet[Any], uuid: UUID) -> Any:
    """The row with the id among these.

    Raises:
        Refused: there is none.
    """
    row = rows.filter(pk=pk_of(rows.model, uuid)).first()
    if row is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is nothing public with this id.")
    return row


def items(model: type[Item]) -> QuerySet[Any]:
    """The published rows of a model with what records tell of them."""
    rows = model._default_manager.filter(published_at__isnull=False)  # noqa: SLF001 - public API
    return rows.select_related("institution__parent").prefetch_related(
        "labels", "degrees", Prefetch("realisations", public_runs())
    )


def public_runs() -> QuerySet[Realisation]:
    """The realisations of published items, those only proposed left out."""
    published = Q(course__published_at__isnull=False) | Q(module__published_at__isnull=False)
    rows = realisations().filter(published)
    return rows.exclude(pk__in=in_state(State.PROPOSED))


def degrees() -> QuerySet[DegreeProgramme]:
    """The degree programmes to which something published belongs."""
    published = Q(courseunits__published_at__isnull=False) | Q(studymodules__published_at__isnull=False)
    inside = DegreeProgramme.objects.filter(published).values("pk")
    return DegreeProgramme.objects.filter(pk__in=inside).select_related("institution__parent")


def within(programme: UUID) -> dict[str, Any]:
    """Which courses are of a module or of a degree programme, as a filter."""
    if public_ids.ref_of(DegreeProgramme._meta.label_lower, programme):  # noqa: SLF001 - Django documents Model._meta
        return {"degrees": find(degrees(), programme)}
    return {"modules": find(items(StudyModule), programme)}


def place_of(row: Organisation) -> Place:
    """An organisation as a record."""
    children = row.children.values_list("pk", flat=True)
    return Place(
        uuid_of(row),
        row.code,
        KINDS[Organisation.Kind(row.kind)],
        row.name,
        row.short_name,
        uuid_of(Organisation, row.parent_id) if row.parent_id else "",
        tuple(uuid_of(Organisation, pk) for pk in children),
    )


def unit_of(request: HttpRequest, item: Item | DegreeProgramme) -> Unit:
    """A course, module or degree programme as a record."""
    if isinstance(item, DegreeProgramme):
        return _degree_unit(request, item)
    module = isinstance(item, StudyModule)
    link = request.build_absolute_uri(reverse("study-module" if module else "study-course", args=[item.pk]))
    runs_ = list(item.realisations.all())
    theme = next((label.name.get("en") or label.code for label in item.labels.all() if label.kind == "theme"), "")
    alliance = next(
        (above.code for above in item.institution.lineage() if above.kind == Organisation.Kind.ALLIANCE), ""
    )
    programmes: list[str] = []
    if not module:
        modules = item.modules.filter(published_at__isnull=False).values_list("pk", flat=True)
        programmes = [uuid_of(StudyModule, pk) for pk in modules] + [uuid_of(row) for row in item.degrees.all()]
    return Unit(
        id=uuid_of(item),
        kind="programme" if module else "course",
        key=item.key,
        code=item.code,
        name=item.name,
        description={code: item.promise.get(code) or item.content.get(code, "") for code in LANGUAGES},
        outcomes=item.learning_outcomes,
        admission=item.prerequisites,
        credits=float(item.credits),
        level=item.level,
        languages=tuple(sorted({code for row in runs_ for code in row.languages})),
        modes=tuple(sorted({row.mode for row in runs_ if row.mode})),
        link=link,
        place=place_of(item.institution),
        programmes=tuple(programmes),
        joint=Alliance(alliance or item.institution.code, link, theme) if item.is_joint else None,
    )


def _degree_unit(request: HttpRequest, row: DegreeProgramme) -> Unit:
    link = request.build_absolute_uri(f"{reverse('studies')}?{urlencode({'degree': row.key})}")
    return Unit(
        id=uuid_of(row),
        kind="programme",
        key=row.key,
        code=row.code,
        name=row.title,
        description={},
        outcomes={},
        admission={},
        credits=None if row.credits is None else float(row.credits),
        level="",
        languages=(),
        modes=(),
        link=link,
        place=place_of(row.institution),
        degree=row.level or 0,
    )


def run_of(request: HttpRequest, row: Realisation, left: Mapping[str, Seats]) -> Run:
    """A realisation as a record, with the seats that are left."""
    told = left.get(ref_of(row))
    free = told.free if told else None
    return Run(
        id=uuid_of(row),
        key=row.key,
        name=row.title,
        unit=unit_of(request, row.item),
        place=place_of(row.host),
        state=_STATES.get(row.state, "inactive" if row.ends and row.ends < dt.date.today() else "active"),  # noqa: DTZ011 - a day
        languages=tuple(row.languages),
        mode=row.mode,
        campus=row.campus,
        starts=row.starts,
        ends=row.ends,
        enrol_from=row.enrol_from,
        enrol_until=row.enrol_until,
        seats=row.seats,
        enrolled=row.seats - free if row.seats is not None and free is not None else None,
        waiting=told.waiting if told else None,
    )


def named(words: str, field: str = "name") -> Q:
    """That the words stand in a translated field, in any language."""
    found = Q()
    for code in LANGUAGES:
        found |= Q(**{f"{field}__{code}__icontains": words})
    return found


def fitting(rows: QuerySet[Any], wanted: Asked) -> QuerySet[Any]:
    """Those of the courses or modules that are asked for."""
    if wanted.primary_code:
        rows = rows.filter(key=wanted.primary_code)
    if wanted.words:
        rows = rows.filter(named(wanted.words) | Q(code__icontains=wanted.words) | named(wanted.words, "content"))
    if wanted.language or wanted.mode:
        fitting = narrowed(realisations(), wanted).values("module" if rows.model is StudyModule else "course")
        rows = rows.filter(pk__in=fitting)
    if wanted.level:
        fitting_levels = {"bachelor": ("bachelor", "open"), "master": ("master",)}.get(wanted.level)
        rows = (
            rows.filter(level__in=fitting_levels)
            if fitting_levels
            else rows.exclude(level__in=("bachelor", "open", "master"))
            if wanted.level == "undefined"
            else rows.none()
        )
    if wanted.consumer:
        rows = rows.filter(is_joint=True) if wanted.consumer == "alliance" else rows.none()
    return rows


def narrowed(rows: QuerySet[Realisation], wanted: Asked) -> QuerySet[Realisation]:
    """Those of the realisations that are asked for."""
    if wanted.language:
        # JSON containment is not on every database; the codes are plain, so their quoted text says the same.
        spoken = Cast("languages", TextField())
        rows = rows.annotate(spoken=spoken).filter(spoken__contains=f'"{wanted.language}"')
    if wanted.mode:
        rows = rows.filter(mode__in=wanted.mode.split(","))
    if wanted.since:
        rows = rows.filter(starts__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(starts__lte=wanted.until)
    if wanted.primary_code:
        rows = rows.filter(key=wanted.primary_code)
    if wanted.words:
        rows = rows.filter(
            named(wanted.words, "course__name") | named(wanted.words, "module__name") | named(wanted.words)
        )
    if wanted.consumer:
        joint = Q(course__is_joint=True) | Q(module__is_joint=True)
        rows = rows.filter(joint) if wanted.consumer == "alliance" else rows.none()
    return rows


@dataclass(frozen=True, slots=True)
class Mixed:
    """Modules and degree programmes in one order, read a page at a time."""

    order: Sequence[tuple[type[Model], int]]

    def count(self) -> int:
        """How many rows there are."""
        return len(self.order)

    def __getitem__(self, where: slice) -> list[Any]:
        """The rows of a page."""
        wanted = self.order[where]
        found: dict[tuple[type[Model], int], Any] = {}
        for model, rows in ((StudyModule, items(StudyModule)), (DegreeProgramme, degrees())):
            found |= {(model, row.pk): row for row in rows.filter(pk__in=[pk for of, pk in wanted if of is model])}
        return [found[one] for one in wanted]

"""The published offering over the Open Education API, versions 5 and 6. Reading only, and open to everybody.

Ids are UUIDs of version 8 that hold the kind of row and its number, so nothing is looked up to resolve one.
"""

from __future__ import annotations

import datetime as dt
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from osaamo.connectors.ooapi_out import Alliance, Place, Run, Unit, Version5, Version6, is_for
from osaamo.domains.offering.api.ooapi_asking import Asked, Refused, answer, asked, expands, page, problem
from osaamo.domains.offering.enums import State
from osaamo.domains.offering.models import CourseUnit, Realisation, StudyModule
from osaamo.domains.offering.queries import in_state, realisations
from osaamo.kernel import public_ids
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation
from osaamo.kernel.refs import ref_of
from osaamo.ports import seats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.offering.models import Item
    from osaamo.ports.seats import Seats

VERSIONS: dict[int, type[Version5 | Version6]] = {5: Version5, 6: Version6}
SPECIFICATIONS = {
    5: "https://openonderwijsapi.nl/v5/",
    6: "https://openonderwijsapi.nl/v6.0/",
}
MODELS = {"course": CourseUnit, "programme": StudyModule}
_STATES = {State.PROPOSED: "concept", State.CANCELLED: "cancelled", State.HELD: "inactive"}
_KINDS = {
    Organisation.Kind.ALLIANCE: "root",
    Organisation.Kind.INSTITUTION: "institute",
    Organisation.Kind.UNIT: "department",
}

View = "Callable[..., HttpResponse]"


def uuid_of(row: Model | type[Model], pk: int | None = None) -> str:
    """The id of a row, or of the row ``pk`` of a model."""
    model = row if isinstance(row, type) else type(row)
    number = pk if pk is not None else getattr(row, "pk")  # noqa: B009 - a model class has no number
    return public_ids.uuid_of(f"{model._meta.label_lower}:{number}")  # noqa: SLF001 - Django documents Model._meta


def pk_of(model: type[Model], uuid: UUID) -> int:
    """The number of the row of the model with that id; 0, which no row has, for another's id."""
    ref = public_ids.ref_of(model._meta.label_lower, uuid)  # noqa: SLF001 - Django documents Model._meta as public
    return int(ref.partition(":")[2] or 0)


def _read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only GET and HEAD; what is refused becomes a problem."""

    @wraps(view)
    def handle(request: HttpRequest, *, version: int, **more: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = problem(version, HTTPStatus.METHOD_NOT_ALLOWED, "The offering is read here, not written.")
            response["Allow"] = "GET, HEAD"
            return response
        try:
            return view(request, version=version, **more)
        except Refused as refused:
            return problem(version, refused.status, refused.detail)

    return handle


@_read_only
def service(request: HttpRequest, *, version: int) -> HttpResponse:
    """Who offers this, and what of the specification there is."""
    record: dict[str, Any] = {
        "contactEmail": settings.DEFAULT_FROM_EMAIL,
        "specification": SPECIFICATIONS[version],
        "documentation": request.build_absolute_uri(reverse("developers")),
    }
    if version == 6:
        record["supportedConsumers"] = [{"consumerKey": "alliance", "version": "1.0"}]
        names = ("organisations", "courses", "programmes", "course-offerings", "programme-offerings")
        record["supportedOperations"] = [{"verbs": ["GET"], "path": f"/{name}"} for name in names]
    else:
        record["consumers"] = [{"consumerKey": "alliance"}]
    return answer(request, record)


@_read_only
def places(request: HttpRequest, *, version: int) -> HttpResponse:
    """The organisations that have an offering, and those above them."""
    wanted = asked(request, version, ("organizationId", "name"))
    rows = Organisation.objects.filter(pk__in=[row.pk for row in _offering_places()])
    if wanted.primary_code:
        rows = rows.filter(code=wanted.primary_code)
    if wanted.words:
        rows = rows.filter(_named(wanted.words) | Q(short_name__icontains=wanted.words))
    chosen = request.GET.get("organizationType" if version == 5 else "organisationType")
    if chosen:
        rows = rows.filter(kind__in=[kind for kind, name in _KINDS.items() if name == chosen])
    rows = rows.order_by(*_order(wanted, {"organizationId": "pk", "name": "name__en"}, "name__en"), "pk")
    return page(request, rows, wanted, lambda shown: [VERSIONS[version].place(_place(row)) for row in shown])


@_read_only
def place(request: HttpRequest, *, version: int, place: UUID) -> HttpResponse:
    """One organisation."""
    row = _find(Organisation.objects.filter(pk__in=[row.pk for row in _offering_places()]), place)
    wanted, writer = expands(request), VERSIONS[version]
    more: dict[str, Any] = {}
    if "parent" in wanted and row.parent:
        more["parent"] = writer.place(_place(row.parent))
    if "children" in wanted and row.children.exists():
        more["children"] = [writer.place(_place(child)) for child in row.children.all()]
    return answer(request, writer.place(_place(row), more))


@_read_only
def units(
    request: HttpRequest, *, version: int, kind: str, place: UUID | None = None, programme: UUID | None = None
) -> HttpResponse:
    """The published courses or programmes: all, of one organisation, or the courses of one programme."""
    name = ("courseId" if kind == "course" else "programId", "name")
    wanted = asked(request, version, name)
    rows = _items(MODELS[kind])
    if place:
        rows = rows.filter(institution=_find(Organisation.objects.all(), place))
    if programme:
        rows = rows.filter(modules=_find(_items(StudyModule), programme))
    if wanted.primary_code:
        rows = rows.filter(key=wanted.primary_code)
    if wanted.words:
        rows = rows.filter(_named(wanted.words) | Q(code__icontains=wanted.words) | _named(wanted.words, "content"))
    if wanted.language or wanted.mode:
        fitting = _narrowed(realisations(), wanted).values("module" if kind == "programme" else "course")
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
    rows = rows.order_by(*_order(wanted, {name[0]: "pk", "name": "name__en"}, "pk" if programme else "name__en"), "pk")
    return page(
        request, rows, wanted, lambda shown: [VERSIONS[version].unit(_unit(request, row)) for row in shown]
    )  # fmt: skip


@_read_only
def unit(request: HttpRequest, *, version: int, kind: str, unit: UUID) -> HttpResponse:
    """One course or programme."""
    row = _unit(request, _find(_items(MODELS[kind]), unit))
    if not is_for(request.GET.get("consumer", ""), row):
        raise Refused(HTTPStatus.NOT_FOUND, "Nothing with this id is meant for this consumer.")
    return answer(request, VERSIONS[version].unit(row, expands(request)))


@_read_only
def runs(
    request: HttpRequest,
    *,
    version: int,
    kind: str = "",
    place: UUID | None = None,
    course: UUID | None = None,
    programme: UUID | None = None,
) -> HttpResponse:
    """The realisations of published items: of one organisation, course or programme."""
    wanted = asked(request, version, ("offeringId", "name", "startDate", "endDate"))
    writer = VERSIONS[version]
    rows = _public_runs()
    kind = kind or {"course": "course", "program": "programme", "component": "none"}.get(
        request.GET.get("offeringType", ""), ""
    )
    if kind:
        rows = rows.filter(course__isnull=kind != "course", module__isnull=kind != "programme")
    if place:
        at = _find(Organisation.objects.all(), place)
        given_by_owner = Q(given_by__isnull=True) & (Q(course__institution=at) | Q(module__institution=at))
        rows = rows.filter(Q(given_by=at) | given_by_owner)
    if course:
        rows = rows.filter(course=_find(_items(CourseUnit), course))
    if programme:
        rows = rows.filter(module=_find(_items(StudyModule), programme))
    if version == 5:
        rows = rows.filter(starts__isnull=False, ends__isnull=False)
    rows = _narrowed(rows, wanted)
    if state := request.GET.get("state"):
        over = State.CANCELLED if state == "cancelled" else State.HELD
        ended = rows.filter(pk__in=in_state(over))
        rows = {"cancelled": ended, "inactive": ended}.get(
            state, rows.exclude(pk__in=in_state(State.CANCELLED, State.HELD)) if state == "active" else rows.none()
        )
    if request.GET.get("resultExpected") == "false":
        rows = rows.none()
    columns = {"offeringId": "pk", "name": "key", "startDate": "starts", "endDate": "ends"}
    rows = rows.order_by(*_order(wanted, columns, "starts"), "pk")

    def written(shown: Sequence[Realisation]) -> list[Any]:
        left = seats.left([ref_of(row) for row in shown])
        return [writer.run(_run(request, row, left)) for row in shown]

    return page(request, rows, wanted, written)


@_read_only
def run(request: HttpRequest, *, version: int, run: UUID, kind: str = "") -> HttpResponse:
    """One realisation."""
    rows = _public_runs()
    if kind:
        rows = rows.filter(course__isnull=kind != "course", module__isnull=kind != "programme")
    row = _find(rows, run)
    record = _run(request, row, seats.left([ref_of(row)]))
    if not VERSIONS[version].is_told(record):
        raise Refused(HTTPStatus.NOT_FOUND, "It has no first and last day, which version 5 requires; see version 6.")
    wanted = {{"program": "program", "course": "course"}.get(name, name) for name in expands(request)}
    return answer(request, VERSIONS[version].run(record, wanted))


def _find(rows: QuerySet[Any], uuid: UUID) -> Any:
    row = rows.filter(pk=pk_of(rows.model, uuid)).first()
    if row is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is nothing public with this id.")
    return row


def _items(model: type[Item]) -> QuerySet[Any]:
    rows = model._default_manager.filter(published_at__isnull=False)  # noqa: SLF001 - public API
    return rows.select_related("institution__parent").prefetch_related(
        "labels", Prefetch("realisations", _public_runs())
    )


def _public_runs() -> QuerySet[Realisation]:
    published = Q(course__published_at__isnull=False) | Q(module__published_at__isnull=False)
    rows = realisations().filter(published)
    return rows.exclude(pk__in=in_state(State.PROPOSED))


def _narrowed(rows: QuerySet[Realisation], wanted: Asked) -> QuerySet[Realisation]:
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
            _named(wanted.words, "course__name") | _named(wanted.words, "module__name") | _named(wanted.words)
        )
    if wanted.consumer:
        joint = Q(course__is_joint=True) | Q(module__is_joint=True)
        rows = rows.filter(joint) if wanted.consumer == "alliance" else rows.none()
    return rows


def _named(words: str, field: str = "name") -> Q:
    found = Q()
    for code in LANGUAGES:
        found |= Q(**{f"{field}__{code}__icontains": words})
    return found


def _order(wanted: Asked, columns: Mapping[str, str], default: str) -> list[str]:
    return [("-" if name.startswith("-") else "") + columns[name.removeprefix("-")] for name in wanted.sort] or [
        default
    ]


def _offering_places() -> set[Organisation]:
    owners = set(CourseUnit.objects.values_list("institution", flat=True))
    owners |= set(StudyModule.objects.values_list("institution", flat=True))
    rows = Organisation.objects.filter(pk__in=owners).select_related("parent__parent")
    return {above for row in rows for above in row.lineage()}


def _place(row: Organisation) -> Place:
    children = row.children.values_list("pk", flat=True)
    return Place(
        uuid_of(row),
        row.code,
        _KINDS[Organisation.Kind(row.kind)],
        row.name,
        row.short_name,
        uuid_of(Organisation, row.parent_id) if row.parent_id else "",
        tuple(uuid_of(Organisation, pk) for pk in children),
    )


def _unit(request: HttpRequest, item: Item) -> Unit:
    module = isinstance(item, StudyModule)
    link = request.build_absolute_uri(reverse("study-module" if module else "study-course", args=[item.pk]))
    runs_ = list(item.realisations.all())
    theme = next((label.name.get("en") or label.code for label in item.labels.all() if label.kind == "theme"), "")
    alliance = next(
        (above.code for above in item.institution.lineage() if above.kind == Organisation.Kind.ALLIANCE), ""
    )
    programmes = () if module else item.modules.filter(published_at__isnull=False).values_list("pk", flat=True)
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
        place=_place(item.institution),
        programmes=tuple(uuid_of(StudyModule, pk) for pk in programmes),
        joint=Alliance(alliance or item.institution.code, link, theme) if item.is_joint else None,
    )


def _run(request: HttpRequest, row: Realisation, left: Mapping[str, Seats]) -> Run:
    told = left.get(ref_of(row))
    free = told.free if told else None
    return Run(
        id=uuid_of(row),
        key=row.key,
        name=row.title,
        unit=_unit(request, row.item),
        place=_place(row.host),
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

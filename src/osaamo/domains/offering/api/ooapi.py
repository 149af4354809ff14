"""The published offering over the Open Education API, versions 5 and 6. Reading only, and open to everybody.

Ids are UUIDs of version 8 that hold the kind of row and its number, so nothing is looked up to resolve one.
"""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from osaamo.connectors.ooapi_out import Version5, Version6, is_for
from osaamo.domains.offering.api.ooapi_asking import Asked, Refused, answer, asked, expands, page, problem
from osaamo.domains.offering.api.ooapi_rows import (
    KINDS,
    Mixed,
    degrees,
    find,
    fitting,
    items,
    named,
    narrowed,
    place_of,
    public_runs,
    run_of,
    unit_of,
    uuid_of,
    within,
)
from osaamo.domains.offering.enums import DegreeLevel, State
from osaamo.domains.offering.models import CourseUnit, DegreeProgramme, StudyModule
from osaamo.domains.offering.queries import in_state
from osaamo.kernel import public_ids
from osaamo.kernel.models import Organisation
from osaamo.kernel.refs import ref_of
from osaamo.ports import seats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.offering.models import Realisation

__all__ = ["MODELS", "place", "places", "run", "runs", "service", "unit", "units", "uuid_of"]

VERSIONS: dict[int, type[Version5 | Version6]] = {5: Version5, 6: Version6}
SPECIFICATIONS = {
    5: "https://openonderwijsapi.nl/v5/",
    6: "https://openonderwijsapi.nl/v6.0/",
}
MODELS = {"course": CourseUnit, "programme": StudyModule}

View = "Callable[..., HttpResponse]"


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
        rows = rows.filter(named(wanted.words) | Q(short_name__icontains=wanted.words))
    chosen = request.GET.get("organizationType" if version == 5 else "organisationType")
    if chosen:
        rows = rows.filter(kind__in=[kind for kind, name in KINDS.items() if name == chosen])
    rows = rows.order_by(*_order(wanted, {"organizationId": "pk", "name": "name__en"}, "name__en"), "pk")
    return page(request, rows, wanted, lambda shown: [VERSIONS[version].place(place_of(row)) for row in shown])


@_read_only
def place(request: HttpRequest, *, version: int, place: UUID) -> HttpResponse:
    """One organisation."""
    row = find(Organisation.objects.filter(pk__in=[row.pk for row in _offering_places()]), place)
    wanted, writer = expands(request), VERSIONS[version]
    more: dict[str, Any] = {}
    if "parent" in wanted and row.parent:
        more["parent"] = writer.place(place_of(row.parent))
    if "children" in wanted and row.children.exists():
        more["children"] = [writer.place(place_of(child)) for child in row.children.all()]
    return answer(request, writer.place(place_of(row), more))


@_read_only
def units(
    request: HttpRequest, *, version: int, kind: str, place: UUID | None = None, programme: UUID | None = None
) -> HttpResponse:
    """The published courses or programmes: all, of one organisation, or the courses of one programme."""
    name = ("courseId" if kind == "course" else "programId", "name")
    wanted = asked(request, version, name)
    if kind == "programme":
        return _programmes(request, version, wanted, place)
    rows = items(CourseUnit)
    if place:
        rows = rows.filter(institution=find(Organisation.objects.all(), place))
    if programme:
        rows = rows.filter(**within(programme))
    rows = fitting(rows, wanted)
    rows = rows.order_by(*_order(wanted, {name[0]: "pk", "name": "name__en"}, "pk" if programme else "name__en"), "pk")
    return page(request, rows, wanted, lambda shown: [VERSIONS[version].unit(unit_of(request, row)) for row in shown])


def _programmes(request: HttpRequest, version: int, wanted: Asked, place: UUID | None) -> HttpResponse:
    """The modules of the alliance and the degree programmes of the schools."""
    modules, programmes = fitting(items(StudyModule), wanted), degrees()
    if place:
        at = find(Organisation.objects.all(), place)
        modules, programmes = modules.filter(institution=at), programmes.filter(institution=at)
    if wanted.primary_code:
        programmes = programmes.filter(key=wanted.primary_code)
    if wanted.words:
        programmes = programmes.filter(named(wanted.words) | Q(code__icontains=wanted.words))
    if wanted.level:
        levels = {"bachelor": (DegreeLevel.BACHELOR,), "master": (DegreeLevel.MASTER,)}.get(wanted.level)
        other = programmes.exclude(level__in=(6, 7)) | programmes.filter(level__isnull=True)
        programmes = (
            programmes.filter(level__in=levels)
            if levels
            else other
            if wanted.level == "undefined"
            else programmes.none()
        )
    if wanted.consumer or wanted.language or wanted.mode:
        # A degree programme is nobody's joint offering, and has no realisation that would tell a language or mode.
        programmes = programmes.none()
    rows = [
        (name.get("en", ""), at, pk, model)
        for at, (model, of) in enumerate(((StudyModule, modules), (DegreeProgramme, programmes)))
        for pk, name in of.prefetch_related(None).order_by().values_list("pk", "name")
    ]
    rows.sort(key=lambda row: row[1:3])
    for column in reversed(wanted.sort or ["name"]):
        by = itemgetter(0) if column.removeprefix("-") == "name" else itemgetter(1, 2)
        rows.sort(key=by, reverse=column.startswith("-"))
    return page(
        request,
        Mixed([(model, pk) for *_, pk, model in rows]),
        wanted,
        lambda shown: [VERSIONS[version].unit(unit_of(request, row)) for row in shown],
    )


@_read_only
def unit(request: HttpRequest, *, version: int, kind: str, unit: UUID) -> HttpResponse:
    """One course or programme."""
    known = items(MODELS[kind])
    if kind == "programme" and public_ids.ref_of(DegreeProgramme._meta.label_lower, unit):  # noqa: SLF001 - as above
        known = degrees()
    row = unit_of(request, find(known, unit))
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
    rows = public_runs()
    kind = kind or {"course": "course", "program": "programme", "component": "none"}.get(
        request.GET.get("offeringType", ""), ""
    )
    if kind:
        rows = rows.filter(course__isnull=kind != "course", module__isnull=kind != "programme")
    if place:
        at = find(Organisation.objects.all(), place)
        given_by_owner = Q(given_by__isnull=True) & (Q(course__institution=at) | Q(module__institution=at))
        rows = rows.filter(Q(given_by=at) | given_by_owner)
    if course:
        rows = rows.filter(course=find(items(CourseUnit), course))
    if programme:
        inside = within(programme)
        # Nobody enrols on a degree programme here, so it has no offerings.
        rows = rows.none() if "degrees" in inside else rows.filter(module=inside["modules"])
    if version == 5:
        rows = rows.filter(starts__isnull=False, ends__isnull=False)
    rows = narrowed(rows, wanted)
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
        return [writer.run(run_of(request, row, left)) for row in shown]

    return page(request, rows, wanted, written)


@_read_only
def run(request: HttpRequest, *, version: int, run: UUID, kind: str = "") -> HttpResponse:
    """One realisation."""
    rows = public_runs()
    if kind:
        rows = rows.filter(course__isnull=kind != "course", module__isnull=kind != "programme")
    row = find(rows, run)
    record = run_of(request, row, seats.left([ref_of(row)]))
    if not VERSIONS[version].is_told(record):
        raise Refused(HTTPStatus.NOT_FOUND, "It has no first and last day, which version 5 requires; see version 6.")
    wanted = {{"program": "program", "course": "course"}.get(name, name) for name in expands(request)}
    return answer(request, VERSIONS[version].run(record, wanted))


def _order(wanted: Asked, columns: Mapping[str, str], default: str) -> list[str]:
    return [("-" if name.startswith("-") else "") + columns[name.removeprefix("-")] for name in wanted.sort] or [
        default
    ]


def _offering_places() -> set[Organisation]:
    owners = set(CourseUnit.objects.values_list("institution", flat=True))
    owners |= set(StudyModule.objects.values_list("institution", flat=True))
    rows = Organisation.objects.filter(pk__in=owners).select_related("parent__parent")
    return {above for row in rows for above in row.lineage()}

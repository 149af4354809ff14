"""Numbers of the offering for the plan; the rules in words are in ``docs/measures.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery

from osaamo.domains.offering.enums import Audience, LabelKind, ModuleKind, State
from osaamo.domains.offering.models import (
    CourseUnit,
    DailyCount,
    Label,
    RdiLink,
    Realisation,
    SdgAssessment,
    StatusChange,
    StudyModule,
)
from osaamo.domains.offering.queries import in_state
from osaamo.kernel.measuring import QueryTally, ShareTally, beginning_of
from osaamo.ports.measures import Kind, Period, Pipeline, Stage, measure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.ports.measures import Tally

NOT_OFFERED = (State.PROPOSED, State.CANCELLED)
HAUS = "haus"
"""The tag of the offering for public administration."""
ON_THE_WAY = (State.PLANNED, State.ENROLLING, State.RUNNING, State.MOVED_ONLINE)
PLANNED = {
    "fi": "suunnitellut ja julkaistut, eivät vielä alkaneet",
    "sv": "planerade och publicerade som inte har börjat",
    "en": "planned and published, not begun",
}
UNDER_WAY = {
    "fi": "suunnitellut ja käynnissä olevat",
    "sv": "planerade och pågående",
    "en": "planned and under way",
}
PROPOSED = {
    "fi": "ehdotetut, eivät vielä suunnitellut",
    "sv": "föreslagna men inte planerade",
    "en": "proposed, not planned yet",
}


def _runs(period: Period) -> QuerySet[Realisation]:
    """The realisations that are in the period: by their first day, or by their last where they have no first."""
    return Realisation.objects.filter(
        Q(starts__gte=period.start, starts__lt=period.end)
        | Q(starts__isnull=True, ends__gte=period.start, ends__lt=period.end)
    )


def _offered(period: Period) -> QuerySet[Realisation]:
    """Those of them that were offered: neither only proposed nor cancelled."""
    return _runs(period).exclude(pk__in=in_state(*NOT_OFFERED))


def _modules(period: Period) -> QuerySet[StudyModule]:
    """The modules of the alliance with a realisation offered or held in the period; each once."""
    return StudyModule.objects.filter(Exists(_offered(period).filter(module=OuterRef("pk"))), is_joint=True)


def _paths(period: Period) -> QuerySet[StudyModule]:
    return _modules(period).filter(kind=ModuleKind.PATH)


def _courses(period: Period) -> QuerySet[CourseUnit]:
    """The courses of the joint offering with a realisation offered in the period; each once."""
    return CourseUnit.objects.filter(Exists(_offered(period).filter(course=OuterRef("pk"))), is_joint=True)


def _intensives(period: Period) -> QuerySet[Realisation]:
    return _runs(period).filter(module__kind=ModuleKind.INTENSIVE, module__is_joint=True)


def _of_items(rows: QuerySet[StudyModule | CourseUnit]) -> QueryTally:
    """Items count for the institution that answers for them, so that the institutions' numbers sum to the whole."""
    return QueryTally(rows, organisation="institution")


def _stood(rows: QuerySet[Realisation], on: date, *states: State) -> QuerySet[Realisation]:
    """Those of the realisations that stood in one of the states when the day began."""
    known = StatusChange.objects.filter(realisation=OuterRef("pk"), at__lt=beginning_of(on)).order_by("-at", "-pk")
    return rows.annotate(stood=Subquery(known.values("state")[:1])).filter(stood__in=states)


def _coming(
    items: Callable[[Period], QuerySet[StudyModule] | QuerySet[CourseUnit]], field: str, **chosen: str
) -> Callable[[Period, date], Pipeline]:
    """The pipeline of items that count by a realisation.

    ``items`` are those that count, ``field`` leads to them, ``chosen`` narrows what might count.
    """

    def pipeline(period: Period, on: date) -> Pipeline:
        counted, runs = items(period), _runs(period)
        rows = counted.model._default_manager.filter(is_joint=True, **chosen)  # noqa: SLF001 - public in Django
        by = {field: OuterRef("pk")}
        begun = Exists(_stood(runs.filter(starts__lt=on), on, *ON_THE_WAY, State.HELD).filter(**by))
        planned = Exists(_stood(runs, on, *ON_THE_WAY, State.HELD).filter(**by))
        proposed = Exists(_stood(runs, on, State.PROPOSED).filter(**by))
        waiting, asked = rows.filter(planned).exclude(begun), rows.filter(proposed).exclude(planned)
        return Pipeline(
            _of_items(counted.filter(begun)),
            (_stage("planned", PLANNED, waiting, counted), _stage("proposed", PROPOSED, asked, counted)),
        )

    return pipeline


def _stage(key: str, name: dict[str, str], rows: QuerySet[Any], counted: QuerySet[Any]) -> Stage:
    return Stage(key, name, _of_items(rows), _of_items(rows.filter(pk__in=counted.values("pk"))))


def _intensives_coming(period: Period, on: date) -> Pipeline:
    rows = _intensives(period)
    held = rows.filter(pk__in=in_state(State.HELD))

    def of(chosen: QuerySet[Realisation]) -> QueryTally:
        return QueryTally(chosen, organisation="module__institution")

    def stage(key: str, name: dict[str, str], chosen: QuerySet[Realisation]) -> Stage:
        return Stage(key, name, of(chosen), of(chosen.filter(pk__in=held.values("pk"))))

    way, proposed = _stood(rows, on, *ON_THE_WAY), _stood(rows, on, State.PROPOSED)
    return Pipeline(
        of(_stood(held, on, State.HELD)), (stage("planned", UNDER_WAY, way), stage("proposed", PROPOSED, proposed))
    )


@measure("offering.modules", unit="module", kind=Kind.DISTINCT, pipeline=_coming(_modules, "module"))
def modules(period: Period) -> Tally:
    """IND-LEARN-01: study modules offered or held."""
    return _of_items(_modules(period))


@measure("offering.paths", unit="path", kind=Kind.DISTINCT, pipeline=_coming(_paths, "module", kind=ModuleKind.PATH))
def paths(period: Period) -> Tally:
    """IND-LEARN-02: competence paths among them."""
    return _of_items(_paths(period))


@measure("offering.intensives_planned", unit="week", kind=Kind.FLOW)
def intensives_planned(period: Period) -> Tally:
    """IND-LEARN-03: realisations of intensives that were to be held, whatever became of them."""
    rows = _intensives(period).exclude(pk__in=in_state(State.PROPOSED))
    return QueryTally(rows, organisation="module__institution")


@measure("offering.intensives_held", unit="week", kind=Kind.FLOW, pipeline=_intensives_coming)
def intensives_held(period: Period) -> Tally:
    """IND-LEARN-03: those that were held."""
    return QueryTally(_intensives(period).filter(pk__in=in_state(State.HELD)), organisation="module__institution")


@measure("offering.intensives_cancelled", unit="week", kind=Kind.FLOW)
def intensives_cancelled(period: Period) -> Tally:
    """IND-LEARN-03: those that were cancelled."""
    return QueryTally(_intensives(period).filter(pk__in=in_state(State.CANCELLED)), organisation="module__institution")


@measure("offering.intensives_cancelled_share", unit="share", kind=Kind.DISTINCT)
def intensives_cancelled_share(period: Period) -> Tally:
    """IND-LEARN-03: cancelled of planned."""
    return ShareTally(intensives_cancelled(period), intensives_planned(period))


@measure("offering.intensives_online", unit="week", kind=Kind.FLOW)
def intensives_online(period: Period) -> Tally:
    """IND-LEARN-03: those held that had been moved online."""
    moved = StatusChange.objects.filter(realisation=OuterRef("pk"), state=State.MOVED_ONLINE)
    rows = _intensives(period).filter(Exists(moved), pk__in=in_state(State.HELD, State.MOVED_ONLINE))
    return QueryTally(rows, organisation="module__institution")


@measure("offering.open_paths", unit="path", kind=Kind.DISTINCT)
def open_paths(period: Period) -> Tally:
    """IND-LEARN-04: paths that open UAS students can take."""
    # JSON lists have no containment lookup on SQLite; the codes of audiences are whole quoted words.
    for_open = _offered(period).filter(
        Q(audiences__icontains=f'"{Audience.OPEN}"')
        | Q(audiences=[], module__audiences__icontains=f'"{Audience.OPEN}"'),
        module=OuterRef("pk"),
    )
    return _of_items(_modules(period).filter(Exists(for_open), kind=ModuleKind.PATH))


@measure("offering.rdi_modules", unit="module", kind=Kind.DISTINCT)
def rdi_modules(period: Period) -> Tally:
    """IND-LEARN-05: paths and intensives built on a research project, with RDI staff among their authors."""
    built = RdiLink.objects.filter(module=OuterRef("pk")).exclude(authors=[])
    kinds = (ModuleKind.PATH, ModuleKind.INTENSIVE)
    return _of_items(_modules(period).filter(Exists(built), kind__in=kinds))


@measure("offering.courses", unit="course", kind=Kind.DISTINCT, pipeline=_coming(_courses, "course"))
def courses(period: Period) -> Tally:
    """IND-LEARN-06: courses of the joint offering with a realisation offered in the period."""
    return _of_items(_courses(period))


@measure("offering.sdg_modules", unit="module", kind=Kind.DISTINCT)
def sdg_modules(period: Period) -> Tally:
    """IND-LEARN-07: modules whose assessment against the goals of the United Nations a person confirmed by then."""
    confirmed = SdgAssessment.objects.filter(module=OuterRef("pk"), confirmed_on__lt=period.end)
    return _of_items(_modules(period).filter(Exists(confirmed)))


@measure("offering.sdg_share", unit="share_of_modules", kind=Kind.DISTINCT)
def sdg_share(period: Period) -> Tally:
    """IND-LEARN-07: the share of such modules."""
    return ShareTally(sdg_modules(period), modules(period))


@measure("offering.views", unit="view", kind=Kind.FLOW)
def views(period: Period) -> Tally:
    """IND-LEARN-09: page views of the offering."""
    return _seen(period, "view")


@measure("offering.enrol_clicks", unit="click", kind=Kind.FLOW)
def enrol_clicks(period: Period) -> Tally:
    """IND-LEARN-09: clicks on the way to enrolment."""
    return _seen(period, "enrol")


@measure("offering.haus_pilots", unit="pilot", kind=Kind.FLOW)
def haus_pilots(period: Period) -> Tally:
    """IND-LEARN-10: realisations for public administration that were held."""
    tagged = Label.objects.filter(kind=LabelKind.TAG, code=HAUS)
    rows = _runs(period).filter(
        Q(module__in=StudyModule.objects.filter(labels__in=tagged))
        | Q(course__in=CourseUnit.objects.filter(labels__in=tagged)),
        pk__in=in_state(State.HELD),
    )
    return QueryTally(rows, organisation=("module__institution", "course__institution"))


def _seen(period: Period, seen: str) -> QueryTally:
    rows = DailyCount.objects.filter(seen=seen, day__gte=period.start, day__lt=period.end)
    return QueryTally(rows, value="count", organisation=("module__institution", "course__institution"))

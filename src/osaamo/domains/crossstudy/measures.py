"""Numbers of study at another institution for the plan.

An enrolment counts once: the home's row, or the host's where the home is elsewhere or there is none. It counts for the
host, which gives the course.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from osaamo.domains.crossstudy.enums import Audience, Side, State
from osaamo.domains.crossstudy.models import Enrolment, Party
from osaamo.kernel.measuring import QueryTally, beginning_of
from osaamo.kernel.models import Pool
from osaamo.ports.measures import Kind, Period, Pipeline, Stage, measure

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.ports.measures import Tally

OPEN = (Audience.OPEN, Audience.CONTINUOUS)
SEATED = (State.ENROLLED, State.COMPLETED)
UNDECIDED = (State.ASKED, State.SENT, State.RECEIVED, State.QUEUED, State.OFFERED, State.UNPAID)
WAITING = {
    "fi": "ilmoittautumiset, jotka odottavat päätöstä, paikkaa tai maksua",
    "sv": "anmälningar som väntar på beslut, plats eller betalning",
    "en": "enrolments that wait for a decision, a seat or payment",
}
LOOKED_BACK = timedelta(days=3 * 366)
"""So far back the fate of enrolments tells that of today's."""


def _asked(period: Period) -> QuerySet[Enrolment]:
    """The enrolments that were asked for in the period, each once."""
    once = Q(side=Side.HOME) | Q(side=Side.HOST, home__isnull=True) | Q(side=Side.HOST) & ~Q(home__address="")
    begin, end = beginning_of(period.start), beginning_of(period.end)
    return Enrolment.objects.filter(once, asked_at__gte=begin, asked_at__lt=end)


def _coming(period: Period, on: date) -> Pipeline:
    """Open enrolments, in one stage: nobody keeps how one stood on a day, so all decided ones tell how many get in."""

    def of(rows: QuerySet[Enrolment]) -> QueryTally:
        return QueryTally(rows, organisation="host__organisation")

    known = _asked(Period(period.start, max(period.start, min(on, period.end))))
    decided = _asked(Period(on - LOOKED_BACK, on)).exclude(state__in=UNDECIDED)
    waiting = Stage(
        "waiting",
        WAITING,
        of(known.filter(state__in=UNDECIDED)),
        of(known.none()),
        (of(decided), of(decided.filter(state__in=SEATED))),
    )
    return Pipeline(of(known.filter(state__in=SEATED)), (waiting,))


@measure("crossstudy.applicants", unit="enrolments", kind=Kind.FLOW)
def applicants(period: Period) -> Tally:
    """Enrolments asked for through the service, whatever became of them."""
    return QueryTally(_asked(period), organisation="host__organisation")


@measure("crossstudy.enrolments", unit="enrolments", kind=Kind.FLOW, pipeline=_coming)
def enrolments(period: Period) -> Tally:
    """Those of them that got a seat and were not given up since."""
    rows = _asked(period).filter(state__in=SEATED)
    return QueryTally(rows, organisation="host__organisation")


@measure("crossstudy.open-enrolments", unit="enrolments", kind=Kind.FLOW)
def open_enrolments(period: Period) -> Tally:
    """Those of them in open studies."""
    rows = _asked(period).filter(state__in=SEATED, audience__in=OPEN)
    return QueryTally(rows, organisation="host__organisation")


@measure("crossstudy.seats", unit="seats", kind=Kind.STOCK)
def seats(period: Period) -> Tally:
    """Seats of the offers somebody asked for in the period; with the applicants, how many want each."""
    return QueryTally(Pool.objects.filter(ref__in=_asked(period).values("offer_ref")), value="size", organisation="")


@measure("crossstudy.connected", unit="institutions", kind=Kind.DISTINCT)
def connected(period: Period) -> Tally:
    """Institutions with a working way to enrol: a student of theirs, or of another's, got a seat by it."""
    got = _asked(period).filter(state__in=SEATED, home__isnull=False)
    rows = Party.objects.filter(Exists(got.filter(Q(home=OuterRef("pk")) | Q(host=OuterRef("pk")))))
    return QueryTally(rows, organisation="organisation")

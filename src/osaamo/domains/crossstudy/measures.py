"""Numbers of study at another institution for the plan.

An enrolment counts once: the home's row, or the host's where the home is elsewhere or there is none. It counts for the
host, which gives the course.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import make_aware

from osaamo.domains.crossstudy.enums import Audience, Side, State
from osaamo.domains.crossstudy.models import Enrolment, Party
from osaamo.kernel.measuring import QueryTally
from osaamo.kernel.models import Pool
from osaamo.ports.measures import Kind, measure

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from osaamo.ports.measures import Period, Tally

OPEN = (Audience.OPEN, Audience.CONTINUOUS)


def _asked(period: Period) -> QuerySet[Enrolment]:
    """The enrolments that were asked for in the period, each once."""
    once = Q(side=Side.HOME) | Q(side=Side.HOST, home__isnull=True) | Q(side=Side.HOST) & ~Q(home__address="")
    # As moments, not as dates of them: a database can find those by an index.
    begin, end = (make_aware(datetime.combine(day, time.min)) for day in (period.start, period.end))
    return Enrolment.objects.filter(once, asked_at__gte=begin, asked_at__lt=end)


@measure("crossstudy.applicants", unit="enrolments", kind=Kind.FLOW)
def applicants(period: Period) -> Tally:
    """Enrolments asked for through the service, whatever became of them."""
    return QueryTally(_asked(period), organisation="host__organisation")


@measure("crossstudy.enrolments", unit="enrolments", kind=Kind.FLOW)
def enrolments(period: Period) -> Tally:
    """Those of them that got a seat and were not given up since."""
    rows = _asked(period).filter(state__in=(State.ENROLLED, State.COMPLETED))
    return QueryTally(rows, organisation="host__organisation")


@measure("crossstudy.open-enrolments", unit="enrolments", kind=Kind.FLOW)
def open_enrolments(period: Period) -> Tally:
    """Those of them in open studies."""
    rows = _asked(period).filter(state__in=(State.ENROLLED, State.COMPLETED), audience__in=OPEN)
    return QueryTally(rows, organisation="host__organisation")


@measure("crossstudy.seats", unit="seats", kind=Kind.STOCK)
def seats(period: Period) -> Tally:
    """Seats of the offers somebody asked for in the period; with the applicants, how many want each."""
    return QueryTally(Pool.objects.filter(ref__in=_asked(period).values("offer_ref")), value="size", organisation="")


@measure("crossstudy.connected", unit="institutions", kind=Kind.DISTINCT)
def connected(period: Period) -> Tally:
    """Institutions with a working way to enrol: a student of theirs, or of another's, got a seat by it."""
    got = _asked(period).filter(state__in=(State.ENROLLED, State.COMPLETED), home__isnull=False)
    rows = Party.objects.filter(Exists(got.filter(Q(home=OuterRef("pk")) | Q(host=OuterRef("pk")))))
    return QueryTally(rows, organisation="organisation")

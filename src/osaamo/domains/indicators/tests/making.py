"""Indicators for tests, made with as little as needed, and a measure of audit entries to compute them from."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from unittest.mock import patch
from zoneinfo import ZoneInfo

from django.db.models import Q

from osaamo.domains.indicators.enums import Form
from osaamo.domains.indicators.models import Baseline, Indicator, Target
from osaamo.kernel.measuring import QueryTally
from osaamo.kernel.models import AuditEntry
from osaamo.ports import measures

_numbers = count(1)
HELSINKI = ZoneInfo("Europe/Helsinki")


def make_indicator(*, baseline=None, targets=None, **more):
    """An indicator; ``baseline`` is (value, year), ``targets`` numbers or (low, high) by year."""
    number = next(_numbers)
    values = {
        "key": f"IND-{number}",
        "position": number,
        "area": "learning",
        "kind": "target",
        "name": {"fi": f"Mittari {number}", "sv": f"Mätare {number}", "en": f"Indicator {number}"},
        "unit": "module/year",
        "unit_name": {"fi": "kappaletta", "en": "pieces"},
        "direction": "up",
        "counting": "yearly",
        "first_year": 2021,
    }
    made = Indicator.objects.create(**values | more)
    if baseline:
        Baseline.objects.create(indicator=made, value=baseline[0], year=baseline[1])
    for year, given in (targets or {}).items():
        low, high = given if isinstance(given, tuple) else (given, None)
        form = Form.VALUE if high is None else Form.RANGE
        Target.objects.create(indicator=made, year=year, form=form, low=Decimal(low), high=high)
    return made


def make_row(place, day):
    """A row the measure of :func:`measured` counts."""
    return AuditEntry.objects.create(
        verb="test.row", organisation=place, at=datetime(day.year, day.month, day.day, 12, tzinfo=HELSINKI)
    )


def rows_in(period):
    """The rows of a period."""
    begin, end = (datetime(on.year, on.month, on.day, tzinfo=HELSINKI) for on in (period.start, period.end))
    return AuditEntry.objects.filter(verb="test.row", at__gte=begin, at__lt=end)


@contextmanager
def measured(key="test.rows", *, kind=measures.Kind.FLOW, by=(), pipeline=None):
    """A registered measure that counts audit entries."""

    def tally(period, **_narrowed):
        return QueryTally(rows_in(period))

    with patch.dict(measures._measures, {key: measures.Measure(key, "rows", kind, tally, by, pipeline)}):
        yield key


def make_open_row(place, day, *, counts_on=None):
    """A row of the pipeline of :func:`under_way`, open from a day on; it counted on another day, or never did."""
    AuditEntry.objects.create(verb="test.open", organisation=place, at=_noon(day), ref=f"{counts_on or ''}")
    return make_row(place, counts_on) if counts_on else None


def under_way(period, day):
    """A pipeline: rows told open before the day, which count on a later day of the period, or never."""
    told = AuditEntry.objects.filter(verb="test.open", at__lt=_noon(day), at__gte=_noon(period.start))
    waiting = told.filter(Q(ref="") | Q(ref__gte=f"{day}"))
    came = waiting.exclude(ref="").filter(ref__lt=f"{period.end}")
    stage = measures.Stage(
        "open", {"fi": "avoinna", "sv": "öppna", "en": "open"}, QueryTally(waiting), QueryTally(came)
    )
    settled = rows_in(measures.Period(period.start, max(period.start, min(day, period.end))))
    return measures.Pipeline(QueryTally(settled), (stage,))


def _noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=HELSINKI)


def on(year, month=7, day=1):
    return date(year, month, day)

"""What indicators tell the other domains: themselves as items of the plan, and their part of a report."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation

from osaamo.domains.indicators import queries
from osaamo.domains.indicators.enums import Status
from osaamo.domains.indicators.models import Indicator
from osaamo.domains.indicators.queries.words import aim_words, outlook_words, percent, reason_words
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.refs import ref_of
from osaamo.ports import planning
from osaamo.ports.measures import totals_of
from osaamo.ports.reporting import Section, section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from osaamo.domains.indicators.queries import Read
    from osaamo.ports.measures import Period, Tally
    from osaamo.ports.reporting import Question

TONES = {
    Status.ON_TRACK: "good",
    Status.AT_RISK: "risk",
    Status.LATE: "late",
    Status.REACHED: "good",
    Status.MISSED: "late",
}


def _three(fi: str, sv: str, en: str) -> dict[str, str]:
    return {"fi": fi, "sv": sv, "en": en}


COLUMNS = {
    "name": _three("Mittari", "Mätare", "Indicator"),
    "value": _three("Jaksolla", "Under perioden", "In the period"),
    "before": _three("Edellisellä jaksolla", "Föregående period", "In the period before"),
    "change": _three("Muutos", "Förändring", "Change"),
    "year": _three("Vuonna tähän asti", "I år hittills", "In the year so far"),
    "target": _three("Tavoite", "Mål", "Target"),
    "standing": _three("Tila", "Läge", "Status"),
    "reason": _three("Peruste", "Motivering", "Reason"),
    "forecast": _three("Ennuste", "Prognos", "Forecast"),
    "rows": _three("Rivejä", "Rader", "Rows"),
}


@planning.plan_items(planning.Kind.INDICATOR)
def items() -> Iterator[planning.PlanItem]:
    """The indicators in the order of the plan."""
    for row in Indicator.objects.all():
        yield planning.PlanItem(
            planning.Kind.INDICATOR, row.key, row.name, ref_of(row), f"/indicators/{row.key}/", row.area
        )


@section("indicators.values")
def values(question: Question) -> Section:
    """Each indicator of the areas: the period, the one before, the year, target, status with reason, forecast, rows."""
    chosen = queries.indicators()
    if question.areas:
        chosen = chosen.filter(area__in=question.areas)
    reads = queries.read(list(chosen), on=question.period.end - timedelta(days=1), flows=queries.Flows.AIMED)
    without = sum(read.status == Status.NO_DATA for read in reads)
    warning = _three(
        f"{without} mittarilla ei ole tietoja.",
        f"{without} mätare saknar uppgifter.",
        f"{without} indicators have no data.",
    )
    return Section(
        "indicators.values",
        _three("Mittarit", "Mätare", "Indicators"),
        COLUMNS,
        tuple(_row(read, question) for read in reads),
        (warning,) if without else (),
        public=tuple(COLUMNS),
    )


def _row(read: Read, question: Question) -> dict[str, Any]:
    indicator, unit = read.indicator, read.indicator.unit
    year = question.period.end - timedelta(days=1)
    now, before = _of(read, question.period), _of(read, question.before)
    tally = queries.tally_of(indicator, question.period)
    count, digest = _rows(tally) if tally is not None else (None, None)
    cell = read.values.at(year.year)
    return {
        "name": dict(indicator.name),
        "value": _text(now),
        "before": _text(before),
        "change": _text(now - before) if now is not None and before is not None else None,
        "year": _text(cell.value),
        "target": f"{aim_words(read.aim, unit)} ({read.aim.year})" if read.aim else None,
        "standing": _in_three(lambda: str(read.status.label)),
        "reason": _in_three(
            lambda: read.override.reason if read.override else reason_words(read.computed.reasons[0], unit)
        ),
        "forecast": percent(read.outlook.probability)
        if read.outlook.probability is not None
        else _in_three(lambda: outlook_words(read.outlook, unit)),
        "rows": count,
        "rows_digest": digest,
        "key": indicator.key,
        "ref": ref_of(indicator),
        "url": f"/indicators/{indicator.key}/rows/?year={year.year}",
        "status": TONES.get(read.status, "none"),
        "missing": [dict(row.name) for row in read.missing],
        "entered": cell.manual is not None,
    }


def _of(read: Read, period: Period) -> Decimal | None:
    """The value of a period: what came in it, or for a stock what holds at its end; ``None`` without a source."""
    tally = queries.tally_of(read.indicator, period)
    return totals_of(tally, ())[None] if tally is not None else None


def _rows(tally: Tally) -> tuple[int, str]:
    """How many rows are behind a number, and the SHA-256 of their references, by which a later reader tells them."""
    count, digest = 0, hashlib.sha256()
    for ref in tally.refs():
        count += 1
        digest.update(f"{ref}\n".encode())
    return count, digest.hexdigest()


def _text(value: Decimal | None) -> str | None:
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_three(said: Callable[[], str]) -> dict[str, str]:
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = said()
    return found

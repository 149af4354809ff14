"""How indicators stand on a day: status with reasons, the outlook, what is missing and what contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from osaamo.domains.indicators.enums import Counting, Direction, Form, Kind, Status, Unsure
from osaamo.domains.indicators.models import Baseline, Indicator, ManualValue, RecordType, StatusOverride, Target
from osaamo.domains.indicators.queries.computing import is_silent, source_of, values_of, years_until
from osaamo.domains.indicators.queries.forecasting import Outlook, outlook, with_pipeline
from osaamo.domains.indicators.queries.pipelines import Flow, Flows, flow_of
from osaamo.domains.indicators.rules import (
    Facts,
    Reason,
    Standing,
    aim_on,
    aims_of,
    judge,
    start_of,
    verdict,
    years_judged,
)
from osaamo.kernel.measuring import has_rows
from osaamo.kernel.models import Organisation
from osaamo.ports import measures
from osaamo.ports.measures import Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from osaamo.domains.indicators.queries.computing import Values
    from osaamo.domains.indicators.rules import Aim, Point


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things the plan says that do not agree: ``what`` is ``baselines``, ``growth`` or ``split``."""

    what: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """An indicator as it stands on a day.

    Attributes:
        indicator: with baselines, targets in force, overrides in force, owner and record types at hand.
        values: by year and place.
        judged: the values by year that are judged: of all, or of the lowest institution.
        start: the baseline that is used.
        aims: the targets that are numbers.
        computed: the status by the rule.
        override: what a person set instead, where it is in force.
        outlook: what the coming years may bring.
        missing: kinds of records nobody tells yet.
        flow: what is under way, where it was asked for and the measure offers it.
        verdicts: how targets whose year is over went, by year.
    """

    indicator: Indicator
    values: Values
    judged: Mapping[int, Decimal]
    start: Point | None
    aims: tuple[Aim, ...]
    computed: Standing
    override: StatusOverride | None
    outlook: Outlook
    missing: tuple[RecordType, ...]
    on: date
    flow: Flow | None = None
    verdicts: Mapping[int, Status] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """The status that counts."""
        return Status(self.override.status) if self.override else self.computed.status

    @property
    def aim(self) -> Aim | None:
        """The target the day is judged by."""
        return aim_on(self.aims, self.on)

    @property
    def latest(self) -> tuple[int, Any, str | None] | None:
        """The newest year with a value, its cell and place; of what was reached or not, the year that decided.

        The place is empty for all together; where every institution has to reach the target, it is the lowest one.
        """
        decided = self.computed.judged if self.computed.status in {Status.REACHED, Status.MISSED} else None
        year = decided if decided in self.judged else max(self.judged, default=None)
        if year is None:
            return None
        place = self._lowest(year) if self.indicator.each_institution else None
        return year, self.values.at(year, place), place

    def _lowest(self, year: int) -> str | None:
        of_places = [
            (cell.value, place)
            for (at, place), cell in self.values.cells.items()
            if at == year and place is not None and cell.value is not None
        ]
        return min(of_places)[1] if of_places else None

    @property
    def conflicts(self) -> list[Conflict]:
        """What the plan says twice and differently."""
        return conflicts_of(self.indicator)


def indicators() -> QuerySet[Indicator]:
    """All indicators with what their pages need."""
    in_force = Target.objects.filter(ended_at__isnull=True)
    overrides = StatusOverride.objects.filter(ended_at__isnull=True).select_related("made_by")
    return Indicator.objects.select_related("owner", "parent").prefetch_related(
        "baselines",
        "computed_from",
        "parts",
        Prefetch("targets", in_force.select_related("made_by")),
        Prefetch("overrides", overrides),
    )


def institutions() -> list[Organisation]:
    """The institutions of the alliance, in order of code."""
    return list(Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, parent__isnull=False))


def read(chosen: Sequence[Indicator], *, on: date | None = None, flows: Flows = Flows.NONE) -> list[Read]:
    """The indicators as they stand on a day, today by default, with the values of all and of each institution.

    ``flows``: of which with what is under way; of the others the forecast rests on the years alone.
    """
    day = on or timezone.localdate()
    values = values_of(chosen, years_until(day), [place.code for place in institutions()])
    fresh = _entered_lately(chosen, day)
    asked: dict[tuple[object, ...], bool] = {}
    return [
        _read(one, values[one.pk], day, fresh=one.pk in fresh or _has_new_rows(one, day, asked), flows=flows)
        for one in chosen
    ]


def missing_of(indicator: Indicator) -> tuple[RecordType, ...]:
    """The kinds of records it should be computed from that nobody tells yet."""
    return tuple(
        row for row in indicator.computed_from.all() if not any(measures.find(key) is not None for key in row.told_by)
    )


def conflicts_of(indicator: Indicator) -> list[Conflict]:
    """Baselines that differ; targets of one year that do not agree with their growth or with their parts."""
    rows = [row for row in indicator.baselines.all() if row.value is not None]
    found = [Conflict("baselines", {"rows": rows})] if len(rows) > 1 else []
    start, targets = start_of(rows), list(indicator.targets.all())
    for target in targets:
        given = next((t.low for t in targets if t.year == target.year and t.form in {Form.VALUE, Form.RANGE}), None)
        if given is None:
            continue
        if target.form == Form.GROWTH and start is not None and target.growth is not None:
            grown = start.value * (1 + target.growth)
            if grown != given:
                found.append(Conflict("growth", {"target": target, "grown": grown, "given": given, "start": start}))
        parts = indicator.parts.all()
        if target.form == Form.SPLIT and parts and target.low is not None and target.low * len(parts) != given:
            found.append(Conflict("split", {"target": target, "sum": target.low * len(parts), "given": given}))
    return found


def _read(indicator: Indicator, values: Values, day: date, *, fresh: bool, flows: Flows) -> Read:
    baselines: list[Baseline] = list(indicator.baselines.all())
    targets = list(indicator.targets.all())
    start = start_of(baselines)
    aims = aims_of(targets, start, indicator.times)
    known = _judged(indicator, values)
    facts = Facts(
        direction=Direction(indicator.direction),
        kind=Kind(indicator.kind),
        values=known,
        on=day,
        has_source=values.measure is not None or bool(known),
        baseline=start,
        aims=aims,
        words_only=bool(targets) and not aims,
        as_of_now=indicator.counting == Counting.CUMULATIVE
        or (values.measure is not None and values.measure.kind == measures.Kind.STOCK),
        fresh=fresh,
        last_year=indicator.last_year,
        adds_up=indicator.counting == Counting.CUMULATIVE,
    )
    facts = replace(facts, silent=_silent(indicator, values, facts))
    standing = judge(facts)
    if values.why is not None and not known:
        standing = Standing(Status.NO_DATA, (Reason(values.why),))
    ahead = next((aim for aim in aims if aim.year >= day.year), None)
    full = {year: value for year, value in known.items() if year < day.year}
    ahead_of = outlook(full, ahead, facts.direction, this_year=day.year)
    totals = {year: value for year, value in values.known().items() if year < day.year}
    is_asked = flows == Flows.ALL or (flows == Flows.AIMED and ahead is not None and ahead.year == day.year)
    flow = flow_of(indicator, totals, day) if is_asked and known else None
    return Read(
        indicator=indicator,
        values=values,
        judged=known,
        start=start,
        aims=aims,
        computed=standing,
        override=next((row for row in indicator.overrides.all() if row.until >= day), None),
        outlook=with_pipeline(ahead_of, flow, facts.direction, day.year, lowest=indicator.each_institution)
        if known
        else Outlook(aim=ahead, unsure=Unsure.NO_SOURCE),
        missing=missing_of(indicator),
        on=day,
        flow=flow,
        verdicts={aim.year: said for aim in aims if (said := verdict(facts, aim)) is not None},
    )


def _silent(indicator: Indicator, values: Values, facts: Facts) -> frozenset[int]:
    """Of the years that decide, those whose 0 nobody counted and nobody entered."""
    return frozenset(
        year
        for year in years_judged(facts)
        if facts.values.get(year) == 0
        and values.measure is not None
        and values.at(year).manual is None
        and is_silent(indicator, year)
    )


def _judged(indicator: Indicator, values: Values) -> dict[int, Decimal]:
    """The values by year that are judged: of all, or of the lowest where every institution has to reach the target."""
    known = values.known()
    if not indicator.each_institution:
        return known
    places = {place for _, place in values.cells if place is not None}
    lowest: dict[int, Decimal] = {}
    for year in known:
        of_places = [value for place in places if (value := values.at(year, place).value) is not None]
        if of_places:
            lowest[year] = min(of_places)
    return lowest


def _entered_lately(chosen: Sequence[Indicator], day: date) -> set[int]:
    """Primary keys of those for which somebody entered a value within the expected time."""
    rows = ManualValue.objects.filter(Q(withdrawn_at__isnull=True), indicator__in=chosen)
    expected = {one.pk: one.expected_days for one in chosen}
    return {
        pk
        for pk, at in rows.values_list("indicator", "entered_at")
        if timezone.localdate(at) >= day - timedelta(days=expected[pk])
    }


def _has_new_rows(indicator: Indicator, day: date, asked: dict[tuple[object, ...], bool]) -> bool:
    measure, why = source_of(indicator)
    if measure is None or why is not None:
        return True
    key = (measure.key, indicator.expected_days, *sorted(indicator.parameters.items()))
    if key not in asked:
        period = Period(day - timedelta(days=indicator.expected_days), day + timedelta(days=1))
        asked[key] = has_rows(measure.tally(period, **indicator.parameters))
    return asked[key]

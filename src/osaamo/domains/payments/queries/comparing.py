"""Prices of today beside the common rule, on enrolments that were: row by row, and what it does to income."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from osaamo.domains.payments.enums import CapPer
from osaamo.domains.payments.models import ZERO, RuleVersion
from osaamo.domains.payments.queries.pricing import bill, ceiling_for, lineage_of, period_of, version_for
from osaamo.kernel.models import Organisation
from osaamo.ports import attainments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from osaamo.domains.payments.models import Ceiling


@dataclass(frozen=True, slots=True)
class Studied:
    """Enrolments of one kind: ``count`` people on one course, or the one of ``person``.

    ``host`` and ``home`` are codes of organisations, ``ref`` where the row comes from (``crossstudy.result:7``, or
    ``line 3`` of a table).
    """

    ref: str
    course: str
    host: str
    audience: str
    credits: Decimal
    on: date
    home: str = ""
    person: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Compared:
    """A row with both prices for all its people, in euros; ``None`` where nobody knows the host."""

    studied: Studied
    today: Decimal | None
    common: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """What the common rule brings more."""
        return None if self.today is None or self.common is None else self.common - self.today


@dataclass(slots=True)
class Effect:
    """What both rules bring an institution."""

    people: int = 0
    today: Decimal = ZERO
    common: Decimal = ZERO

    @property
    def difference(self) -> Decimal:
        """What the common rule brings more."""
        return self.common - self.today


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows in the order given, and their sums by code of the institution."""

    rows: tuple[Compared, ...]
    effects: dict[str, Effect]
    unknown: int

    @property
    def whole(self) -> Effect:
        """The sum over all institutions."""
        every = self.effects.values()
        return Effect(
            sum(e.people for e in every), sum((e.today for e in every), ZERO), sum((e.common for e in every), ZERO)
        )


@dataclass
class _Payer:
    """Applies rules to people one after the other, and remembers what each has paid, for the caps over time."""

    version_of: Callable[[Organisation, str], RuleVersion | None]
    ceiling_of: Callable[[str], Ceiling | None]
    spent: dict[tuple[object, ...], Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    def pays(self, row: Studied, host: Organisation) -> Decimal:
        version = self.version_of(host, row.audience)
        key: tuple[object, ...] = ()
        if version is not None and row.person and version.cap_per != CapPer.ENROLMENT:
            key = (row.person, version.rule_id, period_of(CapPer(version.cap_per), row.on)[0])
        made = bill(
            version,
            credits=row.credits,
            homes=lineage_of(row.home),
            ceiling=self.ceiling_of(row.audience),
            spent=self.spent[key] if key else ZERO,
        )
        if key:
            self.spent[key] += made.amount
        return made.amount * row.count


def common_proposal(alliance: Organisation) -> dict[str, RuleVersion]:
    """The newest version of each common rule by audience, draft or published."""
    found: dict[str, RuleVersion] = {}
    versions = RuleVersion.objects.filter(rule__organisation=alliance).select_related("rule__organisation", "vat")
    for version in versions.prefetch_related("free_cases").order_by("number"):
        found[version.rule.audience] = version
    return found


def compare(rows: Iterable[Studied], *, common: dict[str, RuleVersion], on: date) -> Comparison:
    """The rows priced by the rules in force on the day, and by the common ones; both know only these rows' people.

    An audience without a common rule pays as on the day.
    """
    hosts = {place.code: place for place in Organisation.objects.select_related("parent")}
    in_force: dict[tuple[str, str], RuleVersion | None] = {}
    ceilings: dict[str, Ceiling | None] = {}

    def version_today(host: Organisation, audience: str) -> RuleVersion | None:
        key = (host.code, audience)
        if key not in in_force:
            in_force[key] = version_for(host, audience, on)
        return in_force[key]

    def ceiling_today(audience: str) -> Ceiling | None:
        if audience not in ceilings:
            ceilings[audience] = ceiling_for(audience, on)
        return ceilings[audience]

    today = _Payer(version_today, ceiling_today)
    new = _Payer(lambda host, audience: common.get(audience) or version_today(host, audience), ceiling_today)
    compared: list[Compared] = []
    effects: dict[str, Effect] = defaultdict(Effect)
    for row in rows:
        host = hosts.get(row.host)
        if host is None:
            compared.append(Compared(row, None, None))
            continue
        now, then = today.pays(row, host), new.pays(row, host)
        compared.append(Compared(row, now, then))
        effect = effects[row.host]
        effect.people, effect.today, effect.common = effect.people + row.count, effect.today + now, effect.common + then
    unknown = sum(one.today is None for one in compared)
    return Comparison(tuple(compared), dict(sorted(effects.items())), unknown)


def completed_rows(start: date, end: date) -> Iterator[Studied]:
    """What was studied and passed from ``start`` up to, not including, ``end``, as the domains that know it tell."""
    for one in attainments.all_attainments(start, end):
        if one.passed and one.host:
            yield Studied(one.ref, one.course, one.host, one.audience, one.credits, one.on, one.home, one.person)

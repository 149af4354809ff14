"""What something costs by a version of a rule: plain arithmetic, and which version it is by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.utils.translation import gettext, override

from osaamo.domains.payments.enums import Audience, Basis, CapPer, RowKind
from osaamo.domains.payments.models import ZERO, Ceiling, FreeCase, OrderRow, RuleVersion
from osaamo.domains.payments.queries.words import euros, number
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.kernel.models import Person

CENT = Decimal("0.01")
YEAR_BEGINS, SPRING_ENDS = 8, 7
"""Months: an academic year begins in August, and its second term ends in July."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a bill: ``quantity`` at ``unit_price``, in euros."""

    kind: RowKind
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """A price with its rows, which add up to it; ``free`` is the case by which nothing is asked."""

    version: RuleVersion | None
    lines: tuple[Line, ...] = ()
    free: FreeCase | None = None
    ceiling: Ceiling | None = None

    @property
    def amount(self) -> Decimal:
        """What is to be paid, in euros and cents; never below zero."""
        return sum((line.amount for line in self.lines), ZERO).quantize(CENT)


def version_for(host: Organisation, audience: str, on: date) -> RuleVersion | None:
    """The version by which the host asks the audience on the day: a common one where one is in force, else its own."""
    places = host.lineage()
    found = in_force(on).filter(rule__organisation__in=places, rule__audience=audience)
    # Newest numbers first; of the places the alliance, then the host.
    order = {place.pk: rank for rank, place in enumerate(reversed(places))}
    return min(found, key=lambda version: (order[version.rule.organisation_id], -version.number), default=None)


def in_force(on: date) -> QuerySet[RuleVersion]:
    """The published versions whose days include the day."""
    return (
        RuleVersion.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)
        .exclude(published_at__isnull=True)
        .select_related("rule__organisation__parent", "vat")
        .prefetch_related("free_cases")
    )


def prices_of(host: Organisation, on: date) -> list[tuple[str, RuleVersion]]:
    """What the host asks on the day: the name of each audience with its version, those without one left out."""
    found = ((Audience(code).label, version_for(host, code, on)) for code in Audience.values)
    return [(label, version) for label, version in found if version is not None]


def ceilings_on(on: date) -> list[Ceiling]:
    """The ceilings of the law on the day, in order of audience."""
    found = (ceiling_for(code, on) for code in Audience.values)
    return [ceiling for ceiling in found if ceiling is not None]


def ceiling_for(audience: str, on: date) -> Ceiling | None:
    """The ceiling of the law for the audience on the day."""
    days = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
    return Ceiling.objects.filter(days, audience=audience, valid_from__lte=on).order_by("-valid_from").first()


def bill(
    version: RuleVersion | None,
    *,
    credits: Decimal,  # noqa: A002 - the word of the field
    homes: Collection[str] = (),
    ceiling: Ceiling | None = None,
    spent: Decimal = ZERO,
) -> Bill:
    """The bill for so many credits by the version; without one nothing is asked.

    ``homes`` are the codes of the payer's home organisation and of those above it; ``spent`` is what they ordered
    before in the time that the version's cap counts together.

    Raises:
        ValueError: there are fewer than no credits.
    """
    if credits < 0:
        raise ValueError("There are no negative credits.")
    if version is None:
        return Bill(None)
    free = _free_case(version, homes)
    if free is not None:
        return Bill(version, free=free)
    per_credit = version.basis == Basis.CREDIT
    quantity = credits if per_credit else Decimal(1)
    lines = [_line(RowKind.FEE, quantity, version.amount)]
    total = lines[0].amount
    step = Decimal(version.rounding)
    rounded = ((total / step).quantize(Decimal(1), ROUND_HALF_UP) * step).quantize(CENT)
    allowed = None if ceiling is None else (ceiling.per_credit * credits).quantize(CENT, ROUND_DOWN)
    left = None if version.cap is None else max(ZERO, version.cap - spent).quantize(CENT)
    for kind, wanted in ((RowKind.ROUNDING, rounded), (RowKind.CEILING, allowed), (RowKind.CAP, left)):
        if wanted is not None and (wanted < total or (kind == RowKind.ROUNDING and wanted > total)):
            lines.append(_line(kind, Decimal(1), wanted - total))
            total = wanted
    applied = ceiling if any(line.kind == RowKind.CEILING for line in lines) else None
    return Bill(version, tuple(lines), ceiling=applied)


def spent_before(version: RuleVersion, person: Person | None, on: date) -> Decimal:
    """What the person ordered by the rule before, in the time that its cap counts together on the day."""
    if version.cap is None or person is None or version.cap_per == CapPer.ENROLMENT:
        return ZERO
    first, end = period_of(CapPer(version.cap_per), on)
    rows = OrderRow.objects.filter(
        order__person=person, order__version__rule=version.rule, order__ordered_on__gte=first, order__ordered_on__lt=end
    )
    return Decimal(rows.aggregate(total=Sum("amount"))["total"] or 0).quantize(CENT)


def period_of(cap_per: CapPer, on: date) -> tuple[date, date]:
    """The first day of the term or academic year of the day, and the first day after it."""
    autumn = on.month >= YEAR_BEGINS
    begins = on.replace(year=on.year if autumn else on.year - 1, month=YEAR_BEGINS, day=1)
    ends = begins.replace(year=begins.year + 1)
    if cap_per == CapPer.YEAR:
        return begins, ends
    turn = begins.replace(year=begins.year + 1, month=1)
    return (begins, turn) if autumn else (turn, ends)


def reason_of(made: Bill, host: Organisation, credits: Decimal) -> dict[str, str]:  # noqa: A002 - the word of the field
    """Why it costs that, in each language: sentences for the payer."""
    reasons = {}
    for language in LANGUAGES:
        with override(language):
            reasons[language] = " ".join(_sentences(made, host, credits, language))
    return reasons


def lineage_of(home: str) -> frozenset[str]:
    """The code of the organisation and of all above it; the code alone where nobody knows it."""
    found = Organisation.objects.select_related("parent").filter(code=home).first() if home else None
    return frozenset(place.code for place in found.lineage()) if found else frozenset({home} - {""})


def _free_case(version: RuleVersion, homes: Collection[str]) -> FreeCase | None:
    return next((case for case in version.free_cases.all() if not case.homes or set(case.homes) & set(homes)), None)


def _line(kind: RowKind, quantity: Decimal, unit_price: Decimal) -> Line:
    return Line(kind, quantity, unit_price, (quantity * unit_price).quantize(CENT, ROUND_HALF_UP))


def _sentences(made: Bill, host: Organisation, credits: Decimal, language: str) -> list[str]:  # noqa: A002 - as above
    version = made.version
    if version is None:
        name = translated(host.name, language)
        return [gettext("%(who)s asks nothing of this group.") % {"who": name}]
    who = translated(version.rule.organisation.name, language)
    if made.free is not None:
        return [translated(made.free.reason, language)]
    facts = {"who": who, "amount": euros(version.amount), "credits": number(credits)}
    if version.basis == Basis.CREDIT:
        told = [gettext("%(credits)s credits at %(amount)s each, by the price rule of %(who)s.") % facts]
    else:
        told = [gettext("A fixed price of %(amount)s, by the price rule of %(who)s.") % facts]
    kinds = {line.kind for line in made.lines}
    if made.ceiling is not None:
        told.append(
            gettext("The law allows at most %(amount)s for a credit: %(source)s.")
            % {"amount": euros(made.ceiling.per_credit), "source": made.ceiling.source}
        )
    if RowKind.CAP in kinds and version.cap is not None:
        told.append(_cap_sentence(version))
    return told


def _cap_sentence(version: RuleVersion) -> str:
    amount = {"amount": euros(version.cap or ZERO)}
    return {
        CapPer.ENROLMENT: gettext("One enrolment costs at most %(amount)s.") % amount,
        CapPer.TERM: gettext("All enrolments of a term cost at most %(amount)s together.") % amount,
        CapPer.YEAR: gettext("All enrolments of an academic year cost at most %(amount)s together.") % amount,
    }[CapPer(version.cap_per)]

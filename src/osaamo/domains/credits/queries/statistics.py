"""The statistics: credits by year, institution, audience, kind, each opening to its rows; and what a rule changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from osaamo.domains.credits.enums import VersionStatus
from osaamo.domains.credits.models import RuleVersion
from osaamo.domains.credits.queries.counting import Counted, alliance_total, count, line_of, totals
from osaamo.domains.credits.queries.records import credits_of, members

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from osaamo.domains.credits.queries.counting import Credit, Line


@dataclass(frozen=True, slots=True)
class Cell:
    """The credits an institution counts of an audience."""

    place: str
    audience: str
    credits: Decimal


@dataclass(frozen=True, slots=True)
class YearOfCredits:
    """A year's statistics.

    ``cells`` sum to ``total`` together with nothing else: what is counted ``outside`` the alliance, by nobody
    (``uncounted``) or ``waits`` for a decision is told beside it.
    """

    year: int
    counted: tuple[Counted, ...]
    cells: tuple[Cell, ...]
    totals: dict[str, Decimal]
    total: Decimal
    outside: Decimal
    uncounted: Decimal
    waits: int


@dataclass(frozen=True, slots=True)
class Change:
    """A credit that a new version of the rules counts otherwise."""

    before: Counted
    after: Counted


@dataclass(frozen=True, slots=True)
class Effect:
    """What a version changes from its first day on: rows, and totals before and after."""

    changes: tuple[Change, ...]
    before: dict[str, Decimal]
    after: dict[str, Decimal]
    looked_at: int


def approved_versions() -> list[RuleVersion]:
    """The versions that hold, in order of their first day."""
    return list(RuleVersion.objects.filter(status=VersionStatus.APPROVED).order_by("valid_from"))


def count_all(credits_: Iterable[Credit], versions: Sequence[RuleVersion]) -> list[Counted]:
    """The credits, each counted by the version of its day; before the first version nothing is counted."""
    places = members()
    lines = [(version.valid_from, _lines(version)) for version in versions]
    return [count(credit, _on(lines, credit.on), places) for credit in credits_]


def year_of(year: int) -> YearOfCredits:
    """The statistics of what was completed in a calendar year."""
    counted = count_all(credits_of(date(year, 1, 1), date(year + 1, 1, 1)), approved_versions())
    places = members()
    sums = totals(counted)
    by_cell: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in counted:
        for place, share in one.shares.items():
            if place in places:
                by_cell[place, one.credit.audience] += share
    return YearOfCredits(
        year=year,
        counted=tuple(counted),
        cells=tuple(Cell(place, audience, value) for (place, audience), value in sorted(by_cell.items())),
        totals={place: sums.get(place, Decimal(0)) for place in sorted(places)},
        total=alliance_total(counted),
        outside=sum((value for place, value in sums.items() if place not in places), Decimal(0)),
        uncounted=sum((one.uncounted for one in counted), Decimal(0)),
        waits=sum(one.credit.waits for one in counted),
    )


def effect_of(draft: RuleVersion, *, until: date) -> Effect:
    """What the draft would change of what was completed from its first day up to, not including, ``until``."""
    credits_ = credits_of(draft.valid_from, until) if draft.valid_from < until else []
    versions = approved_versions()
    before = count_all(credits_, versions)
    # A later version goes on to hold from its own day.
    later = [version for version in versions if version.valid_from > draft.valid_from]
    earlier = [version for version in versions if version.valid_from <= draft.valid_from]
    after = count_all(credits_, [*earlier, draft, *later])
    return Effect(
        changes=tuple(
            Change(old, new) for old, new in zip(before, after, strict=True) if dict(old.shares) != dict(new.shares)
        ),
        before=totals(before),
        after=totals(after),
        looked_at=len(credits_),
    )


def _lines(version: RuleVersion) -> list[Line]:
    return [line_of(raw) for raw in version.lines]


def _on(versions: Sequence[tuple[date, list[Line]]], day: date) -> list[Line]:
    """The lines that hold on a day."""
    held: list[Line] = []
    for first, lines in versions:
        if first <= day:
            held = lines
    return held

"""Who counts a credit: rules applied to credits, exactly. Nothing here knows a database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from osaamo.domains.credits.enums import Between

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

CENT = Decimal("0.01")
"""Credits are told to two decimals; a share is rounded to them and the other side gets the exact rest."""

OUTSIDE = "outside"
"""Where the share of an institution goes that is not in the alliance."""

NO_HOME, NO_RULE, RULED_OUT, UNDECIDED = "no-home", "no-rule", "ruled-out", "undecided"


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit to count, from whichever source.

    ``refs`` lead to its rows. ``waits`` is set while reports of it differ and nobody has decided: it is not counted.
    """

    key: str
    refs: tuple[str, ...]
    course: str
    title: str
    kind: str
    audience: str
    age_group: str
    home: str
    host: str
    credits: Decimal
    on: date
    waits: bool = False

    @property
    def between(self) -> Between:
        """Between whom it is."""
        if not self.home:
            return Between.NO_HOME
        return Between.OWN if self.home == self.host else Between.CROSS


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the rules; an empty set of conditions fits any. ``home_share`` is in percent, 0 to 100."""

    kinds: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    age_groups: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    counts: bool = True
    home_share: Decimal = Decimal(0)

    def fits(self, credit: Credit) -> bool:
        """Whether the line is about such a credit."""
        return all(
            not wanted or value in wanted
            for wanted, value in (
                (self.kinds, credit.kind),
                (self.audiences, credit.audience),
                (self.age_groups, credit.age_group),
                (self.between, credit.between.value),
            )
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """A credit with who counts how much of it. ``line`` is the number of the line that decided, from 1, or ``None``.

    The shares and ``uncounted`` sum to its credits exactly. ``reason`` says why nothing of it is counted.
    """

    credit: Credit
    shares: Mapping[str, Decimal]
    line: int | None = None
    reason: str = ""

    @property
    def uncounted(self) -> Decimal:
        """The credits nobody counts."""
        return self.credit.credits - sum(self.shares.values(), Decimal(0))


def line_of(raw: Mapping[str, Any]) -> Line:
    """The line as stored."""
    return Line(
        kinds=frozenset(raw.get("kinds", ())),
        audiences=frozenset(raw.get("audiences", ())),
        age_groups=frozenset(raw.get("age_groups", ())),
        between=frozenset(raw.get("between", ())),
        counts=bool(raw.get("counts", True)),
        home_share=Decimal(raw.get("home_share", "0")),
    )


def count(credit: Credit, lines: Sequence[Line], members: frozenset[str]) -> Counted:
    """Who counts the credit; ``members`` are the institutions of the alliance, all others are outside."""
    if credit.waits:
        return Counted(credit, {}, reason=UNDECIDED)
    for number, line in enumerate(lines, 1):
        if line.fits(credit):
            if not line.counts:
                return Counted(credit, {}, line=number, reason=RULED_OUT)
            return Counted(credit, _shares(credit, line.home_share, members), line=number)
    return Counted(credit, {}, reason=NO_RULE)


def totals(counted: Iterable[Counted]) -> dict[str, Decimal]:
    """The sum of each institution, ``outside`` among them; those that count nothing are left out."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in counted:
        for place, share in one.shares.items():
            sums[place] += share
    return dict(sorted(sums.items()))


def alliance_total(counted: Iterable[Counted]) -> Decimal:
    """What the alliance counts, each credit once: its credits less what is outside and what nobody counts."""
    return sum(
        (one.credit.credits - one.uncounted - one.shares.get(OUTSIDE, Decimal(0)) for one in counted), Decimal(0)
    )


def _shares(credit: Credit, home_share: Decimal, members: frozenset[str]) -> dict[str, Decimal]:
    # Where there is no home, the host is the only one who can count it.
    at_home = (credit.credits * home_share / 100).quantize(CENT, ROUND_HALF_EVEN) if credit.home else Decimal(0)
    shares: dict[str, Decimal] = defaultdict(Decimal)
    for place, share in ((credit.home, at_home), (credit.host, credit.credits - at_home)):
        if share:
            shares[place if place in members else OUTSIDE] += share
    return dict(shares)

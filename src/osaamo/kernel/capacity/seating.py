"""Who fits: the arithmetic of shared seats and quotas, without a database.

People and seats of quotas are matched anew each time: somebody who belongs to a quota sits on one of its seats as long
as there is one, whoever came first. So whether a crowd fits depends on who is in it, and not on the order of coming
and going. It fits by Hall's theorem: for every set of quotas, those who belong to no other have to share the seats of
these quotas and the seats held for nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

Keys = frozenset[str]
"""The keys of quotas that somebody belongs to."""

Crowd = Mapping[Keys, int]
"""How many people there are of each set of keys."""

MOST_QUOTAS = 10
"""All sets of quotas are gone through: a thousand of them take about a millisecond."""


@dataclass(frozen=True)
class Shape:
    """The seats of a pool: how many (``None`` without a limit), and how many of them are held for which key."""

    size: int | None
    quotas: Mapping[str, int]

    def fits(self, crowd: Crowd) -> bool:
        """Whether everybody in the crowd has a seat: their quota's, or one held for nobody."""
        return self.size is None or all(self._within(some, crowd) <= seats for some, seats in self._limits)

    def free_for(self, keys: Keys, crowd: Crowd) -> int | None:
        """How many more people with these keys fit beside a crowd that fits; ``None`` without a limit."""
        if self.size is None:
            return None
        return min(
            seats - self._within(some, crowd) for some, seats in self._limits if keys & self.quotas.keys() <= some
        )

    @cached_property
    def _limits(self) -> tuple[tuple[Keys, int], ...]:
        """Every set of quotas, with its seats and those held for nobody."""
        shared = (self.size or 0) - sum(self.quotas.values())
        sets = chain.from_iterable(combinations(self.quotas, count) for count in range(len(self.quotas) + 1))
        return tuple((frozenset(some), shared + sum(self.quotas[key] for key in some)) for some in sets)

    def _within(self, some: Keys, crowd: Crowd) -> int:
        """How many of the crowd belong to no other quota than some of these."""
        return sum(count for keys, count in crowd.items() if keys & self.quotas.keys() <= some)


def with_more(crowd: Crowd, more: Iterable[Keys]) -> Counter[Keys]:
    """The crowd with more people in it."""
    return Counter(crowd) + Counter(more)

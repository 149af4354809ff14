"""The money of budget lines, told by the domain that holds the budget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

Source = Callable[[Collection[str]], Mapping[str, Decimal]]
"""The euros of the lines with the codes, as the newest approved budget has them; codes it lacks are left out."""

_sources: dict[str, Source] = {}


def budgets(name: str) -> Callable[[Source], Source]:
    """A decorator that registers the source under ``name`` (``finance.lines``).

    Raises:
        ValueError: there is one already; a line has one amount.
    """

    def register(source: Source) -> Source:
        if _sources and _sources.get(name) is not source:
            raise ValueError(f"Budget lines come from {next(iter(_sources))!r} already; keep one.")
        _sources[name] = source
        return source

    return register


def amounts(codes: Collection[str]) -> dict[str, Decimal]:
    """The euros of each line by code; none where no domain holds a budget."""
    return {code: amount for source in _sources.values() for code, amount in source(codes).items()}

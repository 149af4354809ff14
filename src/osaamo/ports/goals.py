"""The United Nations' goals that something taught serves: a person judges, the domain of the catalogue keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said of one goal (1 to 17) of one text: that it serves it, or that it does not."""

    goal: int
    serves: bool
    reason: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps the judgements of a kind of row.

    ``judge(ref, judgement, person_pk)`` stores one, in place of an earlier one of the same goal; it raises
    ``LookupError`` when the row is gone and ``PermissionError`` when the person may not judge it.
    """

    judgements: Callable[[Collection[str]], Mapping[str, tuple[Judgement, ...]]]
    judge: Callable[[str, Judgement, int], None]


_keepers: dict[str, Keeper] = {}


def keeps(kind: str, keeper: Keeper) -> None:
    """Register the keeper of a kind, the label of its model (``offering.courseunit``).

    Raises:
        ValueError: another keeper has the kind.
    """
    if _keepers.setdefault(kind, keeper) is not keeper:
        raise ValueError(f"Two keepers of judgements are called {kind!r}; rename one.")


def judgements_of(refs: Collection[str]) -> dict[str, tuple[Judgement, ...]]:
    """The judgements by reference, in order of goal; a row that nobody judged is left out."""
    found: dict[str, tuple[Judgement, ...]] = {}
    for kind, keeper in _keepers.items():
        of_kind = [ref for ref in refs if ref.partition(":")[0] == kind]
        if of_kind:
            found.update(keeper.judgements(of_kind))
    return found


def judge(ref: str, judgement: Judgement, person_pk: int) -> None:
    """Store what a person says of a row.

    Raises:
        LookupError: nobody keeps judgements of such rows, or the row is gone.
        PermissionError: the person may not judge it.
    """
    keeper = _keepers.get(ref.partition(":")[0])
    if keeper is None:
        raise LookupError(ref)
    keeper.judge(ref, judgement, person_pk)

"""Reads: what the machine suggests and people judged of the UN's goals, item by item and in sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from osaamo.domains.teaching.models import ItemReading
from osaamo.domains.teaching.queries.around import catalogue
from osaamo.ports.goals import Judgement, judgements_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from osaamo.ports.supply import Taught

AT_ONCE = 500
"""Readings asked for by name in one query."""

GOALS = range(1, 18)


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal of one item: what the engine said (``None`` where only a person did), and what a person said of it."""

    goal: int
    suggested: Mapping[str, Any] | None
    judgement: Judgement | None

    @property
    def near(self) -> bool:
        """The engine saw the goal near, but not served."""
        return bool(self.suggested and self.suggested["near"])


@dataclass(frozen=True, slots=True)
class ItemGoals:
    """A course or module with its goals; ``read`` says whether the engine has read its text."""

    item: Taught
    rows: Sequence[GoalRow]
    read: bool

    @property
    def confirmed(self) -> bool:
        """A person confirmed at least one goal."""
        return any(row.judgement and row.judgement.serves for row in self.rows)

    @property
    def waits(self) -> bool:
        """A suggestion waits for a person."""
        return any(row.suggested and not row.near and row.judgement is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Total:
    """Of ``items``, how many have a suggestion, wait for a person, and have a confirmed goal."""

    name: str
    items: int
    suggested: int
    waiting: int
    confirmed: int

    @property
    def share(self) -> float | None:
        """The share with a confirmed goal; nothing of nothing."""
        return self.confirmed / self.items if self.items else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts by institution, by module (its parts), and by goal (suggested, confirmed, rejected)."""

    institutions: Sequence[Total]
    modules: Sequence[tuple[Taught, Total]]
    goals: Sequence[tuple[int, int, int, int]] = field(default_factory=tuple)


def goals_of(items: Iterable[Taught]) -> list[ItemGoals]:
    """The items with what is suggested and judged, in the same order."""
    found = list(items)
    refs = [item.ref for item in found]
    readings = _readings(refs)
    judged = judgements_of(refs)
    return [
        ItemGoals(item, _rows(readings.get(item.ref, ()), judged.get(item.ref, ())), item.ref in readings)
        for item in found
    ]


def items_of(institutions: Collection[str], words: str = "") -> list[Taught]:
    """What is taught by the institutions (codes) and has the words in its title or key, in order of key."""
    wanted = words.casefold()
    return [
        item
        for item in catalogue().items
        if item.institution in institutions
        and (not wanted or any(wanted in name.casefold() for name in (item.key, *item.title.values())))
    ]


def totals_of(found: Sequence[ItemGoals]) -> Totals:
    """The sums over the items; a module counts the courses it is made of, as far as they are among the items."""
    by_key = {one.item.key: one for one in found}
    codes = sorted({one.item.institution for one in found})
    modules = [
        (one.item, _total(one.item.key, [by_key[key] for key in one.item.parts if key in by_key]))
        for one in found
        if one.item.kind != "course" and one.item.parts
    ]
    counts: dict[str, Counter[int]] = {"suggested": Counter(), "confirmed": Counter(), "rejected": Counter()}
    for one in found:
        for row in one.rows:
            if row.suggested and not row.near:
                counts["suggested"][row.goal] += 1
            if row.judgement:
                counts["confirmed" if row.judgement.serves else "rejected"][row.goal] += 1
    goals = [(goal, *(counts[name][goal] for name in counts)) for goal in GOALS]
    return Totals(
        [_total(code, [one for one in found if one.item.institution == code]) for code in codes],
        modules,
        [row for row in goals if any(row[1:])],
    )


def _total(name: str, found: Sequence[ItemGoals]) -> Total:
    return Total(
        name,
        len(found),
        sum(any(row.suggested and not row.near for row in one.rows) for one in found),
        sum(one.waits for one in found),
        sum(one.confirmed for one in found),
    )


def _rows(suggested: Iterable[Mapping[str, Any]], judged: Iterable[Judgement]) -> list[GoalRow]:
    """Suggestions first, the strongest first, then what people added, then what is only near."""
    said = {judgement.goal: judgement for judgement in judged}
    rows = [GoalRow(one["goal"], one, said.pop(one["goal"], None)) for one in suggested]
    rows += [GoalRow(goal, None, judgement) for goal, judgement in sorted(said.items())]
    return sorted(rows, key=lambda row: row.near)


def _readings(refs: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for at in range(0, len(refs), AT_ONCE):
        rows = ItemReading.objects.filter(ref__in=refs[at : at + AT_ONCE]).values_list("ref", "served")
        found.update(rows)
    return found

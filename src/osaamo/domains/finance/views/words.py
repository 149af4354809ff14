"""Words of the plan for the pages of the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.ports import planning

if TYPE_CHECKING:
    from osaamo.ports.planning import PlanItem


def planned_titles(kind: planning.Kind) -> dict[str, PlanItem]:
    """The items of a kind by key."""
    return {item.key: item for item in planning.items(kind)}

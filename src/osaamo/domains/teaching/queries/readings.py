"""What the engine says of the UN's goals, as it is stored and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from osaamo.engine import SdgAdvice, SdgReading, ServedGoal


def goals_as_json(found: SdgReading, text: str) -> list[dict[str, Any]]:
    """The goals a text serves, then those it is near, as :class:`GoalReading` stores them."""
    return [
        *(_goal(goal, text, near=False) for goal in found.served),
        *(_goal(goal, text, near=True) for goal in found.near),
    ]


def _goal(goal: ServedGoal, text: str, *, near: bool) -> dict[str, Any]:
    return {
        "goal": goal.number,
        "strength": round(goal.probability, 3),
        "near": near,
        "sentences": [{"text": one.text.strip(), "target": one.target} for one in goal.sentences],
        "targets": [target.code for target in goal.targets],
        "advice": [_advice(advice, text) for advice in goal.advice],
    }


def _advice(advice: SdgAdvice, text: str) -> dict[str, Any]:
    return {
        "change": advice.change.value,
        "sentence": "" if advice.start is None else text[advice.start : advice.end].strip(),
        "of": advice.of,
        "target": advice.target,
        "words": list(advice.words),
    }

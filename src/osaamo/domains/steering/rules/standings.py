"""What a day makes of how far an activity is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.steering.enums import ENDED, Phase, Standing

if TYPE_CHECKING:
    from datetime import date


def is_late(phase: str, ends: date, on: date) -> bool:
    """Whether an activity of the phase that was to end on ``ends`` is late on the day: said to be, or past its end."""
    return phase == Phase.LATE or (phase not in ENDED and on > ends)


def standing_of(phase: str, ends: date, on: date) -> Standing:
    """How an activity of the phase that was to end on ``ends`` stands on the day.

    An activity that nobody touches turns late by itself the day after its end.
    """
    if phase == Phase.DONE:
        return Standing.DONE
    if phase in ENDED:
        return Standing.ENDED
    if is_late(phase, ends, on):
        return Standing.LATE
    return Standing.UNDER_WAY if phase == Phase.UNDER_WAY else Standing.NOT_STARTED

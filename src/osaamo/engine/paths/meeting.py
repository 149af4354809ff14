"""Which candidates run on one day, and which have meetings at one moment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from osaamo.engine.paths.rules import first_day, last_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.engine.records import Step


def running_together(steps: Sequence[Step], candidates: Sequence[int]) -> list[tuple[int, ...]]:
    """The largest sets of candidates that run on one day; enough to look at the days on which one starts."""
    spans = [(first_day(steps[index]), last_day(steps[index]), index) for index in candidates]
    starts = sorted({start for start, _, _ in spans if start})
    return _maximal({tuple(index for start, end, index in spans if start and start <= on <= end) for on in starts})


def clashing(steps: Sequence[Step], candidates: Sequence[int]) -> list[tuple[int, ...]]:
    """The largest sets of candidates with a meeting at one moment; enough to look where one starts."""
    events: list[tuple[str, int, int]] = []
    for index in candidates:
        for meeting in steps[index].meetings:
            if meeting.start < meeting.end:
                events += [(meeting.end, 0, index), (meeting.start, 1, index)]
    running: defaultdict[int, int] = defaultdict(int)
    cliques: set[tuple[int, ...]] = set()
    events.sort()
    for at, (moment, starts, index) in enumerate(events):
        running[index] += 1 if starts else -1
        if not running[index]:
            del running[index]
        last_start = at + 1 == len(events) or events[at + 1][:2] != (moment, 1)
        if starts and last_start and len(running) > 1:
            cliques.add(tuple(sorted(running)))
    return _maximal(cliques)


def _maximal(sets: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The sets that are no part of another, in a fixed order."""
    kept: list[frozenset[int]] = []
    for candidate in sorted(sets, key=lambda members: (-len(members), members)):
        members = frozenset(candidate)
        if not any(members <= other for other in kept):
            kept.append(members)
    return [tuple(sorted(members)) for members in kept]

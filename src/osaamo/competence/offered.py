"""The offering of this process: everything that teaches, checked and indexed once for all who plan or match."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils import timezone

from osaamo import engine as door
from osaamo.competence import services
from osaamo.competence.keeping import Kept
from osaamo.competence.warming import at_warm_up
from osaamo.ports.steps import all_steps, marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osaamo.engine import Change, Labels, PathLimits, PathResult, Planner, WeightedSkill

CHECKED_EACH = 60
"""Seconds after which it is looked whether the offering changed. An enrolment asks the database itself."""


MADE_EACH = 900
"""Seconds after which it is read anew in any case: free seats change without a mark."""


TRIALS = 32
"""Lines of trials remembered: each holds a few megabytes."""


class VocabularyLabels(Mapping[str, "Labels"]):
    """The labels of every skill of the vocabulary, looked up when they are asked for."""

    def __getitem__(self, uri: str) -> Labels:
        vocabulary = services.engine().vocabulary
        if uri not in vocabulary:
            raise KeyError(uri)
        labels: Labels = vocabulary.labels(uri)
        return labels

    def __iter__(self) -> Iterator[str]:
        return iter(services.engine().vocabulary.uris)

    def __len__(self) -> int:
        return len(services.engine().vocabulary)


def planner() -> Planner:
    """Plans over what can be begun today or later, as it stood at most a minute ago."""
    return _planner.get()


def plan(
    *,
    have: Sequence[WeightedSkill],
    want: Sequence[WeightedSkill],
    limits: PathLimits,
    effort: float,
    alternatives: bool = False,
    follow: str = "",
) -> PathResult:
    """The gap and the best path over the offering, within the limits and ``effort`` (deterministic solver time).

    With ``alternatives`` also up to three truly different paths. ``follow`` names a line of trials on one path, such as
    that of a profile towards a goal: what was found last on it is changed instead of planned from nothing, which is as
    good in every goal and keeps most steps. The last lines are remembered in this process and nowhere else.
    """
    now = planner()
    before = _trials.last(follow, now, have) if follow else None
    if before is None:
        found = now.plan(have, want, limits, alternatives=alternatives, effort=effort)
    elif (before.asked.want, before.asked.limits) == (tuple(want), limits) and (
        before.alternatives or not alternatives
    ):
        return before
    else:
        found = now.replan(before, _change(before, want, limits), alternatives=alternatives, effort=effort).result
    if follow:
        _trials.keep(follow, now, found)
    return found


def forget_trials(line: str) -> None:
    """Forget all lines of trials whose name begins with ``line``: nothing is left of somebody who leaves."""
    _trials.forget(line)


def _change(before: PathResult, want: Sequence[WeightedSkill], limits: PathLimits) -> Change:
    wanted = {skill.uri for skill in want}
    gone = tuple(skill.uri for skill in before.asked.want if skill.uri not in wanted)
    return door.Change(limits=limits, want=tuple(want), unwant=gone)


class _Trials:
    """The last result of each line of trials, of the newest :data:`TRIALS` lines."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: OrderedDict[str, tuple[Planner, PathResult]] = OrderedDict()

    def last(self, line: str, planner: Planner, have: Sequence[WeightedSkill]) -> PathResult | None:
        """The last result of the line, if it was planned over the same offering for the same own skills."""
        with self._lock:
            planned = self._lines.get(line)
        if planned is None or planned[0] is not planner or planned[1].asked.have != tuple(have):
            return None
        return planned[1]

    def forget(self, beginning: str) -> None:
        """Forget the lines whose name begins so."""
        with self._lock:
            for line in [line for line in self._lines if line.startswith(beginning)]:
                del self._lines[line]

    def keep(self, line: str, planner: Planner, found: PathResult) -> None:
        """Remember the result; the line longest unused is forgotten for it."""
        with self._lock:
            self._lines[line] = planner, found
            self._lines.move_to_end(line)
            while len(self._lines) > TRIALS:
                self._lines.popitem(last=False)


@at_warm_up
def fill() -> None:
    """Read the offering before the first visitor waits for it."""
    planner()


def _read() -> Planner:
    steps = all_steps(timezone.localdate().isoformat())
    return door.Planner(steps, labels=VocabularyLabels(), similarity=services.similarity)


_trials = _Trials()
_planner: Kept[Planner] = Kept(
    _read, seconds=CHECKED_EACH, mark=lambda: (timezone.localdate(), marks()), longest=MADE_EACH
)

"""How many will ask for a seat on a module's next run, from few earlier runs.

A module has two or three runs behind it, too few to forecast alone. So its own mean is drawn towards the mean of its
kind, the more the fewer its runs and the more alike the modules of the kind are (empirical Bayes). Runs differ more
than chance would have it: how much, and how fast old runs lose weight, is what would have forecast the known runs
best. Intervals are those of the negative binomial distribution.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import OsaamoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

FEWEST_RUNS = 2
"""Below so many runs there is nothing to forecast from."""

FEWEST_ALIKE = 5
"""A kind with fewer modules that have runs is taken together with all others."""

LEVELS = (0.8, 0.95)

_FADINGS = (0.5, 0.7, 0.85, 1.0)
_DISPERSIONS = (0.0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8)
_LEAST = 0.25
"""An expectation is never below a quarter of a student: a count of nobody is possible, not certain."""

_POISSON = 1e-4
"""The least variance above the mean, in shares of the mean: so near, the distribution is Poisson's."""


class BadHistory(OsaamoError):
    """A count of a run is below 0 or no number."""

    code = "bad-history"


@dataclass(frozen=True, slots=True)
class History:
    """How many asked for a seat on each run, oldest first, and the kind of module."""

    kind: str
    asked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """The next run: the mean and the 80 and 95 % intervals, whole numbers with both ends inside.

    ``own`` is how much of the mean is the module's own (0 to 1), the rest its kind's; ``runs`` is how many it had.
    """

    mean: float
    lo80: int
    hi80: int
    lo95: int
    hi95: int
    own: float
    runs: int


@dataclass(frozen=True, slots=True)
class EnrolmentTest:
    """Known runs forecast from those before them: mean absolute errors, and the share inside each interval."""

    cases: int
    ours: float
    last_value: float
    own_mean: float
    inside80: float
    inside95: float


def enrolment_forecast(histories: Mapping[str, History]) -> dict[str, Expected | None]:
    """The next run of each module by its key; ``None`` with fewer than two runs: not enough data.

    Raises:
        BadHistory: a count is below 0.
    """
    model = _Model(histories.values())
    return {
        key: model.expected(history) if len(history.asked) >= FEWEST_RUNS else None
        for key, history in histories.items()
    }


def enrolment_backtest(histories: Mapping[str, History]) -> EnrolmentTest | None:
    """Every run after a module's second, forecast with nothing later than the runs before it in its own and all others.

    The model is fitted anew for each place in the row (third runs from what all had before their third, and so on).
    ``None`` where no module has three runs.
    """
    longest = max((len(history.asked) for history in histories.values()), default=0)
    rows: list[tuple[int, float, int, float, bool, bool]] = []
    for place in range(FEWEST_RUNS, longest):
        known = {key: History(history.kind, history.asked[:place]) for key, history in histories.items()}
        forecasts = enrolment_forecast(known)
        for key, history in histories.items():
            found = forecasts[key]
            if len(history.asked) <= place or found is None:
                continue
            came, before = history.asked[place], history.asked[:place]
            inside = (found.lo80 <= came <= found.hi80, found.lo95 <= came <= found.hi95)
            rows.append((came, found.mean, before[-1], sum(before) / place, *inside))
    if not rows:
        return None
    known_runs, ours, last, mean, in80, in95 = (np.array(column, float) for column in zip(*rows, strict=True))
    return EnrolmentTest(
        cases=len(rows),
        ours=float(np.abs(ours - known_runs).mean()),
        last_value=float(np.abs(last - known_runs).mean()),
        own_mean=float(np.abs(mean - known_runs).mean()),
        inside80=float(in80.mean()),
        inside95=float(in95.mean()),
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """Mean and variance of the modules' true means."""

    mean: float
    between: float


class _Model:
    """What is learnt from all histories: the kinds, how much runs scatter, how fast they fade."""

    def __init__(self, histories: Iterable[History]) -> None:
        known = [history for history in histories if history.asked]
        if any(count < 0 for history in known for count in history.asked):
            raise BadHistory("A number of enrolments is below 0. Correct it.")
        self._fading, self._dispersion = 1.0, _moment_dispersion(known)
        self._kinds = self._of_kinds(known)
        places = [(history, place) for history in known for place in range(FEWEST_RUNS, len(history.asked))]
        if places:
            cases = _Rows([History(history.kind, history.asked[:place]) for history, place in places])
            came = np.array([history.asked[place] for history, place in places])
            self._fading, self._dispersion = max(
                ((fading, scatter) for fading in _FADINGS for scatter in (*_DISPERSIONS, self._dispersion)),
                key=lambda pair: self._likelihood(cases, came, *pair),
            )
            self._kinds = self._of_kinds(known)

    def expected(self, history: History) -> Expected:
        """The next run after these."""
        from scipy.stats import nbinom  # noqa: PLC0415 - a second that planning need not pay

        mean, variance, own = (float(part[0]) for part in self._moments(_Rows([history])))
        size = mean**2 / (max(variance, mean * (1 + _POISSON)) - mean)
        spread = nbinom(size, size / (size + mean))
        (lo80, hi80), (lo95, hi95) = (
            (int(spread.ppf((1 - level) / 2)), int(spread.ppf((1 + level) / 2))) for level in LEVELS
        )
        return Expected(mean, lo80, hi80, lo95, hi95, own=own, runs=len(history.asked))

    def _moments(self, rows: _Rows) -> tuple[Numbers, Numbers, Numbers]:
        """Mean and variance of each next run, and the modules' own parts of the means."""
        kinds = [self._kinds.get(kind, self._kinds[""]) for kind in rows.kinds]
        kind = np.array([one.mean for one in kinds])
        between = np.array([one.between for one in kinds])
        weights = rows.known * self._fading**rows.age
        total = weights.sum(axis=1)
        mean = (weights * rows.asked).sum(axis=1) / total
        chance = self._scatter(np.maximum(_LEAST, (mean + kind) / 2)) * (weights**2).sum(axis=1) / total**2
        own = between / (between + chance)
        expected = np.maximum(_LEAST, own * mean + (1 - own) * kind)
        return expected, self._scatter(expected) + own * chance, own

    def _scatter(self, mean: Numbers) -> Numbers:
        """The variance of runs about a mean."""
        return mean + self._dispersion * mean**2

    def _of_kinds(self, known: Sequence[History]) -> dict[str, _Kind]:
        """Each kind with enough modules, and all together under ``""``."""
        groups: dict[str, list[History]] = defaultdict(list)
        for history in known:
            groups[history.kind].append(history)
        found = {"": self._of_group(known)}
        for kind, group in groups.items():
            if len(group) >= FEWEST_ALIKE:
                found[kind] = self._of_group(group)
        return found

    def _of_group(self, group: Sequence[History]) -> _Kind:
        if not group:
            return _Kind(0.0, 0.0)
        means = np.array([np.mean(history.asked) for history in group])
        chance = float(np.mean(self._scatter(means) / [len(history.asked) for history in group]))
        # One module says nothing of how others differ; then its own runs alone count.
        between = float(means.var(ddof=1) - chance) if len(group) > 1 else float("inf")
        return _Kind(float(means.mean()), max(0.0, between) if np.isfinite(between) else float(means.mean() ** 2))

    def _likelihood(self, cases: _Rows, came: NDArray[np.int64], fading: float, dispersion: float) -> float:
        from scipy.stats import nbinom  # noqa: PLC0415 - as above

        self._fading, self._dispersion = fading, dispersion
        mean, variance, _ = self._moments(cases)
        size = mean**2 / (np.maximum(variance, mean * (1 + _POISSON)) - mean)
        return float(nbinom.logpmf(came, size, size / (size + mean)).sum())


class _Rows:
    """Histories as arrays ``histories x runs``, the last run in the last column: counts, ages, and which are known."""

    def __init__(self, histories: Sequence[History]) -> None:
        longest = max(len(history.asked) for history in histories)
        self.kinds = [history.kind for history in histories]
        self.asked = np.zeros((len(histories), longest))
        self.known = np.zeros((len(histories), longest))
        self.age = np.arange(longest)[::-1]
        for row, history in enumerate(histories):
            self.asked[row, longest - len(history.asked) :] = history.asked
            self.known[row, longest - len(history.asked) :] = 1


def _moment_dispersion(known: Sequence[History]) -> float:
    """How much more runs of one module scatter than chance, over all modules with at least two."""
    rows = [np.array(history.asked, float) for history in known if len(history.asked) >= FEWEST_RUNS]
    squares = sum(float((row.size - 1) * row.mean() ** 2) for row in rows)
    extra = sum(float((row.size - 1) * (row.var(ddof=1) - row.mean())) for row in rows)
    return max(0.0, extra / squares) if squares else 0.0

"""Where skills and themes stand: the rows of the pages of signals and themes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.domains.foresight.queries.series import PER, YEAR, Months, skill_label, theme_label, themes_of
from osaamo.engine import Labels, Reading, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

ORDER = (
    Signal.EMERGING,
    Signal.INCREASING_LAST,
    Signal.INCREASING,
    Signal.CONSTANT_LAST,
    Signal.CONSTANT,
    Signal.DECREASING,
    Signal.DECREASING_LAST,
    Signal.DISAPPEARING,
    Signal.UNKNOWN,
)
"""From what comes to what goes; last what cannot be told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One skill: its theme, its signal, how many ads of the last year name it, that per 1,000 ads, and months met."""

    uri: str
    label: Labels
    theme: int
    reading: Reading
    ads: int
    rate: float
    met: int


@dataclass(frozen=True, slots=True)
class ThemeStanding:
    """One theme: its skills that are asked for, mentions of the last year, per 1,000 ads, and the year before."""

    theme: int
    label: Labels
    skills: int
    mentions: int
    rate: float
    before: float | None


def standings(
    months: Months, readings: Mapping[str, Reading], *, theme: int | None = None, signal: Signal | None = None
) -> list[Standing]:
    """The skills that ads of the last year name, most asked first; of a theme or a signal, where one is given.

    Skills that disappeared have no ads of the last year; they come last.
    """
    themes = themes_of(months.counts)
    read = sum(months.read[-YEAR:])
    rows = [
        Standing(
            uri=uri,
            label=skill_label(uri),
            theme=themes[uri],
            reading=readings[uri],
            ads=months.total(uri),
            rate=PER * months.total(uri) / read if read else 0.0,
            met=sum(count > 0 for count in months.counts[uri]),
        )
        for uri in months.counts
        if (theme is None or themes[uri] == theme) and (signal is None or readings[uri].signal == signal)
    ]
    return sorted(rows, key=lambda row: (-row.ads, row.uri))


def standings_of_asked(counts: Mapping[str, int], of: int, *, theme: int | None = None) -> list[Standing]:
    """The same where no whole month has been counted: how many of all ads name each skill, and no signal."""
    themes = themes_of(counts)
    rows = [
        Standing(uri, skill_label(uri), themes[uri], Reading(Signal.UNKNOWN), count, PER * count / of if of else 0.0, 0)
        for uri, count in counts.items()
        if theme is None or themes[uri] == theme
    ]
    return sorted(rows, key=lambda row: (-row.ads, row.uri))


def signal_counts(readings: Mapping[str, Reading]) -> dict[Signal, int]:
    """How many skills have each signal, in :data:`ORDER`."""
    counted = dict.fromkeys(ORDER, 0)
    for reading in readings.values():
        counted[reading.signal] += 1
    return counted


def theme_standings(months: Months) -> list[ThemeStanding]:
    """The themes that ads of the last year name, most mentioned first. ``before`` only where that year is whole."""
    now, before, skills = defaultdict(int), defaultdict(int), defaultdict(int)
    for uri, theme in themes_of(months.counts).items():
        counts = months.counts[uri]
        now[theme] += sum(counts[-YEAR:])
        before[theme] += sum(counts[-2 * YEAR : -YEAR])
        skills[theme] += 1
    read, read_before = sum(months.read[-YEAR:]), sum(months.read[-2 * YEAR : -YEAR])
    has_before = len(months.months) >= 2 * YEAR and read_before > 0
    rows = [
        ThemeStanding(
            theme=theme,
            label=theme_label(theme),
            skills=skills[theme],
            mentions=now[theme],
            rate=PER * now[theme] / read if read else 0.0,
            before=PER * before[theme] / read_before if has_before else None,
        )
        for theme in now
    ]
    return sorted(rows, key=lambda row: (-row.mentions, row.theme))

"""What a path must keep to, and the TOML form of it."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from rapidfuzz import process

from osaamo.engine.errors import OsaamoError

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadLimits(OsaamoError):
    """The limits of a path contradict themselves or hold a value of the wrong kind."""

    code = "bad-limits"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time (first and last day, ISO dates) with at most ``credits_max`` credits of work in it.

    The credits of a step spread evenly over its days; a step without dates falls in no period.
    """

    name: str
    starts: str
    ends: str
    credits_max: float


@dataclass(frozen=True, slots=True)
class PathLimits:
    """The limits of a path. An empty tuple, ``""`` or ``None`` means: no limit.

    Where ``languages``, ``modes``, ``campuses`` or ``institutions`` are given, a step that does not state its own is
    left out; ``campuses`` does not bind steps of mode ``online``. A step without dates is always open: it breaks no
    limit of time.

    Attributes:
        credits_max: most credits in all.
        credits_min: fewest credits in all.
        steps_max: most steps.
        periods: most credits per period.
        starts_from: no step starts before this ISO date.
        ends_by: no step ends after this ISO date.
        languages: a step is given in at least one of these (ISO 639-1).
        modes: ``online``, ``campus``, ``blended`` or what the offering uses.
        campuses: names as in the offering.
        institutions: names as in the offering.
        audiences: what the learner counts as (``degree``, ``open``, ``exchange`` ...); a step open to some audiences
            only needs one of these.
        seats: free seats a step must have (0: full steps are fine).
        must: ids of steps or courses that the path holds.
        avoid: ids of steps or courses that it does not hold.
        passed: ids of courses already passed; they meet prerequisites and are not taken again.
        max_parallel: most steps running on the same day.
        clashes: whether meetings may overlap.
        prerequisites: whether prerequisites bind.
    """

    credits_max: float | None = None
    credits_min: float = 0.0
    steps_max: int | None = None
    periods: tuple[Period, ...] = ()
    starts_from: str = ""
    ends_by: str = ""
    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    campuses: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    seats: int = 1
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    max_parallel: int | None = None
    clashes: bool = False
    prerequisites: bool = True

    def __post_init__(self) -> None:
        for name in ("credits_max", "credits_min", "steps_max", "seats", "max_parallel"):
            value = getattr(self, name)
            if value is not None and (not math.isfinite(value) or value < 0):
                raise _bad(name, value, "a number of at least 0")
        for name in ("starts_from", "ends_by"):
            _date(name, getattr(self, name))
        if self.credits_max is not None and self.credits_min > self.credits_max:
            raise BadLimits(
                f"credits_min ({self.credits_min:g}) is above credits_max ({self.credits_max:g}). Lower the one or "
                "raise the other.",
                key="credits_min",
                value=self.credits_min,
            )
        if self.starts_from and self.ends_by and self.starts_from > self.ends_by:
            raise _bad("ends_by", self.ends_by, f"a date that is not before starts_from ({self.starts_from})")
        for period in self.periods:
            _check_period(period)
        both = sorted(set(self.must) & set(self.avoid))
        if both:
            raise BadLimits(f"{both[0]} is in both must and avoid. Take it out of one.", key="must", value=both[0])


def load_limits(toml_text: str) -> PathLimits:
    """The limits written as TOML: the attributes of :class:`PathLimits` as keys, ``[[periods]]`` as tables.

    Dates may be TOML dates or ISO strings; a single string stands for a list of one.

    Raises:
        BadLimits: no TOML, an unknown key (the message names the nearest known one), or a value that does not fit.
    """
    try:
        read = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise BadLimits(f"The limits are no TOML: {error}.", key="", value="") from error
    known = {field.name for field in fields(PathLimits)}
    _check_keys(read, known, "")
    values: dict[str, object] = {}
    for key, value in read.items():
        values[key] = _periods(value) if key == "periods" else _value(key, value)
    return PathLimits(**values)  # type: ignore[arg-type]  # each value was checked against its key just above


_DATES = frozenset({"starts_from", "ends_by", "starts", "ends"})
_WHOLE = frozenset({"steps_max", "seats", "max_parallel"})
_NUMBERS = frozenset({"credits_max", "credits_min"})
_FLAGS = frozenset({"clashes", "prerequisites"})


def _value(key: str, value: object) -> object:
    if key in _DATES:
        if isinstance(value, dt.date | str):
            return value.isoformat()[:10] if isinstance(value, dt.date) else value
        raise _bad(key, value, "a date such as 2026-09-01")
    if key in _FLAGS:
        if isinstance(value, bool):
            return value
        raise _bad(key, value, "true or false")
    if key in _WHOLE or key in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float) or (key in _WHOLE and value != int(value)):
            raise _bad(key, value, "a whole number" if key in _WHOLE else "a number")
        return int(value) if key in _WHOLE else float(value)
    if key == "name":
        return str(value)
    items = [value] if isinstance(value, str) else value
    if isinstance(items, list) and all(isinstance(item, str) for item in items):
        return tuple(items)
    raise _bad(key, value, 'a list of texts such as ["fi", "en"]')


def _periods(value: object) -> tuple[Period, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _bad("periods", value, "tables written as [[periods]]")
    periods = []
    for number, item in enumerate(value, start=1):
        _check_keys(item, {field.name for field in fields(Period)}, "periods.")
        read = {"name": str(number)} | {key: _value(key, entry) for key, entry in item.items()}
        for key in ("starts", "ends", "credits_max"):
            if key not in read:
                raise _bad(f"periods.{key}", None, "a value: each period needs starts, ends and credits_max")
        periods.append(Period(**read))  # type: ignore[arg-type]  # checked key by key
    return tuple(periods)


def _check_period(period: Period) -> None:
    if not _date("periods.starts", period.starts) or not _date("periods.ends", period.ends):
        raise _bad("periods", period.name, "a first and a last day (starts, ends)")
    if period.starts > period.ends:
        raise _bad("periods.ends", period.ends, f"a date that is not before its start ({period.starts})")
    if not math.isfinite(period.credits_max) or period.credits_max < 0:
        raise _bad("periods.credits_max", period.credits_max, "a number of at least 0")


def _check_keys(read: Mapping[str, object], known: set[str], prefix: str) -> None:
    for key in read:
        if key not in known:
            nearest = process.extractOne(key, sorted(known))
            raise BadLimits(
                f"Unknown limit “{prefix}{key}”. Did you mean “{prefix}{nearest[0]}”? "
                f"Known: {', '.join(sorted(known))}.",
                key=prefix + key,
                value=nearest[0],
            )


def _date(key: str, value: str) -> bool:
    if not value:
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError as error:
        raise _bad(key, value, "a date such as 2026-09-01") from error
    return True


def _bad(key: str, value: object, wanted: str) -> BadLimits:
    return BadLimits(f"The limit {key} is {value!r}; give {wanted}.", key=key, value=str(value))

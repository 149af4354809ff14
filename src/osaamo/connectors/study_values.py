"""Values of study records that all their readers treat alike, and the putting together of a result."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING

from osaamo.connectors.study_records import Attainment, ReadResult, RecordKind, SetAside, StudyRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOT_PASSED = frozenset(
    (
        *("0", "hyl", "hylätty", "i", "t0", "keskeytetty", "kesken", "underkänd", "underkänt", "avbruten", "u", "fx"),
        *("fail", "failed", "f", "rejected", "not passed", "incomplete", "abandoned"),
    )
)


class Refused(Exception):
    """One attainment cannot be used: a stable code and an English sentence."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def refuse_not_passed(grade: str) -> None:
    """Nothing for a passing or missing grade.

    Raises:
        Refused: ``grade`` says that the course was not passed (VIRTA codes and words in fi, sv and en).
    """
    if grade.strip().casefold() in _NOT_PASSED:
        raise Refused("not-passed", f"It was not passed: the grade is {grade.strip()}.")


def credits_of(text: str) -> float | None:
    """The credits in ``text`` (with a decimal point or comma), ``None`` when it is empty.

    Raises:
        Refused: it is no number, or negative.
    """
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise Refused("bad-credits", f"The credits are “{text}”, no number.")
    return value


def date_of(text: str) -> dt.date | None:
    """The date in ``text`` (ISO 8601, with or without time or zone), ``None`` when it is empty.

    Raises:
        Refused: it is no date.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise Refused("bad-date", f"The date is “{text}”, no date like 2026-05-31.") from error


def shown_name(name: Mapping[str, str]) -> str:
    """One name to show: the Finnish, Swedish or English one, else the first there is, or ``""``."""
    return next((name[key] for key in ("fi", "sv", "en") if key in name), next(iter(name.values()), ""))


def assemble(
    kind: RecordKind,
    found: Iterable[tuple[str, Attainment]],
    set_aside: Iterable[SetAside],
    *,
    person_name: str = "",
    institution: str = "",
) -> ReadResult:
    """A read result of attainments, each with where it stood; what comes twice, but for its key, is kept once."""
    kept: dict[str, Attainment] = {}
    aside = list(set_aside)
    for where, attainment in found:
        key = repr(replace(attainment, source_id="", name=dict(sorted(attainment.name.items()))))
        if key in kept:
            name = shown_name(attainment.name)
            aside.append(SetAside(where, "doubled", "The same attainment occurs before in the file.", name))
        else:
            kept[key] = attainment
    schools = {attainment.institution for attainment in kept.values()}
    only = next(iter(schools)) if len(schools) == 1 else ""
    return ReadResult(StudyRecord(person_name, institution or only, tuple(kept.values())), kind, tuple(aside))

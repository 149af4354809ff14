"""The gap between one's skills and a goal, and the study path that closes it, as plain records in one language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from osaamo import engine as door
from osaamo.competence import offered
from osaamo.web.results import BULLETS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from osaamo.engine import Closed, GapItem, Offering, PathResult, PlannedStep, Reason, WeightedSkill
    from osaamo.web.goals import Asked

CREDITS_MAX, STEPS_MAX = 20.0, 5
"""A path one can look at in one glance and study beside work in a term."""

EFFORT = 1.5

NAMED = 6
"""Skills a course is introduced by; its reasons name them all."""

_DAY = {"fi": "j.n.", "sv": "j.n", "en": "j M"}
_DAY_AND_YEAR = {"fi": "j.n.Y", "sv": "j.n.Y", "en": "j M Y"}


@dataclass(frozen=True, slots=True)
class GapRow:
    """One wanted skill. ``asked`` says which goal wants it, ``own`` is the person's own sentence that covers it.

    ``near`` is the own skill closest to it where it is partly had.
    """

    label: str
    why: str
    near: str
    asked: Asked | None
    own: str
    percent: int


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A wanted skill that a course brings, what the course calls it when near, and the course's own sentence."""

    label: str
    near: str
    quote: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One course of the path. ``course`` is its key, by which it can be left out."""

    course: str
    title: str
    institution: str
    credits: str
    facts: tuple[str, ...]
    dates: str
    closes: tuple[ClosedRow, ...]
    why: str

    @property
    def named(self) -> tuple[ClosedRow, ...]:
        """The closed skills that the first line names."""
        return self.closes[:NAMED]

    @property
    def more(self) -> int:
        """How many of the closed skills are not named in the first line."""
        return max(0, len(self.closes) - NAMED)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is had, nearly had and missing of the goal, in percent of its weight, and the courses that help.

    ``without`` are the courses left out on purpose: key and title.
    """

    have: tuple[GapRow, ...]
    partly: tuple[GapRow, ...]
    missing: tuple[GapRow, ...]
    percent: int
    percent_after: int
    steps: tuple[StepRow, ...]
    credits: str
    still_open: tuple[tuple[str, str], ...]
    blocked: tuple[str, ...]
    without: tuple[tuple[str, str], ...]

    @property
    def bar(self) -> tuple[int, int]:
        """Widths of the covered part and of what the path adds, in percent."""
        return self.percent, max(0, self.percent_after - self.percent)

    @property
    def columns(self) -> tuple[tuple[str, tuple[GapRow, ...]], ...]:
        """The three columns by name."""
        return ("have", self.have), ("partly", self.partly), ("missing", self.missing)


def compared(
    have: Sequence[WeightedSkill],
    want: Sequence[WeightedSkill],
    language: str,
    *,
    asked: Mapping[str, Asked],
    without: Collection[str] = (),
) -> Comparison:
    """The comparison of one's own skills with the wanted ones.

    Args:
        have: the skills that count as one's own, each with its sentence.
        want: the skills of the goal; there is at least one.
        language: of the page.
        asked: where each wanted skill comes from, by uri.
        without: keys of courses that the path must do without.
    """
    today = timezone.localdate().isoformat()
    limits = door.PathLimits(
        starts_from=today, credits_max=CREDITS_MAX, steps_max=STEPS_MAX, avoid=tuple(sorted(without))
    )
    result = offered.plan(have=have, want=want, limits=limits, effort=EFFORT)
    rows = {
        status: tuple(_gap_row(item, asked.get(item.uri), language) for item in result.gap.of(status))
        for status in ("have", "partly", "missing")
    }
    plan = result.plan
    return Comparison(
        have=rows["have"],
        partly=rows["partly"],
        missing=rows["missing"],
        percent=round(100 * result.gap.coverage),
        percent_after=round(100 * (plan.coverage if plan else result.gap.coverage)),
        steps=tuple(_step_row(step, result, language) for step in plan.steps) if plan else (),
        credits=_number(plan.credits) if plan else "0",
        still_open=tuple((skill.label.best(language), _why_open(skill.reason)) for skill in result.open),
        blocked=tuple(_relaxed(entry.limit) for entry in result.relaxations),
        without=_left_out(offered.planner().offering, without, language),
    )


def _left_out(offering: Offering, without: Collection[str], language: str) -> tuple[tuple[str, str], ...]:
    known = [(course, offering.courses[course][0]) for course in without if course in offering.courses]
    return tuple((course, offering.steps[at].title.best(language)) for course, at in sorted(known))


def _gap_row(item: GapItem, asked: Asked | None, language: str) -> GapRow:
    near = item.nearest if item.status == "partly" else None
    return GapRow(
        label=item.label.best(language),
        why=_why_gap(item, language),
        near=near.label.best(language) if near else "",
        asked=asked,
        own=item.evidence,
        percent=round(100 * item.cover),
    )


def _why_gap(item: GapItem, language: str) -> str:
    code = item.reason.code
    if code == "same-skill":
        return gettext("Your text shows this skill.")
    if code == "weak-skill":
        return gettext("You have some of this skill, but not clearly enough to count as whole.")
    if item.nearest is None:
        return gettext("Nothing in your text shows this yet.")
    near = item.nearest.label.best(language)
    if code == "nothing-near":
        return gettext("Nothing in your text comes close. The nearest is “%(own)s”.") % {"own": near}
    if code == "near-shared-words":
        return gettext("You have something close, about the same matter: “%(own)s”.") % {"own": near}
    return gettext("You have something close in meaning: “%(own)s”.") % {"own": near}


def _step_row(step: PlannedStep, result: PathResult, language: str) -> StepRow:
    modes = {"online": gettext("online"), "campus": gettext("on campus"), "blended": gettext("blended")}
    names = {"fi": gettext("in Finnish"), "sv": gettext("in Swedish"), "en": gettext("in English")}
    facts = [modes.get(step.mode, step.mode), step.campus if step.mode != "online" else ""]
    facts += [names.get(code, code) for code in step.languages]
    return StepRow(
        course=step.course,
        title=step.title.best(language),
        institution=step.institution,
        credits=_number(step.credits),
        facts=tuple(fact for fact in facts if fact),
        dates=_dates(step.starts, step.ends, language),
        closes=tuple(_closed_row(closed, language) for closed in step.closes),
        why=_why_step(step, result, language),
    )


def _closed_row(closed: Closed, language: str) -> ClosedRow:
    near = closed.taught_label.best(language) if closed.near else ""
    return ClosedRow(label=closed.label.best(language), near=near, quote=closed.evidence.strip(BULLETS))


def _why_step(step: PlannedStep, result: PathResult, language: str) -> str:
    if step.closes:
        full = [closed for closed in step.closes if not closed.near]
        if full:
            text = ngettext(
                "Teaches one skill the goal asks for.", "Teaches %(n)d skills the goal asks for.", len(full)
            )
            return text % {"n": len(full)}
        return gettext("Teaches something close to what the goal asks for.")
    if step.needed_for and result.plan:
        titles = [other.title.best(language) for other in result.plan.steps if other.course in step.needed_for]
        return gettext("Needed before: %(courses)s.") % {"courses": ", ".join(titles)}
    return gettext("Rounds off the path.")


def _why_open(reason: Reason) -> str:
    texts = {
        "not-offered": gettext("no course in the sample offering teaches it"),
        "blocked": gettext("the courses that teach it have begun, are full or are too large for this path"),
        "prerequisites": gettext("its courses need other courses first"),
        "only-near": gettext("the courses teach only something close"),
        "did-not-fit": gettext("its courses did not fit among the five"),
    }
    return texts.get(reason.code, "")


def _relaxed(limit: str) -> str:
    texts = {
        "credits_max": gettext("A path of more credits would help."),
        "steps_max": gettext("A path of more courses would help."),
        "starts_from": gettext("Courses that help have already begun."),
        "seats": gettext("Courses that help are full."),
    }
    return texts.get(limit, gettext("The courses that help do not fit the limits of this short path."))


def _dates(starts: str, ends: str, language: str) -> str:
    if not starts or not ends:
        return _day(starts or ends, _DAY_AND_YEAR[language]) if starts or ends else gettext("at any time")
    first = _DAY[language] if starts[:4] == ends[:4] else _DAY_AND_YEAR[language]
    return f"{_day(starts, first)}–{_day(ends, _DAY_AND_YEAR[language])}"


def _day(iso: str, form: str) -> str:
    return date_format(dt.date.fromisoformat(iso), form)


def _number(value: float) -> str:
    return f"{value:g}"

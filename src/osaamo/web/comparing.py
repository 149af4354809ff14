"""The gap between two texts and the study path that closes it, as plain records in one language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.queries import skills_of
from osaamo.engine import WeightedSkill
from osaamo.kernel.refs import ref_of
from osaamo.ports.steps import all_steps
from osaamo.web.results import BULLETS, TextResult, text_result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from osaamo.domains.foresight.models import JobAd
    from osaamo.engine import Closed, Extraction, FoundSkill, GapItem, PathResult, PlannedStep, Reason

LIMITS = {"credits_max": 20.0, "steps_max": 5}
"""A path one can look at in one glance and study beside work in a term."""

EFFORT = 1.5

_DAY = {"fi": "j.n.", "sv": "j.n", "en": "j M"}
_DAY_AND_YEAR = {"fi": "j.n.Y", "sv": "j.n.Y", "en": "j M Y"}


@dataclass(frozen=True, slots=True)
class GapRow:
    """One wanted skill. ``quote`` is the goal's sentence, ``own`` the person's own sentence that covers it."""

    label: str
    why: str
    quote: str
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
    """One course of the path."""

    title: str
    institution: str
    credits: str
    facts: tuple[str, ...]
    dates: str
    closes: tuple[ClosedRow, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is had, nearly had and missing of the goal, in percent of its weight, and the courses that help."""

    goal: TextResult
    have: tuple[GapRow, ...]
    partly: tuple[GapRow, ...]
    missing: tuple[GapRow, ...]
    percent: int
    percent_after: int
    steps: tuple[StepRow, ...]
    credits: str
    still_open: tuple[tuple[str, str], ...]
    blocked: tuple[str, ...]
    asked_for_nothing: bool
    wanted: Extraction

    @property
    def bar(self) -> tuple[int, int]:
        """Widths of the covered part and of what the path adds, in percent."""
        return self.percent, max(0, self.percent_after - self.percent)


def compared(found: Extraction, goal_text: str, language: str) -> Comparison:
    """The comparison of the skills found in one's own text with those of the goal text."""
    wanted = competence.extract(goal_text)
    result = competence.plan(
        have=[_weighted(skill) for skill in found.skills],
        want=[_weighted(skill) for skill in wanted.skills],
        steps=list(all_steps(timezone.localdate().isoformat())),
        limits=door.PathLimits(starts_from=timezone.localdate().isoformat(), **LIMITS),
        effort=EFFORT,
    )
    quotes = {skill.uri: skill.evidence[0].text.strip(BULLETS) for skill in wanted.skills if skill.evidence}
    rows = {
        status: tuple(_gap_row(item, quotes, language) for item in result.gap.of(status))
        for status in ("have", "partly", "missing")
    }
    plan = result.plan
    return Comparison(
        goal=text_result(goal_text, wanted, language),
        have=rows["have"],
        partly=rows["partly"],
        missing=rows["missing"],
        percent=round(100 * result.gap.coverage),
        percent_after=round(100 * (plan.coverage if plan else result.gap.coverage)),
        steps=tuple(_step_row(step, result, language) for step in plan.steps) if plan else (),
        credits=_number(plan.credits) if plan else "0",
        still_open=tuple((skill.label.best(language), _why_open(skill.reason)) for skill in result.open),
        blocked=tuple(_relaxed(entry.limit) for entry in result.relaxations),
        asked_for_nothing=not wanted.skills,
        wanted=wanted,
    )


def nearest_ads(found: Extraction, ads: Sequence[JobAd], most: int) -> list[JobAd]:
    """The ads whose stored skills the text covers best; those it covers alike stay in their order."""
    asked = skills_of([ref_of(ad) for ad in ads])
    have = [_weighted(skill) for skill in found.skills]

    def covered(ad: JobAd) -> float:
        want = [WeightedSkill(skill.uri, skill.confidence) for skill in asked.get(ref_of(ad), ())]
        return competence.compare(have=have, want=want).coverage if want else 0.0

    return sorted(ads, key=covered, reverse=True)[:most]


def _weighted(skill: FoundSkill) -> WeightedSkill:
    evidence = skill.evidence[0].text.strip(BULLETS) if skill.evidence else ""
    return WeightedSkill(skill.uri, skill.confidence, evidence)


def _gap_row(item: GapItem, quotes: dict[str, str], language: str) -> GapRow:
    return GapRow(
        label=item.label.best(language),
        why=_why_gap(item, language),
        quote=quotes.get(item.uri, ""),
        own=item.evidence,
        percent=round(100 * item.cover),
    )


def _why_gap(item: GapItem, language: str) -> str:
    code = item.reason.code
    if code == "same-skill":
        return gettext("Your text shows this skill.")
    if code == "weak-skill":
        return gettext("Your text hints at this skill, but not clearly.")
    if item.nearest is None:
        return gettext("Nothing in your text shows this yet.")
    near = item.nearest.label.best(language)
    if code == "nothing-near":
        return gettext("Nothing in your text comes close. The nearest is “%(own)s”.") % {"own": near}
    return gettext("Your text shows something close: “%(own)s”.") % {"own": near}


def _step_row(step: PlannedStep, result: PathResult, language: str) -> StepRow:
    modes = {"online": gettext("online"), "campus": gettext("on campus"), "blended": gettext("blended")}
    names = {"fi": gettext("in Finnish"), "sv": gettext("in Swedish"), "en": gettext("in English")}
    facts = [modes.get(step.mode, step.mode), step.campus if step.mode != "online" else ""]
    facts += [names.get(code, code) for code in step.languages]
    return StepRow(
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
    return ClosedRow(label=closed.label.best(language), near=near, quote=closed.evidence)


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

"""Beside the portfolio: courses for target skills, new modules that are called for, and enrolment to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from osaamo.competence import services as competence
from osaamo.connectors.papers import Figures, Heading, Points, Table, Words
from osaamo.domains.foresight.exports import language, paper
from osaamo.domains.foresight.forms import TargetForm
from osaamo.domains.foresight.queries.enrolment import ENOUGH_CASES, outlooks
from osaamo.domains.foresight.queries.newcomers import called_for, nearest_of, sources_of
from osaamo.domains.foresight.queries.paths import course_path, modules_with_parts, occupations_named, target_of
from osaamo.domains.foresight.queries.series import skill_label, theme_label
from osaamo.domains.foresight.rules import plans
from osaamo.domains.foresight.views.portfolio import for_choosers
from osaamo.domains.foresight.views.showing import page, page_of, school_names
from osaamo.domains.foresight.views.supply import url_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.connectors.papers import Block, Paper
    from osaamo.domains.foresight.queries.enrolment import Outlooks
    from osaamo.domains.foresight.queries.newcomers import Called
    from osaamo.domains.foresight.queries.paths import Answer
    from osaamo.engine import CourseSet, Labels, Swap

FOUND = 8
SHOWN = 30
HISTORY = "course;starts;asked;admitted;seats\nhaaga-helia:ABC1;2024-08-26;41;30;30"
"""What a table of earlier enrolments looks like."""


@for_choosers
def portfolio_path(request: HttpRequest) -> HttpResponse:
    """The set and order of courses for an occupation or single skills, against those of a path there is."""
    form = TargetForm(request.GET or None)
    told = form.cleaned_data if form.is_valid() else {}
    uris = [uri for uri in dict.fromkeys(request.GET.getlist("skill")) if uri][:SHOWN]
    occupation, present = told.get("occupation", ""), told.get("present", "")
    target = target_of(occupation, uris)
    most = told.get("credits")
    answer = course_path(target, credits_max=None if most is None else float(most), present=present) if target else None
    words = told.get("q", "")
    context = {
        "form": form,
        "words": words,
        "found_skills": [one for one in competence.search(words, limit=FOUND) if one.uri not in uris] if words else [],
        "found_occupations": occupations_named(words),
        "target": target,
        "picked": [(uri, skill_label(uri), _without(request, uri)) for uri in uris],
        "occupation": occupation,
        "kept": [(key, value) for key, value in _kept(request) if value],
        "modules": modules_with_parts(),
        "present": present,
        "answer": answer,
        "best": _told_set(answer, answer.choice.best) if answer and answer.choice.best else None,
        "now": answer.choice.present if answer else None,
        "swaps": [_told_swap(answer, swap) for swap in answer.choice.swaps] if answer else [],
    }
    if answer is None or answer.choice.best is None:
        return page(request, "portfolio_path.html", context)
    return page(request, "portfolio_path.html", context, paper=lambda: _path_paper(answer), name="courses")


@for_choosers
def portfolio_candidates(request: HttpRequest) -> HttpResponse:
    """New modules that rising skills call for; or, where that cannot be told, that ads ask and nobody teaches."""
    rising = request.GET.get("by") != "asked"
    found = called_for(rising=rising)
    schools = school_names()
    rows = [
        {
            "module": module,
            "theme": theme_label(module.theme),
            "skills": [(uri, skill_label(uri), module.asked[uri]) for uri in module.skills],
            "sources": sources_of(module),
            "nearest": [
                (one, url_of(one.course), schools.get(one.course.taught.institution, "")) for one in nearest_of(module)
            ],
            "proposal": _proposal_url(module.title, module.skills),
        }
        for module in found.modules[:SHOWN]
    ]
    context = {"found": found, "rows": rows, "rising": rising}
    return page(request, "portfolio_candidates.html", context, paper=lambda: _called_paper(found), name="new-modules")


@for_choosers
def portfolio_enrolment(request: HttpRequest) -> HttpResponse:
    """What to expect of each module's next run, with intervals; and how such forecasts would have done."""
    found = outlooks()
    schools = school_names()
    context = {
        "found": found,
        "rows": [(row, schools.get(row.taught.institution, ""), page_of(row.taught)) for row in found.rows],
        "enough": ENOUGH_CASES,
        "example": HISTORY,
        "plans": plans.test(request.user, None),
        "few": sum(row.expected is None for row in found.rows),
    }
    return page(request, "portfolio_enrolment.html", context, paper=lambda: _enrolment_paper(found), name="enrolment")


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the address says already, for the fields of a form that adds to it."""
    names = ("occupation", "credits", "present")
    return [("skill", uri) for uri in request.GET.getlist("skill")] + [
        (name, request.GET.get(name, "")) for name in names
    ]


def _without(request: HttpRequest, uri: str) -> str:
    """The address without one of the skills."""
    rest = request.GET.copy()
    rest.setlist("skill", [one for one in rest.getlist("skill") if one != uri])
    return f"?{rest.urlencode()}"


def _proposal_url(title: Labels, uris: tuple[str, ...]) -> str:
    """Where a proposal is begun, with title and skills as text; empty where proposals are switched off."""
    try:
        address = reverse("proposal-new")
    except NoReverseMatch:
        return ""
    skills = ", ".join(skill_label(uri).best(language()) for uri in uris)
    return f"{address}?{urlencode({'title': title.best(language()), 'summary': skills})}"


def _title(answer: Answer, key: str) -> Mapping[str, str]:
    row = answer.courses.get(key)
    return row.title if row else {"fi": key}


def _told_set(answer: Answer, found: CourseSet) -> dict[str, object]:
    schools = school_names()
    return {
        "set": found,
        "schools": [schools.get(code, code) for code in found.schools],
        "courses": [
            {
                "title": _title(answer, one.step.id),
                "school": schools.get(one.step.institution, one.step.institution),
                "credits": one.step.credits,
                "new": [skill_label(uri) for uri in one.new],
                "again": [skill_label(uri) for uri in one.again],
                "after": [_title(answer, key) for key in one.after],
            }
            for one in found.courses
        ],
        "open": [skill_label(uri) for uri in found.open],
    }


def _told_swap(answer: Answer, swap: Swap) -> dict[str, object]:
    return {
        "out": _title(answer, swap.out) if swap.out else None,
        "into": _title(answer, swap.into) if swap.into else None,
        "points": 100 * swap.gain,
        "won": [(skill_label(change.key), change.evidence) for change in swap.won],
        "lost": [skill_label(change.key) for change in swap.lost],
        "credits": swap.credits,
    }


def _best(title: Mapping[str, str]) -> str:
    return next((title[code] for code in (language(), "en", "fi", "sv") if title.get(code)), "")


def _path_paper(answer: Answer) -> Paper:
    best = answer.choice.best
    if best is None:
        return paper(gettext("Courses for target skills"), [Words(gettext("No choice keeps all limits."), "warning")])
    schools = school_names()
    figures = Figures(
        [
            (f"{100 * best.coverage:.0f} %", gettext("of the target covered")),
            (f"{best.credits:g}", gettext("credits")),
            (str(best.overlap), gettext("skills taught again")),
        ]
    )
    rows = [
        [
            at,
            _best(_title(answer, one.step.id)),
            schools.get(one.step.institution, one.step.institution),
            one.step.credits,
            ", ".join(skill_label(uri).best(language()) for uri in one.new),
        ]
        for at, one in enumerate(best.courses, start=1)
    ]
    columns = [gettext("Order"), gettext("Course"), gettext("School"), gettext("Credits"), gettext("Brings")]
    table = Table(gettext("Courses in order"), columns, rows, right=(0, 3))
    return paper(gettext("Courses for target skills"), [figures, table], wide=True)


def _called_paper(found: Called) -> Paper:
    blocks: list[Block] = []
    for module in found.modules[:SHOWN]:
        skills = [f"{skill_label(uri).best(language())} ({module.asked[uri]})" for uri in module.skills]
        blocks += [
            Heading(module.title.best(language())),
            Words(gettext("Theme: %(theme)s") % {"theme": theme_label(module.theme).best(language())}),
            Points([gettext("Skills and ads that name them: %(skills)s") % {"skills": ", ".join(skills)}]),
            Points([f"{source.ad.title}: {' '.join(source.sentences)}" for source in sources_of(module)]),
        ]
    if not blocks:
        blocks.append(Words(gettext("Not enough data."), "note"))
    return paper(gettext("New modules called for"), blocks)


def _enrolment_paper(found: Outlooks) -> Paper:
    columns = [
        gettext("Course or module"), gettext("Runs"), gettext("Last run"), gettext("Expected"),
        gettext("80 % between"), gettext("95 % between"),
    ]  # fmt: skip
    rows: list[list[str | int | float | None]] = []
    for row in found.rows:
        one = row.expected
        told = (
            [round(one.mean, 1), f"{one.lo80} – {one.hi80}", f"{one.lo95} – {one.hi95}"]
            if one
            else [None, gettext("not enough data"), ""]
        )
        rows.append([_best(row.taught.title), len(row.runs), row.runs[-1].asked, *told])
    table = Table(gettext("Enrolment to expect of the next run"), columns, rows, right=(1, 2, 3, 4, 5))
    return paper(gettext("Enrolment forecast"), [table], wide=True)

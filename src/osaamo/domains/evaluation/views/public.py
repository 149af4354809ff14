"""What everybody sees: proposals, each with its timeline; calls; criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from osaamo.domains.evaluation import queries
from osaamo.domains.evaluation.enums import STAGES, Kind, Status
from osaamo.domains.evaluation.exports import CALENDAR_TYPE, calls_calendar
from osaamo.domains.evaluation.models import CriteriaSet, Proposal
from osaamo.domains.evaluation.views.showing import page, shown_signals
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest

ON_A_PAGE = 30
FILTERS = ("stage", "status", "kind", "theme", "institution", "call", "q")


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Every proposal that was sent in, by filter, and how long the stages take."""
    chosen = {name: request.GET.get(name, "")[:120] for name in FILTERS}
    pages = Paginator(queries.found(chosen), ON_A_PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "shown": pages.get_page(request.GET.get("page")),
        "chosen": chosen,
        "query": query.urlencode(),
        "stages": STAGES,
        "statuses": [status for status in Status if status != Status.DRAFT],
        "kinds": Kind,
        "themes": queries.themes(),
        "schools": Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION),
        "times": queries.times_per_stage(),
        "enough": queries.ENOUGH,
        "next_calls": queries.calls(since=timezone.localdate())[:2],
    }
    return page(request, "proposals.html", context)


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what it is, its timeline with decisions and reasons, and what the engine measured."""
    rows = Proposal.objects.select_related("lead__parent", "call", "owner").prefetch_related("institutions")
    row = get_for(request.user, rows, pk, "view")
    context = {
        "proposal": row,
        "stages": STAGES,
        "log": row.log.select_related("decision__round__criteria", "decision__corrected_by", "decision__corrects"),
        "signals": shown_signals(row),
        "forecast": queries.forecast_of(row),
        "may_plan": may(request.user, "plan", row),
        "may_change": may(request.user, "change", row),
        "rounds": [
            (
                of,
                queries.figures_of(of),
                of.reviews.filter(closed_at__isnull=False).prefetch_related("scores__criterion"),
            )
            for of in row.rounds.select_related("criteria", "proposal__lead")
            if may(request.user, "read-reviews", of)
        ],
    }
    return page(request, "proposal.html", context)


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """The calendar of calls, year by year."""
    by_year: dict[int, list[object]] = {}
    for call in queries.calls():
        by_year.setdefault(call.opens_on.year, []).append(call)
    context = {
        "years": sorted(by_year.items(), reverse=True),
        "today": timezone.localdate(),
        "changeable": {call.pk for rows in by_year.values() for call in rows if may(request.user, "change", call)},
    }
    return page(request, "calls.html", context)


@require_GET
def calls_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's argument
    """The same calendar for calendar programs."""
    return HttpResponse(calls_calendar(queries.calls(), language=get_language() or "fi"), content_type=CALENDAR_TYPE)


@require_GET
def criteria(request: HttpRequest) -> HttpResponse:
    """All versions of the criteria, in force and before, with weights and what each score means."""
    sets = CriteriaSet.objects.filter(in_force_from__isnull=False).prefetch_related("rows")
    in_force = {row.pk for stage in STAGES if (row := queries.criteria_in_force(stage))}
    by_stage = [(stage, [row for row in sets if row.stage == stage]) for stage in STAGES]
    return page(request, "criteria.html", {"by_stage": by_stage, "in_force": in_force})

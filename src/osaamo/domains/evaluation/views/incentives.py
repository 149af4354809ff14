"""Incentives: a teacher's own statements; for who leads people, the rules, what they cost, and approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.evaluation import exports, forms, queries, services
from osaamo.domains.evaluation.enums import Earns, Unit
from osaamo.domains.evaluation.models import IncentiveRules, Statement
from osaamo.domains.evaluation.views.showing import page, places_of
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.rows import Unchangeable

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The person's own statements, and the places whose rules they set."""
    statements = Statement.objects.filter(teacher=request.user).select_related("rules__organisation")
    places = [place for place in places_of(request, Role.RECTOR) if may(request.user, "manage-incentives", place)]
    return page(request, "incentives.html", {"statements": statements, "places": places})


@login_required
@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, code: str) -> HttpResponse:
    """The rules of an institution in all versions, statements, and a form for the next version."""
    place = _place(request, code)
    form = forms.IncentiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.draft_rules(organisation=place, who=request.user, rows=form.rows(), reason=form.cleaned_data["reason"])
        messages.success(request, gettext("The draft is saved. See below what it would cost before you decide."))
        return redirect("incentives-manage", code=code)
    return _manage_page(request, place, form=form)


@login_required
@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft of rules into force from a day."""
    rows = IncentiveRules.objects.select_related("organisation__parent")
    rules = get_for(request.user, rows, pk, "change")
    day = forms.DayForm(request.POST)
    if not day.is_valid():
        messages.error(request, gettext("Give the day from which the rules hold, as in 31.12.2026."))
        return redirect("incentives-manage", code=rules.organisation.code)
    try:
        services.adopt_rules(rules=rules, who=request.user, valid_from=day.cleaned_data["day"])
    except Unchangeable:
        messages.error(request, gettext("Other rules hold from that day or a later one. Choose a later day."))
    else:
        messages.success(request, gettext("The rules hold from that day. Statements of earlier days stay as they are."))
    return redirect("incentives-manage", code=rules.organisation.code)


@login_required
@require_POST
def make(request: HttpRequest, code: str) -> HttpResponse:
    """Statements of a period for all teachers of the institution who have a share of a proposal."""
    place, form = _place(request, code), forms.PeriodForm(request.POST)
    if not form.is_valid():
        return _manage_page(request, place, period=form)
    starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
    made = 0
    for teacher in queries.teachers_with_shares(place):
        try:
            services.state(teacher=teacher, organisation=place, starts=starts, ends=ends, who=request.user)
        except services.NoRules:
            form.add_error("starts", gettext("No rules hold on that day. Take rules into force first."))
            return _manage_page(request, place, period=form)
        except services.AlreadyApproved:
            continue
        made += 1
    messages.success(request, gettext("%(n)d statements were made; approved ones stay as they are.") % {"n": made})
    return redirect("incentives-manage", code=code)


@login_required
@require_GET
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement with its lines and sources, computed again on the spot."""
    row = _statement(request, pk, "view")
    context = {
        "statement": row,
        "lines": _lines(row),
        "totals": _totals(queries.totals(queries.stored_lines(row))),
        "differences": queries.recompute(row),
        "may_approve": row.approved_at is None and may(request.user, "approve", row),
    }
    return page(request, "statement.html", context)


@login_required
@require_GET
def statement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a table."""
    row = _statement(request, pk, "view")
    name = f"statement-{row.pk}.csv"
    return HttpResponse(
        exports.statement_csv(row),
        content_type=exports.CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a statement for good."""
    try:
        services.approve(statement=_statement(request, pk, "approve"), who=request.user)
    except services.AlreadyApproved:
        messages.error(request, gettext("The statement was approved before."))
    else:
        messages.success(request, gettext("Approved."))
    return redirect("incentive-statement", pk=pk)


def _statement(request: HttpRequest, pk: int, verb: str) -> Statement:
    rows = Statement.objects.select_related("rules__organisation__parent", "teacher")
    return get_for(request.user, rows, pk, verb)


def _place(request: HttpRequest, code: str) -> Organisation:
    place = get_object_or_404(Organisation.objects.select_related("parent__parent"), code=code)
    if not may(request.user, "manage-incentives", place):
        raise PermissionDenied
    return place


def _manage_page(
    request: HttpRequest,
    place: Organisation,
    *,
    form: forms.IncentiveForm | None = None,
    period: forms.PeriodForm | None = None,
) -> HttpResponse:
    versions = IncentiveRules.objects.filter(organisation=place).prefetch_related("rows")
    asked = forms.PeriodForm(request.GET) if "starts" in request.GET else None
    costs = []
    if asked is not None and asked.is_valid():
        days = asked.cleaned_data["starts"], asked.cleaned_data["ends"]
        costs = [(rules, _totals(queries.cost(rules, *days))) for rules in versions]
    statements = Statement.objects.filter(rules__organisation=place).select_related("teacher", "rules")
    context = {
        "place": place,
        "versions": versions,
        "form": form or forms.IncentiveForm(),
        "period": period or forms.PeriodForm(),
        "asked": asked or forms.PeriodForm(),
        "costs": costs,
        "statements": statements,
    }
    failed = any(one is not None and one.errors for one in (form, period, asked))
    return page(request, "incentives_manage.html", context, status=422 if failed else 200)


def _lines(row: Statement) -> list[tuple[queries.Line, dict[str, str], str, str]]:
    """Each line with the proposal's title, and what earns and the unit in words."""
    lines = queries.stored_lines(row)
    titles = queries.titles_of(line.proposal for line in lines)
    return [(line, titles.get(line.proposal, {}), Earns(line.earns).label, Unit(line.unit).label) for line in lines]


def _totals(found: dict[str, object]) -> list[tuple[str, object]]:
    return [(Unit(unit).label, total) for unit, total in found.items()]

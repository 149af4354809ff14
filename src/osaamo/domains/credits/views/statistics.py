"""The statistics, the rules behind them, and what a new version of the rules would change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.credits import exports, forms, queries, services
from osaamo.domains.credits.enums import AttainmentKind, Audience, Between, VersionStatus
from osaamo.domains.credits.models import RuleVersion
from osaamo.domains.credits.queries import counting
from osaamo.domains.credits.views.asking import alliance_for, said, year_in, years
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from osaamo.domains.credits.queries import Counted

MOST_SHOWN = 500
"""Rows on a page; the file holds them all."""


@login_required
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Credits of a year by institution and audience; each number opens to its rows."""
    alliance_for(request.user, "see-credits")
    year = queries.year_of(year_in(request))
    values = {(cell.place, cell.audience): cell.credits for cell in year.cells}
    audiences = sorted({cell.audience for cell in year.cells})
    names = names_of(Organisation.Kind.INSTITUTION)
    context = {
        "year": year,
        "years": years(),
        "audiences": [(value, audience_name(value)) for value in audiences],
        "table": [
            (code, names.get(code, code), [(value, values.get((code, value))) for value in audiences], total)
            for code, total in year.totals.items()
        ],
        "sums": [sum(cell.credits for cell in year.cells if cell.audience == value) for value in audiences],
    }
    return render(request, "credits/statistics.html", context)


@login_required
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The rows behind a number: of an institution, an audience, or all."""
    alliance_for(request.user, "see-credits")
    year = queries.year_of(year_in(request))
    place, audience, only = (request.GET.get(name, "") for name in ("place", "audience", "only"))
    found = [
        one
        for one in year.counted
        if (not place or place in one.shares)
        and ("audience" not in request.GET or one.credit.audience == audience)
        and (only != "uncounted" or one.uncounted)
    ]
    names = names_of(Organisation.Kind.INSTITUTION)
    total = sum(one.shares.get(place, 0) if place else one.credit.credits for one in found)
    context = {
        "year": year,
        "place": names.get(place, place),
        "audience": audience_name(audience) if "audience" in request.GET else "",
        "rows": [shown(one, names) for one in found[:MOST_SHOWN]],
        "count": len(found),
        "most": MOST_SHOWN,
        "total": total,
    }
    return render(request, "credits/rows.html", context)


@login_required
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """All rows of a year as a file."""
    alliance_for(request.user, "see-credits")
    year = queries.year_of(year_in(request))
    name = f'attachment; filename="credits-{year.year}.csv"'
    data = exports.year_csv(year).encode("utf-8-sig")
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The versions of the rules, and what the draft would change."""
    alliance = alliance_for(request.user, "see-credits")
    versions = list(RuleVersion.objects.filter(organisation=alliance).select_related("approved_by"))
    draft = next((one for one in versions if one.status == VersionStatus.DRAFT), None)
    effect = queries.effect_of(draft, until=end_of_year()) if draft else None
    names = names_of(Organisation.Kind.INSTITUTION)
    context: dict[str, Any] = {
        "versions": [(one, [words_of(line) for line in one.lines]) for one in versions],
        "draft": draft,
        "may_change": may(request.user, "decide-credits", alliance),
        "may_approve": draft is not None and may(request.user, "approve", draft),
    }
    if effect is not None:
        places = sorted({*effect.before, *effect.after})
        context |= {
            "effect": effect,
            "sums": [
                (names.get(place, outside(place)), effect.before.get(place, 0), effect.after.get(place, 0))
                for place in places
            ],
            "changes": [(shown(one.before, names), shown(one.after, names)) for one in effect.changes[:MOST_SHOWN]],
        }
    return render(request, "credits/rules.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """A planner drafts the next version."""
    alliance = alliance_for(request.user, "decide-credits")
    known = RuleVersion.objects.filter(organisation=alliance)
    start = known.filter(status=VersionStatus.DRAFT).first() or known.first()
    is_draft = start is not None and start.status == VersionStatus.DRAFT
    if is_draft:
        get_for(request.user, RuleVersion, start.pk, "change")
    posted = request.POST if request.method == "POST" else None
    initial = {"valid_from": start.valid_from, "reason": start.reason} if is_draft else {}
    form = forms.DraftForm(posted, initial=initial)
    lines = forms.LineForms(posted, initial=forms.initial_lines(start.lines if start else []))
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        kept = [one.line for one in lines.forms if one.line is not None]
        try:
            services.draft_rules(organisation=alliance, who=request.user, lines=kept, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("valid_from", error)
        else:
            messages.success(request, gettext("The draft is saved. Below is what it would change."))
            return redirect("credit-rules")
    failed = request.method == "POST"
    return render(request, "credits/draft.html", {"form": form, "lines": lines}, status=422 if failed else 200)


@login_required
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The steering group approves a draft."""
    version = get_for(request.user, RuleVersion.objects.select_related("organisation"), pk, "approve")
    try:
        services.approve_rules(version=version, who=request.user)
    except ValidationError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, gettext("The rules are approved."))
    return redirect("credit-rules")


def names_of(kind: str) -> dict[str, str]:
    """The short names of organisations by code."""
    return dict(Organisation.objects.filter(kind=kind).values_list("code", "short_name"))


def audience_name(value: str) -> str:
    """The audience in words."""
    return str(dict(Audience.choices).get(value, value or gettext("not told")))


def outside(place: str) -> str:
    """The name of a place that is no institution of the alliance."""
    return gettext("outside the alliance") if place == counting.OUTSIDE else place


def shown(one: Counted, names: Mapping[str, str]) -> dict[str, Any]:
    """A counted credit as the pages show it; ``names`` are those of the institutions by code."""
    reasons = {
        counting.NO_RULE: gettext("no rule is about it"),
        counting.RULED_OUT: gettext("the rules leave it out"),
        counting.UNDECIDED: gettext("the reports differ and nobody has decided"),
    }
    return {
        "credit": one.credit,
        "home": names.get(one.credit.home, one.credit.home),
        "host": names.get(one.credit.host, one.credit.host),
        "audience": audience_name(one.credit.audience),
        "kind": dict(AttainmentKind.choices).get(one.credit.kind, one.credit.kind),
        "shares": [(names.get(place, outside(place)), share) for place, share in sorted(one.shares.items())],
        "reason": reasons.get(one.reason, ""),
        "line": one.line,
    }


def words_of(line: dict[str, Any]) -> str:
    """A line of the rules as a sentence."""
    labels = {
        "kinds": dict(AttainmentKind.choices),
        "audiences": dict(Audience.choices),
        "between": dict(Between.choices),
        "age_groups": {},
    }
    conditions = [
        " / ".join(str(names.get(value, value)) for value in line.get(field, [])) for field, names in labels.items()
    ]
    about = ", ".join(filter(None, conditions)) or gettext("Everything else")
    if not line.get("counts", True):
        return gettext("%(about)s: not counted") % {"about": about}
    home = line.get("home_share", "0")
    return gettext("%(about)s: home institution %(home)s %%, host the rest") % {"about": about, "home": home}


def end_of_year() -> date:
    """The day after this calendar year."""
    return date(timezone.localdate().year + 1, 1, 1)

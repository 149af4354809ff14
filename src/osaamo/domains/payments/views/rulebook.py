"""Price rules: their versions, the next draft, and what a common rule would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.payments import exports, forms, queries, services
from osaamo.domains.payments.enums import CapPer
from osaamo.domains.payments.models import RuleVersion
from osaamo.domains.payments.views.finance import place_for
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation
from osaamo.ports import attainments

if TYPE_CHECKING:
    from django.http import HttpRequest

ROWS_SHOWN = 200
VERSION = RuleVersion.objects.select_related("rule__organisation__parent")


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules of an organisation with all their versions, and a form for the next one."""
    place = place_for(request, code, "manage-prices")
    form = forms.RuleForm(request.POST if request.method == "POST" else None, initial=_initial(request, place))
    if request.method == "POST" and form.is_valid():
        try:
            services.draft(
                organisation=place, audience=form.cleaned_data["audience"], terms=form.terms(), by=request.user
            )
            messages.success(request, gettext("The draft is saved. It costs nobody anything before it is published."))
            return redirect("finance-rules", place.code)
        except services.AboveCeiling:
            ceiling = queries.ceiling_for(form.cleaned_data["audience"], form.cleaned_data["valid_from"])
            form.add_error(
                "amount",
                gettext("The law allows at most %(amount)s for a credit: %(source)s.")
                % {"amount": queries.euros(ceiling.per_credit), "source": ceiling.source},
            )
    versions = VERSION.filter(rule__organisation=place).prefetch_related("free_cases").order_by("rule", "-number")
    context = {
        "place": place,
        "versions": [(version, _standing(version)) for version in versions],
        "form": form,
        "alliance": place.lineage()[-1],
    }
    return render(request, "payments/rules.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft becomes what people pay by."""
    version = get_for(request.user, VERSION, pk, "change")
    try:
        services.publish(version=version, by=request.user)
        messages.success(request, gettext("The rule is published. Orders that were made before keep their price."))
    except services.AlreadyPublished:
        messages.error(request, gettext("This version was published before."))
    except services.StartsInPast:
        messages.error(request, gettext("Choose today or a later day: what was shown and paid stays."))
    return redirect("finance-rules", version.rule.organisation.code)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft is thrown away."""
    version = get_for(request.user, VERSION, pk, "change")
    try:
        services.drop_draft(version=version, by=request.user)
        messages.success(request, gettext("The draft is gone."))
    except services.AlreadyPublished:
        messages.error(request, gettext("What was published stays; publish a new version instead."))
    return redirect("finance-rules", version.rule.organisation.code)


@login_required
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Today's rules beside the common one: on what was studied in a time, or on a table of enrolments."""
    place = place_for(request, code, "manage-prices")
    alliance, today = place.lineage()[-1], timezone.localdate()
    common = queries.common_proposal(alliance)
    year = queries.period_of(CapPer.YEAR, today)
    asked = request.method == "GET" and "first" in request.GET
    days = forms.DaysForm(request.GET if asked else None, initial={"first": year[0], "end": year[1]})
    table = forms.TableForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        was_dropped=forms.DROPPED in request.META,
    )
    rows, problem = None, None
    try:
        if asked and days.is_valid():
            rows = list(queries.completed_rows(days.cleaned_data["first"], days.cleaned_data["end"]))
        elif request.method == "POST" and table.is_valid():
            rows = forms.studied_rows(table.rows())
    except ConnectorError as error:
        problem = error
    except forms.BadRow as error:
        table.add_error("file", str(error))
    found = queries.compare(rows, common=common, on=today) if rows is not None else None
    if found is not None and (request.POST or request.GET).get("as") == "csv":
        headers = {"Content-Disposition": f'attachment; filename="prices-{today:%Y%m%d}.csv"'}
        return HttpResponse(exports.comparison_csv(found), content_type=exports.CSV_TYPE, headers=headers)
    context = {
        "place": place,
        "alliance": alliance,
        "common": sorted(common.items()),
        "days_form": days,
        "table_form": table,
        "problem": problem,
        "found": found,
        "effects": _named(found.effects) if found else [],
        "shown": Paginator(found.rows, ROWS_SHOWN).get_page(request.GET.get("page")) if found else None,
        "has_source": bool(attainments.sources()),
        "from_table": request.method == "POST",
    }
    is_wrong = problem is not None or bool(days.errors or table.errors)
    return render(request, "payments/compare.html", context, status=422 if is_wrong else 200)


def _initial(request: HttpRequest, place: Organisation) -> dict[str, object]:
    """What the form begins with: the version that is to be followed, or a plain one from today."""
    version = None
    if request.GET.get("from", "").isdecimal():
        version = VERSION.filter(pk=request.GET["from"], rule__organisation=place).first()
    begins = {"valid_from": timezone.localdate()}
    return forms.draft_values(version, place) | begins if version is not None else begins


def _standing(version: RuleVersion) -> str:
    """``draft``, ``coming``, ``in-force``, ``replaced`` or ``over``."""
    today = timezone.localdate()
    if version.is_draft:
        return "draft"
    if version.valid_from > today:
        return "coming"
    if version.valid_until is not None and version.valid_until <= today:
        return "over"
    newer = version.rule.versions.filter(number__gt=version.number, pk__in=queries.in_force(today))
    return "replaced" if newer.exists() else "in-force"


def _named(effects: dict[str, queries.Effect]) -> list[tuple[Organisation, queries.Effect]]:
    places = {place.code: place for place in Organisation.objects.filter(code__in=effects)}
    return [(places[code], effect) for code, effect in effects.items()]

"""The work of those who give badges: making them, their rules, deciding on evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.domains.badges import forms, queries, services
from osaamo.domains.badges.enums import RuleKind
from osaamo.domains.badges.models import BadgeClass, BadgeVersion, Claim, IssueRule
from osaamo.kernel.access import get_for
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A planner makes a badge."""
    places = queries.planned_by(request.user)
    if not places:
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = forms.NewBadgeForm(posted, places=places, language=queries.page_language())
    if request.method == "POST" and form.is_valid():
        place = get_for(request.user, Organisation, form.places[form.cleaned_data["organisation"]].pk, "plan-badges")
        badge = services.create_badge(organisation=place, who=request.user, text=form.text)
        messages.success(request, gettext("The badge is made. Say now how it is earned."))
        return redirect("badge-change", pk=badge.pk)
    return render(request, "badges/change.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A planner changes what a badge says from now on, and how it is earned."""
    rows = BadgeClass.objects.select_related("organisation").prefetch_related("versions", "rules__parts__versions")
    badge = get_for(request.user, rows, pk, "change")
    if request.method == "POST" and request.POST.get("do") == "retire":
        services.retire(badge=badge, who=request.user)
        messages.success(request, gettext("The badge is given no more. Those held stay valid."))
        return redirect("badge-class", key=badge.key)
    form = forms.BadgeForm(request.POST if request.method == "POST" else None, initial=_initial(badge.current))
    if request.method == "POST" and form.is_valid():
        version = services.change_badge(badge=badge, who=request.user, text=form.text)
        messages.success(request, gettext("Version %(number)s holds from now on.") % {"number": version.number})
        return redirect("badge-change", pk=badge.pk)
    return _change_page(request, badge, form, forms.RuleForm(badge=badge))


@login_required
@require_POST
def add_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """A planner adds a way to earn a badge."""
    rows = BadgeClass.objects.select_related("organisation").prefetch_related("versions", "rules__parts__versions")
    badge = get_for(request.user, rows, pk, "change")
    rule_form = forms.RuleForm(request.POST, badge=badge)
    if rule_form.is_valid():
        values = rule_form.cleaned_data
        try:
            services.add_rule(badge=badge, who=request.user, **values | {"kind": RuleKind(values["kind"])})
        except ValueError:
            rule_form.add_error("parts", gettext("A path badge cannot be a part of itself."))
        else:
            messages.success(request, gettext("The rule is in force."))
            return redirect("badge-change", pk=badge.pk)
    return _change_page(request, badge, forms.BadgeForm(initial=_initial(badge.current)), rule_form)


@login_required
@require_POST
def end_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """A planner ends a way to earn a badge."""
    rule = IssueRule.objects.select_related("badge").filter(pk=pk).first()
    badge = get_for(request.user, BadgeClass, rule.badge_id if rule else None, "change")
    services.end_rule(rule=rule, who=request.user)
    messages.success(request, gettext("The rule has ended. Badges it gave stay valid."))
    return redirect("badge-change", pk=badge.pk)


@login_required
@require_http_methods(["GET"])
def claims(request: HttpRequest) -> HttpResponse:
    """The evidence that waits for a decision."""
    if not queries.issues_anywhere(request.user):
        raise PermissionDenied
    context = {"claims": queries.claims_for(request.user), "can_sign": services.can_sign()}
    return render(request, "badges/claims.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A teacher approves evidence, which gives the badge, or declines it and says why."""
    rows = Claim.objects.select_related("badge__organisation", "person")
    claim = get_for(request.user, rows, pk, "decide")
    form = forms.DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(text for errors in form.errors.values() for text in errors))
        return redirect("badge-claims")
    approve = form.cleaned_data["decision"] == "approve"
    try:
        services.decide(claim=claim, who=request.user, approve=approve, answer=form.cleaned_data["answer"])
    except services.AlreadyDecided:
        messages.error(request, gettext("Another teacher decided on this just before you."))
    except services.NoKeys:
        messages.error(
            request, gettext("No badge can be signed now. Tell the people who run the service; the evidence waits.")
        )
    else:
        said = gettext("The badge is given.") if approve else gettext("Declined; the learner sees your answer.")
        messages.success(request, said)
    return redirect("badge-claims")


def _change_page(
    request: HttpRequest, badge: BadgeClass, form: forms.BadgeForm, rule_form: forms.RuleForm
) -> HttpResponse:
    context = {
        "form": form,
        "badge": badge,
        "rules": queries.rules_in_force(badge),
        "rule_form": rule_form,
        "can_sign": services.can_sign(),
    }
    return render(request, "badges/change.html", context, status=422 if form.errors or rule_form.errors else 200)


def _initial(version: BadgeVersion) -> dict[str, Any]:
    texts = {
        f"{part}_{code}": getattr(version, part).get(code, "")
        for part in ("name", "description", "criteria")
        for code in LANGUAGES
    }
    skills = "\n".join(skill["uri"] for skill in version.skills)
    return {"kind": version.kind, "credits": version.credits, "skills": skills, **texts}

"""Telling how far an activity is: its owner and those who steer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.domains.steering import forms, queries, services
from osaamo.domains.steering.enums import Phase
from osaamo.domains.steering.models import Evidence, Progress, Task
from osaamo.domains.steering.views.showing import area_titles, body_titles, in_force, page
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import wrote

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


@login_required
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """How far the activity is, on one page with its owner, evidence and tasks."""
    row = _progress(request, key, "update")
    form = forms.ProgressForm(request.POST or None, initial=forms.ProgressForm.initial_of(row))

    def tell() -> Progress:
        told = form.cleaned_data | {"phase": Phase(form.cleaned_data["phase"])}
        return services.update_progress(progress=row, who=request.user, **told)

    if request.method == "POST":
        was_right = form.is_valid()
        if wrote(request, form, tell, gettext("Saved. The public page shows it now.")):
            return redirect("steering-activity", key=key)
        if was_right:
            # The page shows what somebody else saved meanwhile, so saving again is saving over that.
            row.refresh_from_db()
            form.data = form.data.copy()
            form.data["revision"] = row.revision
    return _page(request, row, form=form)


@login_required
@require_POST
def owner(request: HttpRequest, key: str) -> HttpResponse:
    """Who answers for the activity."""
    row = _progress(request, key, "assign")
    form = _owner_form(request, row)
    if not form.is_valid():
        return _page(request, row, owner=form)
    services.assign(progress=row, who=request.user, **form.cleaned_data)
    messages.success(request, gettext("The owner is set."))
    return redirect("steering-progress", key=key)


@login_required
@require_POST
def evidence(request: HttpRequest, key: str) -> HttpResponse:
    """Add something that shows what was done, or remove it."""
    row = _progress(request, key, "update")
    if "remove" in request.POST:
        pk = request.POST["remove"]
        found = get_object_or_404(Evidence, progress=row, pk=int(pk) if pk.isdecimal() else 0)
        services.remove_evidence(evidence=found, who=request.user)
        return redirect("steering-progress", key=key)
    form = forms.EvidenceForm(request.POST)
    if not form.is_valid():
        return _page(request, row, evidence=form)
    services.add_evidence(progress=row, who=request.user, **form.cleaned_data)
    messages.success(request, gettext("Added."))
    return redirect("steering-progress", key=key)


@login_required
@require_POST
def add_task(request: HttpRequest, key: str) -> HttpResponse:
    """A step with its day."""
    row = _progress(request, key, "update")
    form = forms.TaskForm(request.POST)
    if not form.is_valid():
        return _page(request, row, task=form)
    services.add_task(progress=row, assignee=None, who=request.user, **form.cleaned_data)
    messages.success(request, gettext("Added. It is on the owner's list."))
    return redirect("steering-progress", key=key)


@login_required
@require_POST
def finish_task(request: HttpRequest, pk: int) -> HttpResponse:
    """The step is done."""
    task = get_for(request.user, Task.objects.select_related("progress__plan__organisation__parent"), pk, "finish")
    services.finish_task(task=task, who=request.user)
    messages.success(request, gettext("Done: %(title)s") % {"title": task.title})
    return redirect("steering-mine")


def _progress(request: HttpRequest, key: str, verb: str) -> Progress:
    rows = Progress.objects.filter(plan=in_force().plan).select_related("plan__organisation__parent", "owner")
    found = get_object_or_404(rows, key=key)
    return get_for(request.user, rows, found.pk, verb)


def _owner_form(request: HttpRequest, row: Progress) -> forms.OwnerForm:
    colleague = (request.POST or request.GET).get("colleague", "")[:80].strip()
    initial = {"owner": row.owner_id or "", "owner_body": row.owner_body}
    return forms.OwnerForm(
        request.POST if request.resolver_match.url_name == "steering-owner" else None,
        initial=initial,
        people=queries.staff_named(colleague, row.owner_id),
        bodies=body_titles(),
    )


def _page(request: HttpRequest, row: Progress, **given: Form) -> HttpResponse:
    version = in_force()
    shown = next((one for one in queries.followed(version, timezone.localdate()) if one.item.key == row.key), None)
    if shown is None:
        raise Http404
    form = given.get("form") or forms.ProgressForm(initial=forms.ProgressForm.initial_of(row))
    context = {
        "edition": version,
        "row": shown,
        "form": form,
        "may_assign": may(request.user, "assign", row),
        "owner_form": given.get("owner") or _owner_form(request, row),
        "colleague": request.GET.get("colleague", "")[:80],
        "evidence_form": given.get("evidence") or forms.EvidenceForm(),
        "task_form": given.get("task") or forms.TaskForm(),
        "evidence": row.evidence.all(),
        "tasks": row.tasks.select_related("assignee"),
        "areas": area_titles(version),
        "bodies": body_titles(),
    }
    return page(request, "progress.html", context, status=422 if any(one.errors for one in given.values()) else 200)

"""Tutoring for credit: tasks, one's own diary, and the student union's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.credits import forms, queries, services
from osaamo.domains.credits.enums import WorkStatus
from osaamo.domains.credits.models import DiaryEntry, TutoringTask, TutoringWork
from osaamo.domains.credits.views.asking import said
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks one can take, and one's own work."""
    today = timezone.localdate()
    own = request.user.tutoring.select_related("task__organisation", "task__union")
    context = {
        "works": own,
        "tasks": TutoringTask.objects.filter(ends__gte=today)
        .exclude(works__in=own)
        .select_related("organisation", "union"),
        "approves": queries.approves_anywhere(request.user),
        "plans": queries.places_of(request.user, Role.PLANNER),
    }
    return render(request, "credits/tasks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest) -> HttpResponse:
    """A planner makes a task."""
    places = queries.places_of(request.user, Role.PLANNER)
    if not places:
        raise PermissionDenied
    form = forms.TaskForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        get_for(request.user, Organisation, form.cleaned_data["organisation"].pk, "plan-tutoring")
        try:
            with transaction.atomic():
                services.create_task(task=form.task, who=request.user)
        except IntegrityError:
            form.add_error("key", gettext("Another task has this key. Choose a new one."))
        else:
            messages.success(request, gettext("The task is made."))
            return redirect("tutoring")
    return render(request, "credits/task.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes a task."""
    work = services.begin_work(task=get_for(request.user, TutoringTask, pk, "join"), person=request.user)
    return redirect("tutoring-work", pk=work.pk)


@login_required
@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """One's diary: write a day down, or hand the work in."""
    row = get_for(request.user, _works(), pk, "view")
    form = forms.EntryForm(request.POST if request.method == "POST" and "on" in request.POST else None)
    if request.method == "POST":
        row = get_for(request.user, _works(), pk, "write")
        try:
            if request.POST.get("do") == "submit":
                services.submit_work(work=row)
                messages.success(request, gettext("Handed in. The student union decides on the hours."))
                return redirect("tutoring-work", pk=pk)
            if form.is_valid():
                services.write_entry(work=row, **form.cleaned_data)
                messages.success(request, gettext("Written down."))
                return redirect("tutoring-work", pk=pk)
        except ValidationError as error:
            messages.error(request, said(error))
    hours = sum(entry.hours for entry in row.entries.all())
    context = {
        "work": row,
        "form": form,
        "hours": hours,
        "would_be": queries.credits_for(row.task, hours) if row.status != WorkStatus.APPROVED else row.credits,
        "is_own": row.person_id == request.user.pk,
    }
    return render(request, "credits/work.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """A day is taken out of the diary."""
    entry = DiaryEntry.objects.select_related("work__task__organisation", "work__person").filter(pk=pk).first()
    if entry is None:
        raise Http404
    row = get_for(request.user, _works(), entry.work_id, "write")
    services.remove_entry(entry=entry)
    return redirect("tutoring-work", pk=row.pk)


@login_required
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The work that waits for a student union the person speaks for."""
    if not queries.approves_anywhere(request.user):
        raise PermissionDenied
    works = [(row, sum(entry.hours for entry in row.entries.all())) for row in queries.works_for(request.user)]
    return render(request, "credits/waiting.html", {"works": works})


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The student union approves hours."""
    row = get_for(request.user, _works(), pk, "decide")
    form = forms.UnionForm(request.POST)
    chosen = form.approved(row, request.POST.getlist("entry"))
    if not form.is_valid() or (not chosen and not form.cleaned_data["answer"].strip()):
        messages.error(request, gettext("Say why no hours are approved, so that the tutor knows."))
        return redirect("tutoring-waiting")
    try:
        decided = services.decide_work(work=row, who=request.user, approved=chosen, answer=form.cleaned_data["answer"])
    except ValidationError as error:
        messages.error(request, said(error))
    else:
        messages.success(
            request,
            gettext("%(hours)s hours approved: %(credits)s credits.")
            % {"hours": decided.hours, "credits": decided.credits},
        )
    return redirect("tutoring-waiting")


def _works():  # noqa: ANN202 - a queryset
    return TutoringWork.objects.select_related("task__organisation", "task__union", "person").prefetch_related(
        "entries"
    )

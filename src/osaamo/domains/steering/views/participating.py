"""Conflicts of the plan, ideas, and one's own list of what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from osaamo.domains.steering import forms, queries, services
from osaamo.domains.steering.enums import Answer, ItemKind
from osaamo.domains.steering.models import Conflict, Idea
from osaamo.domains.steering.views.showing import area_titles, body_titles, in_force, page
from osaamo.kernel.access import get_for, may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.steering.models import Item, PlanVersion


@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """Every place where the plan says two things, with both, and what was chosen."""
    version = queries.current()
    if version is None:
        return page(request, "conflicts.html", {})
    rows = Conflict.objects.filter(plan=version.plan).prefetch_related("choices")
    known = _items(version)
    shown = [(row, _sides(row, known), _held(row)) for row in rows]
    context = {
        "edition": version,
        "rows": shown,
        "open": sum(held is None or not held["option"] for _, _, held in shown),
        "areas": area_titles(version),
        "bodies": body_titles(),
    }
    return page(request, "conflicts.html", context)


@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, key: str) -> HttpResponse:
    """One of them; those who steer choose what holds, or leave it open with a reason."""
    version = in_force()
    row = get_object_or_404(Conflict.objects.select_related("plan__organisation"), plan=version.plan, key=key)
    form = None
    if request.method == "POST" or may(request.user, "choose", row):
        get_for(request.user, Conflict, row.pk, "choose" if request.method == "POST" else "view")
        form = forms.ChoiceForm(request.POST or None, conflict=row, bodies=body_titles())
    if request.method == "POST" and form is not None and form.is_valid():
        services.choose(conflict=row, who=request.user, **form.cleaned_data)
        messages.success(request, gettext("Written down, with the reason."))
        return redirect("steering-conflict", key=key)
    context = {
        "edition": version,
        "row": row,
        "sides": _sides(row, _items(version)),
        "held": _held(row),
        "choices": [(choice, _option(row, choice.option)) for choice in row.choices.select_related("who")],
        "form": form,
        "areas": area_titles(version),
        "bodies": body_titles(),
    }
    return page(request, "conflict.html", context, status=422 if form is not None and form.errors else 200)


@require_http_methods(["GET", "POST"])
def ideas(request: HttpRequest) -> HttpResponse:
    """The ideas with their answers; those who have signed in see all and give their own."""
    version = queries.current()
    if version is None:
        return page(request, "ideas.html", {})
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    areas = area_titles(version)
    form = forms.IdeaForm(request.POST or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        made = services.suggest(plan=version.plan, person=request.user, **form.cleaned_data)
        day = forms.day_words(made.due_on)
        messages.success(request, gettext("Thank you. Your idea is answered by %(day)s at the latest.") % {"day": day})
        return redirect("steering-ideas")
    rows = Idea.objects.filter(plan=version.plan)
    today = timezone.localdate()
    context = {
        "edition": version,
        "answered": rows.filter(answered_on__isnull=False).order_by("-answered_on", "-pk"),
        "waiting": rows.filter(answered_on=None).order_by("due_on", "pk"),
        "late": rows.filter(answered_on=None, due_on__lt=today).count(),
        "today": today,
        "days": services.TIME_TO_ANSWER.days,
        "form": form,
        "areas": areas,
    }
    return page(request, "ideas.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def idea(request: HttpRequest, pk: int) -> HttpResponse:
    """One idea with its answer; those who steer answer it."""
    rows = Idea.objects.select_related("plan__organisation__parent", "organisation")
    row = get_for(request.user, rows, pk, "answer" if request.method == "POST" else "view")
    version, form = in_force(), None
    activities = {item.key: item.title for item in queries.items_of(version, ItemKind.ACTIVITY) if not item.ending}
    if may(request.user, "answer", row):
        initial = {"outcome": row.outcome, "answer": row.answer, "leads_to": row.leads_to}
        form = forms.AnswerForm(request.POST or None, initial=initial, activities=activities)
    if request.method == "POST" and form is not None and form.is_valid():
        told = form.cleaned_data
        services.answer_idea(idea=row, who=request.user, **told | {"outcome": Answer(told["outcome"])})
        messages.success(request, gettext("Answered. The idea and the answer are public now."))
        return redirect("steering-idea", pk=pk)
    context = {
        "edition": version,
        "idea": row,
        "form": form,
        "today": timezone.localdate(),
        "leads_to": activities.get(row.leads_to),
        "areas": area_titles(version),
    }
    return page(request, "idea.html", context, status=422 if form is not None and form.errors else 200)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one must do now, and the activities one answers for."""
    version, today = queries.current(), timezone.localdate()
    rows = queries.followed(version, today) if version else []
    context = {
        "edition": version,
        "today": today,
        "todo": [(todo, todo.is_late(today)) for todo in queries.todo_of(request.user, today)],
        "own": [row for row in rows if row.progress.owner_id == request.user.pk],
        "ideas": Idea.objects.filter(person=request.user),
        "bodies": body_titles(),
    }
    return page(request, "mine.html", context)


def _items(version: PlanVersion) -> dict[tuple[str, str], Item]:
    """Every item of the version by kind and key."""
    return {(kind.value, item.key): item for kind in ItemKind for item in queries.items_of(version, kind)}


def _sides(row: Conflict, known: Mapping[tuple[str, str], Item]) -> list[dict[str, object]]:
    """What the plan says on each side: its words, the item they are of, and where they stand."""
    found: list[dict[str, object]] = []
    for side in row.sides:
        item = known.get((side.get("kind", ""), side.get("key", "")))
        found.append(side | {"text": item.title, "item": item} if item else side)
    return found


def _held(row: Conflict) -> dict[str, object] | None:
    """The choice that holds, with its option's words; nothing where nobody chose."""
    choices = list(row.choices.all())
    if not choices:
        return None
    last = choices[-1]
    return {"choice": last, "option": _option(row, last.option)}


def _option(row: Conflict, code: str) -> dict[str, str] | None:
    return next((option["text"] for option in row.options if option["code"] == code), None)

"""The planner's pages of course units and modules: find, write, publish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.offering import forms, queries, services
from osaamo.domains.offering.models import CourseUnit, StudyModule
from osaamo.domains.offering.services.refusals import reason
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation, Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.offering.models import Item

KINDS: dict[str, tuple[type[CourseUnit | StudyModule], type[forms.ItemForm]]] = {
    "courses": (CourseUnit, forms.CourseForm),
    "modules": (StudyModule, forms.ModuleForm),
}
AT_ONCE = 50


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What a planner answers for: modules and course units, found by words or by whether they are published."""
    places = queries.places_of(request.user, Role.PLANNER)
    if not places:
        raise PermissionDenied
    words, shown = request.GET.get("q", "").strip()[:100], request.GET.get("shown", "")
    kind = request.GET.get("kind") or _usual_kind(places)
    model, _ = _kind(kind)
    items = queries.items_of(model, places, words=words, published={"published": True, "draft": False}.get(shown))
    context = {
        "page": Paginator(items, AT_ONCE).get_page(request.GET.get("page")),
        "kind": kind,
        "words": words,
        "shown": shown,
        "places": places,
    }
    return render(request, "offering/planning.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A new course unit or module of an organisation, a draft at first."""
    model, _ = _kind(kind)
    place = Organisation.objects.filter(code=code).first()
    place = get_for(request.user, Organisation, place.pk if place else 0, "add-offering")
    return _edit(request, kind, model(institution=place))


@login_required
@require_http_methods(["GET", "POST"])
def edit_item(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A course unit or module, with its realisations."""
    model, _ = _kind(kind)
    return _edit(request, kind, get_for(request.user, model.objects.select_related("institution"), pk, "change"))


@login_required
@require_POST
def publish(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show it to the public, or make it a draft again."""
    item = get_for(request.user, _kind(kind)[0], pk, "change")
    try:
        if request.POST.get("publish") == "yes":
            services.publish(item=item, who=request.user)
            messages.success(request, gettext("It is published."))
        else:
            services.unpublish(item=item, who=request.user)
            messages.success(request, gettext("It is a draft again."))
    except services.Refused as refusal:
        messages.error(request, reason(refusal.code, refusal.values))
    return redirect("plan-item", kind=kind, pk=pk)


def _edit(request: HttpRequest, kind: str, item: Item) -> HttpResponse:
    form = _kind(kind)[1](request.POST if request.method == "POST" else None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            _store(form, request.user)
        except services.Refused as refusal:
            form.add_error(None, reason(refusal.code, refusal.values))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("plan-item", kind=kind, pk=item.pk)
    stored = item.pk is not None
    context = {
        "form": form,
        "item": item,
        "kind": kind,
        "runs": queries.runs_of(item) if stored else [],
        "public": reverse(f"study-{kind[:-1]}", args=[item.pk]) if stored else "",
    }
    return render(request, "offering/planning_item.html", context, status=422 if form.errors else 200)


def _store(form: forms.ItemForm, who: Any) -> None:
    """Everything the form says, or nothing."""
    services.save_whole(
        item=form.fill(),
        owners=form.cleaned_data["owners"],
        labels=form.labels(),
        parts=form.cleaned_data.get("parts"),
        channels=form.cleaned_data["channels"],
        goals=form.cleaned_data["goals"],
        degrees=form.cleaned_data["degrees"],
        project=form.cleaned_data["rdi_project"],
        authors=forms.words_of(form.cleaned_data["rdi_authors"]),
        who=who,
        on=timezone.localdate(),
    )


def _usual_kind(places: Collection[Organisation]) -> str:
    """Modules, or course units where the places have no module."""
    return "modules" if queries.items_of(StudyModule, places).exists() else "courses"


def _kind(kind: str) -> tuple[type[CourseUnit | StudyModule], type[forms.ItemForm]]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]

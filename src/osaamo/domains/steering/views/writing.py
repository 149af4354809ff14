"""One item of a version: reading it beside the version before, and writing it while it is a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from osaamo.domains.steering import forms, queries, services
from osaamo.domains.steering.enums import FIELDS, ItemKind
from osaamo.domains.steering.views.showing import page, version_of
from osaamo.kernel.access import may
from osaamo.kernel.writing import wrote

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.steering.models import Item, PlanVersion


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, year: int, kind: str, key: str) -> HttpResponse:
    """The item, what it changes, what was said about it; a form for those who may write it."""
    version = version_of(request, year, "edit" if request.method == "POST" else "view")
    of = _kind(kind)
    found = _found(version, of, key)
    form = None
    if may(request.user, "edit", version):
        form = forms.ItemForm(request.POST or None, kind=of, item=found, version=version)
    if request.method == "POST" and form is not None:
        done = wrote(
            request,
            form,
            lambda: services.save_item(version=version, kind=of, key=key, values=form.values, who=request.user),
            gettext("Saved in the draft."),
        )
        if done:
            return redirect("steering-item", year=year, kind=kind, key=key)
    return _page(request, version, found, form)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """A new item of the draft."""
    version, of = version_of(request, year, "edit"), _kind(kind)
    form = forms.ItemForm(request.POST or None, kind=of, item=None, version=version)
    key_form = forms.KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = wrote(
            request,
            key_form,
            lambda: services.add_item(
                version=version, kind=of, values=form.values, who=request.user, **key_form.cleaned_data
            ),
            gettext("Added to the draft."),
        )
        if done:
            return redirect("steering-item", year=year, kind=kind, key=done.made.key)
    status = 422 if form.errors or key_form.errors else 200
    return page(
        request, "item_new.html", {"edition": version, "kind": of, "form": form, "key_form": key_form}, status=status
    )


@login_required
@require_POST
def end(request: HttpRequest, year: int, kind: str, key: str) -> HttpResponse:
    """Say that an item does not go on, or that it does after all; remove one that is new."""
    version, of = version_of(request, year, "edit"), _kind(kind)
    found = _found(version, of, key)
    form = forms.EndForm(request.POST, item=found)
    if "remove" in request.POST:
        if wrote(
            request,
            None,
            lambda: services.remove_item(version=version, kind=of, key=key, who=request.user),
            gettext("Removed from the draft."),
        ):
            return redirect("steering-version", year=year)
        return redirect("steering-item", year=year, kind=kind, key=key)
    if wrote(
        request,
        form,
        lambda: services.end_item(version=version, kind=of, key=key, who=request.user, **form.cleaned_data),
        gettext("Saved in the draft."),
    ):
        return redirect("steering-item", year=year, kind=kind, key=key)
    return _page(request, version, found, forms.ItemForm(kind=of, item=found, version=version), end_form=form)


def _page(
    request: HttpRequest,
    version: PlanVersion,
    found: Item,
    form: forms.ItemForm | None,
    end_form: forms.EndForm | None = None,
) -> HttpResponse:
    before = None
    if version.based_on is not None:
        rows = queries.items_of(version.based_on, found.KIND)
        before = next((item for item in rows if item.key == found.key), None)
    content = queries.item_content(found)
    faulty = (form is not None and form.is_bound and form.errors) or end_form is not None
    vote = version.votes.filter(kind=found.KIND, key=found.key, person=request.user.pk).first()
    context = {
        "edition": version,
        "item": found,
        "kind": found.KIND,
        "facts": [
            (FIELDS[name], queries.said(name, value)) for name, value in content.items() if _is_fact(name, value)
        ],
        "titles": [(code, found.title.get(code, "")) for code in ("fi", "sv", "en")],
        "before": before,
        "is_new": version.based_on is not None and before is None,
        "changes": queries.field_changes(queries.item_content(before), content) if before else (),
        "form": form,
        "end_form": end_form or forms.EndForm(item=found),
        "may_comment": may(request.user, "comment", version),
        "tally": queries.tally_of(version).get((found.KIND.value, found.key)),
        "vote": vote,
        "comments": version.comments.filter(kind=found.KIND, key=found.key).select_related("person")
        if request.user.is_authenticated
        else (),
        "comment_form": forms.CommentForm(),
    }
    return page(request, "item.html", context, status=422 if faulty else 200)


def _is_fact(name: str, value: object) -> bool:
    return name != "title" and bool(queries.said(name, value))


def _kind(value: str) -> ItemKind:
    if value not in ItemKind.values:
        raise Http404
    return ItemKind(value)


def _found(version: PlanVersion, kind: ItemKind, key: str) -> Item:
    found = next((item for item in queries.items_of(version, kind) if item.key == key), None)
    if found is None:
        raise Http404
    return found

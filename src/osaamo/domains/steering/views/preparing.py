"""The versions of the plan: making the next one, talking it over, putting it to the boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.steering import forms, queries, services
from osaamo.domains.steering.enums import SEALED, ItemKind, Outcome, State
from osaamo.domains.steering.models import Board, Comment, Plan, PlanVersion
from osaamo.domains.steering.views.showing import area_titles, page, version_of
from osaamo.kernel.access import get_for, may
from osaamo.kernel.writing import wrote

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest) -> HttpResponse:
    """All versions one may read; those who steer begin the next."""
    version = queries.current()
    if version is None:
        return page(request, "versions.html", {})
    form = forms.DraftForm(request.POST or None, initial={"year": max(version.year, timezone.localdate().year) + 1})
    if request.method == "POST":
        get_for(request.user, Plan.objects.select_related("organisation__parent"), version.plan_id, "steer")
        done = wrote(
            request,
            form,
            lambda: services.make_draft(plan=version.plan, who=request.user, **form.cleaned_data),
            gettext("The draft has all that goes on. Change what is to change."),
        )
        if done:
            return redirect("steering-version", year=done.made.year)
    rows = PlanVersion.objects.filter(plan=version.plan).select_related("plan__organisation__parent", "based_on")
    shown = [row for row in rows if may(request.user, "view", row)]
    context = {
        "edition": version,
        "versions": shown,
        "form": form,
        "may_begin": all(row.state in SEALED for row in rows),
    }
    return page(request, "versions.html", context, status=422 if form.errors else 200)


@require_GET
def version(request: HttpRequest, year: int) -> HttpResponse:
    """One version: where it is, what the boards decided, what it says, what was said about it."""
    return version_page(request, version_of(request, year, "view"))


def version_page(request: HttpRequest, row: PlanVersion, **given: Form) -> HttpResponse:
    """The page of a version, with forms that were handed in wrong."""
    decided = {(one.board_id, one.round): one for one in row.decisions.select_related("recorded_by")}
    boards = Board.objects.filter(plan=row.plan).select_related("organisation__parent")
    tally = queries.tally_of(row)
    context = {
        "edition": row,
        "boards": [(one, decided.get((one.pk, row.round)), _may_decide(request, one, row)) for one in boards],
        "earlier": [one for one in decided.values() if one.round < row.round],
        "consultations": row.consultations.all(),
        "untouched": queries.is_untouched(row),
        "may_edit": may(request.user, "edit", row),
        "may_move": may(request.user, "move", row),
        "may_comment": may(request.user, "comment", row),
        "kinds": [
            (kind, [(item, tally.get((kind.value, item.key))) for item in queries.items_of(row, kind)])
            for kind in ItemKind
        ],
        "changes": len(queries.differences(row.based_on, row)) if row.based_on else 0,
        "comments": row.comments.filter(key="").select_related("person") if _may_read(request) else (),
        "areas": area_titles(row),
        "consultation_form": given.get("consultation") or forms.ConsultationForm(),
        "decision_form": given.get("decision") or forms.DecisionForm(initial={"decided_on": timezone.localdate()}),
        "comment_form": given.get("comment") or forms.CommentForm(),
    }
    return page(request, "version.html", context, status=422 if any(one.errors for one in given.values()) else 200)


@require_GET
def changes(request: HttpRequest, year: int) -> HttpResponse:
    """What the version changes in the one before it, field by field."""
    row = version_of(request, year, "view")
    if row.based_on is None:
        raise Http404
    found = queries.differences(row.based_on, row)
    by_kind = [(kind, rows) for kind in ItemKind if (rows := [one for one in found if one.kind == kind])]
    return page(request, "changes.html", {"edition": row, "by_kind": by_kind, "count": len(found)})


@login_required
@require_POST
def move(request: HttpRequest, year: int) -> HttpResponse:
    """Open or close the consultation, put the version to the boards, or remove the draft."""
    row = version_of(request, year, "move")
    form = forms.ConsultationForm(request.POST) if request.POST.get("do") == "consult" else None
    if form is not None and not form.is_valid():
        return version_page(request, row, consultation=form)
    wrote(request, None, lambda: _moved(request.POST.get("do", ""), row, request.user, form), str)
    if request.POST.get("do") == "discard":
        return redirect("steering-versions")
    return redirect("steering-version", year=year)


def _moved(do: str, row: PlanVersion, who: Any, form: forms.ConsultationForm | None) -> str:
    """What was done, in words."""
    if form is not None:
        services.open_consultation(version=row, who=who, **form.cleaned_data)
        return gettext("The consultation is open. Staff and students can read, comment and vote.")
    if do == "close":
        services.close_consultation(version=row, who=who)
        return gettext("The consultation is closed. The version is a draft again.")
    if do == "boards":
        services.put_to_boards(version=row, who=who)
        return gettext("The version lies with the boards. Nothing in it can be changed meanwhile.")
    if do == "discard":
        services.discard(version=row, who=who)
        return gettext("The draft is removed.")
    raise Http404


@login_required
@require_POST
def decide(request: HttpRequest, year: int, board: str) -> HttpResponse:
    """Write down what a board decided."""
    row = version_of(request, year, "view")
    boards = Board.objects.select_related("organisation__parent").filter(plan=row.plan)
    found = get_object_or_404(boards, key=board)
    if not may(request.user, "decide", found):
        raise PermissionDenied
    form = forms.DecisionForm(request.POST)

    def record() -> object:
        told = form.cleaned_data | {"outcome": Outcome(form.cleaned_data["outcome"])}
        return services.record_decision(version=row, board=found, who=request.user, **told)

    if wrote(request, form, record, gettext("The decision is written down.")):
        return redirect("steering-version", year=year)
    return version_page(request, row, decision=form)


@login_required
@require_POST
def say(request: HttpRequest, year: int, kind: str = "", key: str = "") -> HttpResponse:
    """Comment on a version or an item of it, or vote on the item."""
    row = version_of(request, year, "comment")
    item = _item(row, kind, key) if key else None
    vote = request.POST.get("vote", "")
    if item is not None and vote in {"for", "against"}:
        services.vote(version=row, kind=item.KIND, key=key, person=request.user, is_for=vote == "for")
        messages.success(request, gettext("Your vote is counted. You can change it while the consultation is open."))
    else:
        form = forms.CommentForm(request.POST)
        if not form.is_valid():
            messages.error(request, gettext("Write a comment of at most 2000 signs."))
        else:
            services.comment(version=row, person=request.user, kind=kind, key=key, **form.cleaned_data)
            messages.success(request, gettext("Thank you. Your comment is with those who prepare the plan."))
    if item is None:
        return redirect("steering-version", year=year)
    return redirect("steering-item", year=year, kind=kind, key=key)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment."""
    rows = Comment.objects.select_related("version__plan__organisation__parent")
    found = get_for(request.user, rows, pk, "answer")
    form = forms.CommentAnswerForm(request.POST)
    if form.is_valid():
        services.answer_comment(comment=found, who=request.user, **form.cleaned_data)
        messages.success(request, gettext("Answered."))
    else:
        messages.error(request, gettext("Write an answer of at most 2000 signs."))
    if found.key:
        return redirect("steering-item", year=found.version.year, kind=found.kind, key=found.key)
    return redirect("steering-version", year=found.version.year)


def _item(row: PlanVersion, kind: str, key: str) -> Any:
    if kind not in ItemKind.values:
        raise Http404
    found = next((item for item in queries.items_of(row, ItemKind(kind)) if item.key == key), None)
    if found is None:
        raise Http404
    return found


def _may_read(request: HttpRequest) -> bool:
    """Comments are for staff and students: whoever has signed in."""
    return bool(request.user.is_authenticated)


def _may_decide(request: HttpRequest, board: Board, row: PlanVersion) -> bool:
    return row.state == State.DECIDING and may(request.user, "decide", board)

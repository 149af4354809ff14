"""A reviewer's pages: their queue, and one review at a time. They see no other review until all are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from osaamo.domains.evaluation import forms, queries, services
from osaamo.domains.evaluation.enums import Dimension
from osaamo.domains.evaluation.models import Review
from osaamo.domains.evaluation.views.showing import SIGNALS_OF, page, shown_signals
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The reviews asked of the person: to do, and done."""
    rows = list(queries.own_reviews(request.user))
    context = {
        "waiting": [row for row in rows if row.closed_at is None and row.round.ended_at is None],
        "done": [row for row in rows if row.closed_at is not None],
    }
    return page(request, "queue.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Score by score with reasons; saved as often as wanted, closed once."""
    rows = Review.objects.select_related("round__proposal__lead", "round__criteria", "institution")
    row = get_for(request.user, rows, pk, "write" if request.method == "POST" else "view")
    if request.method != "POST":
        return _review_page(request, row, forms.ReviewForm(criteria=row.round.criteria, initial=_initial(row)))
    form = forms.ReviewForm(request.POST, criteria=row.round.criteria)
    if not form.is_valid():
        messages.error(request, gettext("A score is a whole number from 1 to 5, a reason at most 4,000 characters."))
        return _review_page(request, row, form, status=422)
    try:
        services.save_review(review=row, scores=form.scores())
        if request.POST.get("do") == "close":
            services.close_review(review=row)
            messages.success(request, gettext("The review is closed. Thank you."))
            return redirect("review-queue")
    except services.MissingCriteria as missing:
        names = ", ".join(str(Dimension(name).label) for name in missing.dimensions)
        told = gettext("Saved, but not closed: a score or a reason is missing on %(names)s.")
        messages.error(request, told % {"names": names})
        return _review_page(request, row, form, status=422)
    except services.ReviewIsClosed:
        messages.error(request, gettext("This review takes no more changes: the gate has decided meanwhile."))
        return redirect("review-queue")
    messages.success(request, gettext("Saved. Close the review when all criteria have a score and a reason."))
    return redirect("review", pk=pk)


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Step back from a review, as for a conflict of interest."""
    row = get_for(request.user, Review.objects.select_related("round"), pk, "write")
    services.decline_review(review=row)
    messages.success(request, gettext("You stepped back. The planner group asks somebody else."))
    return redirect("review-queue")


def _review_page(request: HttpRequest, row: Review, form: forms.ReviewForm, *, status: int = 200) -> HttpResponse:
    signals = shown_signals(row.round.proposal)
    asked = [
        (criterion, score, reason, signals.get(SIGNALS_OF.get(Dimension(criterion.dimension), "")))
        for criterion, score, reason in form.rows()
    ]
    context = {
        "review": row,
        "proposal": row.round.proposal,
        "content": row.round.content,
        "schools": Organisation.objects.filter(code__in=row.round.content["institutions"]),
        "asked": asked,
        "may_write": may(request.user, "write", row),
        "others": _others(request, row),
    }
    return page(request, "review.html", context, status=status)


def _others(request: HttpRequest, row: Review) -> list[Review]:
    """The other closed reviews, once all are closed."""
    if not may(request.user, "read-reviews", row.round):
        return []
    return list(queries.closed_reviews(row.round).exclude(pk=row.pk).prefetch_related("scores__criterion"))


def _initial(row: Review) -> dict[str, object]:
    return {
        name: value
        for score in row.scores.all()
        for name, value in (
            (f"score_{score.criterion_id}", score.score),
            (f"reason_{score.criterion_id}", score.reason),
        )
    }

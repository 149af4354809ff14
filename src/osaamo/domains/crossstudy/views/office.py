"""The study office's pages: what waits, deciding on it, entering results, mending messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from osaamo.connectors.ripa_messages import InvalidMessage
from osaamo.domains.crossstudy import forms, queries, services
from osaamo.domains.crossstudy.enums import ResultStatus, Side, State, ViewPurpose
from osaamo.domains.crossstudy.models import Enrolment, Outgoing
from osaamo.domains.crossstudy.rules import IllegalMove
from osaamo.kernel.access import get_for, may
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import record_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = Enrolment.objects.select_related("home__organisation", "host__organisation", "person").prefetch_related(
    "results"
)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits at each institution where one works in the study office, or teaches."""
    places = queries.offices_of(request.user, Role.PLANNER, Role.TEACHER)
    if not places:
        raise PermissionDenied
    desks = [
        {
            "place": place,
            "desk": queries.desk_of(place.study_party),
            "office": may(request.user, "handle-enrolments", place),
        }
        for place in places
    ]
    return render(request, "crossstudy/desk.html", {"desks": desks})


@login_required
@require_http_methods(["GET", "POST"])
def handle(request: HttpRequest, pk: int) -> HttpResponse:
    """One enrolment as the office sees it; decide, cancel, enter or remove a result."""
    row = get_for(request.user, ROWS, pk, "view")
    if row.person_id == request.user.pk:
        return redirect("crossstudy-enrolment", pk=row.pk)
    note = forms.NoteForm(request.POST if request.POST.get("do") in {"deny", "refuse", "cancel"} else None)
    grading = request.POST.get("do") == "grade"
    result = forms.ResultForm(request.POST if grading else None, initial=_initial(row, request))
    if request.method == "POST" and _acted(request, row, note, result):
        return redirect("crossstudy-handle", pk=row.pk)
    if row.person is not None:
        record_view(
            about=row.person,
            viewer=request.user,
            purpose=ViewPurpose.ENROLMENT,
            ref=ref_of(row),
            organisation=row.organisation,
        )
    verbs = ("approve", "decide", "cancel", "grade")
    context = {
        "row": row,
        "may": {verb: may(request.user, verb, row) for verb in verbs},
        "note": note,
        "result": result,
        "grades": forms.GRADE_CHOICES,
        "results": row.results.all(),
        "valid": next((one for one in row.results.all() if one.status == ResultStatus.VALID), None),
        "steps": queries.steps_of(row),
        "unmet": queries.unmet(row) if row.side == Side.HOST and row.state == State.RECEIVED else (),
        "failed": row.outgoing.filter(delivery="failed"),
    }
    return render(request, "crossstudy/handle.html", context, status=422 if note.errors or result.errors else 200)


def _initial(row: Enrolment, request: HttpRequest) -> dict[str, Any]:
    known = row.languages[0] if row.languages and row.languages[0] in {"fi", "sv", "en"} else "fi"
    return {
        "credits": row.credits,
        "completed_on": queries.today().strftime("%d.%m.%Y"),
        "language": known,
        "acceptor": request.user.display_name.split()[-1],
    }


def _acted(request: HttpRequest, row: Enrolment, note: forms.NoteForm, result: forms.ResultForm) -> bool:
    """Whether something was done or turned out not to be possible any more; a wrong form is shown again."""
    do, who = request.POST.get("do", ""), request.user
    verbs = {"approve": "approve", "deny": "approve", "accept": "decide", "refuse": "decide", "cancel": "cancel",
             "grade": "grade", "remove": "grade"}  # fmt: skip
    if do not in verbs:
        return False
    if not may(who, verbs[do], row):
        # Somebody else did it meanwhile, or it is not theirs to do: the first is told, the second is not possible.
        if verbs[do] == "approve" or row.side == Side.HOST:
            messages.error(request, gettext("That is not possible any more. This is where it stands now."))
            return True
        raise PermissionDenied
    if (do in {"deny", "refuse", "cancel"} and not note.is_valid()) or (do == "grade" and not result.is_valid()):
        return False
    try:
        _do(do, row, note, result, who)
    except IllegalMove:
        messages.error(request, gettext("That is not possible any more. This is where it stands now."))
    else:
        messages.success(request, gettext("Done. The other side is told."))
    return True


def _do(do: str, row: Enrolment, note: forms.NoteForm, result: forms.ResultForm, who: Any) -> None:
    words = {get_language() or "fi": note.cleaned_data["note"]} if do in {"deny", "refuse", "cancel"} else None
    if do == "approve":
        services.approve(enrolment=row, who=who)
    elif do == "deny":
        services.deny(enrolment=row, who=who, note=words)
    elif do in {"accept", "refuse"}:
        services.decide(enrolment=row, accept=do == "accept", who=who, note=words)
    elif do == "cancel":
        services.cancel(enrolment=row, who=who, note=words)
    elif do == "grade":
        scale, grade = result.scale_and_grade
        given = {name: result.cleaned_data[name] for name in ("credits", "completed_on", "language", "acceptor")}
        services.enter_result(enrolment=row, scale=scale, grade=grade, who=who, **given)
    elif do == "remove":
        standing = row.results.filter(status=ResultStatus.VALID).first()
        if standing is None:
            raise IllegalMove("result: removed")
        services.remove_result(result=standing, who=who)


@login_required
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message that did not arrive: what is wrong, mending it, sending it again, giving it up with a reason."""
    rows = Outgoing.objects.select_related(
        "receiver__organisation", "enrolment__home__organisation", "enrolment__host__organisation"
    )
    row = get_for(request.user, rows, pk, "repair" if request.method == "POST" else "view")
    discard = forms.DiscardForm(request.POST if request.POST.get("do") == "discard" else None)
    faults = dict(row.faults)
    wrong = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "resend":
                given = {pointer: request.POST.get(pointer, "").strip() for pointer in row.faults if pointer}
                services.resend(
                    message=row, values={at: value for at, value in given.items() if value}, who=request.user
                )
                messages.success(request, gettext("The message is on its way again."))
                return redirect("crossstudy-desk")
            if discard.is_valid():
                services.discard(message=row, reason=discard.cleaned_data["reason"], who=request.user)
                messages.success(request, gettext("The message was given up."))
                return redirect("crossstudy-desk")
        except InvalidMessage as error:
            faults = error.faults
            wrong = gettext("The message would still be refused. Mend what is marked.")
        except (KeyError, IndexError, ValueError):
            wrong = gettext("This cannot be mended here. Correct it in your register, or give the message up.")
    context = {
        "message": row,
        "faults": [{"at": at, "name": at.rpartition("/")[2], "fault": fault} for at, fault in faults.items()],
        "payload": list(queries.masked(row.body)),
        "discard": discard,
        "wrong": wrong,
        "repairable": may(request.user, "repair", row),
    }
    return render(request, "crossstudy/message.html", context, status=422 if wrong or discard.errors else 200)

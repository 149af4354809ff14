"""The goals of the UN: what the machine suggests of a school's courses and modules, and what a person says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from osaamo.domains.teaching import queries
from osaamo.domains.teaching.forms import JudgeForm
from osaamo.domains.teaching.views.feedback import goal_row, names_of_goals
from osaamo.kernel.models import Organisation
from osaamo.ports.goals import Judgement
from osaamo.ports.goals import judge as judge_through_port

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.teaching.queries import ItemGoals, Totals

AT_ONCE = 10
SHOWN = ("waiting", "confirmed", "none", "all")


@login_required
@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    """The items of the person's institutions with suggestions, and the totals."""
    places = queries.places_of(request.user)
    if not places:
        raise PermissionDenied
    schools = {place.code: place for place in _schools()}
    own = [place.code for place in places]
    chosen = request.GET.get("institution", "")
    codes = [chosen] if chosen in schools else own
    words = request.GET.get("q", "").strip()[:100]
    shown = request.GET.get("shown", "")
    shown = shown if shown in SHOWN else SHOWN[0]
    found = queries.goals_of(queries.items_of(codes))
    named = {item.ref for item in queries.items_of(codes, words)}
    listed = [one for one in found if one.item.ref in named and _is_shown(one, shown)]
    page = Paginator(listed, AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "told": _told(page.object_list, queries.totals_of(found), schools, own),
        "unread": sum(not one.read for one in found),
        "schools": schools,
        "chosen": chosen if chosen in schools else "",
        "words": words,
        "shown": shown,
        "asked": urlencode({"institution": chosen, "q": words, "shown": shown}),
    }
    return render(request, "teaching/goals.html", context)


@login_required
@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """Confirm or reject one goal of one item, with a reason."""
    form = JudgeForm(request.POST)
    back = f"{reverse('teaching-goals')}?{QueryDict(request.POST.get('back', '')).urlencode()}"
    if not form.is_valid():
        messages.error(request, gettext("Say in a few words why it does not serve the goal, then reject it."))
        return redirect(back)
    values = form.cleaned_data
    judgement = Judgement(values["goal"], values["say"] == "confirm", values["reason"])
    try:
        judge_through_port(values["ref"], judgement, request.user.pk)
    except LookupError as error:
        raise Http404 from error
    except PermissionError as error:
        raise PermissionDenied from error
    messages.success(
        request, gettext("Confirmed.") if judgement.serves else gettext("Rejected; the reason is kept with it.")
    )
    return redirect(back)


def _told(
    listed: Iterable[ItemGoals], totals: Totals, schools: Mapping[str, Organisation], own: Collection[str]
) -> dict[str, Any]:
    """The items and sums with names."""
    names = names_of_goals()

    def school(code: str) -> Mapping[str, str]:
        return schools[code].name if code in schools else {"fi": code}

    return {
        "institutions": [(school(total.name), total) for total in totals.institutions],
        "modules": totals.modules,
        "goals": [(row[0], names[row[0]], *row[1:]) for row in totals.goals],
        "names": names.items(),
        "items": [
            {
                "item": one.item,
                "school": school(one.item.institution),
                "themes": ", ".join(one.item.themes),
                "read": one.read,
                "own": one.item.institution in own,
                "goals": [
                    {
                        "number": row.goal,
                        "name": names[row.goal],
                        "suggested": row.suggested,
                        "judgement": row.judgement,
                    }
                    | (goal_row(row.suggested) if row.suggested else {})
                    for row in one.rows
                ],
            }
            for one in listed
        ],
    }


def _is_shown(one: ItemGoals, shown: str) -> bool:
    return {
        "waiting": one.waits,
        "confirmed": one.confirmed,
        "none": not any(row.suggested or row.judgement for row in one.rows),
        "all": True,
    }[shown]


def _schools() -> list[Organisation]:
    return list(Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION))

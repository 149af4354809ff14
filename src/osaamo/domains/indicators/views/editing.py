"""What members of the steering groups and rectors change: owner, target, an entered value, a status by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from osaamo.domains.indicators import queries, services
from osaamo.domains.indicators.enums import Status
from osaamo.domains.indicators.forms import FORMS, forms_of
from osaamo.domains.indicators.models import ManualValue
from osaamo.domains.indicators.views.asking import indicator_for
from osaamo.domains.indicators.views.cards import card, words

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.indicators.models import Indicator
    from osaamo.kernel.models import Person


@login_required
@require_safe
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """All that can be changed of an indicator."""
    return _page(request, indicator_for(request.user, key, "change"))


@login_required
@require_POST
def change(request: HttpRequest, key: str, what: str) -> HttpResponse:
    """One change; ``what`` is a form's name, ``withdraw`` or ``computed``."""
    indicator, who = indicator_for(request.user, key, "change"), request.user
    if what == "withdraw":
        value = get_object_or_404(ManualValue, pk=_number(request.POST.get("value")), indicator=indicator)
        services.withdraw_value(value=value, who=who)
    elif what == "computed":
        for override in indicator.overrides.all():
            services.end_override(override=override, who=who)
    elif what in FORMS:
        form = forms_of(indicator, timezone.localdate().year, what, request.POST)[what]
        if not form.is_valid() or not _done(what, form, indicator, who):
            return _page(request, indicator, {what: form})
    else:
        raise Http404
    messages.success(request, gettext("Saved."))
    return redirect("indicator-edit", key=key)


def _done(what: str, form: forms.Form, indicator: Indicator, who: Person) -> bool:
    """Whether the change was made; else the form says why not."""
    values: dict[str, Any] = form.cleaned_data
    try:
        if what == "owner":
            services.set_owner(indicator=indicator, owner=values["email"], who=who)
        elif what == "target":
            services.set_target(
                indicator=indicator,
                year=values["year"],
                asked=form.asked,  # type: ignore[attr-defined]
                reason=values["reason"],
                replaces=values["replaces"],
                who=who,
            )
        elif what == "value":
            services.enter_value(indicator=indicator, who=who, **values)
        else:
            services.override_status(
                indicator=indicator,
                status=Status(values["status"]),
                reason=values["reason"],
                until=values["until"],
                who=who,
            )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _page(request: HttpRequest, indicator: Indicator, failed: dict[str, forms.Form] | None = None) -> HttpResponse:
    [read] = queries.read([indicator])
    context = {
        "indicator": indicator,
        "card": card(read),
        "read": read,
        "forms": forms_of(indicator, timezone.localdate().year) | (failed or {}),
        "entered": indicator.manual_values.filter(withdrawn_at__isnull=True).select_related("organisation"),
        "may_change": True,
        **words(read),
    }
    return render(request, "indicators/edit.html", context, status=422 if failed else 200)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0

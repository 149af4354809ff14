"""What everybody sees: the badges on offer, one that is shown, and the checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from osaamo.connectors.errors import ConnectorError, EmptyFile, TooLarge
from osaamo.connectors.openbadges_checking import Checked, check_badge
from osaamo.domains.badges import exports, forms, queries, services
from osaamo.domains.badges.models import BadgeClass, Credential
from osaamo.kernel.access import get_for, may

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """The badges one can earn."""
    context = {
        "badges": queries.badges_on_offer(),
        "plans": request.user.is_authenticated and queries.planned_by(request.user),
        "issues": request.user.is_authenticated and queries.issues_anywhere(request.user),
    }
    return render(request, "badges/catalogue.html", context)


@require_http_methods(["GET", "POST"])
def badge_class(request: HttpRequest, key: UUID) -> HttpResponse:
    """A badge: what it means and how it is earned; whoever signed in may hand in evidence."""
    rows = BadgeClass.objects.select_related("organisation").prefetch_related("versions", "rules__parts__versions")
    badge = _by_key(request, rows, key, "view")
    takes = queries.takes_evidence(badge)
    form = forms.ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect("account_login")
        get_for(request.user, BadgeClass, badge.pk, "claim")
        if not takes:
            raise Http404
        if form.is_valid():
            services.claim(badge=badge, person=request.user, **form.cleaned_data)
            messages.success(request, gettext("Your evidence waits for a teacher."))
            return redirect("badges-mine")
    context = {
        "badge": badge,
        "version": badge.current,
        "rules": queries.rules_in_force(badge),
        "takes_evidence": takes,
        "form": form,
        "may_change": may(request.user, "change", badge),
        "counts": queries.counts(badge),
    }
    return render(request, "badges/class.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def award(request: HttpRequest, key: UUID) -> HttpResponse:
    """A badge somebody holds, explaining itself; a POST checks it here and now."""
    credential = _award(request, key, "view")
    checked = None
    if request.method == "POST":
        checked = _check(exports.file_of(credential, "json")[0], "badge.json")
    context = {
        "credential": credential,
        "version": credential.version,
        "is_own": credential.person_id == request.user.pk,
        "sees_evidence": may(request.user, "see-evidence", credential),
        "may_withdraw": may(request.user, "withdraw", credential) and credential.withdrawn_at is None,
        "form": forms.WithdrawForm(),
        "checked": checked,
        "files": exports.FORMS,
        "address": queries.credential_address(credential.key),
    }
    return render(request, "badges/award.html", context)


@require_GET
def award_file(request: HttpRequest, key: UUID, form: str) -> HttpResponse:
    """The badge as a file. It holds the evidence, so only who may see that gets it."""
    if form not in exports.FORMS:
        raise Http404
    credential = _award(request, key, "see-evidence")
    data, kind = exports.file_of(credential, form)
    name = f'attachment; filename="badge-{credential.key}.{form}"'
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": name})


@login_required
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """An issuer withdraws a badge, with a reason."""
    credential = _award(request, key, "withdraw")
    form = forms.WithdrawForm(request.POST)
    if form.is_valid():
        services.withdraw(credential=credential, reason=form.why, who=request.user, note=form.cleaned_data["note"])
        messages.success(request, gettext("The badge is withdrawn. Checkers everywhere see it from now on."))
    else:
        messages.error(request, gettext("Choose a reason and say it to the holder in your own words."))
    return redirect("badge-award", key=credential.key)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The checker: any badge, of ours or of others; nothing of it is kept."""
    if request.method == "GET":
        return render(request, "badges/check.html", {"form": forms.CheckForm()})
    if is_ratelimited(request, group="badges", key="ip", rate=settings.OSAAMO_RATE, increment=True):
        return render(request, "errors/429.html", {"seconds": 60}, status=429)
    form = forms.CheckForm(request.POST, request.FILES)
    problem, checked = None, None
    try:
        checked = _check(*_handed_in(request, form))
    except ConnectorError as error:
        problem = error
    context = {"form": form, "problem": problem, "checked": checked, "says": _says(checked) if checked else ()}
    return render(request, "badges/check.html", context, status=422 if problem else 200)


def _handed_in(request: HttpRequest, form: forms.CheckForm) -> tuple[bytes, str]:
    if request.META.get(DROPPED) or (not form.is_valid() and "text" in form.errors):
        raise TooLarge("The file is too large.", filename="", limit=settings.OSAAMO_FILE_BYTES)
    file = form.cleaned_data.get("file")
    text = form.cleaned_data.get("text", "")
    if file is None and not text:
        raise EmptyFile("There is no badge.", filename="")
    return (file.read(), file.name or "") if file is not None else (text.encode(), "")


def _says(checked: Checked) -> list[tuple[str, str]]:
    """What a badge of anybody says of itself, as far as it is text: it may be of any shape."""
    credential = checked.credential
    issuer = credential.get("issuer")
    return [
        (gettext("Name"), _text(credential, "credentialSubject", "achievement", "name") or _text(credential, "name")),
        (gettext("Issuer"), _text(credential, "issuer", "name") or (issuer if isinstance(issuer, str) else "")),
        (gettext("Criteria"), _text(credential, "credentialSubject", "achievement", "criteria", "narrative")),
        (gettext("Valid from"), _text(credential, "validFrom")),
    ]


def _text(value: Any, *path: str) -> str:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _check(data: bytes, filename: str) -> Checked:
    return check_badge(data, filename, now=timezone.now(), find_key=queries.find_key, find_status=queries.find_status)


def _award(request: HttpRequest, key: UUID, verb: str) -> Credential:
    rows = Credential.objects.select_related("badge__organisation", "version__badge__organisation", "person")
    return _by_key(request, rows, key, verb)


def _by_key(request: HttpRequest, rows, key: UUID, verb: str):  # noqa: ANN001, ANN202 - as get_for
    pk = rows.filter(key=key).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    return get_for(request.user, rows, pk, verb)

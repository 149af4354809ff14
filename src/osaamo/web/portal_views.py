"""The page of the portal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from osaamo.competence import services as competence
from osaamo.engine import WeightedSkill
from osaamo.web.asking import Given, own_text
from osaamo.web.errors import too_many
from osaamo.web.limits import TooMany, admit
from osaamo.web.messages import KNOWN_ERRORS, error_message
from osaamo.web.portal import Filters, choices, fitting
from osaamo.web.results import BULLETS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

_PROFILES = "osaamo.domains.profiles"
_ADS = "osaamo.domains.foresight"
_WITHIN = {"month": 31, "term": 126, "year": 366}
_MODES = ("online", "campus", "blended")


@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: HttpRequest) -> HttpResponse:
    """Jobs and training that fit the signed-in person's profile, or a posted text, which is read and forgotten."""
    asked = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {"own": Given(), "chosen": _chosen(asked), **_options()}
    have: list[WeightedSkill] = _profile_skills(request) if request.method != "POST" else []
    context["from_profile"] = bool(have)
    if request.method == "POST":
        try:
            admit(request)
        except TooMany as over:
            return too_many(request, over.seconds)
        given = own_text(request)
        context["own"] = given
        if given.usable:
            try:
                have = _read(given.text)
            except KNOWN_ERRORS as error:
                context["own"] = Given(text=given.text, error=error_message(error.code, error.values))
            context["nothing_read"] = not have and not context["own"].error
    if have:
        context["fitting"] = fitting(have, _filters(asked))
        context["skills"] = len(have)
    return render(request, "osaamo/portal.html", context)


@require_GET
def job_ad(request: HttpRequest, pk: int) -> HttpResponse:
    """One ad as published."""
    if not apps.is_installed(_ADS):
        raise Http404
    from osaamo.domains.foresight import queries  # noqa: PLC0415 - its models exist only where it is installed

    ad = queries.job_ads().filter(pk=pk).first()
    if ad is None:
        raise Http404
    return render(request, "osaamo/job_ad.html", {"ad": ad})


def _read(text: str) -> list[WeightedSkill]:
    found = competence.extract(text)
    return [
        WeightedSkill(skill.uri, skill.confidence, skill.evidence[0].text.strip(BULLETS) if skill.evidence else "")
        for skill in found.skills
    ]


def _profile_skills(request: HttpRequest) -> list[WeightedSkill]:
    if not request.user.is_authenticated or not apps.is_installed(_PROFILES):
        return []
    from osaamo.domains.profiles import queries  # noqa: PLC0415 - its models exist only where it is installed

    profile = queries.profile_of(request.user)
    return queries.have_of(profile) if profile else []


def _options() -> dict[str, Any]:
    languages = {"fi": gettext("Finnish"), "sv": gettext("Swedish"), "en": gettext("English")}
    modes = {"online": gettext("online"), "campus": gettext("on campus"), "blended": gettext("blended")}
    within = {
        "month": gettext("within a month"),
        "term": gettext("within four months"),
        "year": gettext("within a year"),
    }
    return {**choices(), "languages": languages, "modes": modes, "withins": within}


def _chosen(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked.get(name, "") for name in ("place", "in", "institution", "mode", "within")}


def _filters(asked: Mapping[str, str]) -> Filters:
    days = _WITHIN.get(asked.get("within", ""))
    mode, language = asked.get("mode", ""), asked.get("in", "")
    return Filters(
        place=asked.get("place", ""),
        language=language if language in ("fi", "sv", "en") else "",
        institution=asked.get("institution", ""),
        mode=mode if mode in _MODES else "",
        until=timezone.localdate() + dt.timedelta(days=days) if days else None,
    )

"""What checkers and wallets fetch: issuers, keys, achievements, pictures, status lists and shown badges.

The addresses are without a language, since badges carry them for years; a browser is led to the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_safe

from osaamo.connectors.openbadges import CONTEXT, achievement_of, profile_of
from osaamo.domains.badges import exports, queries, services
from osaamo.domains.badges.enums import KeyUse
from osaamo.domains.badges.models import BadgeVersion, Credential, IssuerKey
from osaamo.kernel.access import get_for
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

LINKED_DATA = "application/ld+json"
CREDENTIAL = "application/vc+ld+json"
MULTIKEY = "https://w3id.org/security/multikey/v1"


@require_safe
def issuer(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - a view's argument
    """The profile of an issuer with the keys it signs and signed with."""
    place = get_object_or_404(Organisation, code=code)
    address = queries.issuer_address(place)
    keys = [
        {
            "id": f"{address}#{key.public['multikey']}",
            "type": "Multikey",
            "controller": address,
            "publicKeyMultibase": key.public["multikey"],
        }
        for key in IssuerKey.objects.filter(use=KeyUse.EMBEDDED)
    ]
    return _answer(
        {
            "@context": [*CONTEXT, MULTIKEY],
            **profile_of(queries.issuer_of(place, queries.page_language())),
            "verificationMethod": keys,
            "assertionMethod": [key["id"] for key in keys],
        },
        LINKED_DATA,
    )


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's argument
    """The keys of tokens, also those that sign no more, as a JWK set."""
    return _answer(
        {"keys": [key.public for key in IssuerKey.objects.filter(use=KeyUse.TOKEN)]}, "application/jwk-set+json"
    )


@require_safe
def jwk(request: HttpRequest, kid: str) -> HttpResponse:  # noqa: ARG001 - a view's argument
    """One key of tokens."""
    return _answer(get_object_or_404(IssuerKey, kid=kid, use=KeyUse.TOKEN).public, "application/jwk+json")


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - a view's argument
    """A status list, signed anew."""
    if not queries.has_list(number):
        raise Http404
    try:
        return _answer(services.signed_status_list(number), CREDENTIAL)
    except services.NoKeys:
        return HttpResponse(status=503)


@require_safe
def achievement(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """What a badge is given for."""
    version = _version(key, number)
    if _wants_page(request):
        return redirect("badge-class", key=key)
    return _answer(
        {"@context": CONTEXT, **achievement_of(queries.achievement_of(version, queries.page_language()))}, LINKED_DATA
    )


@require_safe
def picture(request: HttpRequest, key: UUID, number: int) -> HttpResponse:  # noqa: ARG001 - a view's argument
    """The picture of a badge."""
    svg = exports.picture(_version(key, number), queries.page_language())
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})


@require_safe
def award(request: HttpRequest, key: UUID) -> HttpResponse:
    """A badge that is shown with its evidence; a browser is led to its page, which says what else there is."""
    if _wants_page(request):
        return redirect("badge-award", key=key)
    rows = Credential.objects.select_related("badge__organisation")
    pk = rows.filter(key=key).values_list("pk", flat=True).first()
    return _answer(get_for(request.user, rows, pk, "see-evidence").document, CREDENTIAL)


def _version(key: UUID, number: int) -> BadgeVersion:
    return get_object_or_404(BadgeVersion.objects.select_related("badge__organisation"), badge__key=key, number=number)


def _wants_page(request: HttpRequest) -> bool:
    return request.get_preferred_type([LINKED_DATA, "application/json", "text/html"]) == "text/html"


def _answer(document: dict[str, Any], kind: str) -> HttpResponse:
    """The document; any site may fetch it, since it is public and asks for no cookie."""
    answer = JsonResponse(document, content_type=kind, json_dumps_params={"ensure_ascii": False})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


urlpatterns = [
    path("badges/issuers/<slug:code>", issuer, name="badge-issuer"),
    path("badges/jwks.json", jwks, name="badge-jwks"),
    path("badges/keys/<str:kid>", jwk, name="badge-key"),
    path("badges/status/<int:number>", status_list, name="badge-status"),
    path("badges/classes/<uuid:key>/<int:number>", achievement, name="badge-achievement"),
    path("badges/classes/<uuid:key>/<int:number>/image.svg", picture, name="badge-picture"),
    path("badges/awards/<uuid:key>", award, name="badge-credential"),
]

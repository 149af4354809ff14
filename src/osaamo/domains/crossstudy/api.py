"""Enrolments over the Open Education API, versions 5 and 6: associations of the person who asks, or of a party.

A person comes with their session and sees their own; a study system comes with a signature as for messages, over the
method and address too, and sees what is held of the enrolments it shares. ``state`` is the host's word and read-only;
``remoteState`` is what the asking side wants. Results come as study records, not here.
"""

from __future__ import annotations

import json
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from osaamo.connectors.ooapi_out import LANGUAGES as TAGS
from osaamo.domains.crossstudy import queries, services
from osaamo.domains.crossstudy.enums import AssociationState, Side, State, Wish
from osaamo.domains.crossstudy.models import Enrolment
from osaamo.domains.crossstudy.rules import IllegalMove, can_withdraw
from osaamo.kernel.access import may
from osaamo.kernel.models import Person
from osaamo.kernel.public_ids import ref_of as ref_with_uuid
from osaamo.kernel.public_ids import uuid_of
from osaamo.kernel.refs import ref_of
from osaamo.ports import offers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from osaamo.domains.crossstudy.models import Result
    from osaamo.ports.offers import Offer

MOST_BYTES = 256 * 1024
ENROLLED = _("Your enrolment was received.")
WISHES = {"associated": Wish.ACCEPT, "canceled": Wish.WITHDRAW, "cancelled": Wish.WITHDRAW}
SPELLING = {AssociationState.CANCELED: {5: "canceled", 6: "cancelled"}}


class _Refused(Exception):
    """The request is answered with a problem: an HTTP status, and what is wrong and what to do, in English."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class _Csrf(CsrfViewMiddleware):
    """Says why a request is not believed instead of answering with a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ARG002 - Django's signature
        return reason


class _Asker:
    """Who asks: ``person`` by session, or the code of a party by signature; and the body of the request."""

    def __init__(self, request: HttpRequest) -> None:
        self.data = request.read(MOST_BYTES + 1)
        if len(self.data) > MOST_BYTES:
            raise _Refused(HTTPStatus.BAD_REQUEST, f"The body is larger than {MOST_BYTES} bytes.")
        self.person: Person | None = None
        self.party = ""
        if "X-Osaamo-Signature" in request.headers:
            signed = f"{request.method} {request.get_full_path()}\n".encode() + self.data
            try:
                self.party = services.sender_of(request.headers, signed)
            except services.NotBelieved:
                raise _Refused(HTTPStatus.UNAUTHORIZED, "The signature is not that of a party known here.") from None
        elif isinstance(request.user, Person):
            if _Csrf(lambda _: HttpResponse()).process_view(request, lambda: None, (), {}):  # type: ignore[arg-type]
                raise _Refused(HTTPStatus.FORBIDDEN, "Send the token of the session in X-CSRFToken.")
            # Access is asked by class, and the session gives a lazy one.
            self.person = Person.objects.get(pk=request.user.pk)
        else:
            raise _Refused(HTTPStatus.UNAUTHORIZED, "Sign in, or sign the request as a party.")

    def json(self, *kinds: str, sent: str) -> dict[str, Any]:
        """The body, an object of one of the media types."""
        if sent.partition(";")[0].strip().lower() not in kinds:
            raise _Refused(HTTPStatus.BAD_REQUEST, f"Send {' or '.join(kinds)}.")
        try:
            found = json.loads(self.data)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise _Refused(HTTPStatus.BAD_REQUEST, "The body is no JSON object.")
        return found

    def row(self, key: UUID) -> Enrolment:
        """The enrolment with the id, as its side that answers the asker holds it."""
        rows = Enrolment.objects.select_related("home__organisation", "host__organisation", "person")
        if self.person is not None:
            shared = Q(person=self.person)
        else:
            shared = Q(side=Side.HOST, home__tk_code=self.party, host__address="")
            shared |= Q(side=Side.HOME, host__tk_code=self.party, home__address="")
        found = rows.filter(shared, key=key).order_by("side").first()
        if found is None:
            raise _Refused(HTTPStatus.NOT_FOUND, "You have no association with this id.")
        return found


def _answering(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Only these methods; what is refused becomes a problem. Nothing is cached: it is about a person."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def handle(request: HttpRequest, *, version: int, **more: Any) -> HttpResponse:
            if request.method not in methods:
                taken = ", ".join(methods)
                answer = _problem(version, _Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"Here one may {taken}."))
                answer["Allow"] = taken
                return answer
            try:
                response = view(request, _Asker(request), version=version, **more)
            except _Refused as refused:
                response = _problem(version, refused)
            response["Cache-Control"] = "no-store"
            return response

        return handle

    return decorate


@_answering("POST")
def external_me(request: HttpRequest, asker: _Asker, *, version: int, programme: bool | None = None) -> HttpResponse:
    """Enrol the person of the session on an offering, by its id or by its code."""
    body = asker.json("application/json", sent=request.content_type or "")
    if asker.person is None:
        raise _Refused(HTTPStatus.UNAUTHORIZED, "A person enrols with their own session; a party sends messages.")
    if not may(asker.person, "enrol-elsewhere", asker.person):
        raise _Refused(HTTPStatus.FORBIDDEN, "You may not enrol here.")
    if body.get("remoteState") not in {"associated", "pending"}:
        raise _Refused(HTTPStatus.BAD_REQUEST, 'remoteState is required: "associated" or "pending" to enrol.')
    if body.get("role", "student") != "student":
        raise _Refused(HTTPStatus.BAD_REQUEST, 'One enrols as "student".')
    offer = _offer_in(body)
    if offer is None or not offer.published or (programme is not None and programme != offer.is_programme):
        raise _Refused(HTTPStatus.BAD_REQUEST, "There is no such offering; give its offeringId or primaryCode.")
    audience = queries.audience_for(asker.person, offer)
    try:
        row = services.enrol(person=asker.person, offer=offer, audience=audience, language="")
    except services.NotEligible as error:
        with override("en"):
            why = " ".join(str(answer.reason.label) for answer in error.found.answers if answer.blocks)
        raise _Refused(HTTPStatus.BAD_REQUEST, why) from None
    return JsonResponse(_posted(request, row, ENROLLED, version), status=HTTPStatus.CREATED)


@_answering("GET", "HEAD", "PATCH")
def association(
    request: HttpRequest, asker: _Asker, *, version: int, key: UUID, programme: bool | None = None
) -> HttpResponse:
    """One enrolment; PATCH says what the asking side wants of it."""
    row = asker.row(key)
    offer = offers.find(row.offer_ref)
    is_programme = offer is not None and offer.is_programme
    if programme is not None and programme != is_programme:
        raise _Refused(HTTPStatus.NOT_FOUND, "You have no association with this id.")
    if request.method != "PATCH":
        return JsonResponse(_record(row, version, programme=is_programme))
    wanted = asker.json("application/merge-patch+json", "application/json", sent=request.content_type or "")
    if set(wanted) - {"remoteState"}:
        raise _Refused(
            HTTPStatus.BAD_REQUEST, "Only remoteState is written here: state is the host's, results come as records."
        )
    asked = wanted.get("remoteState")
    if not isinstance(asked, str) or asked not in WISHES:
        taken = SPELLING[AssociationState.CANCELED][version]
        raise _Refused(HTTPStatus.BAD_REQUEST, f'remoteState is "associated" or "{taken}".')
    row = _wished(row, asker, WISHES[asked])
    return JsonResponse(_posted(request, row, State(row.state).label, version))


urlpatterns = [
    path("ooapi/v5/associations/external/me", external_me, {"version": 5}),
    path("ooapi/v5/associations/<uuid:key>", association, {"version": 5}),
    *(
        path(f"ooapi/v6/{kind}-offering-associations/{rest}", view, {"version": 6, "programme": kind == "programme"})
        for kind in ("course", "programme")
        for rest, view in (("external/me", external_me), ("<uuid:key>", association))
    ),
]


def _wished(row: Enrolment, asker: _Asker, wish: Wish) -> Enrolment:
    """The enrolment after the asker's wish; a party may withdraw its student, a seat is taken by the student only."""
    if wish == Wish.ACCEPT and row.state not in {State.OFFERED, State.ENROLLED}:
        raise _Refused(HTTPStatus.BAD_REQUEST, "No seat is offered; wait for it.")
    if wish == Wish.WITHDRAW and not row.is_over and not can_withdraw(row, queries.today()):
        raise _Refused(HTTPStatus.BAD_REQUEST, "It is too late to withdraw.")
    if asker.person is None and (wish != Wish.WITHDRAW or row.side != Side.HOST):
        raise _Refused(HTTPStatus.FORBIDDEN, "Only the home withdraws, and only the student takes an offered seat.")
    if wish == Wish.ACCEPT and row.state == State.ENROLLED:
        return row
    try:
        if asker.person is None:
            return services.withdraw_for_home(enrolment=row)
        return services.wish(enrolment=row, wish=wish, who=asker.person)
    except IllegalMove:
        raise _Refused(HTTPStatus.BAD_REQUEST, "That is not possible any more; read the association.") from None


def _offer_in(body: dict[str, Any]) -> Offer | None:
    """The offer that a body names by id or, in a whole offering, by code."""
    found = [body.get(name) for name in ("offeringId", "courseOfferingId", "programmeOfferingId")]
    for name in ("offering", "courseOffering", "programmeOffering"):
        inner = body.get(name)
        found += [inner.get("offeringId"), inner.get("primaryCode")] if isinstance(inner, dict) else [inner]
    for one in found:
        if isinstance(one, dict) and isinstance(one.get("code"), str):
            return offers.find_by_key(one["code"])
        if isinstance(one, str):
            try:
                refs = [ref_with_uuid(kind, UUID(one)) for kind in offers.kinds()]
            except ValueError:
                return None
            return next((offer for ref in refs if ref and (offer := offers.find(ref))), None)
    return None


def _record(row: Enrolment, version: int, *, programme: bool) -> dict[str, Any]:
    offering = _offering_id(row)
    record: dict[str, Any] = {
        "associationId": str(row.key),
        "role": "student",
        "state": _state(row, version),
    }
    # A student of elsewhere is nobody here: the id of the enrolment stands for theirs.
    person = uuid_of(ref_of(row.person)) if row.person is not None else str(row.key)
    result = next((one for one in row.results.all() if one.status == "valid"), None)
    if result is not None:
        record["result"] = _result(result, version)
    if version == 5:
        kind = "program" if programme else "course"
        return record | {"associationType": f"{kind}OfferingAssociation", "person": person, "offering": offering}
    wish = AssociationState(row.desired_state)
    return record | {
        "remoteState": SPELLING.get(wish, {}).get(version, str(wish)),
        "personId": person,
        ("programmeOfferingId" if programme else "courseOfferingId"): offering,
    }


def _state(row: Enrolment, version: int) -> str:
    state = row.association_state
    if version == 6 and row.state == State.COMPLETED:
        return "finished"
    return SPELLING.get(state, {}).get(version, str(state))


def _offering_id(row: Enrolment) -> str:
    """The id of the offering; of one the host does not know, that of the enrolment stands for it."""
    return uuid_of(row.offer_ref) if row.offer_ref else str(row.key)


def _result(result: Result, version: int) -> dict[str, Any]:
    when = timezone.localtime(result.changed_at)
    day = {"resultDate": result.completed_on.isoformat()} if version == 5 else {"resultDateTime": when.isoformat()}
    return day | {
        "state": "completed",
        "pass": "passed" if result.passed else "failed",
        "score": result.grade,
        "studyLoad": {"studyLoadUnit": "ects", "value": float(result.credits)},
    }


def _posted(request: HttpRequest, row: Enrolment, message: Any, version: int) -> dict[str, Any]:
    told = services.in_three_languages(message)
    return {
        "associationId": str(row.key),
        "state": _state(row, version),
        "message": [{"language": tag, "value": told[code]} for code, tag in TAGS.items()],
        "redirect": request.build_absolute_uri(reverse("crossstudy-enrolment", args=[row.pk])),
    }


def _problem(version: int, refused: _Refused) -> HttpResponse:
    """An error as the version tells it (RFC 9457); in version 5 the status is a text."""
    status = refused.status
    record: dict[str, Any] = {"status": str(status.value), "title": status.phrase, "detail": refused.detail}
    if version > 5:
        record |= {"type": "about:blank", "status": status.value}
    return JsonResponse(record, status=status.value, content_type="application/problem+json")

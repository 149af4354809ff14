"""Open data of indicators for programs: JSON with metadata, CSV, and a description by OpenAPI."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.urls import path, reverse
from ninja import NinjaAPI, Schema

from osaamo.domains.indicators import exports, queries

if TYPE_CHECKING:
    from django.http import HttpRequest

    from osaamo.domains.indicators.queries import Read

api = NinjaAPI(
    title="Osaamo: indicators",
    version="1",
    description=(
        "The indicators of the plan with their values, each computed from operations when it is asked for. "
        "Licence: CC BY 4.0. Answers carry an ETag: send it back as If-None-Match. A year without a known value has no "
        "row; a value of the running year is marked so far; 0 is a year of which no row counts, and the outcome of a "
        "target tells whether anything was recorded of its year. Keys and addresses stay."
    ),
    urls_namespace="indicators-api",
    docs_url=None,
    openapi_url="/openapi.json",
)


FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Link": f'<{exports.LICENCE_ADDRESS}>; rel="license"',
}
"""Any site may read the answers, and knows the licence."""
ASKED_BEFORE = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
AS_CSV = {"responses": {200: {"content": {"text/csv": {}}}}}


class BaselineOut(Schema):
    """Where an indicator begins; the first is used."""

    value: str | None
    year: int | None
    note: dict[str, str]
    source: str


class TargetOut(Schema):
    """A target in force; ``form`` says which fields hold it: value, range, growth, split, commitment or text.

    ``outcome`` is ``reached``, ``missed`` or ``no_data`` once its year is over.
    """

    year: int
    form: str
    low: str | None
    high: str | None
    growth: str | None
    words: dict[str, str]
    asWritten: str  # noqa: N815 - a name of the interface
    outcome: str | None


class ValueOut(Schema):
    """A known value of a year, of all (no organisation) or of an institution; ``computed`` or ``entered`` by hand.

    ``soFar``: the year is running, and the value may still change.
    """

    year: int
    organisation: str | None
    value: str
    source: str
    soFar: bool  # noqa: N815 - a name of the interface


class ReasonOut(Schema):
    """A reason for a status, as a code and as a sentence by language."""

    code: str
    text: dict[str, str]


class IndicatorOut(Schema):
    """An indicator; numbers are texts with a point, so that no digit is lost."""

    key: str
    name: dict[str, str]
    area: str
    spearhead: str | None
    kind: str
    unit: str
    unitName: dict[str, str]  # noqa: N815 - a name of the interface
    scale: dict[str, str]
    direction: str
    counting: str
    formula: dict[str, str]
    note: dict[str, str]
    measure: str | None
    parameters: dict[str, str]
    baselines: list[BaselineOut]
    targets: list[TargetOut]
    values: list[ValueOut]
    status: str
    computedStatus: str  # noqa: N815 - a name of the interface
    reasons: list[ReasonOut]
    override: dict[str, str] | None
    forecast: dict[str, Any]
    missingSources: list[str]  # noqa: N815 - a name of the interface
    source: str
    page: str
    updated: str
    licence: dict[str, str]


class IndicatorsOut(Schema):
    """All indicators in the order of the plan."""

    licence: dict[str, str]
    indicators: list[IndicatorOut]


@api.api_operation(["HEAD"], "/indicators", include_in_schema=False)
@api.get("/indicators", response=IndicatorsOut, summary="All indicators")
def all_indicators(request: HttpRequest) -> HttpResponse:
    """All indicators with values by year and institution, targets, status with reasons, forecast, missing sources."""
    reads = queries.read(list(queries.indicators()), flows=queries.Flows.AIMED)
    found = [exports.as_data(one, _page(request, one)) for one in reads]
    licence = {"name": exports.LICENCE, "address": exports.LICENCE_ADDRESS}
    return _json(request, {"licence": licence, "indicators": found})


@api.api_operation(["HEAD"], "/indicators.csv", include_in_schema=False)
@api.get("/indicators.csv", summary="All values as CSV", openapi_extra=AS_CSV)
def all_values(request: HttpRequest, decimal: Literal["point", "comma"] = "point") -> HttpResponse:
    """A row for each known value of each indicator, year and institution. ``decimal=comma`` for spreadsheets."""
    return _csv(request, queries.read(list(queries.indicators())), "indicators", comma=decimal == "comma")


@api.api_operation(["HEAD"], "/indicators/{key}.csv", include_in_schema=False)
@api.get("/indicators/{key}.csv", summary="Values of an indicator", openapi_extra=AS_CSV)
def values(request: HttpRequest, key: str, decimal: Literal["point", "comma"] = "point") -> HttpResponse:
    """A row for each known value of the indicator by year and institution. ``decimal=comma`` for spreadsheets."""
    return _csv(request, [_one(key)], key, comma=decimal == "comma")


@api.api_operation(["HEAD"], "/indicators/{key}", include_in_schema=False)
@api.get("/indicators/{key}", response=IndicatorOut, summary="An indicator")
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """The indicator with values, targets, status and metadata."""
    read = _one(key, flows=queries.Flows.ALL)
    return _json(request, exports.as_data(read, _page(request, read)))


@api.api_operation(["OPTIONS"], "/indicators", include_in_schema=False)
@api.api_operation(["OPTIONS"], "/indicators.csv", include_in_schema=False)
def may_ask(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - an operation's signature
    """What a browser on another site asks before it asks with a tag: it may."""
    return HttpResponse(status=204, headers=FOR_ALL | ASKED_BEFORE)


@api.api_operation(["OPTIONS"], "/indicators/{key}.csv", include_in_schema=False)
@api.api_operation(["OPTIONS"], "/indicators/{key}", include_in_schema=False)
def may_ask_of_one(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - an operation's signature
    """As :func:`may_ask`, of one indicator."""
    return HttpResponse(status=204, headers=FOR_ALL | ASKED_BEFORE)


urlpatterns = [path("open/v1/", api.urls)]


def _one(key: str, *, flows: queries.Flows = queries.Flows.NONE) -> Read:
    row = queries.indicators().filter(key=key).first()
    if row is None:
        raise Http404
    return queries.read([row], flows=flows)[0]


def _page(request: HttpRequest, read: Read) -> str:
    """The address of its page without a language, which leads everybody to their own."""
    address = reverse("indicator", args=[read.indicator.key])
    return request.build_absolute_uri("/" + address.removeprefix("/").partition("/")[2])


def _json(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    return _answer(request, json.dumps(data, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def _csv(request: HttpRequest, reads: list[Read], name: str, *, comma: bool) -> HttpResponse:
    text = exports.values_csv(reads, comma=comma)
    # A spreadsheet takes a table for UTF-8 only with a mark in front.
    response = _answer(request, text.encode("utf-8-sig" if comma else "utf-8"), "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _answer(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """The body, to be asked for again each time and sent again only when it changed; any site may read it.

    There is no Last-Modified: values are computed from rows when they are asked for, and only the tag tells a change.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    same = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if same else HttpResponse(body, content_type=kind)
    response["ETag"], response["Cache-Control"] = tag, "public, no-cache"
    for name, value in FOR_ALL.items():
        response[name] = value
    return response

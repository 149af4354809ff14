"""Open data of indicators for programs: JSON with metadata, CSV, and a description by OpenAPI."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

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
        "Licence: CC BY 4.0. Answers carry an ETag: send it back as If-None-Match."
    ),
    urls_namespace="indicators-api",
    docs_url=None,
    openapi_url="/openapi.json",
)


AS_CSV = {"responses": {200: {"content": {"text/csv": {}}}}}


class BaselineOut(Schema):
    """Where an indicator begins; the first is used."""

    value: str | None
    year: int | None
    note: str
    source: str


class TargetOut(Schema):
    """A target in force; ``form`` says which fields hold it: value, range, growth, split, commitment or text."""

    year: int
    form: str
    low: str | None
    high: str | None
    growth: str | None
    words: str
    asWritten: str  # noqa: N815 - a name of the interface


class ValueOut(Schema):
    """A known value of a year, of all (no organisation) or of an institution; ``computed`` or ``entered`` by hand."""

    year: int
    organisation: str | None
    value: str
    source: str


class IndicatorOut(Schema):
    """An indicator; numbers are texts with a point, so that no digit is lost."""

    key: str
    name: dict[str, str]
    area: str
    spearhead: str | None
    kind: str
    unit: str
    unitName: dict[str, str]  # noqa: N815 - a name of the interface
    direction: str
    counting: str
    formula: str
    measure: str | None
    parameters: dict[str, str]
    baselines: list[BaselineOut]
    targets: list[TargetOut]
    values: list[ValueOut]
    status: str
    computedStatus: str  # noqa: N815 - a name of the interface
    reasons: list[dict[str, str]]
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


@api.get("/indicators", response=IndicatorsOut, summary="All indicators")
def all_indicators(request: HttpRequest) -> HttpResponse:
    """All indicators with values by year and institution, targets, status with reasons, forecast, missing sources."""
    found = [exports.as_data(one, _page(request, one)) for one in queries.read(list(queries.indicators()))]
    licence = {"name": exports.LICENCE, "address": exports.LICENCE_ADDRESS}
    return _json(request, {"licence": licence, "indicators": found})


@api.get("/indicators.csv", summary="All values as CSV", openapi_extra=AS_CSV)
def all_values(request: HttpRequest) -> HttpResponse:
    """A row for each known value of each indicator, year and institution."""
    return _csv(request, queries.read(list(queries.indicators())), "indicators")


@api.get("/indicators/{key}.csv", summary="Values of an indicator", openapi_extra=AS_CSV)
def values(request: HttpRequest, key: str) -> HttpResponse:
    """A row for each known value of the indicator by year and institution."""
    return _csv(request, [_one(key)], key)


@api.get("/indicators/{key}", response=IndicatorOut, summary="An indicator")
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """The indicator with values, targets, status and metadata."""
    read = _one(key)
    return _json(request, exports.as_data(read, _page(request, read)))


urlpatterns = [path("open/v1/", api.urls)]


def _one(key: str) -> Read:
    row = queries.indicators().filter(key=key).first()
    if row is None:
        raise Http404
    return queries.read([row])[0]


def _page(request: HttpRequest, read: Read) -> str:
    return request.build_absolute_uri(reverse("indicator", args=[read.indicator.key]))


def _json(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    return _answer(request, json.dumps(data, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def _csv(request: HttpRequest, reads: list[Read], name: str) -> HttpResponse:
    response = _answer(request, exports.values_csv(reads).encode(), "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _answer(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """The body, to be asked for again each time and sent again only when it changed; any site may read it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    same = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if same else HttpResponse(body, content_type=kind)
    response["ETag"], response["Cache-Control"] = tag, "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

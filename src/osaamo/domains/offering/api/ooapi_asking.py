"""What a request to the Open Education API asks for, checked, and how its errors are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response

from osaamo.connectors.ooapi_out import LETTERS3, MODES_5, MODES_6

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

PAGE_SIZES = (10, 20, 50, 100, 250)
LEVELS = ("bachelor", "master", "undefined")
_FRESH = 300
_LARGEST = 2**31 - 1


class Refused(Exception):
    """The request is answered with a problem: an HTTP status, and what is wrong and what to do, in English."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        """See the class."""
        super().__init__(detail)
        self.status = status
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a list, as far as it has them."""

    page_size: int
    page_number: int
    words: str
    primary_code: str
    consumer: str
    language: str
    mode: str
    level: str
    since: dt.date | None
    until: dt.date | None
    sort: Sequence[str]


def asked(request: HttpRequest, version: int, sortable: Sequence[str]) -> Asked:
    """The parameters of the request.

    Raises:
        Refused: 400, when one of them is not what the specification allows.
    """
    get = request.GET
    if any(name.startswith("filter_query") for name in get):
        raise Refused(
            HTTPStatus.BAD_REQUEST, "filter_query is not supported; use q, primaryCode and the other filters."
        )
    size = _number(get.get("pageSize", "10"), "pageSize")
    if size not in PAGE_SIZES:
        raise Refused(HTTPStatus.BAD_REQUEST, f"pageSize is one of {', '.join(map(str, PAGE_SIZES))}.")
    boolean = get.get("resultExpected", "true")
    if boolean not in ("true", "false"):
        raise Refused(HTTPStatus.BAD_REQUEST, "resultExpected is true or false.")
    sort = [name for value in get.getlist("sort") for name in value.split(",") if name]
    if any(name.removeprefix("-") not in sortable for name in sort):
        raise Refused(HTTPStatus.BAD_REQUEST, f"sort takes {', '.join(sortable)}, each with or without a minus sign.")
    return Asked(
        size,
        _number(get.get("pageNumber", "1"), "pageNumber"),
        get.get("q", ""),
        get.get("primaryCode", ""),
        get.get("consumer", ""),
        _language(get.get("teachingLanguage", ""), version),
        _mode(get.getlist("modeOfDelivery"), version),
        get.get("level", ""),
        _day(get.get("since", ""), "since"),
        _day(get.get("until", ""), "until"),
        sort,
    )


def expands(request: HttpRequest) -> frozenset[str]:
    """What the request wants to see in full; what we cannot expand stays an id."""
    return frozenset(name for value in request.GET.getlist("expand") for name in value.split(","))


def page(
    request: HttpRequest, rows: QuerySet[Any], wanted: Asked, written: Callable[[Sequence[Any]], list[Any]]
) -> HttpResponse:
    """The page of a list with what ``written`` makes of its rows."""
    first = (wanted.page_number - 1) * wanted.page_size
    total = rows.count()
    pages = -(-total // wanted.page_size)
    shown = list(rows[first : first + wanted.page_size]) if first < total else []
    return answer(
        request,
        {
            "pageSize": wanted.page_size,
            "pageNumber": wanted.page_number,
            "hasPreviousPage": wanted.page_number > 1,
            "hasNextPage": wanted.page_number < pages,
            "totalPages": pages,
            "items": written(shown),
        },
    )


def answer(request: HttpRequest, record: Any) -> HttpResponse:
    """The record as JSON with an entity tag; 304 when the asker has it."""
    response = JsonResponse(record)
    response["Cache-Control"] = f"public, max-age={_FRESH}"
    tag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    response["ETag"] = tag
    found: HttpResponse = get_conditional_response(request, etag=tag, response=response)
    return found


def problem(version: int, status: HTTPStatus, detail: str) -> HttpResponse:
    """An error as the version tells it (RFC 9457); in version 5 the status is a text."""
    record: dict[str, Any] = {"status": str(status.value), "title": status.phrase, "detail": detail}
    if version > 5:
        record |= {"type": "about:blank", "status": status.value}
    return JsonResponse(record, status=status.value, content_type="application/problem+json")


def _number(text: str, name: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:12]) <= _LARGEST:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is a whole number from 1 on.")
    return int(text[:12])


def _day(text: str, name: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is a day or moment such as 2027-01-31.") from None


def _language(text: str, version: int) -> str:
    """Our code of a language, ``"?"`` for one that nothing is taught in."""
    if not text:
        return ""
    if not text.isascii() or not text.replace("-", "").isalnum() or (version == 5 and len(text) != 3):
        raise Refused(HTTPStatus.BAD_REQUEST, "teachingLanguage is a code such as fin (version 5) or fi (version 6).")
    codes = {three: two for two, three in LETTERS3.items()} | {two: two for two in LETTERS3}
    return codes.get(text.partition("-")[0], "?")


def _mode(values: Sequence[str], version: int) -> str:
    known = {name: mode for mode, name in (MODES_5 if version == 5 else MODES_6).items()}
    wanted = [name for value in values for name in value.split(",") if name]
    return "" if not wanted else ",".join(known[name] for name in wanted if name in known) or "?"

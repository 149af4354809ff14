"""Every address, asked for by nobody in particular and by somebody of every role: no mistake of ours, no open door.

A new page is closed until its owner writes it into ``PUBLIC``. What a page shows to whom is tested by its owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person

pytestmark = pytest.mark.django_db

PUBLIC = {
    # the service
    "healthz", "", "scheme", "api/docs",
    "<language>/", "<language>/how/", "<language>/developers/",
    "<language>/map/", "<language>/map/skill/", "<language>/map/atlas.json",
    "<language>/portal/", "<language>/mydata/",
    # the interfaces for programs
    "api/v1/openapi.json", "api/v1/health", "v1/", "v1/vocabs", "v1/projects", "v1/projects/<project_id>",
    # badges: what may be earned, the checker, and what checkers elsewhere fetch
    "<language>/badges/", "<language>/badges/check/", "badges/jwks.json", "badges/awards/<key>",
    # the joint offering in the making
    "<language>/proposals/", "<language>/proposals/criteria/",
    "<language>/proposals/calls/", "<language>/proposals/calls/calendar.ics",
    # the catalogue, for people and for programs
    "<language>/studies/", "<language>/studies/feed/", "<language>/studies/calendar.ics", "robots.txt", "sitemap.xml",
    "ooapi/v5/", "ooapi/v5/organizations", "ooapi/v5/courses", "ooapi/v5/programs",
    "ooapi/v6/", "ooapi/v6/organisations", "ooapi/v6/courses", "ooapi/v6/programmes",
    # the alliance's plan
    "<language>/plan/", "<language>/plan/goals/", "<language>/plan/timeline/", "<language>/plan/conflicts/",
    "<language>/plan/ideas/", "<language>/plan/versions/",
    # the calendar of events
    "<language>/events/", "<language>/events/calendar.ics",
    # the plan's indicators, for people and for programs
    "<language>/indicators/",
    "open/v1/openapi.json", "open/v1/indicators", "open/v1/indicators.csv",
    # the alliance's bodies and their accepted reports
    "<language>/governance/", "<language>/governance/reports/",
    # what studies cost
    "<language>/prices/",
    # signing in
    "<language>/account/sign-in/", "<language>/account/sign-in/cancelled/", "<language>/account/sign-up/",
    "<language>/account/sign-out/", "<language>/account/inactive/",
    "<language>/account/confirm/", "<language>/account/confirm/<key>/",
    "<language>/account/forgotten/", "<language>/account/forgotten/sent/", "<language>/account/forgotten/changed/",
    "<language>/account/forgotten/<uidb36>-<key>/",
}  # fmt: skip
"""Pages that answer 200 to, or redirect, somebody who has not signed in."""

SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
"""A value for each kind of argument; any other is "x"."""

NAMED = {"project_id": "osaamo-fi", "uidb36": "1"}
"""A value for arguments of these names."""


def addresses(patterns=None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each address of the service: its route with named gaps, and a path with the gaps filled."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield shown(route), filled(route)


def shown(route: str) -> str:
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    route = re.sub(r"<\w+:(\w+)>", r"<\1>", route).replace("^", "").replace("$", "").replace(r"\Z", "")
    return re.sub(r"^(fi|sv|en)/", "<language>/", route)


def filled(route: str) -> str:
    kinds = {name: kind for kind, name in re.findall(r"<(\w+):(\w+)>", route)}
    gap = lambda match: NAMED.get(match[1], SAMPLES.get(kinds.get(match[1], ""), "x"))  # noqa: E731
    with_language = re.sub(r"^<language>/", "fi/", shown(route))
    return "/" + re.sub(r"<(\w+)>", gap, with_language)


@pytest.fixture(autouse=True)
def _service():
    cache.clear()
    with engine_replaced(FakeEngine()), translation.override("fi"):
        yield


@pytest.fixture
def every_address() -> list[tuple[str, str]]:
    found = sorted(set(addresses()))
    assert len(found) > 40
    return found


def asked(client: Client, path: str) -> int | str:
    """The status of a GET, or ``sign-in`` where it leads there."""
    answer = client.get(path)
    leads_to = answer.headers.get("Location", "")
    return "sign-in" if leads_to.startswith(reverse("account_login")) else answer.status_code


def test_who_has_not_signed_in_sees_the_public_pages_and_no_other(every_address) -> None:
    client = Client(raise_request_exception=False)
    found = {route: asked(client, path) for route, path in every_address}
    assert sorted(PUBLIC - found.keys()) == [], "a public page that does not exist"
    assert {route: status for route, status in found.items() if isinstance(status, int) and status >= 500} == {}
    assert {route: found[route] for route in PUBLIC if found[route] in {"sign-in", 401, 403}} == {}
    open_doors = {route for route, status in found.items() if status in {200, 204, 301, 302}} - PUBLIC
    assert sorted(open_doors) == [], "neither closed nor in the table of public pages"


# On one database: the tests of each page run on both.
@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [None, *Role])
def test_no_page_fails_for_anybody(every_address, role, method) -> None:
    person = make_person(role, make_organisation()) if role else None
    # One client for all, since each loads the middleware anew; it comes to every address with its session and no more.
    client, session, failed = Client(raise_request_exception=False), None, {}
    for route, path in every_address:
        cache.clear()
        client.cookies.clear()
        if person is not None and session is None:
            client.force_login(person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
        elif session is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        answer = getattr(client, method)(path)
        if settings.SESSION_COOKIE_NAME in answer.cookies:
            # Signed out, or something was kept in the session: the next address meets a new one.
            session = None
        if answer.status_code >= 500:
            failed[route] = answer.status_code
    assert failed == {}

"""What is looked at on every page of a browser test: axe's complaints and the width, once the page has settled.

axe is asked for violations only and only they leave the browser; every rule of the wanted kinds is run all the same. A
page has settled when it is loaded, its fonts are there and nothing moves any more, which is known sooner than by waiting
until the network has been still for half a second.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SETTLED = """async () => {
  await document.fonts.ready;
  const ends = (each) => Number.isFinite(each.effect?.getComputedTiming().endTime ?? Infinity);
  await Promise.allSettled(document.getAnimations().filter(ends).map((each) => each.finished));
}"""
COMPLAINTS = """(options) => axe.run(options).then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]))"""


def settle(page: Any) -> None:
    """Wait until the page is what its reader will see."""
    page.wait_for_load_state()
    page.evaluate(SETTLED)


def complaints(page: Any) -> list[tuple[str, list[str]]]:
    """What axe objects to on the page: rules, each with the beginnings of the elements that break it."""
    settle(page)
    page.evaluate(AXE_SCRIPT)
    return [(rule, nodes) for rule, nodes in page.evaluate(COMPLAINTS, OPTIONS)]


def no_complaints(page: Any) -> None:
    """Fail if axe objects to anything on the page with all of it opened, or if the page scrolls sideways."""
    settle(page)
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
    assert complaints(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def log_in(page: Any, site: str, person: Any) -> None:
    """Give the browser the session of somebody who has signed in; where signing in is tested, the form is filled."""
    client = Client()
    client.force_login(person)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])

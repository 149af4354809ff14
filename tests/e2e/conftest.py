"""A real server with the fake engine, and a real Chromium that may talk to nothing else."""

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import sync_playwright

from osaamo.competence.services import engine_replaced, read_texts
from osaamo.competence.tests.fake_engine import FakeEngine
from osaamo.domains.foresight.services import load_demo as load_ads
from osaamo.domains.offering.services import load_demo as load_courses
from osaamo.web.management.commands.load_demo import load_alliance

# Playwright's loop runs in this thread, and Django then takes every query of it for one in async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = Path(shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names of other hosts lead nowhere, so that a page that asks one is found out by the request and nothing leaves.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
OURS = ("data:", "blob:")

# Only ads of the last weeks are shown.
RECENT = (dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=10)).date().isoformat()

AD = {
    "fi": "Hallitset SQL:n ja koneoppimisen. Vedät palvelumuotoilun työpajan ja laadit budjetin.",
    "sv": "Du kan SQL och maskininlärning. Du leder en workshop i tjänstedesign och gör upp en budget.",
    "en": "You know SQL and machine learning. You lead a service design workshop and draw up a budget.",
}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing; .ci/run must install Debian's chromium.")
        pytest.skip("no Chromium: install Debian's package chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def site(live_server):
    """The address of the running service, with three courses and an ad in each language."""
    cache.clear()
    with engine_replaced(FakeEngine()):
        load_alliance()
        load_courses(
            rows=[
                {
                    "id": key,
                    "institution": school,
                    "code": key,
                    "name": {"fi": fi, "sv": sv, "en": en},
                    "learning_outcomes": {"fi": outcomes},
                    "credits": 5,
                    "mode": "online",
                    "realisations": [
                        {"id": f"{key}-1", "starts": "2099-01-11", "ends": "2099-03-12", "language": "fi"}
                    ],
                }
                for key, school, fi, sv, en, outcomes in [
                    (
                        "ml",
                        "haaga-helia",
                        "Koneoppiminen",
                        "Maskininlärning",
                        "Machine learning",
                        "Opiskelija soveltaa koneoppimista.",
                    ),
                    (
                        "sd",
                        "laurea",
                        "Palvelumuotoilu",
                        "Tjänstedesign",
                        "Service design",
                        "Opiskelija vetää palvelumuotoilun työpajan.",
                    ),
                    ("bu", "metropolia", "Budjetti", "Budget", "Budgeting", "Opiskelija laatii budjetin."),
                ]
            ]
        )
        load_ads(
            rows=[
                {"id": f"ad-{code}", "lang": code, "title": "Data", "published": RECENT, "text": text}
                for code, text in AD.items()
            ]
        )
        read_texts()
        yield live_server.url


@pytest.fixture
def open_page(browser, site):
    """Opens pages in fresh contexts; fails on errors in the console and on any request to elsewhere."""
    contexts, troubles = [], []

    def open_page(path="/", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()

        def only_us(request):
            if not request.url.startswith((site, *OURS)):
                troubles.append(f"request to {request.url}")

        def said(message):
            # A browser asks for an icon of its own accord where a page, such as one to embed, names none.
            if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
                troubles.append(message.text)

        # Heard, not held: a request that a test holds goes through this process and past the browser's cache.
        context.on("request", only_us)
        page.on("console", said)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []

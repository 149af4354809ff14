"""How smoothly Chromium draws the map with 3,000 skills: ``python bench/map_frames.py`` (needs Playwright and Chromium).

Fills a database of its own with texts that name 3,000 skills of the vocabulary in two layers, serves the real page and
moves the map with real input events at 1440 by 900: dragging the whole atlas and a near view, the wheel, the arrow
keys. Prints for each the frames a second, the 95th percentile of the time between frames, how often the sheet
behind the view was drawn anew and how long that takes, as one JSON object. Chromium draws without a graphics card here, as on a weak laptop.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import threading
from datetime import date
from itertools import pairwise
from statistics import median, quantiles

SKILLS = 3000
EACH = 40
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

WATCH = """
(() => {
  let kept;
  window.drawn = [];
  Object.defineProperty(window, "OsaamoAtlas", {
    get: () => kept,
    set: (atlas) => {
      const draw = atlas.draw;
      atlas.draw = (...given) => { const begun = performance.now(); draw(...given); window.drawn.push(performance.now() - begun); };
      kept = atlas;
    },
  });
  window.watch = () => {
    window.drawn.length = 0;
    const frames = (window.frames = []);
    const frame = (now) => { frames.push(now); if (window.frames === frames) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  };
})();
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default=shutil.which("chromium") or "/usr/bin/chromium")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"OSAAMO_VAR": folder, "DJANGO_SETTINGS_MODULE": "osaamo.web.settings.dev"}
        address = serve()
        print(json.dumps(measured(address, options.chromium), indent=1))


def serve() -> str:
    """The address of the service with its own database, in a thread of this process."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    call_command("migrate", verbosity=0)
    fill()
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}"


def fill() -> None:
    """Ads and courses that name every n-th skill of the vocabulary; a third of the skills are in both."""
    from osaamo.competence.models import Reading, ReadSkill
    from osaamo.competence.services import engine
    from osaamo.domains.foresight.models import JobAd
    from osaamo.domains.offering.models import CourseUnit
    from osaamo.kernel.models import Organisation
    from osaamo.kernel.refs import ref_of

    school = Organisation.objects.create(code="school", kind="institution", name={"en": "School"}, short_name="School")
    uris = engine().vocabulary.uris
    chosen = [uris[at * len(uris) // SKILLS] for at in range(SKILLS)]
    sides = {"ad": chosen[: SKILLS * 2 // 3], "course": chosen[SKILLS // 3 :]}
    for kind, skills in sides.items():
        for number in range(0, len(skills), EACH // 2):
            key = f"{kind}-{number}"
            row = (
                JobAd.objects.create(key=key, language="en", title=key, published=date(2026, 1, 1), text=key)
                if kind == "ad"
                else CourseUnit.objects.create(key=key, institution=school, code=key, name={"en": key}, credits=5)
            )
            reading = Reading.objects.create(ref=ref_of(row), digest=key, language="en", model="m", vocabulary="v")
            ReadSkill.objects.bulk_create(
                ReadSkill(reading=reading, uri=uri, confidence=0.8, evidence=f"A sentence of {key}.")
                for uri in skills[number : number + EACH]
            )


def measured(address: str, chromium: str) -> dict[str, object]:
    """The figures for each way of moving."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.add_init_script(WATCH)
        page.goto(f"{address}/en/map/?a=offering.organisation/school&b=foresight.ads/all")
        page.wait_for_selector("[data-ready]", state="attached")
        box = page.locator("[data-view]").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

        def drag() -> None:
            page.mouse.move(x, y)
            page.mouse.down()
            for dx, dy in ((260, 120), (-260, 160), (-200, -160), (220, -120), (0, 0)):
                page.mouse.move(x + dx, y + dy, steps=40)
            page.mouse.up()

        def wheel() -> None:
            page.mouse.move(x, y)
            for turn in (-60, 60):
                for _ in range(60):
                    page.mouse.wheel(0, turn)

        def keys() -> None:
            page.locator("[data-view]").focus()
            for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
                for _ in range(20):
                    page.keyboard.press(key)

        found: dict[str, object] = {
            "skills": page.locator(".atlas-skill").count(),
            "chromium": browser.version,
            "dragging the whole map": frames(page, drag),
            "wheel": frames(page, wheel),
        }
        for _ in range(3):
            page.get_by_role("button", name="Zoom in").click()
        found["dragging a near view"] = frames(page, drag)
        found["arrow keys in a near view"] = frames(page, keys)
        browser.close()
    return found


def frames(page, move) -> dict[str, float]:
    """Frames a second and the slow end of the times, while ``move`` runs."""
    page.evaluate("watch()")
    move()
    times, drawn = page.evaluate(
        "(() => { const kept = window.frames; window.frames = null; return [kept, window.drawn]; })()"
    )
    between = [after - before for before, after in pairwise(times)]
    return {
        "fps": round(1000 * len(between) / sum(between), 1),
        "p95_frame_ms": round(quantiles(between, n=20)[-1], 1),
        "drawn_anew": len(drawn),
        "median_draw_ms": round(median(drawn), 1) if drawn else 0.0,
    }


if __name__ == "__main__":
    main()

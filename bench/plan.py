"""The whole plan computed: 59 indicators by year and school from a million operational rows.

    python bench/plan.py [--rows 1000000] [--keep FILE] [--json]

Makes a scratch SQLite database (kept with --keep, and used again when it exists) with a million rows of operations: daily
counts of the offering (70 %), enrolments at another institution (20 %), realisations with three changes each (10 %), spread
over five years and three schools. Prints the time of the values of five years alone, and of everything the page of all
indicators needs (values since 2019, status, forecast, new rows), the first time and warm, of the same with what is under way,
of the page itself, of a quarterly report's section with the digest of the rows behind each number, and of the first rows behind
one number.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from osaamo.ports.measures import Period
from osaamo.ports.reporting import Question

YEARS = range(2021, 2026)
DAYS = (date(2026, 1, 1) - date(2021, 1, 1)).days
SCHOOLS = ("haaga-helia", "laurea", "metropolia")
MODULES, COURSES = 300, 3000
WARM = 5
QUARTER = Question(Period(date(2025, 10, 1), date(2026, 1, 1)), Period(date(2025, 7, 1), date(2025, 10, 1)))
COUNTS = """
    WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at + 1 < %(rows)s),
    m AS (SELECT at, at / 2 %% %(items)s AS item, at / 2 / %(items)s * %(step)s AS days FROM n)
    INSERT INTO offering_dailycount (day, seen, count, course_id, module_id)
    SELECT date('2021-01-01', days || ' days'), CASE at %% 2 WHEN 0 THEN 'view' ELSE 'enrol' END, 1 + at %% 9,
        CASE WHEN item < %(courses)s THEN %(course)s + item END,
        CASE WHEN item >= %(courses)s THEN %(module)s + item - %(courses)s END
    FROM m
"""
"""Two rows for each course and module on as many days as the rows are enough for, spread over the years."""


def fill(rows: int) -> dict[str, int]:
    """A plan and operations; how many rows of each kind."""
    from django.db import connection

    from osaamo.domains.crossstudy.models import Enrolment, Party
    from osaamo.domains.indicators.services import load_indicators
    from osaamo.domains.offering.models import (
        CourseUnit,
        Realisation,
        SdgAssessment,
        StatusChange,
        StudyModule,
    )
    from osaamo.kernel.models import Organisation
    from osaamo.web import demo
    from osaamo.web.management.commands.load_demo import load_alliance

    chance = random.Random(7)
    load_alliance()
    load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))
    places = [Organisation.objects.get(code=code) for code in SCHOOLS]
    parties = [Party.objects.create(organisation=place, tk_code=place.code) for place in places]
    same = {"credits": 5, "is_joint": True}
    modules = StudyModule.objects.bulk_create(
        StudyModule(key=f"m{at}", code=f"m{at}", name={"fi": f"m{at}"}, institution=places[at % 3],
                    kind=("path", "intensive", "module")[at % 3], **same)
        for at in range(MODULES)
    )  # fmt: skip
    courses = CourseUnit.objects.bulk_create(
        CourseUnit(key=f"c{at}", code=f"c{at}", name={"fi": f"c{at}"}, institution=places[at % 3], **same)
        for at in range(COURSES)
    )
    SdgAssessment.objects.bulk_create(
        SdgAssessment(module=module, goal=4, confirmed_on=date(2022, 5, 1)) for module in modules[::2]
    )
    day = lambda: date(2021, 1, 1) + timedelta(days=chance.randrange(DAYS))  # noqa: E731
    runs = rows // 40
    made = Realisation.objects.bulk_create(
        (Realisation(key=f"r{at}", starts=(on := day()), ends=on + timedelta(days=60),
                     **({"module": chance.choice(modules)} if at % 4 == 0 else {"course": chance.choice(courses)}))
         for at in range(runs)), batch_size=2000,
    )  # fmt: skip
    for state in ("planned", "running", "held"):
        # Every tenth was cancelled.
        store(
            (StatusChange(realisation=run, state="cancelled" if state == "held" and at % 10 == 0 else state,
                          at=datetime(run.starts.year, run.starts.month, 1, tzinfo=UTC) + timedelta(hours=len(state)))
             for at, run in enumerate(made))
        )  # fmt: skip
    store(
        Enrolment(side="home", home=parties[at % 3], host=parties[(at + 1 + at // 3 % 2) % 3], audience="degree",
                   offer_ref=f"offering.realisation:{at % runs + 1}", offer_key=f"r{at % runs}", title={"fi": "r"},
                   credits=5, state="enrolled" if at % 5 else "denied",
                   asked_at=datetime(2021, 1, 1, 9, tzinfo=UTC) + timedelta(days=chance.randrange(DAYS)))
         for at in range(rows // 5)
    )  # fmt: skip
    left = rows - runs * 4 - rows // 5
    per_day = 2 * (COURSES + MODULES)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {
            "rows": left, "items": COURSES + MODULES, "courses": COURSES, "course": courses[0].pk,
            "module": modules[0].pk, "step": max(1, DAYS // (left // per_day + 1)),
        })  # fmt: skip
    return {"realisations": runs, "changes": runs * 3, "enrolments": rows // 5, "daily counts": left}


def store(made, size: int = 2000) -> None:
    """Store rows some thousand at a time, so that they need not all be in memory."""
    made = iter(made)
    while batch := list(islice(made, size)):
        type(batch[0])._default_manager.bulk_create(batch)


def timed(work) -> dict[str, float]:
    """Seconds of the first run, and the median of the warm ones on the clock and of the processor."""
    wall, cpu = [], []
    for _ in range(1 + WARM):
        begun, busy = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - busy)
    warm, busy = statistics.median(wall[1:]), statistics.median(cpu[1:])
    return {"first": round(wall[0], 2), "warm": round(warm, 2), "warm, CPU": round(busy, 2)}


def main() -> None:
    """Fill where needed, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = asked.keep or Path(folder) / "plan.sqlite3"
        os.environ |= {"DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "osaamo.web.settings.dev"}
        import django

        django.setup()
        from django.core.management import call_command

        from osaamo.domains.indicators import queries
        from osaamo.domains.indicators.ports import values

        # A file that was kept may be older than the tables.
        call_command("migrate", verbosity=0)
        if not queries.indicators().exists():
            print(fill(asked.rows))
        chosen = list(queries.indicators())
        on = date(2025, 12, 31)
        told = sum(queries.source_of(one)[0] is not None for one in chosen)
        rows = next(one for one in chosen if one.key == "IND-LEARN-09")
        results = {
            "values, 5 years x 3 schools": timed(lambda: queries.values_of(chosen, YEARS, SCHOOLS)),
            "all indicators with status": timed(lambda: queries.read(chosen, on=on)),
            "all with what is under way": timed(lambda: queries.read(chosen, on=on, flows=queries.Flows.ALL)),
            "page of all indicators": timed(_page),
            "section of a quarterly report": timed(lambda: values(QUARTER)),
            "first 50 rows of a number": timed(lambda: _first_rows(queries, rows)),
        }
        figures: dict[str, object] = dict(results)
        figures["indicators"], figures["with a source"] = len(chosen), told
        figures["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(figures) if asked.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _page() -> None:
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").get("/en/indicators/")
    if answer.status_code != 200:
        raise RuntimeError(f"The page of all indicators answers {answer.status_code}.")


def _first_rows(queries, indicator) -> None:
    refs = queries.tally_of(indicator, queries.period_of(indicator, 2024)).refs()
    for _ in range(50):
        next(refs)


if __name__ == "__main__":
    main()

"""One report frozen: a quarter of all areas and indicators, from a million operational rows.

    python bench/freeze.py [--database FILE] [--rows 1000000] [--json]

Uses the database of bench/plan.py: a copy of the one it kept (--database, its --keep), or one made for this run. The
plan, its budget and its bodies are loaded into it where they are not there yet. Then a body of every area begins a
report, comments, approves and freezes it, and its paper is made in four forms of the frozen payload. Prints the seconds
of freezing on the clock and of the processor (bar: < 10 s on the clock), of the papers, of reading the frozen report
again, and the size of the payload. Nothing is written into the database that was given.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

from plan import fill

if TYPE_CHECKING:
    from collections.abc import Callable

YEAR, NUMBER = 2025, 4
"""The last quarter of the million rows."""


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What the work gives, and its seconds on the clock and of the processor."""
    begun, busy = time.perf_counter(), time.process_time()
    made = work()
    return made, {
        "wall": round(time.perf_counter() - begun, 2),
        "CPU": round(time.process_time() - busy, 2),
    }


def main() -> None:
    """Copy or fill, load the plan, freeze one report, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.sqlite3"
        if asked.database:
            shutil.copy(asked.database, file)
        os.environ |= {"DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "osaamo.web.settings.dev"}
        import django

        django.setup()
        from django.core.management import call_command

        from osaamo.domains.indicators.models import Indicator

        call_command("migrate", verbosity=0)
        if not Indicator.objects.exists():
            print(fill(asked.rows))
        body = load()
        figures = measure(body)
        figures["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps(figures) if asked.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def load():
    """A body of every area of the plan, beside the plan and its budget."""
    from osaamo.domains.finance.services import load_budget
    from osaamo.domains.governance.models import Body
    from osaamo.kernel.models import Organisation
    from osaamo.ports import planning
    from osaamo.web import demo
    from osaamo.web.management.commands.load_plan import load_steering

    alliance = Organisation.objects.get(code="3amk")
    load_steering()
    load_budget(data=demo.plan("budget"), organisation=alliance)
    areas = [area.key for area in planning.items(planning.Kind.AREA)]
    return Body.objects.create(
        organisation=alliance, key="all", name={"fi": "Kaikki"}, kind="steering", areas=areas, reports_per_year=4
    )


def measure(body) -> dict[str, object]:
    """A report of the body frozen, written out and read again."""
    from osaamo.connectors.paper_files import MEDIA_TYPES
    from osaamo.domains.governance import exports, queries, services
    from osaamo.domains.governance.enums import NoteKind

    quarter = queries.Quarter(YEAR, NUMBER)
    report = services.draft_report(body=body, quarter=quarter, by=None)
    for area in body.areas:
        services.note(report=report, kind=NoteKind.COMMENT, area=area, text="Sanottu.", by=None)
    services.approve_report(report=report, on=quarter.period.end, by=None)
    frozen, freezing = timed(lambda: services.freeze(report=report, by=None))
    content, reading = timed(lambda: queries.content_of(frozen))
    rows = {section["key"]: section["row_count"] for section in content["sections"]}
    _, writing = timed(
        lambda: [exports.report_file(content, form, language="fi", on="2026-01-01") for form in MEDIA_TYPES]
    )
    return {
        "freeze": freezing,
        "read again": reading,
        f"papers ({', '.join(MEDIA_TYPES)})": writing,
        "rows of the report": rows,
        "payload, kB": len(frozen.payload.encode()) // 1024,
    }


if __name__ == "__main__":
    main()

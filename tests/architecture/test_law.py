"""The layering is law: what import-linter cannot see is checked here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

SOURCE = Path(__file__).resolve().parents[2] / "src" / "osaamo"
FILES_OF_A_DOMAIN = {
    "__init__", "apps", "models", "enums", "rules", "queries", "services", "measures", "texts", "steps", "aiuses",
    "ports", "forms", "exports", "views", "urls", "api", "admin", "jobs", "commands",
}  # fmt: skip
FOLDERS_OF_A_DOMAIN = {
    "api", "models", "rules", "queries", "services", "exports", "views", "templates", "migrations", "tests",
}  # fmt: skip
MOST_LINES = 420


def domains() -> list[Path]:
    return sorted(path for path in (SOURCE / "domains").iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("domain", domains(), ids=lambda path: path.name)
def test_a_domain_holds_only_the_files_of_the_closed_list(domain: Path) -> None:
    files = {path.stem for path in domain.glob("*.py")}
    folders = {path.name for path in domain.iterdir() if path.is_dir()} - {"__pycache__"}
    assert files - FILES_OF_A_DOMAIN == set()
    assert folders - FOLDERS_OF_A_DOMAIN == set()


def test_no_foreign_key_crosses_domains() -> None:
    crossing = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("osaamo.domains.")
        for field in model._meta.get_fields()
        if field.is_relation
        and field.related_model is not None
        and field.concrete
        and field.related_model.__module__.startswith("osaamo.domains.")
        and field.related_model.__module__.split(".")[2] != model.__module__.split(".")[2]
    ]
    assert crossing == []


def test_every_domain_in_settings_exists() -> None:
    assert {name.rsplit(".", 1)[-1] for name in settings.DOMAINS} == {path.name for path in domains()}


# Each domain is taken out in a child of one process that has loaded what all of them need.
WITHOUT = """
import os, sys
import django.forms, docx, icalendar, lxml.etree, openpyxl, pptx, pydantic, scipy.optimize, typst
import osaamo.connectors.openbadges_proofs, osaamo.engine.maps, osaamo.engine.paths, osaamo.ports
from osaamo.web.settings import test as chosen

for domain in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        gone = f"osaamo.domains.{domain}"
        kept = {name: getattr(chosen, name) for name in dir(chosen) if name.isupper()}
        for setting in ("DOMAINS", "INSTALLED_APPS"):
            kept[setting] = [name for name in kept[setting] if name != gone]
        from django.conf import settings
        settings.configure(**kept)
        import django
        django.setup()
        from django.core.management import call_command
        call_command("check")
        os._exit(0)
    print(domain, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_each_domain_is_removed_by_one_line_of_settings() -> None:
    names = [path.name for path in domains()]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WITHOUT, *names],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(SOURCE.parent)},
    )  # fmt: skip
    printed = [line for line in done.stdout.splitlines() if line.split(" ")[0] in names]
    assert printed == [f"{name} 0" for name in names], done.stderr[-2000:]


# Django writes migrations, nobody reads them.
@pytest.mark.parametrize(
    "path",
    [path for path in sorted(SOURCE.rglob("*.py")) if path.parent.name != "migrations"],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_a_module_stays_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_the_engine_asks_nobody_for_the_time_or_the_environment() -> None:
    forbidden = ("import time", "from time", "os.environ", "getenv", "datetime.now", "date.today")
    # Speed is part of what an evaluation measures.
    allowed = {"evaluate.py"}
    found = [
        f"{path.name}: {word}"
        for path in (SOURCE / "engine").rglob("*.py")
        if path.name not in allowed
        for word in forbidden
        if word in path.read_text("utf-8")
    ]
    assert found == []

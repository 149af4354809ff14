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
FOLDERS_OF_A_DOMAIN = {"api", "models", "queries", "services", "views", "templates", "migrations", "tests"}
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


@pytest.mark.parametrize("domain", [path.name for path in domains()])
def test_a_domain_is_removed_by_one_line_of_settings(domain: str) -> None:
    program = (
        "from osaamo.web.settings import test as chosen\n"
        f"gone = [name for name in chosen.DOMAINS if name.rsplit('.', 1)[-1] == {domain!r}]\n"
        "kept = {k: getattr(chosen, k) for k in dir(chosen) if k.isupper()}\n"
        "kept['DOMAINS'] = [n for n in kept['DOMAINS'] if n not in gone]\n"
        "kept['INSTALLED_APPS'] = [n for n in kept['INSTALLED_APPS'] if not any(n.startswith(g) for g in gone)]\n"
        "from django.conf import settings\n"
        "settings.configure(**kept)\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check')\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(SOURCE.parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


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

"""The sample texts, courses, ads, alliance and people that ship with the package; all written for it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a packaged JSON Lines file."""
    text = (files(__package__) / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@cache
def alliance() -> list[dict[str, Any]]:
    """The organisations of the demo, parents first."""
    found: list[dict[str, Any]] = json.loads((files(__package__) / "alliance.json").read_text(encoding="utf-8"))
    return found


@cache
def people() -> list[dict[str, str]]:
    """The sample people, one for each role; each has the address ``role@osaamo.example``."""
    found = json.loads((files(__package__) / "people.json").read_text(encoding="utf-8"))
    return [{"email": f"{row['role'].replace('_', '-')}@osaamo.example"} | row for row in found]


@cache
def examples() -> dict[str, dict[str, Any]]:
    """The example texts by id, each with ``id``, ``language``, ``kind`` and ``text``."""
    found = json.loads((files(__package__) / "examples.json").read_text(encoding="utf-8"))
    return {example["id"]: example for example in found}

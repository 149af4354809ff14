"""Rows counted by model, put into words: which part of the service they belong to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping


def by_part(rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many of the rows, counted by label of the model, belong to each part of the service; the most first."""
    names = _names()
    count: Counter[str] = Counter()
    for label, number in rows.items():
        count[part_of(label, names)] += number
    return sorted(count.items(), key=lambda part: (-part[1], part[0]))


def part_of(label: str, names: Mapping[str, str] | None = None) -> str:
    """What people call the part of the service that a model belongs to."""
    app = label.partition(".")[0]
    return (_names() if names is None else names).get(app, app)


def _names() -> dict[str, str]:
    signing_in = gettext("Signing in")
    return {
        "account": signing_in,
        "mfa": signing_in,
        "socialaccount": signing_in,
        "sessions": signing_in,
        "kernel": gettext("Account, roles, consents and logs"),
        "profiles": gettext("Profile, goals, plans and guidance"),
        "offering": gettext("Course catalogue"),
        "crossstudy": gettext("Studies at other institutions"),
        "payments": gettext("Payments"),
        "credits": gettext("Study credits"),
        "badges": gettext("Badges"),
        "evaluation": gettext("Evaluation of proposals"),
    }

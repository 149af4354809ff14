"""Load the sample alliance's plan of 2021-2024: each domain gets its part of the packaged data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import transaction

from osaamo.domains.governance.services import load_bodies
from osaamo.domains.indicators.services import load_indicators
from osaamo.domains.steering.services import load_plan
from osaamo.kernel.models import Organisation
from osaamo.web import demo

if TYPE_CHECKING:
    from collections import Counter

ORGANISATION = "3amk"
LISTINGS = {"year": "activities_2021", "roadmap": "yearly_actions", "standing": "undated_actions"}


class Command(BaseCommand):
    """Loads the plan; running it again changes nothing."""

    help = "Load the sample alliance's plan as its approved version of 2021. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Write the rows, and say how many items the version has."""
        with transaction.atomic():
            counts = load_steering()
            counts["indicator"] = load_indicators(plan=demo.plan("indicators"), computing=demo.plan("measures"))
            place = Organisation.objects.get(code=ORGANISATION)
            counts["body"] = load_bodies(data=demo.plan("bodies")["bodies"], organisation=place)
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in counts.items()))


def load_steering() -> Counter[str]:
    """The plan's text: how many items of each kind."""
    areas, activities = demo.plan("areas"), demo.plan("activities")
    return load_plan(
        plan=areas["plan"],
        organisation=ORGANISATION,
        boards={key: key.removeprefix("board-") for key in areas["plan"]["decided_by"]},
        areas=areas["areas"],
        goals=demo.plan("goals")["goals"],
        spearheads=demo.plan("spearheads")["spearheads"],
        segments=demo.plan("segments")["segments"],
        activities={listing: activities[name] for listing, name in LISTINGS.items()},
        bodies=demo.plan("bodies")["bodies"],
        conflicts=conflicts(),
    )


def conflicts() -> list[dict[str, Any]]:
    """What the plan says in two ways, in order of number: the finding in English, with both sides and ways out."""
    names = ("activities", "areas", "bodies", "budget", "goals", "indicators", "offering", "segments", "spearheads")
    found = {row["id"]: row for name in (*names, "zone") for row in demo.plan(name).get("issues", ())}
    told = demo.plan("conflicts")
    return [
        found[key] | told.get(key, {}) | {"text": {"en": found[key]["text"]} | told.get(key, {}).get("text", {})}
        for key in sorted(found)
    ]

"""Load the sample alliance, courses and ads, and read their skills."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from osaamo.competence.services import read_texts
from osaamo.domains.offering.services import load_demo as load_courses
from osaamo.kernel.models import Organisation
from osaamo.web.ads import load_ads
from osaamo.web.demo import alliance, rows


class Command(BaseCommand):
    """Loads the samples; running it again changes nothing and reads only what changed."""

    help = "Load the sample alliance, courses and ads, and read their skills. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Write the rows, then read the texts that are new or changed."""
        with transaction.atomic():
            load_alliance()
            courses = load_courses(rows=rows("courses"))
            ads = load_ads(rows=rows("ads"))
        read = read_texts()
        self.stdout.write(f"{courses} courses, {ads} ads; {read} texts read.")


def load_alliance() -> None:
    """Write the organisations of the demo, parents first."""
    for row in alliance():
        parent = Organisation.objects.get(code=row["parent"]) if row["parent"] else None
        Organisation.objects.update_or_create(
            code=row["code"],
            defaults={
                "kind": row["kind"],
                "name": row["name"],
                "short_name": row["short_name"],
                "parent": parent,
            },
        )

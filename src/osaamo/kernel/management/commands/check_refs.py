"""List the references that lead nowhere."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from osaamo.kernel.dangling import dangling_refs


class Command(BaseCommand):
    """Prints a line for each reference that leads nowhere, and ends with code 1 if there is one."""

    help = "List the references that lead nowhere: field, row and reference. Ends with code 1 if there are any."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Print them one by one, then their number."""
        count = 0
        for count, one in enumerate(dangling_refs(), start=1):  # noqa: B007 - used after the loop
            self.stdout.write(f"{one.field}\t{one.row}\t{one.ref}")
        self.stdout.write(f"{count} references lead nowhere")
        if count:
            raise SystemExit(1)

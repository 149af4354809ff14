"""Check every pool of seats; ends with code 1 where something is wrong."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from osaamo.kernel.capacity import audit_pools


class Command(BaseCommand):
    """Lists pools that are over-full, gave away seats held for others, or leave somebody waiting beside a free seat."""

    help = "Check every pool of seats. Prints a line for each finding; ends with code 1 if there is one."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Print the findings."""
        findings = audit_pools()
        for finding in findings:
            self.stdout.write(f"{finding.pool}\t{finding.code}\t{finding.facts}")
        if findings:
            raise SystemExit(1)
        self.stdout.write("Every pool is in order.")

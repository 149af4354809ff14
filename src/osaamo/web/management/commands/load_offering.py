"""``osaamo manage load_offering SOURCE FILES...``: a school's offering from files, from the command line."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from osaamo.connectors.errors import ConnectorError
from osaamo.domains.offering.enums import ImportFormat, ImportState
from osaamo.domains.offering.models import ImportRun
from osaamo.domains.offering.services import receive_file, run_import
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Imports the files in the order given, so that courses come before their realisations."""

    help = "Import the offering of a school from files; run again, it goes on where it was stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose offering, which files, in which format."""
        parser.add_argument("source", help="code of the organisation")
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--format", choices=ImportFormat.values, default=ImportFormat.JSON.value)
        parser.add_argument("--name", help="name of the organisation, which is added where nobody has the code")

    def handle(self, **options: Any) -> None:
        """Import each file and print its counts.

        Raises:
            CommandError: there is no such organisation, or a file cannot be read.
        """
        institution = self._institution(options["source"], options["name"])
        for path in options["files"]:
            try:
                run = run_import(run=_run_for(institution, path, options["format"]))
            except (OSError, ConnectorError) as error:
                raise CommandError(f"{path.name}: {error}") from error
            if run.state == ImportState.FAILED:
                raise CommandError(f"{path.name}: stopped after {run.read} records: {run.error['code']}")
            self.stdout.write(
                f"{path.name}: {run.read} read = {run.new} new + {run.changed} changed + {run.same} same "
                f"+ {run.broken} broken"
            )

    def _institution(self, code: str, name: str | None) -> Organisation:
        found = Organisation.objects.filter(code=code).first()
        if found is None and name:
            found = Organisation.objects.create(
                code=code, kind=Organisation.Kind.INSTITUTION, name={"fi": name}, short_name=name[:40]
            )
        if found is None:
            known = ", ".join(Organisation.objects.values_list("code", flat=True))
            raise CommandError(f"No organisation has the code {code}; there are {known}. Add it with --name.")
        return found


def _run_for(institution: Organisation, path: Path, form: str) -> ImportRun:
    """The run of the file that was stopped before its end, or a new one."""
    data = path.read_bytes()
    stopped = ImportRun.objects.filter(
        institution=institution, digest=hashlib.sha256(data).hexdigest(), state=ImportState.RUNNING
    ).first()
    return stopped or receive_file(institution=institution, who=None, form=form, filename=path.name, data=data)

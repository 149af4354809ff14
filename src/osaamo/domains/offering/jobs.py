"""What the offering does in the background."""

from django_tasks import task

from osaamo.domains.offering.models import ImportRun
from osaamo.domains.offering.services import run_import


@task()
def import_file(run: int) -> None:
    """Import the file of the run with the key; one that was stopped goes on where it was."""
    row = ImportRun.objects.select_related("institution", "by").filter(pk=run).first()
    if row is not None:
        run_import(run=row, who=row.by)

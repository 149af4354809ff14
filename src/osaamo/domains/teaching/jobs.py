"""What teaching does in the background."""

from datetime import timedelta

from django_tasks import task

from osaamo.domains.teaching.services import read_catalogue
from osaamo.kernel.periodic import periodic


@task()
def read_texts_of_catalogue() -> None:
    """Read the texts of the catalogue that are new or changed, for the UN's goals and for overlap."""
    read_catalogue()


@periodic("teaching.read-catalogue", every=timedelta(days=1))
def look_for_changed_texts() -> str:
    """Ask for it once a day; what did not change costs little."""
    read_texts_of_catalogue.enqueue()
    return "asked for"

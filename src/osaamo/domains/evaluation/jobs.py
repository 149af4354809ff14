"""What the evaluation does in the background."""

from django_tasks import task

from osaamo.domains.evaluation.queries import needs_measuring
from osaamo.domains.evaluation.services import measure


@task()
def measure_signals(proposal: int) -> None:
    """The engine's signals of the proposal with the key; nothing where they were measured since it was sent in."""
    row = needs_measuring(proposal)
    if row is not None:
        measure(proposal=row)

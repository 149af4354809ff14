"""The commands that work in the background: work and tick."""

from __future__ import annotations

from datetime import timedelta

import click

from osaamo.cli.web import use_django


@click.command()
@click.option("--batch", is_flag=True, help="Stop when no job waits.")
@click.option("--interval", default=1.0, show_default=True, type=click.FloatRange(0.05), help="Seconds between looks.")
@click.option(
    "--lost-after", default=30.0, show_default=True, type=click.FloatRange(0.5),
    help="Seconds without a sign of life after which another worker's job is run again.",
)  # fmt: skip
def work(interval: float, lost_after: float, *, batch: bool) -> None:
    """Run the jobs that pages and imports ask for; several workers share them.

    A worker that is stopped finishes its job first. One that is killed loses nothing: its job is run again.
    """
    use_django()
    from osaamo.kernel.jobs import work as run

    run(batch=batch, interval=interval, lost_after=timedelta(seconds=lost_after), signals=True)


@click.command()
def tick() -> None:
    """Do what is due of the periodic tasks, and say what was done; call it every few minutes.

    Calling it more often changes nothing. Ends with code 1 when a task failed; the next call tries it again.
    """
    use_django()
    from osaamo.kernel.periodic import Outcome
    from osaamo.kernel.periodic import tick as run

    ticked = run()
    for task in ticked:
        click.echo(f"{task.name}: {task.outcome}" + (f" - {task.report}" if task.report else ""))
    if any(task.outcome is Outcome.FAILED for task in ticked):
        raise SystemExit(1)

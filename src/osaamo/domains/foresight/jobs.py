"""What foresight does in the background."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from osaamo.competence.services import read_texts
from osaamo.domains.foresight.enums import RunState
from osaamo.domains.foresight.models import Corpus, CorpusRun, PortfolioScenario
from osaamo.domains.foresight.services import count_all, count_months, remove_kept_texts, run_file, run_harvest
from osaamo.domains.foresight.services.portfolio import compute_scenario
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.periodic import periodic


@task()
def take_run(run: int) -> None:
    """Take in the file or the harvest of the run with the key, and read what is new; a stopped one goes on."""
    row = CorpusRun.objects.select_related("corpus", "by").filter(pk=run).first()
    if row is None:
        return
    done = run_harvest(run=row) if row.corpus.is_harvested else run_file(run=row)
    if done.state == RunState.DONE:
        read_texts()
        count_months(corpus=row.corpus)


@task()
def read_new(corpus: int) -> None:
    """Read what is new, and count the months of the corpus with the key."""
    read_texts()
    row = Corpus.objects.filter(pk=corpus).first()
    if row is not None:
        count_months(corpus=row)


@task()
def remove_texts(corpus: int) -> None:
    """Remove the texts of the corpus with the key, which may no longer be kept; a stopped one goes on."""
    row = Corpus.objects.filter(pk=corpus).first()
    if row is not None:
        remove_kept_texts(corpus=row)
        count_months(corpus=row)


@task()
def count_stale_months() -> None:
    """Count the months anew in which texts came, went or were read."""
    count_all()


@periodic("foresight.count-months", every=timedelta(hours=1))
def count_each_hour() -> str:
    """Have the months counted."""
    enqueue("osaamo.domains.foresight.jobs.count_stale_months")
    return "count asked for"


@task()
def compute_portfolio(scenario: int) -> None:
    """Find the answer of the scenario with the key; a second run finds the same."""
    row = PortfolioScenario.objects.filter(pk=scenario).first()
    if row is not None:
        compute_scenario(scenario=row)

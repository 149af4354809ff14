"""The queue of jobs inside one process; tests/kernel/test_killed_worker.py kills real workers."""

import logging
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus

from osaamo.kernel.housekeeping import clear_jobs
from osaamo.kernel.jobs import MOST_ATTEMPTS, backlog_figures, enqueue, recover_lost_jobs, stored_jobs
from osaamo.kernel.models import JobWorker
from osaamo.kernel.tests.making import make_organisation, run_jobs
from osaamo.kernel.tests.sample_jobs import count_organisations, fail

pytestmark = pytest.mark.django_db
COUNT = "osaamo.kernel.tests.sample_jobs.count_organisations"


def long_ago(**ago):
    return timezone.now() - timedelta(**ago)


def running(worker, *, attempts=1, started=None):
    """A job that some worker claimed."""
    count_organisations.enqueue()
    job = stored_jobs().ready().first()
    for _ in range(attempts):
        job.claim(worker)
    if started:
        stored_jobs().filter(pk=job.pk).update(started_at=started)
    return job


def dead_worker(key="dead"):
    return JobWorker.objects.create(key=key, seen_at=long_ago(minutes=1)).key


def test_a_job_is_run_and_its_value_kept():
    make_organisation()
    job = count_organisations.enqueue()
    assert backlog_figures() == {"waiting": 1, "running": 0, "failed": 0, "oldest_waiting_seconds": 0}
    run_jobs()
    done = stored_jobs().get(pk=job.id)
    assert (done.status, done.return_value) == (TaskResultStatus.SUCCESSFUL, 1)
    assert JobWorker.objects.get().key == done.worker_ids[0]
    assert backlog_figures()["waiting"] == 0


def test_a_job_is_asked_for_by_its_path():
    asked = enqueue(COUNT)
    job = stored_jobs().get()
    assert (str(job.pk), job.task_path) == (asked, COUNT)
    with pytest.raises(ImportError):
        enqueue("osaamo.kernel.tests.sample_jobs.gone")


def test_no_commit_no_job():
    with transaction.atomic():
        enqueue(COUNT)
        transaction.set_rollback(True)
    assert not stored_jobs().exists()


def test_a_failed_job_is_counted_and_its_log_line_quotes_nobody(caplog):
    fail.enqueue()
    with caplog.at_level(logging.INFO, logger="osaamo.jobs"):
        run_jobs()
    assert backlog_figures() == {"waiting": 0, "running": 0, "failed": 1, "oldest_waiting_seconds": 0}
    lines = [record for record in caplog.records if record.name == "osaamo.jobs"]
    assert [(r.levelname, r.code, r.status) for r in lines] == [
        ("ERROR", "osaamo.kernel.tests.sample_jobs.fail", "FAILED")
    ]
    assert "Aino" not in str(vars(lines[0]))


def test_the_oldest_waiting_job_is_timed():
    count_organisations.enqueue()
    stored_jobs().update(enqueued_at=long_ago(seconds=90))
    assert 90 <= backlog_figures()["oldest_waiting_seconds"] <= 95


def test_the_job_of_a_dead_worker_goes_back_to_the_queue_once():
    job = running(dead_worker())
    assert (recover_lost_jobs(), recover_lost_jobs()) == (1, 0)
    run_jobs()
    job.refresh_from_db()
    assert job.status == TaskResultStatus.SUCCESSFUL
    assert len(job.worker_ids) == 2


def test_jobs_of_living_and_of_unknown_workers_are_left_alone():
    JobWorker.objects.create(key="alive", seen_at=timezone.now())
    dead_worker()
    running("alive", started=long_ago(hours=3))
    running("somebody else's", started=long_ago(hours=3))
    assert recover_lost_jobs() == 0
    assert backlog_figures()["running"] == 2


def test_a_job_taken_over_by_a_living_worker_is_not_taken_again():
    job = running(dead_worker())
    recover_lost_jobs()
    job.refresh_from_db()
    JobWorker.objects.create(key="alive", seen_at=timezone.now())
    job.claim("alive")
    assert recover_lost_jobs() == 0


def test_a_job_that_kills_its_workers_is_given_up(caplog):
    job = running(dead_worker(), attempts=MOST_ATTEMPTS)
    assert recover_lost_jobs() == 0
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED
    assert job.exception_class_path == "osaamo.kernel.jobs.WorkerDied"
    assert [record.status for record in caplog.records] == ["WORKER DIED"]


def test_old_jobs_are_cleared_and_what_is_needed_stays():
    old, recent, failed = (count_organisations.enqueue() for _ in range(3))
    run_jobs()
    stored_jobs().filter(pk=old.id).update(finished_at=long_ago(days=15))
    stored_jobs().filter(pk=recent.id).update(finished_at=long_ago(days=13))
    stored_jobs().filter(pk=failed.id).update(status=TaskResultStatus.FAILED, finished_at=long_ago(days=15))
    lost = running(dead_worker("dead with a job"))
    JobWorker.objects.create(key="idle", seen_at=long_ago(days=2))
    JobWorker.objects.update(seen_at=long_ago(days=2))
    assert clear_jobs() == "1 jobs removed"
    assert {str(job.pk) for job in stored_jobs()} == {recent.id, failed.id, str(lost.pk)}
    assert [worker.key for worker in JobWorker.objects.all()] == ["dead with a job"]

"""Every background task on one page: queue, lock, retry, schedule."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from postroom import journal
from postroom.inbound import pictures
from postroom.inbound.process import process

REVIVE = "* * * * * */5"  # six fields: the last one is seconds
HOURLY = "7 * * * *"


class AsTold(BaseRetryStrategy):
    """Again says when. Anything else means that the database was away: soon."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        seconds = exception.seconds if isinstance(exception, journal.Again) else 2.0
        return RetryDecision(retry_at=timezone.now() + timedelta(seconds=seconds))


@app.task(name="postroom.process_inbound", queue="inbound", retry=AsTold())
def process_inbound(record: int) -> None:
    """One attempt at one mail. Its lock is a guess at the conversation (inbound/receive.py)."""
    journal.work(record, process)


@app.periodic(cron=REVIVE)
@app.task(name="postroom.revive", queue="sys", queueing_lock="revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Give the jobs of dead workers to living ones. Holds no lock: a stalled reviver must stop nobody."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.ENVIRONMENT.lease):
        await manager.retry_job(job, retry_at=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="postroom.put_orphans", queue="sys", queueing_lock="put_orphans")
def put_orphans(timestamp: int) -> None:
    """Give open records without a job a new one."""
    journal.put_orphans(older_than=2 * settings.ENVIRONMENT.lease)


@app.periodic(cron=HOURLY)
@app.task(name="postroom.retention", queue="sys", queueing_lock="retention")
def retention(timestamp: int) -> None:
    """Delete the content of finished mail that is old enough, and pictures long unseen; records and ledger stay."""
    before = timezone.now() - timedelta(days=settings.ENVIRONMENT.retention_days)
    journal.forget_older(before)
    pictures.forget_unseen()


@app.periodic(cron=HOURLY)
@app.task(name="postroom.tidy", queue="sys", queueing_lock="tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Forget old jobs; what happened is in the records."""
    await context.app.job_manager.delete_old_jobs(nb_hours=24, include_failed=True, include_cancelled=True)

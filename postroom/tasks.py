"""Every background task on one page: queue, lock, retry, schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

from postroom import journal
from postroom.inbound import pictures
from postroom.inbound.process import process
from postroom.models import Notice, OutboundMessage
from postroom.outbound import digest, polling, schedule_clock
from postroom.outbound.close import close
from postroom.outbound.process import process as process_one_event
from postroom.outbound.send import send

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


@app.task(name="postroom.process_event", queue="events", retry=AsTold())
def process_event(record: int) -> None:
    """One attempt at one event. Its lock is the issue, so that what happened first is told first.

    What mappings want told at once is told by this very job.
    """
    for notice in journal.handle(record, process_one_event):
        try:
            journal.close(notice, close)
        except journal.Again as again:
            journal.later(Notice, notice, again)


@app.task(name="postroom.close_notice", queue="events", retry=AsTold())
def close_notice(record: int) -> None:
    """One attempt to turn a notice into mails, when its window is over."""
    journal.close(record, close)


@app.task(name="postroom.send_message", queue="sending", retry=AsTold())
def send_message(record: int, more: Sequence[int] = ()) -> None:
    """One attempt to send a finished mail, or a few of them; those that have to wait get a job of their own."""
    if not more:
        return journal.send(record, send)
    for each in (record, *more):
        try:
            journal.send(each, send)
        except journal.Again as again:
            journal.later(OutboundMessage, each, again)
    return None


@app.periodic(cron=REVIVE)
@app.task(name="postroom.revive", queue="sys", queueing_lock="revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Give the jobs of dead workers to living ones. Holds no lock: a stalled reviver must stop nobody."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.ENVIRONMENT.lease):
        try:
            await manager.retry_job(job, retry_at=timezone.now())
        except UniqueViolation:  # another one is put already, and waits for the lock that this one holds
            await manager.finish_job(job, Status.ABORTED, delete_job=True)


@app.periodic(cron="* * * * * */10")
@app.task(name="postroom.put_orphans", queue="sys", queueing_lock="put_orphans")
def put_orphans(timestamp: int) -> None:
    """Give open records without a job a new one."""
    journal.put_orphans(older_than=2 * settings.ENVIRONMENT.lease)


@app.periodic(cron="* * * * * */5")
@app.task(name="postroom.poll_sites", queue="sys", queueing_lock="poll_sites", lock="poll_sites")
def poll_sites(timestamp: int) -> None:
    """Ask the sites that are due what has happened; a site that does not answer is asked again later."""
    polling.poll_due()


@app.periodic(cron="* * * * *")
@app.task(name="postroom.tell_held", queue="sys", queueing_lock="tell_held")
def tell_held(timestamp: int) -> None:
    """Digests whose time has come, and what waited for the end of quiet hours."""
    digest.begin_due()


@app.periodic(cron="* * * * *")
@app.task(name="postroom.start_schedules", queue="sys", queueing_lock="start_schedules")
def start_schedules(timestamp: int) -> None:
    """Start the schedules whose time has come; each time is one event, whoever looks."""
    schedule_clock.start_due()


@app.periodic(cron=HOURLY)
@app.task(name="postroom.retention", queue="sys", queueing_lock="retention")
def retention(timestamp: int) -> None:
    """Delete the content of finished mail and events that are old enough, and pictures long unseen; records and
    ledger stay. Where no content is kept, events keep theirs until this runs: their notices need it."""
    before = timezone.now() - timedelta(days=settings.ENVIRONMENT.retention_days)
    journal.forget_older(before)
    if not settings.ENVIRONMENT.keep_content:
        journal.forget_events(timezone.now())
    pictures.forget_unseen()


@app.periodic(cron=HOURLY)
@app.task(name="postroom.tidy", queue="sys", queueing_lock="tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Forget old jobs; what happened is in the records."""
    await context.app.job_manager.delete_old_jobs(nb_hours=24, include_failed=True, include_cancelled=True)

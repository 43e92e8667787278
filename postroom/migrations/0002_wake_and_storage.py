"""Wakes an idle worker when a lock is free again, and keeps sealed bytes out of PostgreSQL's own compression."""

from django.db import migrations

# The end of a job does not wake a worker that waits for the next job with the same lock: it would be found
# by the poll only. Channels and payload are those of Procrastinate 3.10; tests/test_jobs.py holds them to it.
# A finished job is deleted, one to be tried again is updated: two triggers, one for each.
WAKE = """
create index postroom_jobs_lock on procrastinate_jobs (lock) where status = 'todo';
create function postroom_wake() returns trigger language plpgsql as $$
declare note text := '{"type":"job_inserted","job_id":' || old.id || '}';
begin
  if exists (select 1 from procrastinate_jobs where lock = old.lock and status = 'todo' and id <> old.id) then
    perform pg_notify('procrastinate_any_queue_v1', note);
    perform pg_notify('procrastinate_queue_v1#' || old.queue_name, note);
  end if;
  return null;
end $$;
create trigger postroom_wake after update of status on procrastinate_jobs for each row
  when (old.status = 'doing' and new.status <> 'doing' and old.lock is not null)
  execute function postroom_wake();
create trigger postroom_wake_gone after delete on procrastinate_jobs for each row
  when (old.status = 'doing' and old.lock is not null)
  execute function postroom_wake();
"""
SLEEP = """
drop trigger postroom_wake_gone on procrastinate_jobs;
drop trigger postroom_wake on procrastinate_jobs;
drop function postroom_wake();
drop index postroom_jobs_lock;
"""
EXTERNAL = "alter table postroom_storedpiece alter column data set storage external"
EXTENDED = "alter table postroom_storedpiece alter column data set storage extended"
# Room in each page for the next version of a row: taking a mail then touches no index.
ROOM = "alter table postroom_inboundmessage set (fillfactor = 70)"
NO_ROOM = "alter table postroom_inboundmessage reset (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [
        ("postroom", "0001_tables"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        migrations.RunSQL(WAKE, SLEEP),
        migrations.RunSQL(EXTERNAL, EXTENDED),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]

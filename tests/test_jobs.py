"""Real workers on a real server: one commit, woken at once, taken over from the dead, and gone when told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import procrastinate
import psycopg
import pytest
from procrastinate.manager import get_channel_for_queues

from postroom.database import Embedded
from postroom.worker import slots
from tests.office import ROOT, Office, send, wait_for
from tests.worker_with_tasks import TABLE

TAKEN_OVER_WITHIN = 30.0  # seconds
STOPPED_WITHIN = 10.0
SOON = 20.0


class Plant:
    """An embedded server with our tables, workers as processes, and jobs put by hand."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder, "127.0.0.1:1", POSTROOM_LEASE="3", POSTROOM_JIRA_TIMEOUT="1")
        self.embedded = Embedded(folder)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.embedded.start()
        self.office.run("migrate")
        self.ask(TABLE)

    @property
    def dsn(self) -> str:
        assert self.embedded.server
        return self.embedded.server.dsn

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            cursor = connection.execute(query.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def worker(self) -> subprocess.Popen[bytes]:
        """Start one; returns when it is there."""
        before = self.worker_ids()
        with (self.office.folder / "workers.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.worker_with_tasks"],
                stdout=log, stderr=log, cwd=ROOT, env=self.office.environment,
            )  # fmt: skip
        self.workers.append(process)
        wait_for(lambda: len(self.worker_ids() - before) >= len(slots(1)), SOON, "a worker")
        return process

    def worker_ids(self) -> set[int]:
        return {row[0] for row in self.ask("select id from procrastinate_workers")}

    def put(
        self, task: str, lock: str | None = None, queueing_lock: str | None = None, **arguments: Any
    ) -> None:
        self.put_all(task, lock, [arguments], queueing_lock)

    def put_all(
        self, task: str, lock: str | None, arguments: list[dict[str, Any]], queueing_lock: str | None = None
    ) -> None:
        """Put all of them in one commit: an idle worker hears of them once."""
        app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=self.dsn))
        with app.open():
            wanted = app.configure_task(task, queue="inbound", lock=lock, queueing_lock=queueing_lock)
            wanted.batch_defer(*arguments)

    def notes(self) -> list[tuple[str, int]]:
        return self.ask("select text, pid from note order by at")

    def texts(self) -> list[str]:
        return [text for text, _ in self.notes()]

    def wait_for_note(self, *texts: str, seconds: float = SOON) -> None:
        wait_for(
            lambda: not set(texts) - set(self.texts()), seconds, f"{texts} of {self.texts()}: {self.log()}"
        )

    def clear(self) -> None:
        for worker in self.workers:
            send(worker.pid, signal.SIGKILL)
            worker.wait()
        self.workers.clear()
        self.ask("truncate note")
        self.ask("delete from procrastinate_jobs")
        self.ask("delete from procrastinate_workers")

    def log(self) -> str:
        path = self.office.folder / "workers.log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""


@pytest.fixture(scope="module")
def shared_plant() -> Iterator[Plant]:
    folder = Path(tempfile.mkdtemp(prefix="pr-"))
    folder.chmod(0o711)
    plant = Plant(folder)
    try:
        yield plant
    finally:
        plant.clear()
        plant.embedded.stop()
        rmtree(folder, ignore_errors=True)


@pytest.fixture
def plant(shared_plant: Plant) -> Iterator[Plant]:
    yield shared_plant
    shared_plant.clear()


def test_a_row_and_its_job_that_a_running_job_writes_are_one_commit(plant: Plant) -> None:
    plant.worker()
    plant.put("tests.both", text="the kept", fails=False)
    plant.put("tests.both", text="the undone", fails=True)
    plant.wait_for_note("row of the kept", "job of the kept")
    wait_for(
        lambda: plant.ask("select 1 from procrastinate_jobs where status = 'failed'") == [(1,)],
        SOON,
        "failure",
    )
    plant.put("tests.note", text="after")
    plant.wait_for_note("after")
    assert sorted(plant.texts()) == ["after", "job of the kept", "row of the kept"]
    assert plant.ask("select 1 from procrastinate_jobs where task_name = 'tests.note'") == []


# Waking


def heard(plant: Plant, *queries: str) -> list[tuple[str, Any]]:
    """The notifications that these bring about, by channel."""
    with psycopg.connect(plant.dsn, autocommit=True) as listener:
        for channel in (*get_channel_for_queues(None), *get_channel_for_queues(["inbound"])):
            listener.execute(f'listen "{channel}"'.encode())
        for query in queries:
            plant.ask(query)
        listener.execute("select 1")
        found = listener.notifies(timeout=0.2)
        return sorted((each.channel, json.loads(each.payload)["type"]) for each in found)


def put_by_hand(plant: Plant, *statuses: str) -> None:
    for status in statuses:
        plant.ask(
            "insert into procrastinate_jobs (task_name, queue_name, lock, args, status)"
            " values ('tests.note', 'inbound', 'one', '{\"text\": \"x\"}', %s)",
            status,
        )


def test_our_trigger_speaks_as_procrastinate_does(plant: Plant) -> None:
    assert procrastinate.__version__.startswith("3.10."), "read the channels and the payload of this one anew"
    put = (
        "insert into procrastinate_jobs (task_name, queue_name, args) values ('tests.note', 'inbound', '{}')"
    )
    theirs = heard(plant, put)
    assert [kind for _, kind in theirs] == ["job_inserted"] * 2
    plant.ask("delete from procrastinate_jobs")
    put_by_hand(plant, "doing", "todo")
    deleted = heard(plant, "delete from procrastinate_jobs where status = 'doing'")
    put_by_hand(plant, "doing")
    failed = heard(plant, "update procrastinate_jobs set status = 'failed' where status = 'doing'")
    assert theirs == deleted == failed


def test_the_end_of_a_job_wakes_nobody_where_no_job_waits_for_its_lock(plant: Plant) -> None:
    put_by_hand(plant, "doing")
    assert heard(plant, "delete from procrastinate_jobs where status = 'doing'") == []


def test_jobs_of_one_lock_follow_each_other_without_waiting_for_the_poll(plant: Plant) -> None:
    """Sixty of them: the poll of one second alone would take a minute."""
    plant.worker()
    names = [f"job {n}" for n in range(60)]
    plant.put_all("tests.note", "one", [{"text": name} for name in names])
    plant.wait_for_note(*names)
    assert plant.texts() == names, "out of order"


# Life and death


def test_two_workers_share_the_jobs_and_each_is_done_once(plant: Plant) -> None:
    pids = {plant.worker().pid, plant.worker().pid}
    for n in range(24):
        plant.put("tests.slow", text=str(n), seconds=0.1)
    plant.wait_for_note(*[f"end {n}" for n in range(24)])
    notes = plant.notes()
    assert Counter(text for text, _ in notes) == Counter(
        [f"{word} {n}" for n in range(24) for word in ("begin", "end")]
    )
    assert {pid for _, pid in notes} == pids


def test_the_jobs_of_a_killed_worker_are_done_by_another(plant: Plant) -> None:
    first = plant.worker()
    plant.put("tests.slow", lock="one", text="mail", seconds=1)
    plant.put("tests.note", lock="one", text="behind")
    plant.wait_for_note("begin mail")
    send(first.pid, signal.SIGKILL)
    second = plant.worker()  # after the death: until it is up, a busy machine might have done the job
    plant.wait_for_note("end mail", "behind", seconds=TAKEN_OVER_WITHIN)
    assert plant.notes() == [
        ("begin mail", first.pid), ("begin mail", second.pid), ("end mail", second.pid), ("behind", second.pid)
    ]  # fmt: skip


def test_a_dead_job_behind_which_another_waits_holds_up_no_reviving(plant: Plant) -> None:
    """Some jobs may wait once only (queueing_lock): the dead one cannot be put again beside that."""
    first = plant.worker()
    plant.put("tests.slow", lock="one", queueing_lock="once", text="poll", seconds=30)
    plant.put("tests.slow", lock="mail", text="mail", seconds=1)
    plant.wait_for_note("begin poll", "begin mail")
    plant.put("tests.note", lock="one", queueing_lock="once", text="the next poll")
    send(first.pid, signal.SIGKILL)
    plant.worker()
    plant.wait_for_note("end mail", "the next poll", seconds=TAKEN_OVER_WITHIN)


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_a_worker_outlives_its_database_by_itself(plant: Plant, busy: bool) -> None:
    worker = plant.worker()
    if busy:
        plant.put("tests.slow", text="before", seconds=2)
        plant.wait_for_note("begin before")
    assert plant.embedded.server
    os.kill(plant.embedded.server.pid, signal.SIGKILL)
    wait_for(lambda: not plant.embedded.alive(), SOON, "the end of the server")
    plant.embedded.ensure()
    plant.put("tests.note", text="after")
    plant.wait_for_note("after", seconds=TAKEN_OVER_WITHIN)
    assert dict(plant.notes())["after"] == worker.pid
    assert worker.poll() is None
    if busy:
        plant.wait_for_note("end before", seconds=TAKEN_OVER_WITHIN)


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_term_ends_a_worker_and_loses_no_job(plant: Plant, busy: bool) -> None:
    worker = plant.worker()
    if busy:
        plant.put("tests.slow", text="mail", seconds=1)
        plant.wait_for_note("begin mail")
    worker.terminate()
    assert worker.wait(STOPPED_WITHIN) == 0, plant.log()
    if busy:
        assert plant.texts() == ["begin mail", "end mail"]
    assert plant.ask("select 1 from procrastinate_jobs where status = 'doing'") == []

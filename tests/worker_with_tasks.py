"""A real worker process that knows three more tasks, which write down what they did in a table of their own."""

from __future__ import annotations

import os
import sys
import time

import django

TABLE = "create table note (text text, pid int, at timestamptz not null default clock_timestamp())"


def main() -> int:
    django.setup()
    from django.db import connection, transaction
    from procrastinate.contrib.django import app

    from postroom import worker

    def write(text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("insert into note (text, pid) values (%s, %s)", [text, os.getpid()])

    @app.task(name="tests.note", queue="inbound")
    def note(text: str) -> None:
        write(text)

    @app.task(name="tests.slow", queue="inbound")
    def slow(text: str, seconds: float) -> None:
        write(f"begin {text}")
        time.sleep(seconds)
        write(f"end {text}")

    @app.task(name="tests.both", queue="inbound")
    def both(text: str, fails: bool) -> None:
        with transaction.atomic():
            write(f"row of {text}")
            note.defer(text=f"job of {text}")
            if fails:
                raise ValueError(text)

    return worker.run(read_mailboxes=False)


if __name__ == "__main__":
    sys.exit(main())

"""`postroom up`, `demo`, `web`, `worker`, `migrate` and `check`: everything that runs, and whether it can."""

from __future__ import annotations

import argparse
import json
import os

from postroom import environment
from postroom.commands.verbs import Verbs, add
from postroom.database import Embedded
from postroom.ground import check_ours, first_key, let_go, on_database, prepare, start_django, with_server
from postroom.seal import key_ring


def add_running(commands: Verbs) -> None:
    add(commands, "up", up, "Run everything: the database, the workers and the console. Ctrl-C stops it.")
    add_demo(commands)
    add(commands, "web", web, "Run the console only.")
    add(commands, "worker", worker, "Run one worker: it reads mailboxes and works on mail.")
    add(commands, "migrate", migrate, "Make or update the tables, after an update of Postroom.")
    add(commands, "check", check, "Explain every setting and say what works.")


def add_demo(commands: Verbs) -> None:
    text = "Run everything against a sandbox Jira, with a support address that takes mail."
    command = add(commands, "demo", demo, text)
    command.add_argument(
        "--json", action="store_true", help="print where everything is as one line of JSON, first"
    )
    command.add_argument("--mail", metavar="SUBJECT", help="send a first mail to the demo that runs")
    command.add_argument("--samples", action="store_true", help="send the sample mails to the demo that runs")
    command.add_argument("--imap", metavar="JSON", help=argparse.SUPPRESS)


def up(given: argparse.Namespace) -> int:
    from postroom.supervise import Supervisor, web, workers

    env = environment.read()
    embedded = None if env.database_url else Embedded(env.data)
    first_key(env)
    if embedded is not None:
        embedded.start()
    try:
        start_django()
        with_server(embedded, prepare)
        let_go()
    except BaseException:
        if embedded is not None:
            embedded.stop()
        raise
    supervisor = Supervisor([web(env.listen), *workers(env.workers)], embedded)
    supervisor.start()
    print(f"Postroom runs. Console: http://{env.listen}/", flush=True)
    supervisor.run()
    return 0


def demo(given: argparse.Namespace) -> int:
    from postroom import demo

    if given.mail:
        return demo.send_first(given.mail)
    if given.samples:
        return demo.send_samples()
    return demo.run(as_json=given.json, imap=json.loads(given.imap) if given.imap else None)


def web(given: argparse.Namespace) -> int:
    from postroom.supervise import web

    env = environment.read()
    key_ring(env)
    start_django()
    check_ours()
    command = list(web(env.listen).command)
    os.execv(command[0], command)  # noqa: S606  # gunicorn takes the place of this process


def worker(given: argparse.Namespace) -> int:
    env = environment.read()
    key_ring(env)
    start_django()
    check_ours()
    from postroom import worker

    return worker.run()


def migrate(given: argparse.Namespace) -> None:
    env = environment.read()
    first_key(env)
    with on_database(env, ours=False):
        prepare()
    print("The tables are up to date.")


def check(given: argparse.Namespace) -> int:
    env = environment.read()
    first_key(env)
    with on_database(env, ours=False):
        from postroom.checking import check_environment

        lines = check_environment()
        for line in lines:
            mark = {True: "ok  ", False: "BAD ", None: "    "}[line.ok]
            print(f"{mark}{line.name}: {line.message}")
        return 1 if any(line.ok is False for line in lines) else 0

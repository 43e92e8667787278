"""`postroom source`: mailboxes and ports that take mail."""

from __future__ import annotations

import argparse

from postroom import environment
from postroom.commands.verbs import Verbs, add, show, show_steps, verbs_of
from postroom.ground import on_database


def add_source(commands: Verbs) -> None:
    verbs = verbs_of(commands.add_parser("source", help="Mailboxes: list, test, accept."))
    add(verbs, "list", list_all, "All sources and how they stand.")
    testing = add(
        verbs, "test", test, "Try the connection and say which stage failed. Marks and deletes nothing."
    )
    testing.add_argument("name", help="the name of the source")
    taking = add(verbs, "accept", accept, "Let a mailbox be read that waits because so much is in it.")
    taking.add_argument("name", help="the name of the source")
    which = taking.add_mutually_exclusive_group()
    which.add_argument("--since", metavar="DATE", help="only mail since this day, such as 2026-05-31")
    which.add_argument(
        "--none", action="store_true", help="none of the waiting mail, only what comes from now on"
    )


def list_all(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import sources

        show(sources.table())


def test(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import sources

        return show_steps(sources.test(given.name))


def accept(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom.inbound.guard import accept

        print(accept(given.name, given.since, given.none))

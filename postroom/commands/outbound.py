"""`postroom outbound`: the mail servers that take our mail."""

from __future__ import annotations

import argparse
import getpass

from postroom import environment
from postroom.commands.verbs import Verbs, add, show, verbs_of
from postroom.ground import on_database


def add_outbound(commands: Verbs) -> None:
    about = "Mail servers for outgoing mail: list, poll, back, resubscribe."
    verbs = verbs_of(commands.add_parser("outbound", help=about))
    add(verbs, "list", list_all, "All Message Outbounds and how they stand.")
    text = "Send a test message and say what became of it. A worker has to run: it sends the mail."
    polling = add(verbs, "poll", poll, text)
    polling.add_argument("name", help="the name of the Message Outbound")
    polling.add_argument(
        "--to", metavar="ADDRESS", default="", help="who gets the test message; a webhook needs none"
    )
    polling.add_argument(
        "--wait", metavar="SECONDS", type=float, default=60.0, help="how long to wait for the answer (60)"
    )
    text = "Send to an address again that was set aside because mail to it came back."
    returning = add(verbs, "back", back, text)
    returning.add_argument("address", help="the address")
    text = "Send mail of a mapping again to somebody who unsubscribed from it. Only if they ask for it."
    asked = add(verbs, "resubscribe", resubscribe, text)
    asked.add_argument("address", help="the address")
    asked.add_argument("mapping", help="the name of the Notification Mapping")


def list_all(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import outbounds

        show(outbounds.table())


def poll(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import connections, outbounds

        try:
            result = outbounds.poll(given.name, given.to, getpass.getuser(), given.wait)
        finally:
            connections.close()
    show(result.lines)
    return 0 if result.good else 1


def back(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import outbounds

        print(outbounds.back(given.address, getpass.getuser()))


def resubscribe(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import outbounds

        print(outbounds.resubscribe(given.address, given.mapping))

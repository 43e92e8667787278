"""`postroom schedule`: mail at fixed times about the issues that a search finds."""

from __future__ import annotations

import argparse

from postroom import environment
from postroom.commands.verbs import Verbs, add, show, verbs_of
from postroom.ground import on_database


def add_schedule(commands: Verbs) -> None:
    about = "Mail at fixed times: list, preview."
    verbs = verbs_of(commands.add_parser("schedule", help=about))
    add(verbs, "list", list_all, "All schedules: when they are due, and what became of the last time.")
    text = "Say who would get which issues if a schedule were due now. Sends nothing."
    command = add(verbs, "preview", preview, text)
    command.add_argument("name", help="the name of the schedule")


def list_all(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import schedules

        show(schedules.table())


def preview(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import connections, schedules

        try:
            show(schedules.preview(given.name))
        finally:
            connections.close()

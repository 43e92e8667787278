"""`postroom template`: the words and looks of outgoing mail."""

from __future__ import annotations

import argparse
from pathlib import Path

from postroom import environment
from postroom.commands.verbs import Verbs, add, show, verbs_of
from postroom.ground import on_database


def add_template(commands: Verbs) -> None:
    about = "Template sets of outgoing mail: list, show, check, preview."
    verbs = verbs_of(commands.add_parser("template", help=about))
    add(verbs, "list", list_all, "All template sets, their parts, and the mappings that use them.")
    showing = add(verbs, "show", show_part, "Print a part of a template set, to start an own one from.")
    showing.add_argument("set", help="the name of the template set, such as modern")
    showing.add_argument(
        "part", nargs="?", default="", help="the part, such as notice.html; none: lists them"
    )
    checking = add(verbs, "check", check, "Render every sample with a template set, and say what is wrong.")
    checking.add_argument("set", help="the name of the template set")
    add_preview(verbs)


def add_preview(verbs: Verbs) -> None:
    text = "Render the mail about an event, or about a sample, with a template set. Sends nothing."
    command = add(verbs, "preview", preview, text)
    command.add_argument("set", help="the name of the template set")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "event", metavar="EVENT", type=int, nargs="?", help="the event's number, as the console shows it"
    )
    what.add_argument("--sample", metavar="NAME", help="an invented event, such as commented")
    command.add_argument(
        "--kind", default="", help="the kind of mail, such as acknowledgement; left out: as the event has it"
    )
    command.add_argument(
        "--account",
        metavar="ID",
        default="",
        help="as this Jira account would get it; left out: as somebody without an account",
    )
    command.add_argument(
        "--out", metavar="FOLDER", type=Path, help="write subject.txt, text.txt and mail.html there"
    )


def list_all(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import templating

        show(templating.table())


def show_part(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import templating

        show(templating.part(given.set, given.part))


def check(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import connections, templating

        try:
            problems = templating.check(given.set)
        finally:
            connections.close()
    show(problems or [f"Template set '{given.set}' is good."])
    return 1 if problems else 0


def preview(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import connections, templating

        try:
            seen = (
                templating.preview_sample(given.set, given.sample)
                if given.sample
                else templating.preview(given.set, given.event, given.kind, given.account)
            )
        finally:
            connections.close()
    show(templating.written(seen, given.out) if given.out else templating.in_words(seen))
    return 1 if seen.problems else 0

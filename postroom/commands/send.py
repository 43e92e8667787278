"""`postroom send`: mail to chosen people about an issue."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from postroom import environment
from postroom.commands.verbs import Verbs, add, show
from postroom.errors import BadConfiguration
from postroom.ground import on_database


def add_send(commands: Verbs) -> None:
    text = (
        "Write to chosen people about an issue; their answers become comments. The text comes from --text, --file or "
        "the standard input. A worker has to run: it sends the mail."
    )
    command = add(commands, "send", send, text)
    command.add_argument("--issue", metavar="KEY", required=True, help="the issue, such as SUP-7")
    command.add_argument(
        "--to", metavar="ADDRESS", nargs="+", action="extend", required=True, help="who gets the mail"
    )
    said = command.add_mutually_exclusive_group()
    said.add_argument("--text", help="what it says")
    said.add_argument("--file", metavar="PATH", type=Path, help="a text file with what it says")
    command.add_argument("--title", default="", help="a heading above the text")
    command.add_argument("--template", metavar="SET", default="modern", help="the template set (modern)")
    command.add_argument(
        "--outbound",
        metavar="NAME",
        default="",
        help="left out: that of the project's profile, or the only one",
    )
    command.add_argument("--site", metavar="NAME", default="", help="needed where there are several")
    command.add_argument("--by", metavar="NAME", default="", help="who writes; left out: your user name here")
    command.add_argument("--dry-run", action="store_true", help="print what each would get, and send nothing")


def send(given: argparse.Namespace) -> int:
    text = text_of(given)
    with on_database(environment.read()):
        from postroom import connections, writing

        wish = writing.Wish(
            issue=given.issue.strip().upper(),
            to=tuple(given.to),
            text=text,
            by=given.by.strip() or getpass.getuser(),
            title=given.title,
            template_set=given.template,
            site=given.site,
            outbound=given.outbound,
        )
        try:
            result = writing.try_out(wish) if given.dry_run else writing.put(wish)
        finally:
            connections.close()
    show(result.lines)
    return 0 if result.good else 1


def text_of(given: argparse.Namespace) -> str:
    """Raises BadConfiguration where a file is no text."""
    try:
        if given.file is not None:
            return str(given.file.read_text(encoding="utf-8"))
        return sys.stdin.read() if given.text is None else str(given.text)
    except UnicodeDecodeError:
        raise BadConfiguration(f"{given.file or 'The standard input'} is no text in UTF-8.") from None

"""`postroom config`: everything that is configured, as one YAML document."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from postroom import environment
from postroom.commands.verbs import Verbs, add, verbs_of
from postroom.errors import BadConfiguration
from postroom.ground import on_database


def add_config(commands: Verbs) -> None:
    about = "Sites, mailboxes, outgoing mail and templates as one YAML document."
    verbs = verbs_of(commands.add_parser("config", help=about))
    add(verbs, "export", export, "Print what is configured.")
    text = "Say what is wrong with a document, by line. Changes nothing."
    checking = add(verbs, "check", check, text)
    checking.add_argument("file", type=Path, help="the document; - for standard input")
    checking.add_argument("--prune", action="store_true", help="say what apply --prune would say")
    making = add(verbs, "apply", apply, "Make it so as a document says, all of it or nothing.")
    making.add_argument("file", type=Path, help="the document; - for standard input")
    making.add_argument("--prune", action="store_true", help="remove what the document does not name")


def document(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"The document {file} cannot be read: {error}") from None


def export(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import configuration

        print(configuration.export(), end="")


def check(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import configuration

        files = configuration.files_beside(given.file)
        problems = configuration.check(document(given.file), prune=given.prune, files=files)
    print("\n".join(problems) or "The document is good.")
    return 1 if problems else 0


def apply(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import configuration

        files = configuration.files_beside(given.file)
        changes = configuration.apply(
            document(given.file), configuration.resolve, prune=given.prune, files=files
        )
    print("\n".join(changes) or "Nothing to change.")

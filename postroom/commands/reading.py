"""`postroom read`: what Postroom understands of a mail."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from postroom.commands.verbs import Verbs, add
from postroom.errors import BadConfiguration


def add_read(commands: Verbs) -> None:
    text = "Say what Postroom understands of a mail. Needs no database and no settings."
    command = add(commands, "read", read, text)
    command.add_argument("file", type=Path, nargs="?", help="the mail, as .eml; - for standard input")
    how = command.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="as one JSON object")
    how.add_argument(
        "--serve",
        action="store_true",
        help='answer each line {"id": ..., "mail_b64": ...} of standard input by a line of JSON',
    )
    command.add_argument(
        "--trust",
        metavar="SERVER",
        action="append",
        default=[],
        help="believe the Authentication-Results of this server",
    )
    command.add_argument(
        "--dkim", action="store_true", help="check DKIM signatures, too: asks the DNS for the keys"
    )
    command.add_argument("--no-fold", action="store_true", help="do not fold earlier messages in the ADF")


def read(given: argparse.Namespace) -> None:
    from postroom.reading import Options
    from postroom.reading.readers import for_everybody

    if given.file is None and not given.serve:
        raise BadConfiguration("Which mail? Name a file, or - for standard input.")
    options = Options(tuple(given.trust), fold=not given.no_fold)
    with for_everybody() as readers:
        readers.begin()  # the child starts while we import what its answers need
        from postroom.reading import serve
        from postroom.reading.answer import as_json, for_people

        if given.serve:
            for line in serve.answers(readers, sys.stdin.buffer, options):
                print(line, flush=True)
            return
        raw = sys.stdin.buffer.read() if str(given.file) == "-" else given.file.read_bytes()
        if given.dkim:
            from postroom.transport.names import texts

            options = replace(options, keys=texts(readers.key_names(len(raw), [raw])))
        understood = serve.understood(readers, raw, options)
    print(
        json.dumps(as_json(understood), ensure_ascii=False, indent=2) + "\n"
        if given.json
        else for_people(understood),
        end="",
    )

"""`postroom retry`, `backup` and `restore`: what is kept, brought back, and worked on again."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from postroom import environment
from postroom.commands.verbs import Verbs, add
from postroom.database import dump
from postroom.database import restore as bring_back
from postroom.errors import BadConfiguration
from postroom.ground import on_database, prepare


def add_keeping(commands: Verbs) -> None:
    again = add(commands, "retry", retry, "Work on a parked, ignored or refused mail again.")
    again.add_argument("mail", type=int, help="its number, as the console shows it")
    text = "Write the database into one file. The encryption key is not in it."
    away = add(commands, "backup", backup, text)
    away.add_argument("file", type=Path, help="where to write it; a file that is there is replaced")
    text = "Bring the database back from a backup; mailboxes are then read again."
    back = add(commands, "restore", restore, text)
    back.add_argument("file", type=Path, help="what `postroom backup` wrote")
    back.add_argument("--replace", action="store_true", help="overwrite a database that holds something")


def retry(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import journal
        from postroom.models import InboundMessage

        if not InboundMessage.objects.filter(pk=given.mail).exists():
            raise BadConfiguration(f"There is no mail {given.mail}.")
        print(journal.retry(given.mail, getpass.getuser()))


def backup(given: argparse.Namespace) -> None:
    env = environment.read()
    with on_database(env):
        from postroom.installation import database_url, note_backup

        note_backup()
        dump(database_url(), given.file)
    key = "what POSTROOM_KEYS holds" if env.keys else str(env.key_path)
    print(f"Written to {given.file}. The encryption key is not in it: keep {key} somewhere else.")


def restore(given: argparse.Namespace) -> None:
    env = environment.read()
    with on_database(env, ours=False):
        from postroom.installation import after_restore, database_url, reach, refuse_company, restored

        reach()
        refuse_company()
        bring_back(database_url(), given.file, replace=given.replace, after=after_restore())
        try:
            prepare()
        except BadConfiguration as error:
            raise BadConfiguration(
                f"The backup is in place and need not be restored again, but: {error}"
            ) from None
        print(restored())

"""The one command `postroom`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from postroom.commands.configuration import add_config
from postroom.commands.keeping import add_keeping
from postroom.commands.outbound import add_outbound
from postroom.commands.reading import add_read
from postroom.commands.running import add_running
from postroom.commands.schedule import add_schedule
from postroom.commands.send import add_send
from postroom.commands.site import add_site
from postroom.commands.source import add_source
from postroom.commands.template import add_template
from postroom.commands.user import add_user
from postroom.errors import PostroomError

ABOUT = """Postroom turns mail into Jira issues and comments, exactly once, and tells by mail what happens in Jira.

To try it without a Jira:      postroom demo
To run it:                     postroom up
To see what is set and works:  postroom check

Settings come from environment variables (postroom check explains each); sites, mailboxes, outgoing mail and
templates from a YAML document (postroom config export | check | apply)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 good, 1 something is wrong and was said, 2 wrong usage."""
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given) or 0)
    except PostroomError as error:
        print(f"postroom: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        words = in_words(error)
        if words is None:
            raise
        print(f"postroom: {words}", file=sys.stderr)
        return 1


def in_words(error: Exception) -> str | None:
    """What the system or the database said where we did not foresee it; None for an error of ours."""
    if isinstance(error, OSError):
        return f"{error.filename or 'The system'}: {error.strerror or error}."
    if type(error).__module__.startswith(("psycopg", "django.db.utils")):
        return f"The database did not do what was asked: {' '.join(str(error).split())[:300]}"
    return None


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="postroom", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        add_running,
        add_config,
        add_site,
        add_source,
        add_outbound,
        add_template,
        add_schedule,
        add_send,
        add_user,
        add_read,
        add_keeping,
    ):
        add(commands)
    return top


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    raise SystemExit(main())

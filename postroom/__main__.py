"""The one command `postroom`."""

from __future__ import annotations

import argparse
import getpass
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from postroom import environment
from postroom.database import Embedded, dump, restore
from postroom.errors import BadConfiguration, PostroomError
from postroom.ground import check_ours, first_key, let_go, on_database, prepare, start_django, with_server
from postroom.seal import key_ring

ABOUT = """Postroom turns mail into Jira issues and comments, exactly once.

To try it without a Jira:      postroom demo
To run it:                     postroom up
To see what is set and works:  postroom check

Settings come from environment variables (postroom check explains each); sites, profiles and mailboxes from a
YAML document (postroom config export | check | apply)."""


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

    def add(name: str, run: Callable[[argparse.Namespace], int | None], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add("up", up, "Run everything: the database, the workers and the console. Ctrl-C stops it.")
    demo = add(
        "demo", run_demo, "Run everything against a sandbox Jira, with a support address that takes mail."
    )
    demo.add_argument(
        "--json", action="store_true", help="print where everything is as one line of JSON, first"
    )
    demo.add_argument("--mail", metavar="SUBJECT", help="send a first mail to the demo that runs")
    demo.add_argument("--samples", action="store_true", help="send the sample mails to the demo that runs")
    demo.add_argument("--imap", metavar="JSON", help=argparse.SUPPRESS)
    add("web", run_web, "Run the console only.")
    add("worker", run_worker, "Run one worker: it reads mailboxes and works on mail.")
    add("migrate", migrate, "Make or update the tables, after an update of Postroom.")
    add("check", check, "Explain every setting and say what works.")
    add_config(commands.add_parser("config", help="Sites, profiles and mailboxes as one YAML document."))
    add_source(commands.add_parser("source", help="Mailboxes: list, test, accept."))
    add_site(commands.add_parser("site", help="Jira sites: test."))
    add_user(commands.add_parser("user", help="People who may sign in to the console."))
    add_read(
        add("read", run_read, "Say what Postroom understands of a mail. Needs no database and no settings.")
    )
    retry = add("retry", run_retry, "Work on a parked, ignored or refused mail again.")
    retry.add_argument("mail", type=int, help="its number, as the console shows it")
    backup = add("backup", run_backup, "Write the database into one file. The encryption key is not in it.")
    backup.add_argument("file", type=Path, help="where to write it; a file that is there is replaced")
    back = add(
        "restore", run_restore, "Bring the database back from a backup; mailboxes are then read again."
    )
    back.add_argument("file", type=Path, help="what `postroom backup` wrote")
    back.add_argument("--replace", action="store_true", help="overwrite a database that holds something")
    return top


Verbs = argparse._SubParsersAction  # what add_subparsers returns has no public name


def add_read(command: argparse.ArgumentParser) -> None:
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


def add_config(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(metavar="VERB", required=True)
    add_verb(verbs, "export", config_export, "Print what is configured.")
    check = add_verb(
        verbs, "check", config_check, "Say what is wrong with a document, by line. Changes nothing."
    )
    check.add_argument("file", type=Path, help="the document; - for standard input")
    apply = add_verb(verbs, "apply", config_apply, "Make it so as a document says, all of it or nothing.")
    apply.add_argument("file", type=Path, help="the document; - for standard input")
    apply.add_argument("--prune", action="store_true", help="remove what the document does not name")


def add_source(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(metavar="VERB", required=True)
    add_verb(verbs, "list", source_list, "All sources and how they stand.")
    test = add_verb(
        verbs,
        "test",
        source_test,
        "Try the connection and say which stage failed. Marks and deletes nothing.",
    )
    test.add_argument("name", help="the name of the source")
    accept = add_verb(
        verbs, "accept", source_accept, "Let a mailbox be read that waits because so much is in it."
    )
    accept.add_argument("name", help="the name of the source")
    which = accept.add_mutually_exclusive_group()
    which.add_argument("--since", metavar="DATE", help="only mail since this day, such as 2026-05-31")
    which.add_argument(
        "--none", action="store_true", help="none of the waiting mail, only what comes from now on"
    )


def add_site(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(metavar="VERB", required=True)
    test = add_verb(
        verbs, "test", site_test, "Say what works, what is missing and what to do. Changes nothing."
    )
    test.add_argument("name", help="the name of the site")


def add_user(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(metavar="VERB", required=True)
    add = add_verb(
        verbs, "add", user_add, "Let somebody sign in, or give them a new password. Asks for the password."
    )
    add.add_argument("name", help="the name to sign in with")


def add_verb(
    verbs: Verbs[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int | None],
    text: str,
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=text, description=text)
    verb.set_defaults(run=run)
    return verb


# --- running -----------------------------------------------------------------------------------------------


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


def run_demo(given: argparse.Namespace) -> int:
    from postroom import demo

    if given.mail:
        return demo.send_first(given.mail)
    if given.samples:
        return demo.send_samples()
    return demo.run(as_json=given.json, imap=json.loads(given.imap) if given.imap else None)


def run_web(given: argparse.Namespace) -> int:
    from postroom.supervise import web

    env = environment.read()
    key_ring(env)
    start_django()
    check_ours()
    command = list(web(env.listen).command)
    os.execv(command[0], command)  # noqa: S606  # gunicorn takes the place of this process


def run_worker(given: argparse.Namespace) -> int:
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


# --- configuration -----------------------------------------------------------------------------------------


def document(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfiguration(f"The document {file} cannot be read: {error}") from None


def config_export(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import configuration

        print(configuration.export(), end="")


def config_check(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import configuration

        problems = configuration.check(document(given.file))
    print("\n".join(problems) or "The document is good.")
    return 1 if problems else 0


def config_apply(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import configuration

        changes = configuration.apply(document(given.file), configuration.resolve, prune=given.prune)
    print("\n".join(changes) or "Nothing to change.")


def source_list(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import sources

        for line in sources.table():
            print(line)


def source_test(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import sources

        return show_steps(sources.test(given.name))


def source_accept(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom.inbound.guard import accept

        print(accept(given.name, given.since, given.none))


def site_test(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import sites

        return show_steps(sites.test(given.name))


def show_steps(steps: Sequence[object]) -> int:
    good = True
    for step in steps:
        ok = bool(getattr(step, "ok", False))
        good = good and ok
        print(f"{'ok  ' if ok else 'BAD '}{getattr(step, 'name', '')}: {getattr(step, 'message', '')}")
    return 0 if good else 1


def user_add(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from django.contrib.auth import get_user_model
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        people = get_user_model()
        try:
            validate_password(password, people(username=given.name))
        except ValidationError as error:
            raise BadConfiguration(" ".join(error.messages)) from None
        user, new = people.objects.get_or_create(username=given.name)
        user.set_password(password)
        user.save()
    print(f"{given.name} may sign in now." if new else f"{given.name} has a new password.")


def run_read(given: argparse.Namespace) -> None:
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
        read = serve.understood(readers, raw, options)
    print(
        json.dumps(as_json(read), ensure_ascii=False, indent=2) + "\n" if given.json else for_people(read),
        end="",
    )


def run_retry(given: argparse.Namespace) -> None:
    with on_database(environment.read()):
        from postroom import journal
        from postroom.models import InboundMessage

        if not InboundMessage.objects.filter(pk=given.mail).exists():
            raise BadConfiguration(f"There is no mail {given.mail}.")
        print(journal.retry(given.mail, getpass.getuser()))


def run_backup(given: argparse.Namespace) -> None:
    env = environment.read()
    with on_database(env):
        from postroom.installation import database_url, note_backup

        note_backup()
        dump(database_url(), given.file)
    key = "what POSTROOM_KEYS holds" if env.keys else str(env.key_path)
    print(f"Written to {given.file}. The encryption key is not in it: keep {key} somewhere else.")


def run_restore(given: argparse.Namespace) -> None:
    env = environment.read()
    with on_database(env, ours=False):
        from postroom.installation import after_restore, database_url, reach, refuse_company, restored

        reach()
        refuse_company()
        restore(database_url(), given.file, replace=given.replace, after=after_restore())
        try:
            prepare()
        except BadConfiguration as error:
            raise BadConfiguration(
                f"The backup is in place and need not be restored again, but: {error}"
            ) from None
        print(restored())


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    raise SystemExit(main())

"""How a command is added to the command line, and what all of them print alike."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

Run: TypeAlias = Callable[[argparse.Namespace], int | None]
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # which has no public name


def verbs_of(command: argparse.ArgumentParser) -> Verbs:
    return command.add_subparsers(metavar="VERB", required=True)


def add(commands: Verbs, name: str, run: Run, text: str) -> argparse.ArgumentParser:
    """A command, or a verb of one, whose help is `text`."""
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def show(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def show_steps(steps: Sequence[object]) -> int:
    """One line for each step of a test; the exit status."""
    good = True
    for step in steps:
        ok = bool(getattr(step, "ok", False))
        good = good and ok
        print(f"{'ok  ' if ok else 'BAD '}{getattr(step, 'name', '')}: {getattr(step, 'message', '')}")
    return 0 if good else 1

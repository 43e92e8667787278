"""`postroom user`: people who may sign in to the console."""

from __future__ import annotations

import argparse
import getpass
import sys

from postroom import environment
from postroom.commands.verbs import Verbs, verbs_of
from postroom.commands.verbs import add as add_verb
from postroom.errors import BadConfiguration
from postroom.ground import on_database


def add_user(commands: Verbs) -> None:
    verbs = verbs_of(commands.add_parser("user", help="People who may sign in to the console."))
    text = "Let somebody sign in, or give them a new password. Asks for the password."
    add_verb(verbs, "add", add, text).add_argument("name", help="the name to sign in with")


def add(given: argparse.Namespace) -> None:
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

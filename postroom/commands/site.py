"""`postroom site`: Jira sites, and how their events come in."""

from __future__ import annotations

import argparse

from postroom import environment
from postroom.commands.verbs import Verbs, add, show, show_steps, verbs_of
from postroom.ground import on_database


def add_site(commands: Verbs) -> None:
    verbs = verbs_of(commands.add_parser("site", help="Jira sites: test, webhook."))
    testing = add(verbs, "test", test, "Say what works, what is missing and what to do. Changes nothing.")
    testing.add_argument("name", help="the name of the site")
    text = "Have Jira tell Postroom what happens there: registers a webhook, or says what to enter in Jira by hand."
    hook = add(verbs, "webhook", webhook, text)
    hook.add_argument("name", help="the name of the site")
    hook.add_argument(
        "--url",
        metavar="ADDRESS",
        default="",
        help="where Jira reaches the console, such as https://postroom.example.com; left out: POSTROOM_PUBLIC_URL",
    )
    hook.add_argument(
        "--print",
        dest="by_hand",
        action="store_true",
        help="register nothing, print what to enter by hand; shows the secret",
    )


def test(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import sites

        return show_steps(sites.test(given.name))


def webhook(given: argparse.Namespace) -> int:
    with on_database(environment.read()):
        from postroom import sites

        done = sites.webhook(given.name, given.url, by_hand=given.by_hand)
    show(done.lines)
    return 0 if done.good else 1

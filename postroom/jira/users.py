"""The people of a Jira site: who we are, and whose account an address belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from postroom.jira.client import Jira


@dataclass(frozen=True)
class Account:
    """`email` is "" where the person's profile does not show it to us."""

    id: str
    name: str
    email: str


def myself(jira: Jira) -> Account:
    """The account that the API token belongs to."""
    return account(jira.get("myself"))


def find_account(jira: Jira, email: str) -> str | None:
    """The id of the one active account with this address, or None.

    An account that hides its address counts when it is the only one that Jira finds by it. Without the
    global permission *Browse users and groups* Jira finds nobody, and does not say why.
    """
    wanted = email.strip().casefold()
    if "@" not in wanted:
        return None
    answer = jira.get("user/search", params={"query": email.strip(), "maxResults": 50})
    people = [account(user) for user in answer if user.get("active") and user.get("accountType") != "app"]
    same = [each for each in people if each.email.casefold() == wanted]
    if not same and len(people) == 1 and not people[0].email:
        same = people
    return same[0].id if len(same) == 1 else None


def account(user: dict[str, Any]) -> Account:
    """An account from Jira's user object, whose address may be missing or empty."""
    return Account(
        str(user["accountId"]), str(user.get("displayName") or ""), str(user.get("emailAddress") or "")
    )

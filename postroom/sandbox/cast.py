"""The invented people of the site, their groups, project roles, organization, and who may see what level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """`email` is what the site knows; `shown` is False where the person's profile hides it, and then it is
    left out of answers, or written as "" where `blank`."""

    id: str
    name: str
    email: str
    shown: bool = True
    active: bool = True
    type: str = "atlassian"
    blank: bool = False

    @property
    def short(self) -> str:
        """What tests and forms call the person: the part before the @."""
        return self.email.partition("@")[0]

    @property
    def is_customer(self) -> bool:
        return self.type == "customer"


@dataclass(frozen=True)
class Group:
    id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    id: str
    name: str
    description: str


@dataclass(frozen=True)
class Actors:
    """Who has a role in a project: account ids and group ids."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Level:
    """An issue security level: its roles, its groups, and perhaps the reporter see the issue."""

    id: str
    name: str
    description: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    reporter: bool = False


@dataclass(frozen=True)
class Organization:
    id: int
    name: str
    uuid: str
    members: tuple[str, ...]


def _account(number: int) -> str:
    return f"5f00000000000000000a{number:04d}"


def _customer(number: int) -> str:
    return f"qm:5f0000000000:a{number:04d}"


BOT, ADA, BRUNO, CHIARA, DMITRI = (_account(number) for number in range(1, 6))
ENID, FRIDA, GUSTAV, HANNA, IVO = _customer(6), _account(7), _customer(8), _account(9), _customer(10)

ADMINISTRATORS, TEAM, CUSTOMERS, USERS = "10002", "10102", "10101", "10103"
ROLES = {
    each.id: each
    for each in (
        Role(ADMINISTRATORS, "Administrators", "They set the project up."),
        Role(TEAM, "Service Desk Team", "They work on the requests."),
        Role(CUSTOMERS, "Service Desk Customers", "They ask, in the portal or by mail."),
        Role(USERS, "Users", "They may look and comment."),
    )
}

JIRA_USERS, AGENTS, BOARD, SITE_ADMINS = (
    f"00000000-0000-4000-9000-{number:012d}" for number in range(10201, 10205)
)
LEVELS = {
    each.id: each
    for each in (
        Level("10300", "Team only", "Only the team sees it.", roles=(TEAM,)),
        Level("10301", "Board only", "Only the board sees it, not even the team.", groups=(BOARD,)),
        Level("10302", "Reporter and team", "The team and who reported it.", roles=(TEAM,), reporter=True),
    )
}
ORGANIZATIONS = {
    1: Organization(1, "Ekwall Glassworks", "00000000-0000-4000-a000-000000000001", (ENID, GUSTAV)),
}


def people(bot_email: str) -> dict[str, User]:
    """Two agents are Ada and Bruno. Bruno has no role but through his group; Hanna may not see SUP; Ivo is a
    customer without organization."""
    everybody = (
        User(BOT, "Postroom Service", bot_email),
        User(ADA, "Ada Ahlgren", "ada@example.com"),
        User(BRUNO, "Bruno Barth", "bruno@example.com"),
        User(CHIARA, "Chiara Conti", "chiara@example.com", shown=False),
        User(DMITRI, "Dmitri Dahl", "dmitri@example.com", active=False),
        User(ENID, "Enid Ekwall", "enid@example.org", type="customer"),
        User(FRIDA, "Frida Falk", "frida@example.com", shown=False, blank=True),
        User(GUSTAV, "Gustav Grahn", "gustav@example.org", type="customer"),
        User(HANNA, "Hanna Holm", "hanna@example.com"),
        User(IVO, "Ivo Iversen", "ivo@example.net", shown=False, type="customer"),
    )
    return {each.id: each for each in everybody}


GROUPS = {
    each.id: each
    for each in (
        Group(JIRA_USERS, "jira-users", (BOT, ADA, BRUNO, CHIARA, DMITRI, FRIDA, HANNA)),
        Group(AGENTS, "support-agents", (BOT, ADA, BRUNO)),
        Group(BOARD, "board", (FRIDA,)),
        Group(SITE_ADMINS, "site-admins", (BOT, FRIDA)),
    )
}
_ELSEWHERE: Mapping[str, Actors] = {
    ADMINISTRATORS: Actors(users=(BOT, ADA, FRIDA)),
    TEAM: Actors(groups=(AGENTS,)),
    CUSTOMERS: Actors(),
    USERS: Actors(groups=(JIRA_USERS,)),
}
_IN_SUPPORT: Mapping[str, Actors] = {
    ADMINISTRATORS: Actors(users=(BOT, ADA)),
    TEAM: Actors(groups=(AGENTS,)),
    CUSTOMERS: Actors(users=(ENID, GUSTAV, IVO)),
    USERS: Actors(users=(CHIARA, FRIDA)),
}


def actors(project: str) -> Mapping[str, Actors]:
    """By role id, who has the role in a project."""
    return _IN_SUPPORT if project == "SUP" else _ELSEWHERE

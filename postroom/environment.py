"""What the operator sets by environment variables, with words for each (`postroom check` prints them)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from postroom.errors import BadConfiguration

YES = {"1", "yes", "true", "on"}
NO = {"0", "no", "false", "off"}


def text(value: str) -> str:
    return value.strip()


def folder(value: str) -> Path:
    try:
        return Path(value).expanduser().resolve()
    except (RuntimeError, OSError) as error:  # no such user's home, a loop of links
        raise ValueError(f"this folder cannot be found ({error})") from None


def address(value: str) -> str:
    """host:port; an IPv6 host stands in brackets."""
    host, _, port = value.strip().rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("write host:port, such as 127.0.0.1:8040")
    return value.strip()


def public_url(value: str) -> str:
    """An address of the console without the last slash; empty stays empty."""
    parts = urlsplit(value.strip())
    usable = parts.scheme in ("https", "http") and parts.hostname and (parts.port or 1) > 0
    if value.strip() and (not usable or parts.query or parts.fragment or parts.username):
        raise ValueError("write an address such as https://postroom.example.com")
    return value.strip().rstrip("/")


def switch(value: str) -> bool:
    word = value.strip().lower()
    if word in YES | NO:
        return word in YES
    raise ValueError("write yes or no")


def words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def seconds(value: str) -> float:
    with suppress(ValueError):
        if 0 < (number := float(value)) <= 86_400:
            return number
    raise ValueError("write a number of seconds between 0 and 86400")


def count(value: str) -> int:
    with suppress(ValueError):
        if 1 <= (number := int(value)) <= 100_000:
            return number
    raise ValueError("write a whole number from 1 to 100000")


def option(variable: str, default: str, parse: Callable[[str], Any], meaning: str) -> Any:
    """A field of Environment: its variable, and what `postroom check` says about it."""
    return field(metadata={"variable": variable, "default": default, "parse": parse, "meaning": meaning})


@dataclass(frozen=True)
class Environment:
    """One field per variable; `read` is the only way to make one."""

    data: Path = option("POSTROOM_DATA", "data", folder, "Folder for the embedded database and the key file.")
    database_url: str = option(
        "DATABASE_URL",
        "",
        text,
        "postgres://user:password@host:5432/name of a PostgreSQL server of yours. Empty: the embedded one.",
    )
    keys: tuple[str, ...] = option(
        "POSTROOM_KEYS",
        "",
        words,
        "Encryption keys, newest first; old ones keep reading what they sealed. Empty: the key file is used.",
    )
    key_file: str = option(
        "POSTROOM_KEY_FILE",
        "",
        text,
        "File with one key per line, newest first. Empty: POSTROOM_DATA/key.",
    )
    listen: str = option(
        "POSTROOM_LISTEN", "127.0.0.1:8040", address, "Where the console listens (host:port)."
    )
    hosts: tuple[str, ...] = option(
        "POSTROOM_HOSTS",
        "localhost 127.0.0.1",
        words,
        "Host names under which people open the console.",
    )
    https: bool = option(
        "POSTROOM_HTTPS",
        "no",
        switch,
        "The console is reached by https (a proxy in front): cookies are kept to it.",
    )
    public_url: str = option(
        "POSTROOM_PUBLIC_URL",
        "",
        public_url,
        "Where Jira and the receivers of mail reach the console, such as https://postroom.example.com: webhooks and "
        "links to unsubscribe lead there. Its host belongs into POSTROOM_HOSTS. Empty: mail has no such links.",
    )
    workers: int = option("POSTROOM_WORKERS", "1", count, "Worker processes that `postroom up` starts.")
    concurrency: int = option(
        "POSTROOM_CONCURRENCY", "8", count, "Mails that one worker has in hand at once."
    )
    parsers: int = option(
        "POSTROOM_PARSERS", "2", count, "Limited child processes per worker that read mail."
    )
    lease: float = option(
        "POSTROOM_LEASE",
        "15",
        seconds,
        "Seconds without a sign of life after which another worker takes over. Same on every machine.",
    )
    jira_timeout: float = option(
        "POSTROOM_JIRA_TIMEOUT",
        "6",
        seconds,
        "Seconds to wait for an answer of Jira; must stay below half of POSTROOM_LEASE.",
    )
    look_window: float = option(
        "POSTROOM_LOOK_WINDOW",
        "180",
        seconds,
        "After a request without an answer: seconds to look for its mark before it is tried once more.",
    )
    retention_days: int = option(
        "POSTROOM_RETENTION_DAYS",
        "30",
        count,
        "Days after which the content of finished mail is deleted.",
    )
    keep_content: bool = option(
        "POSTROOM_KEEP_CONTENT",
        "yes",
        switch,
        "Keep the content of mail once it is finished. `no` deletes it at once; parked mail always keeps it.",
    )
    debug: bool = option(
        "POSTROOM_DEBUG", "no", switch, "Error pages with details. Never on a public console."
    )

    @property
    def key_path(self) -> Path:
        return Path(self.key_file) if self.key_file else self.data / "key"


def read(variables: Mapping[str, str] | None = None) -> Environment:
    """The environment as values. Raises BadConfiguration naming the variable and what it wants."""
    given = os.environ if variables is None else variables
    values = {}
    for entry in fields(Environment):
        variable, default = entry.metadata["variable"], entry.metadata["default"]
        raw = given.get(variable) or default  # set to nothing is not set
        try:
            values[entry.name] = entry.metadata["parse"](raw)
        except ValueError as error:
            raise BadConfiguration(
                f"The environment variable {variable} is {raw!r}: {error}. {entry.metadata['meaning']}"
            ) from None
    return checked(Environment(**values))


def checked(environment: Environment) -> Environment:
    if environment.jira_timeout >= environment.lease / 2:
        raise BadConfiguration(
            f"POSTROOM_JIRA_TIMEOUT ({environment.jira_timeout:g} s) must be below half of POSTROOM_LEASE "
            f"({environment.lease:g} s): else a second worker could repeat a request still under way."
        )
    return environment

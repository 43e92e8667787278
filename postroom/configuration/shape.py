"""What a document may hold: one frozen dataclass for each kind of object, its fields the keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Annotated, Any, get_type_hints

from postroom.configuration.secrets import SecretReference, secret
from postroom.configuration.values import (
    Read,
    cloud_id,
    host,
    mail_address,
    one_of,
    recipients,
    seconds,
    servers,
    switch,
    text,
    web_address,
    whole,
)


@dataclass(frozen=True)
class Key:
    """How a key is read; `only` are the types of source that have it (none: all)."""

    read: Read
    only: tuple[str, ...] = ()


MAILBOX = ("imap", "pop3")
STRATEGY = one_of(
    "mark", "delete", **{"Read unread and mark as read": "mark", "Read all and delete": "delete"}
)

Name = Annotated[str, Key(text(100))]
Secret = Annotated[SecretReference, Key(secret)]


@dataclass(frozen=True, kw_only=True)
class SiteSettings:
    """An entry of `sites`."""

    name: Name
    kind: Annotated[str, Key(one_of("site", "gateway"))] = "site"
    url: Annotated[str, Key(web_address)]
    api_url: Annotated[str, Key(web_address)] = ""
    cloud_id: Annotated[str, Key(cloud_id)] = ""
    email: Annotated[str, Key(mail_address)] = ""
    token: Secret


@dataclass(frozen=True, kw_only=True)
class ProfileSettings:
    """An entry of `profiles`."""

    name: Name
    site: Name
    project: Name
    issue_type: Name = "Task"
    address: Annotated[str, Key(mail_address)] = ""
    subject_key: Annotated[str, Key(one_of("involved", "anyone", "off"))] = "involved"
    ignore_automatic: Annotated[bool, Key(switch)] = True
    fold_quoted: Annotated[bool, Key(switch)] = True
    keep_ornaments: Annotated[bool, Key(switch)] = False
    sender_address_field: Annotated[str, Key(text(200))] = ""
    sender_name_field: Annotated[str, Key(text(200))] = ""
    participants_field: Annotated[str, Key(text(200))] = ""


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """An entry of `sources`. Host, port and security are filled in from a preset or the usual ones."""

    name: Name
    profile: Name
    enabled: Annotated[bool, Key(switch)] = True
    type: Annotated[str, Key(one_of("imap", "pop3", "smtp"))]
    preset: Annotated[str, Key(text(50), MAILBOX)] = ""
    host: Annotated[str, Key(host)]
    port: Annotated[int, Key(whole(1, 65535))]
    timeout: Annotated[float, Key(seconds(1, 600))] = 30.0
    user: Annotated[str, Key(text(320))] = ""
    password: Annotated[SecretReference | None, Key(secret)] = None
    security: Annotated[str, Key(one_of("ssl", "starttls", "none"))]
    verify_certificate: Annotated[bool, Key(switch, MAILBOX)] = True
    check_identity: Annotated[bool, Key(switch, MAILBOX)] = True
    ca_file: Annotated[str, Key(text(500), MAILBOX)] = ""
    folder: Annotated[str, Key(text(500), ("imap",))] = "INBOX"
    strategy: Annotated[str, Key(STRATEGY, MAILBOX)] = "mark"
    first_sync_limit: Annotated[int, Key(whole(0, 1_000_000), MAILBOX)] = 100
    trusted_servers: Annotated[tuple[str, ...], Key(servers)] = ()
    check_dkim: Annotated[bool, Key(switch)] = False
    read_elsewhere: Annotated[bool, Key(switch, ("imap",))] = False
    poll_seconds: Annotated[float, Key(seconds(1, 86_400), MAILBOX)] = 60.0
    recipients: Annotated[tuple[str, ...], Key(recipients, ("smtp",))] = ()
    max_size: Annotated[int, Key(whole(1_000, 1_000_000_000), ("smtp",))] = 35_000_000
    certificate_file: Annotated[str, Key(text(500), ("smtp",))] = ""
    key_file: Annotated[str, Key(text(500), ("smtp",))] = ""


Settings = SiteSettings | ProfileSettings | SourceSettings
Shape = type[SiteSettings] | type[ProfileSettings] | type[SourceSettings]
SHAPES: Mapping[str, Shape] = {"site": SiteSettings, "profile": ProfileSettings, "source": SourceSettings}
SECRETS: Mapping[str, str] = {"site": "token", "source": "password"}
REFERS: Mapping[str, str] = {"profile": "site", "source": "profile"}


def keys(shape: Shape) -> Mapping[str, Key]:
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(shape, include_extras=True).items()}


# Every key of an object, in the order in which they are written.
KEYS: Mapping[str, Mapping[str, Key]] = {kind: keys(shape) for kind, shape in SHAPES.items()}


def keys_for(kind: str, type_: str) -> list[Field[Any]]:
    """The keys that an object has; a source's depend on its type."""
    known = KEYS[kind]
    return [each for each in fields(SHAPES[kind]) if type_ in (known[each.name].only or (type_,))]


def required(key: Field[Any]) -> bool:
    return key.default is MISSING

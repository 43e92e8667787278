"""What a document may hold: one frozen dataclass for each kind of object, its fields the keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Annotated, Any, get_type_hints

from postroom.configuration.parts import Part, parts
from postroom.configuration.secrets import SecretReference, secret
from postroom.configuration.telling import (
    USUAL_EVENTS,
    account,
    audience,
    clock,
    days,
    events,
    field_names,
    hours,
    language,
    patterns,
    project_keys,
    query,
    zone,
)
from postroom.configuration.values import (
    Read,
    cloud_id,
    host,
    low_address,
    mail_address,
    number,
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
    """How a key is read; `only` are the types of source or outbound that have it (none: all)."""

    read: Read
    only: tuple[str, ...] = ()


MAILBOX = ("imap", "pop3")
SMTP = ("smtp",)
STRATEGY = one_of(
    "mark", "delete", **{"Read unread and mark as read": "mark", "Read all and delete": "delete"}
)

SECURITY = one_of("ssl", "starttls", "none")

Name = Annotated[str, Key(text(100))]
Switch = Annotated[bool, Key(switch)]
Secret = Annotated[SecretReference, Key(secret)]
MaybeSecret = Annotated[SecretReference | None, Key(secret)]


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
    webhook_secret: MaybeSecret = None
    automation_secret: MaybeSecret = None
    event_jql: Annotated[str, Key(query)] = ""
    polling: Annotated[str, Key(one_of("always", "catch-up", "never"))] = "never"
    poll_seconds: Annotated[float, Key(seconds(10, 86_400))] = 60.0
    oldest_event_hours: Annotated[float, Key(number(1, 8_760, "hours"))] = 24.0


@dataclass(frozen=True, kw_only=True)
class ProfileSettings:
    """An entry of `profiles`."""

    name: Name
    site: Name
    project: Name
    issue_type: Name = "Task"
    address: Annotated[str, Key(mail_address)] = ""
    subject_key: Annotated[str, Key(one_of("involved", "anyone", "off"))] = "involved"
    ignore_automatic: Switch = True
    acknowledge: Switch = False
    reject_notices: Switch = False
    outbound: Name = ""
    template_set: Name = "customer"
    fold_quoted: Switch = True
    keep_ornaments: Switch = False
    sub_addressing: Switch = True
    sender_address_field: Annotated[str, Key(text(200))] = ""
    sender_name_field: Annotated[str, Key(text(200))] = ""
    participants_field: Annotated[str, Key(text(200))] = ""


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """An entry of `sources`. Host, port and security are filled in from a preset or the usual ones."""

    name: Name
    profile: Name
    enabled: Switch = True
    type: Annotated[str, Key(one_of("imap", "pop3", "smtp"))]
    preset: Annotated[str, Key(text(50), MAILBOX)] = ""
    host: Annotated[str, Key(host)]
    port: Annotated[int, Key(whole(1, 65535))]
    timeout: Annotated[float, Key(seconds(1, 600))] = 30.0
    user: Annotated[str, Key(text(320))] = ""
    password: MaybeSecret = None
    security: Annotated[str, Key(SECURITY)]
    verify_certificate: Annotated[bool, Key(switch, MAILBOX)] = True
    check_identity: Annotated[bool, Key(switch, MAILBOX)] = True
    ca_file: Annotated[str, Key(text(500), MAILBOX)] = ""
    folder: Annotated[str, Key(text(500), ("imap",))] = "INBOX"
    strategy: Annotated[str, Key(STRATEGY, MAILBOX)] = "mark"
    first_sync_limit: Annotated[int, Key(whole(0, 1_000_000), MAILBOX)] = 100
    trusted_servers: Annotated[tuple[str, ...], Key(servers)] = ()
    check_dkim: Switch = False
    read_elsewhere: Annotated[bool, Key(switch, ("imap",))] = False
    poll_seconds: Annotated[float, Key(seconds(1, 86_400), MAILBOX)] = 60.0
    recipients: Annotated[tuple[str, ...], Key(recipients, ("smtp",))] = ()
    max_size: Annotated[int, Key(whole(1_000, 1_000_000_000), ("smtp",))] = 35_000_000
    certificate_file: Annotated[str, Key(text(500), ("smtp",))] = ""
    key_file: Annotated[str, Key(text(500), ("smtp",))] = ""


@dataclass(frozen=True, kw_only=True)
class OutboundSettings:
    """An entry of `outbounds`. Host, port and security are filled in from a preset or the usual ones."""

    name: Name
    enabled: Switch = True
    type: Annotated[str, Key(one_of("smtp", "webhook"))] = "smtp"
    url: Annotated[SecretReference | None, Key(secret, ("webhook",))] = None
    preset: Annotated[str, Key(text(50), SMTP)] = ""
    host: Annotated[str, Key(host, SMTP)]
    port: Annotated[int, Key(whole(1, 65535), SMTP)]
    timeout: Annotated[float, Key(seconds(1, 600))] = 30.0
    security: Annotated[str, Key(SECURITY, SMTP)]
    login: Annotated[str, Key(one_of("password", "xoauth2", "none"), SMTP)] = "password"
    user: Annotated[str, Key(text(320), SMTP)] = ""
    password: Annotated[SecretReference | None, Key(secret, SMTP)] = None
    oauth_provider: Annotated[str, Key(one_of("google", "microsoft365"), SMTP)] = ""
    oauth_tenant: Annotated[str, Key(text(100), SMTP)] = ""
    oauth_client_id: Annotated[str, Key(text(200), SMTP)] = ""
    oauth_client_secret: Annotated[SecretReference | None, Key(secret, SMTP)] = None
    verify_certificate: Annotated[bool, Key(switch, SMTP)] = True
    check_identity: Annotated[bool, Key(switch, SMTP)] = True
    ca_file: Annotated[str, Key(text(500), SMTP)] = ""
    sender_address: Annotated[str, Key(mail_address, SMTP)]
    sender_name: Annotated[str, Key(text(200), SMTP)] = ""
    subject_prefix: Annotated[str, Key(text(100), SMTP)] = ""
    rate_per_minute: Annotated[int, Key(whole(0, 100_000))] = 0
    connections: Annotated[int, Key(whole(1, 50))] = 4
    fallback: Name = ""


@dataclass(frozen=True, kw_only=True)
class TemplateSetSettings:
    """An entry of `template_sets`."""

    name: Name
    base: Annotated[str, Key(one_of("plain", "modern", "customer"))] = "modern"
    parts: Annotated[tuple[Part, ...], Key(parts)]


@dataclass(frozen=True, kw_only=True)
class MappingSettings:
    """An entry of `mappings`."""

    name: Name
    enabled: Switch = True
    site: Name
    profile: Name = ""
    outbound: Name
    projects: Annotated[tuple[str, ...], Key(project_keys)] = ()
    events: Annotated[tuple[str, ...], Key(events)] = USUAL_EVENTS
    jql: Annotated[str, Key(query)] = ""
    only_with_comment: Switch = False
    inhibit_own: Switch = True
    audience: Annotated[tuple[str, ...], Key(audience)] = ()
    include: Annotated[tuple[str, ...], Key(patterns)] = ()
    exclude: Annotated[tuple[str, ...], Key(patterns)] = ()
    recipients: Annotated[str, Key(one_of("to", "bcc"))] = "to"
    delivery: Annotated[str, Key(one_of("each", "together"))] = "each"
    template_set: Name = "modern"
    format: Annotated[str, Key(one_of("both", "html", "text"))] = "both"
    language: Annotated[str, Key(language)] = "en"
    window: Annotated[float, Key(seconds(0, 86_400))] = 60.0
    digest: Annotated[str, Key(one_of("hourly", "daily", none=""))] = ""
    digest_at: Annotated[str, Key(clock)] = "08:00"
    quiet_hours: Annotated[str, Key(hours)] = ""
    zone: Annotated[str, Key(zone)] = "UTC"
    unsubscribe: Switch = True
    attachments: Switch = False
    attachments_most: Annotated[int, Key(whole(1_000, 100_000_000))] = 10_000_000
    inline_images: Switch = True
    public_fields: Annotated[tuple[str, ...], Key(field_names)] = ()
    public_attachments: Switch = False
    secured_issues: Switch = False
    perhaps_sent: Annotated[str, Key(one_of("ask", "again"))] = "ask"
    bounce_comment: Switch = False


@dataclass(frozen=True, kw_only=True)
class ScheduleSettings:
    """An entry of `schedules`."""

    name: Name
    enabled: Switch = True
    site: Name
    profile: Name = ""
    outbound: Name
    days: Annotated[tuple[str, ...], Key(days)] = ()
    at: Annotated[str, Key(clock)] = "08:00"
    zone: Annotated[str, Key(zone)] = "UTC"
    jql: Annotated[str, Key(query)]
    title: Annotated[str, Key(text(200))] = ""
    most: Annotated[int, Key(whole(1, 1_000))] = 100
    audience: Annotated[tuple[str, ...], Key(audience)]
    include: Annotated[tuple[str, ...], Key(patterns)] = ()
    exclude: Annotated[tuple[str, ...], Key(patterns)] = ()
    template_set: Name = "modern"
    language: Annotated[str, Key(language)] = "en"
    secured_issues: Switch = False


@dataclass(frozen=True, kw_only=True)
class AddressSettings:
    """An entry of `addresses`: which account somebody is who writes from, or is written to at, an address."""

    address: Annotated[str, Key(low_address)]
    site: Name
    account: Annotated[str, Key(account)]

    @property
    def name(self) -> str:
        return f"{self.address} at {self.site}"


Settings = (
    SiteSettings
    | ProfileSettings
    | SourceSettings
    | OutboundSettings
    | TemplateSetSettings
    | MappingSettings
    | ScheduleSettings
    | AddressSettings
)
SHAPES: Mapping[str, type[Settings]] = {
    "site": SiteSettings,
    "profile": ProfileSettings,
    "source": SourceSettings,
    "outbound": OutboundSettings,
    "template set": TemplateSetSettings,
    "mapping": MappingSettings,
    "schedule": ScheduleSettings,
    "address": AddressSettings,
}

# The sections of a document, in the order in which they are written.
SECTIONS: Mapping[str, str] = {
    "sites": "site",
    "profiles": "profile",
    "sources": "source",
    "outbounds": "outbound",
    "template_sets": "template set",
    "mappings": "mapping",
    "schedules": "schedule",
    "addresses": "address",
}

SITE = ("url", "api_url", "cloud_id")
OAUTH = ("oauth_provider", "oauth_tenant", "oauth_client_id")
# The secrets of each kind, and the keys with which a stored one would go, or open, what nobody entered it for.
SECRETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "site": {"token": ("kind", *SITE, "email"), "webhook_secret": SITE, "automation_secret": SITE},
    "source": {"password": ("type", "host", "port", "user")},
    "outbound": {
        "url": (),  # it is the place itself
        "password": ("login", "host", "port", "user", *OAUTH),
        "oauth_client_secret": OAUTH,
    },
}
# Secrets that Postroom makes by itself: a document that leaves them out leaves them as they are.
OURS: Mapping[str, tuple[str, ...]] = {"site": ("webhook_secret",)}

# The keys that name another object, and of which kind; a template set may be one that comes with Postroom.
REFERS: Mapping[str, Mapping[str, str]] = {
    "profile": {"site": "site", "outbound": "outbound"},
    "source": {"profile": "profile"},
    "outbound": {"fallback": "outbound"},
    "mapping": {"site": "site", "profile": "profile", "outbound": "outbound"},
    "schedule": {"site": "site", "profile": "profile", "outbound": "outbound"},
    "address": {"site": "site"},
}


def secrets_of(kind: str) -> Mapping[str, tuple[str, ...]]:
    return SECRETS.get(kind, {})


def refers(kind: str) -> Mapping[str, str]:
    return REFERS.get(kind, {})


def keys(shape: type[Settings]) -> Mapping[str, Key]:
    return {name: hint.__metadata__[0] for name, hint in get_type_hints(shape, include_extras=True).items()}


# Every key of an object, in the order in which they are written.
KEYS: Mapping[str, Mapping[str, Key]] = {kind: keys(shape) for kind, shape in SHAPES.items()}


def keys_for(kind: str, type_: str) -> list[Field[Any]]:
    """The keys that an object has; those of a source or outbound depend on its type."""
    known = KEYS[kind]
    return [each for each in fields(SHAPES[kind]) if type_ in (known[each.name].only or (type_,))]


def required(key: Field[Any]) -> bool:
    return key.default is MISSING

"""Rules over several keys of one object: the key that they are about, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from postroom.configuration.secrets import SecretReference
from postroom.configuration.shape import (
    MappingSettings,
    OutboundSettings,
    ProfileSettings,
    ScheduleSettings,
    SiteSettings,
    SourceSettings,
    TemplateSetSettings,
)

Findings = Iterator[tuple[str, str]]
SHIPPED = ("plain", "modern", "customer")


def site_rules(site: SiteSettings) -> Findings:
    if site.kind == "site" and not site.email:
        yield "kind", "email is missing: the address of the account that the API token belongs to."
    if site.kind == "site" and site.cloud_id:
        yield "cloud_id", "cloud_id is for kind: gateway; remove it or change the kind."
    if site.kind == "gateway" and not (site.cloud_id or site.api_url):
        yield "kind", f"cloud_id is missing: {site.url}/_edge/tenant_info shows it."


def source_rules(source: SourceSettings) -> Findings:
    yield from listener_rules(source) if source.type == "smtp" else mailbox_rules(source)


def mailbox_rules(source: SourceSettings) -> Findings:
    if not source.user:
        yield "user", "user is missing: the name with which the mailbox is opened."
    if source.password is None:
        yield "password", "password is missing; write {env: NAME}, {file: /path} or {stdin: true}."


def listener_rules(source: SourceSettings) -> Findings:
    if bool(source.user) != (source.password is not None):
        yield "user", "user and password go together: write both (senders log in), or none."
    if source.security != "none" and not source.certificate_file:
        yield (
            "security",
            (
                f"security: {source.security} needs certificate_file and key_file; write security: none for a "
                "port that takes mail without TLS."
            ),
        )
    if source.key_file and not source.certificate_file:
        yield "key_file", "key_file needs certificate_file beside it."


def outbound_rules(outbound: OutboundSettings) -> Findings:
    if outbound.type == "webhook":
        if outbound.url is None:
            yield (
                "url",
                "url is missing; write {env: NAME}, {file: /path} or {stdin: true}: who has it may post there.",
            )
        return
    yield from LOGIN_RULES[outbound.login](outbound)
    if outbound.login != "xoauth2":
        for name in ("oauth_provider", "oauth_tenant", "oauth_client_id", "oauth_client_secret"):
            if getattr(outbound, name):
                yield name, f"{name} is for login: xoauth2 only; remove it or change the login."


def with_password(outbound: OutboundSettings) -> Findings:
    if not outbound.user:
        yield "user", "user is missing; write login: none for a server that takes mail without one."
    if outbound.password is None:
        yield "password", "password is missing; write {env: NAME}, {file: /path} or {stdin: true}."


def with_oauth(outbound: OutboundSettings) -> Findings:
    """A refresh token as password, or Microsoft's client credentials (a tenant of its own, no person)."""
    for name in ("user", "oauth_provider", "oauth_client_id"):
        if not getattr(outbound, name):
            yield name, f"login: xoauth2 needs {name}."
    if outbound.password is not None:
        return
    if outbound.oauth_provider == "google":
        yield "password", "password is missing: with login: xoauth2 it is the refresh token."
    elif outbound.oauth_client_secret is None or not outbound.oauth_tenant:
        yield (
            "password",
            "login: xoauth2 needs a refresh token as password, or both oauth_tenant and oauth_client_secret.",
        )


def without_login(outbound: OutboundSettings) -> Findings:
    for name in ("user", "password"):
        if getattr(outbound, name):
            yield name, f"{name} is not used with login: none; remove it or change the login."


LOGIN_RULES = {"password": with_password, "xoauth2": with_oauth, "none": without_login}


def template_set_rules(one: TemplateSetSettings) -> Findings:
    if one.name.lower() in SHIPPED:
        yield "name", f"'{one.name}' is a set that comes with Postroom; give yours another name."
    if not one.parts:
        yield "parts", "parts are missing: write at least one, or let the mappings use the base itself."


def profile_rules(profile: ProfileSettings) -> Findings:
    for name in ("acknowledge", "reject_notices"):
        if getattr(profile, name) and not profile.outbound:
            yield name, f"{name} needs an outbound that sends these answers; write outbound: NAME."


def schedule_rules(schedule: ScheduleSettings) -> Findings:
    if not schedule.audience:
        yield "audience", "audience is empty: write who gets the mail, such as [assignee]."


def mapping_rules(mapping: MappingSettings) -> Findings:
    if not mapping.events:
        yield "events", "events are empty: write which, or remove the key for the usual ones."


def stored_elsewhere(key: str, reference: SecretReference | None, name: str) -> Findings:
    if reference is not None and reference.where == "stored" and reference.place != name:
        yield key, f"{key}: `stored` keeps what is stored for this very name; write {{stored: {name}}}."


RULES: Mapping[str, Callable[[Any], Findings]] = {
    "site": site_rules,
    "profile": profile_rules,
    "source": source_rules,
    "outbound": outbound_rules,
    "template set": template_set_rules,
    "mapping": mapping_rules,
    "schedule": schedule_rules,
}

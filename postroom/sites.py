"""`postroom site`: the test of one, and the webhook by which it tells us what happens."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from postroom.connections import connection_of
from postroom.errors import BadConfiguration
from postroom.jira.check import Step, Wanted, check_site
from postroom.jira.client import Jira
from postroom.jira.webhooks import EVENTS, Registered, register, to_paste
from postroom.lists import Done, unknown
from postroom.models import JiraSite, Profile

NEARBY = ("localhost", "127.0.0.1", "::1")
CATCH_UP = (
    "Jira does not repeat what it could not deliver. So that nothing is missed while Postroom is down, write "
    "polling: catch-up at the site, and postroom config apply."
)


def site_named(name: str) -> JiraSite:
    """The site. Raises BadConfiguration naming the nearest one."""
    site = JiraSite.objects.filter(name=name).first()
    if site is None:
        raise BadConfiguration(unknown("site", name, list(JiraSite.objects.values_list("name", flat=True))))
    return site


def client(site: JiraSite) -> Jira:
    return Jira(connection_of(site), timeout=settings.ENVIRONMENT.jira_timeout)


# --- test --------------------------------------------------------------------------------------------------


def test(name: str) -> list[Step]:
    """What works at a site and what is missing, for each of its profiles. Changes nothing.

    Raises BadConfiguration for an unknown name, or settings that cannot work.
    """
    site = site_named(name)
    with client(site) as jira:
        steps = check_site(jira, [wanted(profile) for profile in site.profiles.order_by("name")])
    if not site.profiles.exists():
        steps.append(Step("profiles", False, f"No profile uses site '{name}', so no mail gets there."))
    return steps


def wanted(profile: Profile) -> Wanted:
    fields = (profile.sender_address_field, profile.sender_name_field, profile.participants_field)
    return profile.project, profile.issue_type, fields


# --- webhook -----------------------------------------------------------------------------------------------


def webhook(name: str, public: str = "", *, by_hand: bool = False) -> Done:
    """Register the webhook of a site, or say what to enter by hand where we may not, or shall not.

    `public` is where Jira reaches the console, by default POSTROOM_PUBLIC_URL. The secret is made where there is
    none; it is said only where a person has to enter it. Raises BadConfiguration for a name or an address that cannot
    be used, and what `jira.webhooks.register` raises where Jira finds something wrong.
    """
    site = site_named(name)
    door = f"{public_address(public or settings.ENVIRONMENT.public_url)}/hooks"
    url = f"{door}/jira/{site.uuid}"
    secret = webhook_secret(site)
    title = f"Postroom: {site.name} ({str(site.uuid)[:8]})"
    paste = to_paste(title, url, secret, site.event_jql)
    if by_hand:
        return Done(True, (*paste, "", *after(site, door)))
    try:
        with client(site) as jira:
            made = register(jira, title, url, secret, site.event_jql)
    except BadConfiguration as error:
        return Done(False, (str(error), "", *paste, "", *after(site, door)))
    return Done(True, (*registered(site, made), "", *after(site, door)))


def public_address(given: str) -> str:
    """The address without its last slash. Jira Cloud delivers to https only."""
    if not given.strip():
        raise BadConfiguration(
            "Where does Jira reach the console? Write --url https://postroom.example.com, or set POSTROOM_PUBLIC_URL."
        )
    try:
        parts = urlsplit(given.strip())
        usable = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        parts, usable = urlsplit(""), False
    if not usable or parts.scheme not in ("https", "http") or parts.query or parts.fragment or parts.username:
        raise BadConfiguration(
            f"'{given}' is not where Jira could reach the console: write an address such as "
            "https://postroom.example.com."
        )
    if parts.scheme == "http" and parts.hostname not in NEARBY:
        raise BadConfiguration(
            f"Jira delivers to https addresses only, and '{given}' is not one. Put a proxy with a certificate in front "
            "of the console, or let the site be polled (polling: always)."
        )
    return given.strip().rstrip("/")


def webhook_secret(site: JiraSite) -> str:
    """The secret that signs the webhooks of a site; made and stored where there is none."""
    with transaction.atomic():
        row = JiraSite.objects.select_for_update().get(pk=site.pk)
        if not row.webhook_secret:
            row.webhook_secret = secrets.token_urlsafe(32)
            row.save(update_fields=["webhook_secret"])
        return str(row.webhook_secret)


def registered(site: JiraSite, made: Registered) -> tuple[str, ...]:
    what = "was there already and is as it should be now" if made.changed else "is registered"
    return (
        f"The webhook of site '{site.name}' {what}.",
        f"URL: {made.url}",
        f"Events: {', '.join(made.events or EVENTS)}",
        f"JQL: {made.jql or 'none, all issues'}",
    )


def after(site: JiraSite, door: str) -> tuple[str, ...]:
    """What is still to be done or to know."""
    seen = "To see that it works, change an issue in Jira and look at Auditing > Events in the console."
    rule = f"Automation rules send to {door}/automation/{site.uuid}, with automation_secret as X-Postroom-Secret."
    said = {
        seen: True,
        rule: site.automation_secret is not None,
        CATCH_UP: site.polling == JiraSite.Polling.NEVER,
    }
    return tuple(line for line, wanted in said.items() if wanted)

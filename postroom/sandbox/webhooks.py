"""Admin webhooks: registered, listed, changed and removed by whoever administers Jira."""

from __future__ import annotations

import time
import urllib.parse
from typing import Any

from postroom.sandbox.calls import (
    BAD_PAYLOAD,
    Answer,
    BarePayloadProblem,
    Call,
    Effect,
    Problem,
    no_content,
    reply,
    route,
)
from postroom.sandbox.cast import User
from postroom.sandbox.entities import Webhook
from postroom.sandbox.jql import read_jql
from postroom.sandbox.news import EVENTS
from postroom.sandbox.sight import may_globally
from postroom.sandbox.site import Site

PATH = "/rest/webhooks/1.0/webhook"
FILTER = "issue-related-events-section"
MOST = 100


@route("GET", PATH)
def show_all(site: Site, call: Call) -> Answer:
    _administrator(site, call)
    return reply([webhook_json(site, call, each) for each in site.store.webhooks])


@route("GET", PATH + "/{id}")
def show(site: Site, call: Call) -> Answer:
    _administrator(site, call)
    return reply(webhook_json(site, call, _find(site, call)))


@route("POST", PATH)
def register(site: Site, call: Call) -> Answer:
    administrator, given = _administrator(site, call), _payload(call)
    if len(site.store.webhooks) >= MOST:
        raise Problem(400, f"There are {MOST} webhooks already.")
    hook = Webhook(
        id=site.store.next_id(),
        name="",
        url="",
        events=[],
        jql="",
        exclude_body=False,
        secret="",
        enabled=True,
        owner=administrator.id,
        updated=0.0,
    )
    for name in ("name", "url", "events"):
        if not given.get(name):
            raise Problem(400, errors={name: f"A webhook needs {name}."})
    _take(site, hook, given)
    return reply(webhook_json(site, call, hook), 201, Effect("webhook", hook.name, str(hook.id)))


@route("PUT", PATH + "/{id}")
def change(site: Site, call: Call) -> Answer:
    """What is left out stays as it is, the secret too."""
    _administrator(site, call)
    hook = _find(site, call)
    _take(site, hook, _payload(call))
    return reply(webhook_json(site, call, hook), 200, Effect("webhook changed", hook.name, str(hook.id)))


@route("DELETE", PATH + "/{id}")
def remove(site: Site, call: Call) -> Answer:
    _administrator(site, call)
    hook = _find(site, call)
    site.store.webhooks.drop(hook)
    return no_content(Effect("webhook removed", hook.name, str(hook.id)))


def webhook_json(site: Site, call: Call, hook: Webhook) -> dict[str, Any]:
    """The secret never comes back, only that there is one."""
    owner = site.world.users[hook.owner]
    return {
        "name": hook.name,
        "url": hook.url,
        "excludeBody": hook.exclude_body,
        "filters": {FILTER: hook.jql},
        "events": hook.events,
        "enabled": hook.enabled,
        "isSigned": bool(hook.secret),
        "self": f"{call.base}{PATH}/{hook.id}",
        "lastUpdatedUser": owner.id,
        "lastUpdatedDisplayName": owner.name,
        "lastUpdated": int(hook.updated * 1000),
    }


def _take(site: Site, hook: Webhook, given: dict[str, Any]) -> None:
    filters = given.get("filters", {FILTER: hook.jql})
    if not isinstance(filters, dict):
        raise BarePayloadProblem(BAD_PAYLOAD)
    url, events = str(given.get("url", hook.url)), given.get("events", hook.events)
    jql = str(filters.get(FILTER) or "")
    _check(site, url, events, jql)
    hook.name = str(given.get("name", hook.name))
    hook.url, hook.events, hook.jql = url, list(events), jql
    hook.exclude_body = bool(given.get("excludeBody", hook.exclude_body))
    hook.secret = str(given.get("secret", hook.secret) or "")
    hook.enabled = bool(given.get("enabled", hook.enabled))
    hook.updated = time.time()
    site.store.webhooks.put(hook)


def _check(site: Site, url: str, events: Any, jql: str) -> None:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem(400, errors={"url": f"'{url}' is not an http or https address."})
    if not isinstance(events, list) or not events:
        raise Problem(400, errors={"events": "A webhook needs events."})
    strange = [each for each in events if each not in EVENTS]
    if strange:
        known = ", ".join(EVENTS)
        raise Problem(400, errors={"events": f"The sandbox knows no event '{strange[0]}', only {known}."})
    read_jql(site, jql, None)


def _administrator(site: Site, call: Call) -> User:
    viewer = site.viewer(call)
    if viewer is None:
        raise Problem(401, "You are not authenticated. Authentication required to perform this operation.")
    if not may_globally(site, viewer, "ADMINISTER"):
        raise Problem(403, "Only those who administer Jira may see and change webhooks.")
    return viewer


def _payload(call: Call) -> dict[str, Any]:
    given = call.json()
    if not isinstance(given, dict):
        raise BarePayloadProblem(BAD_PAYLOAD)
    return given


def _find(site: Site, call: Call) -> Webhook:
    hook = site.store.webhooks.get(call.names["id"])
    if hook is None:
        raise Problem(404, f"There is no webhook with the id {call.names['id']}.")
    return hook

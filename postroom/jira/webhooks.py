"""The admin webhook by which Jira tells us what happens, registered by us or pasted by a person.

Jira's own description of it is the page developer.atlassian.com/cloud/jira/platform/webhooks; it is not part
of the REST API v3. It never expires, and what could not be delivered does not come again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from postroom.errors import Away, BadConfiguration, Unanswered
from postroom.jira.client import Jira
from postroom.jira.events.loose import Json, ident, part, parts, text
from postroom.jira.verdict import LoginRefused, Rejected, Trouble, Unreachable

PATH = "/rest/webhooks/1.0/webhook"
FILTER = "issue-related-events-section"

#: Not those that tell of an issue without saying which: a change of the issue tells the same.
EVENTS = (
    *("jira:issue_created", "jira:issue_updated", "jira:issue_deleted"),
    *("comment_created", "comment_updated", "comment_deleted"),
    *("worklog_created", "worklog_updated", "worklog_deleted"),
    "issuelink_created",
)
_BOXES = (
    "Issue: created, updated, deleted",
    "Comment: created, updated, deleted",
    "Worklog: created, updated, deleted",
    "Issue link: created",
)
_LONGEST = 2000  # characters of a URL or a query


@dataclass(frozen=True)
class Registered:
    """A webhook as Jira keeps it. `changed`: it was there before and has been changed; else it is new.

    `jql` restricts issue and comment events only: worklogs and links of every project come all the same.
    """

    id: str
    name: str
    url: str
    events: tuple[str, ...]
    jql: str
    is_signed: bool
    is_enabled: bool
    changed: bool = False


def find(jira: Jira, name: str, url: str) -> Registered | None:
    """The webhook that leads to this URL, else the one of this name. Raises as `register`."""
    hooks = [each for each in map(_registered, _all(jira)) if each.id]
    same = [each for each in hooks if each.url == url] or [each for each in hooks if each.name == name]
    return same[0] if same else None


def register(jira: Jira, name: str, url: str, secret: str, jql: str = "") -> Registered:
    """Make the webhook, or change the one that leads to this URL or has this name, whoever made it.

    Without a secret Jira keeps the one it has. Raises BadConfiguration where the account of the token may
    not do this (`to_paste` is the way then), Rejected where Jira finds something wrong, such as the JQL, and
    Unanswered where it is not known whether it was done; doing it again is right then.
    """
    wanted: dict[str, Any] = {
        "name": name,
        "url": url,
        "events": list(EVENTS),
        "filters": {FILTER: jql},
        "excludeBody": False,
        "enabled": True,
        **({"secret": secret} if secret else {}),
    }
    known = find(jira, name, url)
    with _allowed(jira):
        answer = jira.put(_path(known), json=wanted) if known else jira.post(PATH, json=wanted)
    made = _registered(answer if isinstance(answer, dict) else {})
    kept = made if made.id else find(jira, name, url)
    if kept is None:
        raise Unanswered(f"{jira.site} did not say whether it keeps the webhook; run this again.")
    return replace(kept, changed=known is not None)


def remove(jira: Jira, name: str, url: str) -> bool:
    """Remove the webhook that `find` finds; False where there is none. Raises as `register`."""
    known = find(jira, name, url)
    if known is None:
        return False
    with _allowed(jira):
        jira.delete(_path(known))
    return True


def to_paste(name: str, url: str, secret: str, jql: str = "") -> tuple[str, ...]:
    """The lines that tell a person who administers Jira what to enter, one setting each."""
    return (
        "In Jira: Settings > System > WebHooks > Create a WebHook.",
        f"Name: {name}",
        "Status: Enabled",
        f"URL: {url}",
        f"Secret: {secret}",
        f"Issue related events, JQL: {jql or '(leave empty for all issues)'}",
        *(f"Tick {box}" for box in _BOXES),
        "Exclude body: No",
    )


def _all(jira: Jira) -> list[Json]:
    with _allowed(jira):
        return parts({"webhooks": jira.get(PATH)}, "webhooks")


@contextmanager
def _allowed(jira: Jira) -> Iterator[None]:
    """Raises BadConfiguration where the answer means that we may not do this."""
    try:
        yield
    except (Rejected, Away) as refusal:
        if not _means_no(jira, refusal):
            raise
        gateway = (
            " Scoped tokens may be kept from it altogether." if jira.connection.kind == "gateway" else ""
        )
        raise BadConfiguration(
            f"The account of the API token may not see or change the webhooks of {jira.site}: that needs the "
            f"global permission Administer Jira.{gateway} Grant it, or have somebody who has it enter the "
            "webhook by hand."
        ) from refusal


def _means_no(jira: Jira, refusal: Rejected | Away) -> bool:
    if isinstance(refusal, Rejected):
        return refusal.status in (401, 403, 404)
    # The gateway may not know the path, which the client takes for a site that is not there.
    elsewhere = isinstance(refusal, LoginRefused | Unreachable) or isinstance(refusal.__cause__, Trouble)
    return jira.connection.kind == "gateway" and not elsewhere


def _path(hook: Registered) -> str:
    return f"{PATH}/{quote(hook.id, safe='')}"


def _registered(hook: Json) -> Registered:
    events = hook.get("events")
    address = text(hook, "self", _LONGEST).rstrip("/")
    return Registered(
        id=ident({"id": address.rpartition("/")[2]}, "id"),
        name=text(hook, "name"),
        url=text(hook, "url", _LONGEST),
        events=tuple(map(str, events)) if isinstance(events, list) else (),
        jql=text(part(hook, "filters"), FILTER, _LONGEST),
        is_signed=hook.get("isSigned") is True,
        is_enabled=hook.get("enabled") is not False,
    )

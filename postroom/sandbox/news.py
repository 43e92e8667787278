"""What webhooks are told: in the older flavour of the API, with plain text, and often less than one wants."""

from __future__ import annotations

import hmac
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from postroom.sandbox.calls import Call
from postroom.sandbox.entities import Attachment, Comment, History, Issue, Link, Webhook, Worklog
from postroom.sandbox.index import fits
from postroom.sandbox.shapes import attachment_json, comment_json, issue_json, worklog_json
from postroom.sandbox.site import Site
from postroom.sandbox.world import LINK_TYPES

ISSUE_EVENTS = ("jira:issue_created", "jira:issue_updated", "jira:issue_deleted")
COMMENT_EVENTS = ("comment_created", "comment_updated", "comment_deleted")
WITHOUT_FILTER = (
    *("worklog_created", "worklog_updated", "worklog_deleted", "attachment_created", "attachment_deleted"),
    *("issuelink_created", "issuelink_deleted"),
)
EVENTS = (*ISSUE_EVENTS, *COMMENT_EVENTS, *WITHOUT_FILTER)
_OF_COMMENT = {
    "created": "issue_commented",
    "updated": "issue_comment_edited",
    "deleted": "issue_comment_deleted",
}
_THIN = ("summary", "issuetype", "project", "assignee", "priority", "status")


@dataclass(frozen=True)
class Parcel:
    """One delivery to one webhook, as it is sent however often. `lane` keeps those of an issue in order."""

    webhook: int
    url: str
    event: str
    key: str
    lane: int
    identifier: str
    flow: str
    body: bytes
    signature: str
    created: float


def issue_created(site: Site, call: Call, issue: Issue) -> None:
    def build(old: Call) -> dict[str, Any]:
        return {
            "issue_event_type_name": "issue_created",
            "user": _user(site, old),
            "issue": _issue(site, old, issue),
        }

    _tell(site, call, "jira:issue_created", issue, build)


def issue_updated(site: Site, call: Call, issue: Issue, history: History | None, kind: str) -> None:
    """`kind` is the issue_event_type_name, such as issue_generic or issue_assigned."""
    if history is None:
        return
    changes = {"id": str(history.id), "items": history.items}

    def build(old: Call) -> dict[str, Any]:
        return {
            "issue_event_type_name": kind,
            "user": _user(site, old),
            "issue": _issue(site, old, issue),
            "changelog": changes,
        }

    _tell(site, call, "jira:issue_updated", issue, build)


def issue_deleted(site: Site, call: Call, issue: Issue) -> None:
    """To be called before it goes: what it holds is told too, on the slower lane."""

    def build(old: Call) -> dict[str, Any]:
        return {"user": _user(site, old), "issue": _issue(site, old, issue)}

    _tell(site, call, "jira:issue_deleted", issue, build)
    for comment in site.store.comments.of(issue.id):
        comment_changed(site, call, issue, comment, "deleted", flow="Secondary")
    for worklog in site.store.worklogs.of(issue.id):
        worklog_changed(site, call, issue, worklog, "deleted", flow="Secondary")
    for attachment in site.store.attachments.of(issue.id):
        attachment_changed(site, call, issue, attachment, "deleted", flow="Secondary")
    for link in site.store.links_of(issue):
        link_changed(site, call, issue, link, "deleted", flow="Secondary")


def comment_changed(
    site: Site, call: Call, issue: Issue, comment: Comment, what: str, flow: str = "Primary"
) -> None:
    """`what` is created, updated or deleted. Who may read it is not said, and nobody at the top as user."""

    def build(old: Call) -> dict[str, Any]:
        small = issue_json(site, old, issue, list(_THIN))
        del small["expand"]
        return {"comment": comment_json(site, old, comment), "issue": small, "eventType": "primaryAction"}

    def as_update(old: Call) -> dict[str, Any]:
        return {
            "issue_event_type_name": _OF_COMMENT[what],
            "user": _user(site, old),
            "issue": _issue(site, old, issue),
            "comment": comment_json(site, old, comment),
        }

    _tell(site, call, f"comment_{what}", issue, build, flow)
    if site.faults.settings.comment_as_update and flow == "Primary":
        _tell(site, call, "jira:issue_updated", issue, as_update)


def worklog_changed(
    site: Site, call: Call, issue: Issue, worklog: Worklog, what: str, flow: str = "Primary"
) -> None:
    """Only the id of the issue is in it."""
    _tell(
        site, call, f"worklog_{what}", issue, lambda old: {"worklog": worklog_json(site, old, worklog)}, flow
    )


def attachment_changed(
    site: Site, call: Call, issue: Issue, attachment: Attachment, what: str, flow: str = "Primary"
) -> None:
    """Nothing in it says which issue it is."""
    _tell(
        site,
        call,
        f"attachment_{what}",
        issue,
        lambda old: {"attachment": attachment_json(site, old, attachment)},
        flow,
    )


def link_changed(site: Site, call: Call, issue: Issue, link: Link, what: str, flow: str = "Primary") -> None:
    """Only the ids of the two issues are in it."""
    kind = LINK_TYPES[link.type]
    value = {
        "id": link.id,
        "sourceIssueId": link.source,
        "destinationIssueId": link.destination,
        "issueLinkType": {
            "id": int(kind.id),
            "name": kind.name,
            "outwardName": kind.outward,
            "inwardName": kind.inward,
            "isSubTaskLinkType": False,
            "isSystemLinkType": False,
        },
        "systemLink": False,
    }
    _tell(site, call, f"issuelink_{what}", issue, lambda old: {"issueLink": value}, flow)


def _user(site: Site, old: Call) -> dict[str, Any]:
    viewer = site.viewer(old) or site.world.me
    value = site.user_json(viewer, old.base, old.version)
    value.pop("emailAddress", None)
    return value


def _issue(site: Site, old: Call, issue: Issue) -> dict[str, Any]:
    value = issue_json(site, old, issue, ["*all", "-comment", "-worklog"])
    del value["expand"]
    return value


def _tell(
    site: Site,
    call: Call,
    event: str,
    issue: Issue,
    build: Callable[[Call], dict[str, Any]],
    flow: str = "Primary",
) -> None:
    """Write the news once, where any webhook wants them, and address a copy to each."""
    wanting = [hook for hook in site.store.webhooks if _wants(site, hook, event, issue)]
    if not wanting:
        return
    old, now = replace(call, base=site.url, version=2), time.time()
    value = {"timestamp": int(now * 1000), "webhookEvent": event, **build(old)}
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    for hook in wanting:
        sent = b"" if hook.exclude_body else body
        site.news.append(
            Parcel(
                webhook=hook.id,
                url=hook.url,
                event=event,
                key=issue.key,
                lane=issue.id,
                identifier=str(uuid.uuid4()),
                flow=flow,
                body=sent,
                signature=_signature(hook, sent),
                created=now,
            )
        )


def _wants(site: Site, hook: Webhook, event: str, issue: Issue) -> bool:
    if not hook.enabled or event not in hook.events:
        return False
    if not hook.jql or event in WITHOUT_FILTER:
        return True
    return fits(site, hook.jql, site.world.users.get(hook.owner), issue)


def _signature(hook: Webhook, body: bytes) -> str:
    if not hook.secret:
        return ""
    return "sha256=" + hmac.digest(hook.secret.encode(), body, "sha256").hex()

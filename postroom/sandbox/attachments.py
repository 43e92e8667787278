"""Attachments: uploaded as files on disk, described, and handed out through the media redirect."""

from __future__ import annotations

import hmac
import time
import urllib.parse
import uuid
from pathlib import Path
from typing import Any

from postroom.sandbox import news
from postroom.sandbox.calls import Answer, Call, Effect, Problem, no_content, reply, route
from postroom.sandbox.changelog import attachment_items, keep
from postroom.sandbox.entities import Attachment, Issue
from postroom.sandbox.shapes import attachment_json
from postroom.sandbox.sight import issue_for, may_see, require
from postroom.sandbox.site import Site, stamp

MOST_FILES = 60


def upload_problem(site: Site, headers: Any) -> Answer | None:
    """Why an upload is refused before its files are read."""
    if headers.get("X-Atlassian-Token", "").lower() not in ("no-check", "nocheck"):
        return Answer(403, b"XSRF check failed", "text/html;charset=UTF-8")
    if not site.faults.settings.attachments_enabled:
        return Problem(403, "Attachments are disabled.").answer
    if not headers.get("Content-Type", "").lower().startswith("multipart/form-data"):
        return Answer(415, b"", "text/html;charset=UTF-8")
    return None


@route("POST", "/issue/{key}/attachments")
def attach(site: Site, call: Call) -> Answer:
    issue = issue_for(site, call)
    author = require(site, call, "CREATE_ATTACHMENTS", issue)
    limit = site.faults.settings.upload_limit
    if len(call.uploads) > MOST_FILES:
        raise Problem(413, f"The number of files in one request exceeds the limit of {MOST_FILES}.")
    large = next((each.name for each in call.uploads if each.size > limit), None)
    if large:
        raise Problem(413, f"The file {large} exceeds the maximum attachment size of {limit} bytes.")
    made = [_keep(site, issue, author.id, upload.path, upload) for upload in call.uploads]
    _tell(site, call, issue, author.id, made, "created")
    files = tuple(
        {"id": str(each.id), "name": each.name, "size": each.size, "sha256": each.sha256} for each in made
    )
    effect = Effect("attachments", issue.key, ",".join(str(each.id) for each in made), files=files)
    return reply([attachment_json(site, call, each) for each in made], 200, effect)


def _keep(site: Site, issue: Issue, author: str, path: str, upload: Any) -> Attachment:
    attachment = Attachment(
        id=site.store.next_id(),
        issue=issue.id,
        author=author,
        media=str(uuid.uuid4()),
        name=upload.name,
        type=upload.type,
        size=upload.size,
        sha256=upload.sha256,
        created=time.time(),
    )
    Path(path).rename(site.store.path_of(attachment))
    site.store.put_attachment(attachment)
    return attachment


def _tell(
    site: Site, call: Call, issue: Issue, account: str, attachments: list[Attachment], what: str
) -> None:
    history = keep(site, issue, account, attachment_items(attachments, added=what == "created"))
    for each in attachments:
        news.attachment_changed(site, call, issue, each, what)
    news.issue_updated(site, call, issue, history, "issue_updated")


@route("GET", "/attachment/meta")
def meta(site: Site, call: Call) -> Answer:
    switches = site.faults.settings
    return reply({"enabled": switches.attachments_enabled, "uploadLimit": switches.upload_limit})


@route("GET", "/attachment/{attachment}")
def describe(site: Site, call: Call) -> Answer:
    attachment = _find(site, call)
    value = attachment_json(site, call, attachment) | {
        "id": attachment.id,
        "created": stamp(attachment.created),
    }
    return reply(value)


@route("DELETE", "/attachment/{attachment}")
def delete(site: Site, call: Call) -> Answer:
    attachment = _find(site, call)
    issue = site.store.issues[attachment.issue]
    viewer = site.viewer(call)
    own = viewer is not None and viewer.id == attachment.author
    permission = "DELETE_OWN_ATTACHMENTS" if own else "DELETE_ALL_ATTACHMENTS"
    account = require(site, call, permission, issue).id
    site.store.drop_attachment(attachment)
    _tell(site, call, issue, account, [attachment], "deleted")
    return no_content(Effect("attachment deleted", issue.key, str(attachment.id)))


@route("GET", "/attachment/content/{attachment}")
def content(site: Site, call: Call) -> Answer:
    attachment = _find(site, call)
    if not call.flag("redirect", True):
        return file_answer(site, attachment)
    query = urllib.parse.urlencode(
        {"token": _media_token(site, attachment), "client": site.store.cloud_id, "name": attachment.name}
    )
    location = f"{site.url}/file/{attachment.media}/binary?{query}"
    return Answer(303, headers={"Location": location})


def media(site: Site, call: Call) -> Answer:
    """The media host: knows only its own token, and refuses a caller who brings the Jira credentials."""
    if "Authorization" in call.headers:
        return Answer(400, b"Authorization must not be sent to the media host.", "text/plain;charset=UTF-8")
    attachment = site.store.by_media.get(call.path.split("/")[2])
    if attachment is None:
        return Answer(404, b"Not found", "text/plain;charset=UTF-8")
    if not hmac.compare_digest(call.query.get("token", ""), _media_token(site, attachment)):
        return Answer(403, b"Forbidden", "text/plain;charset=UTF-8")
    return file_answer(site, attachment)


def file_answer(site: Site, attachment: Attachment) -> Answer:
    name = urllib.parse.quote(attachment.name)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff",
    }
    return Answer(200, type=attachment.type, headers=headers, file=str(site.store.path_of(attachment)))


def _media_token(site: Site, attachment: Attachment) -> str:
    return hmac.digest(site.token.encode(), attachment.media.encode(), "sha256").hex()[:32]


def _find(site: Site, call: Call) -> Attachment:
    number = call.names["attachment"]
    found = site.store.attachments.get(number)
    if found is None or not may_see(site, site.viewer(call), site.store.issues[found.issue]):
        raise Problem(404, f"The attachment with id '{number}' does not exist")
    return found

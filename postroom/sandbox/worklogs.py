"""Worklogs: written, listed, changed and deleted."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import Any

from postroom.sandbox import news
from postroom.sandbox.adf import fault_of, plain_text
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
from postroom.sandbox.changelog import Item, item, keep
from postroom.sandbox.entities import Issue, Worklog
from postroom.sandbox.shapes import worklog_json, worklog_page
from postroom.sandbox.sight import given_visibility, issue_for, may_read, may_see, require
from postroom.sandbox.site import Site, stamp

_SIZE = {"w": 144000, "d": 28800, "h": 3600, "m": 60}  # a week has five days of eight hours
_PART = re.compile(r"(\d{1,6})([wdhm])\Z")
_STARTED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}\Z")


@route("POST", "/issue/{key}/worklog")
def add(site: Site, call: Call) -> Answer:
    issue, payload = issue_for(site, call), _payload(call)
    author = require(site, call, "WORK_ON_ISSUES", issue, status=400)
    seconds = _seconds(payload)
    now = time.time()
    worklog = Worklog(
        id=site.store.next_id(),
        issue=issue.id,
        author=author.id,
        comment=_comment(payload),
        started=_started(payload) or stamp(now),
        seconds=seconds,
        created=now,
        updated=now,
        visibility=given_visibility(author, issue, payload.get("visibility")),
    )
    site.store.worklogs.put(worklog)
    _tell(site, call, issue, author.id, worklog, "created", seconds)
    return reply(worklog_json(site, call, worklog), 201, _effect(issue, worklog))


@route("GET", "/issue/{key}/worklog")
def list_of_issue(site: Site, call: Call) -> Answer:
    most = min(call.number("maxResults", 5000), 5000)
    return reply(worklog_page(site, call, issue_for(site, call), call.number("startAt", 0), most))


@route("POST", "/worklog/list")
def list_by_id(site: Site, call: Call) -> Answer:
    """Those that exist and that the caller may read."""
    ids = call.payload("ids").get("ids")
    if not isinstance(ids, list) or len(ids) > 1000:
        raise Problem(400, "The ids property must hold at most 1000 worklog ids.")
    viewer, known = site.viewer(call), filter(None, map(site.store.worklogs.get, ids))
    pairs = [(site.store.issues[each.issue], each) for each in known]
    seen = [each for issue, each in pairs if may_see(site, viewer, issue) and may_read(viewer, issue, each)]
    return reply([worklog_json(site, call, each) for each in seen])


@route("GET", "/issue/{key}/worklog/{worklog}")
def get(site: Site, call: Call) -> Answer:
    return reply(worklog_json(site, call, _find(site, call)[1]))


@route("PUT", "/issue/{key}/worklog/{worklog}")
def change(site: Site, call: Call) -> Answer:
    (issue, worklog), payload = _find(site, call), _payload(call)
    author = require(site, call, "WORK_ON_ISSUES", issue, status=400)
    before = worklog.seconds
    if "timeSpent" in payload or "timeSpentSeconds" in payload:
        worklog.seconds = _seconds(payload)
    if "comment" in payload:
        worklog.comment = _comment(payload)
    worklog.started = _started(payload) or worklog.started
    worklog.updated = time.time()
    site.store.worklogs.put(worklog)
    _tell(site, call, issue, author.id, worklog, "updated", worklog.seconds - before)
    return reply(worklog_json(site, call, worklog), 200, _effect(issue, worklog, "worklog changed"))


@route("DELETE", "/issue/{key}/worklog/{worklog}")
def delete(site: Site, call: Call) -> Answer:
    issue, worklog = _find(site, call)
    author = require(site, call, "WORK_ON_ISSUES", issue, status=400)
    site.store.worklogs.drop(worklog)
    _tell(site, call, issue, author.id, worklog, "deleted", -worklog.seconds)
    return no_content(Effect("worklog deleted", issue.key, str(worklog.id)))


def _tell(
    site: Site, call: Call, issue: Issue, account: str, worklog: Worklog, what: str, grown: int
) -> None:
    """The changelog counts the seconds spent on the issue, which have grown by so many; not what was written."""
    site.store.touch(issue.id, time.time())
    after = sum(each.seconds for each in site.store.worklogs.of(issue.id))
    old = after - grown
    items: list[Item] = []
    if old != after:
        items.append(item("timespent", *((str(n), str(n)) if n else (None, None) for n in (old, after))))
        items.append(item("WorklogId", (None, None), (str(worklog.id), str(worklog.id))))
    news.worklog_changed(site, call, issue, worklog, what)
    history = keep(site, issue, account, items)
    kind = "issue_work_logged" if what == "created" else f"issue_worklog_{what}"
    news.issue_updated(site, call, issue, history, kind)


def _payload(call: Call) -> dict[str, Any]:
    payload = call.json()
    if not isinstance(payload, dict):
        raise BarePayloadProblem(BAD_PAYLOAD)
    return payload


def _seconds(payload: dict[str, Any]) -> int:
    """`3h 20m`, or a number of seconds."""
    if isinstance(payload.get("timeSpentSeconds"), int) and payload["timeSpentSeconds"] > 0:
        return int(payload["timeSpentSeconds"])
    parts = [_PART.match(word) for word in str(payload.get("timeSpent") or "").split()]
    if not parts or not all(parts):
        raise Problem(400, errors={"timeLogged": "You must indicate the time spent working."})
    return sum(int(part[1]) * _SIZE[part[2]] for part in parts if part)


def _started(payload: dict[str, Any]) -> str:
    given = payload.get("started")
    if not given:
        return ""
    if not _STARTED.match(str(given)):
        raise Problem(
            400, errors={"started": f"The time '{given}' is not of the form 2021-01-17T12:34:00.000+0000."}
        )
    return stamp(datetime.strptime(str(given), "%Y-%m-%dT%H:%M:%S.%f%z").timestamp())


def _comment(payload: dict[str, Any]) -> dict[str, Any] | None:
    comment = payload.get("comment")
    if comment is not None and (not isinstance(comment, dict) or fault_of(comment)):
        raise Problem(400, errors={"comment": "Comment body is not valid!"})
    return comment


def _find(site: Site, call: Call) -> tuple[Issue, Worklog]:
    issue, number = issue_for(site, call), call.names["worklog"]
    worklog = site.store.worklogs.get(number)
    if worklog is None or worklog.issue != issue.id or not may_read(site.viewer(call), issue, worklog):
        raise Problem(404, f"Cannot find worklog with id: '{number}'.")
    return issue, worklog


def _effect(issue: Issue, worklog: Worklog, kind: str = "worklog") -> Effect:
    return Effect(kind, issue.key, str(worklog.id), plain_text(worklog.comment))

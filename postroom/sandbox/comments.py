"""Comments: written, listed, changed, and read in bulk with their properties."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from postroom.sandbox.adf import fault_of, is_empty, plain_text
from postroom.sandbox.calls import Answer, Call, Effect, Problem, no_content, reply, route
from postroom.sandbox.fields import LONGEST_RICH, SHOWN
from postroom.sandbox.properties import given_properties
from postroom.sandbox.site import Site, stamp
from postroom.sandbox.store import Comment, Issue

NOT_VALID = "Comment body is not valid!"
MAY_NOT = "You do not have the permission to comment on this issue."


@route("POST", "/issue/{key}/comment")
def add(site: Site, call: Call) -> Answer:
    issue, payload = site.issue(call.names["key"]), _payload(call)
    body = _body(call, payload)
    now = time.time()
    comment = Comment(
        site.store.next_id(),
        issue.id,
        site.world.me.id,
        body,
        now,
        now,
        given_properties(payload),
        payload.get("visibility"),
    )
    site.store.put_comment(comment)
    return reply(comment_json(site, call, comment), 201, _effect(issue, comment))


@route("GET", "/issue/{key}/comment")
def list_of_issue(site: Site, call: Call) -> Answer:
    issue = site.issue(call.names["key"])
    order = call.query.get("orderBy", "created").strip()
    if order.lstrip("+-") != "created":
        raise Problem(400, f"Comments cannot be ordered by '{order}'.")
    start, most = call.number("startAt", 0), min(call.number("maxResults", 100), 5000)
    return reply(comment_page(site, call, issue, start, most, newest_first=order.startswith("-")))


@route("GET", "/issue/{key}/comment/{comment}")
def get(site: Site, call: Call) -> Answer:
    return reply(comment_json(site, call, _find(site, call)[1]))


@route("PUT", "/issue/{key}/comment/{comment}")
def change(site: Site, call: Call) -> Answer:
    issue, comment = _find(site, call)
    payload = _payload(call)
    comment.body = _body(call, payload)
    comment.updated = time.time()
    if "properties" in payload:
        comment.properties |= given_properties(payload)
    comment.visibility = payload.get("visibility", comment.visibility)
    site.store.put_comment(comment)
    return reply(comment_json(site, call, comment), 200, _effect(issue, comment, "comment changed"))


@route("DELETE", "/issue/{key}/comment/{comment}")
def delete(site: Site, call: Call) -> Answer:
    issue, comment = _find(site, call)
    call.refuse_anonymous()
    site.store.drop_comment(comment)
    return no_content(Effect("comment deleted", issue.key, str(comment.id)))


@route("POST", "/comment/list")
def list_by_id(site: Site, call: Call) -> Answer:
    ids = call.payload("ids").get("ids")
    if not isinstance(ids, list) or not all(isinstance(n, int) for n in ids) or not 0 < len(ids) <= 1000:
        raise Problem(400, "The ids property must hold 1 to 1000 comment ids.")
    known: Iterable[Comment] = (site.store.comments[n] for n in ids if n in site.store.comments)
    expand = call.list_of("expand")
    values = [comment_json(site, call, each, with_properties="properties" in expand) for each in known]
    page = {"maxResults": 1048576, "startAt": 0, "total": len(values), "isLast": True, "values": values}
    return reply(page)


def comment_page(
    site: Site, call: Call, issue: Issue, start: int, most: int, *, newest_first: bool
) -> dict[str, Any]:
    every = list(site.store.comments_of(issue.id))
    chosen = (every[::-1] if newest_first else every)[start : start + most]
    values = [comment_json(site, call, each) for each in chosen]
    return {"startAt": start, "maxResults": most, "total": len(every), "comments": values}


def comment_json(
    site: Site, call: Call, comment: Comment, *, with_properties: bool = False
) -> dict[str, Any]:
    author = site.author_json(comment.author, call.base)
    value: dict[str, Any] = {
        "self": call.url(f"/issue/{comment.issue}/comment/{comment.id}"),
        "id": str(comment.id),
        "author": author,
        "body": comment.body,
        "updateAuthor": author,
        "created": stamp(comment.created),
        "updated": stamp(comment.updated),
        "jsdPublic": not _internal(comment),
    }
    if comment.visibility:
        value["visibility"] = comment.visibility
    if with_properties:
        value["properties"] = [{"key": key, "value": held} for key, held in comment.properties.items()]
    return value


def _show(site: Site, call: Call, issue: Issue, name: str) -> Any:
    return comment_page(site, call, issue, 0, 100, newest_first=False)


SHOWN["comment"] = _show


def _internal(comment: Comment) -> bool:
    note = comment.properties.get("sd.public.comment")
    return isinstance(note, dict) and note.get("internal") is True


def _payload(call: Call) -> dict[str, Any]:
    payload = call.json()
    if not isinstance(payload, dict):
        raise Problem(400, errors={"comment": NOT_VALID})
    return payload


def _body(call: Call, payload: dict[str, Any]) -> dict[str, Any]:
    body = payload.get("body")
    if not isinstance(body, dict):
        raise Problem(400, *([MAY_NOT] if call.anonymous else []), errors={"comment": NOT_VALID})
    call.refuse_anonymous()
    if fault_of(body):
        raise Problem(400, "INVALID_INPUT")
    if is_empty(body):
        raise Problem(400, errors={"comment": "Comment body can not be empty!"})
    if len(plain_text(body)) > LONGEST_RICH:
        limit = f"The entered text is too long. It exceeds the allowed limit of {LONGEST_RICH:,} characters."
        raise Problem(400, errors={"comment": limit})
    return body


def _find(site: Site, call: Call) -> tuple[Issue, Comment]:
    issue, number = site.issue(call.names["key"]), call.names["comment"]
    comment = site.store.comments.get(int(number)) if number.isdigit() else None
    if comment is None or comment.issue != issue.id:
        raise Problem(404, f"Can not find a comment for the id: {number}.")
    return issue, comment


def _effect(issue: Issue, comment: Comment, kind: str = "comment") -> Effect:
    text = plain_text(comment.body)
    return Effect(kind, issue.key, str(comment.id), text, properties=comment.properties)

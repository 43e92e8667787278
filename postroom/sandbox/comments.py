"""Comments: written, listed, changed, and read in bulk with their properties."""

from __future__ import annotations

import time
from typing import Any

from postroom.sandbox import news
from postroom.sandbox.adf import fault_of, is_empty, plain_text
from postroom.sandbox.calls import Answer, Call, Effect, Problem, no_content, reply, route
from postroom.sandbox.cast import User
from postroom.sandbox.entities import Comment, Issue
from postroom.sandbox.field_checks import LONGEST_RICH
from postroom.sandbox.properties import given_properties
from postroom.sandbox.shapes import comment_json, comment_page
from postroom.sandbox.sight import given_visibility, issue_for, may, may_read, may_see, require
from postroom.sandbox.site import Site

NOT_VALID = "Comment body is not valid!"
MAY_NOT = "You do not have the permission to comment on this issue."


@route("POST", "/issue/{key}/comment")
def add(site: Site, call: Call) -> Answer:
    issue = issue_for(site, call)
    comment = make(site, call, issue, call.json())
    return reply(comment_json(site, call, comment), 201, _effect(issue, comment))


def make(site: Site, call: Call, issue: Issue, given: Any) -> Comment:
    """Write a comment as the caller. What a customer writes is public."""
    payload = _checked(given)
    body = _body(call, payload)
    author = require(site, call, "ADD_COMMENTS", issue, status=400)
    properties = given_properties(payload)
    if author.is_customer:
        properties.pop("sd.public.comment", None)
    visibility = given_visibility(author, issue, payload.get("visibility"))
    now = time.time()
    comment = Comment(
        site.store.next_id(), issue.id, author.id, body, now, now, properties, visibility, author.id
    )
    site.store.put_comment(comment)
    news.comment_changed(site, call, issue, comment, "created")
    return comment


@route("GET", "/issue/{key}/comment")
def list_of_issue(site: Site, call: Call) -> Answer:
    issue = issue_for(site, call)
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
    """Properties and visibility that are left out stay as they are."""
    issue, comment = _find(site, call)
    payload = _checked(call.json())
    body = _body(call, payload)
    author = _allowed(site, call, issue, comment, "edit")
    if "visibility" in payload:
        comment.visibility = given_visibility(author, issue, payload["visibility"])
    comment.body, comment.updated, comment.update_author = body, time.time(), author.id
    if not author.is_customer:
        comment.properties |= given_properties(payload)
    site.store.put_comment(comment)
    news.comment_changed(site, call, issue, comment, "updated")
    return reply(comment_json(site, call, comment), 200, _effect(issue, comment, "comment changed"))


@route("DELETE", "/issue/{key}/comment/{comment}")
def delete(site: Site, call: Call) -> Answer:
    issue, comment = _find(site, call)
    _allowed(site, call, issue, comment, "delete")
    news.comment_changed(site, call, issue, comment, "deleted")
    site.store.comments.drop(comment)
    return no_content(Effect("comment deleted", issue.key, str(comment.id)))


def _allowed(site: Site, call: Call, issue: Issue, comment: Comment, what: str) -> User:
    """The caller, who may edit or delete this comment."""
    call.refuse_anonymous()
    viewer = site.viewer(call)
    own = viewer is not None and viewer.id == comment.author
    names = [f"{what.upper()}_ALL_COMMENTS", *([f"{what.upper()}_OWN_COMMENTS"] if own else [])]
    if viewer is None or not any(may(site, viewer, name, issue) for name in names):
        raise Problem(400, f"You do not have the permission to {what} this comment.")
    return viewer


@route("POST", "/comment/list")
def list_by_id(site: Site, call: Call) -> Answer:
    ids = call.payload("ids").get("ids")
    if not isinstance(ids, list) or not all(isinstance(n, int) for n in ids) or not 0 < len(ids) <= 1000:
        raise Problem(400, "The ids property must hold 1 to 1000 comment ids.")
    known = (site.store.comments.get(number) for number in ids)
    seen = [each for each in known if each and _readable(site, call, each)]
    expand = call.list_of("expand")
    values = [comment_json(site, call, each, with_properties="properties" in expand) for each in seen]
    page = {"maxResults": 1048576, "startAt": 0, "total": len(values), "isLast": True, "values": values}
    return reply(page)


def _readable(site: Site, call: Call, comment: Comment) -> bool:
    issue, viewer = site.store.issues[comment.issue], site.viewer(call)
    return may_see(site, viewer, issue) and may_read(viewer, issue, comment)


def _checked(payload: Any) -> dict[str, Any]:
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
    """Who may not read a comment is told that there is none."""
    issue, number = issue_for(site, call), call.names["comment"]
    comment = site.store.comments.get(number)
    if comment is None or comment.issue != issue.id or not may_read(site.viewer(call), issue, comment):
        raise Problem(404, f"Can not find a comment for the id: {number}.")
    return issue, comment


def _effect(issue: Issue, comment: Comment, kind: str = "comment") -> Effect:
    text = plain_text(comment.body)
    return Effect(kind, issue.key, str(comment.id), text, properties=comment.properties)

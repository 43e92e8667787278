"""Links between issues, and the types that there are."""

from __future__ import annotations

from typing import Any

from postroom.sandbox import comments, news
from postroom.sandbox.calls import Answer, Call, Effect, Problem, no_content, reply, route
from postroom.sandbox.changelog import Side, item, keep
from postroom.sandbox.entities import Issue, Link
from postroom.sandbox.shapes import link_type_json, linked_issue_json
from postroom.sandbox.sight import issue_for, may_see, require
from postroom.sandbox.site import Site
from postroom.sandbox.world import LINK_TYPES, LinkType

NO_LINK = "No issue link with id '{}' exists."


@route("GET", "/issueLinkType")
def types(site: Site, call: Call) -> Answer:
    return reply({"issueLinkTypes": [link_type_json(call, number) for number in LINK_TYPES]})


@route("POST", "/issueLink")
def add(site: Site, call: Call) -> Answer:
    """The inward issue of the request is where the link starts: it `blocks` the outward one."""
    payload = call.payload("type", "inwardIssue", "outwardIssue", "comment")
    kind = _type(payload.get("type"))
    source, destination = (_issue(site, call, payload.get(each)) for each in ("inwardIssue", "outwardIssue"))
    account = require(site, call, "LINK_ISSUES", source, status=401).id
    wanted = (kind.id, source.id, destination.id)
    if not any((each.type, each.source, each.destination) == wanted for each in site.store.links):
        link = Link(site.store.next_id(), *wanted)
        site.store.links.put(link)
        _note(site, kind, source, destination, account, added=True)
        news.link_changed(site, call, source, link, "created")
    if payload.get("comment"):
        comments.make(site, call, source, payload["comment"])
    effect = Effect("link", source.key, destination.key, kind.name)
    return Answer(201, effect=effect)


@route("GET", "/issueLink/{link}")
def get(site: Site, call: Call) -> Answer:
    link, source, destination = _find(site, call)
    return reply(
        {
            "id": str(link.id),
            "self": call.url(f"/issueLink/{link.id}"),
            "type": link_type_json(call, link.type),
            "inwardIssue": linked_issue_json(site, call, source),
            "outwardIssue": linked_issue_json(site, call, destination),
        }
    )


@route("DELETE", "/issueLink/{link}")
def delete(site: Site, call: Call) -> Answer:
    link, source, destination = _find(site, call)
    account = require(site, call, "LINK_ISSUES", source, status=401).id
    site.store.links.drop(link)
    _note(site, LINK_TYPES[link.type], source, destination, account, added=False)
    news.link_changed(site, call, source, link, "deleted")
    return no_content(Effect("link deleted", source.key, destination.key, LINK_TYPES[link.type].name))


def _note(
    site: Site, kind: LinkType, source: Issue, destination: Issue, account: str, *, added: bool
) -> None:
    """Both changelogs show it; no jira:issue_updated is sent for it."""
    nothing: Side = (None, None)
    for issue, other, words in ((source, destination, kind.outward), (destination, source, kind.inward)):
        side: Side = (other.key, f"This issue {words} {other.key}")
        keep(site, issue, account, [item("issuelinks", *((nothing, side) if added else (side, nothing)))])


def _type(given: Any) -> LinkType:
    wanted = given if isinstance(given, dict) else {}
    for kind in LINK_TYPES.values():
        if kind.id == wanted.get("id") or kind.name == wanted.get("name"):
            return kind
    raise Problem(404, f"No issue link type with name '{wanted.get('name') or wanted.get('id')}' found.")


def _issue(site: Site, call: Call, given: Any) -> Issue:
    named = (given.get("key") or given.get("id")) if isinstance(given, dict) else None
    if not named:
        raise Problem(400, "A link needs an inwardIssue and an outwardIssue, each with a key or an id.")
    return issue_for(site, call, str(named))


def _find(site: Site, call: Call) -> tuple[Link, Issue, Issue]:
    link = site.store.links.get(call.names["link"])
    if link is None:
        raise Problem(404, NO_LINK.format(call.names["link"]))
    source, destination = site.store.issues[link.source], site.store.issues[link.destination]
    viewer = site.viewer(call)
    if not may_see(site, viewer, source) or not may_see(site, viewer, destination):
        raise Problem(404, NO_LINK.format(link.id))
    return link, source, destination

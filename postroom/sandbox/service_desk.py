"""The few reads of the service desk API that tell who else takes part in a request."""

from __future__ import annotations

from typing import Any

from postroom.sandbox.calls import Answer, Call, Problem, reply, route
from postroom.sandbox.cast import ORGANIZATIONS, Organization
from postroom.sandbox.catalogue import PARTICIPANTS
from postroom.sandbox.sight import issue_for
from postroom.sandbox.site import Site

BASE = "/rest/servicedeskapi"
UNSEEN = "The request you are trying to view does not exist or you do not have permission to see it."


@route("GET", BASE + "/request/{key}/participant")
def participants(site: Site, call: Call) -> Answer:
    try:
        issue = issue_for(site, call)
    except Problem:
        return _refused(404, UNSEEN)
    if not site.project(issue.project).is_desk:
        return _refused(404, UNSEEN)
    accounts = issue.fields.get(PARTICIPANTS) or []
    return reply(_page(call, [_user(site, call, each) for each in accounts]))


@route("GET", BASE + "/organization")
def organizations(site: Site, call: Call) -> Answer:
    if _is_outsider(site, call):
        return _refused(403, "Only agents may list organizations.")
    account = call.query.get("accountId")
    found = [each for each in ORGANIZATIONS.values() if not account or account in each.members]
    return reply(_page(call, [_organization(call, each) for each in found]))


@route("GET", BASE + "/organization/{id}")
def organization(site: Site, call: Call) -> Answer:
    found = ORGANIZATIONS.get(int(call.names["id"])) if call.names["id"].isdigit() else None
    if found is None or _is_outsider(site, call):
        return _refused(404, "Organization does not exist.")
    return reply(_organization(call, found))


@route("GET", BASE + "/organization/{id}/user")
def members(site: Site, call: Call) -> Answer:
    found = ORGANIZATIONS.get(int(call.names["id"])) if call.names["id"].isdigit() else None
    if found is None or _is_outsider(site, call):
        return _refused(404, "Organization does not exist.")
    return reply(_page(call, [_user(site, call, each) for each in found.members]))


def _is_outsider(site: Site, call: Call) -> bool:
    viewer = site.viewer(call)
    return viewer is None or viewer.is_customer


def _refused(status: int, words: str) -> Answer:
    return reply(
        {"errorMessage": words, "i18nErrorMessage": {"i18nKey": "sd.error", "parameters": []}}, status
    )


def _user(site: Site, call: Call, account: str) -> dict[str, Any]:
    whole = site.author_json(account, call)
    kept = ("accountId", "emailAddress", "displayName", "active", "timeZone")
    links = {"self": whole["self"], "jiraRest": whole["self"], "avatarUrls": whole["avatarUrls"]}
    return {name: whole[name] for name in kept if name in whole} | {"_links": links}


def _organization(call: Call, each: Organization) -> dict[str, Any]:
    address = f"{call.base}{BASE}/organization/{each.id}"
    return {
        "id": str(each.id),
        "uuid": each.uuid,
        "name": each.name,
        "scimManaged": False,
        "_links": {"self": address},
    }


def _page(call: Call, values: list[dict[str, Any]]) -> dict[str, Any]:
    start, limit = call.number("start", 0), min(call.number("limit", 50), 100)
    shown, last = values[start : start + limit], start + limit >= len(values)
    address = f"{call.base}{call.path}?limit={limit}&start="
    links = {"base": call.base, "context": "", "self": f"{address}{start}"}
    return {
        "size": len(shown),
        "start": start,
        "limit": limit,
        "isLastPage": last,
        "_links": links if last else links | {"next": f"{address}{start + limit}"},
        "values": shown,
    }

"""The search by JQL, which lags behind, its retired predecessor, and whether JQL fits issues."""

from __future__ import annotations

import base64
import json
from typing import Any

from postroom.sandbox.calls import BAD_PAYLOAD, Answer, BarePayloadProblem, Call, Problem, reply, route
from postroom.sandbox.entities import Issue
from postroom.sandbox.index import fits, search
from postroom.sandbox.issues import refuse_many_properties
from postroom.sandbox.jql import UNBOUNDED
from postroom.sandbox.shapes import issue_json
from postroom.sandbox.sight import may_see
from postroom.sandbox.site import Site

RETIRED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration "
    "guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
MEMBERS = (
    *("jql", "nextPageToken", "maxResults", "fields", "expand", "properties"),
    *("fieldsByKeys", "failFast", "reconcileIssues"),
)


@route("GET", "/search")
@route("POST", "/search")
def retired(site: Site, call: Call) -> Answer:
    raise Problem(410, RETIRED)


@route("GET", "/search/jql")
def by_query(site: Site, call: Call) -> Answer:
    asked: dict[str, Any] = {
        "jql": call.query.get("jql", ""),
        "nextPageToken": call.query.get("nextPageToken", ""),
        "maxResults": call.number("maxResults", 50),
        "fields": call.list_of("fields"),
        "properties": call.list_of("properties"),
        "expand": call.query.get("expand", ""),
        "reconcileIssues": [int(n) for n in call.list_of("reconcileIssues") if n.isdigit()],
    }
    return _search(site, call, asked)


@route("POST", "/search/jql")
def by_body(site: Site, call: Call) -> Answer:
    return _search(site, call, call.payload(*MEMBERS))


@route("POST", "/jql/match")
def match(site: Site, call: Call) -> Answer:
    """Issues that the caller does not see fit nothing."""
    asked = call.payload("issueIds", "jqls")
    ids, queries = asked.get("issueIds"), asked.get("jqls")
    if not isinstance(ids, list) or not isinstance(queries, list):
        raise BarePayloadProblem(BAD_PAYLOAD)
    viewer = site.viewer(call)
    known = [issue for issue in map(site.store.issues.get, ids) if issue and may_see(site, viewer, issue)]
    return reply({"matches": [_matches(site, call, known, str(jql)) for jql in queries]})


def _matches(site: Site, call: Call, issues: list[Issue], jql: str) -> dict[str, Any]:
    try:
        found = [each.id for each in issues if fits(site, jql, site.viewer(call), each)]
    except Problem as problem:
        return {"matchedIssues": [], "errors": json.loads(problem.answer.body)["errorMessages"]}
    return {"matchedIssues": found, "errors": []}


def _search(site: Site, call: Call, asked: dict[str, Any]) -> Answer:
    jql, fields = str(asked.get("jql") or ""), asked.get("fields") or []
    properties, sure = asked.get("properties") or [], asked.get("reconcileIssues") or []
    if not all(isinstance(each, list) for each in (fields, properties, sure)):
        raise BarePayloadProblem(BAD_PAYLOAD)
    if not jql.strip():
        raise Problem(400, UNBOUNDED)
    refuse_many_properties(properties)
    if len(sure) > 50:
        raise Problem(400, "The maximum number of issues to reconcile is 50.")
    start = _start(str(asked.get("nextPageToken") or ""), jql)
    most = max(1, min(int(asked.get("maxResults") or 50), 5000 if set(fields) <= {"id", "key"} else 100))
    found = search(site, jql, site.viewer(call), frozenset(sure))
    expand = [word.strip() for word in str(asked.get("expand") or "").split(",")]
    shown = [_shown(site, call, issue, fields, properties, expand) for issue in found[start : start + most]]
    answer: dict[str, Any] = {"issues": shown, "isLast": start + most >= len(found)}
    if not answer["isLast"]:
        answer["nextPageToken"] = _token(start + most, jql)
    return reply(answer)


def _shown(
    site: Site, call: Call, issue: Issue, fields: list[str], properties: list[str], expand: list[str]
) -> dict[str, Any]:
    """Nothing but the id where no other field is asked for, as in Jira."""
    whole = issue_json(site, call, issue, fields or ["id"], properties, expand)
    if set(fields) <= {"id"}:
        return {name: whole[name] for name in ("id", "properties", "changelog") if name in whole}
    return whole


def _token(start: int, jql: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([start, jql]).encode()).decode()


def _start(token: str, jql: str) -> int:
    if not token:
        return 0
    try:
        start, of = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        raise Problem(400, "The provided next page token is invalid or expired.") from None
    if of != jql:
        raise Problem(400, "The provided next page token belongs to another query.")
    return int(start)

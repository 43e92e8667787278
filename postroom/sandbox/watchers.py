"""Who watches an issue."""

from __future__ import annotations

from postroom.sandbox.calls import Answer, Call, Effect, Problem, no_content, reply, route
from postroom.sandbox.entities import Issue
from postroom.sandbox.sight import issue_for, may, may_see, require
from postroom.sandbox.site import Site


@route("GET", "/issue/{key}/watchers")
def watchers(site: Site, call: Call) -> Answer:
    """Who may not see the list sees the number and, if watching, oneself."""
    issue, viewer = issue_for(site, call), site.viewer(call)
    shown = may(site, viewer, "VIEW_VOTERS_AND_WATCHERS", issue)
    accounts = [each for each in issue.watchers if shown or (viewer and each == viewer.id)]
    return reply(
        {
            "self": call.url(f"/issue/{issue.key}/watchers"),
            "isWatching": viewer is not None and viewer.id in issue.watchers,
            "watchCount": len(issue.watchers),
            "watchers": [site.author_json(account, call) for account in accounts],
        }
    )


@route("POST", "/issue/{key}/watchers")
def watch(site: Site, call: Call) -> Answer:
    issue, viewer = issue_for(site, call), site.viewer(call)
    account = call.json() if call.body else viewer.id if viewer else ""
    if not isinstance(account, str):
        raise Problem(400, "The body has to be one account id, as a JSON string.")
    person = site.world.users.get(account)
    if person is None:
        raise Problem(404, f"The user with account id '{account}' does not exist.")
    _may_manage(site, call, issue, account)
    if not may_see(site, person, issue):
        raise Problem(400, f"The user '{person.name}' does not have permission to view this issue.")
    if account not in issue.watchers:
        issue.watchers.append(account)
        site.store.put_issue(issue)
    return no_content(Effect("watcher", issue.key, account))


@route("DELETE", "/issue/{key}/watchers")
def unwatch(site: Site, call: Call) -> Answer:
    issue, account = issue_for(site, call), call.query.get("accountId", "")
    if account not in issue.watchers:
        raise Problem(404, f"The user with account id '{account}' does not watch this issue.")
    _may_manage(site, call, issue, account)
    issue.watchers.remove(account)
    site.store.put_issue(issue)
    return no_content(Effect("watcher removed", issue.key, account))


def _may_manage(site: Site, call: Call, issue: Issue, account: str) -> None:
    viewer = site.viewer(call)
    if viewer is None or viewer.id != account:
        require(site, call, "MANAGE_WATCHERS", issue)

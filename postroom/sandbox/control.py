"""The switchboard under /sandbox: faults, request log, and everything the site holds, as JSON."""

from __future__ import annotations

import json
from typing import Any

from postroom.sandbox.adf import plain_text
from postroom.sandbox.calls import Answer, Call, Problem, reply
from postroom.sandbox.sink import mail_json
from postroom.sandbox.site import Site
from postroom.sandbox.store import Issue


def answer(site: Site, call: Call) -> Answer:
    work = _PAGES.get((call.method, call.path))
    if work is None:
        known = ", ".join(f"{method} {path}" for method, path in _PAGES)
        return reply({"error": f"No {call.method} {call.path} here. There is: {known}."}, 404)
    try:
        return reply(work(site, call))
    except (ValueError, Problem) as error:
        return reply({"error": str(error)}, 400)


def _show_faults(site: Site, call: Call) -> Any:
    return site.faults.show()


def _set_faults(site: Site, call: Call) -> Any:
    wanted = json.loads(call.body)
    if not isinstance(wanted, dict):
        raise ValueError("The switches have to be one JSON object.")
    site.faults.set(wanted)
    return site.faults.show()


def _reset_faults(site: Site, call: Call) -> Any:
    site.faults.reset()
    return site.faults.show()


def _reset(site: Site, call: Call) -> Any:
    site.store.clear()
    site.record.clear()
    site.faults.reset()
    return {"reset": True}


def _log(site: Site, call: Call) -> Any:
    return site.record.after(call.number("after", 0))


def _issues(site: Site, call: Call) -> Any:
    return [_issue_json(site, each) for each in site.store.issues.values()]


def _issue_json(site: Site, issue: Issue) -> dict[str, Any]:
    return {
        "id": str(issue.id),
        "key": issue.key,
        "project": issue.project,
        "summary": issue.fields["summary"],
        "description": plain_text(issue.fields.get("description")),
        "fields": issue.fields,
        "status": issue.status,
        "created": issue.created,
        "updated": issue.updated,
        "properties": issue.properties,
        "watchers": issue.watchers,
        "comments": [
            {
                "id": str(each.id),
                "author": each.author,
                "text": plain_text(each.body),
                "properties": each.properties,
                "created": each.created,
            }
            for each in site.store.comments_of(issue.id)
        ],
        "attachments": [
            {"id": str(each.id), "name": each.name, "size": each.size, "sha256": each.sha256}
            for each in site.store.attachments_of(issue.id)
        ],
    }


def _sent(site: Site, call: Call) -> Any:
    return [mail_json(each) for each in site.store.mails.values()]


def _about(site: Site, call: Call) -> Any:
    return {
        "url": site.url,
        "gateway": site.gateway,
        "cloud_id": site.store.cloud_id,
        "smtp": site.smtp,
        "email": site.world.me.email,
        "account_id": site.world.me.id,
        "projects": {key: [kind.name for kind in each.types] for key, each in site.world.projects.items()},
    }


_PAGES = {
    ("GET", "/sandbox/about"): _about,
    ("GET", "/sandbox/faults"): _show_faults,
    ("PUT", "/sandbox/faults"): _set_faults,
    ("DELETE", "/sandbox/faults"): _reset_faults,
    ("POST", "/sandbox/reset"): _reset,
    ("GET", "/sandbox/log"): _log,
    ("GET", "/sandbox/issues"): _issues,
    ("GET", "/sandbox/sent"): _sent,
}

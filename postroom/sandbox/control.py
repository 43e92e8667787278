"""The switchboard under /sandbox: faults, logs, people, and everything the site holds, as JSON."""

from __future__ import annotations

import json
from typing import Any

from postroom.sandbox.adf import plain_text
from postroom.sandbox.calls import Answer, Call, Problem, reply
from postroom.sandbox.cast import GROUPS, LEVELS, ROLES, User
from postroom.sandbox.courier import Courier
from postroom.sandbox.entities import Issue
from postroom.sandbox.sink import mail_json
from postroom.sandbox.site import Site


def answer(site: Site, courier: Courier, call: Call) -> Answer:
    if call.path == "/sandbox/webhooks" and call.method == "GET":
        return reply(courier.after(_after(call)))
    if call.path == "/sandbox/reset" and call.method == "POST":
        courier.forget()
    work = _PAGES.get((call.method, call.path))
    if work is None:
        known = ", ".join(["GET /sandbox/webhooks", *(f"{method} {path}" for method, path in _PAGES)])
        return reply({"error": f"No {call.method} {call.path} here. There is: {known}."}, 404)
    try:
        return reply(work(site, call))
    except (ValueError, Problem) as error:
        return reply({"error": str(error)}, 400)


def _after(call: Call) -> int:
    after = call.query.get("after", "0")
    return int(after) if after.isdigit() else 0


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
    site.news.clear()
    if site.sink:
        site.sink.clear()
    return {"reset": True}


def _log(site: Site, call: Call) -> Any:
    return site.record.after(_after(call))


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
                "visibility": each.visibility,
                "internal": each.internal,
            }
            for each in site.store.comments.of(issue.id)
        ],
        "attachments": [
            {"id": str(each.id), "name": each.name, "size": each.size, "sha256": each.sha256}
            for each in site.store.attachments.of(issue.id)
        ],
    }


def _sent(site: Site, call: Call) -> Any:
    return [mail_json(each) for each in site.store.mails]


def _smtp(site: Site, call: Call) -> Any:
    return site.sink.after(_after(call)) if site.sink else []


def _person_json(site: Site, person: User) -> dict[str, Any]:
    return {
        "account_id": person.id,
        "name": person.name,
        "email": person.email,
        "type": person.type,
        "token": site.token_of(person),
        "authorization": site.authorization_of(person) if person.active else "",
    }


def _about(site: Site, call: Call) -> Any:
    return {
        "url": site.url,
        "gateway": site.gateway,
        "cloud_id": site.store.cloud_id,
        "smtp": site.smtp,
        "email": site.world.me.email,
        "account_id": site.world.me.id,
        "people": {site.name_of(each): _person_json(site, each) for each in site.world.users.values()},
        "groups": {each.name: each.id for each in GROUPS.values()},
        "roles": {each.name: each.id for each in ROLES.values()},
        "levels": {each.name: each.id for each in LEVELS.values()},
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
    ("GET", "/sandbox/smtp"): _smtp,
}

"""What samples are put together from: people, an issue, and values of the shape that templates see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """`kind` chooses the parts of a set; `values` is what they see, of the same shape as for a real mail."""

    name: str
    kind: str
    meaning: str
    values: Mapping[str, Any]

    def fresh(self) -> Json:
        """The values as a copy that may be changed."""
        return deepcopy(dict(self.values))


def person(name: str, address: str = "", account_id: str = "") -> Json:
    return {"name": name, "address": address, "account_id": account_id, "avatar": ""}


def receiver(person: Json, *reasons: str) -> Json:
    return {
        "name": person["name"],
        "address": person["address"],
        "has_account": bool(person["account_id"]),
        "language": "en",
        "zone": "",
        "reasons": list(reasons),
    }


ADA = person("Ada Ahlgren", "ada@example.com", "5f0000000000000000a0002")
BRUNO = person("Bruno Barth", "bruno@example.com", "5f0000000000000000a0003")
CHIARA = person("Chiara Conti", "", "5f0000000000000000a0004")  # Jira hides her address
ENID = person("Enid Ekwall", "enid@example.org")

SITE = {"name": "Example", "url": "https://example.atlassian.net"}
URL = "https://example.atlassian.net/browse/"
WATCHER = receiver(BRUNO, "you watch the issue")
CUSTOMER = receiver(ENID, "you reported the issue")

ISSUE: Json = {
    "id": "10117",
    "key": "SUP-117",
    "url": URL + "SUP-117",
    "summary": "Pallet labels come out blank since Thursday",
    "type": "Incident",
    "status": "In Progress",
    "status_category": "In Progress",
    "priority": "High",
    "project": {"key": "SUP", "name": "Customer Support"},
    "reporter": ENID,
    "assignee": BRUNO,
    "created": "2026-11-19T08:12:04+01:00",
    "updated": "2026-11-22T14:31:40+01:00",
    "labels": ["printing", "warehouse"],
    "components": ["Label printer"],
    "resolution": "",
    "description": {
        "text": "Since Thursday every second pallet label is blank.\n\n"
        "- printer: the one at gate 4\n- driver: 7.2\n\nThe trucks leave at 16:00.",
        "html": '<div class="adf"><p>Since Thursday every <strong>second</strong> pallet label is blank.</p>'
        "<ul><li><p>printer: the one at gate 4</p></li><li><p>driver: <code>7.2</code></p></li></ul>"
        "<p>The trucks leave at 16:00.</p></div>",
    },
    "fields": {"Site": "Gate 4", "Customer number": "20481"},
    "deleted": False,
}
UNASSIGNED = {**ISSUE, "assignee": None, "status": "To Do", "status_category": "To Do"}


def event(kind: str, title: str, actor: Json, time: str, **more: Any) -> Json:
    empty: Json = {
        "comment": None, "changes": [], "attachments": [], "worklog": None, "link": None, "by_mail": False,
    }  # fmt: skip
    return {"kind": kind, "title": title, "actor": actor, "at": f"2026-11-22T{time}+01:00", **empty, **more}


def text(*paragraphs: str) -> Json:
    return {"text": "\n\n".join(paragraphs), "html": "".join(f"<p>{each}</p>" for each in paragraphs)}


def comment(author: Json, body: Json, **more: Any) -> Json:
    usual = {"internal": False, "restricted": "", "edited": False}
    url = URL + "SUP-117?focusedCommentId=20311"
    return {"id": "20311", "author": author, "url": url, **usual, **body, **more}


def change(field: str, before: str, after: str) -> Json:
    return {"field": field, "from": before, "to": after}


def file(name: str, size: int, kind: str, attached: bool = False, cid: str = "") -> Json:
    url = f"https://example.atlassian.net/rest/api/3/attachment/content/{size}"
    return {"name": name, "size": size, "url": url, "type": kind, "attached": attached, "cid": cid}


def values(events: Sequence[Json] = (), **more: Any) -> Json:
    """Every name that a template may use; a value that does not fit the mail is None, "" or []."""
    comments = [event["comment"] for event in events if event["comment"]]
    usual: Json = {
        "site": SITE,
        "issue": ISSUE,
        "events": list(events),
        "event": events[-1] if events else None,
        "comment": comments[-1] if comments else None,
        "actor": events[-1]["actor"] if events else None,
        "receiver": WATCHER,
        "mapping": {"name": "Support team"},
        "profile": {"name": "Support", "address": "support@example.com"},
        "reply": {"possible": True},
        "message": None,
        "issues": [],
        "title": "",
        "unsubscribe_url": "",
        "language": "en",
        "now": "2026-11-22T18:00:00+01:00",
    }
    return {**usual, **more}

"""Example issues, so that the pages of a new sandbox show something."""

from __future__ import annotations

import json
from typing import Any

from multidict import MultiDict

from postroom.sandbox.calls import Call, find_handler
from postroom.sandbox.site import Site

ISSUES = (
    ("SUP", "Task", "Order new chairs for the reading room", "Six of the old ones wobble."),
    ("SUP", "Bug", "The printer on floor 2 prints everything twice", "Since Monday. Paper is running out."),
    ("OPS", "Task", "Renew the certificate of the intranet", "It ends on the last day of the month."),
)


def plant(site: Site) -> None:
    """Create the examples the way a caller would; an already used sandbox is left as it is."""
    if site.store.issues:
        return
    for project, kind, summary, text in ISSUES:
        fields = {"project": {"key": project}, "issuetype": {"name": kind}}
        _ask(site, "/issue", {"fields": fields | {"summary": summary, "description": _document(text)}})
    first = next(iter(site.store.issues.values())).key
    _ask(site, f"/issue/{first}/comment", {"body": _document("The shop delivers on Thursday.")})
    site.store.commit()


def _ask(site: Site, path: str, body: Any) -> None:
    found = find_handler("POST", path)
    assert found
    handler, names = found
    handler(site, Call("POST", path, site.url, MultiDict(), {}, json.dumps(body).encode(), names))


def _document(text: str) -> dict[str, Any]:
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}

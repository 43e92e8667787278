"""Entity properties of issues and comments."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from postroom.sandbox.calls import Answer, Call, Effect, Problem, no_content, reply, route
from postroom.sandbox.sight import issue_for, may, may_read, may_see
from postroom.sandbox.site import Site

LONGEST_VALUE = 32768
LONGEST_KEY = 255


def given_properties(payload: dict[str, Any]) -> dict[str, Any]:
    """The `properties` of a create request as a mapping."""
    given = payload.get("properties") or []
    if not isinstance(given, list) or not all(isinstance(each, dict) and each.get("key") for each in given):
        raise Problem(400, "Can not deserialize value of properties: a list of objects with key and value.")
    return {str(each["key"]): _checked(str(each["key"]), each.get("value")) for each in given}


def _checked(key: str, value: Any) -> Any:
    if len(key) > LONGEST_KEY:
        raise Problem(400, f"The property key cannot be longer than {LONGEST_KEY} characters.")
    if len(json.dumps(value)) > LONGEST_VALUE:
        raise Problem(400, f"The property value cannot be longer than {LONGEST_VALUE} characters.")
    return value


class _Owner:
    """Where a set of properties lives, how a change of it is kept, and whether the caller may make one."""

    def __init__(
        self, held: dict[str, Any], url: str, key: str, save: Callable[[], None], *, writable: bool
    ) -> None:
        self.held, self.url, self.key, self.save, self.writable = held, url, key, save, writable

    def check_writable(self) -> None:
        if not self.writable:
            raise Problem(403, "You do not have the permission to change these properties.")


def _of_issue(site: Site, call: Call) -> _Owner:
    issue = issue_for(site, call)
    url = call.url(f"/issue/{issue.id}/properties")
    writable = may(site, site.viewer(call), "EDIT_ISSUES", issue)
    return _Owner(issue.properties, url, issue.key, lambda: site.store.put_issue(issue), writable=writable)


def _of_comment(site: Site, call: Call) -> _Owner:
    number, viewer = call.names["comment"], site.viewer(call)
    comment = site.store.comments.get(number)
    issue = site.store.issues[comment.issue] if comment else None
    if not comment or not issue or not may_see(site, viewer, issue) or not may_read(viewer, issue, comment):
        raise Problem(404, f"Can not find a comment for the id: {number}.")
    own = viewer is not None and viewer.id == comment.author
    url = call.url(f"/comment/{comment.id}/properties")
    writable = any(
        may(site, viewer, name, issue)
        for name in ("EDIT_ALL_COMMENTS", *(["EDIT_OWN_COMMENTS"] if own else []))
    )
    return _Owner(
        comment.properties, url, issue.key, lambda: site.store.put_comment(comment), writable=writable
    )


def _list(owner: _Owner) -> Answer:
    return reply({"keys": [{"self": f"{owner.url}/{key}", "key": key} for key in owner.held]})


def _get(owner: _Owner, name: str) -> Answer:
    if name not in owner.held:
        raise Problem(404, f"The property with key {name} does not exist.")
    return reply({"key": name, "value": owner.held[name]})


def _put(owner: _Owner, name: str, call: Call) -> Answer:
    value = call.json()
    owner.check_writable()
    new = name not in owner.held
    owner.held[name] = _checked(name, value)
    owner.save()
    effect = Effect("property", owner.key, name, properties={name: value})
    return reply(None, 201 if new else 200, effect)


def _delete(owner: _Owner, name: str, call: Call) -> Answer:
    owner.check_writable()
    if name not in owner.held:
        raise Problem(404, f"The property with key {name} does not exist.")
    del owner.held[name]
    owner.save()
    return no_content(Effect("property", owner.key, name))


def _enter(base: str, owner_of: Callable[[Site, Call], _Owner]) -> None:
    route("GET", base)(lambda site, call: _list(owner_of(site, call)))
    one = f"{base}/{{property}}"
    route("GET", one)(lambda site, call: _get(owner_of(site, call), call.names["property"]))
    route("PUT", one)(lambda site, call: _put(owner_of(site, call), call.names["property"], call))
    route("DELETE", one)(lambda site, call: _delete(owner_of(site, call), call.names["property"], call))


_enter("/issue/{key}/properties", _of_issue)
_enter("/comment/{comment}/properties", _of_comment)

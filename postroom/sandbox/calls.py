"""What a caller asked of the sandbox, what it is told, and which function answers which path."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from multidict import MultiMapping

if TYPE_CHECKING:
    from postroom.sandbox.site import Site

JSON = "application/json;charset=UTF-8"
UNREADABLE = "There was an error parsing JSON. Check that your request body is valid."
BAD_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."


@dataclass(frozen=True)
class Upload:
    """One file of a multipart request, already on disk at `path`. `size` in bytes."""

    name: str
    type: str
    size: int
    sha256: str
    path: str


@dataclass(frozen=True)
class Effect:
    """What a request did to the site, for the request log. `text` is the full plain text written."""

    kind: str
    key: str
    id: str
    text: str = ""
    files: tuple[Mapping[str, Any], ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    effect: Effect | None = None
    file: str = ""  # a path to send instead of `body`


class Problem(Exception):
    """A request that Jira refuses: the answer is `answer`."""

    def __init__(self, status: int, *messages: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(status, *messages)
        self.answer = reply({"errorMessages": list(messages), "errors": dict(errors or {})}, status)


class BarePayloadProblem(Problem):
    """The 400s that Jira sends without an `errors` member."""

    def __init__(self, message: str) -> None:
        super().__init__(400, message)
        self.answer = reply({"errorMessages": [message]}, 400)


def reply(value: Any, status: int = 200, effect: Effect | None = None) -> Answer:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Answer(status, body, effect=effect)


def no_content(effect: Effect | None = None) -> Answer:
    return Answer(204, effect=effect)


@dataclass(frozen=True)
class Call:
    """One REST request. `base` is the URL in front of `/rest/api/3`; `path` is what follows it. `account` is
    who asks, and empty for the API user; `version` is that of the addresses in the answer."""

    method: str
    path: str
    base: str
    query: MultiMapping[str]
    headers: Mapping[str, str]
    body: bytes = b""
    names: Mapping[str, str] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    anonymous: bool = False
    account: str = ""
    version: int = 3

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise BarePayloadProblem(UNREADABLE) from None

    def payload(self, *known: str) -> dict[str, Any]:
        """The body of an operation that refuses members it does not know."""
        try:
            value = json.loads(self.body)
        except ValueError:
            raise BarePayloadProblem(BAD_PAYLOAD) from None
        if not isinstance(value, dict) or set(value) - set(known):
            raise BarePayloadProblem(BAD_PAYLOAD)
        return value

    def list_of(self, name: str) -> list[str]:
        """A list parameter, given as `a,b` or by repeating it."""
        given = self.query.getall(name, [])
        return [word.strip() for value in given for word in value.split(",") if word.strip()]

    def number(self, name: str, default: int) -> int:
        value = self.query.get(name, "")
        if not value:
            return default
        try:
            return int(value)
        except ValueError:
            raise Problem(400, f"The value '{value}' is not a number: {name}.") from None

    def flag(self, name: str, default: bool) -> bool:
        value = self.query.get(name, "")
        return default if not value else value.lower() == "true"

    def refuse_anonymous(self) -> None:
        """Raises the 403 of a caller without credentials who wants to change something."""
        if self.anonymous:
            raise Problem(403, "You do not have the permission to change this issue.")

    def url(self, path: str) -> str:
        return f"{self.base}/rest/api/{self.version}{path}"


Handler = Callable[["Site", Call], Answer]
_routes: dict[tuple[str, int], list[tuple[tuple[str, ...], Handler]]] = {}


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    """Enter a handler for `method` and a pattern such as `/issue/{key}/comment`."""
    parts = tuple(pattern.strip("/").split("/"))

    def enter(handler: Handler) -> Handler:
        entries = _routes.setdefault((method, len(parts)), [])
        entries.append((parts, handler))
        entries.sort(key=lambda entry: sum(part.startswith("{") for part in entry[0]))
        return handler

    return enter


def find_handler(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    parts = path.strip("/").split("/")
    for pattern, handler in _routes.get((method, len(parts)), ()):
        pairs = list(zip(pattern, parts, strict=True))
        if all(want.startswith("{") or want == got for want, got in pairs):
            return handler, {want[1:-1]: got for want, got in pairs if want.startswith("{")}
    return None

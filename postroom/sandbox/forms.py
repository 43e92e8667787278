"""What the forms of the issue page do: a REST call in the name of whoever was chosen."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from multidict import MultiDict

from postroom.sandbox.calls import Answer, Call, Problem, find_handler
from postroom.sandbox.cast import User
from postroom.sandbox.layout import page
from postroom.sandbox.site import Site

Form = Mapping[str, str]
Asked = tuple[str, str, Any]  # method, what follows the path of the issue, body
_PATH = re.compile(r"/browse/(\w+-\d+)/(\w+)")


def answer(site: Site, call: Call) -> Answer:
    """Send the browser back to the issue, or show in Jira's words why not."""
    match = _PATH.fullmatch(call.path)
    work = _WORK.get(match[2]) if match else None
    if match is None or work is None:
        return page(site, "Not found", "<p>There is nothing here.</p>", 404)
    if not _is_own(call):
        return page(site, "Refused", "<p>This form was not sent from a page of the sandbox.</p>", 403)
    form = dict(urllib.parse.parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))
    person = site.person(form.get("as", ""))
    if person is None or not person.active:
        return page(site, "Not done", "<p>There is nobody of that name here.</p>", 400)
    key = match[1]
    done = _ask(site, person, f"/issue/{key}", work(form))
    if done.status >= 400:
        words = escape(_words(done))
        return page(site, "Not done", f"<p>{words}</p><p><a href='/browse/{key}'>Back to {key}</a></p>", 400)
    place = f"#comment-{done.effect.id}" if done.effect and done.effect.kind == "comment" else ""
    return Answer(303, headers={"Location": f"/browse/{key}?as={form['as']}{place}"})


def _is_own(call: Call) -> bool:
    """Browsers say where a form comes from; other programs need not."""
    if call.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = call.headers.get("Origin")
    return origin is None or urllib.parse.urlsplit(origin).netloc == call.headers.get("Host")


def _ask(site: Site, person: User, issue: str, asked: Asked) -> Answer:
    """The call as an API caller would make it; it stands in the request log with the page's own path."""
    method, rest, body = asked
    parts = urllib.parse.urlsplit(issue + rest)
    found = find_handler(method, parts.path)
    assert found
    handler, names = found
    call = Call(
        method=method,
        path=parts.path,
        base=site.url,
        query=MultiDict(urllib.parse.parse_qsl(parts.query)),
        headers={},
        body=json.dumps(body).encode(),
        names=names,
        account=person.id,
    )
    try:
        done = handler(site, call)
    except Problem as problem:
        done = problem.answer
    path, worked = f"/browse{issue.removeprefix('/issue')}", done.status < 400
    site.record.add(method, path, done.status, done=worked, effect=done.effect, account=person.id)
    return done


def _words(refused: Answer) -> str:
    value = json.loads(refused.body)
    return " ".join([*value.get("errorMessages", []), *value.get("errors", {}).values()]) or "Refused."


def _comment(form: Form) -> Asked:
    body: dict[str, Any] = {"body": _document(form.get("text", ""))}
    kind, _, circle = form.get("circle", "").partition(":")
    if kind == "internal":
        body["properties"] = [{"key": "sd.public.comment", "value": {"internal": True}}]
    elif kind:
        body["visibility"] = {"type": kind, "identifier": circle}
    return "POST", "/comment", body


def _document(text: str) -> dict[str, Any]:
    """Blank lines divide paragraphs, other ends of lines are kept."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    content = [{"type": "paragraph", "content": _lines(each)} for each in paragraphs if each.strip()]
    return {"type": "doc", "version": 1, "content": content}


def _lines(paragraph: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in paragraph.split("\n"):
        found += [{"type": "hardBreak"}] if found else []
        found += [{"type": "text", "text": line}] if line else []
    return found


def _level(form: Form) -> Asked:
    level = form.get("level")
    return "PUT", "", {"fields": {"security": {"id": level} if level else None}}


_WORK: dict[str, Callable[[Form], Asked]] = {
    "comment": _comment,
    "transition": lambda form: ("POST", "/transitions", {"transition": {"id": form.get("transition")}}),
    "assign": lambda form: ("PUT", "/assignee", {"accountId": form.get("assignee") or None}),
    "watch": lambda form: ("POST", "/watchers", form.get("watcher", "")),
    "unwatch": lambda form: (
        "DELETE",
        "/watchers?accountId=" + urllib.parse.quote(form.get("watcher", "")),
        None,
    ),
    "secure": _level,
}

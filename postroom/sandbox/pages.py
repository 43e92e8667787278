"""The pages for people: projects, issues, and what the mail sink received. Nobody has to sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from postroom.sandbox.attachments import file_answer
from postroom.sandbox.calls import Answer, Call, Problem
from postroom.sandbox.faults import Settings
from postroom.sandbox.render import STYLE as DOCUMENT_STYLE
from postroom.sandbox.render import File, document_html
from postroom.sandbox.sink import header, parse, text_of
from postroom.sandbox.site import ZONE, Site
from postroom.sandbox.store import Attachment, Comment, Issue, SinkMail
from postroom.sandbox.world import FIELDS, STATUSES

HTML = "text/html;charset=UTF-8"
PAGE = 50
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--dim:#667;--link:#0b57d0}
@media(prefers-color-scheme:dark){:root{--dim:#99a;--link:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:60rem;margin:0 auto;padding:.75rem 1rem}
header{display:flex;gap:1.25rem;align-items:baseline;border-bottom:1px solid var(--line)}
footer{border-top:1px solid var(--line);color:var(--dim);font-size:.875rem;margin-top:2rem}
a{color:var(--link)}header b{margin-right:auto}h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem}
h2{font-size:1.125rem;margin:2rem 0 .5rem}.dim{color:var(--dim);font-size:.875rem}
ul.list{list-style:none;padding:0;margin:0}ul.list>li{padding:.625rem 0;border-bottom:1px solid var(--line)}
ul.list a{font-weight:600;text-decoration:none}
.box{background:var(--soft);border:1px solid var(--line);border-radius:.5rem}
.box{padding:.25rem 1rem;margin:0 0 1rem}
.warn{border-left:4px solid #c60}.wide,pre{overflow-x:auto}pre{white-space:pre-wrap}
table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.25rem .5rem;text-align:left}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem 1rem}
dt{color:var(--dim)}dd{margin:0}
@media(max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.5rem}}
"""


class _Missing(Exception):
    """There is no such page."""


def answer(site: Site, call: Call) -> Answer:
    if call.method not in ("GET", "HEAD"):
        return _page(site, "Only for reading", "<p>These pages are only for reading.</p>", 405)
    for pattern, show in _PAGES:
        match = pattern.fullmatch(call.path)
        if match:
            try:
                return show(site, call, *match.groups())
            except (_Missing, Problem):
                break
    return _page(site, "Not found", "<p>There is nothing here. <a href='/'>To the projects</a></p>", 404)


def _page(site: Site, title: str, body: str, status: int = 200) -> Answer:
    changed = [
        f"{name} = {value}"
        for name, value in site.faults.show().items()
        if value != getattr(Settings(), name)
    ]
    faults = (
        f"<p class='box warn'>Faults are switched on: {escape(', '.join(changed))}</p>" if changed else ""
    )
    html = (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>{escape(title)} - Jira sandbox</title><style>{STYLE}{DOCUMENT_STYLE}</style></head><body>"
        "<header><b>Jira sandbox</b><a href='/'>Projects</a><a href='/mail'>Mail sink</a></header>"
        f"<main><h1>{escape(title)}</h1>{faults}{body}</main>"
        "<footer>This is a sandbox that looks like Jira Cloud from outside. It is not Jira, and "
        "no mail leaves it.</footer></body></html>"
    )
    return Answer(status, html.encode("utf-8", "replace"), HTML, HEADERS)


def _projects(site: Site, call: Call) -> Answer:
    counts = [
        sum(issue.project == key for issue in site.store.issues.values()) for key in site.world.projects
    ]
    rows = "".join(
        f"<li><a href='/projects/{each.key}'>{escape(each.name)}</a> "
        f"<span class=dim>{each.key} &middot; {count} issues</span></li>"
        for each, count in zip(site.world.projects.values(), counts, strict=True)
    )
    facts = {
        "REST API": site.url + "/rest/api/3",
        "Gateway": site.gateway,
        "User": site.world.me.email,
        "Mail sink": site.smtp or "off",
    }
    return _page(site, "Projects", f"<ul class=list>{rows}</ul><h2>How to connect</h2>{_facts(facts)}")


def _issues(site: Site, call: Call, key: str) -> Answer:
    project = site.project(key)
    every = [issue for issue in reversed(site.store.issues.values()) if issue.project == project.key]
    start = max(0, call.number("start", 0))
    rows = "".join(
        f"<li><a href='/browse/{each.key}'>{each.key} {escape(str(each.fields['summary']))}</a>"
        f"<div class=dim>{STATUSES[each.status].name} &middot; {_when(each.created)} &middot; "
        f"{len(site.store.issue_comments.get(each.id, ()))} comments, "
        f"{len(site.store.issue_attachments.get(each.id, ()))} attachments</div></li>"
        for each in every[start : start + PAGE]
    )
    more = f"<p><a href='?start={start + PAGE}'>Older issues</a></p>" if start + PAGE < len(every) else ""
    empty = "" if every else "<p class=dim>No issue yet.</p>"
    return _page(site, project.name, f"<ul class=list>{rows}</ul>{more}{empty}")


def _issue(site: Site, call: Call, key: str) -> Answer:
    issue = site.issue(key)
    kind = next(each.name for each in site.project(issue.project).types if each.id == issue.type)
    facts = {
        "Type": kind,
        "Status": STATUSES[issue.status].name,
        "Created": _when(issue.created),
        "Reporter": site.world.users[issue.fields["reporter"]].name if issue.fields.get("reporter") else "-",
        "Watchers": ", ".join(site.world.users[each].name for each in issue.watchers) or "-",
    }
    shown = {each.media: _shown(each) for each in site.store.attachments_of(issue.id)}
    rich = "".join(_rich_field(issue, name, shown) for name in issue.fields if FIELDS[name].rich)
    lines = {
        FIELDS[name].name: ", ".join(value) if isinstance(value, list) else value
        for name, value in issue.fields.items()
        if value and (FIELDS[name].custom == "textfield" or name in ("labels", "duedate"))
    }
    files = "".join(_file_row(each) for each in site.store.attachments_of(issue.id))
    comments = "".join(_comment(site, each, shown) for each in site.store.comments_of(issue.id))
    body = (
        f"<p><a href='/projects/{issue.project}'>{issue.project}</a> / {issue.key}</p>"
        f"{_facts(facts | lines)}{rich}"
        + (f"<h2>Attachments</h2><ul class=list>{files}</ul>" if files else "")
        + (f"<h2>Comments</h2>{comments}" if comments else "")
    )
    return _page(site, str(issue.fields["summary"]), body)


def _rich_field(issue: Issue, name: str, files: dict[str, File]) -> str:
    html = document_html(issue.fields[name], files)
    return f"<h2>{FIELDS[name].name}</h2><div class='box doc'>{html}</div>" if html else ""


def _shown(each: Attachment) -> File:
    """The attachment as a document shows it."""
    return File(_address(each), each.name, each.type.startswith("image/"))


def _address(each: Attachment) -> str:
    return f"/secure/attachment/{each.id}/{quote(each.name, safe='')}"


def _comment(site: Site, comment: Comment, files: dict[str, File]) -> str:
    author = escape(site.world.users[comment.author].name)
    return (
        f"<div class=box id=comment-{comment.id}><p class=dim>{author} &middot; {_when(comment.created)}</p>"
        f"<div class=doc>{document_html(comment.body, files)}</div></div>"
    )


def _file_row(each: Attachment) -> str:
    about = f"{_size(each.size)} {escape(each.type)}"
    return f"<li><a href='{_address(each)}'>{escape(each.name)}</a> <span class=dim>{about}</span></li>"


def _file(site: Site, call: Call, number: str, name: str) -> Answer:
    attachment = site.store.attachments.get(int(number))
    if attachment is None:
        raise _Missing
    return file_answer(site, attachment)


def _mails(site: Site, call: Call) -> Answer:
    every = list(reversed(site.store.mails.values()))
    start = max(0, call.number("start", 0))
    rows = "".join(_mail_row(each) for each in every[start : start + PAGE])
    more = f"<p><a href='?start={start + PAGE}'>Older mails</a></p>" if start + PAGE < len(every) else ""
    where = f"SMTP at {escape(site.smtp)}" if site.smtp else "The sink is off"
    empty = "" if every else "<p>No mail yet.</p>"
    return _page(site, "Mail sink", f"<p class=dim>{where}</p><ul class=list>{rows}</ul>{more}{empty}")


def _mail_row(mail: SinkMail) -> str:
    subject = header(parse(mail), "Subject") or "(no subject)"
    return (
        f"<li><a href='/mail/{mail.id}'>{escape(subject)}</a><div class=dim>{escape(mail.sender or '<>')} to "
        f"{escape(', '.join(mail.receivers))} &middot; {_when(mail.received)}</div></li>"
    )


def _mail(site: Site, call: Call, number: str) -> Answer:
    mail = site.store.mails.get(int(number))
    if mail is None:
        raise _Missing
    parsed = parse(mail)
    facts = {name: header(parsed, name) for name in dict.fromkeys(parsed.keys())}
    envelope = {"Envelope sender": mail.sender or "<>", "Envelope receivers": ", ".join(mail.receivers)}
    body = (
        f"<pre class=box>{escape(text_of(parsed))}</pre><h2>Envelope</h2>{_facts(envelope)}"
        f"<h2>Headers</h2>{_facts(facts)}<p><a href='/mail/{mail.id}/raw'>The mail as it came</a></p>"
    )
    return _page(site, header(parsed, "Subject") or "(no subject)", body)


def _raw_mail(site: Site, call: Call, number: str) -> Answer:
    mail = site.store.mails.get(int(number))
    if mail is None:
        raise _Missing
    headers = {"Content-Disposition": f'attachment; filename="{mail.id}.eml"', **HEADERS}
    return Answer(200, mail.raw.encode("latin-1"), "message/rfc822", headers)


def _facts(facts: dict[str, str]) -> str:
    return (
        "<dl>" + "".join(f"<dt>{escape(a)}</dt><dd>{escape(str(b))}</dd>" for a, b in facts.items()) + "</dl>"
    )


def _when(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _size(octets: int) -> str:
    return f"{octets:,} bytes" if octets < 10000 else f"{octets / 1000:,.0f} kB"


_PAGES: tuple[tuple[re.Pattern[str], Callable[..., Answer]], ...] = (
    (re.compile(r"/"), _projects),
    (re.compile(r"/projects/(\w+)/?"), _issues),
    (re.compile(r"/browse/(\w+-\d+)"), _issue),
    (re.compile(r"/secure/attachment/(\d+)/(.*)"), _file),
    (re.compile(r"/mail/?"), _mails),
    (re.compile(r"/mail/(\d+)"), _mail),
    (re.compile(r"/mail/(\d+)/raw"), _raw_mail),
)

"""The pages for people: projects, who is who, and what the mail sink received. Nobody has to sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from postroom.sandbox.attachments import file_answer
from postroom.sandbox.calls import Answer, Call, Problem
from postroom.sandbox.cast import GROUPS, ROLES, User
from postroom.sandbox.entities import SinkMail
from postroom.sandbox.issue_page import issue_page
from postroom.sandbox.layout import HEADERS, facts_html, page, when
from postroom.sandbox.sight import in_role
from postroom.sandbox.sink import header, parse, text_of
from postroom.sandbox.site import Site
from postroom.sandbox.world import STATUSES

PAGE = 50


class _Missing(Exception):
    """There is no such page."""


def answer(site: Site, call: Call) -> Answer:
    if call.method not in ("GET", "HEAD"):
        return page(site, "Only for reading", "<p>This page is only for reading.</p>", 405)
    for pattern, show in _PAGES:
        match = pattern.fullmatch(call.path)
        if match:
            try:
                return show(site, call, *match.groups())
            except (_Missing, Problem):
                break
    return page(site, "Not found", "<p>There is nothing here. <a href='/'>To the projects</a></p>", 404)


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
    return page(site, "Projects", f"<ul class=list>{rows}</ul><h2>How to connect</h2>{facts_html(facts)}")


def _issues(site: Site, call: Call, key: str) -> Answer:
    project = site.project(key)
    every = [issue for issue in reversed(site.store.issues.values()) if issue.project == project.key]
    start = max(0, call.number("start", 0))
    rows = "".join(
        f"<li><a href='/browse/{each.key}'>{each.key} {escape(str(each.fields['summary']))}</a>"
        f"<div class=dim>{STATUSES[each.status].name} &middot; {when(each.created)} &middot; "
        f"{len(site.store.comments.of(each.id))} comments, "
        f"{len(site.store.attachments.of(each.id))} attachments</div></li>"
        for each in every[start : start + PAGE]
    )
    more = f"<p><a href='?start={start + PAGE}'>Older issues</a></p>" if start + PAGE < len(every) else ""
    empty = "" if every else "<p class=dim>No issue yet.</p>"
    return page(site, project.name, f"<ul class=list>{rows}</ul>{more}{empty}")


def _people(site: Site, call: Call) -> Answer:
    rows = "".join(_person_row(site, each) for each in site.world.users.values())
    about = "<p class=dim>Each may call the REST API with the address and the token given.</p>"
    return page(site, "People", f"{about}<ul class=list>{rows}</ul>")


def _person_row(site: Site, person: User) -> str:
    groups = [each.name for each in GROUPS.values() if person.id in each.members]
    roles = [
        f"{role.name} in {project}"
        for project in site.world.projects
        for role in ROLES.values()
        if in_role(person.id, project, role.id)
    ]
    shown = "shown" if person.shown else "hidden"
    login = f"token {site.token_of(person)}" if person.active else "not active"
    return (
        f"<li><b>{escape(person.name)}</b> <span class=tag>{person.type}</span><div class=dim>"
        f"{escape(person.email)} ({shown}) &middot; {escape(login)} &middot; {person.id}<br>"
        f"{escape(', '.join([*groups, *roles]) or 'no groups or roles')}</div></li>"
    )


def _file(site: Site, call: Call, number: str, name: str) -> Answer:
    attachment = site.store.attachments.get(number)
    if attachment is None:
        raise _Missing
    return file_answer(site, attachment)


def _mails(site: Site, call: Call) -> Answer:
    every = list(reversed(site.store.mails))
    start = max(0, call.number("start", 0))
    rows = "".join(_mail_row(each) for each in every[start : start + PAGE])
    more = f"<p><a href='?start={start + PAGE}'>Older mails</a></p>" if start + PAGE < len(every) else ""
    where = f"SMTP at {escape(site.smtp)}" if site.smtp else "The sink is off"
    empty = "" if every else "<p>No mail yet.</p>"
    return page(site, "Mail sink", f"<p class=dim>{where}</p><ul class=list>{rows}</ul>{more}{empty}")


def _mail_row(mail: SinkMail) -> str:
    subject = header(parse(mail), "Subject") or "(no subject)"
    return (
        f"<li><a href='/mail/{mail.id}'>{escape(subject)}</a><div class=dim>{escape(mail.sender or '<>')} to "
        f"{escape(', '.join(mail.receivers))} &middot; {when(mail.received)}</div></li>"
    )


def _mail(site: Site, call: Call, number: str) -> Answer:
    mail = site.store.mails.get(number)
    if mail is None:
        raise _Missing
    parsed = parse(mail)
    facts = {name: header(parsed, name) for name in dict.fromkeys(parsed.keys())}
    envelope = {"Envelope sender": mail.sender or "<>", "Envelope receivers": ", ".join(mail.receivers)}
    body = (
        f"<pre class=box>{escape(text_of(parsed))}</pre><h2>Envelope</h2>{facts_html(envelope)}"
        f"<h2>Headers</h2>{facts_html(facts)}<p><a href='/mail/{mail.id}/raw'>The mail as it came</a></p>"
    )
    return page(site, header(parsed, "Subject") or "(no subject)", body)


def _raw_mail(site: Site, call: Call, number: str) -> Answer:
    mail = site.store.mails.get(number)
    if mail is None:
        raise _Missing
    headers = {"Content-Disposition": f'attachment; filename="{mail.id}.eml"', **HEADERS}
    return Answer(200, mail.raw.encode("latin-1"), "message/rfc822", headers)


_PAGES: tuple[tuple[re.Pattern[str], Callable[..., Answer]], ...] = (
    (re.compile(r"/"), _projects),
    (re.compile(r"/projects/(\w+)/?"), _issues),
    (re.compile(r"/people/?"), _people),
    (re.compile(r"/browse/(\w+-\d+)"), issue_page),
    (re.compile(r"/secure/attachment/(\d+)/(.*)"), _file),
    (re.compile(r"/mail/?"), _mails),
    (re.compile(r"/mail/(\d+)"), _mail),
    (re.compile(r"/mail/(\d+)/raw"), _raw_mail),
)

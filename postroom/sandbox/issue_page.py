"""The page of one issue: what it holds, for all eyes, and forms to act on it as any of the people."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from postroom.sandbox.calls import Answer, Call
from postroom.sandbox.cast import GROUPS, LEVELS, ROLES
from postroom.sandbox.catalogue import FIELDS
from postroom.sandbox.changelog import side_of
from postroom.sandbox.entities import Attachment, Comment, History, Issue, Worklog
from postroom.sandbox.layout import facts_html, page, size_words, when
from postroom.sandbox.render import File, document_html
from postroom.sandbox.shapes import span
from postroom.sandbox.site import Site
from postroom.sandbox.world import LINK_TYPES, STATUSES, TRANSITIONS

_OWN_PLACE = frozenset(("summary", "project", "issuetype", "reporter", "assignee", "attachment", "security"))


def issue_page(site: Site, call: Call, key: str) -> Answer:
    issue = site.issue(key)
    chosen = call.query.get("as", "")
    shown = {each.media: _shown(each) for each in site.store.attachments.of(issue.id)}
    rich = "".join(_rich_field(issue, name, shown) for name in issue.fields if FIELDS[name].rich)
    body = (
        f"<p><a href='/projects/{issue.project}'>{issue.project}</a> / {issue.key}</p>"
        f"{facts_html(_facts(site, issue))}{rich}"
        + _section("Links", _links(site, issue))
        + _section("Attachments", _listed(_file_row(each) for each in site.store.attachments.of(issue.id)))
        + _section(
            "Comments", "".join(_comment(site, each, shown) for each in site.store.comments.of(issue.id))
        )
        + _section("Work", "".join(_worklog(site, each) for each in site.store.worklogs.of(issue.id)))
        + _comment_form(site, issue, chosen)
        + _change_form(site, issue, chosen)
        + _section("History", _listed(_change(site, each) for each in site.store.histories.of(issue.id)))
    )
    return page(site, str(issue.fields["summary"]), body)


def _facts(site: Site, issue: Issue) -> dict[str, str]:
    def name(account: str | None) -> str:
        return site.world.users[account].name if account else "-"

    level = LEVELS.get(str(issue.fields.get("security")))
    return {
        "Type": next(each.name for each in site.project(issue.project).types if each.id == issue.type),
        "Status": STATUSES[issue.status].name,
        "Created": when(issue.created),
        "Reporter": name(issue.fields.get("reporter")),
        "Assignee": name(issue.fields.get("assignee")),
        "Watchers": ", ".join(name(each) for each in issue.watchers) or "-",
        **({"Security level": f"{level.name} ({level.description})"} if level else {}),
        **{
            FIELDS[each].name: side_of(site, FIELDS[each], value)[1] or ""
            for each, value in issue.fields.items()
            if value and each not in _OWN_PLACE and not FIELDS[each].rich
        },
    }


def _section(title: str, html: str) -> str:
    return f"<h2>{title}</h2>{html}" if html else ""


def _listed(rows: Iterable[str]) -> str:
    html = "".join(rows)
    return f"<ul class=list>{html}</ul>" if html else ""


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
    tags = ["internal"] if comment.internal else []
    if comment.visibility:
        tags.append(f"only {comment.visibility['type']} {comment.visibility['value']}")
    shut = " shut" if tags else ""
    marks = "".join(f" <span class=tag>{escape(tag)}</span>" for tag in tags)
    edited = "" if comment.updated == comment.created else f", edited {when(comment.updated)}"
    return (
        f"<div class='box{shut}' id=comment-{comment.id}><p class=dim>{author} &middot; "
        f"{when(comment.created)}{edited}{marks}</p>"
        f"<div class=doc>{document_html(comment.body, files)}</div></div>"
    )


def _worklog(site: Site, worklog: Worklog) -> str:
    author = escape(site.world.users[worklog.author].name)
    return (
        f"<div class=box><p class=dim>{author} &middot; {span(worklog.seconds)}</p>"
        f"<div class=doc>{document_html(worklog.comment)}</div></div>"
    )


def _file_row(each: Attachment) -> str:
    about = f"{size_words(each.size)} {escape(each.type)}"
    return f"<li><a href='{_address(each)}'>{escape(each.name)}</a> <span class=dim>{about}</span></li>"


def _links(site: Site, issue: Issue) -> str:
    rows = []
    for link in site.store.links_of(issue):
        kind, out = LINK_TYPES[link.type], link.source == issue.id
        other = site.store.issues[link.destination if out else link.source]
        words = kind.outward if out else kind.inward
        summary = escape(str(other.fields["summary"]))
        rows.append(f"<li>{words} <a href='/browse/{other.key}'>{other.key} {summary}</a></li>")
    return _listed(rows)


def _change(site: Site, history: History) -> str:
    words = "; ".join(
        f"{each['field']}: {each['fromString'] or '-'} → {each['toString'] or '-'}" for each in history.items
    )
    author = site.world.users[history.author].name
    return f"<li class=dim>{when(history.created)} &middot; {escape(author)} &middot; {escape(words)}</li>"


def _comment_form(site: Site, issue: Issue, chosen: str) -> str:
    circles = [("", "Everybody who sees the issue"), ("internal", "The team (internal comment)")]
    circles += [(f"role:{each.id}", f"Only the role {each.name}") for each in ROLES.values()]
    circles += [(f"group:{each.id}", f"Only the group {each.name}") for each in GROUPS.values()]
    return (
        f"<h2>Write a comment</h2><form class=box method=post action='/browse/{issue.key}/comment'>"
        "<label for=text>Text</label><textarea id=text name=text rows=4 required></textarea>"
        f"<div class=row>{_people(site, 'author', chosen)}{_select('circle', 'Who may read it', circles)}"
        "<button>Comment</button></div></form>"
    )


def _change_form(site: Site, issue: Issue, chosen: str) -> str:
    """One form with several buttons; each sends it to its own address."""
    base = f"/browse/{issue.key}"
    steps = [(number, STATUSES[status].name) for number, status in TRANSITIONS.items()]
    staff = [each for each in site.world.users.values() if each.active and not each.is_customer]
    nobody = [("", "Nobody")]
    assignees = nobody + [(each.id, each.name) for each in staff]
    everybody = [(each.id, each.name) for each in site.world.users.values() if each.active]
    levels = [("", "None: everybody who sees the project")] + [(e.id, e.name) for e in LEVELS.values()]
    return (
        f"<h2>Change it</h2><form class=box method=post action='{base}/transition'>"
        f"<div class=row>{_people(site, 'actor', chosen)}</div>"
        f"<div class=row>{_select('transition', 'Status', steps)}<button>Move</button></div>"
        f"<div class=row>{_select('assignee', 'Assignee', assignees, str(issue.fields.get('assignee')))}"
        f"{_button(base, 'assign', 'Assign')}</div>"
        f"<div class=row>{_select('watcher', 'Watcher', everybody)}"
        f"{_button(base, 'watch', 'Add')}{_button(base, 'unwatch', 'Remove')}</div>"
        f"<div class=row>{_select('level', 'Security level', levels, str(issue.fields.get('security')))}"
        f"{_button(base, 'secure', 'Set')}</div></form>"
    )


def _button(base: str, what: str, words: str) -> str:
    return f"<button formaction='{base}/{what}'>{words}</button>"


def _people(site: Site, name: str, chosen: str) -> str:
    people = [(site.name_of(each), each.name) for each in site.world.users.values() if each.active]
    return _select("as", "As", people, chosen or "ada", name)


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str = "", place: str = "") -> str:
    rows = "".join(
        f"<option value='{escape(value)}'{' selected' if value == chosen else ''}>{escape(words)}</option>"
        for value, words in options
    )
    place = place or name
    return f"<div><label for={place}>{label}</label><select id={place} name={name}>{rows}</select></div>"

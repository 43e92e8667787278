"""What templates see of a notice: plain values, and nothing in them that its receiver may not see."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from postroom.jira.adf import lead_of, without_lead
from postroom.jira.issues import attachment_url
from postroom.jira.render import Look, Picture, media_used, to_html, to_text
from postroom.jira.snapshot import File, Person
from postroom.mail.compose import Attachment, Inline
from postroom.models import JiraSite, NotificationMapping, Profile
from postroom.outbound import visibility
from postroom.outbound.files import Files
from postroom.outbound.match import BY_FIELD
from postroom.outbound.recipients import Receiver
from postroom.outbound.scene import Happened, Scene
from postroom.outbound.visibility import Seen

Json = dict[str, Any]

TITLES = {
    "created": "created",
    "updated": "updated",
    "deleted": "deleted",
    "commented": "commented",
    "comment_edited": "edited a comment",
    "worklog": "logged work",
    "worklog_edited": "changed a worklog",
    "worklog_deleted": "deleted a worklog",
    "link": "linked",
}
BY, INVITED = "From: ", " - invited by "  # of the line that inbound/route.py puts over what a mail says
WIDEST = 560  # pixels of a picture in a mail
LARGEST_PICTURE = 5_000_000  # octets


@dataclass(frozen=True)
class Shown:
    """What goes into one mail: `values` for the templates, `kind` chooses among them."""

    kind: str
    values: Json
    inline: tuple[Inline, ...]
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class View:
    """One notice, for any number of receivers."""

    site: JiraSite
    mapping: NotificationMapping
    profile: Profile | None
    scene: Scene
    files: Files

    def shown(self, seen: Seen, receiver: Receiver, zone: str = "") -> Shown:
        """What this receiver's mail consists of; `zone` is the time zone in which they read times, "" for Jira's."""
        inside = receiver.kind == "atlassian"
        pictures = self.pictures(seen)
        looks = Look(
            pictures={key: self.as_picture(file, inside) for key, file in pictures.items()},
            site=self.site.url,
            styled=False,  # the template set has the styles, for dark screens too
        )
        inline = self.inline(pictures)
        attached = self.attached(seen, inline)
        events = [self.event(each, seen, looks, inside, attached) for each in seen.events]
        values = {
            **blank(self.site, self.mapping.language),
            "issue": self.issue(seen, looks, inside),
            "events": events,
            "event": events[-1],
            "comment": next((each["comment"] for each in reversed(events) if each["comment"]), None),
            "actor": events[-1]["actor"],
            "receiver": receiver_values(receiver, self.mapping.language, zone),
            "mapping": {"name": self.mapping.name},
            "profile": profile_values(self.profile),
            "reply": {"possible": bool(self.profile and self.profile.address)},
        }
        contents = tuple(Attachment(each.name, each.type, self.files.content(each)) for each in attached)
        return Shown(kind_of(events), values, inline, contents)

    # Files

    def pictures(self, seen: Seen) -> Mapping[str, File]:
        """By media id, the attachments that the receiver's texts show."""
        if not (seen.files and self.mapping.inline_images):
            return {}
        used = {
            each.key: each for doc in self.documents(seen) for each in media_used(doc) if not each.external
        }
        found = {key: self.files.picture(each, seen.attachments) for key, each in used.items()}
        small = {key: file for key, file in found.items() if file and file.size <= LARGEST_PICTURE}
        fitting = {
            file.id for file in self.files.fitting({file.id: file for file in small.values()}.values())
        }
        return {key: file for key, file in small.items() if file.id in fitting}

    def documents(self, seen: Seen) -> Iterable[Any]:
        if seen.description:
            yield self.scene.issue.description
        for each in seen.events:
            comment = self.scene.now.comments.get(each.comment)
            if comment is not None:
                yield comment.body

    def as_picture(self, file: File, inside: bool) -> Picture:
        url = attachment_url(self.files.jira, file.id) if inside else ""
        return Picture(f"cid:{cid(file)}", file.name, WIDEST, url)

    def inline(self, pictures: Mapping[str, File]) -> tuple[Inline, ...]:
        files = {file.id: file for file in pictures.values()}.values()
        return tuple(Inline(cid(each), each.name, each.type, self.files.content(each)) for each in files)

    def attached(self, seen: Seen, inline: Sequence[Inline]) -> list[File]:
        """The files of the events that go with the mail, as far as they fit."""
        if not self.mapping.attachments:
            return []
        ids = dict.fromkeys(id for each in seen.events for id in each.attachments if id in seen.attachments)
        shown = {each.cid for each in inline}
        files = [file for file in map(self.files.by_id().get, ids) if file and cid(file) not in shown]
        return self.files.fitting(files, sum(len(each.content) for each in inline))

    # Values

    def event(
        self, seen: visibility.Event, all_seen: Seen, look: Look, inside: bool, attached: Sequence[File]
    ) -> Json:
        happened = next(each for each in self.scene.events if each.id == seen.id)
        return {
            "kind": seen.kind,
            "title": TITLES.get(seen.kind, seen.kind),
            "actor": self.actor(happened, inside),
            "at": happened.said.at.isoformat(),
            "comment": self.comment(seen, happened, look, inside),
            "changes": [{"field": each.field, "from": each.old, "to": each.new} for each in seen.changes],
            "attachments": self.attachments(seen, all_seen, inside, attached),
            "worklog": self.worklog(seen, look),
            "link": self.link(happened),
            "by_mail": happened.origin.mail is not None,
        }

    def actor(self, happened: Happened, inside: bool) -> Json:
        """Who did it; the sender of the mail where a mail did."""
        mail = happened.origin.mail
        if mail is not None:
            name = mail.sender_name or mail.sender
            return person_of(name, mail.sender if inside else "", "")
        found = {each.id: each for each in self.people()}.get(happened.said.actor)
        if found is not None:
            return person(found, inside)
        return person_of(happened.said.actor_name or "Somebody", "", happened.said.actor if inside else "")

    def people(self) -> Iterable[Person]:
        issue, now = self.scene.issue, self.scene.now
        comments, worklogs = now.comments.values(), now.worklogs.values()
        authors = (*(each.author for each in comments), *(each.author for each in worklogs))
        everyone = (issue.reporter, issue.assignee, issue.creator, *authors)
        return (each for each in everyone if each is not None)

    def comment(self, seen: visibility.Event, happened: Happened, look: Look, inside: bool) -> Json | None:
        found = self.scene.now.comments.get(seen.comment)
        if found is None:
            return None
        by_mail = happened.origin.mail is not None
        author = self.actor(happened, inside) if by_mail or not found.author else person(found.author, inside)
        return {
            "id": found.id,
            **document(written(found.body) if by_mail else found.body, look),
            "author": author,
            "internal": found.internal,
            "restricted": found.visibility.name if found.visibility else "",
            "url": f"{self.url(self.scene.issue.key)}?focusedCommentId={found.id}",
            "edited": happened.said.kind == "comment_edited",
        }

    def attachments(
        self, seen: visibility.Event, all_seen: Seen, inside: bool, attached: Sequence[File]
    ) -> list[Json]:
        files = [self.files.by_id()[id] for id in seen.attachments if id in all_seen.attachments]
        sent = {each.id for each in attached}
        return [
            {
                "name": each.name,
                "size": each.size,
                "type": each.type,
                "url": attachment_url(self.files.jira, each.id) if inside else "",
                "attached": each.id in sent,
                "cid": "",
            }
            for each in files
        ]

    def worklog(self, seen: visibility.Event, look: Look) -> Json | None:
        found = self.scene.now.worklogs.get(seen.worklog)
        if found is None:
            return None
        return {"time": found.spent, "comment": document(found.body, look), "started": found.started}

    def link(self, happened: Happened) -> Json | None:
        link = happened.link
        if link is None:
            return None
        return {"text": link.words, "key": link.key, "summary": link.summary, "url": self.url(link.key)}

    def issue(self, seen: Seen, look: Look, inside: bool) -> Json:
        """The issue; whoever is not inside sees only what the mapping names public beside its subject and state."""
        issue = self.scene.issue
        public = {name.strip().casefold() for name in self.mapping.public_fields}

        def open_to(name: str) -> bool:
            return inside or name.casefold() in public

        return {
            "id": issue.id,
            "key": issue.key,
            "url": self.url(issue.key),
            "summary": issue.summary,
            "type": issue.type.name,
            "status": issue.status.name,
            "status_category": issue.category.name,
            "priority": issue.priority.name if open_to("priority") else "",
            "resolution": issue.resolution.name if open_to("resolution") else "",
            "project": {"key": issue.project.key, "name": issue.project.name},
            "reporter": person(issue.reporter, inside) if issue.reporter else None,
            "assignee": person(issue.assignee, inside) if issue.assignee else None,
            "created": iso(issue.created),
            "updated": iso(issue.updated),
            "labels": list(issue.labels) if open_to("labels") else [],
            "components": [each.name for each in issue.components] if open_to("components") else [],
            "description": document(self.description() if seen.description else None, look),
            "fields": {
                each.name: each.text
                for each in issue.fields
                if each.text and (open_to(each.name) or open_to(each.id))
            },
            "deleted": self.scene.now.deleted,
        }

    def description(self) -> Any:
        by_mail = any(each.said.kind == "created" and each.origin.mail for each in self.scene.events)
        return written(self.scene.issue.description) if by_mail else self.scene.issue.description

    def url(self, key: str) -> str:
        return f"{self.site.url.rstrip('/')}/browse/{key}"


def blank(site: JiraSite, language: str) -> Json:
    """Every name that a template may use, with nothing in it."""
    return {
        "site": {"name": site.name, "url": site.url},
        "issue": None,
        "events": [],
        "event": None,
        "comment": None,
        "actor": None,
        "receiver": None,
        "mapping": {"name": ""},
        "profile": {"name": "", "address": ""},
        "reply": {"possible": False},
        "message": None,
        "issues": [],
        "title": "",
        "unsubscribe_url": "",
        "language": language,
    }


def receiver_values(receiver: Receiver, language: str, zone: str = "") -> Json:
    return {
        "name": receiver.name,
        "address": receiver.address,
        "has_account": receiver.kind == "atlassian",  # customers have the portal alone
        "language": language,
        "zone": zone,
        "reasons": list(receiver.reasons),
    }


def profile_values(profile: Profile | None) -> Json:
    return {"name": profile.name, "address": profile.address} if profile else {"name": "", "address": ""}


def written(doc: Any) -> Any:
    """What the sender of a mail wrote: the line that names them is said by the mail's own words.

    A line that says more, such as on whose invitation, stays.
    """
    lead = lead_of(doc) if isinstance(doc, dict) else ""
    return without_lead(doc) if lead.startswith(BY) and INVITED not in lead else doc


def document(doc: Any, look: Look) -> Json:
    return {"text": to_text(doc, look), "html": to_html(doc, look)} if doc else {"text": "", "html": ""}


def plain(text: str) -> Json:
    """A text of ours as both forms."""
    paragraphs = [each.strip() for each in text.split("\n\n") if each.strip()]
    shown = "".join(f"<p>{html.escape(each).replace(chr(10), '<br>')}</p>" for each in paragraphs)
    return {"text": "\n\n".join(paragraphs), "html": shown}


def person(found: Person, inside: bool) -> Json:
    """Somebody with an account; people outside see the name alone."""
    if not inside:
        return person_of(found.name, "", "")
    return {**person_of(found.name, found.email, found.id), "avatar": found.avatar}


def person_of(name: str, address: str, account: str) -> Json:
    return {"name": name, "address": address, "account_id": account, "avatar": ""}


def kind_of(events: Sequence[Json]) -> str:
    """Which templates a notice of these events is written with; "notice" for a mixed one."""
    kinds = {refined(each) for each in events}
    if "created" in kinds:
        return "created"
    return kinds.pop() if len(kinds) == 1 else "notice"


def refined(event: Json) -> str:
    """The kind of an update that changed one thing."""
    changed = {each["field"].lower() for each in event["changes"]}
    if event["kind"] != "updated" or len(changed) > 1:
        return str(event["kind"])
    if not changed:
        return "attachment" if event["attachments"] else "updated"
    return next((kind for kind, name in BY_FIELD.items() if name in changed), "updated")


def cid(file: File) -> str:
    return f"file{file.id}@postroom"


def iso(time: str) -> str:
    """A time as Jira writes it, with a colon in its offset."""
    return datetime.fromisoformat(time).isoformat() if time else ""

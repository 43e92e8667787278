"""Auditing > Events: what happened in Jira, by which way we heard of it, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from postroom import journal
from postroom.errors import Refused
from postroom.jira.events import Change, Event
from postroom.models import JiraEvent, JiraSite, Notice, OutboundMessage
from postroom.web import content, listing, words
from postroom.web.inbound import issue_url
from postroom.web.listing import Choice, Show, Wanted
from postroom.web.words import Badge

LONGEST_PAYLOAD = 200_000  # characters that the page shows

State, Outcome = JiraEvent.State, JiraEvent.Outcome

SHOWS = (
    Show("", "All", Q()),
    Show("open", "In work", Q(state__in=JiraEvent.OPEN, outcome="")),
    Show("handled", "Handled", Q(state=State.DONE, outcome=Outcome.HANDLED)),
    Show("ignored", "Ignored", Q(state=State.DONE, outcome=Outcome.IGNORED)),
    Show("parked", "Failed", Q(state=State.PARKED, outcome=Outcome.PARKED)),
)


# --- the list ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """An event as a line of the list."""

    event: JiraEvent
    badge: Badge
    kind: str
    way: str
    ago: str
    exact: str
    issue_url: str


@dataclass(frozen=True)
class SiteRow:
    """How events of a site come in."""

    site: JiraSite
    webhook: str
    polling: str
    problem: str


@require_safe
def events_page(request: HttpRequest) -> HttpResponse:
    """The newest events first, 50 at a time."""
    known = sites()
    choices = choices_of(known)
    ask = listing.wanted(request.GET, SHOWS, choices)
    with listing.looking():
        page = listing.page(ask, slim(matching(ask)))
        filters = listing.tabs(ask, SHOWS, count)
    now = timezone.now()
    waits = ask.first and any(event.state in JiraEvent.OPEN for event in page.records)
    context = {
        "ask": ask,
        "rows": [row(event, now) for event in page.records],
        "page": page,
        "tabs": filters,
        "choices": listing.marked(ask, choices),
        "sites": [site_row(site, now) for site in known],
        "here": ask.query(before=ask.before, after=ask.after),
        "refresh": listing.REFRESH if waits else 0,
    }
    return render(request, "events/list.html", context)


def sites() -> list[JiraSite]:
    return list(
        JiraSite.objects.select_related("polled")
        .only(
            "name", "url", "polling", "poll_seconds",
            "polled__webhook_at", "polled__polled_at", "polled__until", "polled__last_error",
        )
        .order_by("name")
    )  # fmt: skip


def choices_of(known: Sequence[JiraSite]) -> list[Choice]:
    """By kind, and by site where there are several."""
    kinds = Choice("kind", "Kind", words.EVENT_KINDS)
    names = Choice("site", "Site", {str(site.pk): site.name for site in known})
    return [kinds, names] if len(known) > 1 else [kinds]


def matching(ask: Wanted) -> QuerySet[JiraEvent]:
    """All events that are asked for, in no order. Searched are whole issue keys."""
    rows = JiraEvent.objects.filter(ask.show.condition).order_by()
    if keys := [word.upper() for word in listing.terms(ask.search)]:
        rows = rows.filter(issue_key__in=keys)
    if kind := ask.chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if site := ask.chosen.get("site"):
        rows = rows.filter(site=int(site))
    return rows


def slim(rows: QuerySet[JiraEvent]) -> QuerySet[JiraEvent]:
    """Only what the list shows: sealed columns stay where they are."""
    return rows.select_related("site").only(
        "received_at", "kind", "issue_key", "actor", "actor_name", "source", "state", "outcome", "reason",
        "site__name", "site__url",
    )  # fmt: skip


def count(show: Show) -> int:
    return listing.count(JiraEvent.objects.filter(show.condition))


def row(event: JiraEvent, now: datetime) -> Row:
    return Row(
        event=event,
        badge=words.event_badge(event),
        kind=words.event_kind(event.kind),
        way=words.WAYS.get(event.source, event.source),
        ago=words.ago(event.received_at, now),
        exact=words.exact(event.received_at),
        issue_url=issue_url(event.site, event.issue_key),
    )


def site_row(site: JiraSite, now: datetime) -> SiteRow:
    polled = getattr(site, "polled", None)
    heard = polled.webhook_at if polled else None
    looked = polled.polled_at if polled else None
    return SiteRow(
        site=site,
        webhook=f"last webhook {words.ago(heard, now)}" if heard else "no webhook yet",
        polling=polling(site, looked, now),
        problem=polled.last_error if polled else "",
    )


def polling(site: JiraSite, looked: datetime | None, now: datetime) -> str:
    if site.polling == JiraSite.Polling.NEVER:
        return "not polled"
    return f"last polled {words.ago(looked, now)}" if looked else "not polled yet"


# --- one event ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MailRow:
    """A mail with how it stands, as a link."""

    message: OutboundMessage
    badge: Badge
    receivers: str


@dataclass(frozen=True)
class Verdict:
    """What one mapping made of the event."""

    mapping: str
    notice: Notice | None
    badge: Badge | None
    mails: list[MailRow]
    reason: str


@require_safe
def event_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All about one event."""
    event = get_object_or_404(JiraEvent.objects.select_related("site", "caused_by"), pk=pk)
    said = what(event)
    way = words.WAYS.get(event.source, event.source)
    context = {
        "event": event,
        "badge": words.event_badge(event),
        "headline": words.event_headline(event),
        "reason": words.sentence(event.reason),
        "kind": words.event_kind(event.kind),
        "way": way,
        "happened": words.exact(event.happened_at),
        "received": words.exact(event.received_at),
        "issue_url": issue_url(event.site, event.issue_key),
        "said": said,
        "changes": [change_row(each) for each in said.changes] if said else [],
        "verdicts": list(verdicts(event)),
        "mails": mail_rows(listed_mails().filter(event=event)[:200]),
        "payload": payload(event.payload),
        "trace": list(content.trace(event, event.received_at, f"Heard by {way}.")),
        "may_retry": event.state not in JiraEvent.OPEN,
        "refresh": listing.REFRESH if event.state in JiraEvent.OPEN else 0,
    }
    return render(request, "events/detail.html", context)


def what(event: JiraEvent) -> Event | None:
    """What was understood; None where nothing was."""
    try:
        return Event.from_json(event.said)
    except (KeyError, TypeError, ValueError):
        return None


def change_row(change: Change) -> tuple[str, str, str]:
    return change.field, change.old_text or change.old, change.new_text or change.new


def verdicts(event: JiraEvent) -> Iterator[Verdict]:
    mails = Prefetch("messages", queryset=listed_mails())
    notices = {notice.pk: notice for notice in event.notices.defer("trace").prefetch_related(mails)}
    for name, number, reason in event.verdicts:
        notice = notices.get(number)
        yield Verdict(
            mapping=name,
            notice=notice,
            badge=words.notice_badge(notice) if notice else None,
            mails=mail_rows(notice.messages.all()) if notice else [],
            reason=words.sentence(reason or (notice.reason if notice else "")),
        )


def listed_mails() -> QuerySet[OutboundMessage]:
    return (
        OutboundMessage.objects.only("subject", "state", "outcome", "notice_id", "event_id")
        .prefetch_related("receivers")
        .order_by("pk")
    )


def mail_rows(mails: QuerySet[OutboundMessage]) -> list[MailRow]:
    return [
        MailRow(mail, words.mail_badge(mail), words.several([each.address for each in mail.receivers.all()]))
        for mail in mails
    ]


def payload(value: Any) -> str:
    """What came, as text to look at; "" where there is none."""
    if value is None:
        return ""
    try:
        value = json.loads(value) if isinstance(value, str) else value
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = str(value)
    return text if len(text) <= LONGEST_PAYLOAD else f"{text[:LONGEST_PAYLOAD]}\n... and more"


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Handle an event again because a person says so."""
    get_object_or_404(JiraEvent.objects.only("pk"), pk=pk)
    try:
        said = journal.retry_event(pk, by=request.user.get_username())
    except Refused as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, f"This event is back in work. {said}")
    return redirect("event", pk=pk)


# --- one notice --------------------------------------------------------------------------------------------


@require_safe
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What one mapping has to tell of an issue: its events, its mails, and who does not hear of it."""
    notice = get_object_or_404(Notice.objects.select_related("site", "mapping"), pk=pk)
    told = notice.events.only("kind", "actor_name", "happened_at").order_by("happened_at", "pk")[:200]
    context = {
        "notice": notice,
        "badge": words.notice_badge(notice),
        "headline": words.notice_headline(notice),
        "reason": words.sentence(notice.reason),
        "issue_url": issue_url(notice.site, notice.issue_key),
        "events": [(each, words.event_kind(each.kind)) for each in told],
        "mails": mail_rows(listed_mails().filter(notice=notice)[:200]),
        "left_out": notice.left_out,
        "opened": words.exact(notice.opened_at),
        "closes": words.exact(notice.closes_at),
        "trace": list(content.trace(notice, notice.opened_at, "Opened by its first event.")),
        "refresh": listing.REFRESH if notice.state in Notice.OPEN else 0,
    }
    return render(request, "events/notice.html", context)

"""Auditing > Inbound Messages: the list, one mail, Retry, and the mail itself as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.postgres.search import SearchVector
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from postroom import journal, stored
from postroom.errors import PostroomError, Refused
from postroom.inbound.understanding import understand
from postroom.models import Effect, InboundMessage, JiraSite, MessageSource
from postroom.web import content, listing, words
from postroom.web.content import Line, Reading
from postroom.web.listing import Show, Wanted
from postroom.web.words import Badge

State, Outcome = InboundMessage.State, InboundMessage.Outcome

# Word for word the expression of the index `inbound_search`, or PostgreSQL would not use it.
SEARCHED = SearchVector("subject", "sender", "sender_name", "message_id", "issue_key", config="simple")


def ended(outcome: str) -> Q:
    return Q(state=State.DONE, outcome=outcome)


# State and outcome say the same here; both are named so that an index on either serves.
SHOWS = (
    Show("", "All", Q()),
    Show("open", "In work", Q(state__in=InboundMessage.OPEN, outcome="")),
    Show("created", "Created", ended("created")),
    Show("commented", "Commented", ended("commented")),
    Show("ignored", "Ignored", ended("ignored")),
    Show("refused", "Refused", ended("refused")),
    Show("parked", "Parked", Q(state=State.PARKED, outcome="parked")),
)


# --- the list ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A record as a line of the list."""

    record: InboundMessage
    badge: Badge
    reason: str
    ago: str
    exact: str
    issue_url: str


@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """The newest mails first, 50 at a time."""
    ask = listing.wanted(request.GET, SHOWS)
    with listing.looking():
        page = listing.page(ask, slim(matching(ask)))
        filters = listing.tabs(ask, SHOWS, count)
    context = {
        "ask": ask,
        "rows": rows(page.records),
        "page": page,
        "tabs": filters,
        "here": ask.query(before=ask.before, after=ask.after),
        "refresh": listing.REFRESH if expects(ask, page.records) else 0,
        "sources": None if page.records or ask.narrowed else sources(),
    }
    return render(request, "inbound/list.html", context)


def matching(ask: Wanted) -> QuerySet[InboundMessage]:
    """All records that are asked for, in no order."""
    found = InboundMessage.objects.filter(ask.show.condition).order_by()
    words = listing.terms(ask.search)
    return found.alias(searched=SEARCHED).filter(searched=listing.query(words)) if words else found


def slim(rows: QuerySet[InboundMessage]) -> QuerySet[InboundMessage]:
    """Only what the list shows: sealed columns stay where they are."""
    return rows.select_related("source", "profile__site").only(
        "received_at", "sender", "sender_name", "subject", "state", "outcome", "reason", "issue_key",
        "source__name", "profile__name", "profile__site__url",
    )  # fmt: skip


def count(show: Show) -> int:
    return listing.count(InboundMessage.objects.filter(show.condition))


def expects(ask: Wanted, records: Sequence[InboundMessage]) -> bool:
    """Whether the list will soon look different: mail in work on the first page, or the first mail of all."""
    if not ask.first:
        return False
    return any(record.state in InboundMessage.OPEN for record in records) or not (records or ask.narrowed)


def rows(records: Sequence[InboundMessage]) -> list[Row]:
    now = timezone.now()
    return [
        Row(
            record=record,
            badge=words.badge(record),
            reason=record.reason,
            ago=words.ago(record.received_at, now),
            exact=words.exact(record.received_at),
            issue_url=issue_url(record.profile.site, record.issue_key),
        )
        for record in records
    ]


def sources() -> list[MessageSource]:
    """What a newcomer's mail could come in by."""
    return list(
        MessageSource.objects.filter(enabled=True)
        .select_related("profile", "state")
        .defer("password")
        .order_by("name")[:10]
    )


def issue_url(site: JiraSite | None, key: str) -> str:
    """Where people read the issue, "" without one."""
    return f"{site.url.rstrip('/')}/browse/{key}" if site and key else ""


# --- one mail ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EffectRow:
    """An effect with its step and times in words."""

    effect: Effect
    step: str
    claimed: str
    answered: str


@require_safe
def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All about one mail. With ?brief its content is not read: so refreshes what is still under way."""
    record = get_object_or_404(InboundMessage.objects.select_related("source", "profile__site"), pk=pk)
    effects = list(record.effects.all())
    context = {
        "record": record,
        "badge": words.badge(record),
        "headline": words.headline(record),
        "reason": words.sentence(record.reason),
        "received": words.exact(record.received_at),
        "issue_url": issue_url(record.profile.site, record.issue_key),
        "reading": Reading() if "brief" in request.GET else read(record),
        "trace": list(trace(record)),
        "effects": [effect_row(effect, record) for effect in effects],
        "caused": list(record.causes.only("kind", "issue_key")[:50]),
        "bounced": list(record.bounce_of.select_related("message").only("address", "message__subject")[:50]),
        "retry": retry_offer(record, effects),
        "refresh": listing.REFRESH if record.state in InboundMessage.OPEN else 0,
    }
    return render(request, "inbound/detail.html", context)


def trace(record: InboundMessage) -> Iterator[Line]:
    source = record.source.name if record.source else "a source that was deleted since"
    return content.trace(record, record.received_at, f"Received from {source}.")


def effect_row(effect: Effect, record: InboundMessage) -> EffectRow:
    day = record.received_at
    answered = words.clock(effect.answered_at, day) if effect.answered_at else ""
    return EffectRow(effect, words.step(effect), words.clock(effect.claimed_at, day), answered)


def read(record: InboundMessage) -> Reading:
    """The mail as the limited child understands it."""
    if record.mail_id is None:
        return Reading(
            problem="The content of this mail was deleted by retention. What happened to it is kept."
        )
    try:
        return Reading(understand(record).message)
    except PostroomError as error:
        return Reading(problem=f"The content of this mail cannot be shown: {error}")


def retry_offer(record: InboundMessage, effects: Sequence[Effect]) -> str:
    """What Retry would do, in words; "" where journal.retry would refuse it."""
    settled = record.state in InboundMessage.OPEN or record.outcome in (Outcome.CREATED, Outcome.COMMENTED)
    if settled or record.mail_id is None:
        return ""
    if all(effect.state == Effect.State.FREE for effect in effects):
        return "Nothing has been sent to Jira yet, so Retry decides anew with today's configuration."
    return "Something may have been sent to Jira already, so Retry goes on where this stopped; nothing is done twice."


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Work on a mail again because a person says so."""
    get_object_or_404(InboundMessage.objects.only("pk"), pk=pk)
    try:
        said = journal.retry(pk, by=request.user.get_username())
    except Refused as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, f"This mail is back in work. {said}")
    return redirect("inbound-message", pk=pk)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The mail byte for byte as it was sent."""
    record = get_object_or_404(InboundMessage.objects.only("mail_id", "size"), pk=pk)
    try:
        return content.file(stored.chunks(record), f"postroom-{pk}.eml", record.size)
    except PostroomError as error:  # what cannot be opened at all is said in words
        messages.warning(request, str(error))
        return redirect("inbound-message", pk=pk)

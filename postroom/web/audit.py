"""Auditing > Inbound Messages: the list, one mail, Retry, and the mail itself as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from postroom import journal
from postroom.errors import PostroomError, Refused
from postroom.inbound import stored
from postroom.inbound.understanding import proof, understand
from postroom.mail.message import Attachment, Message
from postroom.models import Effect, InboundMessage, JiraSite, MessageSource
from postroom.web import listing, words
from postroom.web.listing import SHOWS, Show, Wanted
from postroom.web.words import Badge

REFRESH = 4  # seconds after which a page asks again while mail is in work
LONGEST_TEXT = 100_000  # characters of a mail that the page shows; the file has them all

State, Outcome = InboundMessage.State, InboundMessage.Outcome


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


@dataclass(frozen=True)
class Tab:
    """A filter of the list as a link."""

    show: Show
    url: str
    current: bool
    count: str


@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """The newest mails first, 50 at a time."""
    ask = listing.wanted(request.GET)
    with listing.looking():
        page, filters = listing.page(ask), tabs(ask)
    context = {
        "ask": ask,
        "rows": rows(page.records),
        "page": page,
        "tabs": filters,
        "here": ask.query(before=ask.before, after=ask.after),
        "refresh": REFRESH if expects(ask, page.records) else 0,
        "sources": None if page.records or ask.narrowed else sources(),
    }
    return render(request, "inbound/list.html", context)


def expects(ask: Wanted, records: Sequence[InboundMessage]) -> bool:
    """Whether the list will soon look different: mail in work on the first page, or the first mail of all."""
    if ask.before or ask.after:
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


def tabs(ask: Wanted) -> list[Tab]:
    """The filters. Their counts are those of all mail, so a search shows none."""
    return [
        Tab(
            show=show,
            url=Wanted(show, ask.search).query(),
            current=show == ask.show,
            count="" if ask.search else counted(listing.count(show)),
        )
        for show in SHOWS
    ]


def counted(number: int) -> str:
    return f"{number:,}" if number < listing.COUNTED else f"{listing.COUNTED - 1}+"


def sources() -> list[MessageSource]:
    """What a newcomer's mail could come in by."""
    return list(
        MessageSource.objects.filter(enabled=True)
        .select_related("profile", "state")
        .defer("password")
        .order_by("name")[:10]
    )


def issue_url(site: JiraSite, key: str) -> str:
    """Where people read the issue, "" without one."""
    return f"{site.url.rstrip('/')}/browse/{key}" if key else ""


# --- one mail ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What a stored mail says, or why it cannot be shown."""

    message: Message | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        """The new part of the mail."""
        return self.message.visible_text[:LONGEST_TEXT] if self.message else ""

    @property
    def signature(self) -> str:
        return self.message.signature[:LONGEST_TEXT] if self.message else ""

    @property
    def quoted(self) -> str:
        return self.message.quoted_text[:LONGEST_TEXT] if self.message else ""

    @property
    def cut(self) -> bool:
        return self.message is not None and len(self.message.text) > LONGEST_TEXT

    @property
    def kind(self) -> str:
        """What sort of mail it is, and by what that was seen."""
        if self.message is None:
            return ""
        kind = words.KINDS.get(self.message.kind, self.message.kind)
        return f"{kind}: {self.message.auto}" if self.message.auto else kind

    @property
    def proof(self) -> str:
        said = proof(self.message.authenticity) if self.message else ""
        return f"{said}." if said else ""

    @property
    def bounce_reason(self) -> str:
        return words.BOUNCES[self.message.bounce.reason] if self.message and self.message.bounce else ""

    @property
    def files(self) -> list[FileRow]:
        return [file_row(file) for file in self.message.attachments] if self.message else []


@dataclass(frozen=True)
class FileRow:
    """An attachment as a line of the list."""

    name: str
    type: str
    size: int
    where: str


PLACES = {
    "body": ", shown in the text",
    "quoted": ", shown in an earlier message",
    "signature": ", an ornament of the signature",
}


def file_row(file: Attachment) -> FileRow:
    where = PLACES.get(file.place, ", shown in the text" if file.inline else "")
    return FileRow(file.name, file.type, file.size, where)


@dataclass(frozen=True)
class Line:
    """A line of the trace."""

    at: datetime
    clock: str
    text: str


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
    site = record.profile.site
    context = {
        "record": record,
        "badge": words.badge(record),
        "headline": words.headline(record),
        "reason": words.sentence(record.reason),
        "received": words.exact(record.received_at),
        "issue_url": issue_url(site, record.issue_key),
        "reading": Reading() if "brief" in request.GET else read(record),
        "trace": list(trace(record)),
        "effects": [effect_row(effect, record.received_at) for effect in effects],
        "retry": retry_offer(record, effects),
        "refresh": REFRESH if record.state in InboundMessage.OPEN else 0,
    }
    return render(request, "inbound/detail.html", context)


def trace(record: InboundMessage) -> Iterator[Line]:
    """What was looked at and done, from the arrival on."""
    source = record.source.name if record.source else "a source that was deleted since"
    yield Line(
        record.received_at, words.clock(record.received_at, record.received_at), f"Received from {source}."
    )
    for seconds, text in record.trace:
        at = datetime.fromtimestamp(seconds, UTC)
        yield Line(at, words.clock(at, record.received_at), text)


def effect_row(effect: Effect, day: datetime) -> EffectRow:
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
    """The mail byte for byte as it was sent, streamed."""
    record = get_object_or_404(InboundMessage.objects.only("mail_id", "size"), pk=pk)
    try:
        content = stored.chunks(record)
        first = next(content, b"")  # what cannot be opened at all is said in words
    except PostroomError as error:
        messages.warning(request, str(error))
        return redirect("inbound-message", pk=pk)
    return StreamingHttpResponse(
        chain([first], content),
        content_type="message/rfc822",
        headers={
            "Content-Disposition": f'attachment; filename="postroom-{pk}.eml"',
            "Content-Length": str(record.size),
            "X-Content-Type-Options": "nosniff",
        },
    )

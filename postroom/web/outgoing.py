"""Auditing > Outbound Messages: the list of mail that goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postroom.models import MessageOutbound, OutboundMessage, Receiver, SetAside
from postroom.web import listing, words
from postroom.web.inbound import issue_url
from postroom.web.listing import Choice, Show, Wanted
from postroom.web.words import Badge

SHOWN = 3  # receivers of a mail in the list
MOST_FOUND = 1000  # mails that a search for a receiver looks at, from the newest on

State, Outcome = OutboundMessage.State, OutboundMessage.Outcome

# Word for word the expression of the index `outmessage_search`, or PostgreSQL would not use it.
SEARCHED = SearchVector("subject", "message_id", "issue_key", config="simple")


def ended(outcome: OutboundMessage.Outcome) -> Q:
    return Q(state=State.DONE, outcome=outcome)


SHOWS = (
    Show("", "All", Q()),
    Show("open", "In work", Q(state__in=OutboundMessage.OPEN, outcome="")),
    Show("sent", "Sent", ended(Outcome.SENT)),
    Show("partly", "Sent to some", ended(Outcome.PARTLY)),
    Show("perhaps", "Perhaps sent", ended(Outcome.PERHAPS)),
    Show("failed", "Not sent", ended(Outcome.FAILED)),
    Show("parked", "Parked", Q(state=State.PARKED, outcome=Outcome.PARKED)),
)


@dataclass(frozen=True)
class Row:
    """A mail as a line of the list."""

    message: OutboundMessage
    badge: Badge
    kind: str
    receivers: list[tuple[Receiver, Badge | None]]
    more: int
    ago: str
    exact: str
    issue_url: str


@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """The newest mails first, 50 at a time."""
    outbounds = list(MessageOutbound.objects.only("name", "sender_address").order_by("name"))
    choices = choices_of(outbounds)
    ask = listing.wanted(request.GET, SHOWS, choices)
    with listing.looking():
        page = listing.page(ask, slim(matching(ask)))
        filters = listing.tabs(ask, SHOWS, count)
    context = {
        "ask": ask,
        "rows": rows(page.records),
        "page": page,
        "tabs": filters,
        "choices": listing.marked(ask, choices),
        "outbounds": outbounds,
        "aside": SetAside.objects.count(),
        "here": ask.query(before=ask.before, after=ask.after),
        "refresh": listing.REFRESH if expects(ask, page.records) else 0,
    }
    return render(request, "outgoing/list.html", context)


def choices_of(outbounds: Sequence[MessageOutbound]) -> list[Choice]:
    kinds = Choice("kind", "Kind", words.MAIL_KINDS)
    names = Choice("by", "Sent by", {str(each.pk): each.name for each in outbounds})
    return [kinds, names] if len(outbounds) > 1 else [kinds]


def matching(ask: Wanted) -> QuerySet[OutboundMessage]:
    """All mails that are asked for, in no order."""
    rows = OutboundMessage.objects.filter(ask.show.condition).order_by()
    if kind := ask.chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if by := ask.chosen.get("by"):
        rows = rows.filter(outbound=int(by))
    wanted = listing.terms(ask.search)
    if not wanted:
        return rows
    found = Q(searched=listing.query(wanted))
    if len(wanted) == 1:  # a receiver's address has no blanks
        found |= Q(pk__in=to(wanted[0], ask))
    return rows.alias(searched=SEARCHED).filter(found)


def to(beginning: str, ask: Wanted) -> list[int]:
    """The mails to addresses that begin so, from where the page is on."""
    found = Receiver.objects.filter(address__startswith=beginning.lower())
    if ask.after:
        found = found.filter(message__gt=ask.after).order_by("message")
    else:
        found = (found.filter(message__lt=ask.before) if ask.before else found).order_by("-message")
    return list(found.values_list("message_id", flat=True)[:MOST_FOUND])


def slim(rows: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
    """Only what the list shows: sealed columns stay where they are."""
    return rows.select_related("outbound", "site").only(
        "queued_at", "kind", "subject", "state", "outcome", "reason", "issue_key",
        "outbound__name", "site__url",
    )  # fmt: skip


def count(show: Show) -> int:
    return listing.count(OutboundMessage.objects.filter(show.condition))


def expects(ask: Wanted, records: Sequence[OutboundMessage]) -> bool:
    return ask.first and any(record.state in OutboundMessage.OPEN for record in records)


def rows(records: Sequence[OutboundMessage]) -> list[Row]:
    now, shown, counts = timezone.now(), first_receivers(records), receiver_counts(records)
    return [row(each, shown[each.pk], counts.get(each.pk, 0), now) for each in records]


def row(message: OutboundMessage, shown: list[Receiver], count: int, now: datetime) -> Row:
    badge = words.mail_badge(message)
    return Row(
        message=message,
        badge=badge,
        kind=words.MAIL_KINDS.get(message.kind, message.kind),
        receivers=[(each, differing(each, badge)) for each in shown],
        more=count - len(shown),
        ago=words.ago(message.queued_at, now),
        exact=words.exact(message.queued_at),
        issue_url=issue_url(message.site, message.issue_key),
    )


def differing(receiver: Receiver, badge: Badge) -> Badge | None:
    """How it stands with a receiver, where that is not what the whole mail says already."""
    own = words.receiver_badge(receiver.state)
    same = own.text == badge.text or receiver.state == Receiver.State.OPEN
    return None if same else own


def first_receivers(records: Sequence[OutboundMessage]) -> dict[int, list[Receiver]]:
    """A few receivers of each mail, those in trouble first."""
    fine = ExpressionWrapper(
        Q(state__in=(Receiver.State.SENT, Receiver.State.OPEN)), output_field=BooleanField()
    )
    placed = Receiver.objects.filter(message__in=[each.pk for each in records]).annotate(
        place=Window(RowNumber(), partition_by=F("message_id"), order_by=[fine, "id"])
    )
    found: dict[int, list[Receiver]] = defaultdict(list)
    for each in placed.filter(place__lte=SHOWN).order_by("message_id", "place"):
        found[each.message_id].append(each)
    return found


def receiver_counts(records: Sequence[OutboundMessage]) -> dict[int, int]:
    rows = Receiver.objects.filter(message__in=[each.pk for each in records]).order_by()
    return dict(rows.values("message_id").annotate(count=Count("pk")).values_list("message_id", "count"))

"""Auditing > Outbound Messages: one mail, each receiver and attempt, its body, and sending it again."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from postroom import stored
from postroom.connections import readers
from postroom.errors import BadConfiguration, PostroomError, Refused
from postroom.mail.attachments import Attachment
from postroom.mail.message import Message
from postroom.models import Attempt, OutboundMessage, Receiver
from postroom.outbound import writing
from postroom.web import content, frame, listing, words
from postroom.web.content import Reading
from postroom.web.inbound import issue_url
from postroom.web.words import Badge

MOST_PICTURES = 4_000_000  # octets of pictures that the frame shows
GONE = "The content of this mail was deleted by retention. What happened to it is kept."

State = Receiver.State
UNSENT = (State.OPEN, State.PERHAPS, State.REFUSED)


@dataclass(frozen=True)
class ReceiverRow:
    """A receiver with the server's answer in plain words."""

    receiver: Receiver
    badge: Badge
    answer: str


@dataclass(frozen=True)
class AttemptRow:
    """An attempt with its times."""

    attempt: Attempt
    begun: str
    data_sent: str
    answered: str


@dataclass(frozen=True)
class Offer:
    """What Resend would do, and whether somebody may get the mail twice by it."""

    words: str
    twice: bool


@require_safe
def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All about one mail. With ?brief its content is not read: so refreshes what is still under way."""
    wanted = OutboundMessage.objects.select_related("outbound", "site", "mapping", "notice", "event", "again")
    message = get_object_or_404(wanted, pk=pk)
    receivers = list(message.receivers.select_related("bounce"))
    working = message.state in OutboundMessage.OPEN
    context = {
        "message": message,
        "badge": words.mail_badge(message),
        "headline": words.mail_headline(message),
        "reason": words.sentence(message.reason),
        "kind": words.MAIL_KINDS.get(message.kind, message.kind),
        "issue_url": issue_url(message.site, message.issue_key),
        "receivers": [receiver_row(each) for each in receivers],
        "attempts": [attempt_row(each, message) for each in message.tries.select_related("outbound")],
        "left_out": message.notice.left_out if message.notice else [],
        "reading": Reading() if "brief" in request.GET else read(message),
        "offer": offer(message, receivers),
        "may_send": not working
        and message.mail_id is not None
        and message.kind != OutboundMessage.Kind.WEBHOOK,
        "queued": words.exact(message.queued_at),
        "ended": words.exact(message.ended_at) if message.ended_at else "",
        "trace": list(content.trace(message, message.queued_at, "Finished and queued.")),
        "refresh": listing.REFRESH if working else 0,
    }
    return render(request, "outgoing/detail.html", context)


def receiver_row(receiver: Receiver) -> ReceiverRow:
    return ReceiverRow(receiver, words.receiver_badge(receiver.state), words.answer(receiver))


def attempt_row(attempt: Attempt, message: OutboundMessage) -> AttemptRow:
    day = message.queued_at
    times = (attempt.begun_at, attempt.data_sent_at, attempt.answered_at)
    return AttemptRow(attempt, *(words.clock(each, day) if each else "" for each in times))


def offer(message: OutboundMessage, receivers: Sequence[Receiver]) -> Offer | None:
    """Resend is for those who have not got it for sure, as journal.resend has it; None where it would refuse."""
    unsent = [each for each in receivers if each.state in UNSENT]
    if message.state in OutboundMessage.OPEN or message.mail_id is None or not unsent:
        return None
    twice = any(each.state == State.PERHAPS for each in unsent)
    names = words.several([each.address for each in unsent])
    return Offer(f"Resend sends the same mail to {names}.", twice)


# --- its body ----------------------------------------------------------------------------------------------


def read(message: OutboundMessage) -> Reading:
    """The mail as its receivers get it, taken apart by the limited child."""
    if message.mail_id is None:
        return Reading(problem=GONE)
    try:
        return Reading(readers().read(message.size, stored.chunks_of(message)).message)
    except PostroomError as error:
        return Reading(problem=f"The content of this mail cannot be shown: {error}")


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of the mail for the frame on its page."""
    message = get_object_or_404(OutboundMessage.objects.only("mail_id", "size"), pk=pk)
    reading = read(message)
    if reading.message is None:
        return frame.framed("")
    return frame.framed(reading.message.html, dict(pictures(message, reading.message)))


def pictures(message: OutboundMessage, said: Message) -> Iterator[tuple[str, str]]:
    """The pictures that come with the mail, by content id, as data: addresses."""
    wanted = {each.index: each for each in shown(said.attachments)}
    try:
        for index, file in readers().parts(message.size, stored.chunks_of(message), list(wanted)):
            with closing(file):
                data = base64.b64encode(file.read()).decode()
            yield wanted[index].content_id.lower(), f"data:{wanted[index].type};base64,{data}"
    except PostroomError:  # then the page shows their alt texts
        return


def shown(files: Sequence[Attachment]) -> Iterator[Attachment]:
    room = MOST_PICTURES
    for each in files:
        if each.content_id and each.type in frame.PICTURES and each.size <= room:
            room -= each.size
            yield each


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The mail byte for byte as it is sent."""
    message = get_object_or_404(OutboundMessage.objects.only("mail_id", "size", "kind"), pk=pk)
    is_post = message.kind == OutboundMessage.Kind.WEBHOOK
    name, kind = (f"{pk}.json", "application/json") if is_post else (f"{pk}.eml", "message/rfc822")
    try:
        return content.file(stored.chunks_of(message), f"postroom-out-{name}", message.size, kind)
    except PostroomError as error:
        messages.warning(request, str(error))
        return redirect("outbound-message", pk=pk)


# --- sending again -----------------------------------------------------------------------------------------


@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a mail again, to those who may not have it or to another address."""
    message = get_object_or_404(OutboundMessage.objects.only("pk", "state", "mail_id"), pk=pk)
    to = request.POST.get("to", "").strip()[:320]
    if "to" in request.POST and not to:
        return refused(request, pk, "There was no address. Nothing was sent.")
    offered = offer(message, list(message.receivers.all()))
    if not to and offered and offered.twice and request.POST.get("twice") != "yes":
        return refused(
            request, pk, "Somebody may get this mail twice. Say that this is all right; nothing was sent."
        )
    try:
        sent = writing.resend(pk, by=request.user.get_username(), to=to)
    except (Refused, BadConfiguration) as error:
        return refused(request, pk, str(error))
    messages.success(request, "The mail is queued to be sent again.")
    return redirect("outbound-message", pk=sent.pk)


def refused(request: HttpRequest, pk: int, reason: str) -> HttpResponse:
    messages.warning(request, reason)
    return redirect("outbound-message", pk=pk)

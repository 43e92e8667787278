"""Message Outbounds: how sending goes, and a test message. And the addresses that are set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from postroom import journal
from postroom.errors import PostroomError, Refused
from postroom.models import MessageOutbound, SetAside
from postroom.outbound import writing
from postroom.web import listing, words
from postroom.web.listing import Show
from postroom.web.words import Badge

EVERY = (Show("", "All", Q()),)


@dataclass(frozen=True)
class OutboundRow:
    """A Message Outbound and how sending through it goes."""

    outbound: MessageOutbound
    badge: Badge
    since: str
    answer: str
    answered: str
    next_try: str
    security: str


@require_safe
def outbounds_page(request: HttpRequest) -> HttpResponse:
    """All of them; they are few."""
    now = timezone.now()
    found = MessageOutbound.objects.select_related("state", "fallback").defer(
        "password", "oauth_client_secret", "fallback__password", "fallback__oauth_client_secret"
    )
    return render(request, "outbounds.html", {"rows": [row(each, now) for each in found.order_by("name")]})


def row(outbound: MessageOutbound, now: datetime) -> OutboundRow:
    state = getattr(outbound, "state", None)
    return OutboundRow(
        outbound=outbound,
        badge=words.status_badge(outbound),
        since=words.exact(state.status_since) if state and state.status_since else "",
        answer=state.last_answer if state else "",
        answered=words.ago(state.answered_at, now) if state and state.answered_at else "",
        next_try=words.exact(state.next_try) if state and state.next_try else "",
        security=words.SECURITY.get(outbound.security, outbound.security),
    )


@require_POST
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message; its page tells how it goes."""
    outbound = get_object_or_404(MessageOutbound, pk=pk)
    try:
        sent = writing.ping(outbound, request.POST.get("to", "")[:320], request.user.get_username())
    except PostroomError as error:
        messages.warning(request, str(error))
        return redirect("message-outbounds")
    messages.success(request, f"A test message goes out by {outbound.name}; here you see what becomes of it.")
    return redirect("outbound-message", pk=sent.pk)


# --- set aside ---------------------------------------------------------------------------------------------


@require_safe
def aside_page(request: HttpRequest) -> HttpResponse:
    """Addresses to which nothing is sent, the newest first."""
    ask = listing.wanted(request.GET, EVERY)
    with listing.looking():
        page = listing.page(ask, beginning(ask.search))
    now = timezone.now()
    rows = [(each, words.ago(each.since, now), words.exact(each.since)) for each in page.records]
    return render(request, "outgoing/aside.html", {"ask": ask, "page": page, "rows": rows})


def beginning(search: str) -> QuerySet[SetAside]:
    rows = SetAside.objects.select_related("message").only(
        "address", "reason", "since", "message__subject"
    )  # fmt: skip
    return rows.filter(address__startswith=search.lower()) if search else rows


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an address get mail again."""
    aside = get_object_or_404(SetAside, pk=pk)
    try:
        said = journal.take_back(aside.address, by=request.user.get_username())
    except Refused as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, said)
    return redirect("set-aside")

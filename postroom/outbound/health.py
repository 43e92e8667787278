"""How a Message Outbound stands: online or failing since when, which one sends now, and how fast."""

from __future__ import annotations

import logging
import random
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from postroom import journal
from postroom.errors import Permanent, Temporary
from postroom.models import MessageOutbound, OutboundState

log = logging.getLogger(__name__)
Status = OutboundState.Status

SHORTEST, LONGEST = timedelta(seconds=5), timedelta(minutes=10)
OFF = 600.0  # seconds until one that is switched off is looked at again
BURST = timedelta(seconds=10)  # by so much the rate may be ahead


class WaitsForOutbound(Temporary):
    """The mail server is away; woken when it is back."""

    def __init__(self, message: str, outbound: int, retry_after: float) -> None:
        super().__init__(message, retry_after)
        self.waits_for = f"outbound:{outbound}"


def choose(wanted: MessageOutbound | None) -> MessageOutbound:
    """The one that sends now: the wanted one, or its fall-back while it fails.

    Raises Temporary while neither can, Permanent where there is none any more.
    """
    if wanted is None:
        raise Permanent("Its Message Outbound was removed from the configuration.")
    try:
        return ready(wanted)
    except WaitsForOutbound:
        if wanted.fallback is None or wanted.fallback_id == wanted.pk:
            raise
        return ready(wanted.fallback)


def ready(outbound: MessageOutbound) -> MessageOutbound:
    """This one, if it is to be tried now. While it fails, one mail per pause goes as the probe."""
    if not outbound.enabled:
        raise WaitsForOutbound(f"'{outbound.name}' is switched off.", outbound.pk, OFF)
    state, _ = OutboundState.objects.get_or_create(outbound=outbound)
    if state.status != Status.FAILING or state.next_try is None:
        return outbound
    now = timezone.now()
    probe = OutboundState.objects.filter(pk=state.pk, next_try=state.next_try)
    if state.next_try <= now and probe.update(next_try=now + timedelta(seconds=settings.ENVIRONMENT.lease)):
        return outbound
    left = max(1.0, (state.next_try - now).total_seconds())
    raise WaitsForOutbound(f"'{outbound.name}' fails: {state.last_answer}", outbound.pk, left)


def keep_pace(outbound: MessageOutbound) -> None:
    """Take one place in the rate of this outbound. Raises Temporary where none is free yet."""
    if not outbound.rate_per_minute:
        return
    now, space = timezone.now(), timedelta(minutes=1) / outbound.rate_per_minute
    mine = OutboundState.objects.filter(outbound=outbound)
    if mine.filter(Q(free_from=None) | Q(free_from__lt=now - BURST)).update(free_from=now - BURST + space):
        return
    if mine.filter(free_from__lte=now).update(free_from=F("free_from") + space):
        return
    raise Temporary(
        f"'{outbound.name}' sends {outbound.rate_per_minute} mails a minute; this one waits its turn.",
        space.total_seconds() + random.uniform(0, 10),  # noqa: S311 - spreads the load, no secret
    )


def note_answer(outbound: MessageOutbound, words: str) -> None:
    """It works. Written once per change and minute, not once per mail; whoever waited for it goes on."""
    now = timezone.now()
    state, _ = OutboundState.objects.get_or_create(outbound=outbound)
    fresh = state.answered_at is not None and now - state.answered_at < timedelta(minutes=1)
    if state.status == Status.ONLINE and fresh:
        return
    change(state, Status.ONLINE, words, failures=0, next_try=None)
    if state.status == Status.FAILING:
        journal.wake(f"outbound:{outbound.pk}")


def note_failure(outbound: MessageOutbound, words: str) -> WaitsForOutbound:
    """It cannot be worked with: tried again after 5, 10, 20 s ... 10 min; returns what its mail waits with."""
    log.warning("Message Outbound %s: %s", outbound.name, words)
    state, _ = OutboundState.objects.get_or_create(outbound=outbound)
    pause = min(SHORTEST * 2 ** min(state.failures, 20), LONGEST)
    change(state, Status.FAILING, words, failures=state.failures + 1, next_try=timezone.now() + pause)
    return WaitsForOutbound(words, outbound.pk, pause.total_seconds())


def change(state: OutboundState, status: str, words: str, **values: object) -> None:
    if state.status != status:
        values |= {"status": status, "status_since": timezone.now()}
    mine = OutboundState.objects.filter(pk=state.pk)
    mine.update(last_answer=words[:2000], answered_at=timezone.now(), **values)

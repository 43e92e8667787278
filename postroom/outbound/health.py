"""How a Message Outbound stands: online or failing since when, which one sends now, and how fast."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from postroom import journal
from postroom.errors import Permanent, Temporary
from postroom.models import MessageOutbound, OutboundMessage, OutboundState

log = logging.getLogger(__name__)
Status = OutboundState.Status

SHORTEST, LONGEST = timedelta(seconds=5), timedelta(minutes=10)
OFF = 600.0  # seconds until one that is switched off is looked at again
AT_ONCE = 0.5  # seconds, where a fall-back takes over
BURST = timedelta(seconds=10)  # by so much the rate may be ahead
MANY_BREAKS = 3  # in a row: then it is not the mail that breaks the connection


class WaitsForOutbound(Temporary):
    """The mail server is away; woken when it is back."""

    def __init__(self, message: str, outbound: int, retry_after: float) -> None:
        super().__init__(message, retry_after)
        self.waits_for = f"outbound:{outbound}"


def choose(record: OutboundMessage) -> MessageOutbound:
    """The outbound that sends this mail now: its own, that of its mapping where it was removed, or the fall-back.

    Raises Temporary while none can, Permanent where there is none any more.
    """
    wanted = record.outbound or (record.mapping.outbound if record.mapping else None)
    if wanted is None:
        raise Permanent(
            "Its Message Outbound was removed from the configuration, and no mapping names another."
        )
    try:
        return ready(wanted)
    except WaitsForOutbound:
        if wanted.fallback is None or wanted.fallback_id == wanted.pk:
            raise
        return instead(wanted, wanted.fallback)


def instead(wanted: MessageOutbound, fallback: MessageOutbound) -> MessageOutbound:
    """The fall-back. Where it is away too, whoever comes back first is waited for."""
    try:
        return ready(fallback)
    except WaitsForOutbound as error:
        own = ready_in(wanted)
        left = min(error.retry_after or own, own)
        words = f"'{wanted.name}' is away, and its fall-back too: {error}"
        raise WaitsForOutbound(words, wanted.pk, left) from None


def ready_in(outbound: MessageOutbound) -> float:
    """Seconds until one that is away is tried again."""
    if not outbound.enabled:
        return OFF
    next_try = outbound.state.next_try or timezone.now() + SHORTEST
    return max(1.0, (next_try - timezone.now()).total_seconds())


def ready(outbound: MessageOutbound) -> MessageOutbound:
    """This one, if it is to be tried now. While it fails, one mail per pause goes as the probe."""
    if not outbound.enabled:
        raise WaitsForOutbound(f"'{outbound.name}' is switched off.", outbound.pk, OFF)
    state = state_of(outbound)
    if state.status != Status.FAILING or state.next_try is None or is_probe(state):
        return outbound
    raise WaitsForOutbound(f"'{outbound.name}' fails: {state.last_answer}", outbound.pk, ready_in(outbound))


def state_of(outbound: MessageOutbound) -> OutboundState:
    """How it stood when it was read, a moment ago."""
    try:
        return outbound.state
    except OutboundState.DoesNotExist:
        return look(outbound)


def look(outbound: MessageOutbound) -> OutboundState:
    """How it stands now; what is noted later is compared with this."""
    outbound.state, _ = OutboundState.objects.get_or_create(outbound=outbound)
    return outbound.state


def is_probe(state: OutboundState) -> bool:
    """Whether the pause is over, for whoever asks first; if that one dies, others may after a lease."""
    now = timezone.now()
    if state.next_try is None or state.next_try > now:
        return False
    next_try = now + timedelta(seconds=settings.ENVIRONMENT.lease)
    return bool(OutboundState.objects.filter(pk=state.pk, next_try=state.next_try).update(next_try=next_try))


def keep_pace(outbound: MessageOutbound, record: OutboundMessage) -> None:
    """Take one place in the rate of this outbound. Raises Temporary where none is free: who was first goes first."""
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
        (space * (ahead_of(record) + 1)).total_seconds(),
    )


def ahead_of(record: OutboundMessage) -> int:
    """How many mails of the same outbound were there first and are not sent yet."""
    waiting = OutboundMessage.objects.filter(state__in=OutboundMessage.OPEN, outbound=record.outbound_id)
    return waiting.filter(pk__lt=record.pk).count()


def note_answer(outbound: MessageOutbound, words: str) -> None:
    """It works. Written once per change and minute, not once per mail; whoever waited for it goes on."""
    state = state_of(outbound)
    fresh = state.answered_at is not None and timezone.now() - state.answered_at < timedelta(minutes=1)
    if state.status == Status.ONLINE and fresh and not state.failures:
        return
    with transaction.atomic():
        change(state, Status.ONLINE, words, failures=0, next_try=None)
        if state.status == Status.FAILING:
            journal.wake(f"outbound:{outbound.pk}")


def note_failure(outbound: MessageOutbound, words: str) -> WaitsForOutbound:
    """It cannot be worked with: tried again after 5, 10, 20 s ... 10 min; returns what its mail waits with.

    Several that fail at the same time are one failure.
    """
    log.warning("Message Outbound %s: %s", outbound.name, words)
    state = outbound.state
    pause = min(SHORTEST * 2 ** min(state.failures, 20), LONGEST)
    change(state, Status.FAILING, words, failures=state.failures + 1, next_try=timezone.now() + pause)
    look(outbound)
    return WaitsForOutbound(words, outbound.pk, AT_ONCE if outbound.fallback_id else ready_in(outbound))


def note_break(outbound: MessageOutbound, words: str) -> None:
    """A connection broke in the middle of a mail. That may be the mail's doing; several in a row are the server's."""
    log.warning("Message Outbound %s: %s", outbound.name, words)
    state = outbound.state
    if state.status == Status.FAILING or state.failures + 1 >= MANY_BREAKS:
        note_failure(outbound, words)
    else:
        change(state, state.status, words, failures=state.failures + 1)


def change(state: OutboundState, status: str, words: str, **values: object) -> None:
    """Write it, unless somebody else has written down another failure or success since we looked."""
    if state.status != status:
        values |= {"status": status, "status_since": timezone.now()}
    mine = OutboundState.objects.filter(pk=state.pk, failures=state.failures)
    mine.update(last_answer=words[:2000], answered_at=timezone.now(), **values)

"""`postroom outbound`: how the Message Outbounds stand, a test message, and addresses that were set aside."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from postroom import journal
from postroom.errors import BadConfiguration
from postroom.lists import Done, in_columns, unknown, with_since
from postroom.models import (
    MessageOutbound,
    OutboundMessage,
    OutboundState,
    Receiver,
    SetAside,
    Unsubscribed,
)
from postroom.outbound.writing import ping

Status = OutboundState.Status
State = OutboundMessage.State
HEAD = ("NAME", "WHERE", "SENDER", "STATUS", "")
LOOK = 0.2  # seconds between two looks at a mail that is on its way
NO_WORKER = "Nobody has taken it yet: does a worker run (postroom up, or postroom worker)?"


@dataclass(frozen=True)
class Standing:
    """One Message Outbound as a list shows it. `ok` is None where nothing is known or wanted of it."""

    name: str
    where: str
    sender: str
    ok: bool | None
    status: str
    detail: str


def list_outbounds() -> list[Standing]:
    rows = MessageOutbound.objects.select_related("state", "fallback").order_by("name")
    return [standing(outbound) for outbound in rows]


def standing(outbound: MessageOutbound) -> Standing:
    state = outbound.state
    ok, status = None, "disabled"
    if outbound.enabled:
        ok = {Status.ONLINE: True, Status.FAILING: False}.get(Status(state.status))
        status = with_since(state.get_status_display().lower(), state.status_since)
    detail = state.last_answer if outbound.enabled else ""
    sender = outbound.sender_address or "-"
    return Standing(outbound.name, where(outbound), sender, ok, status, " ".join(detail.split()))


def where(outbound: MessageOutbound) -> str:
    """The server; of a webhook nothing, since whoever has its address may post there."""
    if outbound.type == MessageOutbound.Type.WEBHOOK:
        return "webhook"
    return f"{outbound.user} at {outbound.host}:{outbound.port}".removeprefix(" at ")


def table() -> list[str]:
    """`postroom outbound list`: a heading and one line for each, in columns, then the addresses set aside."""
    rows = [(s.name, s.where, s.sender, s.status, s.detail) for s in list_outbounds()]
    if not rows:
        return ["There are no outbounds yet. See: postroom config apply"]
    return [*in_columns(HEAD, rows), *aside(), *unsubscribed()]


def aside() -> Iterator[str]:
    """Addresses that get nothing until somebody takes them back."""
    for count, row in enumerate(SetAside.objects.order_by("address")):
        if not count:
            yield ""
            yield "Set aside, since mail to them came back (postroom outbound back ADDRESS sends again):"
        yield f"{row.address}: {' '.join(row.reason.split())}"


def unsubscribed() -> Iterator[str]:
    """People without an account who want no more mail of a mapping."""
    rows = Unsubscribed.objects.select_related("mapping").order_by("mapping__name", "address")
    for count, row in enumerate(rows):
        if not count:
            yield ""
            yield "Unsubscribed by themselves (postroom outbound resubscribe ADDRESS MAPPING, if they ask for it):"
        yield f"{row.address}: {row.mapping.name}"


def outbound_named(name: str) -> MessageOutbound:
    """The Message Outbound. Raises BadConfiguration naming the nearest one."""
    found = MessageOutbound.objects.filter(name=name).select_related("state").first()
    if found is None:
        names = list(MessageOutbound.objects.values_list("name", flat=True))
        raise BadConfiguration(unknown("outbound", name, names))
    return found


# --- poll --------------------------------------------------------------------------------------------------


def poll(name: str, to: str, by: str, wait: float = 60.0) -> Done:
    """Send a test message through an outbound and wait `wait` seconds for its first answer.

    Raises BadConfiguration for an unknown name, an address that is none, or an outbound that is switched off.
    """
    outbound = outbound_named(name)
    if not outbound.enabled:
        raise BadConfiguration(f"Outbound '{name}' is switched off: write enabled: true, and apply that.")
    if not to and outbound.type == MessageOutbound.Type.SMTP:
        raise BadConfiguration(
            f"Say who is to get the test message: postroom outbound poll '{name}' --to ADDRESS"
        )
    message = answered(ping(outbound, to, by), wait)
    return Done(message.outcome == OutboundMessage.Outcome.SENT, tuple(became(message)))


def answered(message: OutboundMessage, wait: float) -> OutboundMessage:
    """The mail after its first attempt, or as it is when the time is over."""
    until = time.monotonic() + wait
    while True:
        message.refresh_from_db()
        tried = message.state != State.QUEUED and (message.state != State.WAITING or message.reason)
        if tried or time.monotonic() >= until:
            return message
        time.sleep(LOOK)


def became(message: OutboundMessage) -> Iterator[str]:
    """What became of a mail, in words: as a whole, then for each receiver."""
    if message.state in OutboundMessage.OPEN:
        yield f"Test message {message.pk} is not sent yet. {message.reason or NO_WORKER}"
        if message.reason:
            yield "It is tried again by itself; Outbound Messages in the console shows how it goes on."
    else:
        yield f"Test message {message.pk}: {message.get_outcome_display().lower()}. {message.reason}".rstrip()
    for receiver in message.receivers.exclude(state=Receiver.State.OPEN):
        said = f": {' '.join(receiver.answer.split())}" if receiver.answer else ""
        yield f"{receiver.address}: {receiver.get_state_display().lower()}{said}"


# --- back --------------------------------------------------------------------------------------------------


def back(address: str, by: str) -> str:
    """Send to an address again that was set aside; in words. Raises BadConfiguration where it is not."""
    known = list(SetAside.objects.values_list("address", flat=True))
    if address.strip().lower() not in known:
        near = ", ".join(sorted(known)) or "none"
        raise BadConfiguration(f"{address} is not set aside, so mail goes there. Set aside are: {near}.")
    return journal.take_back(address, by)


def resubscribe(address: str, mapping: str) -> str:
    """Send mail of a mapping to somebody again who unsubscribed; in words. Raises BadConfiguration where nobody did."""
    rows = Unsubscribed.objects.filter(mapping__name=mapping, address=address.strip().lower())
    if not rows.delete()[0]:
        names = Unsubscribed.objects.filter(address=address.strip().lower()).order_by("mapping__name")
        known = ", ".join(names.values_list("mapping__name", flat=True)) or "none"
        raise BadConfiguration(f"{address} has not unsubscribed from '{mapping}', but from: {known}.")
    return f"{address} gets mail of '{mapping}' again."

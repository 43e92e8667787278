"""Delivery reports about mail of ours: shown on it, and an address that is proven dead is set aside."""

from __future__ import annotations

from collections.abc import Iterator

from postroom import journal
from postroom.connections import token_keys
from postroom.inbound.screen import in_words
from postroom.journal import Run
from postroom.mail import address
from postroom.mail.address import Token
from postroom.mail.bounce import Bounce
from postroom.mail.message import Message
from postroom.models import Receiver

MOST = 1000


def heed(run: Run, message: Message) -> None:
    """Match a bounce or a delay notice to the mail and the receiver that it is about.

    Only a genuine token of that very receiver counts; whatever else the report says has no effect but a trace.
    """
    bounce = message.bounce
    if bounce is None:
        return
    found = list(receivers(run, message, bounce))
    if not found:
        run.say("The report proves nothing about a mail of ours: nothing follows from it.")
    for receiver in found:
        note(run, receiver, bounce)


def note(run: Run, receiver: Receiver, bounce: Bounce) -> None:
    words = f"{in_words(bounce)}. {bounce.diagnostic}".strip()
    journal.bounced(receiver, run.record, words, permanent=bounce.permanent)
    run.say(f"It is about mail {receiver.message_id} to {receiver.address}, proven by its own token.")
    if bounce.permanent:
        journal.set_aside(receiver.address, words, receiver.message)
        run.say(f"{receiver.address} is set aside: nothing is sent there until somebody takes it back.")


def receivers(run: Run, message: Message, bounce: Bounce) -> Iterator[Receiver]:
    """The newest mail of ours to each receiver whose token the report carries, or the very mail that it names."""
    ids = [*run.record.recipients, bounce.message_id, *message.in_reply_to, *message.references]
    for token in address.find_tokens(ids, token_keys()):
        if token.is_of_site(run.site.url):
            yield from newest(run, token, bounce.message_id)


def newest(run: Run, token: Token, message_id: str) -> Iterator[Receiver]:
    told = Receiver.objects.filter(message__site=run.site, message__issue_id=token.issue)
    rows = [row for row in told.select_related("message").order_by("-id")[:MOST] if token.is_for(row.address)]
    named = [row for row in rows if row.message.message_id == message_id]
    yield from (named or rows)[:1]

"""Delivery reports about mail of ours: shown on it, and an address that is proven dead is set aside."""

from __future__ import annotations

from collections.abc import Iterator

from postroom import journal
from postroom.connections import token_keys
from postroom.inbound.bounce_comment import tell_issue
from postroom.inbound.screen import in_words
from postroom.journal import Run
from postroom.mail import address
from postroom.mail.address import Token
from postroom.mail.bounce import Bounce
from postroom.mail.message import Message
from postroom.models import OutboundMessage, Receiver

MOST = 1000
MOST_MAILS = 100
PROVES = ("bounce", "thread")  # addresses for answers come into many hands
NOT_THE_ADDRESS = ("full", "size", "policy")  # reasons that say nothing against the address itself


def heed(run: Run, message: Message) -> None:
    """Match a bounce or a delay notice to the mail and the receiver that it is about.

    Only a genuine token of that very receiver counts; whatever else the report says has no effect but a trace.
    """
    bounce = message.bounce
    if bounce is None:
        return
    found = {receiver.pk: (receiver, proven) for receiver, proven in receivers(run, message, bounce)}
    if not found:
        run.say("The report proves nothing about a mail of ours: nothing follows from it.")
    for receiver, proven in found.values():
        note(run, receiver, bounce, proven=proven)


def note(run: Run, receiver: Receiver, bounce: Bounce, *, proven: bool) -> None:
    words = f"{in_words(bounce)}. {bounce.diagnostic}".strip()
    journal.bounced(receiver, run.record, words, permanent=bounce.permanent)
    by = "its own token" if proven else "the token that all its receivers share"
    run.say(f"It is about mail {receiver.message_id} to {receiver.address}, proven by {by}.")
    if proven and bounce.permanent and bounce.reason not in NOT_THE_ADDRESS:
        journal.set_aside(receiver.address, words, receiver.message)
        run.say(f"{receiver.address} is set aside: nothing is sent there until somebody takes it back.")
        tell_issue(run, receiver, words)


def receivers(run: Run, message: Message, bounce: Bounce) -> Iterator[tuple[Receiver, bool]]:
    """The newest mail of ours to each receiver whose token the report carries, or the very mail that it names.

    The flag is False for a token of several receivers: then the report itself says who of them it is about.
    """
    ids = [*run.record.recipients, bounce.message_id, *message.in_reply_to, *message.references]
    for token in address.find_tokens(ids, token_keys()):
        if token.purpose in PROVES and token.is_of_site(run.site.url):
            own = list(newest(run, token, bounce.message_id))
            yield from ((each, True) for each in own)
            yield from ((each, False) for each in ([] if own else among(run, token, bounce)))


def newest(run: Run, token: Token, message_id: str) -> Iterator[Receiver]:
    told = Receiver.objects.filter(message__site=run.site, message__issue_id=token.issue)
    rows = [row for row in told.select_related("message").order_by("-id")[:MOST] if token.is_for(row.address)]
    named = [row for row in rows if row.message.message_id == message_id]
    yield from (named or rows)[:1]


def among(run: Run, token: Token, bounce: Bounce) -> Iterator[Receiver]:
    """Those whom the report names among the receivers of the newest mail to which the token belongs."""
    mails = OutboundMessage.objects.filter(site=run.site, issue_id=token.issue)
    for mail in mails.order_by("-id").prefetch_related("receivers")[:MOST_MAILS]:
        rows = list(mail.receivers.all())
        if len(rows) > 1 and token.is_for(address.together(row.address for row in rows)):
            yield from (row for row in rows if row.address.lower() in bounce.recipients)
            return

"""What a stored mail says: read in the limited child, and told in the trace."""

from __future__ import annotations

from collections.abc import Iterator

from postroom import stored
from postroom.connections import readers
from postroom.mail.authenticity import Authenticity
from postroom.mail.message import Message
from postroom.mail.trust import servers_of
from postroom.models import InboundMessage, MessageSource
from postroom.reading import Options
from postroom.reading.understood import Understood
from postroom.transport.names import texts


def understand(record: InboundMessage) -> Understood:
    """A stored mail as its source and profile want it read.

    Raises Permanent where the mail breaks the limits or its bytes are gone, Temporary where no reader can be had.
    """
    options = Options(trusted(record.source), record.profile.fold_quoted, keys(record))
    return readers().read(record.size, stored.chunks(record), options)


def trusted(source: MessageSource | None) -> tuple[str, ...]:
    """Whose Authentication-Results count: those that the source names, else those of a provider that we know."""
    if source is None:
        return ()
    return tuple(source.trusted_servers) or servers_of(source.host)


def keys(record: InboundMessage) -> dict[str, str] | None:
    """The keys of the mail's DKIM signatures, from the DNS; only where the source wants them checked again."""
    if record.source is None or not record.source.check_dkim:
        return None
    return texts(readers().key_names(record.size, stored.chunks(record)))


def told(message: Message) -> Iterator[str]:
    """What was understood, for the trace."""
    for warning in message.warnings:
        yield f"While reading: {warning}."
    files = len(message.attachments)
    yield f"Read: {len(message.text)} characters of text, {files} attachment{'' if files == 1 else 's'}."
    old = {"quoted": len(message.quoted_text), "of a signature": len(message.signature)}
    if parts := [f"{count} {what}" for what, count in old.items() if count]:
        yield f"Of these {len(message.visible_text)} are new, {' and '.join(parts)}."
    if message.authenticity.by:
        yield f"{proof(message.authenticity)}."


def proof(found: Authenticity) -> str:
    """Who vouches for the sender, in words; "" where nobody does."""
    if not found.by:
        return ""
    domain = f"proven to be from {found.domain}" if found.domain else "the sender is not proven"
    return f"{found.by} says SPF {found.spf}, DKIM {found.dkim}, DMARC {found.dmarc}: {domain}"

"""Raw mail in the database: sealed on its way in, streamed on its way out, never whole in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from uuid import UUID

from postroom.errors import Permanent
from postroom.models import InboundMessage, OutboundMessage, StoredMail, StoredPiece
from postroom.models.fields import ring
from postroom.seal import CHUNK, pack, unpack


def store(chunks: Iterable[bytes]) -> tuple[StoredMail, tuple[StoredPiece, ...]]:
    """Unsaved rows for the raw bytes of a mail. Its size is counted on the way."""
    mail = StoredMail(size=0)
    pieces = tuple(
        StoredPiece(mail=mail, number=number, data=data)
        for number, data in enumerate(pack(ring(), counted(mail, chunks), mail.id.bytes))
    )
    return mail, pieces


def counted(mail: StoredMail, chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        mail.size += len(chunk)
        yield chunk


def chunks(record: InboundMessage) -> Iterator[bytes]:
    """The raw bytes of a record's mail. Raises Permanent where retention has deleted them."""
    if record.mail_id is None:
        raise Permanent("The content of this mail was deleted by retention; it cannot be read again.")
    return unpack(ring(), pieces(record.mail_id, record.size), record.mail_id.bytes)


def chunks_of(message: OutboundMessage) -> Iterator[bytes]:
    """The finished bytes of a mail of ours. Raises Permanent where retention has deleted them."""
    if message.mail_id is None:
        raise Permanent("The content of this mail was deleted by retention; it cannot be sent again.")
    return unpack(ring(), pieces(message.mail_id, message.size), message.mail_id.bytes)


def pieces(mail: UUID, size: int) -> Iterator[bytes]:
    """The sealed pieces in order, one query each. What is well below one piece has no second one."""
    for number in count():
        data = StoredPiece.objects.filter(mail=mail, number=number).values_list("data", flat=True).first()
        if data is None:
            return
        yield bytes(data)
        if size < CHUNK * 9 // 10:
            return

"""What IMAP and POP3 mailboxes have in common: fetched mail, batches by size, the outcome of a deletion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal, TypeVar

BATCH_MAILS = 100
BATCH_BYTES = 4_000_000
PART = 1_048_576  # what one partial FETCH asks for, and what chunks() hands out
LARGE = 8 * PART  # above this a mail goes through a temporary file and never lies in memory as a whole
LITERAL = 64 * PART  # what may come where less was announced; servers are off by some, this is a lie
LARGEST = 256 * PART  # above this a mail is not fetched at all; no provider takes one half this size

Item = TypeVar("Item")


@dataclass(frozen=True)
class Fetched:
    """One mail's bytes. `uid` is IMAP's UID or POP3's number, `size` what came, `announced` the promise.

    A large mail's body is a temporary file that is closed when the next mail is asked for.
    """

    uid: int
    size: int
    announced: int
    body: bytes | BinaryIO

    def chunks(self) -> Iterator[bytes]:
        """The mail from its beginning, at most a megabyte at a time; may be called again."""
        if isinstance(self.body, bytes):
            yield self.body
            return
        self.body.seek(0)
        while chunk := self.body.read(PART):
            yield chunk


@dataclass(frozen=True)
class Deletion:
    """What became of one wish to delete. `reason` is in words unless the mail was deleted."""

    result: Literal["deleted", "not there", "changed", "withheld"]
    reason: str = ""

    @property
    def gone(self) -> bool:
        """Whether the mail is no longer in the mailbox."""
        return self.result in ("deleted", "not there")


def batches(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Group items in order: at most 100 and about 4 MB a group; what is larger stands alone."""
    batch: list[Item] = []
    total = 0
    for item in items:
        if batch and (len(batch) == BATCH_MAILS or total + size(item) > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += size(item)
    if batch:
        yield batch


def slices(items: Sequence[Item], length: int) -> Iterator[Sequence[Item]]:
    """Cut a sequence into pieces of at most `length`."""
    for start in range(0, len(items), length):
        yield items[start : start + length]

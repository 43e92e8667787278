"""An IMAP mailbox: list, fetch without marking, mark read, delete only what was named, wait for news."""

from __future__ import annotations

import contextlib
import imaplib
import logging
import select
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any

from postroom.transport.endpoint import (
    Endpoint,
    MailboxUnavailable,
    Report,
    Stage,
    connect,
    doing,
    hang_up,
    said,
    unavailable,
    unheard,
)
from postroom.transport.imaplogin import log_in, start_tls
from postroom.transport.imapwire import Client, Wire
from postroom.transport.mailbox import LARGE, LARGEST, PART, Deletion, batches, slices
from postroom.transport.mailbox import Fetched as Fetched

log = logging.getLogger(__name__)

AT_ONCE = 500  # UIDs in one command: Yahoo takes at most 1,000, and the line stays below 8,192 bytes
NEWS = ("EXISTS", "RECENT", "FETCH")


@dataclass(frozen=True)
class Waiting:
    """A mail in the folder: `size` in bytes as the server announces it, `date` of its arrival there."""

    uid: int
    size: int
    seen: bool
    date: datetime | None


class ImapMailbox:
    """One connection with one folder open. Every call may raise MailboxUnavailable, and ends it so.

    Only shutdown() may be called from another thread. `refused` names mails the server would not hand out.
    """

    def __init__(self, endpoint: Endpoint, folder: str = "INBOX", report: Report = unheard) -> None:
        self.endpoint = endpoint
        self.folder = folder
        self.uidvalidity = 0
        self.uidnext = 0
        self.can_idle = False
        self.exists = 0
        self.refused: dict[int, str] = {}
        self._report = report
        self._sock: socket.socket | None = None
        self._client: Client | None = None
        self._ended = False

    @classmethod
    def open(cls, endpoint: Endpoint, folder: str = "INBOX") -> ImapMailbox:
        """Connect, log in and open the folder."""
        mailbox = cls(endpoint, folder)
        mailbox.connect()
        return mailbox

    def __enter__(self) -> ImapMailbox:
        if self._client is None:
            self.connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(politely=error is None)

    def connect(self) -> None:
        """Go the whole way to the open folder, telling `report` of each stage reached."""
        try:
            self._sock = connect(self.endpoint, self._report)
            if self._ended:
                raise unavailable(self.endpoint, "tcp", "the connection was closed while connecting")
            self._enter()
            self._select()
        except MailboxUnavailable:
            self.close(politely=False)
            raise

    def close(self, politely: bool = True) -> None:
        """End the connection; never raises."""
        client, self._client = self._client, None
        with contextlib.suppress(Exception):
            if client and politely and not self._ended:
                client.socket().settimeout(min(self.endpoint.timeout, 5.0))
                client.logout()
        with contextlib.suppress(Exception):
            if client:
                client.shutdown()
        if self._sock:
            self._sock.close()

    def shutdown(self) -> None:
        """From another thread: whatever this mailbox waits for ends at once with MailboxUnavailable."""
        self._ended = True
        client = self._client
        if sock := client.wire.sock if client else self._sock:
            hang_up(sock)

    def open_again(self) -> None:
        """SELECT once more: a mailbox that was made anew meanwhile shows its new UIDVALIDITY."""
        self._select()

    def unread_uids(self) -> list[int]:
        """UIDs of the mails that are neither read nor marked deleted, in order."""
        return self._search("UNSEEN", "UNDELETED")

    def unread(self, at_most: int | None = None) -> list[Waiting]:
        """The unread mails, oldest first; with `at_most` only so many of them."""
        return self._details(self.unread_uids()[:at_most])

    def everything(self, after_uid: int = 0) -> list[Waiting]:
        """All mails above a UID, read or not, that are not marked deleted."""
        found = self._search("UID", f"{after_uid + 1}:*", "UNDELETED")
        return self._details([uid for uid in found if uid > after_uid])  # "n:*" holds the last mail at least

    def fetch(self, waiting: Sequence[Waiting]) -> Iterator[Fetched]:
        """The mails themselves, without marking them read; what has gone meanwhile is left out.

        A mail that the server refuses or that is absurdly large is left out too, with a line in the log and
        in `refused`; MailboxUnavailable where nothing at all could be had.
        """
        self.refused = {}
        came = 0
        for batch in batches(waiting, lambda mail: mail.size):
            for fetched in self._large(batch[0]) if batch[0].size > LARGE else self._batch(batch):
                came += 1
                yield fetched
        if self.refused and not came:
            uid, why = next(iter(self.refused.items()))
            raise unavailable(
                self.endpoint, "protocol", f"the server does not hand out mail UID {uid}: {why}"
            )

    def mark_read(self, uids: Sequence[int]) -> None:
        """Mark mails read, up to 500 per command."""
        for some in slices(uids, AT_ONCE):
            with self._doing("protocol", "marking mail as read") as client:
                client.add_flags(some, [rb"\Seen"], silent=True)

    def delete(self, uid: int, size: int, message_id: str) -> Deletion:
        """Delete one mail if it still is the one that was meant; see delete_many."""
        return self.delete_many([(uid, size, message_id)])[0]

    def delete_many(self, named: Sequence[tuple[int, int, str]]) -> list[Deletion]:
        r"""Delete mails named by UID, announced size and Message-ID ("" for none); answers in order.

        A mail whose size or Message-ID differs is left alone. Mail that another client marked \Deleted stays:
        UID EXPUNGE (RFC 4315) where the server has it, else EXPUNGE only while nothing else is marked.
        """
        found = self._identities([uid for uid, _, _ in named])
        answers = [verdict(found.get(uid), size, message_id) for uid, size, message_id in named]
        doomed = [
            name[0] for name, answer in zip(named, answers, strict=True) if answer.gone and name[0] in found
        ]
        why = self._expunge(doomed) if doomed else ""
        withheld = Deletion("withheld", why)
        return [withheld if why and answer.result == "deleted" else answer for answer in answers]

    def idle(self, seconds: float, wake: socket.socket | None = None) -> bool:
        """Wait for news with IDLE. True when something may have changed or `wake` can be read, else False.

        What `wake` holds is left for its owner to read. News that came during earlier commands count.
        """
        deadline = time.monotonic() + seconds
        while True:
            with self._doing("protocol", "waiting for new mail") as client:
                if any(kind in client.untagged for kind in NEWS):
                    return True
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                try:
                    if self._idle_once(client.wire, left, wake):
                        return True
                except imaplib.IMAP4.abort:
                    raise
                except imaplib.IMAP4.error as error:
                    log.warning(
                        "%s: no IDLE after all, so new mail is polled for: %s", self.endpoint, said(error)
                    )
                    self.can_idle = False
                    return False

    def _idle_once(self, wire: Wire, seconds: float, wake: socket.socket | None) -> bool:
        """One IDLE until the server says anything, which may be "still here"; True when `wake` ended it."""
        tag = wire.begin_idle()
        poll = select.poll()
        poll.register(wire.sock, select.POLLIN)
        if wake:
            poll.register(wake, select.POLLIN)
        ready = [] if wire.has_buffered() else poll.poll(seconds * 1000)
        wire.end_idle(tag)
        return wake is not None and any(descriptor == wake.fileno() for descriptor, _ in ready)

    @contextlib.contextmanager
    def _doing(self, stage: Stage, what: str) -> Iterator[Client]:
        """Our client for one exchange; a server may answer anything, so the parser may raise anything."""
        with doing(self.endpoint, stage, what, Exception):
            if self._ended or self._client is None:
                raise unavailable(self.endpoint, stage, f"the connection was closed while {what}")
            yield self._client

    def _enter(self) -> None:
        assert self._sock is not None
        with doing(self.endpoint, "greeting", "waiting for the server's greeting", Exception):
            self._client = Client(self.endpoint, self._sock)
        self._report("greeting", said(self._client.welcome))
        if self.endpoint.security == "starttls":
            with self._doing("tls", "starting TLS") as client:
                self._report("tls", start_tls(client, self.endpoint))
        with self._doing("login", "logging in") as client:
            log_in(client, self.endpoint)
        self._report("login", f"logged in as {self.endpoint.user}")

    def _select(self) -> None:
        what = f'opening the folder "{self.folder}"'
        with self._doing("folder", what) as client:
            answer = client.select_folder(self.folder)
            self.uidvalidity = int(answer.get(b"UIDVALIDITY", 0))
            self.uidnext = int(answer.get(b"UIDNEXT", 0))
            self.exists = int(answer.get(b"EXISTS", 0))
            self.can_idle = bool(client.has_capability("IDLE"))
        if not self.uidvalidity:
            text = f"{what} failed: the server names no UIDVALIDITY, so its mails cannot be told apart"
            raise unavailable(self.endpoint, "folder", text)
        self._report("folder", f'folder "{self.folder}" holds {self.exists} mails')

    def _search(self, *criteria: str) -> list[int]:
        with self._doing("protocol", "searching the folder") as client:
            for kind in NEWS:
                client.untagged.pop(kind, None)  # news after this moment make idle() return at once
            return sorted({int(uid) for uid in client.search(list(criteria)) if 0 < int(uid) < 1 << 32})

    def _details(self, uids: Sequence[int]) -> list[Waiting]:
        waiting: list[Waiting] = []
        for some in slices(uids, AT_ONCE):
            with self._doing("protocol", "listing the folder") as client:
                answer = client.fetch(some, ["RFC822.SIZE", "FLAGS", "INTERNALDATE"])
                waiting += [a_waiting(uid, answer[uid]) for uid in some if uid in answer]
        return waiting

    def _batch(self, batch: Sequence[Waiting]) -> Iterator[Fetched]:
        bodies = self._bodies([mail.uid for mail in batch])
        for mail in batch:
            body = bodies.pop(mail.uid, None)
            if body is not None:
                yield Fetched(mail.uid, len(body), mail.size, body)

    def _bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole mails by UID. Where a batch is refused for one bad mail, the others are had singly."""
        with self._doing("protocol", "fetching mail") as client:
            try:
                answer = client.fetch(uids, ["BODY.PEEK[]"])
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                client.untagged.pop("FETCH", None)
                answer = None
                if len(uids) == 1:
                    self._refuse(uids[0], said(error))
                    return {}
        if answer is None:
            return {uid: body for one in uids for uid, body in self._bodies([one]).items()}
        found = {uid: items.get(b"BODY[]") for uid, items in answer.items()}
        return {uid: body for uid, body in found.items() if isinstance(body, bytes)}

    def _large(self, mail: Waiting) -> Iterator[Fetched]:
        """A mail in parts of 1 MB (RFC 3501, 6.4.5) into a file, to its end, whatever was announced."""
        with tempfile.TemporaryFile() as file:
            while (offset := file.tell()) <= LARGEST:
                part = self._part(mail.uid, offset)
                if part is None:
                    return
                file.write(part)
                if not part or (len(part) < PART and file.tell() >= mail.size):
                    yield Fetched(mail.uid, file.tell(), mail.size, file)
                    return
        self._refuse(mail.uid, f"it is larger than {LARGEST} bytes")

    def _part(self, uid: int, offset: int) -> bytes | None:
        """One part; empty behind the end, None where the mail has gone or is refused."""
        with self._doing("protocol", "fetching a large mail") as client:
            try:
                answer = client.fetch([uid], [f"BODY.PEEK[]<{offset}.{PART}>"])
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                client.untagged.pop("FETCH", None)
                self._refuse(uid, said(error))
                return None
        if uid not in answer:
            return None
        part = answer[uid].get(f"BODY[]<{offset}>".encode())
        return part if isinstance(part, bytes) else b""

    def _refuse(self, uid: int, why: str) -> None:
        self.refused[uid] = why
        log.warning("%s: mail UID %s in %s was not fetched: %s", self.endpoint, uid, self.folder, why)

    def _identities(self, uids: Sequence[int]) -> dict[int, tuple[int, str]]:
        """Size and Message-ID of the mails that are still there."""
        found: dict[int, tuple[int, str]] = {}
        for some in slices(uids, AT_ONCE):
            with self._doing("protocol", "looking at mail before deleting it") as client:
                answer = client.fetch(some, ["RFC822.SIZE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
                found |= {uid: identity(items) for uid, items in answer.items()}
        return found

    def _expunge(self, uids: Sequence[int]) -> str:
        """Remove these mails and no others, by UID EXPUNGE (RFC 4315) only; a reason in words where there is none.

        A plain EXPUNGE would take along what another client marks deleted in the same moment.
        """
        with self._doing("protocol", "deleting mail") as client:
            if not client.has_capability("UIDPLUS"):
                return (
                    "this server lacks UIDPLUS (RFC 4315), so one mail cannot be deleted by itself; "
                    "choose 'Read unread and mark as read' for it"
                )
            for some in slices(uids, AT_ONCE):
                client.add_flags(some, [rb"\Deleted"], silent=True)
                client.uid_expunge(some)
        return ""


def a_waiting(uid: int, items: dict[bytes, Any]) -> Waiting:
    """One line of a listing; a server that announces no size has it taken as 0."""
    size, date = items.get(b"RFC822.SIZE"), items.get(b"INTERNALDATE")
    seen = any(bytes(flag).lower() == rb"\seen" for flag in items.get(b"FLAGS", ()))
    return Waiting(
        uid, size if isinstance(size, int) else 0, seen, date if isinstance(date, datetime) else None
    )


def identity(items: dict[bytes, Any]) -> tuple[int, str]:
    """Size and Message-ID out of a FETCH answer; servers spell the header item's name in several ways."""
    headers = [value for name, value in items.items() if name.startswith(b"BODY[HEADER")]
    size = items.get(b"RFC822.SIZE")
    header = headers[0] if headers and isinstance(headers[0], bytes) else b""
    return size if isinstance(size, int) else -1, bare_id(header.partition(b":")[2].decode("ascii", "ignore"))


def bare_id(message_id: str) -> str:
    """A Message-ID for comparing: ASCII only, no white space, no angle brackets."""
    return "".join(message_id.encode("ascii", "ignore").decode().split()).strip("<>")


def verdict(found: tuple[int, str] | None, size: int, message_id: str) -> Deletion:
    """Whether the mail under a UID is the one that is to be deleted."""
    if found is None:
        return Deletion("not there", "the mail is no longer in the folder")
    if found[0] != size:
        return Deletion("changed", f"the mail has {found[0]} bytes now, not {size}")
    if found[1] != bare_id(message_id):
        return Deletion("changed", "the mail under this UID has another Message-ID now")
    return Deletion("deleted")

"""A small IMAP server that tells the truth until told to lie: any answer of any step can be replaced."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

CUT = b""  # what a step answers that just closes the connection
PARTIAL = re.compile(r"BODY\.PEEK\[\]<(\d+)\.(\d+)>")


@dataclass
class LyingImap:
    """Serve it with Fronts.serve(lying). Steps: GREETING CAPABILITY LOGIN SELECT SEARCH LIST BODY PART IDENTITY
    STORE EXPUNGE IDLE DONE LOGOUT.

    A lie is sent in place of a step's answer, with {tag} filled in; a lie without {tag} ends the connection.
    `sizes` are announced instead of the true ones; a FETCH of the bodies of `refused` is answered NO.
    """

    mails: dict[int, bytes]
    lies: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    capabilities: str = "IMAP4rev1 IDLE UIDPLUS"
    deleted: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeting = self.lies.get("GREETING", b"* OK ready\r\n")
        writer.write(greeting)
        if not greeting.startswith(b"* ") or not greeting.endswith(b"\r\n"):
            return
        tag = ""
        while line := (await reader.readline()).decode().strip():
            step = "DONE"
            if line != "DONE":
                tag, _, command = line.partition(" ")
                self.commands.append(command)
                step = step_of(command)
            lie = self.lies.get(step)
            answer = self.answer(step, command, tag) if lie is None else lie.replace(b"{tag}", tag.encode())
            writer.write(answer)
            await writer.drain()
            if lie is not None and b"{tag}" not in lie:
                return

    def answer(self, step: str, command: str, tag: str) -> bytes:
        """The truth."""
        if step == "BODY" and self.refused & set(uids_in(command)):
            return f"{tag} NO [SERVERBUG] some of the mails cannot be read\r\n".encode()
        if step == "IDLE":
            return b"+ idling\r\n"
        return self.said(step, command) + f"{tag} OK done\r\n".encode()

    def said(self, step: str, command: str) -> bytes:
        """What stands before the tagged line."""
        if step == "CAPABILITY":
            return f"* CAPABILITY {self.capabilities}\r\n".encode()
        if step == "SELECT":
            return (
                f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 99] ok\r\n".encode()
            )
        if step == "SEARCH":
            found = self.found(command)
            return b"* SEARCH " + " ".join(map(str, sorted(found))).encode() + b"\r\n"
        if step in ("LIST", "BODY", "PART", "IDENTITY"):
            return b"".join(self.fetched(step, uid, command) for uid in uids_in(command) if uid in self.mails)
        if step == "STORE":
            self.store(command)
        if step == "EXPUNGE":
            self.expunge(command)
        return b"* BYE\r\n" if step == "LOGOUT" else b""

    def found(self, command: str) -> set[int]:
        """The UIDs that a SEARCH for UNSEEN, DELETED or UID n:* finds."""
        if " DELETED" in command:
            return self.deleted
        found = set(self.mails) - self.deleted
        if "UNSEEN" in command:
            found -= self.seen
        if lowest := re.search(r" UID (\d+):\*", command):
            found &= {uid for uid in found if uid >= int(lowest[1]) or uid == max(self.mails)}
        return found

    def fetched(self, step: str, uid: int, command: str) -> bytes:
        raw = self.mails[uid]
        size = b"RFC822.SIZE %d" % self.sizes.get(uid, len(raw))
        if step == "LIST":
            flags = rb"\Seen" if uid in self.seen else b""
            return b"* %d FETCH (UID %d %s FLAGS (%s))\r\n" % (uid, uid, size, flags)
        if step == "BODY":
            return b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(raw), raw)
        if step == "PART":
            start, length = (int(number) for number in PARTIAL.search(command).groups())
            part = raw[start : start + length]
            return b"* %d FETCH (UID %d BODY[]<%d> {%d}\r\n%s)\r\n" % (uid, uid, start, len(part), part)
        header = b"".join(re.findall(rb"(?i)^message-id:[^\n]*\n", raw, re.M)) + b"\r\n"
        item = b"BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n%s" % (len(header), header)
        return b"* %d FETCH (UID %d %s %s)\r\n" % (uid, uid, size, item)

    def store(self, command: str) -> None:
        marked = self.deleted if "Deleted" in command else self.seen
        if "-FLAGS" in command:
            marked.difference_update(uids_in(command))
        else:
            marked.update(uids_in(command))

    def expunge(self, command: str) -> None:
        named = set(uids_in(command)) if command.startswith("UID") else self.deleted
        for uid in named & self.deleted:
            del self.mails[uid]
        self.deleted -= named


def step_of(command: str) -> str:
    """The name of the step that a command belongs to."""
    verb = command.removeprefix("UID ").split(" ")[0].upper()
    if verb != "FETCH":
        return verb
    if PARTIAL.search(command):
        return "PART"
    if "HEADER" in command:
        return "IDENTITY"
    return "BODY" if "BODY" in command else "LIST"


def uids_in(command: str) -> list[int]:
    """The UIDs that a UID command names; only lists, as we send no ranges."""
    words = command.split(" ")
    return [int(uid) for uid in words[2].split(",")] if len(words) > 2 and words[2][0].isdigit() else []

"""Reads one source until so many mails are stored and marked; prints the seconds it took, login included."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import django

from postroom.database import running
from postroom.environment import read


def main(name: str, count: int) -> None:
    with running(Path(read().data)):
        django.setup()
        from postroom.inbound.rounds import ImapRound, Reader, endpoint_of
        from postroom.models import InboundMessage, MessageSource
        from postroom.transport.imap import ImapMailbox

        source = MessageSource.objects.get(name=name)
        begin = time.monotonic()
        with ImapMailbox(endpoint_of(source), source.folder) as mailbox:
            ImapRound(Reader(source), mailbox).run()
        seconds = time.monotonic() - begin
        stored = InboundMessage.objects.filter(source=source).count()
        assert stored == count, f"{stored} of {count} stored"
    print(seconds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""Mailboxes that lie, refuse, break off or stall: the source fails in words, loses nothing, and comes back."""

from __future__ import annotations

import logging
import threading

import pytest

from postroom.inbound.rounds import Reader
from postroom.inbound.watch import guarded
from postroom.models import SourceState
from tests.inbound.conftest import Desk
from tests.inbound.mailboxes import Box, lying, mail, until
from tests.lying_imap import LyingImap
from tests.mailbench import MailBench
from tests.needs import needs_dovecot

pytestmark = needs_dovecot
NO, BAD, BYE = b"{tag} NO the answer is no\r\n", b"{tag} BAD what was that?\r\n", b"* BYE out of order\r\n"
CUT_LITERAL = b"* 1 FETCH (UID 1 BODY[] {5000}\r\nFrom: ann"
ENDLESS = b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\nFrom: ann"
STALL = b"* OK wait for {tag}"
LIES = [  # of each kind one; tests/transport/test_lying_imap.py has every lie at every step
    *(("GREETING", b"\x00\xff garbage\r\n"), ("CAPABILITY", BAD), ("LOGIN", NO), ("SELECT", STALL)),
    *(("SEARCH", b"* SEARCH 1 2"), ("LIST", BYE), ("BODY", NO), ("BODY", CUT_LITERAL), ("BODY", ENDLESS)),
    *(("BODY", STALL), ("STORE", NO), ("STORE", b"")),
]


def read_until(box: Box, status: str) -> SourceState:
    """Let a reader read as a worker does, until the source stands so."""
    reader = Reader(box.source)
    thread = threading.Thread(target=guarded(reader))
    thread.start()
    try:
        until(lambda: box.state.status == status)
    finally:
        reader.stop()
        thread.join(10)
    return box.state


@pytest.mark.parametrize(("step", "lie"), LIES)
def test_a_lie_at_any_step_fails_in_words_and_costs_nothing(
    desk: Desk, bench: MailBench, step: str, lie: bytes, caplog: pytest.LogCaptureFixture
):
    server = LyingImap({1: mail(1), 2: mail(2)}, {step: lie})
    with lying(desk, bench, server, password="liar-secret", timeout=0.3) as box:
        caplog.set_level(logging.DEBUG)
        state = read_until(box, "failing")
        assert len(state.last_error) > 20
        assert "liar-secret" not in state.last_error + caplog.text
        assert "on fire" not in state.last_error + caplog.text, "no word of a mail in the log"
        stored = {int(record.place.rpartition("/")[2]) for record in box.stored()}
        assert server.seen <= stored

        server.lies.clear()
        state = read_until(box, "online")
        assert (state.last_error, state.failures) == ("", 0)
        assert box.subjects() == ["mail 1", "mail 2"]
        assert server.seen == {1, 2}


@pytest.mark.parametrize("announced", [0, 1, 4_000_000_000, 9_000_000])
def test_sizes_that_are_not_true_cost_nothing(desk: Desk, bench: MailBench, announced: int):
    server = LyingImap({1: mail(1), 2: mail(2)}, sizes={1: announced})
    with lying(desk, bench, server) as box:
        read_until(box, "online")
        assert [(record.subject, record.size) for record in box.stored()] == [
            ("mail 1", len(mail(1))), ("mail 2", len(mail(2))),
        ]  # fmt: skip


CERTIFICATES = {
    "wronghost": "the certificate is for another name",
    "expired": "the certificate has expired",
    "selfsigned": "the certificate is self-signed",
    "unknown": "issuer is unknown",
}


@pytest.mark.parametrize(("kind", "bad"), [*(("imaps", bad) for bad in CERTIFICATES), ("pop3s", "expired")])
def test_a_wrong_certificate_fails_in_words_and_comes_back_when_it_is_mended(
    desk: Desk, bench: MailBench, kind: str, bad: str
):
    user = f"tls-{bad}-{kind}"
    bench.add_user(user)
    port = bench.ports[f"{kind}_{bad}"]
    box = Box(desk, bench, user, type=kind[:-1], security="ssl", ca_file=bench.ca, port=port)
    box.drop(mail(1))
    assert CERTIFICATES[bad] in read_until(box, "failing").last_error
    assert (box.stored(), box.seen()) == ([], [False])
    box.change(port=bench.ports[kind])
    read_until(box, "online")
    assert box.subjects() == ["mail 1"]

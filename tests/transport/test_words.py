"""The parts of transport that need no server."""

from __future__ import annotations

import pytest

from postroom.transport.endpoint import said, unavailable
from postroom.transport.imap import bare_id, verdict
from postroom.transport.imaplogin import web_login
from postroom.transport.listener import ListenerSettings, answer
from postroom.transport.mailbox import batches
from postroom.transport.providers import PROVIDERS, provider_of
from postroom.transport.trace import greeted
from tests.transport.conftest import an_endpoint

pytestmark = pytest.mark.pure

MB = 1_000_000
GOOGLE = b"https://accounts.google.com/signin/continue?x=1"


@pytest.mark.parametrize(
    ("sizes", "lengths"),
    [
        ([], []),
        ([1] * 220, [100, 100, 20]),
        ([MB] * 9, [4, 4, 1]),
        ([9 * MB], [1]),
        ([10, 9 * MB, 10, 10], [1, 1, 2]),
        ([0, 0], [2]),
    ],
)
def test_mails_are_fetched_in_batches_of_100_or_4_mb(sizes, lengths):
    assert [len(batch) for batch in batches(sizes, lambda size: size)] == lengths


@pytest.mark.parametrize(
    ("line", "link"),
    [
        (b"[WEBALERT " + GOOGLE + b"] Web login required.", GOOGLE.decode()),
        (b"[WEBALERT https://google.com/x] go", "https://google.com/x"),
        (b"[WEBALERT http://accounts.google.com/x] plain", ""),
        (b"[WEBALERT https://accounts.google.com.evil.example/x] other host", ""),
        (b"[WEBALERT https://notgoogle.com/x] other host", ""),
        (b"[WEBALERT https://accounts.google.com@evil.example/x] user", ""),
        (b"[WEBALERT https://evil.example@accounts.google.com/x] user", ""),
        (b"[WEBALERT https://[google.com/x] broken", ""),
        (b"[ALERT] nothing", ""),
        (None, ""),
    ],
)
def test_only_a_link_to_google_is_shown(line, link):
    assert web_login([line]) == link


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("<a@example.com>", "a@example.com", True),
        (" <a@example.com>\r\n", "a@example.com", True),
        ("<a@example.com>\r\n ", "<b@example.com>", False),
        ("", "", True),
        ("", "a@example.com", False),
    ],
)
def test_message_ids_are_compared_without_their_dress(one, other, same):
    assert (bare_id(one) == bare_id(other)) is same
    assert verdict((5, bare_id(one)), 5, other).gone is same


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (b"[ALERT] no\r\nLOGIN", "[ALERT] no LOGIN"),
        ("LOGIN failed: b'it\\'s over'", "LOGIN failed: it\\'s over"),
        (ValueError("b'bad'"), "bad"),
        (EOFError(), "EOFError"),
        ("x" * 999, "x" * 400),
    ],
)
def test_a_servers_words_fit_on_a_line(words, text):
    assert said(words) == text


def test_a_server_that_repeats_the_password_does_not_get_it_shown():
    error = unavailable(an_endpoint(1, password="hunter2"), "login", "LOGIN ann hunter2 is wrong")
    assert "hunter2" not in str(error)
    assert "hunter2" not in repr(an_endpoint(1, password="hunter2"))


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("support@example.com", True),
        ("Support@EXAMPLE.com", True),
        ("support+token@example.com", True),
        ("supporter@example.com", False),
        ("any.body@example.net", True),
        ("any@sub.example.net", False),
        ("support", False),
        ("", False),
    ],
)
def test_addresses_and_domains_say_who_gets_mail(address, taken):
    listed = frozenset({"support@example.com", "@example.net"})
    assert ListenerSettings("127.0.0.1", 0, "mx.example.org", listed).takes(address) is taken


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("192.0.2.1", False), ("", False)],
)
def test_only_this_machine_is_trusted_by_itself(peer, trusted):
    assert ListenerSettings("127.0.0.1", 0, "mx.example.org", frozenset()).trusts(peer) is trusted


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("no\r\n250 yes", "550 5.7.1 no 250 yes"),
        ("zu groß", "550 5.7.1 zu gro"),
        ("x" * 999, "550 5.7.1 " + "x" * 490),
    ],
)
def test_an_smtp_answer_stays_one_line(words, line):
    assert answer("550 5.7.1", words) == line


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mx.example.com", "mx.example.com"),
        ("[127.0.0.1]", "[127.0.0.1]"),
        ("a)\x00(b;c", "abc"),
        (None, "unknown"),
    ],
)
def test_what_a_peer_calls_itself_cannot_break_the_trace(name, shown):
    assert greeted(name) == shown


def test_every_preset_is_protected_and_says_what_its_login_wants():
    for known in PROVIDERS:
        servers = [server for server in (known.imap, known.pop3, known.smtp) if server]
        assert servers
        assert known.login
        assert all(server.security in ("ssl", "starttls") for server in servers)
    assert provider_of("IMAP.gmail.com") is PROVIDERS[0]
    assert provider_of("mail.example.com") is None

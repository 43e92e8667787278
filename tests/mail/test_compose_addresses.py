"""Names and addresses of outgoing mail: every name arrives as one mailbox, every address as SMTP takes it."""

from __future__ import annotations

import email
import email.policy
from email.header import decode_header, make_header

import pytest

from postroom.errors import Permanent
from postroom.mail.compose import (
    BadAddress,
    Mailbox,
    compose,
    routable,
)
from postroom.mail.message import read_message
from tests.mail.letters import ADA, header_of, letter, parsed

pytestmark = pytest.mark.pure


def names_in(raw: bytes, field: str) -> str:
    """By the older parser: the newer one puts blanks between the encoded words of a name."""
    return str(make_header(decode_header(email.message_from_bytes(raw)[field])))


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace", "Lovelace, Ada", 'Ada "the Countess" Lovelace', "Ada (Sales)", "ada@example.net", "O'Neil",
        "Dr. Ada; Lovelace: <x>", "Ada \\ Lovelace\\", "Jörg", "Müller, Jörg (Büro) <b@example.net>", "=?utf-8?q?x?=",
        "日本 太郎", "🔥 Fire, Inc.", "Müller, \"Jörg\" " * 15, "Smith, John (Sales) " * 12, "A" * 300, "ü" * 320,
        "a.b",
    ],
)  # fmt: skip
def test_any_name_arrives_as_one_mailbox(name: str) -> None:
    one, two = Mailbox(name, "ada@example.org"), Mailbox("Bob", "bob@example.org")
    raw = compose(letter(sender=one, to=(one, two), cc=(two, one)))
    read = read_message(raw)
    for people in ((read.sender,), read.to[:1], read.cc[1:]):
        assert [(each.name, each.email) for each in people] == [(name.strip(), "ada@example.org")]
    assert [each.addr_spec for each in parsed(raw)["to"].addresses] == ["ada@example.org", "bob@example.org"]
    if not name.isascii() or len(name) > 60:
        assert names_in(raw, "from").startswith(name.strip())
    assert max(map(len, header_of(raw).splitlines())) <= 78 or name == "A" * 300


@pytest.mark.parametrize(
    ("written", "routed"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada.L@EXAMPLE.org ", "Ada.L@example.org"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        ("ada@straße.example", "ada@xn--strae-oqa.example"),  # not strasse.example: another owner
        ("ada@ΒΌΛΟΣ.example", "ada@xn--nxasmq6b.example"),
        ("ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah"),
        ("ada@ｅｘａｍｐｌｅ.org", "ada@example.org"),
        ("jörg@münchen.example", "jörg@münchen.example"),
        ("用户@例子.example", "用户@例子.example"),
        ("jo\u0308rg@example.org", "jörg@example.org"),
        ('"ada l"@example.org', '"ada l"@example.org'),
        ("ada..l.@example.org", '"ada..l."@example.org'),
        ("ada@[192.0.2.1]", "ada@[192.0.2.1]"),
        ("root@localhost", "root@localhost"),
        ("o'neil+jira=x/y@example.org", "o'neil+jira=x/y@example.org"),
    ],
)
def test_addresses_are_written_as_smtp_takes_them(written: str, routed: str) -> None:
    assert routable(written) == routed
    raw = compose(letter(to=(Mailbox("Ada", written), ADA)))
    to = read_message(raw).to
    assert [each.email for each in to] == [routed, "ada@example.org"]
    assert header_of(raw).isascii() == routed.isascii()


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "no address"), ("   ", "no address"), ("ada", "name@domain"), ("@example.org", "name@domain"),
        ("ada@", "name@domain"), ("ada lovelace@example.org", "quotes"), ("ada@exa mple.org", "domain"),
        ("ada@example..org", "domain"), ("ada@-example.org", "domain"), ("a,b@example.org", "quotes"),
        ("a@b@example.org", "quotes"), ("<ada@example.org>", "quotes"), ("ada\r\nBcc: x@example.org", "characters"),
        ("ada@example.org\r\nBcc: x", "domain"), ("ada\x00@example.org", "characters"),
        ("ada@example.org\x00", "domain"),
        ("ad\ud800a@example.org", "characters"), ("ada@ex\ud800.org", "domain"), ("a" * 250 + "@example.org", "254"),
        ("=?utf-8?q?x?=@example.org", "characters"), ("ada@℀.example", "domain"),
        ("jörg@exa\u2028mple.org", "domain"),
        ("ada@" + "x" * 64 + ".org", "domain"), ('"a\r\nb"@example.org', "characters"), ("ada@x<y.org", "domain"),
        ("ada@example.org>, <b@example.org", "quotes"), ("ada@\u200b.example", "domain"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(written: str, why: str) -> None:
    bad = Mailbox("x", written)
    for changes in ({"to": (bad,)}, {"cc": (ADA, bad)}, {"reply_to": bad}, {"sender": bad}):
        with pytest.raises(BadAddress, match=why) as refusal:
            compose(letter(**changes))
        assert refusal.value.address == written and isinstance(refusal.value, Permanent)
        assert len(str(refusal.value)) < 300 and str(refusal.value).isprintable()

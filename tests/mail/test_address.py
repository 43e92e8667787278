"""Ids and addresses of our own making: what is proven by them, and what cannot be forged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.errors import BadConfiguration
from postroom.mail.address import (
    Token,
    bounce_address,
    check,
    find_tokens,
    reply_address,
    thread_id,
)

pytestmark = pytest.mark.pure

OLD, NEW, FOREIGN = (b"old key " * 4,), (b"new key " * 4, b"old key " * 4), (b"evil key" * 4,)
SITE, ISSUE, JANA = "7f9c2ba4-e88f", "10023", "jana@example.org"
REPLY = reply_address("support@example.com", NEW, site=SITE, issue=ISSUE, receiver=JANA)
BOUNCE = bounce_address("bounce@example.com", NEW, site=SITE, issue=ISSUE, receiver=JANA)
THREAD = thread_id(NEW, site=SITE, issue=ISSUE, receiver=JANA, nonce="1", domain="example.com")


def test_it_works() -> None:
    token = check(REPLY, NEW)
    assert token is not None
    assert (token.issue, token.purpose) == (ISSUE, "reply")
    assert token.is_of_site(SITE) and token.is_for(JANA)
    assert not token.is_of_site("another site") and not token.is_for("otto@example.org")


@pytest.mark.parametrize(("text", "purpose"), [(REPLY, "reply"), (BOUNCE, "bounce"), (THREAD, "thread")])
def test_a_token_says_what_it_was_made_for(text: str, purpose: str) -> None:
    token = check(text, NEW)
    assert token is not None and token.purpose == purpose


WAYS = {
    "upper case": REPLY.upper(),
    "angle brackets": f"<{REPLY}>",
    "a display name": f'"Support" <{REPLY}>',
    "SRS": f"SRS0=HHHH=TT=example.com={REPLY.replace('@example.com', '@forwarder.example.net')}",
    "BATV": f"prvs=1234567890={REPLY}",
    "another domain": REPLY.replace("example.com", "mail.example.net"),
    "white space": f"  {REPLY}\r\n",
    "the token alone": REPLY.split("+")[1].split("@")[0],
    "a Message-ID": f"<{THREAD}>",
    "a Message-ID in upper case": THREAD.upper(),
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS.keys())
def test_what_mail_servers_do_to_an_address_leaves_its_token_valid(text: str) -> None:
    token = check(text, NEW)
    assert token is not None and token.issue == ISSUE


@pytest.mark.parametrize(
    "text", ["", "support@example.com", "support+hello@example.com", "a" * 40, "2" * 42, "+" * 9000]
)
def test_text_without_a_token_has_none(text: str) -> None:
    assert check(text, NEW) is None


def test_old_keys_verify_and_foreign_ones_do_not() -> None:
    made_before = reply_address("support@example.com", OLD, site=SITE, issue=ISSUE, receiver=JANA)
    assert check(made_before, NEW) is not None
    assert check(REPLY, OLD) is None
    assert check(REPLY, FOREIGN) is None
    assert check(REPLY, ()) is None


def test_an_empty_key_verifies_nothing_and_signs_nothing() -> None:
    assert check(REPLY, (b"",)) is None
    with pytest.raises(ValueError, match="key"):
        reply_address("support@example.com", (b"short",), site=SITE, issue=ISSUE, receiver=JANA)


def test_every_change_of_one_character_is_found_out() -> None:
    token = REPLY.split("+")[1].split("@")[0]
    for at in range(len(token)):
        for other in "a7":
            if token[at] != other:
                assert check(token[:at] + other + token[at + 1 :], NEW) is None


def test_tokens_are_found_among_ids_in_their_order() -> None:
    second = thread_id(NEW, site=SITE, issue="77", receiver=JANA, nonce="1", domain="example.com")
    ids = ["x@example.org", second, THREAD, "postroom.abc.def@example.com", THREAD]
    assert [token.issue for token in find_tokens(ids, NEW)] == ["77", ISSUE]


def test_the_same_nonce_gives_the_same_id_and_another_one_another() -> None:
    again = thread_id(NEW, site=SITE, issue=ISSUE, receiver=JANA, nonce="1", domain="example.com")
    other = thread_id(NEW, site=SITE, issue=ISSUE, receiver=JANA, nonce="2", domain="example.com")
    assert again == THREAD != other
    assert THREAD.startswith("postroom.")


def test_the_case_of_a_receiver_does_not_matter() -> None:
    token = check(REPLY, NEW)
    assert token is not None and token.is_for(" Jana@Example.ORG ")


@pytest.mark.parametrize("issue", ["", "0", "007", "DEMO-1", "-1", "1.5", "١٢", str(1 << 56)])
def test_an_issue_is_named_by_its_numeric_id(issue: str) -> None:
    with pytest.raises(ValueError, match="numeric id"):
        reply_address("support@example.com", NEW, site=SITE, issue=issue, receiver=JANA)


def test_an_address_without_room_for_a_token_says_so() -> None:
    with pytest.raises(BadConfiguration, match="too long to carry a reply token"):
        reply_address(
            "customer-support-and-much-more@example.com", NEW, site=SITE, issue=ISSUE, receiver=JANA
        )
    with pytest.raises(BadConfiguration, match="no mail address"):
        reply_address("support", NEW, site=SITE, issue=ISSUE, receiver=JANA)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=40),
    st.integers(1, (1 << 56) - 1),
    st.text(max_size=60),
    st.text(max_size=20),
    st.text(alphabet="abcdefghijklm", min_size=1, max_size=11),
)
def test_what_is_made_is_found_and_fits(site: str, issue: int, receiver: str, nonce: str, name: str) -> None:
    made = [
        reply_address(f"{name}@example.com", NEW, site=site, issue=str(issue), receiver=receiver),
        bounce_address(f"{name}@example.com", NEW, site=site, issue=str(issue), receiver=receiver),
        thread_id(NEW, site=site, issue=str(issue), receiver=receiver, nonce=nonce, domain="example.com"),
    ]
    for text in made:
        local = text.rpartition("@")[0]
        assert len(local) <= 64 and local == local.lower()
        token = check(text.swapcase(), NEW)
        assert token is not None
        assert (token.issue, token.is_of_site(site), token.is_for(receiver)) == (str(issue), True, True)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=100) | st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=30, max_size=60))
def test_no_text_passes_by_chance_and_none_is_an_error(text: str) -> None:
    found: Token | None = check(text, NEW)
    assert found is None

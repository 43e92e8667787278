"""Links to unsubscribe: who gets one, what it says to whom, and that nothing comes after it was used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from postroom import outbounds
from postroom.errors import BadConfiguration
from postroom.mail.compose.header import ONE_CLICK
from postroom.models import JiraEvent, Notice, NotificationMapping, Unsubscribed
from postroom.outbound import unsubscribing
from postroom.outbound.recipients import Receiver
from postroom.outbound.unsubscribing import link_for, subscription, token
from postroom.seal import KeyRing
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import Mail, reached

pytestmark = pytest.mark.django_db(transaction=True)

CORA = "cora@example.org"
PUBLIC = "https://post.example.com"


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, public_url=PUBLIC)


@pytest.fixture(autouse=True)
def cached_keys() -> Iterator[None]:
    yield
    unsubscribing._ciphers.cache_clear()


@pytest.fixture
def mails(bureau: Bureau) -> dict[str, Mail]:
    """A comment on Cora's request, which Bruno has to do."""
    bureau.mapping(audience=["assignee", "mail participants"])
    key = bureau.file(letter(sender=f"Cora <{CORA}>")).issue_key
    bureau.assign(key, "bruno")
    bureau.news()
    bureau.comment(key, "Have you tried another printer?")
    return {each["To"]: each for each in bureau.news()}


def path_of(mail: Mail) -> str:
    link = mail["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{PUBLIC}/unsubscribe/")
    return urlsplit(link).path


def one_click(mail: Mail) -> Any:
    """What a mail program posts: no cookie, no CSRF token, nothing but this (RFC 8058, 3.1)."""
    return Client(enforce_csrf_checks=True).post(
        path_of(mail), mail["List-Unsubscribe-Post"], content_type="application/x-www-form-urlencoded"
    )


def test_only_who_has_no_account_gets_a_link(mails):
    cora, bruno = mails[CORA], other(mails)
    assert cora["List-Unsubscribe-Post"] == ONE_CLICK
    link = cora["List-Unsubscribe"].strip("<>")
    assert f"Unsubscribe: {link}" in cora.text and link in cora.everything.replace("&#x2F;", "/")
    assert "cora" not in link and "everybody" not in link
    assert "List-Unsubscribe" not in bruno.message and "/unsubscribe/" not in bruno.everything


def other(mails: dict[str, Mail]) -> Mail:
    (found,) = (mail for to, mail in mails.items() if CORA not in to)
    return found


def test_one_click_ends_it_and_an_acknowledgement_still_comes(bureau: Bureau, mails):
    assert one_click(mails[CORA]).status_code == 200
    key = mails[CORA].row.issue_key
    bureau.comment(key, "Anybody there?")
    assert [each["To"] for each in bureau.news()] == [other(mails)["To"]]
    assert [CORA, "unsubscribed"] in Notice.objects.order_by("pk").last().left_out

    bureau.desk.profile.acknowledge, bureau.desk.profile.outbound = True, bureau.outbound
    bureau.desk.profile.save()
    bureau.file(letter("Something else", sender=f"Cora <{CORA}>"))
    bureau.hear()
    bureau.work()
    assert reached(bureau.arrived()) == [CORA], "whoever writes is told that it came"
    assert JiraEvent.objects.filter(kind="mail.acknowledge", outcome="handled").exists()


def test_who_subscribes_again_hears_of_it_again(bureau: Bureau, mails):
    one_click(mails[CORA])
    Client().post(path_of(mails[CORA]), {"subscribe": "again"})
    bureau.comment(mails[CORA].row.issue_key, "Anybody there?")
    assert CORA in [each["To"] for each in bureau.news()]


def test_it_ends_the_mail_of_one_mapping_only(bureau: Bureau, mails):
    bureau.mapping("another", audience=["mail participants"])
    one_click(mails[CORA])
    bureau.comment(mails[CORA].row.issue_key, "Anybody there?")
    assert [each.row.mapping.name for each in bureau.news() if each["To"] == CORA] == ["another"]


@pytest.fixture
def mapping(bureau: Bureau) -> NotificationMapping:
    return bureau.mapping()


OUTSIDE = Receiver("Cora@Example.org", "Cora", "", ())


def test_a_token_leads_back_to_mapping_and_address(mapping):
    found = subscription(link_for(mapping, [OUTSIDE]).rpartition("/")[2])
    assert found is not None and (found.mapping, found.address) == (mapping, CORA)


def test_who_has_no_link(mapping, settings):
    assert link_for(mapping, [OUTSIDE])
    assert link_for(mapping, [OUTSIDE, OUTSIDE]) == "", "one for all would end it for everybody"
    assert link_for(mapping, [replace(OUTSIDE, account_id="account-1")]) == ""
    mapping.unsubscribe = False
    assert link_for(mapping, [OUTSIDE]) == ""
    mapping.unsubscribe = True
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, public_url="")
    assert link_for(mapping, [OUTSIDE]) == ""


def test_no_one_click_is_promised_without_https(mapping, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, public_url="http://127.0.0.1:8040")
    link = link_for(mapping, [OUTSIDE])
    assert link.startswith("http://127.0.0.1:8040/unsubscribe/")
    assert unsubscribing.fields_for(link) == ()


def test_every_letter_of_a_token_counts(mapping):
    for address in (CORA, "a@example.org", "ab@example.org"):  # of every length that base64 knows
        good = token(mapping.name, address)
        assert subscription(good) is not None
        for place, letter_there in enumerate(good):
            for other_letter in {"A", "B", "Q", "_", chr(ord(letter_there) ^ 1), letter_there.swapcase()}:
                if other_letter != letter_there:
                    assert subscription(good[:place] + other_letter + good[place + 1 :]) is None
        for wrong in (good[:-1], good + "A", good + "=", good[1:], good[:-4], " " + good, good + "\n"):
            assert subscription(wrong) is None


@pytest.mark.parametrize("wrong", ["", "A", "AAAA", "=", "é", "\0", "A" * 16, "A" * 700, "B" * 100_000])
def test_what_is_no_token_opens_nothing(mapping, wrong):
    assert subscription(wrong) is None


def test_a_token_of_an_old_key_is_good_and_one_of_a_foreign_key_is_not(mapping, monkeypatch):
    old, new, foreign = (bytes([number]) * 32 for number in (1, 2, 3))

    def turn_to(*keys: bytes) -> None:
        monkeypatch.setattr(unsubscribing, "ring", lambda: KeyRing(keys))
        unsubscribing._ciphers.cache_clear()

    turn_to(old)
    early = token(mapping.name, CORA)
    turn_to(new, old)
    late = token(mapping.name, CORA)
    assert subscription(early) is not None and subscription(late) is not None
    turn_to(foreign)
    assert subscription(early) is None and subscription(late) is None
    turn_to(old)
    assert subscription(late) is None, "the newest key seals"


def test_a_token_of_a_mapping_that_is_gone_opens_nothing(mapping):
    good = token(mapping.name, CORA)
    mapping.delete()
    assert subscription(good) is None


def test_the_longest_names_still_fit_into_a_header(mapping):
    address = "a" * 64 + "@" + ".".join(["example"] * 30) + ".org"
    link = link_for(mapping, [replace(OUTSIDE, address=address)])
    assert len(link) < 900, "a line of a mail has at most 998 octets (RFC 5322, 2.1.1)"
    found = subscription(link.rpartition("/")[2])
    assert found is not None and found.address == address


def test_ending_it_twice_is_ending_it_once(mapping):
    found = subscription(token(mapping.name, CORA))
    assert found is not None and not found.is_ended
    found.end()
    found.end()
    assert found.is_ended and Unsubscribed.objects.count() == 1
    found.renew()
    found.renew()
    assert not found.is_ended


def test_an_admin_brings_somebody_back(mapping):
    found = subscription(token(mapping.name, CORA))
    assert found is not None
    found.end()
    assert outbounds.table()[-2:] == [
        "Unsubscribed by themselves (postroom outbound resubscribe ADDRESS MAPPING, if they ask for it):",
        f"{CORA}: everybody",
    ]
    with pytest.raises(BadConfiguration, match="has not unsubscribed from 'nobody', but from: everybody"):
        outbounds.resubscribe(CORA, "nobody")
    assert outbounds.resubscribe("Cora@example.org", "everybody").endswith("gets mail of 'everybody' again.")
    assert not found.is_ended

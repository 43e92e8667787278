"""The page behind the links to unsubscribe, for people and for programs that press its button."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from postroom.mail.compose.header import ONE_CLICK
from postroom.models import MessageOutbound, NotificationMapping, Unsubscribed
from postroom.outbound.unsubscribing import token
from tests import builders

pytestmark = pytest.mark.django_db

CORA = "cora@example.org"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def mapping() -> NotificationMapping:
    outbound = MessageOutbound.objects.create(
        name="relay", host="mail.example.com", port=465, sender_address="support@example.com"
    )
    return NotificationMapping.objects.create(name="customers", site=builders.site(), outbound=outbound)


@pytest.fixture
def address(mapping: NotificationMapping) -> str:
    return reverse("unsubscribe", args=[token(mapping.name, CORA)])


@pytest.fixture
def stranger() -> Client:
    """Nobody is signed in, and what needs a CSRF token is refused."""
    return Client(enforce_csrf_checks=True)


def is_unsubscribed() -> bool:
    return Unsubscribed.objects.filter(address=CORA, mapping__name="customers").exists()


def test_looking_at_it_changes_nothing(stranger, address):
    for method in (stranger.get, stranger.head):
        assert method(address).status_code == 200
    page = stranger.get(address)
    assert CORA in page.text and 'name="List-Unsubscribe" value="One-Click"' in " ".join(page.text.split())
    assert not is_unsubscribed()
    assert "no-store" in page.headers["Cache-Control"]
    assert not page.cookies, "nobody is followed"


def test_the_click_of_a_mail_program_unsubscribes(stranger, address):
    answer = stranger.post(address, ONE_CLICK, content_type=FORM)
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    assert is_unsubscribed()


def test_a_program_may_post_the_form_in_parts_too(stranger, address):
    """RFC 8058, 3.2: multipart/form-data is to be understood as well."""
    assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert is_unsubscribed()


def test_clicking_twice_is_as_good_as_once_and_there_is_a_way_back(stranger, address):
    for _ in range(2):
        page = stranger.post(address, ONE_CLICK, content_type=FORM)
        assert "You are unsubscribed" in page.text and "Subscribe again" in page.text
    assert "You are unsubscribed" in stranger.get(address).text
    page = stranger.post(address, {"subscribe": "again"})
    assert "Stop these notifications" in page.text and not is_unsubscribed()


@pytest.mark.parametrize("body", ["", "List-Unsubscribe=", "One-Click", "list-unsubscribe=one-click", "x=y"])
def test_a_post_that_says_neither_changes_nothing(stranger, address, body):
    assert stranger.post(address, body, content_type=FORM).status_code == 400
    assert not is_unsubscribed()


def test_a_token_with_a_changed_letter_is_no_page_and_does_nothing(stranger, address):
    for place in range(len("/unsubscribe/"), len(address)):
        wrong = address[:place] + ("A" if address[place] != "A" else "B") + address[place + 1 :]
        assert stranger.post(wrong, ONE_CLICK, content_type=FORM).status_code == 404
    assert stranger.get(wrong).status_code == 404
    assert not Unsubscribed.objects.exists()


def test_a_link_into_a_mapping_that_is_gone_is_no_page(stranger, address, mapping):
    mapping.delete()
    assert stranger.get(address).status_code == 404


def test_a_link_that_was_given_is_good_where_new_mail_has_none(stranger, address, mapping):
    NotificationMapping.objects.update(unsubscribe=False)
    stranger.post(address, ONE_CLICK, content_type=FORM)
    assert is_unsubscribed()


def test_only_looking_and_posting_are_answered(stranger, address):
    for method in (stranger.put, stranger.delete, stranger.patch, stranger.options):
        assert method(address).status_code == 405


def test_an_address_is_text_and_nothing_else(stranger, mapping):
    page = stranger.get(reverse("unsubscribe", args=[token(mapping.name, "<b>x</b>@example.org")]))
    assert "&lt;b&gt;x&lt;/b&gt;@example.org" in page.text

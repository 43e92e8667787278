"""Who may see anything, and what every answer carries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from tests import builders

pytestmark = pytest.mark.django_db
OPEN = {"sign-in", "healthz", "hook-jira", "hook-automation", "unsubscribe"}

POSTS = ["event-retry", "outbound-resend", "outbound-poll", "take-back"]


def test_every_route_but_the_door_and_the_hooks_asks_for_a_sign_in():
    row = builders.parked()
    names = {pattern.name for pattern in get_resolver().url_patterns}
    assert len(names) >= 20
    for name in names - OPEN:
        address = "/" if name is None else address_of(name, row.pk)
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address)
            assert answer.status_code == 302, address
            assert answer.url.startswith(reverse("sign-in")), address


def address_of(name: str, pk: int) -> str:
    pattern = next(each for each in get_resolver().url_patterns if each.name == name)
    return reverse(name, args=[pk] if "pk" in str(pattern.pattern) else [])


def test_signing_in_and_out(admin):
    client = Client()
    asked = client.get("/", follow=True)
    assert "Sign in" in asked.text
    wrong = client.post(asked.redirect_chain[-1][0], {"username": "ada", "password": "no"})
    assert "do not match" in wrong.text
    inside = client.post(
        reverse("sign-in"), {"username": "ada", "password": "a long enough word"}, follow=True
    )
    assert inside.redirect_chain == [("/inbound/", 302)]
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).url == reverse("sign-in")
    assert client.get("/inbound/").status_code == 302


def test_a_sign_in_leads_nowhere_else(admin):
    client = Client()
    values = {"username": "ada", "password": "a long enough word", "next": "https://evil.example.com/"}
    assert client.post(reverse("sign-in"), values).url == "/inbound/"


@pytest.mark.parametrize("name", ["sign-in", "sign-out", "inbound-retry", *POSTS])
def test_a_form_from_elsewhere_is_refused(page, name):
    row = builders.parked()
    answer = page.post(address_of(name, row.pk))
    assert answer.status_code == 403
    assert "This form is too old" in answer.text
    row.refresh_from_db()
    assert row.state == "parked"


def test_no_answer_allows_scripts_from_elsewhere_or_is_stored(page):
    for address in ("/inbound/", "/sign-in/", "/healthz", "/nowhere"):
        headers = page.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in headers["Cache-Control"]


def test_a_wrong_address_gets_a_page_of_ours(page):
    answer = page.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_healthz_answers_without_a_sign_in():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_healthz_says_when_the_database_is_away():
    def away(execute, sql, params, many, context):
        from django.db import OperationalError

        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert b"database does not answer" in answer.content

"""`postroom source` and `postroom site`: lists in words, and tests of the real thing."""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from postroom import sites, sources
from postroom.configuration import SecretReference, apply
from postroom.errors import BadConfiguration
from postroom.jira.webhooks import find
from postroom.models import JiraSite, SourceState
from tests.mailbench import MailBench
from tests.needs import needs_dovecot
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db

SITE = "sites: [{name: acme, url: 'http://127.0.0.1:9', email: robot@example.com, token: {env: T}}]\n"
PROFILE = "profiles: [{name: support, site: acme, project: SUP, address: support@example.com}]\n"


def word(reference: SecretReference) -> str:
    return reference.place


def configure(*lines: str) -> None:
    apply("\n".join([SITE + PROFILE + "sources:", *lines]), word)


def listener(port: int, more: str = "") -> str:
    return (
        f"- {{name: port, profile: support, type: smtp, host: 0.0.0.0, port: {port}, security: none{more}}}"
    )


def test_the_list_shows_how_each_source_stands() -> None:
    configure(
        "- {name: mailbox, profile: support, host: imap.example.com, user: help, password: {env: P}, folder: In}",
        listener(2525),
        listener(2526, ", enabled: no").replace("name: port", "name: second"),
    )
    SourceState.objects.filter(source__name="mailbox").update(
        status="failing", status_since=timezone.now() - timedelta(hours=3), last_error="login refused"
    )
    head, *rows = sources.table()
    assert head.split() == ["NAME", "TYPE", "WHERE", "PROFILE", "STATUS"]
    assert [" ".join(row.split()) for row in rows] == [
        "mailbox imap help at imap.example.com:993, In support failing for 3 hours login refused",
        "port smtp 0.0.0.0:2525 support unknown",
        "second smtp 0.0.0.0:2526 support disabled",
    ]
    assert [one.ok for one in sources.list_sources()] == [False, None, None]


def test_an_empty_list_says_how_to_begin() -> None:
    assert sources.table() == ["There are no sources yet. See: postroom config apply"]


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    configure(listener(2525).replace("name: port", "name: printers"))
    with pytest.raises(BadConfiguration) as caught:
        sources.test("printer")
    assert str(caught.value) == "There is no source named 'printer'. Did you mean 'printers'?"
    with pytest.raises(BadConfiguration) as caught:
        sites.test("x")
    assert str(caught.value) == "There is no site named 'x'. There are: acme."


def test_the_test_of_a_listener_says_whether_a_worker_holds_its_port() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        configure(listener(port))
        good = sources.test("port")
    assert [(step.name, step.ok) for step in good] == [("TLS", True), ("recipients", True), ("port", True)]
    assert good[1].message == "support@example.com"
    bad = sources.test("port")[-1]
    assert not bad.ok
    assert f"nothing listens on 0.0.0.0:{port} (Connection refused). A worker opens it" in bad.message


def test_the_test_of_a_listener_names_a_certificate_that_cannot_be_read() -> None:
    configure(listener(2525).replace("none", "starttls, certificate_file: /nowhere/cert.pem"))
    [step] = sources.test("port")
    assert not step.ok
    assert "/nowhere/cert.pem" in step.message


@needs_dovecot
def test_the_test_of_a_mailbox_takes_the_steps_of_its_reader() -> None:
    with MailBench() as bench:
        mailbox = (
            f"- {{name: mailbox, profile: support, host: localhost, port: {bench.ports['imaps']}, user: alice, "
            f"password: {{env: %s}}, ca_file: {bench.ca}}}"
        )
        configure(mailbox % "alice-pw")
        good = sources.test("mailbox")
        configure(mailbox % "wrong")
        bad = sources.test("mailbox")
    assert all(step.ok for step in good)
    assert "0 unread of 0 mails" in good[-1].message
    assert (bad[-1].name, bad[-1].ok) == ("login", False)


@pytest.fixture(scope="module")
def jira() -> Iterator[SandboxProcess]:
    with SandboxProcess() as process:
        yield process


def at_sandbox(jira: SandboxProcess, profiles: str) -> None:
    site = f"sites: [{{name: acme, url: '{jira.url}', email: {jira.email}, token: {{env: '{jira.token}'}}}}]"
    apply(f"{site}\nprofiles: [{profiles}]", word)


def test_the_test_of_a_site_looks_at_each_of_its_profiles(jira: SandboxProcess) -> None:
    at_sandbox(
        jira,
        "{name: support, site: acme, project: SUP, sender_name_field: Email Sender Name},"
        "{name: lost, site: acme, project: LOST}",
    )
    steps = {step.name: step for step in sites.test("acme")}
    assert steps["login"].ok
    assert steps["permissions in SUP"].ok
    assert steps["field Email Sender Name in SUP"].ok
    assert not steps["project LOST"].ok


def test_the_test_of_a_site_ends_where_the_login_is_refused(jira: SandboxProcess) -> None:
    at_sandbox(jira, "{name: support, site: acme, project: SUP}")
    apply(f"sites: [{{name: acme, url: '{jira.url}', email: {jira.email}, token: {{env: wrong}}}}]", word)
    last = sites.test("acme")[-1]
    assert (last.name, last.ok) == ("login", False)


def test_a_site_without_a_profile_gets_no_mail(jira: SandboxProcess) -> None:
    at_sandbox(jira, "")
    assert sites.test("acme")[-1].message == "No profile uses site 'acme', so no mail gets there."


# --- webhook -----------------------------------------------------------------------------------------------


def hooked(jira: SandboxProcess, more: str = "", *, person: str = "") -> JiraSite:
    """A site on the sandbox, with the account of Postroom or of somebody who administers nothing."""
    email, token = jira.email, jira.token
    if person:
        email, token = base64.b64decode(jira.as_person(person).split()[1]).decode().split(":", 1)
    apply(
        f"sites: [{{name: acme, url: '{jira.url}', email: {email}, token: {{env: '{token}'}}{more}}}]", word
    )
    return JiraSite.objects.get()


def test_a_webhook_is_registered_with_a_secret_of_our_own_that_is_not_shown(jira: SandboxProcess) -> None:
    jira.reset()
    site = hooked(jira, ", event_jql: project = SUP")
    done = sites.webhook("acme", "https://post.example.com/")
    site.refresh_from_db()
    secret, url = site.webhook_secret, f"https://post.example.com/hooks/jira/{site.uuid}"
    assert done.good
    assert secret
    assert len(secret) > 40
    assert done.lines[:2] == ("The webhook of site 'acme' is registered.", f"URL: {url}")
    assert "JQL: project = SUP" in done.lines
    assert "write polling: catch-up" in done.lines[-1]
    assert not any(secret in line for line in done.lines)
    with sites.client(site) as client:
        made = find(client, "", url)
    assert made is not None
    assert (made.is_signed, made.jql) == (True, "project = SUP")


def test_a_webhook_that_is_there_is_changed_and_keeps_its_secret(jira: SandboxProcess) -> None:
    jira.reset()
    site = hooked(jira, ", polling: catch-up")
    sites.webhook("acme", "https://post.example.com")
    site.refresh_from_db()
    done = sites.webhook("acme", "https://moved.example.com")
    assert done.lines[0] == "The webhook of site 'acme' was there already and is as it should be now."
    assert "Jira does not repeat" not in done.lines[-1]
    with sites.client(site) as client:
        assert find(client, "", f"https://post.example.com/hooks/jira/{site.uuid}") is None
    assert JiraSite.objects.get().webhook_secret == site.webhook_secret


def test_the_public_address_of_the_console_need_not_be_said_again(settings: Any) -> None:
    apply(SITE, word)
    with pytest.raises(BadConfiguration, match="set POSTROOM_PUBLIC_URL"):
        sites.webhook("acme", by_hand=True)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, public_url="https://post.example.com")
    done = sites.webhook("acme", by_hand=True)
    assert f"URL: https://post.example.com/hooks/jira/{JiraSite.objects.get().uuid}" in done.lines


def test_by_hand_nothing_is_registered_and_everything_is_said(jira: SandboxProcess) -> None:
    jira.reset()
    site = hooked(jira, ", webhook_secret: {env: sesame}")
    done = sites.webhook("acme", "https://post.example.com", by_hand=True)
    assert done.good
    assert "Secret: sesame" in done.lines
    assert f"URL: https://post.example.com/hooks/jira/{site.uuid}" in done.lines
    with sites.client(site) as client:
        assert find(client, "", f"https://post.example.com/hooks/jira/{site.uuid}") is None


def test_an_account_that_may_not_register_is_told_what_to_enter_by_hand(jira: SandboxProcess) -> None:
    jira.reset()
    site = hooked(jira, person="bruno")
    done = sites.webhook("acme", "https://post.example.com")
    site.refresh_from_db()
    assert not done.good
    assert "needs the global permission Administer Jira" in done.lines[0]
    assert f"Secret: {site.webhook_secret}" in done.lines


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("post.example.com", "'post.example.com' is not where Jira could reach the console"),
        ("https://", "is not where Jira could reach the console"),
        ("https://post.example.com:x", "is not where Jira could reach the console"),
        ("https://post.example.com/?a=b", "is not where Jira could reach the console"),
        ("http://post.example.com", "Jira delivers to https addresses only"),
    ],
)
def test_an_address_that_jira_could_not_reach_is_refused_and_no_secret_is_made(
    address: str, words: str
) -> None:
    apply(SITE, word)
    with pytest.raises(BadConfiguration, match=re.escape(words)):
        sites.webhook("acme", address)
    assert JiraSite.objects.get().webhook_secret is None

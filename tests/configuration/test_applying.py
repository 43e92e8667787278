"""A document becomes the configuration: what changes, what does not, and what is refused."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from postroom.configuration import BadDocument, SecretReference, apply, check, export
from postroom.errors import BadConfiguration
from postroom.models import (
    Fingerprint,
    InboundMessage,
    JiraSite,
    MessageSource,
    Profile,
    SourceState,
    StoredMail,
)

pytestmark = pytest.mark.django_db

DOCUMENT = """\
sites:
  - name: acme
    url: https://acme.example.com
    email: robot@example.com
    token: {env: TOKEN}
profiles:
  - name: support
    site: acme
    project: SUP
    address: support@example.com
  - name: sales
    site: acme
    project: "NO"
    subject_key: off
sources:
  - name: mailbox
    profile: support
    host: imap.example.com
    user: support@example.com
    password: {env: MAILBOX}
    ca_file: /etc/authority.pem
  - name: port
    profile: sales
    type: smtp
    host: 127.0.0.1
    port: 2525
    security: none
    recipients: [sales@example.com, "@example.org"]
"""
ADDED = [
    "Site 'acme': added.",
    "Profile 'support': added.",
    "Profile 'sales': added.",
    "Source 'mailbox': added.",
    "Source 'port': added.",
]


def known(reference: SecretReference) -> str:
    return f"word for {reference.place}"


def never(reference: SecretReference) -> str:
    raise AssertionError(f"{reference} was looked for")


def changed(old: str, new: str, text: str = "") -> str:
    before = text or DOCUMENT
    assert old in before
    return before.replace(old, new)


def stored() -> str:
    """The document as somebody keeps it who does not want to give the secrets again."""
    text = changed("{env: TOKEN}", "{stored: acme}")
    return changed("{env: MAILBOX}", "{stored: mailbox}", text)


def refusal(text: str, *, prune: bool = False) -> list[str]:
    """What apply refuses, which has to be what check says."""
    with pytest.raises(BadDocument) as caught:
        apply(text, known, prune=prune)
    assert check(text, prune=prune) == caught.value.problems
    return caught.value.problems


def revisions() -> dict[str, int]:
    return dict(MessageSource.objects.values_list("name", "revision"))


def receive(source: MessageSource) -> InboundMessage:
    mail = StoredMail.objects.create(size=1)
    return InboundMessage.objects.create(
        source=source, profile=source.profile, place="1/1/1", mail=mail, fingerprint="f"
    )


def test_it_works() -> None:
    assert check(DOCUMENT) == []
    assert apply(DOCUMENT, known) == ADDED
    site, source = JiraSite.objects.get(), MessageSource.objects.get(name="mailbox")
    assert (site.token, source.password) == ("word for TOKEN", "word for MAILBOX")
    assert (source.port, source.timeout, source.state.status) == (993, 30, "unknown")
    assert Profile.objects.get(name="sales").project == "NO"
    assert MessageSource.objects.get(name="port").recipients == ["sales@example.com", "@example.org"]


def test_the_same_document_again_changes_nothing() -> None:
    apply(DOCUMENT, known)
    assert apply(DOCUMENT, known) == []
    assert apply(stored(), never) == []
    assert set(revisions().values()) == {1}


def test_the_export_applied_again_changes_nothing_and_shows_no_secret() -> None:
    apply(DOCUMENT, known)
    text = export()
    assert "word for" not in text
    assert "token: {stored: acme}" in text
    assert "recipients: [sales@example.com, '@example.org']" in text
    assert check(text) == []
    assert apply(text, never, prune=True) == []
    assert export() == text


def test_an_empty_configuration_can_be_exported_and_applied() -> None:
    assert apply(export(), never, prune=True) == []


def test_changes_are_said_in_words_without_secrets() -> None:
    apply(DOCUMENT, known)
    text = changed("imap.example.com", "mail.example.com")
    text = changed("{env: MAILBOX}", "{env: OTHER}\n    timeout: 45\n    enabled: no", text)
    text = changed("[sales@example.com, ", "[", text)
    assert apply(text, known) == [
        "Source 'mailbox': enabled from yes to no, host from imap.example.com to mail.example.com, "
        "timeout from 30 to 45, password changed.",
        "Source 'port': recipients from sales@example.com, @example.org to @example.org.",
    ]


def test_a_reader_sees_a_change_of_its_source_and_of_its_profile() -> None:
    apply(DOCUMENT, known)
    apply(changed("project: SUP", "project: HELP"), known)
    assert revisions() == {"mailbox": 2, "port": 1}
    apply(changed("port: 2525", "port: 2526", changed("project: SUP", "project: HELP")), known)
    assert revisions() == {"mailbox": 2, "port": 2}


def test_a_source_that_failed_is_tried_at_once_with_its_new_settings() -> None:
    apply(DOCUMENT, known)
    later = timezone.now() + timedelta(hours=1)
    SourceState.objects.update(next_try=later, failures=5, last_uid=17)
    apply(changed("{env: MAILBOX}", "{env: OTHER}"), known)
    mailbox, port = SourceState.objects.order_by("source__name")
    assert (mailbox.next_try, mailbox.failures, mailbox.last_uid) == (None, 0, 17)
    assert port.next_try == later


def test_a_site_that_was_away_is_tried_at_once_with_its_new_token() -> None:
    apply(DOCUMENT, known)
    JiraSite.objects.update(paused_until=timezone.now() + timedelta(hours=1), pauses=3)
    apply(changed("{env: TOKEN}", "{env: OTHER}"), known)
    site = JiraSite.objects.get()
    assert site.token == "word for OTHER"
    assert site.paused_until is not None
    assert site.paused_until <= timezone.now()
    assert site.pauses == 3


def test_what_the_document_does_not_name_is_left_alone() -> None:
    apply(DOCUMENT, known)
    only = "sources:\n  - {name: second, profile: support, host: h, user: u, password: {env: P}}"
    assert apply(only, known) == ["Source 'second': added."]
    assert MessageSource.objects.count() == 3


SECRET_AGAIN = [
    (
        "https://acme.example.com",
        "https://evil.example.com",
        5,
        "site 'acme' needs the token again, because url",
    ),
    (
        "email: robot@example.com",
        "email: you@example.com",
        5,
        "because email changes from robot@example.com to",
    ),
    (
        "email: robot@example.com",
        "kind: gateway\n    cloud_id: x1",
        6,
        "because kind changes from site to gateway",
    ),
    (
        "email: robot@",
        "api_url: http://a\n    email: robot@",
        6,
        "because api_url changes from nothing to http://a",
    ),
    (
        "host: imap.example.com",
        "host: evil.example.com",
        20,
        "source 'mailbox' needs the password again, because",
    ),
    ("host: imap.example.com", "host: imap.example.com\n    port: 994", 21, "port changes from 993 to 994"),
    ("user: support@example.com", "user: other", 20, "user changes from support@example.com to other"),
    (
        "    host: imap",
        "    security: starttls\n    port: 993\n    host: imap",
        22,
        "security goes down from ssl to",
    ),
    (
        "    host: imap",
        "    verify_certificate: no\n    host: imap",
        21,
        "verify_certificate is switched off",
    ),
    ("    host: imap", "    check_identity: no\n    host: imap", 21, "check_identity is switched off"),
    ("/etc/authority.pem", "/tmp/evil.pem", 20, "other authorities are trusted (ca_file /tmp/evil.pem)"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), SECRET_AGAIN)
def test_a_stored_secret_goes_nowhere_new(old: str, new: str, line: int, words: str) -> None:
    apply(DOCUMENT, known)
    [problem] = refusal(changed(old, new, stored()))
    assert problem.startswith(f"Line {line}: ")
    assert words in problem
    assert problem.endswith("; write {env: NAME}, {file: /path} or {stdin: true}.")
    assert apply(changed(old, new), known)


def test_a_stored_secret_stays_when_its_way_gets_safer() -> None:
    weak = changed(
        "    ca_file:", "    verify_certificate: no\n    security: none\n    port: 993\n    ca_file:"
    )
    apply(weak, known)
    assert apply(changed("    ca_file: /etc/authority.pem\n", "", stored()), never) == [
        "Source 'mailbox': security from none to ssl, verify_certificate from no to yes, "
        "ca_file from /etc/authority.pem to nothing."
    ]


def test_what_is_not_stored_cannot_be_kept() -> None:
    assert refusal(stored()) == [
        "Line 5: the token of site 'acme' is not stored yet; write {env: NAME}, {file: /path} or {stdin: true}.",
        "Line 20: the password of source 'mailbox' is not stored yet; write {env: NAME}, {file: /path} or "
        "{stdin: true}.",
    ]


def test_a_document_that_is_refused_changes_nothing() -> None:
    apply(DOCUMENT, known)
    before = export()
    refusal(
        changed("project: SUP", "project: HELP", changed("imap.example.com", "evil.example.com", stored()))
    )
    refusal(changed("project: SUP", "project: HELP\n    color: red"))
    assert export() == before


def test_all_secrets_that_are_missing_are_named_and_nothing_is_changed() -> None:
    def missing(reference: SecretReference) -> str:
        raise BadConfiguration(f"Line {reference.line}: {reference.whose} was not found.")

    with pytest.raises(BadConfiguration) as caught:
        apply(DOCUMENT, missing)
    assert str(caught.value).splitlines()[1:] == [
        "Line 5: the token of site 'acme' was not found.",
        "Line 20: the password of source 'mailbox' was not found.",
    ]
    assert not JiraSite.objects.exists()


def test_a_listener_that_no_longer_asks_for_a_login_forgets_its_password() -> None:
    login = changed("    port: 2525", "    port: 2525\n    user: printer\n    password: {env: PRINTER}")
    apply(login, known)
    assert apply(DOCUMENT, known) == ["Source 'port': user from printer to nothing, password removed."]
    assert MessageSource.objects.get(name="port").password is None


# --- prune -------------------------------------------------------------------------------------------------

SMALLER = DOCUMENT.split("  - name: port")[0].replace(
    DOCUMENT[DOCUMENT.index("  - name: sales") : DOCUMENT.index("sources:")], ""
)


def test_prune_removes_what_is_not_named() -> None:
    apply(DOCUMENT, known)
    assert apply(SMALLER, known, prune=True) == ["Source 'port': removed.", "Profile 'sales': removed."]
    assert apply("sites: []", known, prune=True) == [
        "Source 'mailbox': removed.", "Profile 'support': removed.", "Site 'acme': removed.",
    ]  # fmt: skip
    assert not SourceState.objects.exists()


def test_prune_refuses_to_remove_what_has_records() -> None:
    apply(DOCUMENT, known)
    receive(MessageSource.objects.get(name="port"))
    problems = refusal(SMALLER, prune=True)
    assert problems[0] == (
        "source 'port' is not named and would be removed, but the records of 1 mail would go with it. "
        "Keep it in the document, and write enabled: false there."
    )
    assert MessageSource.objects.count() == 2
    assert apply(SMALLER, known) == []


def test_prune_refuses_to_remove_the_ledger_of_a_profile() -> None:
    apply(DOCUMENT, known)
    Fingerprint.objects.create(profile=Profile.objects.get(name="sales"), identity="i")
    assert "but the ledger of its mail would go with it" in refusal(SMALLER, prune=True)[0]


def test_with_prune_a_document_has_to_name_what_it_refers_to() -> None:
    apply(DOCUMENT, known)
    without_site = DOCUMENT[DOCUMENT.index("profiles:") :]
    assert apply(without_site, known) == []
    assert "there is no site 'acme'; there are: none." in refusal(without_site, prune=True)[0]


# --- side by side ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_turns() -> None:
    results: list[list[str]] = []
    start = threading.Barrier(3)

    def run() -> None:
        start.wait(10)
        try:
            results.append(apply(DOCUMENT, known))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == [[], [], ADDED]

"""The test of a mailbox names the stage that failed and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.transport.diagnose import diagnose
from tests.fronts import Fronts
from tests.mailbench import MailBench
from tests.needs import needs_dovecot
from tests.transport.conftest import a_mail, an_endpoint


@needs_dovecot
@pytest.mark.parametrize(
    ("kind", "port", "security", "stages"),
    [
        ("imap", "imaps", "ssl", ["name", "connection", "TLS", "greeting", "login", "folder", "mail"]),
        ("imap", "imap", "starttls", ["name", "connection", "greeting", "TLS", "login", "folder", "mail"]),
        ("imap", "imap", "none", ["name", "connection", "greeting", "login", "folder", "mail"]),
        ("pop3", "pop3s", "ssl", ["name", "connection", "TLS", "greeting", "login", "mail"]),
        ("pop3", "pop3", "starttls", ["name", "connection", "greeting", "TLS", "login", "mail"]),
    ],
)
def test_it_works_and_every_stage_is_shown(bench: MailBench, user, to, kind, port, security, stages):
    bench.drop(user, a_mail(1), a_mail(2))
    steps = diagnose(kind, to(port, security))
    assert [step.name for step in steps] == stages
    assert all(step.ok for step in steps)
    assert "2 mails" in steps[-1].message


@needs_dovecot
@pytest.mark.parametrize("kind", ["imap", "pop3"])
@pytest.mark.parametrize(
    ("certificate", "other", "words"),
    [
        ("wronghost", {}, "for another name"),
        ("expired", {}, "has expired"),
        ("selfsigned", {}, "self-signed"),
        ("unknown", {}, "issuer is unknown"),
        ("expired", {"identity": False}, "has expired"),
        ("selfsigned", {"identity": False}, "self-signed"),
        ("wronghost", {"identity": False}, ""),
        ("wronghost", {"verify": False}, ""),
        ("expired", {"verify": False}, ""),
        ("selfsigned", {"verify": False}, ""),
    ],
)
def test_each_bad_certificate_has_its_words_and_its_switch(to, kind, certificate, other, words):
    steps = diagnose(kind, to(f"{kind}s_{certificate}", "ssl", **other))
    if words:
        assert (steps[-1].name, steps[-1].ok) == ("TLS", False)
        assert words in steps[-1].message
    else:
        assert steps[-1].ok, steps[-1]
        assert any("NOT checked" in step.message for step in steps)


@needs_dovecot
@pytest.mark.parametrize("kind", ["imap", "pop3"])
def test_a_self_signed_certificate_named_as_ca_file_is_good(bench: MailBench, to, kind):
    steps = diagnose(kind, to(f"{kind}s_selfsigned", "ssl", ca_file=str(bench.dir / "selfsigned.pem")))
    assert steps[-1].ok


@needs_dovecot
@pytest.mark.parametrize("kind", ["imap", "pop3"])
@pytest.mark.parametrize("security", ["none", "starttls"])
def test_a_tls_port_spoken_to_in_plain_says_choose_ssl(to, kind, security):
    last = diagnose(kind, to(f"{kind}s", security, timeout=0.3))[-1]
    assert not last.ok
    assert "This port speaks TLS from the start: choose SSL" in last.message


@needs_dovecot
@pytest.mark.parametrize("kind", ["imap", "pop3"])
def test_a_plain_port_spoken_to_in_tls_says_choose_starttls(to, kind):
    last = diagnose(kind, to(kind, "ssl"))[-1]
    assert (last.name, last.ok) == ("TLS", False)
    assert "choose STARTTLS" in last.message


@needs_dovecot
def test_password_and_folder_have_stages_of_their_own(to):
    login = diagnose("imap", replace(to(), password="wrong"))[-1]
    assert (login.name, login.ok) == ("login", False)
    assert "Authentication failed" in login.message
    folder = diagnose("imap", to(), "Nowhere")[-1]
    assert (folder.name, folder.ok) == ("folder", False)
    assert "Nowhere" in folder.message


@pytest.mark.parametrize(
    ("change", "stage", "words"),
    [
        ({"host": "nobody.invalid"}, "name", "no host of this name"),
        ({"host": "a" * 70 + ".invalid"}, "name", "no host of this name"),
        ({"port": 1}, "connection", "nothing listens"),
        ({"security": "ssl", "ca_file": "/nowhere.pem"}, "TLS", "CA file"),
        ({"password": "two\nlines"}, "login", "control character"),
    ],
)
def test_a_wrong_setting_is_named(fronts: Fronts, change, stage, words):
    last = diagnose("imap", replace(an_endpoint(fronts.webalert()), **change))[-1]
    assert (last.name, last.ok) == (stage, False)
    assert words in last.message


def test_gmails_web_login_is_shown_as_a_link(fronts: Fronts):
    last = diagnose("imap", an_endpoint(fronts.webalert()))[-1]
    assert last.link == "https://accounts.google.com/signin/continue?sarp=1&scc=1&plt=BENCH"
    assert "Please log in via your web browser" in last.message

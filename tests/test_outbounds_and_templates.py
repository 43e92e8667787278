"""`postroom outbound` and `postroom template`: lists in words, a real test message, previews, and what they refuse."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from postroom import connections, journal, outbounds, templating
from postroom.checking import configured
from postroom.configuration import SecretReference, apply
from postroom.errors import BadConfiguration
from postroom.models import OutboundMessage, OutboundState, SetAside, TemplateSet
from postroom.outbound import lines
from postroom.outbound.send import send
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau, bureau, desk, sandbox  # noqa: F401 - fixtures
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db

SITE = "sites: [{name: acme, url: 'https://acme.example.com', email: r@example.com, token: {env: T}}]\n"
OUTBOUNDS = """\
outbounds:
  - {name: office, host: smtp.example.com, user: help, password: {env: P}, sender_address: help@example.com}
  - {name: spare, host: mail.example.net, login: none, port: 25, sender_address: help@example.com, enabled: no}
  - {name: team, type: webhook, url: {env: 'https://hooks.example.com/sesame'}}
"""


def word(reference: SecretReference) -> str:
    return reference.place


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    lines.close()
    connections.close()


# --- outbounds ---------------------------------------------------------------------------------------------


def test_the_list_shows_how_each_outbound_stands_and_who_is_set_aside() -> None:
    apply(OUTBOUNDS, word)
    SetAside.objects.create(address="gone@example.com", reason="550 5.1.1 No such user")
    OutboundState.objects.filter(outbound__name="office").update(
        status="failing",
        status_since=timezone.now() - timedelta(hours=3),
        last_answer="login refused:\n535 no",
    )
    shown = [" ".join(row.split()) for row in outbounds.table()]
    assert shown == [
        "NAME WHERE SENDER STATUS",
        "office help at smtp.example.com:465 help@example.com failing for 3 hours login refused: 535 no",
        "spare mail.example.net:25 help@example.com disabled",
        "team webhook - unknown",
        "",
        "Set aside, since mail to them came back (postroom outbound back ADDRESS sends again):",
        "gone@example.com: 550 5.1.1 No such user",
    ]
    assert [one.ok for one in outbounds.list_outbounds()] == [False, None, None]


def test_an_empty_list_says_how_to_begin() -> None:
    assert outbounds.table() == ["There are no outbounds yet. See: postroom config apply"]


def test_postroom_check_says_how_the_outbounds_stand() -> None:
    apply(OUTBOUNDS, word)
    office = next(line for line in configured() if line.name == "outbound office")
    assert (office.ok, office.message) == (
        None, "help at smtp.example.com:465 as help@example.com: unknown.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "to", "words"),
    [
        ("offce", "ada@example.com", "There is no outbound named 'offce'. Did you mean 'office'?"),
        (
            "spare",
            "ada@example.com",
            "Outbound 'spare' is switched off: write enabled: true, and apply that.",
        ),
        ("office", "ada", "“ada” is not a mail address"),
    ],
)
def test_a_poll_that_cannot_be_says_why_and_makes_no_mail(name: str, to: str, words: str) -> None:
    apply(OUTBOUNDS, word)
    with pytest.raises(BadConfiguration) as caught:
        outbounds.poll(name, to, "ada", 0)
    assert words in str(caught.value)
    assert not OutboundMessage.objects.exists()


def test_a_poll_that_nobody_takes_asks_for_a_worker() -> None:
    apply(OUTBOUNDS, word)
    result = outbounds.poll("office", "ada@example.com", "ada", 0)
    number = OutboundMessage.objects.get().pk
    assert not result.good
    assert result.lines == (
        f"Test message {number} is not sent yet. Nobody has taken it yet: does a worker run (postroom up, or "
        "postroom worker)?",
    )


@contextmanager
def a_worker() -> Iterator[None]:
    """Sends each mail once, as soon as it is there."""
    over = threading.Event()

    def work() -> None:
        try:
            while not over.wait(0.05):
                for pk in OutboundMessage.objects.filter(state="queued").values_list("pk", flat=True):
                    attempt(pk)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(30)


def attempt(pk: int) -> None:
    try:
        journal.send(pk, send)
    except journal.Again:
        pass


def relay(place: str) -> None:
    host, _, port = place.removeprefix("smtp://").rpartition(":")
    apply(
        f"outbounds: [{{name: relay, host: {host}, port: {port}, security: none, login: none, timeout: 5, "
        "sender_address: help@example.com}]",
        word,
    )


@pytest.mark.django_db(transaction=True)
def test_a_poll_sends_a_test_message_and_says_what_the_server_answered(sandbox: SandboxProcess) -> None:  # noqa: F811
    sandbox.reset()
    relay(sandbox.smtp)
    with a_worker():
        result = outbounds.poll("relay", "enid@example.org", "ada", 30)
    message = OutboundMessage.objects.get()
    assert (result.good, message.kind, message.outcome) == (True, "ping", "sent")
    assert result.lines[0].startswith(f"Test message {message.pk}: sent.")
    assert result.lines[1].startswith("enid@example.org: taken by the mail server: 250")
    [mail] = sandbox.sent()
    assert "Test message" in mail["raw"]
    assert outbounds.list_outbounds()[0].ok


@pytest.mark.django_db(transaction=True)
def test_a_poll_through_a_server_that_is_away_says_so_at_once(sandbox: SandboxProcess) -> None:  # noqa: F811
    relay("127.0.0.1:9")
    began = time.monotonic()
    with a_worker():
        result = outbounds.poll("relay", "enid@example.org", "ada", 60)
    assert time.monotonic() - began < 50
    assert not result.good
    assert "is not sent yet. " in result.lines[0]
    assert "127.0.0.1" in result.lines[0]
    assert result.lines[1].startswith("It is tried again by itself")
    assert outbounds.list_outbounds()[0].ok is False


def test_an_address_that_was_set_aside_gets_mail_again() -> None:
    SetAside.objects.create(address="gone@example.com", reason="550")
    assert outbounds.back("Gone@example.com", "ada").startswith("Gone@example.com gets mail again")
    assert not SetAside.objects.exists()
    with pytest.raises(BadConfiguration, match="is not set aside, so mail goes there"):
        outbounds.back("gone@example.com", "ada")


# --- templates ---------------------------------------------------------------------------------------------

SETS = """\
template_sets:
  - name: ours
    base: plain
    parts:
      commented.subject: "Ours: {{ issue.key }}"
      ping.subject: ""
mappings:
  - {name: all, site: acme, outbound: office, audience: watchers, template_set: ours}
"""


def test_the_list_of_template_sets_says_who_uses_them() -> None:
    apply(SITE + OUTBOUNDS + SETS, word)
    assert [" ".join(row.split()) for row in templating.table()] == [
        "NAME BASE USED BY OWN PARTS",
        "customer comes with Postroom nobody",
        "modern comes with Postroom nobody",
        "plain comes with Postroom nobody",
        "ours plain all commented.subject, ping.subject",
    ]


def test_a_part_is_printed_as_it_is_and_an_own_one_instead_of_its_base() -> None:
    apply(SITE + OUTBOUNDS + SETS, word)
    assert templating.part("ours", "commented.subject") == ["Ours: {{ issue.key }}"]
    assert templating.part("ours", "notice.text") == templating.part("plain", "notice.text") != []
    assert "notice.html" in templating.part("ours")


@pytest.mark.parametrize(
    ("name", "part", "words"),
    [
        ("modren", "", "There is no template set named 'modren'. Did you mean 'modern'?"),
        ("modern", "notice.htm", "There is no part named 'notice.htm'. Did you mean 'notice.html'?"),
    ],
)
def test_a_part_that_is_not_there_is_answered_with_the_nearest(name: str, part: str, words: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        templating.part(name, part)
    assert str(caught.value) == words


@pytest.mark.parametrize("name", ["plain", "modern", "customer"])
def test_the_sets_that_come_with_postroom_are_good(name: str) -> None:
    assert templating.check(name) == []


def test_a_check_finds_what_fails_only_when_it_is_rendered() -> None:
    parts = {
        "commented.subject": "{{ issue.key }}\n{{ 1 // (issue.labels | length - issue.labels | length) }}"
    }
    TemplateSet.objects.create(name="ours", base="plain", parts=parts)
    [problem] = templating.check("ours")
    assert problem.startswith("template set 'ours', part commented.subject, line 2: ")


def test_a_sample_is_rendered_with_the_own_parts() -> None:
    apply(SITE + OUTBOUNDS + SETS, word)
    seen = templating.preview_sample("ours", "commented")
    assert seen.subject == "Ours: SUP-117"
    shown = list(templating.in_words(seen))
    assert shown[:2] == ["Subject: Ours: SUP-117", ""]
    assert "Ada Ahlgren" in shown[2]


def test_a_preview_is_written_as_files_and_nothing_where_something_is_wrong(tmp_path: Path) -> None:
    seen = templating.preview_sample("plain", "commented")
    said = templating.written(seen, tmp_path / "new")
    assert said == [f"Written to {tmp_path / 'new'}: subject.txt, text.txt, mail.html."]
    assert (tmp_path / "new" / "text.txt").read_text() == seen.text
    TemplateSet.objects.create(name="ours", base="plain", parts={"commented.subject": ""})
    empty = templating.preview_sample("ours", "commented")
    assert templating.written(empty, tmp_path / "empty") == list(templating.in_words(empty))
    assert not (tmp_path / "empty").exists()
    assert "empty mail is not sent" in empty.problems[0]


@pytest.mark.parametrize(
    ("name", "event", "words"),
    [("plain", 3, "There is no event 3. Try a sample"), ("plian", 3, "Did you mean 'plain'?")],
)
def test_a_preview_of_what_is_not_there_says_so(name: str, event: int, words: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        templating.preview(name, event)
    assert words in str(caught.value)
    with pytest.raises(BadConfiguration, match="There is no sample named 'comented'"):
        templating.preview_sample("plain", "comented")


@pytest.mark.django_db(transaction=True)
def test_a_stored_event_is_shown_as_the_mail_that_it_would_become(bureau: Bureau) -> None:  # noqa: F811
    mail = bureau.file(letter(sender="Cora Customer <cora@example.org>", message_id="first"))
    [event] = bureau.hear()
    seen = templating.preview("plain", event.pk)
    assert seen.problems == ()
    assert mail.issue_key in seen.subject
    assert not OutboundMessage.objects.exists()

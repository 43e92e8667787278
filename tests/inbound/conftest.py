"""A desk: one site on the sandbox, one profile, one source, and mail put on it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count

import pytest

from postroom import connections, journal
from postroom.inbound.process import process
from postroom.inbound.receive import arrival, receive
from postroom.models import InboundMessage, JiraSite, MessageSource, Profile, SourceState
from tests.contracts import CheckedTransport
from tests.mailbench import MailBench
from tests.sandbox_process import SandboxProcess

NUMBERS = count(1)


@dataclass
class Desk:
    jira: SandboxProcess
    profile: Profile
    source: MessageSource

    def put(self, mail: EmailMessage | bytes, source: MessageSource | None = None) -> InboundMessage:
        """Receive a mail as a source would; its job waits."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        place = f"test/{next(NUMBERS)}"
        receive(source or self.source, [arrival(source or self.source, place, [raw])])
        return InboundMessage.objects.get(place=place)

    def work(self, record: InboundMessage) -> InboundMessage:
        """One attempt at it, as the job would make; what it asks of the job engine is swallowed."""
        try:
            journal.work(record.pk, process)
        except journal.Again:
            pass
        record.refresh_from_db()
        return record

    def file(self, mail: EmailMessage | bytes, source: MessageSource | None = None) -> InboundMessage:
        return self.work(self.put(mail, source))

    def issues(self) -> list[dict[str, object]]:
        return self.jira.issues()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess() as process:
        yield process


@pytest.fixture(scope="session", autouse=True)
def readers_end() -> Iterator[None]:
    yield
    connections.close()


@pytest.fixture
def desk(sandbox: SandboxProcess, transactional_db: None) -> Iterator[Desk]:
    sandbox.reset()
    site = JiraSite.objects.create(name="sandbox", url=sandbox.url, email=sandbox.email, token=sandbox.token)
    profile = Profile.objects.create(
        name="support",
        site=site,
        project="SUP",
        address="support@example.com",
        sender_address_field="Email Sender Address",
        sender_name_field="Email Sender Name",
        participants_field="Email Participants",
    )
    source = MessageSource.objects.create(
        name="mailbox", profile=profile, type="smtp", host="127.0.0.1", port=0, security="none"
    )
    SourceState.objects.create(source=source)
    connections.transport = CheckedTransport()
    yield Desk(sandbox, profile, source)
    connections.hang_up()  # the readers stay: starting them costs more than many a test
    connections.transport = None


def letter(
    text: str = "The printer on the second floor is on fire.",
    *,
    subject: str = "Printer on fire",
    sender: str = "Ada Palmer <ada@example.org>",
    message_id: str | None = None,
    answers: tuple[str, ...] = (),
    date: str = "Mon, 23 Nov 2026 10:00:00 +0000",
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, "support@example.com", subject, date
    mail["Message-ID"] = f"<{message_id or f'letter-{next(NUMBERS)}'}@example.org>"
    if answers:
        mail["In-Reply-To"] = f"<{answers[-1]}@example.org>"
        mail["References"] = " ".join(f"<{value}@example.org>" for value in answers)
    mail.set_content(text)
    return mail


@pytest.fixture(scope="session")
def bench() -> Iterator[MailBench]:
    """One Dovecot for all tests of reading."""
    with MailBench() as bench:
        yield bench

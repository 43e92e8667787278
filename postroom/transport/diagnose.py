"""The test of a mailbox: the very steps that the reader takes, each with its outcome in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from postroom.transport.endpoint import STAGES, Endpoint, MailboxUnavailable, Stage, speaks_tls
from postroom.transport.imap import ImapMailbox
from postroom.transport.pop3 import Pop3Mailbox
from postroom.transport.providers import provider_of

Kind = Literal["imap", "pop3"]
PATIENCE = 10.0  # seconds per step: somebody sits and waits
SSL_PORT = {"imap": 993, "pop3": 995}


@dataclass(frozen=True)
class Step:
    """One step of a test. `link` is a page to open where the provider wants that."""

    name: str
    ok: bool
    message: str
    link: str = ""


def diagnose(kind: Kind, endpoint: Endpoint, folder: str = "INBOX") -> list[Step]:
    """Try a mailbox up to counting its mail, marking nothing. Where a step failed, it is the last one."""
    endpoint = replace(endpoint, timeout=min(endpoint.timeout, PATIENCE))
    steps: list[Step] = []

    def reached(stage: Stage, text: str) -> None:
        steps.append(Step(STAGES[stage], True, text))

    try:
        if kind == "imap":
            with ImapMailbox(endpoint, folder, reached) as imap:
                steps.append(Step("mail", True, imap_count(imap)))
        else:
            with Pop3Mailbox(endpoint, reached) as pop3:
                steps.append(Step("mail", True, pop3_count(pop3)))
    except MailboxUnavailable as error:
        message = str(error) + advice(kind, endpoint, error)
        steps.append(Step(STAGES[error.stage], False, message, error.link))
    return steps


def imap_count(mailbox: ImapMailbox) -> str:
    """How much there is to read."""
    waits = (
        "new mail is announced at once (IDLE)"
        if mailbox.can_idle
        else "no IDLE: new mail is found by polling"
    )
    return f"{len(mailbox.unread_uids())} unread of {mailbox.exists} mails; {waits}"


def pop3_count(mailbox: Pop3Mailbox) -> str:
    """How much there is to read, and what POP3 does not tell."""
    return (
        f"{len(mailbox.listing())} mails. POP3 knows neither read nor unread: Postroom remembers what it "
        "has had. The provider's own POP setting may delete or hide mail once it was fetched"
    )


def advice(kind: Kind, endpoint: Endpoint, error: MailboxUnavailable) -> str:
    """What else helps, beyond the error's own words."""
    silent = error.stage in ("greeting", "protocol") and endpoint.security != "ssl"
    if silent and speaks_tls(endpoint):
        return f". This port speaks TLS from the start: choose SSL (the usual port is {SSL_PORT[kind]})"
    known = provider_of(endpoint.host)
    if error.stage == "login" and known:
        return f". {known.title}: {known.login}"
    return ""

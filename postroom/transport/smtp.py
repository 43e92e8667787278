"""Sending one mail after the other to a mail server (RFC 5321), with each answer kept for its receiver."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Literal

from postroom.errors import PostroomError, Temporary, Unanswered
from postroom.transport.endpoint import (
    Endpoint,
    Report,
    Stage,
    connect,
    doing,
    hang_up,
    said,
    tls_context,
    tls_words,
    unavailable,
    unheard,
    unprintable,
)
from postroom.transport.imaplogin import ADVICE

Login = Literal["password", "xoauth2", "none"]

PIECE = 65_536
MOST_LINES = 200  # of one answer; EHLO has a dozen
LONGEST_WORDS = 2000
CLOSING = 421  # RFC 5321, 3.8: the server ends the connection, whatever was asked
FINAL_DOT = 4  # times the time-out: servers look at a mail before they answer for it (RFC 5321, 4.5.3.2.6)
_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?:\s|\Z)")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_MECHANISMS: dict[Login, tuple[str, ...]] = {"password": ("PLAIN", "LOGIN"), "xoauth2": ("XOAUTH2",)}
_HOW: dict[Login, str] = {"password": "password", "xoauth2": "access token (XOAUTH2)"}
SIGN_IN = (
    "Sign in again, and check that this mailbox may send with a token (Microsoft 365: Authenticated SMTP is on for "
    "it; an application needs SMTP.SendAsApp and a service principal in Exchange)"
)


@dataclass(frozen=True)
class Reply:
    """What a server answered: three digits, the enhanced status code (RFC 3463) or "", the words."""

    code: int
    status: str
    text: str

    @property
    def is_good(self) -> bool:
        """2yz: done. 3yz asks for more, and where nothing more is to come it promises nothing."""
        return 200 <= self.code < 300

    @property
    def is_temporary(self) -> bool:
        """4yz: the same may work later (RFC 5321, 4.2.1)."""
        return 400 <= self.code < 500

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


@dataclass(frozen=True)
class Delivered:
    """The answer that stands for each receiver, in the order asked for."""

    replies: tuple[tuple[str, Reply], ...]


class Session(smtplib.SMTP):
    """smtplib's protocol machine on a socket that is connected already."""

    def __init__(self, endpoint: Endpoint, sock: socket.socket, name: str) -> None:
        super().__init__(local_hostname=name or None, timeout=endpoint.timeout)
        self._host = endpoint.host  # what starttls() checks the certificate for
        self.sock = sock
        self.file: Any = None

    def ask(self, command: str, argument: str = "") -> Reply:
        self.putcmd(command, argument)
        return self.reply()

    def authenticate(self, mechanism: str, first: str, *others: str) -> Reply:
        """AUTH (RFC 4954): `first` goes with the command unless empty, each of `others` answers a challenge."""
        reply = self.ask("AUTH", f"{mechanism} {_base64(first)}".rstrip())
        for answer in others:
            if reply.code == 334:
                reply = self.ask(_base64(answer))
        return reply

    def reply(self) -> Reply:
        """Raises SMTPException for what is no answer at all, and for one without an end."""
        code, words = self.getreply()
        if not 200 <= code < 600:
            raise smtplib.SMTPException(f"an answer that nobody understands: {said(words)[:100]}")
        text = "".join(char if char.isprintable() else " " for char in words.decode("utf-8", "replace"))
        found = _ENHANCED.match(text)
        status = ".".join(found.groups()) if found else ""
        plain = re.sub(rf"(?:^|\s){re.escape(status)}(?=\s|\Z)", " ", text) if status else text
        return Reply(code, status, " ".join(f"{status} {plain}".split())[:LONGEST_WORDS])

    def getreply(self) -> tuple[int, bytes]:
        """smtplib's own reads lines for as long as the server sends any."""
        if self.file is None:
            assert self.sock is not None
            self.file = Lines(self.sock.makefile("rb"))
        self.file.left = MOST_LINES
        return super().getreply()


class Lines:
    """The lines of one answer, not more of them than `left`."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.left = MOST_LINES

    def readline(self, most: int) -> bytes:
        """As a file's; "" as at its end where there are too many."""
        self.left -= 1
        return self.file.readline(most) if self.left >= 0 else b""

    def close(self) -> None:
        self.file.close()


class Submission:
    """One connection to a mail server; it takes any number of mails. Errors say how far we came.

    Raises MailboxUnavailable where the server cannot be worked with. Only `shutdown` may be called from
    another thread.
    """

    def __init__(
        self, endpoint: Endpoint, *, login: Login = "password", name: str = "", report: Report = unheard
    ) -> None:
        self.endpoint = endpoint
        self.login = login
        self.name = name
        self.count = 0  # mails that were offered over this connection
        self._report = report
        self._session: Session | None = None

    def __enter__(self) -> Submission:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        sock = connect(self.endpoint, self._report)
        self._session = session = Session(self.endpoint, sock, self.name)
        try:
            self._greet(session)
            if self.endpoint.security == "starttls":
                self._start_tls(session)
            if self.login != "none" and self.endpoint.user:
                self._log_in(session)
        except PostroomError:
            self.shutdown()
            raise

    def close(self) -> None:
        """End politely where the connection still stands."""
        session, self._session = self._session, None
        if session is None or session.sock is None:
            return
        try:
            session.ask("QUIT")
        except (OSError, smtplib.SMTPException):
            pass
        session.close()

    def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None and session.sock is not None:
            hang_up(session.sock)
            session.close()

    def deliver(
        self,
        sender: str,
        receivers: Sequence[str],
        content: bytes,
        *,
        data_sent: Callable[[Sequence[str]], None],
    ) -> Delivered:
        """Offer one mail to all `receivers`; `sender` is the envelope's, "" for none.

        `data_sent` is called, with the receivers that were accepted, when all of the mail has gone out but its
        final dot: from then on nobody knows without an answer. Its own error breaks off before the dot.
        Raises MailboxUnavailable for a break before that and Unanswered for one after it. A server's no is an
        answer, not an error. What breaks, and a server that says that it closes, end this connection.
        """
        session = self._session
        if session is None:
            raise Temporary(f"{self.endpoint}: the connection is closed.")
        self.count += 1
        try:
            with doing(self.endpoint, "protocol", "sending", smtplib.SMTPException):
                replies = self._envelope(session, sender, receivers, content)
                accepted = [receiver for receiver, reply in replies if reply.is_good]
                go_on = self._ask_to_go_on(session) if accepted else None
                if go_on is not None and go_on.code == 354:
                    self._send(session, content)
        except PostroomError:
            self.shutdown()
            raise
        if go_on is None or go_on.code != 354:
            return self._left(_instead(replies, go_on) if go_on else tuple(replies))
        try:
            data_sent(accepted)
        except BaseException:
            self.shutdown()  # without the dot the server throws the mail away
            raise
        final = self._final_dot(session)
        if final.code == CLOSING:
            self.shutdown()
        return Delivered(_instead(replies, final))

    def _left(self, replies: tuple[tuple[str, Reply], ...]) -> Delivered:
        """The answers to a mail that nobody took. Whatever becomes of the connection, they are known."""
        if any(reply.code == CLOSING for _, reply in replies):
            self.shutdown()
        else:
            self.is_alive()
        return Delivered(replies)

    @property
    def is_open(self) -> bool:
        """Whether it may take another mail, as far as we know."""
        return self._session is not None

    def is_alive(self) -> bool:
        """Whether the server still answers; an idle connection may be gone without a word."""
        session = self._session
        if session is None:
            return False
        try:
            if session.ask("RSET").is_good:
                return True
        except (OSError, smtplib.SMTPException):
            pass
        self.shutdown()
        return False

    def _envelope(
        self, session: Session, sender: str, receivers: Sequence[str], content: bytes
    ) -> list[tuple[str, Reply]]:
        """MAIL and RCPT. A no to MAIL is the answer for everybody; after a 421 nobody else is asked."""
        options = f" SIZE={len(content)}" if session.has_extn("size") else ""
        if not content.isascii() and session.has_extn("8bitmime"):
            options += " BODY=8BITMIME"
        header, _, _ = content.partition(b"\r\n\r\n")  # may name others by such addresses (RFC 6532)
        if not header.isascii() or not all(map(str.isascii, (sender, *receivers))):
            if not session.has_extn("smtputf8"):
                words = "this server takes no addresses outside of ASCII (SMTPUTF8)"
                return [(receiver, Reply(553, "5.6.7", f"5.6.7 {words}")) for receiver in receivers]
            options += " SMTPUTF8"
            session.command_encoding = "utf-8"
        first = session.ask("MAIL", f"FROM:<{sender}>{options}")
        if not first.is_good:
            return [(receiver, first) for receiver in receivers]
        replies: list[tuple[str, Reply]] = []
        for at, receiver in enumerate(receivers):
            reply = session.ask("RCPT", f"TO:<{receiver}>")
            replies.append((receiver, reply))
            if reply.code == CLOSING:  # it forgets those that it has taken
                return [*_instead(replies, reply), *((each, reply) for each in receivers[at + 1 :])]
        return replies

    def _ask_to_go_on(self, session: Session) -> Reply:
        """DATA. A yes other than 354 is none: nothing has been sent yet."""
        reply = session.ask("DATA")
        if reply.code < 400 and reply.code != 354:
            raise smtplib.SMTPException(f"its answer to DATA is {reply}")
        return reply

    def _send(self, session: Session, content: bytes) -> None:
        """The mail with CRLF and dots doubled (RFC 5321, 4.5.2), all but the final dot."""
        lines = _LINE_END.sub(b"\r\n", content)
        if not lines.endswith(b"\r\n"):
            lines += b"\r\n"
        stuffed = re.sub(rb"(?m)^\.", b"..", lines)
        assert session.sock is not None
        for at in range(0, len(stuffed), PIECE):
            session.sock.sendall(stuffed[at : at + PIECE])

    def _final_dot(self, session: Session) -> Reply:
        try:
            assert session.sock is not None
            session.sock.settimeout(self.endpoint.timeout * FINAL_DOT)
            session.sock.sendall(b".\r\n")
            reply = session.reply()
            if not reply.is_good and reply.code < 400:
                raise smtplib.SMTPException(f"its answer is {reply}")
            session.sock.settimeout(self.endpoint.timeout)
            return reply
        except (OSError, smtplib.SMTPException) as error:
            self.shutdown()
            raise Unanswered(
                f"{self.endpoint} got all of the mail and did not answer ({said(error)}): "
                "nobody knows whether it was taken."
            ) from error

    def _greet(self, session: Session) -> None:
        with self._stage("greeting", "waiting for its greeting"):
            greeting = session.reply()
            if greeting.code != 220:
                raise unavailable(self.endpoint, "greeting", f"the server does not want us: {greeting}")
            self._hello(session)
        self._report("greeting", greeting.text)

    def _hello(self, session: Session) -> None:
        code, words = session.ehlo()
        if not 200 <= code < 300:
            code, words = session.helo()
        if not 200 <= code < 300:
            text = f"the server refuses our name: {code} {words.decode('utf-8', 'replace')}"
            raise unavailable(self.endpoint, "greeting", text)

    def _start_tls(self, session: Session) -> None:
        if not session.has_extn("starttls"):
            text = "the server does not offer STARTTLS on this port: choose SSL, or the provider's port for STARTTLS"
            raise unavailable(self.endpoint, "tls", text)
        with self._stage("tls", "starting TLS"):
            session.starttls(context=tls_context(self.endpoint))
            self._hello(session)
        if isinstance(session.sock, ssl.SSLSocket):
            self._report("tls", tls_words(self.endpoint, session.sock))

    def _log_in(self, session: Session) -> None:
        endpoint = self.endpoint
        if unprintable(endpoint.user + endpoint.password):
            text = "user or password holds a line break or another control character: enter them again"
            raise unavailable(endpoint, "login", text)
        with self._stage("login", "logging in"):
            try:
                self._authenticate(session)
            except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
                words = f"the server did not let {endpoint.user} in: {self._without_secrets(_words(error))}"
                advice = SIGN_IN if self.login == "xoauth2" else ADVICE
                raise unavailable(endpoint, "login", f"{words}. {advice}") from None
        self._report("login", f"{endpoint.user} is logged in")

    def _without_secrets(self, text: str) -> str:
        """Some servers repeat what they were sent, which is the password in other letters."""
        for sent in filter(None, (_base64(each) for each in self._secrets())):
            text = text.replace(sent, "***")
        return text

    def _secrets(self) -> tuple[str, ...]:
        user, password = self.endpoint.user, self.endpoint.password
        return (f"\0{user}\0{password}", f"user={user}\1auth=Bearer {password}\1\1", password)

    def _authenticate(self, session: Session) -> None:
        """By the first mechanism that both sides know. smtplib's own auth() takes ASCII only."""
        user, password = self.endpoint.user, self.endpoint.password
        offered = session.esmtp_features.get("auth", "").upper().split()
        usable = [each for each in _MECHANISMS[self.login] if each in offered]
        if not usable:
            has, how = ", ".join(offered) or "none at all", _HOW[self.login]
            raise smtplib.SMTPNotSupportedError(f"it offers no login by {how} here (but {has})")
        answers = {
            # https://developers.google.com/workspace/gmail/imap/xoauth2-protocol: a refusal comes as a challenge
            # with its reason, and the server says its 535 only after an empty answer.
            "XOAUTH2": (f"user={user}\1auth=Bearer {password}\1\1", ""),
            "PLAIN": (f"\0{user}\0{password}",),  # RFC 4616, UTF-8
            "LOGIN": ("", user, password),
        }[usable[0]]
        reply = session.authenticate(usable[0], *answers)
        if reply.code not in (235, 503):  # 503: logged in already
            raise smtplib.SMTPAuthenticationError(reply.code, reply.text)

    def _stage(self, stage: Stage, what: str) -> contextlib.AbstractContextManager[None]:
        return doing(self.endpoint, stage, what, smtplib.SMTPException)


def _instead(replies: Sequence[tuple[str, Reply]], final: Reply) -> tuple[tuple[str, Reply], ...]:
    """The final answer is that of everybody who was accepted before."""
    return tuple((receiver, final if reply.is_good else reply) for receiver, reply in replies)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _words(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}".rstrip(
            "."
        )
    return said(error).rstrip(".")

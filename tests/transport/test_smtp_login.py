"""Getting into a mail server that sends: by token, by password, and what it is told beforehand."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from postroom.transport.endpoint import Endpoint, MailboxUnavailable
from postroom.transport.oauth import Grant, access_token
from postroom.transport.smtp import Submission
from tests.fronts import Fronts
from tests.transport.conftest import an_endpoint
from tests.transport.oauth_server import SECRET, OAuthServer


class MailServer:
    """Speaks just enough SMTP to log in; `said` keeps what it heard of the login."""

    def __init__(self, offers: str, live: dict[str, str]) -> None:
        self.offers = offers
        self.live = live
        self.said: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def hear() -> str:
            return (await reader.readline()).decode().removesuffix("\r\n")

        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 mail.example.com")
        while line := await hear():
            verb, _, rest = line.partition(" ")
            if verb.upper() == "EHLO":
                say("250-mail.example.com")
                say(f"250 AUTH {self.offers}")
            elif verb.upper() == "AUTH":
                self.said.append(rest)
                await self.log_in(rest, hear, say)
            else:
                say("221 bye" if verb.upper() == "QUIT" else "250 OK")
            await writer.drain()

    async def log_in(self, rest: str, hear: Any, say: Any) -> None:
        mechanism, _, blob = rest.partition(" ")
        if mechanism == "XOAUTH2":
            await self.by_token(blob, hear, say)
        elif mechanism == "LOGIN":
            for prompt in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6"):
                say(f"334 {prompt}")
                self.said.append(base64.b64decode(await hear()).decode())
            say("235 2.7.0 welcome")
        else:
            self.said.append(base64.b64decode(blob).decode())
            say("235 2.7.0 welcome")

    async def by_token(self, blob: str, hear: Any, say: Any) -> None:
        user, bearer = base64.b64decode(blob).decode().removesuffix("\1\1").split("\1")
        if self.live.get(bearer.removeprefix("auth=Bearer ")) == user.removeprefix("user="):
            say("235 2.7.0 Accepted")
            return
        reason = {"status": "400", "schemes": "Bearer", "scope": "https://mail.google.com/"}
        say("334 " + base64.b64encode(json.dumps(reason).encode()).decode())
        self.said.append(f"answer: {await hear()!r}")
        say("535-5.7.8 Username and Password not accepted.")
        say("535 5.7.8 Learn more")


def mail_server(
    fronts: Fronts, offers: str, live: dict[str, str], **login: str
) -> tuple[MailServer, Endpoint]:
    server = MailServer(offers, live)
    return server, an_endpoint(fronts.serve(server), timeout=5, **login)


@pytest.mark.parametrize("user", ["ada@example.org", "jörg@example.org"])
def test_a_mail_server_takes_the_token(fronts: Fronts, user: str) -> None:
    asked = Grant("google", "refresh_token", user, "client-1", SECRET, "rt-ada")
    with OAuthServer(refresh_tokens={"rt-ada": user}) as server, httpx2.Client() as client:
        token = access_token(replace(asked, token_url=server.url), client=client, now=datetime.now(UTC))
    mail, endpoint = mail_server(fronts, "LOGIN XOAUTH2", server.live, user=user, password=token.value)
    with Submission(endpoint, login="xoauth2") as submission:
        assert submission.is_alive()
    blob = base64.b64encode(f"user={user}\1auth=Bearer at-1\1\1".encode()).decode()
    assert mail.said == [f"XOAUTH2 {blob}"]


def test_a_refused_token_is_answered_with_an_empty_line_and_said_in_words(fronts: Fronts) -> None:
    mail, endpoint = mail_server(fronts, "XOAUTH2", {}, user="ada@example.org", password="at-old")
    with pytest.raises(
        MailboxUnavailable, match=r"535 5\.7\.8 Username and Password.*Sign in again"
    ) as refusal:
        Submission(endpoint, login="xoauth2").open()
    assert mail.said[1:] == ["answer: ''"]
    assert "at-old" not in str(refusal.value) and "app password" not in str(refusal.value)


def test_a_server_that_takes_no_token_gets_none(fronts: Fronts) -> None:
    mail, endpoint = mail_server(fronts, "PLAIN LOGIN", {}, user="ada@example.org", password="at-1")
    with pytest.raises(MailboxUnavailable, match="no login by access token"):
        Submission(endpoint, login="xoauth2").open()
    assert mail.said == []


@pytest.mark.parametrize(
    ("offers", "said"),
    [
        ("LOGIN PLAIN", ["\0jörg\0pässwört"]),
        ("LOGIN", ["jörg", "pässwört"]),
    ],
)
def test_a_password_may_hold_any_letter(fronts: Fronts, offers: str, said: list[str]) -> None:
    mail, endpoint = mail_server(fronts, offers, {}, user="jörg", password="pässwört")
    with Submission(endpoint):
        pass
    assert mail.said[1:] == said


class Utf8Server:
    """Takes one mail; `heard` keeps its MAIL command."""

    def __init__(self, extensions: str) -> None:
        self.extensions = extensions
        self.heard = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com\r\n")
        content = False
        while line := (await reader.readline()).decode():
            if content:
                content = line != ".\r\n"
                writer.write(b"" if content else b"250 OK\r\n")
                continue
            verb = line[:4].upper()
            self.heard = line.strip() if verb == "MAIL" else self.heard
            content = verb == "DATA"
            answer = {"EHLO": f"250-hello\r\n250 {self.extensions}", "DATA": "354 go on", "QUIT": "221 bye"}
            writer.write(f"{answer.get(verb, '250 OK')}\r\n".encode())


def test_a_header_with_addresses_beyond_ascii_is_announced(fronts: Fronts) -> None:
    raw = "To: <jörg@example.org>\r\nSubject: x\r\n\r\nx\r\n".encode()
    server = Utf8Server("SMTPUTF8")
    with Submission(an_endpoint(fronts.serve(server), user="", timeout=5)) as submission:
        delivered = submission.deliver(
            "a@example.com", ["bob@example.org"], raw, data_sent=lambda accepted: None
        )
    assert delivered.replies[0][1].code == 250 and server.heard.endswith(" SMTPUTF8")
    server = Utf8Server("PIPELINING")
    with Submission(an_endpoint(fronts.serve(server), user="", timeout=5)) as submission:
        delivered = submission.deliver(
            "a@example.com", ["bob@example.org"], raw, data_sent=lambda accepted: None
        )
    assert delivered.replies[0][1].status == "5.6.7" and server.heard == ""

"""Access tokens: asked for over HTTP and kept while they are good."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from postroom.errors import BadConfiguration, Permanent, Temporary
from postroom.transport import oauth
from postroom.transport.oauth import Grant, Refresher, SignInNeeded, Token, access_token
from tests.transport.oauth_server import SECRET, OAuthServer

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[OAuthServer]:
    with OAuthServer() as server:
        yield server


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with httpx2.Client() as client:
        yield client


def grant(server: OAuthServer | None = None, **changes: Any) -> Grant:
    values: dict[str, Any] = {
        "authority": "microsoft365", "kind": "refresh_token", "user": "ada@example.org", "client_id": "client-1",
        "client_secret": SECRET, "refresh_token": "rt-ada", "tenant": "example.org",
        "token_url": server.url if server else "", **changes,
    }  # fmt: skip
    return Grant(**values)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Saved:
    """What the caller would save."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def __call__(self, grant: Grant, token: str) -> None:
        self.tokens.append(token)


def test_a_refresh_token_gives_an_access_token(server: OAuthServer, client: httpx2.Client) -> None:
    token = access_token(grant(server), client=client, now=NOW)
    assert token == Token("at-1", NOW + timedelta(seconds=3599), "")
    assert server.asked == [
        {
            "grant_type": "refresh_token", "client_id": "client-1", "client_secret": SECRET, "refresh_token": "rt-ada",
            "scope": "https://outlook.office.com/SMTP.Send offline_access",
        }
    ]  # fmt: skip


def test_an_application_logs_in_by_itself(server: OAuthServer, client: httpx2.Client) -> None:
    app = grant(server, kind="client_credentials")
    assert access_token(app, client=client, now=NOW).value == "at-1"
    assert server.asked == [
        {
            "grant_type": "client_credentials", "client_id": "client-1", "client_secret": SECRET,
            "scope": "https://outlook.office365.com/.default",
        }
    ]  # fmt: skip


def test_google_is_asked_without_scope_and_public_clients_without_secret(
    server: OAuthServer, client: httpx2.Client
) -> None:
    access_token(grant(server, authority="google", client_secret=""), client=client, now=NOW)
    assert server.asked == [
        {"grant_type": "refresh_token", "client_id": "client-1", "refresh_token": "rt-ada"}
    ]


def test_a_rotated_refresh_token_is_handed_back(server: OAuthServer, client: httpx2.Client) -> None:
    server.rotate = True
    assert access_token(grant(server), client=client, now=NOW).refresh_token == "rt-1"
    saved = Saved()
    refresher = Refresher(client, rotated=saved, clock=Clock())
    first = refresher.token(grant(server))
    assert saved.tokens == ["rt-2"]
    assert refresher.token(grant(server, refresh_token="rt-2")) is first  # the saved one asks for nothing new
    assert saved.tokens == ["rt-2"] and len(server.asked) == 2


@pytest.mark.parametrize(
    ("changes", "behaviour", "kind", "words"),
    [
        ({"client_secret": "wr0ng"},
        {}, BadConfiguration, r"Invalid client secret provided”.*Check client id and secret"),
        ({"refresh_token": "gone"}, {}, SignInNeeded, r"expired or revoked”.*sign in again"),
        ({"kind": "client_credentials"}, {"says": (400, {"error": "invalid_grant"})}, BadConfiguration, "tenant"),
        ({}, {"says": (400, {"error": "interaction_required"})}, SignInNeeded, "sign in again"),
        ({}, {"says": (400, {"error": "invalid_scope"})}, BadConfiguration, "permission"),
        ({}, {"says": (400, {"error": "invalid_request"})}, BadConfiguration, "Check client id"),
        ({}, {"says": (403, {"error": "something_new"})}, Permanent, "something_new"),
        ({}, {"says": (200, {"error": "invalid_grant"})}, SignInNeeded, "sign in"),
        ({}, {"says": (400, {"error": "temporarily_unavailable"})}, Temporary, "asked again"),
        ({}, {"says": (503, {"error": "server_error"})}, Temporary, "trouble"),
        ({}, {"plain": (502, "<html>Bad gateway</html>")}, Temporary, "trouble"),
        ({}, {"plain": (200, "<html>Welcome to the hotel</html>")}, Temporary, "without JSON"),
        ({}, {"plain": (302, "")}, Temporary, "without JSON"),
        ({}, {"plain": (200, "[" * 60_000)}, Temporary, "without JSON"),
        ({}, {"plain": (200, "x" * 100_000)}, Temporary, "no answer in time"),
        ({}, {"says": (200, {})}, Temporary, "no access token"),
        ({}, {"says": (200, {"access_token": "a\x01auth=b"})}, Temporary, "no access token"),
        ({}, {"says": (200, {"access_token": ["a"]})}, Temporary, "no access token"),
        ({}, {"says": (200, {"access_token": "a", "token_type": "mac"})}, Permanent, "do not take"),
    ],
)  # fmt: skip
def test_a_no_is_said_in_words(
    server: OAuthServer,
    client: httpx2.Client,
    caplog: pytest.LogCaptureFixture,
    changes: dict[str, Any],
    behaviour: dict[str, Any],
    kind: type[Exception],
    words: str,
) -> None:
    for name, value in behaviour.items():
        setattr(server, name, value)
    with caplog.at_level(logging.DEBUG), pytest.raises(kind, match=words) as refusal:
        access_token(grant(server, **changes), client=client, now=NOW)
    text = str(refusal.value) + repr(refusal.value) + caplog.text
    assert "ada@example.org" in text and "Trace ID" not in text
    for secret in (SECRET, "wr0ng", "rt-ada", "gone"):
        assert secret not in text


def test_secrets_that_the_authority_repeats_are_not_shown(server: OAuthServer, client: httpx2.Client) -> None:
    server.says = (400, {"error": "invalid_client", "error_description": f"bad {'x' * 380} {SECRET} rt-ada"})
    with pytest.raises(BadConfiguration) as refusal:
        access_token(grant(server), client=client, now=NOW)
    assert "s3c" not in str(refusal.value) and "rt-ada" not in str(refusal.value)
    token = access_token_of(server, client)
    assert SECRET not in repr(grant(server)) + str(grant(server)) and "rt-ada" not in repr(grant(server))
    assert token.value not in repr(token)


def access_token_of(server: OAuthServer, client: httpx2.Client) -> Token:
    server.says = None
    return access_token(grant(server), client=client, now=NOW)


def test_too_many_requests_wait_as_long_as_they_are_told(server: OAuthServer, client: httpx2.Client) -> None:
    server.says, server.header = (429, {"error": "too_many"}), {"Retry-After": "17"}
    with pytest.raises(Temporary) as pause:
        access_token(grant(server), client=client, now=NOW)
    assert pause.value.retry_after == 17.0


def test_a_slow_authority_is_not_waited_for(
    server: OAuthServer, client: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "TIMEOUT", httpx2.Timeout(0.1))
    server.delay = 0.5
    with pytest.raises(Temporary, match="no answer in time"):
        access_token(grant(server), client=client, now=NOW)


def test_secrets_follow_no_redirect(server: OAuthServer, client: httpx2.Client) -> None:
    with OAuthServer() as other:
        server.plain, server.header = (307, ""), {"Location": other.url}
        with pytest.raises(Temporary, match="without JSON"):
            access_token(grant(server), client=client, now=NOW)
        assert other.asked == []


def test_an_authority_that_is_not_there_is_asked_again(client: httpx2.Client) -> None:
    with pytest.raises(Temporary, match=r"no access token from 127\.0\.0\.1") as trouble:
        access_token(grant(token_url="http://127.0.0.1:1/token"), client=client, now=NOW)
    assert trouble.value.__suppress_context__


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"authority": "nobody"}, "google, microsoft365"),
        ({"authority": "google", "kind": "client_credentials"}, "no login as an application"),
        ({"client_id": ""}, "client id"),
        ({"kind": "client_credentials", "client_secret": ""}, "client secret"),
        ({"kind": "client_credentials", "tenant": "common"}, "tenant"),
        ({"tenant": "example.org/../x"}, "tenant"),
        ({"tenant": ""}, "tenant"),
        ({"refresh_token": ""}, "Sign in"),
        ({"refresh_token": "a\nb"}, "line break"),
        ({"client_secret": "a\ud800"}, "line break"),
        ({"token_url": "http://login.example.org/token"}, "https"),
        ({"token_url": "http://[::1"}, "web address"),
        ({"token_url": "file:///etc/passwd"}, "https"),
    ],
)
def test_settings_that_cannot_work_ask_nobody(
    client: httpx2.Client, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises((BadConfiguration, SignInNeeded), match=words):
        access_token(grant(**changes), client=client, now=NOW)


def test_presets_lead_to_their_authorities() -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return httpx2.Response(200, json={"access_token": "a", "expires_in": 60})

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as client:
        access_token(grant(), client=client, now=NOW)
        access_token(grant(authority="google"), client=client, now=NOW)
    assert seen == [
        "https://login.microsoftonline.com/example.org/oauth2/v2.0/token",
        "https://oauth2.googleapis.com/token",
    ]


@pytest.mark.parametrize(
    ("life", "seconds"),
    [
        (3599, 3599),
        ("3599", 3599),
        (None, 600),
        (True, 600),
        (-5, 600),
        ("soon", 600),
        (10**8, 86_400),
        (0, 0),
    ],
)
def test_the_life_of_a_token_is_bounded(
    server: OAuthServer, client: httpx2.Client, life: Any, seconds: int
) -> None:
    server.life = life
    assert access_token(grant(server), client=client, now=NOW).expires == NOW + timedelta(seconds=seconds)


def test_a_token_is_kept_until_five_minutes_before_its_end(
    server: OAuthServer, client: httpx2.Client
) -> None:
    clock = Clock()
    refresher = Refresher(client, rotated=Saved(), clock=clock)
    assert refresher.token(grant(server)).value == "at-1"
    clock.now = NOW + timedelta(seconds=3599 - 301)
    assert refresher.token(grant(server)).value == "at-1"
    clock.now = NOW + timedelta(seconds=3599 - 300)
    assert refresher.token(grant(server)).value == "at-2"
    refresher.forget(grant(server))
    assert refresher.token(grant(server)).value == "at-3"
    assert refresher.token(grant(server, kind="client_credentials")).value == "at-4"


def test_an_error_is_not_kept(server: OAuthServer, client: httpx2.Client) -> None:
    refresher = Refresher(client, rotated=Saved(), clock=Clock())
    server.plain = (503, "")
    with pytest.raises(Temporary):
        refresher.token(grant(server))
    server.plain = None
    assert refresher.token(grant(server)).value == "at-1"


def test_threads_share_one_request(server: OAuthServer, client: httpx2.Client) -> None:
    server.delay = 0.05
    refresher = Refresher(client, rotated=Saved(), clock=Clock())
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(refresher.token(grant(server)).value)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["at-1"] * 8 and len(server.asked) == 1

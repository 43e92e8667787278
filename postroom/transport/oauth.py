"""Access tokens for mailboxes (XOAUTH2) from Google and Microsoft 365, by refresh token or as an application."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

import httpx2

from postroom.errors import BadConfiguration, Permanent, Temporary
from postroom.transport.endpoint import said

Kind = Literal["refresh_token", "client_credentials"]  # RFC 6749, 6 and 4.4

EARLY = timedelta(minutes=5)  # before its end a token is renewed
LONGEST_LIFE = timedelta(days=1)
UNKNOWN_LIFE = timedelta(minutes=10)  # where the answer names none
TIMEOUT = httpx2.Timeout(10.0, connect=5.0)  # per wait
WHOLE = 20.0  # seconds for one answer
LONGEST_ANSWER = 65_536  # octets

_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}")
_TOKEN = re.compile(r"[!-~]{1,16384}")
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_SIGN_IN = frozenset(
    ("invalid_grant", "interaction_required", "login_required", "consent_required", "access_denied")
)
_PASSING = frozenset(("temporarily_unavailable", "server_error", "slow_down"))

# Its INFO lines hold whole URLs.
logging.getLogger("httpx2").setLevel(logging.WARNING)


class SignInNeeded(Permanent):
    """The consent behind a refresh token is gone: only a person can give it again."""


@dataclass(frozen=True)
class Authority:
    """Who hands out tokens. `scopes` are what is asked for by kind of grant; a kind without one is not offered."""

    name: str
    title: str
    token_url: str  # may hold {tenant}
    scopes: Mapping[Kind, str]
    client: str  # where client id and secret are made and checked


AUTHORITIES = (
    # https://developers.google.com/identity/protocols/oauth2/web-server: a refresh takes the scope consented to.
    Authority(
        "google",
        "Google",
        "https://oauth2.googleapis.com/token",
        {"refresh_token": ""},
        "Google Cloud console, APIs and services, Credentials",
    ),
    # https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
    Authority(
        "microsoft365",
        "Microsoft 365",
        "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        {
            "refresh_token": "https://outlook.office.com/SMTP.Send offline_access",
            "client_credentials": "https://outlook.office365.com/.default",
        },
        "Microsoft Entra admin center, App registrations; its secrets expire after two years at the latest",
    ),
)


@dataclass(frozen=True)
class Grant:
    """What entitles us to tokens for the mailbox `user`.

    `tenant` is Microsoft's (its id, a domain, or "common"); `client_secret` is "" for a public client. `scope`
    and `token_url` replace those of the authority, such as for IMAP or a national cloud.
    """

    authority: str
    kind: Kind
    user: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    tenant: str = "common"
    scope: str = ""
    token_url: str = ""

    def __str__(self) -> str:
        return f"{self.user} ({authority(self.authority).title})"


@dataclass(frozen=True)
class Token:
    """An access token and when it ends. `refresh_token` is a new one that replaces the grant's, else ""."""

    value: str = field(repr=False)
    expires: datetime
    refresh_token: str = field(default="", repr=False)


def authority(name: str) -> Authority:
    """The preset of this name. Raises BadConfiguration."""
    for known in AUTHORITIES:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in AUTHORITIES)
    raise BadConfiguration(f"There is no OAuth authority {name[:50]!r}: choose one of {names}.")


def access_token(grant: Grant, *, client: httpx2.Client, now: datetime) -> Token:
    """Ask the authority for an access token; `now` is aware and what the token's life is counted from.

    Raises Temporary, SignInNeeded where a person has to consent again, BadConfiguration for what the settings
    of the client have wrong, Permanent for another no. No secret is in any of their texts.
    """
    url, form = _request(grant)
    status, headers, body = _ask(grant, client, url, form)
    answer = _json(body)
    if status == 429 or status >= 500 or status == 408:
        text = f"{grant}: the authority has trouble ({status}{_quote(grant, answer)}). It is asked again by itself."
        raise Temporary(text, _pause(headers))
    if answer is None or 300 <= status < 400:
        raise Temporary(
            f"{grant}: {urlsplit(url).hostname} answers {status} without JSON: is a proxy or another server between?"
        )
    if status >= 400 or "error" in answer:
        _refused(grant, answer)
    return _token(grant, answer, now)


class Refresher:
    """Access tokens kept until five minutes before their end; one request at a time per mailbox.

    For threads to share. `rotated` is told the new refresh token of a grant (Microsoft gives one each time), so
    that it can be saved; the token kept meanwhile does not depend on which of them a grant holds.
    """

    def __init__(
        self,
        client: httpx2.Client,
        *,
        rotated: Callable[[Grant, str], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._rotated = rotated
        self._clock = clock
        self._guard = Lock()
        self._kept: dict[tuple[str, ...], Token] = {}
        self._locks: dict[tuple[str, ...], Lock] = {}

    def token(self, grant: Grant) -> Token:
        """A token that is good for five minutes at least, as far as its life allows. Raises as `access_token`."""
        key = _key(grant)
        with self._guard:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            kept = self._kept.get(key)
            if kept and self._clock() < kept.expires - EARLY:
                return kept
            token = access_token(grant, client=self._client, now=self._clock())
            self._kept[key] = token
            if token.refresh_token:
                self._rotated(grant, token.refresh_token)
            return token

    def forget(self, grant: Grant) -> None:
        """Ask anew next time: the mail server has refused the token, or the settings were changed."""
        with self._guard:
            self._kept.pop(_key(grant), None)


def _key(grant: Grant) -> tuple[str, ...]:
    return (
        grant.authority, grant.token_url, grant.tenant, grant.kind, grant.client_id, grant.user, grant.scope
    )  # fmt: skip


def _request(grant: Grant) -> tuple[str, dict[str, str]]:
    """URL and form of the request. Raises BadConfiguration where something is missing."""
    from_whom = authority(grant.authority)
    if grant.kind not in from_whom.scopes:
        raise BadConfiguration(
            f"{grant}: there is no login as an application here: sign in and use its token."
        )
    if not grant.client_id:
        raise BadConfiguration(f"{grant}: enter the client id ({from_whom.client}).")
    form = {
        "grant_type": grant.kind,
        "client_id": grant.client_id,
        "client_secret": grant.client_secret,
        "scope": grant.scope or from_whom.scopes[grant.kind],
    }
    if grant.kind == "refresh_token":
        if not grant.refresh_token:
            raise SignInNeeded(f"{grant}: nobody has signed in yet. Sign in to give Postroom access.")
        form["refresh_token"] = grant.refresh_token
    elif not grant.client_secret:
        raise BadConfiguration(f"{grant}: a login as an application needs the client secret.")
    if not all(map(str.isprintable, form.values())):
        raise BadConfiguration(
            f"{grant}: id, secret or token holds a line break or the like: enter it again."
        )
    return _url(grant, from_whom), {name: value for name, value in form.items() if value}


def _url(grant: Grant, from_whom: Authority) -> str:
    if not grant.token_url and "{tenant}" in from_whom.token_url:
        if not _TENANT.fullmatch(grant.tenant):
            raise BadConfiguration(f"{grant}: the tenant is the directory's id or one of its domains.")
        if grant.kind == "client_credentials" and grant.tenant in ("common", "organizations", "consumers"):
            raise BadConfiguration(
                f"{grant}: a login as an application needs the tenant's id, not a word for all."
            )
    url = grant.token_url or from_whom.token_url.format(tenant=grant.tenant)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadConfiguration(f"{grant}: the token address is not a web address.") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL_HOSTS):
        raise BadConfiguration(f"{grant}: the token address has to begin with https://.")
    return url


def _ask(
    grant: Grant, client: httpx2.Client, url: str, form: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, header and body of the answer. Raises Temporary where there is none."""
    until = time.monotonic() + WHOLE
    body = b""
    wanted = {"Accept": "application/json"}
    try:
        with client.stream(
            "POST", url, data=form, headers=wanted, timeout=TIMEOUT, follow_redirects=False
        ) as answer:
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > LONGEST_ANSWER or time.monotonic() > until:
                    raise httpx2.ReadTimeout("the answer takes too long or too much room")
            return answer.status_code, answer.headers, body
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        host = urlsplit(url).hostname
        why = (
            "no answer in time"
            if isinstance(error, httpx2.TimeoutException)
            else said(_clean(grant, str(error)))
        )
        # The chain is cut: httpx2's errors hold the request and with it the secrets.
        raise Temporary(f"{grant}: no access token from {host}: {why}. It is asked again.") from None


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _token(grant: Grant, answer: Mapping[str, Any], now: datetime) -> Token:
    value = answer.get("access_token")
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise Temporary(f"{grant}: the answer holds no access token that could be used. It is asked again.")
    if str(answer.get("token_type", "bearer")).lower() != "bearer":
        raise Permanent(f"{grant}: the authority gives tokens of a kind that mail servers do not take.")
    renewed = answer.get("refresh_token")
    is_new = isinstance(renewed, str) and _TOKEN.fullmatch(renewed) and renewed != grant.refresh_token
    by_person = grant.kind == "refresh_token"
    return Token(value, now + _life(answer.get("expires_in")), str(renewed) if is_new and by_person else "")


def _life(seconds: object) -> timedelta:
    """RFC 6749, 5.1; some write the number as a text."""
    if isinstance(seconds, bool) or not re.fullmatch(r"\d{1,9}", str(seconds)):
        return UNKNOWN_LIFE
    return min(timedelta(seconds=int(str(seconds))), LONGEST_LIFE)


def _refused(grant: Grant, answer: Mapping[str, Any]) -> NoReturn:
    """The error for a no (RFC 6749, 5.2), with what to do about it."""
    code = str(answer.get("error"))
    words = f"{grant}: no access token{_quote(grant, answer)}."
    if code in _PASSING:
        raise Temporary(f"{words} It is asked again by itself.")
    if code in _SIGN_IN and grant.kind == "refresh_token":
        raise SignInNeeded(f"{words} The consent has expired or was withdrawn: sign in again.")
    from_whom = authority(grant.authority)
    if code in ("invalid_client", "unauthorized_client"):
        raise BadConfiguration(f"{words} Check client id and secret ({from_whom.client}).")
    if code == "invalid_scope":
        raise BadConfiguration(f"{words} Give the client the permission to send mail ({from_whom.client}).")
    if code in ("invalid_request", "unsupported_grant_type", "invalid_grant", "invalid_tenant"):
        raise BadConfiguration(f"{words} Check client id, secret and tenant ({from_whom.client}).")
    raise Permanent(f"{words} Check the client's settings ({from_whom.client}).")


def _quote(grant: Grant, answer: Mapping[str, Any] | None) -> str:
    """The authority's own words without secrets, and without Microsoft's lines for its own support."""
    if answer is None:
        return ""
    described = answer.get("error_description")
    first = str(described).strip().splitlines()[:1] if described else []
    code = str(answer.get("error", ""))
    shown = said(_clean(grant, first[0].split(" Trace ID:")[0] if first else code)) if first or code else ""
    return f", saying “{shown.rstrip('.')}”" if shown else ""


def _clean(grant: Grant, words: str) -> str:
    for secret in (grant.client_secret, grant.refresh_token):
        words = words.replace(secret, "***") if secret else words
    return words


def _pause(headers: Mapping[str, str]) -> float | None:
    asked = headers.get("Retry-After", "").strip()
    return min(float(asked), 3600.0) if re.fullmatch(r"\d{1,9}", asked) else None

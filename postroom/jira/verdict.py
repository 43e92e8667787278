"""What an answer of Jira's, or the lack of one, means: nothing to report, or one of our errors."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from postroom.errors import Away, Permanent, PostroomError, Temporary, Unanswered

#: QUERY is what we call a POST that only reads (search, bulk fetch): it may be repeated like a GET.
READS = frozenset({"GET", "HEAD", "QUERY"})
DEFAULT_PAUSE = 5.0  # seconds, where a 429 does not say how long
LONGEST_PAUSE = 3600.0
BEFORE_SENDING = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class Rejected(Permanent):
    """Jira understood the request and will not carry it out. `fields` maps field ids to what is wrong."""

    def __init__(self, message: str, status: int, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.fields = dict(fields or {})


class Trouble(Temporary):
    """The site cannot answer a reading call (5xx, or it cuts us off); if that lasts it is away as a whole."""


class LoginRefused(Away):
    """The site answers, but does not accept the account and token."""


class Unreachable(Away):
    """No connection came about: nothing of the request has left us."""


@dataclass(frozen=True)
class Said:
    """Jira's own words about an error; `path` is there when the API gateway speaks instead of a site."""

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    html: bool = False
    path: str = ""


def verdict(
    method: str, status: int, headers: Mapping[str, str], body: bytes, *, site: str = "Jira"
) -> PostroomError | None:
    """The error that an answer stands for, None for a good one. `method` may be QUERY (see READS)."""
    headers = httpx2.Headers(headers)
    if 200 <= status < 300:
        return _anonymous(headers, site) if method in READS else None
    said = words(headers, body)
    if status == 401 or _login_failed(headers):
        return _login(status, said, site)
    if status == 429:
        return Temporary(f"{site} asks us to slow down{_quote(said)}.", pause(headers) or DEFAULT_PAUSE)
    if status >= 500 or status in (408, 425):
        return _trouble(method, status, headers, said, site)
    if status < 400:
        return _elsewhere(status, headers, site)
    if status == 404 and (said.html or said.path.startswith("/ex/jira/")):
        return Away(f"There is no Jira at {site}{_quote(said)}. Check its base URL (or its cloud id).")
    hint = _hint(status, said)
    return Rejected(f"{site} refused the request ({status}){_quote(said)}.{hint}", status, said.fields)


def lost(method: str, cause: Exception, *, site: str = "Jira", call: str = "a request") -> PostroomError:
    """The error for a request that ended without an answer. `call` names it without its content."""
    if isinstance(cause, BEFORE_SENDING):
        return Unreachable(f"{site} cannot be reached: {reason(cause)}. Nothing was sent; we keep trying.")
    if isinstance(cause, httpx2.PoolTimeout):
        return Temporary(f"All connections to {site} are busy.", 1.0)
    if method in READS:
        kind = Temporary if isinstance(cause, httpx2.TimeoutException) else Trouble
        return kind(f"{site} did not answer {call}: {reason(cause)}.")
    return Unanswered(f"{site} did not say whether it carried out {call}: {reason(cause)}.")


def reason(cause: BaseException) -> str:
    """Why a connection failed, in words."""
    for link in _chain(cause):
        if isinstance(link, ssl.SSLCertVerificationError):
            return f"its certificate is not accepted ({getattr(link, 'verify_message', link)})"
        if isinstance(link, ssl.SSLError):
            return f"no TLS connection came about ({getattr(link, 'reason', link)})"
        if isinstance(link, socket.gaierror):
            return "its name is not known here (check the address and the DNS of this machine)"
        if isinstance(link, ConnectionRefusedError):
            return "the connection was refused"
    if isinstance(cause, httpx2.TimeoutException):
        return "the time allowed was over"
    return str(cause).rstrip(".") or type(cause).__name__


def pause(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks us to wait, by Retry-After (RFC 9110 10.2.3) or X-RateLimit-Reset."""
    headers = httpx2.Headers(headers)
    asked = headers.get("Retry-After", "").strip() or headers.get("X-RateLimit-Reset", "").strip()
    if not asked:
        return None
    now = _moment(headers.get("Date", "")) or datetime.now(UTC)
    if re.fullmatch(r"\d+(\.\d+)?", asked):
        number = float(asked)
        seconds = number - now.timestamp() if number > 1e9 else number
    else:
        moment = _moment(asked)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    return min(max(seconds, 1.0), LONGEST_PAUSE)


def words(headers: Mapping[str, str], body: bytes) -> Said:
    """Jira's own words, from any of the shapes its errors come in (research/jira-platform.md, section 3)."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return _page(headers, body)
    if not isinstance(said, dict):
        return Said("")
    errors = said.get("errors")
    fields = {str(k): str(v) for k, v in errors.items()} if isinstance(errors, dict) else {}
    messages = [str(m) for m in _list(said.get("errorMessages"))]
    messages += [f"{name}: {text}" for name, text in fields.items()]
    if not messages:
        keys = ("detail", "error_description", "message", "title", "error")
        messages = [str(said[key]) for key in keys if said.get(key)][:1]
    return Said(_short("; ".join(messages)), fields, path=str(said.get("path", "")))


def _page(headers: Mapping[str, str], body: bytes) -> Said:
    text = body[:65536].decode("utf-8", "replace")
    title = re.search(r"<title[^>]*>(.*?)</title", text, re.IGNORECASE | re.DOTALL)
    html = "html" in headers.get("content-type", "").lower() or bool(title)
    return Said(_short(title[1] if title else "" if html else text), html=html)


def _login(status: int, said: Said, site: str) -> PostroomError:
    # The gateway answers 401 to a good token that lacks a scope; the site as a whole is not away then.
    if "scope" in said.text.lower():
        fix = "Make a token with the scopes that the manual lists."
        return Rejected(f"The API token for {site} lacks a scope{_quote(said)}. {fix}", status)
    return LoginRefused(
        f"Jira refuses the login of site {site}{_quote(said)}: the API token may have expired or been "
        "revoked. Make a new one and give it to Postroom; the waiting mails then go on by themselves."
    )


def _anonymous(headers: Mapping[str, str], site: str) -> PostroomError | None:
    """Jira may serve a failed login as a stranger: what it shows then is not what there is."""
    return _login(401, Said(""), site) if _login_failed(headers) else None


def _login_failed(headers: Mapping[str, str]) -> bool:
    outcome = headers.get("X-Seraph-LoginReason", "")
    return outcome.startswith(("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"))


def _trouble(method: str, status: int, headers: Mapping[str, str], said: Said, site: str) -> PostroomError:
    text = f"{site} has trouble ({status}){_quote(said)}"
    if method in READS or status == 425:
        kind = Trouble if status >= 500 else Temporary
        return kind(f"{text}. It is tried again by itself.", pause(headers))
    return Unanswered(f"{text}; the request may have been carried out all the same.", pause(headers))


def _elsewhere(status: int, headers: Mapping[str, str], site: str) -> PostroomError:
    place = headers.get("Location", "").split("?")[0] or "another address"
    return Away(f"{site} sends us on to {place} ({status}). Correct the base URL of the site.")


def _hint(status: int, said: Said) -> str:
    if "not on the appropriate screen" in said.text:
        return " Put the field on the create screen of that issue type, or take it out of the profile."
    if status == 400 and re.search(r"is required|field required", said.text, re.IGNORECASE):
        return " Give the field a default value in Jira, or make it optional."
    return _HINTS.get(status, "")


_HINTS: Mapping[int, str] = {
    403: " Give the account of the API token this permission in the project.",
    404: " Check that it exists and that the account of the API token may see it.",
    409: " Somebody changed it at the same moment; try again.",
    410: " Jira has retired this call; a newer Postroom is needed.",
    413: " It is larger, or makes more of them, than Jira takes; see the limits in Jira's settings.",
    422: " A setting of the project prevents it; look at its workflow and its fields.",
}


def _quote(said: Said) -> str:
    return f", saying “{said.text.rstrip('.')}”" if said.text else ""


def _short(text: str, most: int = 500) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _moment(text: str) -> datetime | None:
    """An HTTP date or an ISO 8601 moment (Jira leaves out the seconds at times); naive means UTC."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
        except (ValueError, TypeError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _chain(cause: BaseException | None) -> list[BaseException]:
    links: list[BaseException] = []
    while cause is not None and cause not in links:
        links.append(cause)
        cause = cause.__cause__ or cause.__context__
    return links

"""The connection to one Jira Cloud site: requests out, answers or our errors back."""

from __future__ import annotations

import json
import logging
import random
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import metadata
from itertools import count
from threading import Lock
from typing import Any, Literal, Self, TypeVar
from urllib.parse import quote

import httpx2

from postroom.errors import Away, BadConfiguration, Temporary, Unanswered
from postroom.jira.multipart import Multipart
from postroom.jira.pace import Pace
from postroom.jira.verdict import READS, LoginRefused, Trouble, Unreachable, lost, verdict

T = TypeVar("T")
Params = Mapping[str, str | int | bool]

CONNECT_SECONDS = 5.0
TRIES = 3  # of a reading call, all inside PATIENCE seconds
PATIENCE = 3.0
DOWNLOAD_SECONDS = 120.0

# Its INFO lines hold whole URLs, and those of user searches name mail addresses.
logging.getLogger("httpx2").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Connection:
    """How to reach a site. `browse_url` is where people see it; `email` is "" for a service account's token.

    kind `site`: base_url is https://<site>.atlassian.net; kind `gateway`, which scoped tokens need:
    https://api.atlassian.com/ex/jira/<cloudId>.
    """

    kind: Literal["site", "gateway"]
    base_url: str
    browse_url: str
    email: str
    token: str = field(repr=False)

    @property
    def authorization(self) -> str:
        """The value of the Authorization header."""
        if self.email:
            return "Basic " + b64encode(f"{self.email}:{self.token}".encode()).decode()
        return f"Bearer {self.token}"


@dataclass(frozen=True)
class Call:
    """One request: `path` is under /rest/api/3, or from the root where it begins with a slash."""

    method: str  # QUERY is a POST that only reads
    path: str
    params: Params | None = None
    json: Any = None
    files: Multipart | None = None
    total: float | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Jira:
    """The REST API v3 of one site; shared by threads, one per process, since a new one costs 50 ms.

    `timeout` (seconds) holds for each wait of a request, `total` for the request as a whole (by default
    `timeout` and the time to connect); both must stay below half a worker's lease. Proxies and CA bundle
    come from the environment. Every call raises Temporary, Away, Unanswered or Permanent (see verdict.py).
    """

    def __init__(
        self,
        connection: Connection,
        *,
        timeout: float = 7.0,
        total: float | None = None,
        transport: httpx2.BaseTransport | None = None,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.connection = connection
        self.total = total if total is not None else CONNECT_SECONDS + timeout
        self._base = _checked(connection)
        self._timeout = timeout
        self._client = _client(transport)
        self._clock = clock
        self._sleep = sleep
        self._pace = pace or Pace(clock=clock)
        self._kept: dict[tuple[str, ...], tuple[float, Any]] = {}
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    @property
    def site(self) -> str:
        """The name of the site in messages."""
        return self.connection.browse_url.rstrip("/") or self._base

    def browse(self, key: str) -> str:
        """Where people see the issue."""
        return f"{self.site}/browse/{quote(key, safe='')}"

    def get(self, path: str, *, params: Params | None = None) -> Any:
        """Read; repeated up to three times within about three seconds when the trouble may pass."""
        return self._read(Call("GET", path, params))

    def query(self, path: str, *, json: Any, params: Params | None = None) -> Any:
        """Read by a POST that changes nothing (search, bulk fetch); repeated like `get`."""
        return self._read(Call("QUERY", path, params, json))

    def post(
        self,
        path: str,
        *,
        json: Any = None,
        params: Params | None = None,
        files: Multipart | None = None,
        issue: str = "",
        total: float | None = None,
    ) -> Any:
        """Write, once. `issue` is the key that the per-issue pace counts; `total` as for the class."""
        return self._write(Call("POST", path, params, json, files, total), issue)

    def put(self, path: str, *, json: Any = None, params: Params | None = None, issue: str = "") -> Any:
        return self._write(Call("PUT", path, params, json), issue)

    def delete(self, path: str, *, params: Params | None = None, issue: str = "") -> Any:
        return self._write(Call("DELETE", path, params), issue)

    def download(self, path: str) -> Iterator[bytes]:
        """The bytes behind a path that may lead to Jira's media store, which never sees our login."""
        call = Call("GET", path, total=DOWNLOAD_SECONDS)
        allowance = self._allowance(call)
        response = self._repeat(call, lambda: self._open_content(call, allowance))
        with closing(response):
            yield from self._chunks(call, response, allowance)

    def leads_to(self, path: str) -> str:
        """Where a path redirects to, "" where it does not; nobody goes there."""
        call = Call("GET", path)

        def ask() -> str:
            with closing(self._open(call, self._url(call.path), self._allowance(call))) as response:
                if response.is_redirect:
                    return str(response.headers["Location"])
                body = b"" if response.is_success else response.read()
            error = verdict(call.method, response.status_code, response.headers, body, site=self.site)
            if error:
                raise error
            return ""

        return self._repeat(call, ask)

    def cached(self, key: tuple[str, ...], seconds: float, load: Callable[[], T]) -> T:
        """What `load` answers, kept for `seconds`; errors are not kept."""
        with self._lock:
            until, value = self._kept.get(key, (0.0, None))
        if until > self._clock():
            return value  # type: ignore[no-any-return]
        loaded = load()
        with self._lock:
            self._kept[key] = (self._clock() + seconds, loaded)
        return loaded

    # The two kinds of call

    def _write(self, call: Call, issue: str) -> Any:
        if issue:
            self._keep_pace(issue)
        return self._once(call)

    def _read(self, call: Call) -> Any:
        return self._repeat(call, lambda: self._once(call))

    def _keep_pace(self, issue: str) -> None:
        wait = self._pace.wait_for(issue)
        if wait > self._pace.patience:
            raise Temporary(f"{issue} has been changed as often as Jira allows for the moment.", wait)
        if wait > 0:
            self._sleep(wait)

    def _repeat(self, call: Call, attempt: Callable[[], T]) -> T:
        started = self._clock()
        for number in count(1):
            try:
                return attempt()
            except Temporary as trouble:
                if isinstance(trouble, Away) and not isinstance(trouble, Unreachable):
                    raise
                delay = 0.3 * 3 ** (number - 1) * random.uniform(0.7, 1.3)  # noqa: S311
                delay = max(delay, trouble.retry_after or 0.0)
                if number == TRIES or self._clock() - started + delay > PATIENCE:
                    if isinstance(trouble, Trouble):
                        raise Away(str(trouble), trouble.retry_after) from trouble
                    raise
                self._sleep(delay)
        raise AssertionError("unreachable")

    # One request

    def _once(self, call: Call) -> Any:
        allowance = self._allowance(call)
        with closing(self._open(call, self._url(call.path), allowance)) as response:
            body = b"".join(self._chunks(call, response, allowance))
        error = verdict(call.method, response.status_code, response.headers, body, site=self.site)
        if error:
            raise error
        return self._meaning(call, response, body)

    def _open(self, call: Call, url: str, allowance: Allowance, login: bool = True) -> httpx2.Response:
        """Send, and give back the answer with its body still to be read."""
        headers = {"Authorization": self.connection.authorization} if login else {}
        content: bytes | Iterator[bytes] | None = None
        if call.files:
            content = allowance.held(call.files)
            headers |= {"X-Atlassian-Token": "no-check", "Content-Type": call.files.content_type}
            headers |= {"Content-Length": str(call.files.length)}
        elif call.json is not None:
            content = json.dumps(call.json, ensure_ascii=False).encode("utf-8", "replace")
            headers |= {"Content-Type": "application/json"}
        method = "POST" if call.method == "QUERY" else call.method
        try:
            request = self._client.build_request(
                method,
                url,
                params=call.params,
                content=content,
                headers=headers,
                extensions={"timeout": allowance.timeouts, "trace": allowance},
            )
            return self._client.send(request, stream=True, follow_redirects=False)
        except httpx2.HTTPError as cause:
            raise lost(call.method, cause, site=self.site, call=str(call)) from cause

    def _chunks(self, call: Call, response: httpx2.Response, allowance: Allowance) -> Iterator[bytes]:
        try:
            for chunk in response.iter_bytes():
                allowance.check(httpx2.ReadTimeout)
                yield chunk
        except httpx2.HTTPError as cause:
            raise lost(call.method, cause, site=self.site, call=str(call)) from cause

    def _meaning(self, call: Call, response: httpx2.Response, body: bytes) -> Any:
        if not body.strip():
            return None
        try:
            return json.loads(body)
        except ValueError as cause:
            kind = response.headers.get("Content-Type", "no type")
            if call.method in READS:
                raise Away(
                    f"{self.site} answers {call} with {kind} instead of JSON: is a proxy between?"
                ) from cause
            raise Unanswered(f"{self.site} answered {call} with something unreadable ({kind}).") from cause

    def _open_content(self, call: Call, allowance: Allowance) -> httpx2.Response:
        response = self._open(call, self._url(call.path), allowance)
        if response.is_redirect:
            response.close()
            there = response.url.join(response.headers["Location"])
            response = self._open(call, str(there), allowance, login=False)
            if response.status_code >= 400:
                response.close()
                raise Temporary(f"The media store of {self.site} answers {response.status_code}.")
        if not response.is_success:
            with closing(response):
                body = b"".join(self._chunks(call, response, allowance))
            error = verdict(call.method, response.status_code, response.headers, body, site=self.site)
            raise error or Temporary(f"{self.site} answers {call} with {response.status_code}.")
        return response

    def _url(self, path: str) -> str:
        return f"{self._base}{path}" if path.startswith("/") else f"{self._base}/rest/api/3/{path}"

    def _allowance(self, call: Call) -> Allowance:
        return Allowance(self.total if call.total is None else call.total, self._timeout, self._clock)


class Allowance:
    """The time one request has left; as httpx2's trace hook it shortens the time-outs from phase to phase."""

    def __init__(self, total: float, timeout: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = clock() + total
        self._full = {
            "connect": min(CONNECT_SECONDS, timeout),
            "read": timeout,
            "write": timeout,
            "pool": timeout,
        }
        self.timeouts: dict[str, float | None] = {}
        self._shorten()

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(".started"):
            self._shorten()

    def check(self, timeout: type[httpx2.TimeoutException]) -> None:
        """Raise `timeout` when nothing is left."""
        if self._clock() > self._until:
            raise timeout("the time allowed was over")

    def held(self, chunks: Multipart) -> Iterator[bytes]:
        """The chunks, as long as there is time to send them."""
        for chunk in chunks:
            self.check(httpx2.WriteTimeout)
            yield chunk

    def _shorten(self) -> None:
        left = max(self._until - self._clock(), 0.001)
        for phase, seconds in self._full.items():
            self.timeouts[phase] = min(seconds, left)


def cloud_id(site_url: str, *, transport: httpx2.BaseTransport | None = None) -> str:
    """The cloudId of https://<site>.atlassian.net, which the gateway's address needs; asked without login."""
    with closing(_client(transport)) as client:
        try:
            answer = client.get(f"{site_url.rstrip('/')}/_edge/tenant_info", timeout=CONNECT_SECONDS)
        except httpx2.HTTPError as cause:
            raise lost("GET", cause, site=site_url, call="its cloud id") from cause
    try:
        return str(answer.raise_for_status().json()["cloudId"])
    except (httpx2.HTTPStatusError, ValueError, KeyError, TypeError) as cause:
        raise BadConfiguration(
            f"{site_url} does not say its cloud id ({answer.status_code}): is it a Jira Cloud site?"
        ) from cause


def _client(transport: httpx2.BaseTransport | None) -> httpx2.Client:
    return httpx2.Client(
        transport=transport,
        headers={"User-Agent": f"Postroom/{_version()}", "Accept": "application/json"},
        # Tokens need no session, and a cookie would only tie us to one server and to XSRF checks.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        limits=httpx2.Limits(max_connections=10, max_keepalive_connections=10, keepalive_expiry=15.0),
    )


def _checked(connection: Connection) -> str:
    """The base URL without its last slash. Raises BadConfiguration when it cannot be one."""
    base = connection.base_url.rstrip("/")
    try:
        url = httpx2.URL(base)
    except httpx2.InvalidURL as cause:
        raise BadConfiguration(f"The base URL “{base}” is not a web address ({cause}).") from cause
    if url.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", url.host):
        raise BadConfiguration(f"The base URL “{base}” must begin with https:// and name a host.")
    if connection.kind == "site" and not connection.email:
        raise BadConfiguration("A site connection needs the e-mail address that its API token belongs to.")
    return base


def _version() -> str:
    try:
        return metadata.version("postroom")
    except metadata.PackageNotFoundError:
        return "0"


__all__ = ["Call", "Connection", "Jira", "LoginRefused", "Unreachable", "cloud_id"]

"""The HTTP side: reads a request, lets a fault meet it, has it carried out, answers and logs it."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from dataclasses import replace
from datetime import UTC, datetime

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.web_request import BaseRequest

from postroom.sandbox import (  # noqa: F401
    attachments,
    changelog,
    comments,
    control,
    editing,
    forms,
    issues,
    links,
    pages,
    people,
    projects,
    properties,
    searches,
    service_desk,
    watchers,
    webhooks,
    worklogs,
)
from postroom.sandbox.calls import JSON, Answer, Call, Problem, Upload, find_handler, reply
from postroom.sandbox.cast import User
from postroom.sandbox.courier import Courier
from postroom.sandbox.site import Site
from postroom.sandbox.uploads import drop, read_files, skip

REST = "/rest/api/3"
LARGEST_BODY = 32 << 20
UNAUTHENTICATED = "Client must be authenticated to access this resource."
log = logging.getLogger("sandbox")


class Server:
    """Answers every path of the site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.courier = Courier(site.faults)
        self._later: set[asyncio.Task[None]] = set()

    async def answer(self, request: BaseRequest) -> web.StreamResponse:
        path = request.rel_url.raw_path
        if path.startswith(("/rest/", "/ex/jira/", "/file/", "/_edge/")):
            return await self._api(request, request.rel_url.path)
        try:
            body = await request.read() if request.body_exists else b""
        except (OSError, EOFError, web.RequestPayloadError, asyncio.IncompleteReadError):
            return web.Response()
        call = Call(request.method, request.rel_url.path, self.site.url, request.query, request.headers, body)
        if path.startswith("/sandbox/"):
            return _response(control.answer(self.site, self.courier, call))
        page = (forms if request.method == "POST" else pages).answer(self.site, call)
        self.site.store.commit()
        await self._spread()
        return _response(page)

    async def close(self) -> None:
        await self.courier.close()
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def _api(self, request: BaseRequest, path: str) -> web.StreamResponse:
        switches = self.site.faults.settings
        if switches.latency:
            await asyncio.sleep(switches.latency)
        if switches.down == "refuse":
            return self._cut(request)
        base, rest = self._split(path)
        refusal = self._refusal(request, path, base)
        if refusal is not None:
            self._note(request, path, refusal, done=False)
            return _response(refusal)
        if path.startswith("/file/"):
            call = Call(request.method, path, self.site.url, request.query, request.headers)
            return self._finish(request, path, attachments.media(self.site, call))
        return await self._rest(request, base, rest)

    async def _rest(self, request: BaseRequest, base: str, path: str) -> web.StreamResponse:
        fault = self.site.faults.draw(request.method, path)
        full = request.rel_url.path
        if fault in ("rate_429", "rate_503"):
            await skip(request)
            refused = self._too_many() if fault == "rate_429" else _unavailable()
            self._note(request, full, refused, done=False, fault=fault)
            return _response(refused)
        call = await self._read(request, base, path)
        if call is None:
            self._row(request, full, "cut by caller", done=False, fault=fault)
            return web.Response()
        if fault == "hang":
            self._row(request, full, "hang", done=False, fault=fault)
            _drop_files(call)
            return await self._hang(request)
        if fault == "done_late" and isinstance(call, Call):
            number = self._row(request, full, "late", done=False, fault=fault)
            self._do_later(request, call, full, number, self.site.faults.late_by())
            return self._cut(request)
        answer = self._carry_out(call) if isinstance(call, Call) else call
        await self._spread()
        if fault == "drop_answer":
            done = answer.status < 400
            self._row(request, full, "dropped", done=done, fault=fault, answer=answer)
            return self._cut(request)
        return self._finish(request, full, answer)

    async def _spread(self) -> None:
        """Let the webhooks have the news; where the switch says so, before the caller has the answer."""
        parcels, self.site.news = self.site.news, []
        if parcels and self.site.faults.draw_early():
            await self.courier.send_now(parcels)
        else:
            self.courier.send(parcels)

    def _carry_out(self, call: Call) -> Answer:
        """Do the work and have it on disk before anybody is told."""
        found = find_handler(call.method, call.path)
        if found is None:
            return _no_endpoint(call)
        handler, names = found
        call = replace(call, names=names)
        try:
            self._pace(call)
            answer = handler(self.site, call)
        except Problem as problem:
            answer = problem.answer
        except Exception:
            log.exception("sandbox: %s %s", call.method, call.path)
            answer = reply({"errorMessages": ["Internal server error"], "errors": {}}, 500)
        self.site.store.commit()
        _drop_files(call)
        return answer

    def _pace(self, call: Call) -> None:
        """Raises the 429 of an issue that is written to too often."""
        parts = call.path.split("/")
        if call.method == "GET" or parts[1] != "issue" or "key" not in call.names:
            return
        if not self.site.faults.settings.issue_write_limit:
            return
        wait = self.site.store.seconds_to_wait(self.site.issue(call.names["key"]).id)
        if wait:
            problem = Problem(429, "Rate limit exceeded.")
            problem.answer = _limited(problem.answer, wait, "jira-per-issue-on-write", True)
            raise problem

    def _do_later(self, request: BaseRequest, call: Call, path: str, number: int, seconds: float) -> None:
        async def work() -> None:
            await asyncio.sleep(seconds)
            answer = self._carry_out(call)
            await self._spread()
            done = answer.status < 400
            self._row(request, path, "done late", done=done, fault="done_late", answer=answer, late_of=number)

        task = asyncio.get_running_loop().create_task(work())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def _refusal(self, request: BaseRequest, path: str, base: str) -> Answer | None:
        """What the front door says before Jira is asked; None lets the caller in."""
        switches = self.site.faults.settings
        if switches.down:
            return _unavailable()
        if path == "/_edge/tenant_info":
            return reply({"cloudId": self.site.store.cloud_id})
        if path.startswith("/file/"):
            return None
        if not base:
            return _unknown_site(path)
        given = request.headers.get("Authorization", "")
        if switches.auth_refused or (given and self.site.caller(given) is None):
            headers = {
                "X-Seraph-LoginReason": "AUTHENTICATED_FAILED",
                "WWW-Authenticate": 'OAuth realm="sandbox"',
            }
            return Answer(401, UNAUTHENTICATED.encode(), "text/html;charset=UTF-8", headers)
        if not given and not self.site.anonymous_may_look:
            return reply({"message": UNAUTHENTICATED, "status-code": 401}, 401)
        return None

    def _split(self, path: str) -> tuple[str, str]:
        """The base URL that the caller used and the path below /rest/api/3; no base for a strange gateway."""
        base, rest = self.site.url, path
        if path.startswith("/ex/jira/"):
            prefix = f"/ex/jira/{self.site.store.cloud_id}"
            if not path.startswith(prefix + "/"):
                return "", path
            base, rest = self.site.gateway, path[len(prefix) :]
        return base, rest[len(REST) :] if rest.startswith(REST + "/") else rest

    async def _read(self, request: BaseRequest, base: str, path: str) -> Call | Answer | None:
        """The whole request; an Answer where it is refused unread, None where the caller went away."""
        try:
            return await self._read_all(request, base, path)
        except ValueError as error:
            return Problem(400, f"The request cannot be read: {error}").answer
        except (OSError, EOFError, web.RequestPayloadError, asyncio.IncompleteReadError):
            return None

    async def _read_all(self, request: BaseRequest, base: str, path: str) -> Call | Answer:
        uploads: tuple[Upload, ...] = ()
        body = b""
        if request.method == "POST" and path.startswith("/issue/") and path.endswith("/attachments"):
            refused = attachments.upload_problem(self.site, request.headers)
            if refused is not None:
                await skip(request)
                return refused
            uploads = await read_files(request, self.site.store.files)
        elif request.body_exists:
            body = await request.read()
        caller = self._caller(request)
        return Call(
            request.method,
            path,
            base,
            request.query,
            request.headers,
            body,
            uploads=uploads,
            anonymous=caller is None,
            account=caller.id if caller else "",
        )

    def _finish(self, request: BaseRequest, path: str, answer: Answer) -> web.StreamResponse:
        self._note(request, path, answer, done=answer.status < 400)
        response = _response(answer)
        caller = self._caller(request)
        if caller:
            response.headers["X-AAccountId"] = caller.id
        return response

    def _caller(self, request: BaseRequest) -> User | None:
        return self.site.caller(request.headers.get("Authorization", ""))

    def _note(self, request: BaseRequest, path: str, answer: Answer, *, done: bool, fault: str = "") -> None:
        self._row(request, path, answer.status, done=done, fault=fault, answer=answer)

    def _row(
        self,
        request: BaseRequest,
        path: str,
        status: int | str,
        *,
        done: bool,
        fault: str = "",
        answer: Answer | None = None,
        late_of: int | None = None,
    ) -> int:
        caller = self._caller(request)
        return self.site.record.add(
            request.method,
            path,
            status,
            done=done,
            fault=fault,
            effect=answer.effect if answer else None,
            late_of=late_of,
            account=caller.id if caller else "",
        )

    def _too_many(self) -> Answer:
        switches = self.site.faults.settings
        answer = Problem(429, "Rate limit exceeded.").answer
        return _limited(answer, switches.retry_after, "jira-burst-based", switches.retry_after_header)

    def _cut(self, request: BaseRequest) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _hang(self, request: BaseRequest) -> web.StreamResponse:
        while request.transport is not None and not request.transport.is_closing():
            await asyncio.sleep(0.1)
        return web.Response()


def request_of(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> BaseRequest:
    """A request that may be larger than the 1 MB that aiohttp allows by itself."""
    loop = asyncio.get_running_loop()
    return BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY)


def _response(answer: Answer) -> web.StreamResponse:
    headers = {"Cache-Control": "no-store", **answer.headers}
    if answer.body or answer.file:
        headers["Content-Type"] = answer.type
    if answer.file:
        return web.FileResponse(answer.file, headers=headers)
    return web.Response(status=answer.status, body=answer.body, headers=headers)


def _limited(answer: Answer, seconds: float, reason: str, with_header: bool) -> Answer:
    reset = datetime.fromtimestamp(time.time() + seconds, UTC).isoformat(timespec="milliseconds")
    headers = {
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": reset.replace("+00:00", "Z"),
        "RateLimit-Reason": reason,
    }
    if with_header:
        headers["Retry-After"] = str(math.ceil(seconds))
    return Answer(429, answer.body, answer.type, headers)


def _unavailable() -> Answer:
    return Answer(503, b"<html><body><h1>503 Service Unavailable</h1></body></html>", "text/html")


def _no_endpoint(call: Call) -> Answer:
    path = call.path if call.path.startswith("/rest/") else REST + call.path
    value = {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": f"No endpoint {call.method} {path}.",
        "instance": path,
    }
    return Answer(404, reply(value).body, "application/problem+json;charset=UTF-8")


def _unknown_site(path: str) -> Answer:
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    value = {
        "timestamp": now,
        "status": 404,
        "error": "Not Found",
        "message": "No message available",
        "path": path,
    }
    return Answer(404, reply(value).body, JSON.partition(";")[0])


def _drop_files(call: Call | Answer) -> None:
    if isinstance(call, Call):
        drop(call.uploads)

"""Holds HTTP exchanges with Jira against Atlassian's own OpenAPI and document schemas."""

from __future__ import annotations

import functools
import json
import os
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

FOLDER = Path(
    os.environ.get("POSTROOM_CONTRACTS") or Path(__file__).resolve().parents[2] / "shared" / "contracts"
)
PLATFORM = FOLDER / "jira-platform-v3.openapi.json"
ABSENT = f"The contract files are not here ({FOLDER}; POSTROOM_CONTRACTS names another folder)."
needs_contracts = pytest.mark.skipif(not PLATFORM.exists(), reason=ABSENT)

HOST = "https://your-domain.atlassian.net"  # what the OpenAPI document calls the site
EDGE = frozenset(
    (401, 415, 429, 500, 502, 503, 504)
)  # answered before Jira itself is asked; not in the document
RICH = frozenset(("description", "environment"))
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})\Z")
_GATEWAY = re.compile(r"/ex/jira/[^/]+(?=/rest/)")


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `path` is below the site, without the gateway's prefix."""

    method: str
    path: str
    query: dict[str, list[str]]
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int
    response_headers: Mapping[str, str]
    response_body: bytes

    @property
    def words(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"

    def request_json(self) -> Any:
        return _json(self.request_headers, self.request_body)

    def response_json(self) -> Any:
        return _json(self.response_headers, self.response_body)


class Contract:
    """Loading takes half a second and is done once per process, however many instances there are."""

    def check_exchange(
        self,
        method: str,
        url: str,
        request_headers: Mapping[str, str],
        request_body: bytes,
        status: int,
        response_headers: Mapping[str, str],
        response_body: bytes,
    ) -> None:
        """Raises AssertionError in words. A request that was refused (4xx) may be wrong, its answer not."""
        parts = urllib.parse.urlsplit(url)
        path = _GATEWAY.sub("", parts.path)
        if not path.startswith("/rest/api/3/"):
            return
        exchange = Exchange(
            method.upper(),
            path,
            urllib.parse.parse_qs(parts.query, keep_blank_values=True),
            _lower(request_headers),
            request_body,
            status,
            _lower(response_headers),
            response_body,
        )
        if status < 400:
            self.check_request(exchange)
        self.check_answer(exchange)

    def check_request(self, exchange: Exchange) -> None:
        operation = self._operation(exchange)
        assert operation, f"{exchange.words}: Jira has no such operation"
        self._check_parameters(exchange, operation)
        if exchange.request_headers.get("content-type", "").startswith("multipart/"):
            assert "x-atlassian-token" in exchange.request_headers, f"{exchange.words}: no X-Atlassian-Token"
            return
        _told(exchange, "request", lambda: _openapi().validate_request(_request(exchange)))
        body = exchange.request_json()
        for place, document in _asked_documents(exchange, body):
            assert isinstance(document, dict), (
                f"{exchange.words}: {place} has to be a document, not {document!r}"
            )
            check_document(document, f"{exchange.words}: {place}")

    def check_answer(self, exchange: Exchange) -> None:
        if exchange.status in EDGE:
            return
        operation = self._operation(exchange)
        if operation is None:
            assert exchange.status == 404, (
                f"{exchange.words}: Jira has no such operation and would answer 404"
            )
            return
        if exchange.path == "/rest/api/3/search":
            assert exchange.status == 410, f"{exchange.words}: this operation is retired, Jira answers 410"
            return
        described = operation["responses"].get(str(exchange.status))
        assert described, f"{exchange.words}: the document knows only {', '.join(operation['responses'])}"
        if "content" in described and exchange.response_body:
            _told(exchange, "answer", lambda: self._validate_answer(exchange))
        for place, document in _documents(exchange.response_json(), "answer"):
            check_document(document, f"{exchange.words}: {place}")

    def _validate_answer(self, exchange: Exchange) -> None:
        answer = MockResponse(
            exchange.response_body,
            status_code=exchange.status,
            content_type=exchange.response_headers.get("content-type", "").partition(";")[0],
        )
        _openapi().validate_response(_request(exchange), answer)

    def _operation(self, exchange: Exchange) -> Any:
        return _operation(exchange.method.lower(), exchange.path)

    def _check_parameters(self, exchange: Exchange, operation: Any) -> None:
        known = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        strange = set(exchange.query) - known
        assert not strange, (
            f"{exchange.words}: unknown parameters {sorted(strange)}, known are {sorted(known)}"
        )


class CheckedTransport(httpx2.BaseTransport):
    """Passes requests on and checks every exchange: `httpx2.Client(transport=CheckedTransport())`."""

    def __init__(self, inner: httpx2.BaseTransport | None = None) -> None:
        self.inner = inner or httpx2.HTTPTransport()
        self.contract = Contract()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        multipart = request.headers.get("content-type", "").startswith("multipart/")
        asked = b"" if multipart else request.read()
        response = self.inner.handle_request(request)
        kind = response.headers.get("content-type", "")
        body = response.read() if "json" in kind else b""
        if PLATFORM.exists():
            self.contract.check_exchange(
                request.method,
                str(request.url),
                request.headers,
                asked,
                response.status_code,
                response.headers,
                body,
            )
        return response

    def close(self) -> None:
        self.inner.close()


def check_document(document: Any, place: str = "document") -> None:
    """Raises AssertionError where an Atlassian document breaks its schema."""
    try:
        _document_schema().validate(document)
    except jsonschema_rs.ValidationError as error:
        shown = json.dumps(document)[:500]
        raise AssertionError(f"{place} is not a valid document: {error.message[:300]} in {shown}") from None


def document_is_valid(document: Any) -> bool:
    return _document_schema().is_valid(document)


@functools.cache
def _platform() -> Any:
    return json.loads(PLATFORM.read_bytes())


@functools.cache
def _openapi() -> OpenAPI:
    formats = {
        "date-time": lambda value: bool(_TIME.match(value))
    }  # Jira writes +0000, RFC 3339 wants +00:00
    config = Config(spec_validator_cls=None, extra_format_validators=formats)
    return OpenAPI.from_dict(_platform(), config=config)


@functools.cache
def _document_schema() -> jsonschema_rs.Draft4Validator:
    return jsonschema_rs.Draft4Validator(json.loads((FOLDER / "adf-full.schema.json").read_bytes()))


def adf_errors(doc: Any) -> list[str]:
    """What Atlassian's schema has against a document; nothing where the schema is not here."""
    if not PLATFORM.exists():
        return []
    return [f"{list(error.instance_path)}: {error.message}"[:300] for error in _document_schema().iter_errors(doc)]


@functools.cache
def _patterns() -> list[tuple[re.Pattern[str], Any]]:
    """Path patterns, those with fewer variables first."""
    paths = sorted(_platform()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), entry) for path, entry in paths]


@functools.lru_cache(4096)
def _operation(method: str, path: str) -> Any:
    for pattern, entry in _patterns():
        if pattern.fullmatch(path) and method in entry:
            return entry[method]
    return None


def _request(exchange: Exchange) -> MockRequest:
    return MockRequest(
        HOST,
        exchange.method.lower(),
        exchange.path,
        args=exchange.query,
        headers=dict(exchange.request_headers),
        data=exchange.request_body or None,
        content_type=exchange.request_headers.get("content-type", "application/json").partition(";")[0],
    )


def _told(exchange: Exchange, part: str, check: Any) -> None:
    try:
        check()
    except OpenAPIError as error:
        reasons = "; ".join(_reasons(error)) or str(error)[:300]
        raise AssertionError(
            f"{exchange.words}: the {part} breaks the OpenAPI document: {reasons}"
        ) from error


def _reasons(error: BaseException) -> Iterator[str]:
    cause: BaseException | None = error
    while cause is not None:
        for each in getattr(cause, "schema_errors", None) or ():
            yield f"{each.json_path}: {each.message[:300]}"
        cause = cause.__cause__


def _asked_documents(exchange: Exchange, body: Any) -> Iterator[tuple[str, Any]]:
    """Everything in a request that has to be a document, be it one or not."""
    if not isinstance(body, dict) or exchange.method not in ("POST", "PUT"):
        return
    if re.search(r"/comment(/\d+)?$", exchange.path):
        yield "body", body.get("body")
    fields = body.get("fields")
    for name, value in fields.items() if isinstance(fields, dict) else ():
        if (name in RICH and value is not None) or (isinstance(value, dict) and value.get("type") == "doc"):
            yield name, value


def _documents(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every document inside an answer."""
    if isinstance(value, dict):
        if value.get("type") == "doc" and "content" in value:
            yield place, value
            return
        for name, each in value.items():
            yield from _documents(each, f"{place}.{name}")
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _documents(each, f"{place}[{n}]")


def _json(headers: Mapping[str, str], body: bytes) -> Any:
    if "json" not in headers.get("content-type", "") or not body:
        return None
    return json.loads(body)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}

"""What each answer of Jira's, and each lack of one, means."""

from __future__ import annotations

import json
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from postroom.errors import Away, Permanent, Temporary, Unanswered
from postroom.jira.verdict import LoginRefused, Rejected, Trouble, Unreachable, lost, pause, verdict, words

pytestmark = pytest.mark.pure

RECORDED = Path(__file__).parents[3] / "shared/contracts/jira-observed-answers.json"
JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
PAGE = b"<!DOCTYPE html><html><title>Page Unavailable</title></html>"
GATEWAY = b'{"timestamp": "x", "status": 404, "error": "Not Found", "path": "/ex/jira/0/rest/api/3/myself"}'
NO_SCOPE = b'{"code": 401, "message": "Unauthorized; scope does not match"}'
STRANGER = JSON | {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}


@pytest.mark.parametrize(
    ("method", "status", "headers", "body", "expected"),
    [
        ("GET", 200, JSON, b"{}", None),
        ("POST", 201, JSON, b"{}", None),
        ("PUT", 204, {}, b"", None),
        # how fast
        ("GET", 429, {}, b"", Temporary),
        ("POST", 429, {}, b"", Temporary),
        # who we are
        ("GET", 401, JSON, b"", LoginRefused),
        ("POST", 401, HTML, PAGE, LoginRefused),
        ("GET", 401, JSON, NO_SCOPE, Rejected),
        ("GET", 404, STRANGER, b"", LoginRefused),  # served as a stranger, who may see nothing
        ("QUERY", 200, STRANGER, b'{"issues": []}', LoginRefused),  # or whose search finds nothing
        ("POST", 201, STRANGER, b"{}", None),  # done is done
        # where
        ("GET", 404, HTML, PAGE, Away),
        ("POST", 404, JSON, GATEWAY, Away),
        ("GET", 302, {"Location": "https://id.example.com/login"}, b"", Away),
        ("POST", 301, {}, b"", Away),
        # what
        ("GET", 404, JSON, b'{"errorMessages": ["no"], "errors": {}}', Rejected),
        ("POST", 400, JSON, b"{}", Rejected),
        ("POST", 403, HTML, PAGE, Rejected),
        ("PUT", 409, JSON, b"{}", Rejected),
        ("GET", 410, JSON, b"{}", Rejected),
        ("POST", 413, HTML, PAGE, Rejected),
        ("POST", 422, JSON, b"[]", Rejected),
        # trouble over there
        ("GET", 500, {}, b"", Trouble),
        ("GET", 503, HTML, PAGE, Trouble),
        ("QUERY", 502, {}, b"", Trouble),
        ("POST", 500, {}, b"", Unanswered),
        ("POST", 503, {"Retry-After": "7"}, b"", Unanswered),
        ("PUT", 504, {}, b"", Unanswered),
        ("DELETE", 502, {}, b"", Unanswered),
        ("POST", 408, {}, b"", Unanswered),
        ("GET", 408, {}, b"", Temporary),
        ("POST", 425, {}, b"", Temporary),
    ],
)
def test_each_answer_has_its_meaning(method, status, headers, body, expected):
    found = verdict(method, status, headers, body)
    assert type(found) is (expected or type(None))


@pytest.mark.parametrize(
    ("method", "cause", "expected"),
    [
        ("POST", httpx2.ConnectError("refused"), Unreachable),
        ("POST", httpx2.ConnectTimeout("slow"), Unreachable),
        ("POST", httpx2.ProxyError("407"), Unreachable),
        ("POST", httpx2.PoolTimeout("busy"), Temporary),
        ("POST", httpx2.ReadTimeout("slow"), Unanswered),
        ("POST", httpx2.WriteTimeout("slow"), Unanswered),
        ("POST", httpx2.ReadError("cut"), Unanswered),
        ("PUT", httpx2.RemoteProtocolError("closed"), Unanswered),  # a kept connection that was closed
        ("GET", httpx2.ConnectError("refused"), Unreachable),
        ("GET", httpx2.ReadTimeout("slow"), Temporary),
        ("QUERY", httpx2.RemoteProtocolError("closed"), Trouble),
    ],
)
def test_each_lack_of_an_answer_has_its_meaning(method, cause, expected):
    assert type(lost(method, cause)) is expected


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "its name is not known here"),
        (ConnectionRefusedError(111, "x"), "the connection was refused"),
        (ssl.SSLCertVerificationError("expired"), "its certificate is not accepted"),
        (ssl.SSLError("WRONG_VERSION_NUMBER"), "no TLS connection came about"),
    ],
)
def test_a_failed_connection_is_explained_in_words(cause, said):
    outer = httpx2.ConnectError("[Errno ?] something")
    outer.__cause__ = cause
    assert said in str(lost("POST", outer))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "12"}, 12.0),
        ({"retry-after": "0"}, 1.0),
        ({"Retry-After": "nonsense"}, None),
        ({"Retry-After": "9999999"}, 3600.0),
        ({"Retry-After": "Sun, 22 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"X-RateLimit-Reset": "2026-11-22T12:00:20Z"}, 20.0),
        ({"X-RateLimit-Reset": "2026-11-22T12:01Z"}, 60.0),
        ({"X-RateLimit-Reset": "2026-11-22T12:02"}, 120.0),
        ({"X-RateLimit-Reset": "2026-11-22T11:00Z"}, 1.0),
        ({"Retry-After": "3", "X-RateLimit-Reset": "2026-11-22T12:01Z"}, 3.0),
    ],
)
def test_how_long_to_wait_is_read_against_the_clock_of_the_answer(headers, seconds):
    assert pause({"Date": "Sun, 22 Nov 2026 12:00:00 GMT"} | headers) == seconds


def test_without_a_date_our_own_clock_counts():
    reset = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    assert 500 < (pause({"X-RateLimit-Reset": reset}) or 0) <= 600


def test_a_429_that_does_not_say_how_long_means_five_seconds():
    found = verdict("POST", 429, {}, b"")
    assert isinstance(found, Temporary)
    assert found.retry_after == 5.0


@pytest.mark.parametrize(
    ("headers", "body", "said"),
    [
        (JSON, b'{"errorMessages": ["One.", "Two."], "errors": {}}', "One.; Two."),
        (JSON, b'{"errorMessages": [], "errors": {"project": "Specify it"}}', "project: Specify it"),
        (JSON, b'{"errorMessages": ["Only this"]}', "Only this"),
        (JSON, b'{"type": "about:blank", "title": "Not Found", "detail": "No endpoint"}', "No endpoint"),
        (JSON, GATEWAY, "Not Found"),
        (JSON, b'{"error": "invalid_request", "error_description": "Incorrect"}', "Incorrect"),
        (HTML, PAGE, "Page Unavailable"),
        (HTML, b"<p>no title", ""),
        ({}, b"upstream connect error", "upstream connect error"),
        (JSON, b"[1, 2]", ""),
        (JSON, b'{"errors": "odd", "errorMessages": "odd"}', ""),
        (JSON, b"[" * 100_000, None),
        (JSON, b"\xff\xfe\x00", None),
        (JSON, b"", ""),
    ],
)
def test_words_come_out_of_every_shape(headers, body, said):
    found = words(httpx2.Headers(headers), body)
    assert said is None or found.text == said
    assert len(found.text) <= 500


def test_recorded_answers_are_quoted_and_hold_advice():
    if not RECORDED.exists():
        pytest.skip("the folder shared/contracts is not here")
    answers = json.loads(RECORDED.read_text())["answers"]
    for each in answers:
        body = each["body"] if isinstance(each["body"], str) else json.dumps(each["body"])
        found = verdict(each["method"], each["status"], {"Content-Type": each["content_type"]}, body.encode())
        expected = Away if each["name"] in ("site_unknown", "gateway_unknown_cloud_id") else Permanent
        assert isinstance(found, expected), each["name"]
    screen = next(each for each in answers if each["name"] == "issue_edit_not_on_screen")
    found = verdict("POST", 400, JSON, json.dumps(screen["body"]).encode(), site="https://x.example.com")
    assert isinstance(found, Rejected)
    assert "https://x.example.com" in str(found)
    assert "create screen" in str(found)
    assert found.fields.keys() == {"summary"}


def test_a_refused_login_says_what_to_do():
    text = str(verdict("GET", 401, JSON, b"", site="https://x.example.com"))
    assert "https://x.example.com" in text
    assert "API token" in text
    assert "Make a new one" in text

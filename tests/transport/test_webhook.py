"""Posting to a webhook: to the address that was checked, once, and its URL is shown to nobody."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from postroom.errors import BadConfiguration, PostroomError, Unanswered
from postroom.transport import webhook
from postroom.transport.webhook import Answer, HookBarred, HookUnavailable, Line, place_of, read_answer
from tests.certificates import make_certificates
from tests.transport.raw_http import SECRET, Server

EARLY = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"


def post(server: Server, body: bytes = b'{"text": "hi"}', timeout: float = 5.0) -> Answer:
    with Line(server.url, timeout, local=True) as line:
        return line.post(body, data_sent=lambda: None)


def test_the_json_is_posted_as_it_is():
    with Server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as server:
        assert post(server, '{"text": "grüß dich"}'.encode()) == Answer(200, None, "ok")
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST " + SECRET.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Content-Type: application/json; charset=utf-8" in head
    assert body == '{"text": "grüß dich"}'.encode()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", Answer(204, None, "")),
        (EARLY + b"HTTP/1.1 200 OK\r\n\r\n", Answer(200, None, "")),
        (b"HTTP/1.0 404 Not Found\r\n\r\nno_service", Answer(404, None, "no_service")),
        (b'HTTP/1.1 400 Bad\r\n\r\n{"error": "no such\\nchannel"}', Answer(400, None, "no such channel")),
        (b"HTTP/1.1 429 Slow\r\nretry-after: 30\r\n\r\n", Answer(429, 30.0, "")),
        (b"HTTP/1.1 503 Away\r\nRetry-After: 99999999\r\n\r\n", Answer(503, 3600.0, "")),
        (b"HTTP/1.1 503 Away\r\nRetry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n", Answer(503, 0, "")),
        (b"HTTP/1.1 503 Away\r\nRetry-After: tomorrow\r\n\r\n", Answer(503, None, "")),
        (b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n", Answer(302, None, "")),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nbroken off", Answer(200, None, "broken off")),
    ],
)  # fmt: skip
@pytest.mark.pure
def test_an_answer_is_what_its_head_says(said: bytes, answer: Answer):
    assert read_answer(iter([said])) == answer
    assert read_answer(said[n : n + 1] for n in range(len(said))) == answer


def test_a_redirect_is_not_followed():
    inner = Server(b"HTTP/1.1 200 OK\r\n\r\n")
    with inner, Server(f"HTTP/1.1 307 There\r\nLocation: {inner.url}\r\n\r\n".encode()) as outer:
        assert post(outer).status == 307
    assert inner.requests == []


@pytest.mark.parametrize(
    "pieces",
    [(), (b"HTTP/1.1 200 OK\r\n",), (b"not http at all\r\n\r\n",), (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 80_000,)],
    ids=["closed", "half a head", "nonsense", "endless head"],
)  # fmt: skip
def test_without_an_answer_nobody_knows(pieces: tuple[bytes, ...]):
    with Server(*pieces) as server, pytest.raises(Unanswered) as raised:
        post(server)
    assert "secret" not in str(raised.value) and "127.0.0.1" in str(raised.value)


def test_an_answer_that_drips_ends_with_the_time_allowed():
    dripping = (b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 200)
    with Server(*dripping, pause=0.05) as server, pytest.raises(Unanswered, match="time allowed"):
        post(server, timeout=0.5)


def test_of_a_long_answer_only_the_beginning_is_read():
    with Server(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 4096] * 50) as server:
        assert post(server).text == "x" * 300


def test_what_is_to_be_done_before_sending_can_prevent_it():
    class Late(Exception):
        pass

    def too_late() -> None:
        raise Late

    with (
        Server(b"HTTP/1.1 200 OK\r\n\r\n") as server,
        Line(server.url, 5, local=True) as line,
        pytest.raises(Late),
    ):
        line.post(b"{}", data_sent=too_late)
    assert all(b"POST" not in each for each in server.requests)


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks.example.com/x", "http://hooks.example.com/very-secret", "http://127.0.0.1/very-secret",
        "ftp://example.com/very-secret", "https://user:very-secret@example.com/", "https:///very-secret",
        "https://exa mple.com/very-secret", "https://example.com/very-secret\r\nX: y", "https://example.com:port/very-secret",
        "https://example.com:99999/very-secret", "https://bücher.example/very-secret", "https://[::1/very-secret",
        "https://example.com/" + "very-secret" * 400,
    ],
)  # fmt: skip
@pytest.mark.pure
def test_what_is_no_https_url_is_refused_without_showing_it(url: str):
    with pytest.raises(BadConfiguration) as raised:
        place_of(url)
    assert "secret/" not in str(raised.value) and "very-secret" not in str(raised.value)


@pytest.mark.pure
def test_a_place_shows_its_host_only():
    place = place_of("https://Hooks.Example.com./services/very-secret")
    assert (str(place), place.port, place.target) == ("hooks.example.com", 443, "/services/very-secret")
    assert "secret" not in repr(place)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
        "2130706433",
    ],
)
def test_hosts_inside_are_barred(host: str):
    with pytest.raises((HookBarred, HookUnavailable, BadConfiguration)) as raised:
        Line(f"https://{host}/very-secret", 5)
    assert not isinstance(raised.value, HookUnavailable) or "no host" in str(raised.value)
    assert "very-secret" not in str(raised.value)


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[list[str]]:
    """The DNS answers with these addresses, one list for each look-up; returns those that are left."""
    left, real = list(answers), socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *_: int, type: int = socket.SOCK_STREAM) -> list[object]:
        if host[0].isdigit():
            return list(real(host, port, 0, socket.SOCK_STREAM))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in left.pop(0)]

    monkeypatch.setattr(webhook.socket, "getaddrinfo", getaddrinfo)
    return left


def test_a_name_with_one_address_inside_is_barred(monkeypatch: pytest.MonkeyPatch):
    names(monkeypatch, ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(HookBarred, match=r"rebind\.example\.com is 10\.0\.0\.1"):
        Line("https://rebind.example.com/very-secret", 5)


def test_the_connection_goes_to_the_very_address_that_was_checked(monkeypatch: pytest.MonkeyPatch):
    """A second look-up would lead inside: there must be none."""
    left = names(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    tried: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(webhook.socket, "create_connection", connect)
    with pytest.raises(HookUnavailable, match="refused"):
        Line("https://rebind.example.com/very-secret", 5)
    assert tried == [("93.184.215.14", 443)]
    assert left == [["127.0.0.1"]]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("certificates")
    make_certificates(folder)
    yield folder


def secured(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    names(monkeypatch, ["127.0.0.1"])
    url = f"https://localhost:{server.port}{SECRET}"
    with Line(url, 5, local=True, ca_file=str(folder / "ca.pem")) as line:
        return line.post(b"{}", data_sent=lambda: None)


def test_over_tls_it_is_the_name_that_is_checked(certificates: Path, monkeypatch: pytest.MonkeyPatch):
    with Server(b"HTTP/1.1 200 OK\r\n\r\n", tls=certificates) as server:
        assert secured(server, certificates, monkeypatch).is_good
    assert b"Host: localhost:" in server.requests[0]


@pytest.mark.parametrize("name", ["wronghost", "expired", "selfsigned", "unknown"])
def test_a_wrong_certificate_gets_nothing(name: str, certificates: Path, monkeypatch: pytest.MonkeyPatch):
    server = Server(b"HTTP/1.1 200 OK\r\n\r\n", tls=certificates, name=name)
    with server, pytest.raises(HookUnavailable, match="certificate"):
        secured(server, certificates, monkeypatch)
    assert server.requests == []


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(PostroomError, match="refused"):
        Line(f"http://127.0.0.1:{port}/very-secret", 5, local=True)

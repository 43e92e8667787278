"""Requests out, answers or errors back: without a network where none is needed."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from time import sleep

import httpx2
import pytest

from postroom.errors import Away, BadConfiguration, Permanent, Temporary, Unanswered
from postroom.jira.client import Connection, Jira, LoginRefused, Unreachable, cloud_id
from tests.jira.stub import SITE, Script, Time, jira_with, says

GATEWAY = "https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555"
SERVICE = Connection("gateway", GATEWAY, "https://example.atlassian.net/", "", "t0ken")


@pytest.mark.pure
class TestWithoutNetwork:
    def test_it_works(self):
        script = Script(says(200, {"accountId": "5f"}))
        assert jira_with(script).get("myself", params={"expand": "groups"}) == {"accountId": "5f"}
        (request,) = script.seen
        assert str(request.url) == "https://example.atlassian.net/rest/api/3/myself?expand=groups"
        assert request.headers["User-Agent"].startswith("Postroom/")
        pair = base64.b64encode(b"ada@example.com:t0ken").decode()
        assert request.headers["Authorization"] == f"Basic {pair}"

    def test_a_service_account_bears_its_token_through_the_gateway(self):
        script = Script(says(200, {}))
        jira = jira_with(script, SERVICE)
        jira.get("myself")
        assert str(script.seen[0].url) == f"{GATEWAY}/rest/api/3/myself"
        assert script.seen[0].headers["Authorization"] == "Bearer t0ken"
        assert jira.browse("SUP-1") == "https://example.atlassian.net/browse/SUP-1"

    def test_a_path_with_a_slash_begins_at_the_root(self):
        script = Script(says(200, {}))
        jira_with(script).get("/rest/servicedeskapi/info")
        assert script.seen[0].url.path == "/rest/servicedeskapi/info"

    def test_the_token_is_not_shown(self):
        assert "t0ken" not in repr(SITE)

    @pytest.mark.parametrize(
        "base", ["", "example.atlassian.net", "ftp://x", "https://", "https://[", "file:///x"]
    )
    def test_a_base_url_that_cannot_be_one_is_refused(self, base):
        with pytest.raises(BadConfiguration):
            Jira(Connection("site", base, "", "ada@example.com", "t0ken"))

    def test_a_site_needs_an_address_beside_its_token(self):
        with pytest.raises(BadConfiguration):
            Jira(Connection("site", "https://example.atlassian.net", "", "", "t0ken"))

    def test_half_characters_do_not_stop_a_request(self):
        script = Script(says(201, {}))
        jira_with(script).post("issue", json={"summary": "a\ud83d"})
        assert script.seen[0].content == b'{"summary": "a?"}'

    def test_no_cookie_is_kept(self):
        script = Script(says(200, {}, Set_Cookie="atlassian.xsrf.token=x; Path=/"))
        jira = jira_with(script)
        jira.get("myself")
        jira.get("myself")
        assert "Cookie" not in script.seen[1].headers

    def test_an_answer_without_content_is_none(self):
        assert jira_with(Script(says(204))).put("issue/SUP-1", json={}) is None

    @pytest.mark.parametrize(
        "trouble",
        [
            httpx2.ConnectError("refused"),
            httpx2.ReadTimeout("slow"),
            httpx2.RemoteProtocolError("closed"),
            says(503),
            says(502),
            says(429, Retry_After="1"),
        ],
    )
    def test_a_read_is_tried_again_when_the_trouble_may_pass(self, trouble):
        script = Script(trouble, trouble, says(200, {"ok": True}))
        time = Time()
        assert jira_with(script, time=time).get("myself") == {"ok": True}
        assert len(script.seen) == 3
        assert sum(time.slept) <= 3

    def test_a_search_is_a_read_as_well(self):
        script = Script(httpx2.ReadTimeout("slow"), says(200, {"issues": []}))
        assert jira_with(script).query("search/jql", json={"jql": "x"}) == {"issues": []}
        assert [request.method for request in script.seen] == ["POST", "POST"]

    def test_a_read_is_tried_three_times_at_most(self):
        script = Script(says(500))
        with pytest.raises(Temporary):
            jira_with(script).get("myself")
        assert len(script.seen) == 3

    def test_a_read_is_not_tried_again_once_three_seconds_are_over(self):
        time = Time()

        def slow(request: httpx2.Request) -> httpx2.Response:
            time.now += 7
            raise httpx2.ReadTimeout("slow")

        with pytest.raises(Temporary):
            jira_with(slow, time=time).get("myself")
        assert time.slept == []

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (says(429, Retry_After="30"), Temporary),
            (says(401), LoginRefused),
            (says(302, Location="https://x.example"), Away),
            (says(404, {"errorMessages": ["no"]}), Permanent),
        ],
    )
    def test_what_will_not_pass_soon_is_not_tried_again(self, answer, error):
        script = Script(answer)
        with pytest.raises(error):
            jira_with(script).get("myself")
        assert len(script.seen) == 1

    @pytest.mark.parametrize("verb", ["post", "put", "delete"])
    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (httpx2.ReadTimeout("slow"), Unanswered),
            (httpx2.ReadError("cut"), Unanswered),
            (httpx2.ConnectError("refused"), Unreachable),
            (says(500), Unanswered),
            (says(429), Temporary),
            (httpx2.Response(201, content=b"<html>"), Unanswered),
        ],
    )
    def test_a_write_goes_out_once_whatever_happens(self, verb, answer, error):
        script = Script(answer)
        time = Time()
        with pytest.raises(error):
            getattr(jira_with(script, time=time), verb)("issue/SUP-1")
        assert len(script.seen) == 1
        assert time.slept == []

    def test_a_web_page_instead_of_json_means_that_something_is_between(self):
        with pytest.raises(Away, match="proxy"):
            jira_with(Script(httpx2.Response(200, html="<html>Sign in to the guest network"))).get("myself")

    def test_errors_name_the_call_but_not_what_was_in_it(self):
        jira = jira_with(Script(httpx2.ReadTimeout("slow")))
        with pytest.raises(Unanswered) as caught:
            jira.post("issue/SUP-1/comment", json={"body": "secret"}, params={"q": "secret"})
        assert "POST issue/SUP-1/comment" in str(caught.value)
        assert "secret" not in str(caught.value)
        assert "t0ken" not in str(caught.value)

    def test_writes_to_one_issue_keep_its_pace(self):
        script = Script(says(204))
        time = Time()
        jira = jira_with(script, time=time)
        for _ in range(20):
            jira.put("issue/SUP-1", json={}, issue="SUP-1")
        with pytest.raises(Temporary) as caught:
            jira.put("issue/SUP-1", json={}, issue="SUP-1")
        assert caught.value.retry_after == 2.0
        assert len(script.seen) == 20
        time.now += 1.5
        jira.put("issue/SUP-1", json={}, issue="SUP-1")
        assert time.slept == [0.5]

    def test_what_is_kept_is_loaded_once_until_its_time_is_over(self):
        time = Time()
        jira = jira_with(Script(says(200, {})), time=time)
        loads: list[int] = []

        def load() -> int:
            loads.append(1)
            return len(loads)

        assert [jira.cached(("x",), 600, load) for _ in range(2)] == [1, 1]
        time.now += 601
        assert jira.cached(("x",), 600, load) == 2

    def test_a_failed_load_is_not_kept(self):
        script = Script(says(404, {}), says(200, {"a": 1}))
        jira = jira_with(script)
        with pytest.raises(Permanent):
            jira.cached(("x",), 600, lambda: jira.get("x"))
        assert jira.cached(("x",), 600, lambda: jira.get("x")) == {"a": 1}

    def test_the_media_store_never_sees_our_login(self):
        def answer(request: httpx2.Request) -> httpx2.Response:
            if request.url.host == "media.example.net":
                assert "Authorization" not in request.headers
                return httpx2.Response(200, content=b"bytes")
            assert "Authorization" in request.headers
            return httpx2.Response(303, headers={"Location": "https://media.example.net/file?token=x"})

        assert b"".join(jira_with(answer).download("attachment/content/1")) == b"bytes"

    def test_a_media_store_in_trouble_says_nothing_about_our_login(self):
        def answer(request: httpx2.Request) -> httpx2.Response:
            there = {"Location": "https://media.example.net/file"}
            return (
                httpx2.Response(403)
                if request.url.host == "media.example.net"
                else httpx2.Response(303, headers=there)
            )

        with pytest.raises(Temporary, match="403") as caught:
            b"".join(jira_with(answer).download("attachment/content/1"))
        assert not isinstance(caught.value, Away)

    def test_a_missing_attachment_is_an_error_of_jiras(self):
        with pytest.raises(Permanent):
            b"".join(
                jira_with(Script(says(404, {"errorMessages": ["none"]}))).download("attachment/content/1")
            )

    def test_the_cloud_id_is_asked_without_login(self):
        script = Script(says(200, {"cloudId": "1111"}))
        assert cloud_id("https://example.atlassian.net/", transport=httpx2.MockTransport(script)) == "1111"
        assert script.seen[0].url.path == "/_edge/tenant_info"
        assert "Authorization" not in script.seen[0].headers

    @pytest.mark.parametrize(
        "answer", [says(404), says(200, []), says(200, {}), httpx2.Response(200, text="x")]
    )
    def test_a_host_without_a_cloud_id_is_no_jira_cloud(self, answer):
        with pytest.raises(BadConfiguration):
            cloud_id("https://example.com", transport=httpx2.MockTransport(Script(answer)))


# On real sockets


@contextmanager
def server(*answers: bytes | None) -> Iterator[str]:
    """Takes one connection per entry: reads a request, sends the bytes (None: nothing), closes."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(10)

    def serve() -> None:
        for answer in answers:
            connection, _ = listening.accept()
            with connection:
                connection.settimeout(10)
                connection.recv(65536)
                if answer is None:
                    while connection.recv(65536):  # until the caller gives up
                        pass
                else:
                    connection.sendall(answer)

    thread = Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        thread.join(10)
        listening.close()


def jira_at(url: str, **options: float) -> Jira:
    return Jira(Connection("site", url, url, "ada@example.com", "t0ken"), **options)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_a_refused_connection_means_that_nothing_was_sent():
    with jira_at(f"http://127.0.0.1:{closed_port()}") as jira, pytest.raises(Unreachable, match="refused"):
        jira.post("issue", json={})


def test_a_tls_handshake_that_fails_means_that_nothing_was_sent():
    with server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        jira = jira_at(url.replace("http:", "https:"))
        with jira, pytest.raises(Unreachable, match="TLS"):
            jira.post("issue", json={})


def test_a_connection_cut_after_sending_leaves_it_open_whether_it_was_done():
    with server(b"") as url, jira_at(url) as jira, pytest.raises(Unanswered):
        jira.post("issue", json={})


def test_an_answer_cut_short_leaves_it_open_as_well():
    half = b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"
    with server(half) as url, jira_at(url) as jira, pytest.raises(Unanswered):
        jira.post("issue", json={})


def test_silence_ends_with_the_time_allowed():
    with server(None) as url, jira_at(url, timeout=0.2) as jira, pytest.raises(Unanswered, match="time"):
        jira.post("issue", json={})


def test_the_whole_request_ends_with_the_time_allowed_for_it():
    with (
        server(None) as url,
        jira_at(url, timeout=30, total=0.2) as jira,
        pytest.raises(Unanswered, match="time"),
    ):
        jira.post("issue", json={})


def test_an_answer_that_drips_in_ends_with_the_time_allowed():
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n")
            while True:
                connection.sendall(b" ")
                sleep(0.01)

    thread = Thread(target=drip)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with jira_at(url, timeout=5, total=0.2) as jira, pytest.raises(Unanswered, match="time"):
        jira.post("issue", json={})
    thread.join(10)
    listening.close()

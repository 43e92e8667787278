"""What goes wrong on purpose, and that the request log tells what was done."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx2
import pytest

from tests.sandbox.conftest import Caller
from tests.sandbox_process import SandboxProcess


def eventually(check: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.01)


def test_it_works(sandbox: SandboxProcess, jira: Caller) -> None:
    before = sandbox.log()[-1]["n"] if sandbox.log() else 0
    jira.create("Token 4711", properties=[{"key": "mark", "value": "m"}])
    [row] = sandbox.log(after=before)
    assert (row["method"], row["path"], row["status"], row["done"]) == (
        "POST",
        "/rest/api/3/issue",
        201,
        True,
    )
    assert (row["kind"], row["key"], row["text"], row["properties"]) == (
        "issue",
        "SUP-1",
        "Token 4711",
        {"mark": "m"},
    )


def test_too_many_requests_say_when_to_come_back(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(rate_429=1, retry_after=7)
    answer = jira.create()
    assert answer.status_code == 429
    assert (answer.headers["retry-after"], answer.headers["ratelimit-reason"]) == ("7", "jira-burst-based")
    assert sandbox.log()[-1]["done"] is False
    sandbox.faults(retry_after_header=False)
    answer = jira.create()
    assert "retry-after" not in answer.headers
    assert answer.headers["x-ratelimit-reset"].endswith("Z")
    assert sandbox.issues() == []


def test_a_dropped_answer_leaves_the_work_done(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(drop_answer=1)
    with pytest.raises(httpx2.TransportError):
        jira.create("Dropped")
    row = sandbox.log()[-1]
    assert (row["status"], row["done"], row["text"]) == ("dropped", True, "Dropped")
    assert [issue["summary"] for issue in sandbox.issues()] == ["Dropped"]


def test_a_late_request_is_carried_out_after_the_connection_is_cut(
    sandbox: SandboxProcess, jira: Caller
) -> None:
    key = jira.new_key()
    sandbox.faults(done_late=1, done_late_seconds=0.4)
    with pytest.raises(httpx2.TransportError):
        jira.attach(key, ("a.txt", b"abc"))
    first = sandbox.log()[-1]
    assert (first["status"], first["done"]) == ("late", False)
    assert sandbox.issues()[0]["attachments"] == []
    eventually(lambda: bool(sandbox.issues()[0]["attachments"]))
    [last] = [row for row in sandbox.log() if row["late_of"] == first["n"]]
    assert (last["status"], last["done"], last["files"][0]["name"]) == ("done late", True, "a.txt")


def test_a_hanging_request_does_nothing(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(hang=1)
    with pytest.raises(httpx2.ReadTimeout):
        jira.post("issue", json={}, timeout=0.2)
    assert sandbox.issues() == []
    assert jira.get("myself").status_code == 200


def test_look_ups_may_stay_silent_while_writes_work(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(lookup_silent=1)
    key = jira.new_key()
    for look in (
        lambda: jira.get("search/jql?jql=project=SUP", timeout=0.1),
        lambda: jira.post("issue/bulkfetch", json={"issueIdsOrKeys": [key]}, timeout=0.1),
        lambda: jira.get(f"issue/{key}/comment", timeout=0.1),
        lambda: jira.post("comment/list", json={"ids": [1]}, timeout=0.1),
    ):
        with pytest.raises(httpx2.ReadTimeout):
            look()


def test_reads_are_spared_unless_told(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(rate_503=1)
    assert jira.get("myself").status_code == 200
    assert jira.create().status_code == 503
    sandbox.faults(writes_only=False)
    assert jira.get("myself").status_code == 503


def test_a_script_meets_chosen_requests_once(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(script=[{"fault": "rate_503", "path": "/comment", "skip": 1}, {"fault": "drop_answer"}])
    with pytest.raises(httpx2.TransportError):
        jira.create()
    assert [jira.comment("SUP-1", "x").status_code for _ in range(3)] == [201, 503, 201]


def test_the_same_seed_gives_the_same_faults(sandbox: SandboxProcess, jira: Caller) -> None:
    def run() -> list[int]:
        sandbox.reset()
        sandbox.faults(seed=3, rate_503=0.3, rate_429=0.2)
        return [jira.create().status_code for _ in range(20)]

    first = run()
    assert set(first) == {201, 429, 503}
    assert run() == first


def test_a_site_may_be_down_or_refuse_everybody(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(down=True)
    assert jira.get("myself").status_code == 503
    sandbox.faults(down="refuse")
    with pytest.raises(httpx2.TransportError):
        jira.get("myself")
    sandbox.faults(down=False, auth_refused=True)
    assert jira.get("myself").status_code == 401
    sandbox.no_faults()
    assert jira.get("myself").status_code == 200


def test_an_issue_takes_twenty_writes_in_two_seconds(sandbox: SandboxProcess, jira: Caller) -> None:
    key, other = jira.new_key(), jira.new_key()
    url = "issue/{}/properties/p"
    answers = [jira.put(url.format(key), json=n) for n in range(21)]
    assert [answer.status_code for answer in answers[:20]] == [201] + [200] * 19
    assert answers[20].status_code == 429
    assert answers[20].headers["ratelimit-reason"] == "jira-per-issue-on-write"
    assert jira.put(url.format(other), json=1).status_code == 201
    sandbox.faults(issue_write_limit=False)
    assert jira.put(url.format(key), json=1).status_code == 200


def test_latency_is_added(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(latency=30)
    with pytest.raises(httpx2.ReadTimeout):
        jira.get("myself", timeout=0.1)


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ({"rate_42": 1}, "There is no switch named 'rate_42'"),
        ({"hang": 2}, "hang is a share"),
        ({"index_lag": 61}, "index_lag may be 0 to 60 seconds"),
        ({"script": ["explode"]}, "A script entry needs a fault"),
    ],
)
def test_a_wrong_switch_is_explained(
    switches: dict[str, object], words: str, sandbox: SandboxProcess
) -> None:
    with pytest.raises(ValueError, match=words):
        sandbox.faults(**switches)

"""Issues, comments and attachments, in a sandbox that is held to Jira's own description."""

from __future__ import annotations

import hashlib
import io
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

import pytest

from postroom.errors import Away, Permanent, Temporary, Unanswered
from postroom.jira.adf import text_to_adf
from postroom.jira.client import LoginRefused
from postroom.jira.issues import (
    MARKER,
    Upload,
    add_comment,
    attach,
    attached_name,
    attachment_sha256,
    attachments,
    create_issue,
    involved,
    one_line,
    read_issue,
    value_text,
)
from tests.jira.stub import Script, Time, jira_with, says


def create(jira, marker="m-1", project="SUP", fields=None, **more: Any):
    given = {"issue_type": "Task", "summary": "Printer on fire", "description": text_to_adf("Help")} | more
    return create_issue(jira, project=project, fields=fields or {}, marker=marker, **given)


def upload(name: str, content: bytes = b"content", type: str = "text/plain") -> Upload:
    return Upload(name, type, len(content), lambda: io.BytesIO(content))


def test_it_works(jira, sandbox):
    made = create(jira, fields={"customfield_10101": "ada@example.com"})
    (issue,) = sandbox.issues()
    assert (made.id, made.key) == (issue["id"], issue["key"])
    assert issue["summary"] == "Printer on fire"
    assert issue["description"] == "Help"
    assert issue["properties"] == {MARKER: {"effect": "m-1"}}
    assert issue["fields"]["customfield_10101"] == "ada@example.com"


def test_an_issue_type_may_be_named_by_its_id(jira, sandbox):
    create(jira, issue_type="10002")
    assert len(sandbox.issues()) == 1


def test_any_subject_makes_a_summary(jira, sandbox):
    subjects = ["", "two\r\nlines\x00", "x" * 400, "\ud83d half", "😀" * 200]
    for subject in subjects:
        create(jira, summary=subject, description=None)
    made = [issue["summary"] for issue in sandbox.issues()]
    assert made == ["(no subject)", "two lines", "x" * 253 + "…", "half", "😀" * 200]


def test_a_refused_field_is_named_with_what_to_do(jira, sandbox):
    with pytest.raises(Permanent, match="create screen") as caught:
        create(jira, project="OPS", fields={"customfield_10101": "ada@example.com"})
    assert "customfield_10101" in caught.value.fields
    assert sandbox.issues() == []


def test_a_comment_carries_its_marker(jira, sandbox):
    key = create(jira).key
    id = add_comment(jira, key, text_to_adf("Any news?\n\n> Help"), "m-2")
    (comment,) = sandbox.issues()[0]["comments"]
    assert comment["id"] == id
    assert comment["properties"] == {MARKER: {"effect": "m-2"}}
    assert comment["text"].startswith("Any news?")


def test_a_comment_on_an_issue_that_is_gone_is_permanent(jira):
    with pytest.raises(Permanent, match="does not exist"):
        add_comment(jira, "SUP-999", text_to_adf("Hello"), "m-2")


@pytest.mark.parametrize(("fault", "made"), [("drop_answer", 1), ("hang", 0), ("done_late", 1)])
def test_a_lost_answer_is_unanswered_and_not_asked_for_again(connect, sandbox, fault, made):
    jira = connect(timeout=0.5)
    sandbox.faults(script=[{"fault": fault, "method": "POST"}], done_late_seconds=0.2)
    with pytest.raises(Unanswered):
        create(jira)
    assert [row["path"] for row in sandbox.log() if row["method"] == "POST"].count("/rest/api/3/issue") == 1
    deadline = time.monotonic() + 10
    while len(sandbox.issues()) < made and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(sandbox.issues()) == made


def test_a_busy_site_says_when_to_come_back(jira, sandbox):
    sandbox.faults(rate_429=1.0, retry_after=4)
    with pytest.raises(Temporary) as caught:
        create(jira)
    assert caught.value.retry_after == 4.0
    assert sandbox.issues() == []


def test_trouble_over_there_leaves_a_write_open_and_a_read_to_be_tried_again(connect, sandbox):
    jira = connect(sleep=lambda seconds: None)
    key = create(jira).key
    sandbox.faults(script=[{"fault": "rate_503"}])
    with pytest.raises(Unanswered):
        add_comment(jira, key, text_to_adf("Hello"), "m-2")
    sandbox.faults(script=[{"fault": "rate_503"}, {"fault": "drop_answer"}])
    assert read_issue(jira, key) is not None


def test_a_site_that_refuses_every_connection_is_unanswered_or_away(connect, sandbox):
    sandbox.faults(down="refuse")
    with pytest.raises((Away, Unanswered)):
        create(connect())
    assert sandbox.issues() == []


def test_a_wrong_token_is_a_refused_login(connect):
    with pytest.raises(LoginRefused, match="API token"):
        create(connect("wrong"))


def test_threads_share_one_client(jira, sandbox):
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda n: create(jira, f"m-{n}"), range(40)))
    assert {each.key for each in made} == {issue["key"] for issue in sandbox.issues()}
    assert len({each.key for each in made}) == 40


# Attachments


def test_files_arrive_whole_in_one_request(jira, sandbox):
    key = create(jira).key
    contents = [b"", b"x", bytes(range(256)) * 1000]
    given = [upload(f"file {n}.bin", content) for n, content in enumerate(contents)]
    before = len(sandbox.log())
    made = attach(jira, key, given)
    assert len(sandbox.log()) == before + 1
    assert [(each.name, each.size) for each in made] == [(each.name, each.size) for each in given]
    assert attachments(jira, key) == made
    hashes = [hashlib.sha256(content).hexdigest() for content in contents]
    assert [attachment_sha256(jira, each.id) for each in made] == hashes


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ("report.pdf", "report.pdf"),
        ("Überblick für Ärger.docx", "Überblick für Ärger.docx"),
        ("写真 😀.png", "写真 😀.png"),
        ("50% off & more (1).txt", "50% off & more (1).txt"),
        ("a%22b.txt", "a%22b.txt"),
        ("it's.txt", "it's.txt"),
        ('the "best".txt', "the 'best'.txt"),
        ("a;b;c.txt", "a,b,c.txt"),
        ("..\\..\\etc/passwd", ".._.._etc_passwd"),
        ("line\r\nX-Evil: 1.txt", "line X-Evil: 1.txt"),
        ("gnp\u202eexe.txt", "gnpexe.txt"),
        ("half\ud800.txt", "half?.txt"),
        ("", "attachment"),
        ("x" * 300 + ".txt", "x" * 251 + ".txt"),
    ],
)
def test_a_name_arrives_as_attached_name_says(jira, name, arrives):
    assert attached_name(name) == arrives
    assert attach(jira, create(jira).key, [upload(name)])[0].name == arrives


def test_a_type_that_is_none_becomes_plain_bytes(jira):
    for type in ("", "text", "text/plain; charset=x\r\nX-Evil: 1", "Ünï/code"):
        assert attach(jira, create(jira).key, [upload("a", type=type)])[0].name == "a"


def test_sixty_files_go_in_one_request_and_no_more(jira, sandbox):
    key = create(jira).key
    assert len(attach(jira, key, [upload(f"{n}.txt") for n in range(60)])) == 60
    with pytest.raises(ValueError):
        attach(jira, key, [upload(f"{n}.txt") for n in range(61)])
    assert attach(jira, key, []) == []


def test_a_large_file_is_never_whole_in_memory(connect, sandbox):
    class Zeros(io.RawIOBase):
        left = 64 * 1024 * 1024

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            count = min(self.left, len(buffer))
            buffer[:count] = bytes(count)
            self.left -= count
            return count

    def zeros() -> BinaryIO:
        return Zeros()  # type: ignore[return-value]

    jira = connect(checked=False, timeout=10.0, total=30.0)
    key = create(jira).key
    tracemalloc.start()
    try:
        attach(jira, key, [Upload("zeros.bin", "application/octet-stream", Zeros.left, zeros)])
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_files_are_opened_one_after_the_other_and_closed(jira):
    opened: list[BinaryIO] = []

    def open_next(content: bytes) -> BinaryIO:
        assert all(file.closed for file in opened)
        opened.append(io.BytesIO(content))
        return opened[-1]

    given = [Upload(f"{n}.txt", "text/plain", 3, lambda: open_next(b"abc")) for n in range(3)]
    attach(jira, create(jira).key, given)
    assert len(opened) == 3
    assert all(file.closed for file in opened)


@pytest.mark.parametrize("size", [3, 11])
def test_a_file_of_another_length_than_announced_is_not_attached(jira, sandbox, size):
    key = create(jira).key
    with pytest.raises(Permanent, match="long as announced"):
        attach(jira, key, [Upload("a.txt", "text/plain", size, lambda: io.BytesIO(b"content"))])
    assert attachments(jira, key) == []


def test_an_upload_that_takes_too_long_is_given_up():
    clock = Time()

    def slow() -> BinaryIO:
        clock.now += 100
        return io.BytesIO(b"content")

    script = Script(says(200, []))
    jira = jira_with(script, time=clock)
    with pytest.raises(Unanswered, match="time"):
        attach(jira, "SUP-1", [Upload("a.txt", "text/plain", 7, slow)])
    with pytest.raises(Unanswered, match="time"):
        attach(jira, "SUP-1", [Upload("a.txt", "text/plain", 7, slow)], total=99)
    assert script.seen == []  # no request came to its end
    assert attach(jira, "SUP-1", [Upload("a.txt", "text/plain", 7, slow)], total=101) == []


def test_a_source_that_fails_is_not_jiras_fault(jira, sandbox):
    def broken() -> BinaryIO:
        raise Temporary("The mail cannot be read just now.")

    key = create(jira).key
    with pytest.raises(Temporary, match="cannot be read"):
        attach(jira, key, [upload("a.txt"), Upload("b.txt", "text/plain", 7, broken)])
    assert attachments(jira, key) == []


def test_a_file_too_large_for_jira_is_refused_in_its_words(jira, sandbox):
    key = create(jira).key
    sandbox.faults(upload_limit=10)
    with pytest.raises(Permanent, match="limit") as caught:
        attach(jira, key, [upload("a.txt", b"x" * 11)])
    assert caught.value.status == 413


# Reading


def test_an_issue_is_read_with_its_people_and_fields(jira, sandbox):
    participants = text_to_adf("bruno@example.com\nchiara@example.com")
    key = create(jira, fields={"customfield_10101": "ada@example.com", "customfield_10103": participants}).key
    issue = read_issue(jira, key, fields=["customfield_10101", "customfield_10103", "customfield_10102"])
    assert issue is not None
    assert (issue.key, issue.project, issue.summary) == (key, "SUP", "Printer on fire")
    assert sandbox.email in [person.email for person in issue.people]
    assert issue.fields == {
        "customfield_10101": "ada@example.com",
        "customfield_10103": "bruno@example.com\nchiara@example.com",
        "customfield_10102": "",
    }


def test_watchers_are_read_where_asked_for(jira, sandbox):
    key = create(jira).key
    jira.post(f"issue/{key}/watchers", json="5f00000000000000000a0002", issue=key)
    emails = [person.email for person in read_issue(jira, key, watchers=True).people]
    assert "ada@example.com" in emails
    assert "ada@example.com" not in [person.email for person in read_issue(jira, key).people]


def test_no_issue_is_none(jira):
    assert read_issue(jira, "SUP-999") is None
    assert read_issue(jira, "NO/../x?y") is None


def test_who_reports_works_on_or_watches_an_issue_is_involved(jira):
    key = create(jira, fields={"reporter": {"id": "5f00000000000000000a0002"}}).key
    assert involved(jira, key, "Ada@Example.com")
    assert not involved(jira, key, "bruno@example.com")
    jira.post(f"issue/{key}/watchers", json="5f00000000000000000a0003", issue=key)
    assert involved(jira, key, "bruno@example.com")
    assert not involved(jira, key, "stranger@example.net")
    assert not involved(jira, key, "")
    assert not involved(jira, "SUP-999", "ada@example.com")


def test_who_has_commented_is_involved():
    me = {"accountId": "me", "emailAddress": "demo@example.com"}
    issue = {"id": "1", "key": "SUP-1", "fields": {"project": {"key": "SUP"}, "reporter": me}}
    hidden = {"accountId": "5f", "active": True, "accountType": "atlassian"}
    script = Script(
        says(200, issue),
        says(200, [hidden]),
        says(403, {}),  # we may not see the watchers
        says(200, {"comments": [{"author": hidden}], "total": 1}),
    )
    assert involved(jira_with(script), "SUP-1", "ada@example.com")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("plain", "plain"),
        (3.5, "3.5"),
        ({"id": "1", "value": "High"}, "High"),
        ({"accountId": "5f", "displayName": "Ada"}, "Ada"),
        ([{"value": "a"}, "b", None], "a, b"),
        ({}, ""),
    ],
)
def test_values_are_read_as_text(value, text):
    assert value_text(value) == text


def test_one_line_is_one_line():
    assert one_line("a\u2028b\tc  d") == "a b c d"

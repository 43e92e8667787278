"""Finding what was made after a request whose answer never came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from postroom.errors import Temporary, Unanswered
from postroom.jira.adf import text_to_adf
from postroom.jira.issues import Created, add_comment, create_issue, find_comment, find_comments
from postroom.jira.marker import find_issue, find_issues, moment, probe_following
from tests.jira.stub import Script, jira_with, says


def create(jira, marker, project="SUP"):
    return create_issue(
        jira, project=project, issue_type="Task", summary=marker, description=None, fields={}, marker=marker
    )


def test_an_issue_whose_answer_was_lost_is_found(jira, sandbox, start):
    create(jira, "m-1")
    sandbox.faults(script=[{"fault": "drop_answer"}])
    with pytest.raises(Unanswered):
        create(jira, "m-2")
    create(jira, "m-3")
    second = sandbox.issues()[1]
    assert find_issue(jira, "SUP", "m-2", start) == Created(second["id"], second["key"])


def test_an_issue_that_was_never_made_is_not_found(jira, start):
    create(jira, "m-1")
    assert find_issue(jira, "SUP", "m-2", start) is None
    assert find_issue(jira, "OPS", "m-1", start) is None


def test_an_issue_that_the_index_does_not_know_yet_is_found_by_its_key(jira, sandbox, start):
    create(jira, "m-1")
    sandbox.faults(index_lag=60)
    made = create(jira, "m-2")
    assert find_issues(jira, "SUP", start) == {}
    assert find_issue(jira, "SUP", "m-2", start) == made


def test_an_issue_between_others_that_the_index_knows_is_found_by_its_key(start):
    """The index of a real site does not learn in order."""
    known = [{"id": str(n), "key": f"SUP-{n}", "properties": {}} for n in (105, 104, 102, 101)]
    mine = {"id": "103", "key": "SUP-103", "properties": {"postroom.effect": {"effect": "m-1"}}}
    script = Script(
        says(200, {"issues": [], "isLast": True}),
        says(200, {"issues": known, "isLast": True}),
        says(200, {"issues": [mine]}),
    )
    assert find_issue(jira_with(script), "SUP", "m-1", start) == Created("103", "SUP-103")
    asked = script.seen[-1].content.decode()
    assert '"SUP-103"' in asked
    assert '"SUP-125"' in asked
    assert '"SUP-102"' not in asked


def test_many_pages_are_read(jira, start):
    made = {f"m-{n}": create(jira, f"m-{n}") for n in range(130)}
    assert find_issues(jira, "SUP", start) == made
    assert find_issue(jira, "SUP", "m-0", start) == made["m-0"]


def test_a_sweep_ends_when_it_has_what_it_looks_for(jira, sandbox, start):
    made = [create(jira, f"m-{n}") for n in range(105)]
    before = len(sandbox.log())
    assert find_issues(jira, "SUP", start, {"m-104"})["m-104"] == made[-1]
    assert len(sandbox.log()) == before + 1


def test_of_two_issues_with_one_marker_the_older_is_ours(jira, start):
    first = create(jira, "m-1")
    create(jira, "m-1")
    assert find_issue(jira, "SUP", "m-1", start) == first


def test_so_it_is_when_they_are_pages_apart(start):
    def page(number: int) -> dict[str, Any]:
        held = {"postroom.effect": {"effect": "m-1"}}
        return {"issues": [{"id": str(number), "key": f"SUP-{number}", "properties": held}]}

    newer = says(200, page(9) | {"isLast": False, "nextPageToken": "next"})
    script = Script(newer, says(200, page(3) | {"isLast": True}))
    assert find_issues(jira_with(script), "SUP", start) == {"m-1": Created("3", "SUP-3")}
    assert b'"nextPageToken": "next"' in script.seen[1].content


def test_an_older_issue_is_not_looked_at(jira):
    create(jira, "m-1")
    later = datetime.now(UTC) + timedelta(hours=1)
    assert set(find_issues(jira, "SUP", later)) == {"m-1"}  # the bound is never in the future
    old = Script(says(200, {"issues": [], "isLast": True}))
    find_issues(jira_with(old), 'A "B', datetime.now(UTC) - timedelta(minutes=10))
    sent = old.seen[0].content.decode()
    assert '"-13m' in sent or '\\"-12m' in sent
    assert 'A \\\\\\"B' in sent


def test_the_keys_after_the_last_one_are_probed(jira):
    made = {f"m-{n}": create(jira, f"m-{n}") for n in range(5)}
    last = int(made["m-1"].key.partition("-")[2])
    assert set(probe_following(jira, "SUP", last)) == {"m-2", "m-3", "m-4"}
    assert set(probe_following(jira, "SUP", last, 1)) == {"m-2"}


def test_a_lookup_without_an_answer_is_temporary_never_none(connect, sandbox, start):
    jira = connect(timeout=0.1, sleep=lambda seconds: None)
    sandbox.faults(lookup_silent=1.0)
    with pytest.raises(Temporary) as caught:
        find_issue(jira, "SUP", "m-1", start)
    assert not isinstance(caught.value, Unanswered)
    with pytest.raises(Temporary):
        find_comment(jira, "SUP-1", "m-1", start)


# Comments


def test_a_comment_whose_answer_was_lost_is_found(jira, sandbox, start):
    key = create(jira, "m-1").key
    add_comment(jira, key, text_to_adf("one"), "c-1")
    sandbox.faults(script=[{"fault": "drop_answer"}])
    with pytest.raises(Unanswered):
        add_comment(jira, key, text_to_adf("two"), "c-2")
    assert find_comment(jira, key, "c-2", start) == sandbox.issues()[0]["comments"][1]["id"]
    assert find_comment(jira, key, "c-3", start) is None


def test_all_comments_of_ours_are_found_over_many_pages(jira, sandbox):
    sandbox.faults(issue_write_limit=False)
    key = create(jira, "m-1").key
    made = {}
    for n in range(110):
        body = {
            "body": text_to_adf("x"),
            "properties": [{"key": "postroom.effect", "value": {"effect": f"c-{n}"}}],
        }
        made[f"c-{n}"] = jira.post(f"issue/{key}/comment", json=body)["id"]
    jira.post(f"issue/{key}/comment", json={"body": text_to_adf("somebody else's")})
    assert find_comments(jira, key) == made


def test_comments_older_than_asked_for_end_the_search():
    old = {"id": "1", "created": "2026-11-22T10:00:00.000+0100"}
    new = {"id": "2", "created": "2026-11-22T11:59:00.000+0100"}
    held = [{"key": "postroom.effect", "value": {"effect": "c-2"}}]
    script = Script(
        says(200, {"comments": [new, old], "total": 500}),
        says(200, {"values": [{"id": "2", "properties": held}]}),
    )
    since = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
    assert find_comment(jira_with(script), "SUP-1", "c-2", since) == "2"  # two minutes of slack
    assert script.seen[1].content == b'{"ids": [2]}'


def test_an_issue_without_comments_is_not_asked_about_them(jira, sandbox):
    key = create(jira, "m-1").key
    before = len(sandbox.log())
    assert find_comments(jira, key) == {}
    assert len(sandbox.log()) == before + 1


def test_jiras_times_are_understood():
    assert moment("2021-01-17T12:34:00.000+0100") == datetime(2021, 1, 17, 11, 34, tzinfo=UTC)

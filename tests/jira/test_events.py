"""What webhooks and Automation rules tell, read into events; nothing they send can break the reading."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from postroom.jira.events import Change, Event, read_payload
from postroom.jira.events.held import Held
from postroom.jira.events.payload import KINDS

pytestmark = pytest.mark.pure

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MADE, EDITED = "2026-11-22T12:30:00.123+0100", "2026-11-22T12:31:00.456+0100"
MADE_MS, EDITED_MS = "1795347000123", "1795347060456"
ADA, BRUNO = ({"accountId": f"557058:{name.lower()}", "displayName": name} for name in ("Ada", "Bruno"))
ISSUE = {
    "id": "10001",
    "key": "SUP-7",
    "fields": {"summary": "Printer", "project": {"key": "SUP"}, "created": MADE, "updated": MADE},
}
COMMENT = {"id": "10050", "author": ADA, "updateAuthor": BRUNO, "created": MADE, "updated": EDITED}
WORKLOG = {**COMMENT, "id": "10060", "issueId": "10001"}
ITEM = {
    "field": "status",
    "fieldId": "status",
    "from": "1",
    "fromString": "Open",
    "to": "3",
    "toString": "Done",
}
LINK_ITEM = {"field": "Link", "to": "SUP-8", "toString": "This issue blocks SUP-8"}
CHANGELOG = {"id": "20009", "items": [ITEM]}
LINK = {"id": 10070, "sourceIssueId": 10001, "destinationIssueId": 10002}


def told(event: str, /, **more: Any) -> dict[str, Any]:
    return {"webhookEvent": event, "timestamp": 1795347100000, **more}


def read(value: Any) -> tuple[Event, ...]:
    return read_payload(json.dumps(value).encode(), received=RECEIVED)


def identities(value: Any) -> list[tuple[str, str, str]]:
    return [each.identity for each in read(value)]


# Identities

SAME: list[tuple[str, dict[str, Any], list[tuple[str, str, str]]]] = [
    ("created", told("jira:issue_created", issue=ISSUE), [("created", "10001", "")]),
    ("deleted", told("jira:issue_deleted", issue=ISSUE), [("deleted", "10001", "")]),
    (
        "updated",
        told("jira:issue_updated", issue=ISSUE, changelog=CHANGELOG),
        [("updated", "20009", "")],
    ),
    ("commented", told("comment_created", comment=COMMENT), [("commented", "10050", MADE_MS)]),
    ("edited", told("comment_updated", comment=COMMENT), [("comment_edited", "10050", EDITED_MS)]),
    ("comment deleted", told("comment_deleted", comment=COMMENT), [("comment_deleted", "10050", "")]),
    (
        "commented, as an update",
        told("jira:issue_updated", issue_event_type_name="issue_commented", comment=COMMENT),
        [("commented", "10050", MADE_MS)],
    ),
    (
        "edited, as an update",
        told("jira:issue_updated", issue_event_type_name="issue_comment_edited", comment=COMMENT),
        [("comment_edited", "10050", EDITED_MS)],
    ),
    (
        "comment deleted, as an update",
        told("jira:issue_updated", issue_event_type_name="issue_comment_deleted", comment=COMMENT),
        [("comment_deleted", "10050", "")],
    ),
    (
        "a transition with a comment",
        told("jira:issue_updated", issue_event_type_name="x", comment=COMMENT, changelog=CHANGELOG),
        [("updated", "20009", ""), ("commented", "10050", MADE_MS)],
    ),
    ("worklog", told("worklog_created", worklog=WORKLOG), [("worklog", "10060", MADE_MS)]),
    ("worklog edited", told("worklog_updated", worklog=WORKLOG), [("worklog_edited", "10060", EDITED_MS)]),
    ("worklog deleted", told("worklog_deleted", worklog=WORKLOG), [("worklog_deleted", "10060", "")]),
    (
        "link",
        told("issuelink_created", issueLink=LINK),
        [("link", "10070/10001", ""), ("link", "10070/10002", "")],
    ),
    ("link deleted", told("issuelink_deleted", issueLink=LINK), [("unlinked", "10070", "")]),
    (
        "attachment",
        told("attachment_created", attachment={"id": "10080"}),
        [("attachment", "10080", "created")],
    ),
    (
        "attachment deleted",
        told("attachment_deleted", attachment={"id": "10080"}),
        [("attachment", "10080", "deleted")],
    ),
]


@pytest.mark.parametrize(("name", "value", "expected"), SAME, ids=[each[0] for each in SAME])
def test_each_event_has_its_identity(
    name: str, value: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert identities(value) == expected
    assert identities({**value, "timestamp": 1795999999999, "matchedWebhookIds": [1]}) == expected


def test_every_event_name_that_we_know_is_tried_above() -> None:
    assert {each[1]["webhookEvent"] for each in SAME} == set(KINDS)


@pytest.mark.parametrize(
    "value",
    [
        told("sprint_started", sprint={"id": 1}),
        told("user_updated", user=ADA),
        told("project_created", project={"id": 1}),
        told("jira:version_released", version={"id": "1"}),
        told("jira:issue_updated", issue=ISSUE),
        told("jira:issue_updated", issue=ISSUE, changelog={"id": "20010", "items": [LINK_ITEM]}),
        told("issuelink_created", issueLink={}),
        told("other"),
        {"event": "lunch"},
    ],
)
def test_what_is_none_of_ours_is_named_and_told_apart_by_its_body(value: dict[str, Any]) -> None:
    [event] = read(value)
    assert (event.kind, event.entity) == ("other", value.get("webhookEvent") or value["event"])
    assert identities(value) == identities(dict(value))
    assert identities(value) != identities({**value, "timestamp": 1})


def test_files_and_lost_links_name_no_issue() -> None:
    for name in ("attachment_created", "attachment_deleted", "issuelink_deleted"):
        [event] = read(told(name, attachment={"id": 1}, issueLink=LINK, issue=ISSUE))
        assert (event.issue_id, event.issue_key, event.kind in ("attachment", "unlinked")) == ("", "", True)


# What else an event says


def test_an_update_says_all_that_it_can() -> None:
    [event] = read(told("jira:issue_updated", issue=ISSUE, user=ADA, changelog=CHANGELOG))
    assert event == Event(
        kind="updated",
        entity="20009",
        version="",
        at=datetime.fromtimestamp(1795347100, UTC),
        issue_id="10001",
        issue_key="SUP-7",
        project="SUP",
        summary="Printer",
        actor="557058:ada",
        actor_name="Ada",
        changes=(Change("status", "status", "1", "3", "Open", "Done"),),
    )


@pytest.mark.parametrize(
    ("value", "actor", "at"),
    [
        (told("comment_created", comment=COMMENT), "Ada", MADE),
        (told("comment_updated", comment=COMMENT), "Bruno", EDITED),
        (told("comment_deleted", comment=COMMENT), "", ""),
        (told("comment_deleted", comment=COMMENT, user=BRUNO), "Bruno", ""),
        (told("worklog_created", worklog=WORKLOG), "Ada", MADE),
        (told("worklog_updated", worklog=WORKLOG), "Bruno", EDITED),
        (told("worklog_deleted", worklog=WORKLOG), "", ""),
        (told("jira:issue_created", issue=ISSUE, user=BRUNO), "Bruno", ""),
    ],
)
def test_who_did_it_and_when(value: dict[str, Any], actor: str, at: str) -> None:
    [event] = read(value)
    assert event.actor_name == actor
    assert event.at == (datetime.fromisoformat(at) if at else datetime.fromtimestamp(1795347100, UTC))
    assert event.at.tzinfo is UTC


def test_comments_and_worklogs_are_named() -> None:
    [comment] = read(told("comment_created", comment=COMMENT, issue=ISSUE))
    [worklog] = read(told("worklog_created", worklog=WORKLOG))
    assert (comment.comment_id, comment.worklog_id, comment.issue_key) == ("10050", "", "SUP-7")
    assert (worklog.comment_id, worklog.worklog_id, worklog.issue_id) == ("", "10060", "10001")


@pytest.mark.parametrize(
    ("given", "mailing"),
    [
        ({}, True),
        ({"sendMail": True}, True),
        ({"sendMail": False}, False),
        ({"sendMail": "x"}, True),
        (5, True),
    ],
)
def test_somebody_may_have_asked_jira_for_no_mail(given: Any, mailing: bool) -> None:
    [event] = read(told("jira:issue_created", issue=ISSUE, bulkOperationMetaData=given))
    assert event.mailing is mailing


def test_the_words_of_a_deleted_comment_are_left_out() -> None:
    gone = {"field": "Comment", "from": "10050", "fromString": "the restricted words", "to": None}
    [event] = read(told("jira:issue_updated", issue=ISSUE, changelog={"id": "1", "items": [gone]}))
    assert event.changes == (Change("Comment"),)


@pytest.mark.parametrize("value", [each[1] for each in SAME])
def test_an_event_survives_json(value: dict[str, Any]) -> None:
    for event in read({**value, "issue": ISSUE, "user": ADA}):
        assert Event.from_json(json.loads(json.dumps(event.to_json()))) == event


# Automation

OWN: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({"event": "created", "issue": {"id": "10001"}}, [("created", "10001", "")]),
    ({"event": "jira:issue_created", "issue": {"id": 10001}}, [("created", "10001", "")]),
    ({"event": "issue_created", "issue": {"id": "10001"}}, [("created", "10001", "")]),
    ({"event": "created", "issue": {"key": "SUP-7"}}, [("created", "SUP-7", "")]),
    (
        {"event": "commented", "issue": {"key": "SUP-7"}, "comment": {"id": "10050", "created": MADE_MS}},
        [("commented", "10050", MADE_MS)],
    ),
    ({"event": "commented", "comment": {"id": "10050", "created": MADE}}, [("commented", "10050", MADE_MS)]),
    ({"event": "commented", "comment": {"id": "10050"}}, [("commented", "10050", "")]),
    (
        {"event": "comment_edited", "comment": {"id": "10050"}, "timestamp": int(EDITED_MS)},
        [("comment_edited", "10050", EDITED_MS)],
    ),
    (
        {"event": "comment_edited", "comment": {"id": "10050"}},
        [("comment_edited", "10050", "1795348800000")],
    ),
    (
        {"event": "updated", "issue": {"id": "10001"}, "timestamp": MADE_MS},
        [("updated", "10001", MADE_MS)],
    ),
    ({"event": "updated", "issue": {"id": "1"}, "changelog": {"id": "20009"}}, [("updated", "20009", "")]),
    ({"event": "updated", "issue": {"id": "10001"}}, [("updated", "10001", "1795348800000")]),
    ({"event": "worklog_deleted", "worklog": {"id": "10060"}}, [("worklog_deleted", "10060", "")]),
    ({"timestamp": 1, "issue": ISSUE, "comment": COMMENT}, [("commented", "10050", MADE_MS)]),
]


@pytest.mark.parametrize(("value", "expected"), OWN)
def test_an_automation_rule_may_send_little(
    value: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert identities(value) == expected


def issue_data(**fields: Any) -> dict[str, Any]:
    return {
        "self": "https://example.atlassian.net/rest/api/2/issue/10001",
        "id": 10001,
        "key": "SUP-7",
        "changelog": {"startAt": 0, "maxResults": 0, "total": 0, "histories": None},
        "fields": {**ISSUE["fields"], **fields},
    }


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [("created", "10001", "")]),
        ({"updated": "2026-11-22T14:00:00.000+0100"}, [("updated", "10001", "1795352400000")]),
        (
            {"updated": EDITED, "created": "2026-01-01T00:00:00Z", "comment": {"comments": [COMMENT]}},
            [("comment_edited", "10050", EDITED_MS)],
        ),
        (  # a change half a minute after a comment, of which nothing is shown
            {
                "updated": "2026-11-22T12:30:30.000+0100",
                "comment": {"comments": [COMMENT | {"updated": MADE}]},
            },
            [
                ("created", "10001", ""),
                ("commented", "10050", MADE_MS),
                ("updated", "10001", "1795347030000"),
            ],
        ),
        (
            {"updated": MADE, "comment": {"comments": [COMMENT | {"updated": MADE}]}},
            [("created", "10001", ""), ("commented", "10050", MADE_MS)],
        ),
    ],
)
def test_issue_data_is_sent_for_what_is_newest_in_it(
    fields: dict[str, Any], expected: list[tuple[str, str, str]], wrapped: bool
) -> None:
    value = issue_data(**fields)
    found = identities({"issue": value} if wrapped else value)
    assert found == expected


# An issue as a whole


def linked(*links: tuple[str, str, str], words: str) -> list[str]:
    """The entities of the link events of an issue with these links: id, way, words of the link type."""
    shown = [
        {"id": id, "type": {way: kind}, f"{way}Issue": {"id": "10002", "key": "SUP-8"}}
        for id, way, kind in links
    ]
    item = LINK_ITEM | {"toString": words}
    history = {"id": "20001", "created": MADE, "items": [item]}
    issue = {**ISSUE, "fields": {"issuelinks": shown}}
    return [each.entity for each in Held(issue, [history], [], []).events(RECEIVED - timedelta(days=1))]


BLOCKS, BLOCKED = ("1", "outward", "blocks"), ("2", "inward", "is blocked by")


def test_a_link_in_the_changelog_is_found_by_its_issue_and_words() -> None:
    assert linked(BLOCKS, BLOCKED, words="This issue blocks SUP-8") == ["1/10001"]
    assert linked(BLOCKS, BLOCKED, words="This issue is blocked by SUP-8") == ["2/10001"]
    assert linked(BLOCKED, words="Dieser Vorgang wird blockiert von SUP-8") == ["2/10001"]
    assert linked(words="This issue blocks SUP-8") == []

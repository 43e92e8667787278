"""Nothing that is sent to the webhook's address can break the reading of it."""

from __future__ import annotations

import json
import re
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from postroom.errors import Refused
from postroom.jira.events import Event, read_payload
from postroom.jira.events.payload import KINDS
from tests.jira.test_events import (
    ADA,
    CHANGELOG,
    COMMENT,
    EDITED,
    ISSUE,
    ITEM,
    LINK,
    LINK_ITEM,
    MADE,
    MADE_MS,
    RECEIVED,
    issue_data,
    read,
    told,
)

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Exclude body"),
        (b" \n", "Exclude body"),
        (b"{", "not JSON"),
        (b"\xff\xfe\xfa", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'{"a":' * 200_000, "not JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'"webhookEvent"', "not a JSON object"),
        (b"{}", "names no event"),
        (b'{"webhookEvent": 5}', "names no event"),
        (b'{"webhookEvent": "\\u0000"}', "names no event"),
        (b'{"issue": {"id": "1"}}', "names no event"),
        (b'{"fields": {"updated": "yesterday"}}', "names no event"),
    ],
)
def test_what_is_no_event_is_refused_in_words(body: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_payload(body)


@pytest.mark.parametrize(
    "time",
    [
        *(
            None,
            True,
            -1,
            0,
            1e300,
            10**20,
            "",
            "soon",
            "9999-12-31T23:59:59-23:59",
            "0001-01-01T00:00:00+23:59",
        ),
        *("2026-11-22T12:00:00+99:99", "٢٠٢٦-11-22", "1" * 4000, [], {}, "2026-W99-9", "1" * 13 + "\n"),
    ],
)
def test_a_time_that_is_none_is_not_there(time: Any) -> None:
    [event] = read(told("comment_created", comment={"id": "1", "created": time}) | {"timestamp": time})
    assert (event.at, event.version) == (RECEIVED, "")


@pytest.mark.parametrize(
    "id", [None, True, -5, 1.5, 10**40, "", " ", "a b", "1\n", "ü", "x" * 129, [], {}, "\0"]
)
def test_an_id_that_is_none_gives_way_to_the_body(id: Any) -> None:
    [event] = read(told("comment_created", comment={"id": id}, issue={"id": id, "key": id}))
    assert len(event.entity) == 16
    assert (event.issue_id, event.issue_key, event.project, event.comment_id) == ("", "", "", "")


def test_texts_can_be_stored_and_have_an_end() -> None:
    long = {"field": "description", "toString": "x" * 100_000 + "\0\ud800"}
    issue = {"id": "1", "fields": {"summary": "a\0b\ud800c" + "y" * 1000}}
    [event] = read(told("jira:issue_updated", issue=issue, changelog={"id": "2", "items": [long] * 300}))
    assert event.summary.startswith("abcy")
    assert len(event.summary) <= 300
    assert (len(event.changes), len(event.changes[0].new_text)) == (200, 5000)
    json.dumps(event.to_json(), ensure_ascii=False).encode()


leaves = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(),
    some.text(max_size=8),
    some.sampled_from([MADE, EDITED, MADE_MS, "10001", "SUP-7", "Link", "Comment", *KINDS]),
    some.sampled_from([ISSUE, COMMENT, CHANGELOG, LINK, ADA, ITEM, LINK_ITEM]),
)
NAMES = """
    webhookEvent event timestamp issue comment worklog issueLink attachment changelog histories items fields
    comments worklogs issuelinks id key created updated user author updateAuthor project summary field fieldId from
    to toString issueId sourceIssueId destinationIssueId bulkOperationMetaData sendMail issue_event_type_name
    outwardIssue inwardIssue type outward inward accountId displayName
"""
names = some.sampled_from(re.findall(r"\w+", NAMES))
values = some.recursive(
    leaves,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(names, inner, max_size=6),
    max_leaves=30,
)
payloads = some.builds(
    lambda value, name: value | ({"webhookEvent": name} if name else {}),
    some.dictionaries(names, values, max_size=8),
    some.sampled_from(["", *KINDS]),
)


@settings(max_examples=700, deadline=None)
@given(payloads)
def test_whatever_the_shape_there_are_events_or_a_refusal(value: dict[str, Any]) -> None:
    try:
        found = read(value)
    except Refused:
        return
    assert found
    for event in found:
        assert event.kind
        assert event.entity
        assert event.at.tzinfo is UTC
        text = json.dumps(event.to_json(), ensure_ascii=False).encode()
        assert b"\\u0000" not in text
        assert Event.from_json(json.loads(text)) == event
    assert [each.identity for each in read(value)] == [each.identity for each in found]


@settings(max_examples=500, deadline=None)
@given(some.binary(max_size=200))
def test_whatever_the_bytes_only_refused_is_raised(body: bytes) -> None:
    try:
        read_payload(body, received=RECEIVED)
    except Refused as refusal:
        assert "webhook" in str(refusal)


def test_a_large_body_is_read_in_linear_time() -> None:
    """Twenty thousand links that all fit twenty thousand changes: nobody looks at all pairs."""
    link = {"id": "1", "type": {"outward": "blocks"}, "outwardIssue": {"key": "SUP-8"}}
    history = {"id": "2", "created": MADE, "items": [LINK_ITEM]}
    value = issue_data(updated=MADE, issuelinks=[link] * 20_000)
    assert len(read({**value, "changelog": {"histories": [history] * 20_000}})) <= 101

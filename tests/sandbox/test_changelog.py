"""What changes an issue, and what the changelog says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Caller, document

Person = Callable[[str], Caller]


def items(jira: Caller, key: str) -> list[tuple[str, Any, Any]]:
    """Each change: field, value before, value after, in words."""
    histories = jira.get(f"issue/{key}/changelog").json()["values"]
    return [
        (item["field"], item.get("fromString"), item.get("toString"))
        for history in histories
        for item in history["items"]
    ]


CHANGES: list[tuple[dict[str, Any], list[tuple[str, Any, Any]]]] = [
    ({"fields": {"summary": "New"}}, [("summary", "A summary", "New")]),
    ({"fields": {"summary": "A summary"}}, []),
    ({"fields": {"description": document("one", "two")}}, [("description", None, "one\ntwo")]),
    ({"update": {"labels": [{"add": "a"}, {"add": "b"}]}}, [("labels", "", "a b")]),
    ({"fields": {"priority": {"name": "Highest"}}}, [("priority", "Medium", "Highest")]),
    ({"fields": {"duedate": "2027-01-31"}}, [("duedate", None, "2027-01-31")]),
    ({"fields": {"assignee": {"accountId": "ada"}}}, [("assignee", None, "Ada Ahlgren")]),
    ({"fields": {"customfield_10101": "x@example.com"}}, [("Email Sender Address", None, "x@example.com")]),
    ({"fields": {"customfield_10120": {"accountId": "ada"}}}, [("Contact", None, "Ada Ahlgren")]),
    ({"fields": {"customfield_10122": {"name": "board"}}}, [("Informed Group", None, "board")]),
    ({"fields": {"customfield_10131": [1]}}, [("Organizations", None, "Ekwall Glassworks")]),
    ({"fields": {"security": {"name": "Team only"}}}, [("security", None, "Team only")]),
    (
        {"update": {"components": [{"add": {"name": "Printers"}}, {"add": {"name": "Network"}}]}},
        [("Component", None, "Printers"), ("Component", None, "Network")],
    ),
    (
        {"update": {"customfield_10121": [{"add": {"accountId": "ada"}}, {"add": {"accountId": "bruno"}}]}},
        [("Approvers", None, "Ada Ahlgren, Bruno Barth")],
    ),
]


def named(value: Any, ids: dict[str, str]) -> Any:
    """The same with account ids in place of names."""
    if isinstance(value, dict):
        return {k: ids[v] if k == "accountId" else named(v, ids) for k, v in value.items()}
    return [named(each, ids) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_an_edit_stands_in_the_changelog(
    change: dict[str, Any], expected: list[tuple[str, Any, Any]], jira: Caller, ids: dict[str, str]
) -> None:
    key = jira.new_key()
    assert jira.put(f"issue/{key}", json=named(change, ids)).status_code == 204
    assert items(jira, key) == expected
    again = jira.get(f"issue/{key}?expand=changelog").json()["changelog"]
    assert again["total"] == bool(expected)
    names = list(change.get("fields", {}) or change["update"])
    assert jira.get(f"issue/{key}", params={"fields": names[0]}).json()["fields"][names[0]]


def test_lists_can_be_shortened_again(jira: Caller) -> None:
    key = jira.new_key(components=[{"name": "Printers"}, {"id": "10401"}])
    jira.put(f"issue/{key}", json={"update": {"components": [{"remove": {"id": "10400"}}]}})
    left = jira.get(f"issue/{key}?fields=components").json()["fields"]["components"]
    assert [each["name"] for each in left] == ["Network"]
    assert items(jira, key) == [("Component", "Printers", None)]
    wrong = jira.put(f"issue/{key}", json={"fields": {"components": [{"name": "Servers"}]}})
    assert wrong.json()["errors"] == {"components": "Component name 'Servers' is not valid"}


def test_every_change_names_its_author_and_its_number(
    person: Person, anyone: Person, ids: dict[str, str]
) -> None:
    key = person("ada").new_key()
    assert person("bruno").put(f"issue/{key}/assignee", json={"accountId": ids["ada"]}).status_code == 204
    person("ada").post(f"issue/{key}/transitions", json={"transition": {"id": "21"}})
    anyone("ada").put(f"issue/{key}/assignee", json={"accountId": None})  # the schema knows no null there
    person("ada").put(f"issue/{key}/assignee", json={"accountId": "-1"})
    histories = person("bot").get(f"issue/{key}/changelog").json()["values"]
    assert [each["author"]["accountId"] for each in histories] == [
        ids[n] for n in ("bruno", "ada", "ada", "ada")
    ]
    numbers = [int(each["id"]) for each in histories]
    assert numbers == sorted(set(numbers))
    assert items(person("bot"), key) == [
        ("assignee", None, "Ada Ahlgren"),
        ("status", "To Do", "In Progress"),
        ("assignee", "Ada Ahlgren", None),
        ("assignee", None, "Ada Ahlgren"),
    ]
    newest_first = person("bot").get(f"issue/{key}?expand=changelog").json()["changelog"]["histories"]
    assert [int(each["id"]) for each in newest_first] == numbers[::-1]
    page = person("bot").get(f"issue/{key}/changelog?startAt=1&maxResults=2").json()
    assert ([int(each["id"]) for each in page["values"]], page["isLast"]) == (numbers[1:3], False)
    chosen = person("bot").post(f"issue/{key}/changelog/list", json={"changelogIds": numbers[2:]}).json()
    assert [int(each["id"]) for each in chosen["histories"]] == numbers[2:]


def test_several_changelogs_come_at_once(person: Person) -> None:
    keys = [person("ada").new_key(), person("ada").new_key(), person("ada").new_key(security={"id": "10301"})]
    for key in keys[:2]:
        person("ada").put(f"issue/{key}", json={"fields": {"duedate": "2027-01-31", "labels": ["x"]}})
    found = person("ada").post("changelog/bulkfetch", json={"issueIdsOrKeys": keys}).json()["issueChangeLogs"]
    assert [len(each["changeHistories"]) for each in found] == [1, 1]
    asked = {"issueIdsOrKeys": keys, "fieldIds": ["summary"]}
    assert person("ada").post("changelog/bulkfetch", json=asked).json()["issueChangeLogs"] == []


def test_only_some_may_be_assigned(person: Person, anyone: Person, ids: dict[str, str]) -> None:
    key = person("ada").new_key()
    for name in ("hanna", "enid", "chiara"):
        wrong = {"assignee": f"User '{ids[name]}' cannot be assigned issues."}
        answer = person("ada").put(f"issue/{key}/assignee", json={"accountId": ids[name]})
        assert (answer.status_code, answer.json()["errors"]) == (400, wrong)
        edited = person("ada").put(f"issue/{key}", json={"fields": {"assignee": {"accountId": ids[name]}}})
        assert edited.json()["errors"] == wrong
    found = anyone("ada").get(f"user/assignable/search?issueKey={key}&query=").json()
    assert {each["accountId"] for each in found} == {ids[name] for name in ("bot", "ada", "bruno")}


def test_a_transition_may_set_fields_and_comment(jira: Caller) -> None:
    key = jira.new_key()
    asked = {
        "transition": {"id": "31"},
        "fields": {"labels": ["done"]},
        "update": {"comment": [{"add": {"body": document("Finished.")}}]},
    }
    assert jira.post(f"issue/{key}/transitions", json=asked).status_code == 204
    assert items(jira, key) == [("status", "To Do", "Done"), ("labels", "", "done")]
    assert jira.get(f"issue/{key}/comment").json()["total"] == 1


def test_files_come_and_go(jira: Caller) -> None:
    key = jira.new_key()
    number = jira.attach(key, ("a.txt", b"a"), ("b.txt", b"b")).json()[0]["id"]
    jira.delete(f"attachment/{number}")
    assert items(jira, key) == [
        ("Attachment", None, "a.txt"),
        ("Attachment", None, "b.txt"),
        ("Attachment", "a.txt", None),
    ]


def test_issues_are_linked_in_a_direction(jira: Caller) -> None:
    first, second = jira.new_key(), jira.new_key(project="OPS")
    link = {"type": {"name": "Blocks"}, "inwardIssue": {"key": first}, "outwardIssue": {"key": second}}
    assert jira.post("issueLink", json=link).status_code == 201
    assert jira.post("issueLink", json=link).status_code == 201  # once more is no second link
    [one] = jira.get(f"issue/{first}?fields=issuelinks").json()["fields"]["issuelinks"]
    [other] = jira.get(f"issue/{second}?fields=issuelinks").json()["fields"]["issuelinks"]
    assert (one["outwardIssue"]["key"], other["inwardIssue"]["key"]) == (second, first)
    assert items(jira, first) == [("Link", None, f"This issue blocks {second}")]
    assert items(jira, second) == [("Link", None, f"This issue is blocked by {first}")]
    assert jira.get(f"issueLink/{one['id']}").json()["inwardIssue"]["key"] == first
    assert jira.get("issueLinkType").json()["issueLinkTypes"][0]["outward"] == "blocks"
    assert jira.delete(f"issueLink/{one['id']}").status_code == 204
    assert jira.get(f"issueLink/{one['id']}").status_code == 404
    assert jira.post("issueLink", json=link | {"type": {"name": "Eats"}}).status_code == 404


def test_a_link_to_what_one_may_not_see_is_not_shown(person: Person) -> None:
    first, second = person("ada").new_key(project="OPS"), person("ada").new_key()
    link = {"type": {"name": "Relates"}, "inwardIssue": {"key": first}, "outwardIssue": {"key": second}}
    person("ada").post("issueLink", json=link)
    assert person("hanna").get(f"issue/{first}?fields=issuelinks").json()["fields"] == {"issuelinks": []}


def test_work_is_logged(person: Person, ids: dict[str, str]) -> None:
    key = person("ada").new_key()
    work = {"timeSpent": "1h 30m", "started": "2026-11-20T09:00:00.000+0000", "comment": document("Dug.")}
    made = person("ada").post(f"issue/{key}/worklog", json=work).json()
    assert (made["timeSpentSeconds"], made["timeSpent"], made["started"]) == (
        5400,
        "1h 30m",
        "2026-11-20T10:00:00.000+0100",
    )
    url = f"issue/{key}/worklog/{made['id']}"
    assert person("ada").put(url, json={"timeSpentSeconds": 7200}).json()["timeSpent"] == "2h"
    team = {"type": "role", "value": "Service Desk Team"}
    person("bruno").post(f"issue/{key}/worklog", json={"timeSpent": "1d", "visibility": team})
    assert person("ada").get(f"issue/{key}/worklog").json()["total"] == 2
    assert person("chiara").get(f"issue/{key}/worklog").json()["total"] == 1
    assert person("ada").delete(url).status_code == 204
    assert person("ada").get(url).status_code == 404
    spent = [change[1:] for change in items(person("ada"), key) if change[0] == "timespent"]
    assert spent == [(None, "5400"), ("5400", "7200"), ("7200", "36000"), ("36000", "28800")]
    assert person("chiara").post(f"issue/{key}/worklog", json=work).status_code == 400
    for wrong in ({"timeSpent": "soon"}, {"timeSpent": "1h", "started": "now"}):
        assert person("ada").post(f"issue/{key}/worklog", json=wrong).status_code == 400

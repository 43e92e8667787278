"""What the site tells those who want to know whom to write to: permissions, JQL that fits, fields by name, worklogs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.sandbox.conftest import Caller, document

Person = Callable[[str], Caller]
STARTED = "2026-11-22T10:00:00.000+0000"


def test_who_has_a_permission_is_told_to_those_who_administer_the_project(
    person: Person, ids: dict[str, str]
) -> None:
    def found(name: str, **asked: str) -> list[str]:
        answer = person(name).get("user/permission/search", params=asked)
        assert answer.status_code == 200
        return [who for who, id in ids.items() if any(each["accountId"] == id for each in answer.json())]

    assert found("bot", permissions="SERVICEDESK_AGENT", projectKey="SUP") == ["bot", "ada", "bruno"]
    assert found("ada", permissions="BROWSE_PROJECTS,EDIT_ISSUES", projectKey="SUP") == [
        "bot",
        "ada",
        "bruno",
    ]
    one = {"permissions": "BROWSE_PROJECTS", "projectKey": "OPS", "accountId": ids["hanna"]}
    assert found("frida", **one) == ["hanna"]
    assert found("frida", **one | {"accountId": ids["dmitri"]}) == []


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [
        ("bruno", {"permissions": "BROWSE_PROJECTS", "projectKey": "SUP"}, 403),
        ("bot", {"permissions": "LAUNCH_ROCKETS", "projectKey": "SUP"}, 400),
        ("bot", {"permissions": "", "projectKey": "SUP"}, 400),
        ("hanna", {"permissions": "BROWSE_PROJECTS", "projectKey": "SUP"}, 404),
    ],
)
def test_others_are_not_told(person: Person, name: str, asked: dict[str, str], status: int) -> None:
    assert person(name).get("user/permission/search", params=asked).status_code == status


def test_issues_are_matched_with_several_queries_at_once(person: Person) -> None:
    bot = person("bot")
    numbers = [int(bot.create(labels=labels).json()["id"]) for labels in (["hall"], [])]
    queries = ["labels = hall", "project = SUP", "colour = 1"]
    asked = {"issueIds": [*numbers, 999999], "jqls": queries}
    first, second, third = bot.post("jql/match", json=asked).json()["matches"]
    assert (first, second) == (
        {"matchedIssues": numbers[:1], "errors": []},
        {"matchedIssues": numbers, "errors": []},
    )
    assert third["matchedIssues"] == []
    assert "colour" in third["errors"][0]
    unseen = person("hanna").post("jql/match", json=asked).json()["matches"]
    assert [each["matchedIssues"] for each in unseen] == [[], [], []]


def test_an_issue_names_and_describes_its_fields_where_asked(jira: Caller) -> None:
    key = jira.new_key()
    plain = jira.get(f"issue/{key}").json()
    assert "names" not in plain and "schema" not in plain
    whole = jira.get(f"issue/{key}", params={"expand": "names,schema"}).json()
    assert set(whole["names"]) == set(whole["fields"])
    assert whole["names"]["customfield_10130"] == "Request participants"
    assert (
        whole["schema"]["customfield_10131"]["custom"]
        == "com.atlassian.servicedesk:sd-customer-organizations"
    )


def test_worklogs_come_in_bulk_for_those_who_may_read_them(person: Person) -> None:
    ada = person("ada")
    key = ada.new_key()
    entry = {"started": STARTED, "timeSpent": "1h", "comment": document("cables")}
    closed = {**entry, "visibility": {"type": "role", "value": "Service Desk Team"}}
    ids = [int(ada.post(f"issue/{key}/worklog", json=each).json()["id"]) for each in (entry, closed)]

    def read(name: str) -> list[str]:
        return [each["id"] for each in person(name).post("worklog/list", json={"ids": [*ids, 999999]}).json()]

    assert read("ada") == [str(id) for id in ids]
    assert read("chiara") == [str(ids[0])]
    assert read("hanna") == []

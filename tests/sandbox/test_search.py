"""The search: what of JQL is known, how it lags behind, and the bulk read that does not."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Caller
from tests.sandbox_process import SandboxProcess

FITTING = (
    "project = SUP",
    'project in ("SUP", OPS) AND key = SUP-1',
    "key in (SUP-1, SUP-2)",
    "issuekey = sup-1",
    "creator = currentUser() AND project = 'Sup'",
    'created >= "-5m"',
    "created >= -1h AND updated > -1d",
    'created >= "2020-01-01 10:30" and created < "2999/12/31"',
    'status = "To Do" AND project = SUP',
    "status not in (Done) AND status != 'In Progress' AND project != OPS",
    "(project = OPS OR project = SUP) AND NOT status = Done",
    "project = OPS OR key = SUP-1 AND status = 'To Do'",
    "NOT (project = OPS) AND (issue = SUP-1)",
    "assignee is EMPTY AND reporter is not empty and labels is empty",
    "reporter = currentUser() AND watcher = currentUser() AND issuetype = Task AND priority = Medium",
    "statusCategory = 'To Do' AND component is empty AND level is empty",
    'summary ~ "summ" AND text !~ "printer"',
)
NOT_FITTING = (
    *("project = OPS", "key = SUP-7", 'created < "-5m"', "status = Done"),
    "project not in (SUP)",
    *("project = SUP AND NOT key = SUP-1", "(project = SUP OR project = OPS) AND status = Done"),
    *("assignee = currentUser()", "component = Printers OR level = 'Team only'", 'summary ~ "printer"'),
)
IN_QUERY = "Error in the JQL Query: "
OPERATORS = "'=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'"
WRONG = {
    "project = NOPE": "The value 'NOPE' does not exist for the field 'project'.",
    "colour = red": "Field 'colour' does not exist or you do not have permission to view it.",
    "project SUP": f"{IN_QUERY}Expecting operator but got 'SUP'. The valid operators are {OPERATORS}.",
    "project = SUP created > -5m": f"{IN_QUERY}Expecting either 'OR' or 'AND' but got 'created'.",
    "(project = SUP": f"{IN_QUERY}Expecting ')' at the end of the query.",
    "summary = x": "The operator '=' is not supported by the 'summary' field.",
    "component = Nowhere": "The value 'Nowhere' does not exist for the field 'component'.",
    "": "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
}


@pytest.mark.parametrize("jql", FITTING)
def test_an_issue_is_found_by(jql: str, jira: Caller) -> None:
    jira.new_key()
    assert jira.found(jql) == ["SUP-1"]


@pytest.mark.parametrize("jql", NOT_FITTING)
def test_an_issue_is_not_found_by(jql: str, jira: Caller) -> None:
    jira.new_key()
    assert jira.found(jql) == []


@pytest.mark.parametrize("jql", WRONG)
def test_a_wrong_query_is_explained(jql: str, jira: Caller) -> None:
    answer = jira.search(jql)
    assert (answer.status_code, answer.json()["errorMessages"]) == (400, [WRONG[jql]])


def test_the_order_is_as_asked(jira: Caller) -> None:
    for _ in range(3):
        jira.new_key()
    jira.put("issue/SUP-1", json={"fields": {"summary": "changed"}})
    assert jira.found("project = SUP ORDER BY created DESC") == ["SUP-3", "SUP-2", "SUP-1"]
    assert jira.found("project = SUP order by key") == ["SUP-1", "SUP-2", "SUP-3"]
    assert jira.found("project = SUP ORDER BY updated DESC, key ASC")[0] == "SUP-1"


def test_pages_follow_each_other_by_token(jira: Caller) -> None:
    for _ in range(5):
        jira.new_key()
    found, token = [], None
    while True:
        asked = {"fields": ["key"], "maxResults": 2, **({"nextPageToken": token} if token else {})}
        page = jira.search("project = SUP ORDER BY key", **asked).json()
        found += [issue["key"] for issue in page["issues"]]
        if page["isLast"]:
            break
        token = page["nextPageToken"]
    assert found == [f"SUP-{n}" for n in range(1, 6)]


def test_without_fields_only_ids_come_and_properties_where_asked(jira: Caller) -> None:
    jira.create(properties=[{"key": "mark", "value": "m"}])
    assert set(jira.search("project = SUP").json()["issues"][0]) == {"id"}
    found = jira.search("project = SUP", fields=["key"], properties=["mark"]).json()["issues"][0]
    assert (found["key"], found["properties"]) == ("SUP-1", {"mark": "m"})
    assert jira.search("project = SUP", properties=list("abcdef")).status_code == 400


def test_the_index_lags_but_reads_do_not(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(index_lag=60)
    made = jira.create(properties=[{"key": "mark", "value": "m"}]).json()
    assert jira.found("project = SUP") == []
    sure = jira.search("project = SUP", fields=["key"], reconcileIssues=[int(made["id"])]).json()
    assert [issue["key"] for issue in sure["issues"]] == ["SUP-1"]
    asked = {"issueIdsOrKeys": ["SUP-1", "SUP-2"], "fields": ["summary"], "properties": ["mark"]}
    bulk = jira.post("issue/bulkfetch", json=asked).json()
    assert [issue["properties"] for issue in bulk["issues"]] == [{"mark": "m"}]
    assert [error["id"] for error in bulk["issueErrors"]] == ["SUP-2"]
    sandbox.faults(index_lag=0)
    assert jira.found("project = SUP") == ["SUP-1"]


def test_a_change_of_status_lags_too(sandbox: SandboxProcess, jira: Caller) -> None:
    jira.new_key()
    jira.post("issue/SUP-1/transitions", json={"transition": {"id": "31"}})
    assert jira.found("status = Done") == ["SUP-1"]
    for _ in range(6):
        jira.comment("SUP-1", "more")
    assert jira.found("status = Done") == ["SUP-1"]


def test_recent_changes_are_found_with_their_changelog(sandbox: SandboxProcess, jira: Caller) -> None:
    jira.new_key()
    jira.put("issue/SUP-1", json={"fields": {"summary": "New"}})
    jira.comment("SUP-1", "said")
    asked = {"fields": ["comment", "updated"], "expand": "changelog"}
    [found] = jira.search('project = SUP AND updated >= "-5m" ORDER BY updated', **asked).json()["issues"]
    [history] = found["changelog"]["histories"]
    assert [item["toString"] for item in history["items"]] == ["New"]
    assert found["fields"]["comment"]["total"] == 1
    sandbox.faults(index_lag=60)
    assert jira.search('project = SUP AND updated >= "-5m"', **asked).json()["issues"] == []

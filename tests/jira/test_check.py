"""Accounts, create screens and the test of a site."""

from __future__ import annotations

import pytest

from postroom.errors import BadConfiguration, Permanent
from postroom.jira.check import check_site
from postroom.jira.client import Connection, Jira
from postroom.jira.fields import Field, create_fields, field_by_name, issue_types, unfilled, value_for
from postroom.jira.users import find_account, myself
from tests.jira.stub import Script, jira_with, says

THREE = ("Email Sender Address", "Email Sender Name", "Email Participants")
ADA = {
    "accountId": "a",
    "displayName": "Ada",
    "active": True,
    "accountType": "atlassian",
    "emailAddress": "ada@example.com",
}
HIDDEN = {"accountId": "h", "displayName": "Chiara", "active": True, "accountType": "atlassian"}


def test_we_know_who_we_are(jira, sandbox):
    assert myself(jira).email == sandbox.email


@pytest.mark.parametrize(
    ("found", "account"),
    [
        ([], None),
        ([ADA], "a"),
        ([HIDDEN], "h"),  # the only one that Jira finds by this address
        ([HIDDEN, HIDDEN | {"accountId": "i"}], None),
        ([ADA, HIDDEN], "a"),
        ([ADA | {"emailAddress": "ada@example.com.au"}], None),
        ([ADA | {"emailAddress": "ADA@example.com"}], "a"),
        ([ADA | {"active": False}], None),
        ([ADA | {"accountType": "app"}], None),
        ([ADA, ADA | {"accountId": "b"}], None),
        ([HIDDEN | {"emailAddress": ""}], "h"),
    ],
)
def test_an_account_is_only_taken_where_it_is_the_one(found, account):
    assert find_account(jira_with(Script(says(200, found))), "ada@example.com") == account


def test_without_an_address_nobody_is_asked():
    script = Script(says(500))
    assert find_account(jira_with(script), " ") is None
    assert script.seen == []


def test_an_account_is_found_in_the_sandbox(jira, sandbox):
    assert find_account(jira, "Bruno@example.com") == "5f00000000000000000a0003"
    assert find_account(jira, "nobody@example.net") is None
    sandbox.faults(hide_users=True)
    assert find_account(jira, "bruno@example.com") is None


def test_the_create_screen_is_read_once(jira, sandbox):
    fields = create_fields(jira, "SUP", "task")
    assert fields["customfield_10101"] == Field("customfield_10101", THREE[0], False, "textfield")
    assert fields["summary"].required
    before = len(sandbox.log())
    assert create_fields(jira, "SUP", "task") == fields
    assert [each.name for each in issue_types(jira, "SUP")][:2] == ["Task", "Bug"]
    assert len(sandbox.log()) == before


def test_an_issue_type_is_known_by_id_too(jira):
    assert create_fields(jira, "SUP", "10001") == create_fields(jira, "SUP", "Task")


def test_an_unknown_issue_type_is_refused_with_those_there_are(jira):
    with pytest.raises(Permanent, match="It has: Task, Bug"):
        create_fields(jira, "SUP", "Story")


def test_a_long_screen_is_read_page_by_page():
    def field(n: int) -> dict[str, object]:
        return {
            "fieldId": f"customfield_{n}",
            "key": f"customfield_{n}",
            "name": f"F{n}",
            "required": False,
            "schema": {"type": "string"},
        }

    script = Script(
        says(200, {"issueTypes": [{"id": "1", "name": "Task"}], "total": 1}),
        says(200, {"fields": [field(n) for n in range(50)], "total": 70}),
        says(200, {"results": [field(n) for n in range(50, 70)], "total": 70}),
    )
    assert len(create_fields(jira_with(script), "SUP", "Task")) == 70
    assert script.seen[2].url.params["startAt"] == "50"


def test_a_field_is_known_by_name_or_id(jira):
    fields = create_fields(jira, "SUP", "Task")
    assert field_by_name(fields, "email SENDER address ").id == "customfield_10101"
    assert field_by_name(fields, "customfield_10103").name == THREE[2]
    assert field_by_name(fields, "Nothing") is None


def test_of_two_fields_of_one_name_the_one_for_text_is_taken():
    number, text = (
        Field("customfield_1", "Sender", False, "float"),
        Field("customfield_2", "Sender", False, "textfield"),
    )
    assert field_by_name({each.id: each for each in (number, text)}, "Sender") == text
    assert field_by_name({"customfield_1": number}, "Sender") == number


def test_a_value_has_the_form_of_its_field():
    line, page = (
        Field("customfield_1", "A", False, "textfield"),
        Field("customfield_2", "B", False, "textarea"),
    )
    assert value_for(line, "one\ntwo") == "one two"
    assert len(value_for(line, "x" * 300)) == 255
    assert value_for(line, " ") == ""
    assert value_for(page, "one")["type"] == "doc"
    with pytest.raises(BadConfiguration, match="holds no text"):
        value_for(Field("customfield_3", "C", False, "datepicker"), "x")


def test_required_fields_that_nobody_fills_are_named(jira):
    assert [each.name for each in unfilled(create_fields(jira, "OPS", "Change"))] == ["Impact"]
    assert unfilled(create_fields(jira, "OPS", "Change"), {"customfield_10110"}) == []
    assert unfilled(create_fields(jira, "SUP", "Task")) == []
    assert unfilled({"priority": Field("priority", "Priority", True, "priority", has_default=True)}) == []


# The test of a site


def steps(jira: Jira, *projects: tuple[str, str, tuple[str, ...]]) -> dict[str, tuple[bool, str]]:
    return {step.name: (step.ok, step.message) for step in check_site(jira, projects)}


def test_a_site_in_order_passes_every_step(jira, sandbox):
    found = check_site(jira, [("SUP", "Task", THREE)])
    assert [step for step in found if not step.ok] == []
    assert [step.name for step in found] == [
        *("reach", "login", "permission Browse users and groups", "attachments"),
        *("project SUP", "permissions in SUP", "issue type Task in SUP"),
        *(f"field {name} in SUP" for name in THREE),
    ]
    assert all(row["method"] == "GET" for row in sandbox.log())


def test_what_is_missing_is_said_with_what_to_do(jira, sandbox):
    sandbox.faults(hide_users=True, attachments_enabled=False)
    found = steps(jira, ("OPS", "Change", (THREE[0], "", "Impact")), ("SUP", "Story", ()), ("NO", "Task", ()))
    wrong = {name: message for name, (ok, message) in found.items() if not ok}
    assert wrong.keys() == {
        *("permission Browse users and groups", "attachments", "issue type Change in OPS"),
        *(f"field {THREE[0]} in OPS", "field Impact in OPS", "issue type Story in SUP", "project NO"),
    }
    assert "Global permissions" in wrong["permission Browse users and groups"]
    assert "switched off" in wrong["attachments"]
    assert "create screen of Change" in wrong[f"field {THREE[0]} in OPS"]
    assert "select" in wrong["field Impact in OPS"]
    assert "It has: Task" in wrong["issue type Story in SUP"]


def test_a_required_field_is_reported(jira):
    ok, message = steps(jira, ("OPS", "Change", ()))["issue type Change in OPS"]
    assert not ok
    assert "“Impact”" in message


def test_a_refused_login_ends_the_test_there(connect):
    found = check_site(connect("wrong"), [("SUP", "Task", THREE)])
    assert [(step.name, step.ok) for step in found] == [("reach", True), ("login", False)]
    assert "API token" in found[1].message


def test_a_site_out_of_reach_ends_the_test_at_once():
    nowhere = Connection("site", "http://127.0.0.1:9", "", "ada@example.com", "t0ken")
    with Jira(nowhere, sleep=lambda seconds: None) as jira:
        (step,) = check_site(jira, [("SUP", "Task", THREE)])
    assert not step.ok
    assert "refused" in step.message


def test_missing_permissions_are_named():
    def answer(request):
        path = request.url.path.removeprefix("/rest/api/3/")
        keys = request.url.params.get("permissions", "").split(",")
        held = {key: {"havePermission": key != "CREATE_ATTACHMENTS"} for key in keys}
        empty = {"issueTypes": [{"id": "1", "name": "Task"}], "total": 1, "fields": []}
        return says(200, {"mypermissions": {"permissions": held}, "myself": ADA}.get(path, empty))

    ok, message = steps(jira_with(answer), ("SUP", "Task", ()))["permissions in SUP"]
    assert not ok
    assert message == "Missing: Create Attachments. Give the account a role in SUP that has them."


def test_the_gateway_works_like_the_site(sandbox):
    gateway = Connection("gateway", sandbox.gateway, sandbox.url, sandbox.email, sandbox.token)
    with Jira(gateway) as jira:
        assert all(step.ok for step in check_site(jira, [("SUP", "Task", THREE)]))
    wrong = Connection("gateway", f"{sandbox.url}/ex/jira/nowhere", sandbox.url, sandbox.email, sandbox.token)
    with Jira(wrong) as jira:
        (step,) = check_site(jira, [])
    assert not step.ok
    assert "cloud id" in step.message

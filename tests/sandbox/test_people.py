"""Several people: who they are, what they may do, which groups and roles they have, and who sees what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Caller, document
from tests.sandbox_process import SandboxProcess

Person = Callable[[str], Caller]
INTERNAL = [{"key": "sd.public.comment", "value": {"internal": True}}]
LEVEL = {"team": {"id": "10300"}, "board": {"id": "10301"}, "reporter": {"id": "10302"}}
STAFF = {"bot", "ada", "bruno", "chiara", "frida"}
EVERYBODY = ("bot", "ada", "bruno", "chiara", "frida", "hanna", "enid", "gustav", "ivo")


def test_everybody_calls_in_their_own_name(
    sandbox: SandboxProcess, person: Person, ids: dict[str, str]
) -> None:
    for name in EVERYBODY:
        answer = person(name).get("myself")
        assert answer.json()["accountId"] == answer.headers["x-aaccountid"] == ids[name]
    key = person("ada").new_key()
    fields = person("bruno").get(f"issue/{key}").json()["fields"]
    assert [fields[each]["accountId"] for each in ("creator", "reporter")] == [ids["ada"]] * 2
    assert sandbox.log()[-2]["account"] == ids["ada"]
    assert "dmitri" not in sandbox.people  # his account is not active


def test_hidden_addresses_are_absent_or_empty_but_not_from_their_owner(
    person: Person, ids: dict[str, str]
) -> None:
    shown = {
        name: person("bot").get("user", params={"accountId": ids[name]}).json().get("emailAddress")
        for name in ("ada", "chiara", "frida", "ivo")
    }
    assert shown == {"ada": "ada@example.com", "chiara": None, "frida": "", "ivo": None}
    assert person("chiara").get("myself").json()["emailAddress"] == "chiara@example.com"


def test_groups_and_roles_can_be_read(person: Person, ids: dict[str, str]) -> None:
    bot = person("bot")
    groups = {each["name"] for each in bot.get("user/groups", params={"accountId": ids["bruno"]}).json()}
    assert groups == {"jira-users", "support-agents"}
    members = bot.get("group/member", params={"groupname": "board"}).json()["values"]
    assert [each["accountId"] for each in members] == [ids["frida"]]
    roles = bot.get("project/SUP/role").json()
    assert set(roles) == {"Administrators", "Service Desk Team", "Service Desk Customers", "Users"}
    team = bot.get(roles["Service Desk Team"]).json()
    assert [each["actorGroup"]["name"] for each in team["actors"]] == ["support-agents"]
    assert team["currentUserRole"] is True
    users = bot.get("project/SUP/role/10103").json()
    assert [each["actorUser"]["accountId"] for each in users["actors"]] == [ids["chiara"], ids["frida"]]
    assert bot.get("project/SUP/role/1").status_code == 404
    assert bot.get("group/member", params={"groupname": "nobody"}).status_code == 404


def test_without_the_permission_nobody_is_told_of(
    sandbox: SandboxProcess, person: Person, ids: dict[str, str]
) -> None:
    key = person("bot").new_key()
    seen = {"issueKey": key, "accountId": ids["ada"]}
    assert len(person("bot").get("user/viewissue/search", params=seen).json()) == 1
    sandbox.faults(hide_users=True)
    assert person("bot").get("user/viewissue/search", params=seen).json() == []
    for path in ("group/member?groupname=board", f"user/groups?accountId={ids['ada']}", "group/bulk"):
        assert person("bot").get(path).status_code == 403


def test_people_come_in_bulk(person: Person, ids: dict[str, str]) -> None:
    wanted = [ids["enid"], ids["ada"], "nobody"]
    page = person("bot").get("user/bulk", params={"accountId": wanted}).json()
    assert {each["accountId"] for each in page["values"]} == {ids["ada"], ids["enid"]}


def test_leads_of_projects_and_components(person: Person, ids: dict[str, str]) -> None:
    project = person("bot").get("project/SUP").json()
    assert project["lead"]["accountId"] == ids["ada"]
    assert project["projectTypeKey"] == "service_desk"
    leads = {each["name"]: each["lead"]["accountId"] for each in project["components"]}
    assert leads == {"Printers": ids["bruno"], "Network": ids["chiara"]}
    number = project["components"][0]["id"]
    assert person("bot").get(f"component/{number}").json()["lead"]["accountId"] == ids["bruno"]
    assert person("hanna").get(f"component/{number}").status_code == 404


def shown_to(anyone: Person, path: str) -> set[str]:
    statuses = {name: anyone(name).get(path).status_code for name in EVERYBODY}
    assert set(statuses.values()) <= {200, 404}
    return {name for name, status in statuses.items() if status == 200}


ISSUES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, STAFF),
    ({"reporter": "enid"}, STAFF | {"enid"}),
    ({"customfield_10130": ["ivo"]}, STAFF | {"ivo"}),
    ({"customfield_10131": [1]}, STAFF | {"enid", "gustav"}),
    ({"security": LEVEL["team"], "reporter": "enid"}, {"bot", "ada", "bruno"}),
    ({"security": LEVEL["reporter"], "reporter": "enid"}, {"bot", "ada", "bruno", "enid"}),
    ({"security": LEVEL["board"]}, {"frida"}),
]


@pytest.mark.parametrize(("fields", "expected"), ISSUES)
def test_an_issue_is_seen_by(
    fields: dict[str, Any], expected: set[str], anyone: Person, ids: dict[str, str]
) -> None:
    given = dict(fields)
    if "reporter" in given:
        given["reporter"] = {"id": ids[given["reporter"]]}
    if "customfield_10130" in given:
        given["customfield_10130"] = [{"accountId": ids[each]} for each in given["customfield_10130"]]
    made = anyone("ada").create(**given)
    assert made.status_code == 201, made.text
    key = made.json()["key"]
    assert shown_to(anyone, f"issue/{key}") == expected
    for path in ("comment", "changelog", "watchers", "transitions", "worklog", "properties"):
        assert shown_to(anyone, f"issue/{key}/{path}") == expected
    assert {name for name in EVERYBODY if anyone(name).found(f"key = {key}")} == expected
    asking = anyone("frida" if "frida" in expected else "bot")

    def viewers(**asked: str) -> set[str]:
        found = asking.get("user/viewissue/search", params={"issueKey": key, **asked}).json()
        return {each["accountId"] for each in found}

    assert viewers(query="") == {ids[name] for name in expected}
    assert {name for name in EVERYBODY if viewers(accountId=ids[name])} == expected
    assert anyone("").get(f"issue/{key}").status_code == (404 if "security" in fields else 200)


def test_who_may_not_see_an_issue_cannot_ask_who_may(person: Person, ids: dict[str, str]) -> None:
    key = person("ada").new_key(security=LEVEL["board"])
    asked = {"issueKey": key, "accountId": ids["frida"]}
    assert person("bot").get("user/viewissue/search", params=asked).status_code == 404
    assert person("bot").get("user/viewissue/search", params={"accountId": ids["ada"]}).status_code == 400


COMMENTS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("ada", {}, STAFF | {"enid"}),
    ("enid", {}, STAFF | {"enid"}),
    ("ada", {"properties": INTERNAL}, STAFF),
    ("enid", {"properties": INTERNAL}, STAFF | {"enid"}),  # a customer cannot write internally
    ("ada", {"visibility": {"type": "role", "value": "Administrators"}}, {"bot", "ada"}),
    ("bruno", {"visibility": {"type": "role", "identifier": "10102"}}, {"bot", "ada", "bruno"}),
    ("chiara", {"visibility": {"type": "role", "value": "Users"}}, {"chiara", "frida"}),
    ("bruno", {"visibility": {"type": "group", "value": "support-agents"}}, {"bot", "ada", "bruno"}),
    ("frida", {"visibility": {"type": "group", "value": "board"}}, {"frida"}),
    ("enid", {"visibility": {"type": "role", "value": "Service Desk Customers"}}, {"enid"}),
]


@pytest.mark.parametrize(("author", "kind", "expected"), COMMENTS)
def test_a_comment_is_read_by(
    author: str,
    kind: dict[str, Any],
    expected: set[str],
    person: Person,
    anyone: Person,
    ids: dict[str, str],
) -> None:
    key = anyone("ada").new_key(reporter={"id": ids["enid"]})
    made = person(author).post(f"issue/{key}/comment", json={"body": document("psst"), **kind})
    assert made.status_code == 201, made.text
    number = made.json()["id"]
    assert made.json()["author"]["accountId"] == ids[author]
    assert made.json().get("visibility", {}).get("type") == kind.get("visibility", {}).get("type")
    seeing = STAFF | {"enid"}
    field, many = f"issue/{key}?fields=comment", {"ids": [int(number)]}
    assert shown_to(anyone, f"issue/{key}/comment/{number}") == expected
    assert shown_to(anyone, f"comment/{number}/properties") == expected
    ways = (
        lambda one: one.get(f"issue/{key}/comment").json()["total"],
        lambda one: one.post("comment/list", json=many).json()["values"],
        lambda one: one.get(field).json()["fields"]["comment"]["comments"],
        lambda one: one.search(f"key = {key}", fields=["comment"]).json()["issues"][0]["fields"]["comment"][
            "total"
        ],
    )
    for way in ways:
        assert {name for name in seeing if way(anyone(name))} == expected
    everybody = not kind or (author == "enid" and "properties" in kind)
    assert bool(anyone("").get(f"issue/{key}/comment").json()["total"]) == everybody


def test_a_comment_may_become_internal_afterwards(person: Person, ids: dict[str, str]) -> None:
    key = person("ada").new_key(reporter={"id": ids["enid"]})
    number = person("ada").comment(key, "oops").json()["id"]
    assert person("enid").get(f"issue/{key}/comment/{number}").json()["jsdPublic"] is True
    person("ada").put(f"comment/{number}/properties/sd.public.comment", json={"internal": True})
    assert person("enid").get(f"issue/{key}/comment/{number}").status_code == 404
    assert person("ada").get(f"issue/{key}/comment/{number}").json()["jsdPublic"] is False
    body = {"body": document("for admins"), "visibility": {"type": "role", "value": "Administrators"}}
    assert person("ada").put(f"issue/{key}/comment/{number}", json=body).status_code == 200
    assert person("bruno").get(f"issue/{key}/comment/{number}").status_code == 404


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        ({"type": "role", "value": "Users"}, "not a member of the project role: Users"),
        ({"type": "group", "value": "board"}, "not a member of the group: board"),
        ({"type": "group", "value": "nowhere"}, "The group 'nowhere' does not exist"),
    ],
)
def test_nobody_writes_for_a_circle_they_are_not_in(
    visibility: dict[str, str], words: str, person: Person
) -> None:
    key = person("bot").new_key()
    answer = person("bot").post(
        f"issue/{key}/comment", json={"body": document("x"), "visibility": visibility}
    )
    assert answer.status_code == 400
    assert words in answer.json()["errors"]["commentLevel"]


def test_what_a_customer_may_not_do_is_refused(person: Person, ids: dict[str, str]) -> None:
    key = person("ada").new_key(reporter={"id": ids["enid"]})
    enid, done = person("enid"), [{"id": "31"}]
    number = person("ada").comment(key, "Hello").json()["id"]
    assert enid.create().status_code == 403
    assert enid.put(f"issue/{key}", json={"fields": {"summary": "mine"}}).status_code == 400
    assert enid.get(f"issue/{key}/transitions").json()["transitions"] == []
    assert enid.post(f"issue/{key}/transitions", json={"transition": done[0]}).status_code == 400
    assert enid.put(f"issue/{key}/assignee", json={"accountId": ids["ada"]}).status_code == 403
    assert enid.put(f"issue/{key}/comment/{number}", json={"body": document("x")}).status_code == 400
    assert enid.delete(f"issue/{key}/comment/{number}").status_code == 400
    assert enid.delete(f"issue/{key}").status_code == 403
    assert enid.post(f"issue/{key}/watchers", json=ids["gustav"]).status_code == 403
    own = enid.comment(key, "Thank you")
    assert own.status_code == 201
    for place in (f"issue/{key}", f"comment/{number}", f"comment/{own.json()['id']}"):
        assert enid.put(f"{place}/properties/sd.public.comment", json={"internal": True}).status_code == 403
    assert enid.attach(key, ("a.txt", b"a")).status_code == 200
    granted = enid.get(f"mypermissions?permissions=ADD_COMMENTS,EDIT_ISSUES&issueKey={key}").json()[
        "permissions"
    ]
    assert {name: each["havePermission"] for name, each in granted.items()} == {
        "ADD_COMMENTS": True,
        "EDIT_ISSUES": False,
    }
    assert person("hanna").get("project/SUP").status_code == 404
    assert [each["key"] for each in person("enid").get("project/search").json()["values"]] == ["SUP"]


def test_only_who_may_see_an_issue_can_watch_it(person: Person, ids: dict[str, str]) -> None:
    key = person("ada").new_key()
    assert person("ada").post(f"issue/{key}/watchers", json=ids["hanna"]).status_code == 400
    assert person("ada").post(f"issue/{key}/watchers", json=ids["chiara"]).status_code == 204
    assert person("chiara").get(f"issue/{key}/watchers").json()["isWatching"] is True
    assert (
        person("chiara").delete(f"issue/{key}/watchers", params={"accountId": ids["chiara"]}).status_code
        == 204
    )


def test_security_levels_can_be_listed(person: Person) -> None:
    levels = person("ada").get("project/SUP/securitylevel").json()["levels"]
    assert [each["name"] for each in levels] == ["Team only", "Board only", "Reporter and team"]
    assert person("chiara").get("project/SUP/securitylevel").json()["levels"] == []
    assert person("ada").get(f"securitylevel/{levels[0]['id']}").json()["name"] == "Team only"

"""Issues, comments, properties, attachments, people and create screens, as a REST caller sees them."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx2
import pytest

from tests.sandbox.conftest import Caller, document
from tests.sandbox_process import SandboxProcess

EFFECT = {"key": "postroom.effect", "value": "e-1"}


def test_it_works(sandbox: SandboxProcess, jira: Caller) -> None:
    made = jira.create("Printer", description=document("It burns.", "Help!"), properties=[EFFECT])
    assert made.status_code == 201
    key = made.json()["key"]
    jira.comment(key, "Water helped.", EFFECT)
    jira.attach(key, ("a.txt", b"abc"))
    [issue] = sandbox.issues()
    assert (issue["key"], issue["summary"], issue["description"]) == ("SUP-1", "Printer", "It burns.\nHelp!")
    assert issue["properties"] == {"postroom.effect": "e-1"}
    assert [comment["text"] for comment in issue["comments"]] == ["Water helped."]
    assert issue["attachments"][0]["sha256"] == hashlib.sha256(b"abc").hexdigest()


LONG = "x" * 256
NO_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
NO_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
REFUSED: list[tuple[dict[str, Any], Any]] = [
    ({"summary": ""}, {"summary": "You must specify a summary of the issue."}),
    ({"summary": LONG}, {"summary": "Summary must be less than 255 characters."}),
    ({"summary": "a\nb"}, {"summary": "The summary is invalid because it contains newline characters."}),
    ({"description": "plain"}, {"description": NO_DOCUMENT}),
    ({"customfield_10101": document("x")}, {"customfield_10101": "Operation value must be a string"}),
    ({"colour": 1}, {"colour": NO_SCREEN.format("colour")}),
    ({"environment": document("x")}, {"environment": NO_SCREEN.format("environment")}),
    ({"labels": ["two words"]}, {"labels": "The label 'two words' contains spaces which is invalid."}),
    ({"issuetype": {"name": "Epic"}}, {"issuetype": "Specify a valid issue type"}),
    (
        {"description": document("x" * 32768)},
        {"description": "The entered text is too long. It exceeds the allowed limit of 32,767 characters."},
    ),
]


@pytest.mark.parametrize(("fields", "errors"), REFUSED)
def test_a_field_at_fault_is_named_and_nothing_is_created(
    fields: dict[str, Any], errors: dict[str, str], sandbox: SandboxProcess, jira: Caller
) -> None:
    given = {"project": {"key": "SUP"}, "issuetype": {"name": "Task"}, "summary": "x"} | fields
    answer = jira.post("issue", json={"fields": given})
    assert (answer.status_code, answer.json()["errors"]) == (400, errors)
    assert sandbox.issues() == []


def test_a_document_that_breaks_the_rules_is_refused(jira: Caller) -> None:
    broken = {"type": "doc", "version": 1, "content": [{"type": "text", "text": "loose"}]}
    assert jira.create(description=broken).json()["errorMessages"] == ["INVALID_INPUT"]


def test_the_mail_fields_are_on_the_screens_of_one_project_only(jira: Caller) -> None:
    def names(project: str) -> set[str]:
        meta = jira.get(f"issue/createmeta/{project}/issuetypes/10001").json()
        return {field["name"] for field in meta["fields"]}

    mail = {"Email Sender Address", "Email Sender Name", "Email Participants"}
    assert names("SUP") - names("OPS") == mail | {"Request participants", "Organizations"}
    assert jira.create(project="OPS", customfield_10101="a@example.com").status_code == 400


def test_a_required_field_is_asked_for(jira: Caller) -> None:
    fields = {"project": {"key": "OPS"}, "issuetype": {"name": "Change"}, "summary": "x"}
    answer = jira.post("issue", json={"fields": fields})
    assert answer.json()["errors"] == {"customfield_10110": "Impact is required."}
    fields |= {"customfield_10110": {"value": "A team"}}
    assert jira.post("issue", json={"fields": fields}).status_code == 201


def test_an_issue_can_be_changed_read_and_deleted(jira: Caller) -> None:
    key = jira.new_key()
    change = {"fields": {"summary": "New"}, "update": {"labels": [{"add": "mail"}]}}
    assert jira.put(f"issue/{key}", json=change).status_code == 204
    fields = jira.get(f"issue/{key}", params={"fields": "summary,labels"}).json()["fields"]
    assert fields == {"summary": "New", "labels": ["mail"]}
    assert jira.delete(f"issue/{key}").status_code == 204
    assert jira.get(f"issue/{key}").status_code == 404
    assert jira.new_key() == "SUP-2"


def test_comments_come_newest_first_and_show_their_properties_in_bulk(jira: Caller) -> None:
    key = jira.new_key()
    first = jira.comment(key, "one", EFFECT).json()["id"]
    second = jira.comment(key, "two").json()["id"]
    page = jira.get(f"issue/{key}/comment", params={"orderBy": "-created", "maxResults": 1}).json()
    assert [comment["id"] for comment in page["comments"]] == [second]
    assert page["total"] == 2
    many = jira.post("comment/list?expand=properties", json={"ids": [int(first), int(second), 1]}).json()
    assert [comment["properties"] for comment in many["values"]] == [[EFFECT], []]


def test_an_internal_comment_is_not_public(jira: Caller) -> None:
    internal = {"key": "sd.public.comment", "value": {"internal": True}}
    assert jira.comment(jira.new_key(), "psst", internal).json()["jsdPublic"] is False


def test_comments_can_be_changed_and_deleted(jira: Caller) -> None:
    key = jira.new_key()
    number = jira.comment(key, "one").json()["id"]
    changed = jira.put(f"issue/{key}/comment/{number}", json={"body": document("two")}).json()
    assert changed["body"] == document("two")
    assert jira.delete(f"issue/{key}/comment/{number}").status_code == 204
    assert jira.get(f"issue/{key}/comment/{number}").status_code == 404


def test_an_empty_comment_is_refused(jira: Caller) -> None:
    answer = jira.post(f"issue/{jira.new_key()}/comment", json={"body": document()})
    assert answer.json()["errors"] == {"comment": "Comment body can not be empty!"}


def test_properties_are_kept_until_deleted(jira: Caller) -> None:
    url = f"issue/{jira.new_key()}/properties/mark"
    assert [jira.put(url, json={"a": n}).status_code for n in (1, 2)] == [201, 200]
    assert jira.get(url).json() == {"key": "mark", "value": {"a": 2}}
    assert jira.delete(url).status_code == 204
    assert jira.get(url).status_code == 404


def test_several_files_of_one_name_go_in_one_request(sandbox: SandboxProcess, jira: Caller) -> None:
    key = jira.new_key()
    large = bytes(range(256)) * 5000
    answer = jira.attach(key, ("logo.png", b"one"), ("logo.png", b"two"), ("größe.bin", large))
    assert [each["filename"] for each in answer.json()] == ["logo.png", "logo.png", "größe.bin"]
    kept = {file["sha256"] for file in sandbox.issues()[0]["attachments"]}
    assert kept == {hashlib.sha256(data).hexdigest() for data in (b"one", b"two", large)}
    assert [file["size"] for file in sandbox.log()[-1]["files"]] == [3, 3, len(large)]


def test_an_upload_without_the_token_header_is_refused(jira: Caller) -> None:
    answer = jira.post(f"issue/{jira.new_key()}/attachments", files={"file": ("a", b"a")})
    assert (answer.status_code, answer.text) == (403, "XSRF check failed")


def test_uploads_have_limits(sandbox: SandboxProcess, jira: Caller) -> None:
    key = jira.new_key()
    assert jira.attach(key, *[("a", b"a")] * 61).status_code == 413
    sandbox.faults(upload_limit=10)
    assert jira.get("attachment/meta").json() == {"enabled": True, "uploadLimit": 10}
    assert jira.attach(key, ("a", b"a" * 11)).status_code == 413
    assert sandbox.issues()[0]["attachments"] == []


def test_content_is_behind_a_redirect_that_must_not_see_the_credentials(
    sandbox: SandboxProcess, jira: Caller
) -> None:
    number = jira.attach(jira.new_key(), ("a.txt", b"abc")).json()[0]["id"]
    assert jira.get(f"attachment/content/{number}?redirect=false").content == b"abc"
    moved = jira.get(f"attachment/content/{number}")
    assert moved.status_code == 303
    place = moved.headers["location"]
    assert place.startswith(f"{sandbox.url}/file/")
    assert httpx2.get(place).content == b"abc"
    assert httpx2.get(place, headers={"Authorization": sandbox.authorization}).status_code == 400
    assert httpx2.get(place.partition("?")[0]).status_code == 403


def test_an_issue_moves_through_its_workflow(jira: Caller) -> None:
    key = jira.new_key()
    found = jira.get(f"issue/{key}/transitions").json()["transitions"]
    done = next(each["id"] for each in found if each["name"] == "Done")
    assert jira.post(f"issue/{key}/transitions", json={"transition": {"id": done}}).status_code == 204
    assert jira.get(f"issue/{key}?fields=status").json()["fields"]["status"]["name"] == "Done"


def test_watchers_are_added_by_a_bare_json_string(jira: Caller) -> None:
    url = f"issue/{jira.new_key()}/watchers"
    ada = jira.get("user/search?query=ada@example.com").json()[0]["accountId"]
    assert jira.post(url, json=ada).status_code == 204
    assert jira.get(url).json()["watchCount"] == 2
    assert jira.delete(url, params={"accountId": ada}).status_code == 204
    assert jira.get(url).json()["watchCount"] == 1


def test_hidden_addresses_find_nobody_and_without_permission_there_is_nobody(
    sandbox: SandboxProcess, jira: Caller
) -> None:
    assert jira.get("user/search?query=chiara@example.com").json() == []
    [chiara] = jira.get("user/search?query=Chiara").json()
    assert "emailAddress" not in chiara
    sandbox.faults(hide_users=True)
    assert jira.get("user/search?query=Chiara").json() == []


def test_the_credentials_are_checked(sandbox: SandboxProcess, stranger: Caller) -> None:
    wrong = stranger.get("myself", headers={"Authorization": "Basic bm86bm8="})
    assert (wrong.status_code, wrong.text) == (401, "Client must be authenticated to access this resource.")
    assert stranger.create().status_code == 403


def test_answers_name_the_account_and_the_gateway_answers_alike(
    sandbox: SandboxProcess, jira: Caller
) -> None:
    me = jira.get("myself")
    assert me.headers["x-aaccountid"] == me.json()["accountId"]
    assert httpx2.get(f"{sandbox.url}/_edge/tenant_info").json() == {"cloudId": sandbox.cloud_id}
    with Caller(sandbox.gateway, sandbox.authorization) as other:
        assert other.get("myself").json()["accountId"] == me.json()["accountId"]
        assert other.create().json()["self"].startswith(sandbox.gateway)


def test_permissions_are_shown_per_project(sandbox: SandboxProcess, jira: Caller) -> None:
    sandbox.faults(administer=False)
    asked = jira.get("mypermissions?permissions=CREATE_ISSUES,ADMINISTER&projectKey=SUP").json()[
        "permissions"
    ]
    assert {name: each["havePermission"] for name, each in asked.items()} == {
        "CREATE_ISSUES": True,
        "ADMINISTER": False,
    }
    wanted = {"permissions": ["CREATE_ISSUES"], "projects": [10000], "issues": []}
    granted = jira.post("permissions/check", json={"projectPermissions": [wanted]}).json()
    assert granted["projectPermissions"] == [
        {"permission": "CREATE_ISSUES", "issues": [], "projects": [10000]}
    ]

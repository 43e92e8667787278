"""Who takes part in a request, as the service desk API tells it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from tests.contracts import FOLDER, needs_contracts
from tests.sandbox.conftest import Caller
from tests.sandbox_process import SandboxProcess

pytestmark = needs_contracts
Ask = Callable[..., httpx2.Response]


@pytest.fixture
def ask(sandbox: SandboxProcess) -> Ask:
    def get(path: str, name: str = "bot") -> httpx2.Response:
        address = f"{sandbox.url}/rest/servicedeskapi/{path}"
        return httpx2.get(address, headers={"Authorization": sandbox.as_person(name)})

    return get


def check(schema: str, value: Any) -> None:
    document = json.loads((FOLDER / "jira-service-management.openapi.json").read_bytes())
    wanted = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    jsonschema_rs.Draft4Validator(wanted).validate(value)


def test_participants_of_a_request(jira: Caller, ask: Ask, ids: dict[str, str]) -> None:
    people = [{"accountId": ids["ivo"]}, {"accountId": ids["gustav"]}]
    key = jira.new_key(customfield_10130=people)
    page = ask(f"request/{key}/participant").json()
    check("PagedDTOUserDTO", page)
    assert [(each["accountId"], each.get("emailAddress")) for each in page["values"]] == [
        (ids["ivo"], None),
        (ids["gustav"], "gustav@example.org"),
    ]
    second = ask(f"request/{key}/participant?start=1&limit=1").json()
    assert ([each["accountId"] for each in second["values"]], second["isLastPage"]) == ([ids["gustav"]], True)
    shown = jira.get(f"issue/{key}?fields=customfield_10130").json()["fields"]["customfield_10130"]
    assert [each["accountId"] for each in shown] == [ids["ivo"], ids["gustav"]]


def test_members_of_an_organization(ask: Ask, ids: dict[str, str]) -> None:
    every = ask("organization").json()
    check("PagedDTOOrganizationDTO", every)
    [one] = every["values"]
    check("OrganizationDTO", ask(f"organization/{one['id']}").json())
    page = ask(f"organization/{one['id']}/user").json()
    check("PagedDTOUserDTO", page)
    assert {each["accountId"] for each in page["values"]} == {ids["enid"], ids["gustav"]}


def test_who_has_no_business_there_is_told_so(jira: Caller, ask: Ask) -> None:
    for answer in (
        ask(f"request/{jira.new_key(project='OPS')}/participant"),
        ask(f"request/{jira.new_key()}/participant", "hanna"),
        ask("request/SUP-99/participant"),
        ask("organization/7/user"),
        ask("organization/1/user", "enid"),
    ):
        assert answer.status_code == 404
        check("ErrorResponse", answer.json())
    assert ask("organization", "enid").status_code == 403

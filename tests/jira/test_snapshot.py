"""Issues, comments and worklogs as a notice needs them."""

from __future__ import annotations

from contextlib import ExitStack
from io import BytesIO

import pytest

from postroom.errors import Permanent
from postroom.jira.issues import add_comment, attach
from postroom.jira.multipart import Upload
from postroom.jira.snapshot import Circle, Named, comment, comments, read, snapshot, worklogs
from tests.jira.people import INTERNAL, account_ids, client_of, doc, make, write
from tests.jira.stub import Script, jira_with, says


@pytest.fixture
def person(sandbox):
    """The client of somebody else: `person("ada")`."""
    with ExitStack() as made:
        yield lambda name: made.enter_context(client_of(sandbox, name))


@pytest.fixture
def ids(sandbox):
    return account_ids(sandbox)


def test_an_issue_is_read_whole_in_one_call(jira, sandbox, ids):
    made = make(
        jira,
        labels=["hall"],
        components=[{"id": "10400"}],
        security={"id": "10300"},
        assignee={"accountId": ids["ada"]},
        reporter={"accountId": ids["enid"]},
        customfield_10101="x@example.net",
        customfield_10120={"accountId": ids["chiara"]},
        customfield_10121=[{"accountId": ids["ada"]}, {"accountId": ids["bruno"]}],
        customfield_10122={"name": "board"},
        customfield_10130=[{"accountId": ids["ivo"]}],
        customfield_10131=[1],
    )
    attach(jira, made.key, [Upload("lamp.txt", "text/plain", 4, lambda: BytesIO(b"hums"))])
    before = len(sandbox.log())
    found = read(jira, made.id)
    assert len(sandbox.log()) == before + 1
    assert (found.id, found.key, found.summary, found.marker) == (made.id, made.key, "A lamp", "m-1")
    assert (found.project.key, found.project.name, found.project.serves) == ("SUP", "Support", True)
    assert (found.type.name, found.status.name, found.category) == ("Task", "To Do", Named("new", "To Do"))
    assert (found.priority.name, found.resolution, found.labels) == ("Medium", Named(), ("hall",))
    assert (found.level, found.secured, found.level_told) == (Named("10300", "Team only"), True, True)
    assert [each.name for each in found.components] == ["Printers"]
    assert (found.reporter.email, found.reporter.kind) == ("enid@example.org", "customer")
    assert (found.assignee.id, found.creator.id) == (ids["ada"], ids["bot"])
    assert found.description == doc("It hums.")
    [file] = found.attachments
    assert (file.name, file.size, file.type, file.author.id) == ("lamp.txt", 4, "text/plain", ids["bot"])
    assert found.created and found.updated


def test_fields_are_found_by_name_and_id_and_say_what_they_hold(jira, ids):
    made = make(
        jira,
        customfield_10101="x@example.net",
        customfield_10121=[{"accountId": ids["ada"]}, {"accountId": ids["frida"]}],
        customfield_10122={"name": "board"},
        customfield_10131=[1],
    )
    found = read(jira, made.key)
    assert (
        found.field("email sender ADDRESS").text == found.field("customfield_10101").value == "x@example.net"
    )
    approvers = found.field("Approvers")
    assert (approvers.kind, approvers.text) == ("multiuserpicker", "Ada Ahlgren, Frida Falk")
    assert [each.id for each in approvers.people] == [ids["ada"], ids["frida"]]
    assert [each.name for each in found.field("Informed Group").groups] == ["board"]
    assert found.field("Organizations").organizations == (Named("1", "Ekwall Glassworks"),)
    assert found.of_kind("sd-customer-organizations") == (found.field("Organizations"),)
    assert not found.field("Contact").people and found.field("Contact").text == ""
    assert found.field("no such field") is None
    assert not found.secured and found.level_told


def test_what_is_not_there_or_not_for_us_is_none(jira, person):
    assert read(jira, "SUP-999") is None
    assert read(jira, "1") is None
    made = make(jira)
    assert read(person("hanna"), made.key) is None
    jira.delete(f"issue/{made.key}")
    assert read(jira, made.id) is None


def test_comments_come_in_one_call_with_all_that_decides_who_reads_them(jira, person, sandbox, ids):
    made = make(jira)
    groups = sandbox.about()["groups"]
    ours = add_comment(jira, made.key, doc("ours"), "m-2")
    internal = write(jira, made.key, "internal", properties=INTERNAL)
    role = write(person("ada"), made.key, "role", visibility={"type": "role", "value": "Service Desk Team"})
    group = write(
        person("frida"), made.key, "group", visibility={"type": "group", "identifier": groups["board"]}
    )
    gone = write(jira, made.key, "gone")
    jira.delete(f"issue/{made.key}/comment/{gone}")
    before = len(sandbox.log())
    found = comments(jira, made.id, [ours, internal, role, group, gone, "999999", "x", ours])
    assert len(sandbox.log()) == before + 1
    assert set(found) == {ours, internal, role}, "the account of the token is not on the board"
    assert (found[ours].marker, found[ours].author.id) == ("m-2", ids["bot"])
    assert (found[ours].internal, found[ours].told, found[ours].visibility) == (False, True, None)
    assert (found[ours].body, found[internal].body) == (doc("ours"), doc("internal"))
    assert found[internal].internal and not found[internal].marker
    assert found[role].visibility == Circle("role", "Service Desk Team", "Service Desk Team")
    [seen] = comments(person("frida"), made.id, [group]).values()
    assert seen.visibility == Circle("group", groups["board"], "board")


def test_comments_of_another_issue_are_not_found(jira):
    mine, other = make(jira), make(jira, marker="m-9")
    number = write(jira, other.key, "elsewhere")
    assert comments(jira, mine.id, [number]) == {}
    assert list(comments(jira, other.id, [number])) == [number]
    assert comments(jira, mine.id, []) == comments(jira, mine.id, ["", "x", "-1", "٣", "9" * 30]) == {}


def test_worklogs_come_in_one_call(jira, person, sandbox):
    made, other = make(jira), make(jira, marker="m-9")
    started = "2026-11-22T10:00:00.000+0000"
    entry = {"started": started, "timeSpent": "1h 30m", "comment": doc("looked at it")}
    mine = jira.post(f"issue/{made.key}/worklog", json=entry)["id"]
    elsewhere = jira.post(f"issue/{other.key}/worklog", json=entry)["id"]
    closed = {**entry, "visibility": {"type": "role", "value": "Service Desk Team"}}
    role = person("ada").post(f"issue/{made.key}/worklog", json=closed)["id"]
    found = worklogs(jira, made.id, [mine, elsewhere, role])
    assert set(found) == {mine, role}
    assert (found[mine].seconds, found[mine].spent, found[mine].body) == (5400, "1h 30m", doc("looked at it"))
    assert (found[mine].visibility, found[role].visibility.kind) == (None, "role")


def test_a_refusal_is_not_taken_for_an_absence(jira, sandbox):
    made = make(jira)
    sandbox.faults(auth_refused=True)
    with pytest.raises(Exception, match="refuses the login"):
        read(jira, made.key)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("said", "internal", "told"),
    [
        ({"jsdPublic": True}, False, True),
        ({"jsdPublic": False}, True, True),
        ({}, False, False),
        ({"jsdPublic": None}, False, False),
        ({"jsdPublic": "true"}, True, False),
        (
            {"jsdPublic": True, "properties": [{"key": "sd.public.comment", "value": {"internal": False}}]},
            False,
            True,
        ),
        ({"jsdPublic": True, "properties": INTERNAL}, True, True),
        (
            {"jsdPublic": False, "properties": [{"key": "sd.public.comment", "value": {"internal": False}}]},
            True,
            True,
        ),
        ({"jsdPublic": True, "properties": [{"key": "sd.public.comment", "value": "yes"}]}, True, True),
        (
            {"jsdPublic": True, "properties": [{"key": "sd.public.comment", "value": {"internal": "false"}}]},
            True,
            True,
        ),
        ({"jsdPublic": True, "properties": [{"key": "sd.public.comment"}]}, True, True),
    ],
)
def test_a_comment_is_internal_where_anything_says_so(said, internal, told):
    found = comment({"id": "1", **said})
    assert (found.internal, found.told) == (internal, told)


@pytest.mark.pure
@pytest.mark.parametrize("value", [{}, {"type": "everybody"}, "x", [], False])
def test_a_visibility_that_cannot_be_read_is_a_circle_of_nobody(value):
    assert comment({"id": "1", "visibility": value}).visibility == Circle("", "", "")


@pytest.mark.pure
@pytest.mark.parametrize("value", ["Team only", {}, [], 0, {"name": "x"}])
def test_a_security_level_that_cannot_be_read_is_one(value):
    assert snapshot({"fields": {"security": value}}).secured
    assert not snapshot({"fields": {"security": None}}).secured
    assert not snapshot({"fields": {}}).level_told


@pytest.mark.pure
@pytest.mark.parametrize("junk", [None, "x", 7, [], {}, [1, "x", None], {"a": [{}]}, [{"id": []}]])
def test_junk_in_a_payload_is_survived(junk):
    names = (
        "project",
        "status",
        "security",
        "reporter",
        "labels",
        "components",
        "attachment",
        "customfield_1",
    )
    snapshot(
        {"id": junk, "fields": dict.fromkeys(names, junk), "properties": junk, "names": junk, "schema": junk}
    )
    snapshot({"fields": junk})
    comment({"id": junk, "properties": junk, "visibility": junk, "body": junk, "author": junk})


@pytest.mark.pure
@pytest.mark.parametrize("status", [400, 403, 410])
def test_a_refusal_is_no_absence_either(status):
    with pytest.raises(Permanent):
        read(jira_with(Script(says(status, {"errorMessages": ["no"]}))), "SUP-1")


def test_a_key_is_one_part_of_the_path(jira):
    assert read(jira, "../myself") is None

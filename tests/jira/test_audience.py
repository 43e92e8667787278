"""The people behind an audience, and what each may see, as Jira tells it."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Thread

import httpx2
import pytest

from postroom.errors import Permanent, Temporary
from postroom.jira.audience import Audience, Kept, Meant, matches
from postroom.jira.client import Connection
from postroom.jira.snapshot import Circle, Named, Person, read, snapshot
from tests.jira.people import account_ids, client_of, make
from tests.jira.stub import Script, Time, jira_with, says

TEAM, BOARD, REPORTER = {"id": "10300"}, {"id": "10301"}, {"id": "10302"}
EVERYBODY = ("bot", "ada", "bruno", "chiara", "dmitri", "frida", "hanna", "enid", "gustav", "ivo")
ISSUE = snapshot(
    {
        "id": "1",
        "key": "SUP-1",
        "fields": {"project": {"key": "SUP", "projectTypeKey": "service_desk"}, "security": None},
    }
)
OPS = snapshot(
    {"id": "1", "key": "OPS-1", "fields": {"project": {"key": "OPS", "projectTypeKey": "business"}}}
)


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def audience(jira, time):
    return Audience(jira, Kept(clock=time))


@pytest.fixture
def ids(sandbox):
    return account_ids(sandbox)


@pytest.fixture
def person(sandbox):
    with ExitStack() as made:
        yield lambda name: made.enter_context(client_of(sandbox, name))


@pytest.fixture
def issue(jira, ids):
    """Makes issues and reads them: `issue(security=TEAM)`."""

    def new(project="SUP", **fields):
        return read(jira, make(jira, project=project, **fields).id)

    return new


@pytest.fixture
def names(ids):
    """The names of accounts, in the order of the cast."""

    def of(accounts):
        return [name for name, id in ids.items() if id in accounts]

    return of


def alone(answer):
    """An audience whose Jira always answers the same."""
    return Audience(jira_with(Script(answer)), Kept())


# Who is meant


def test_the_people_of_an_issue(audience, issue, ids, names, jira):
    found = issue(
        reporter={"accountId": ids["enid"]},
        assignee={"accountId": ids["bruno"]},
        components=[{"id": "10400"}, {"id": "10401"}],
        customfield_10120={"accountId": ids["frida"]},
        customfield_10121=[{"accountId": ids["ada"]}, {"accountId": ids["chiara"]}],
        customfield_10122={"name": "board"},
        customfield_10130=[{"accountId": ids["ivo"]}],
        customfield_10131=[1],
    )
    jira.post(f"issue/{found.key}/watchers", json=ids["ada"])
    for kind, name, expected in (
        ("reporter", "", ["enid"]),
        ("assignee", "", ["bruno"]),
        ("creator", "", ["bot"]),
        ("watchers", "", ["bot", "ada"]),
        ("participants", "", ["ivo"]),
        ("organizations", "", ["enid", "gustav"]),
        ("project lead", "", ["ada"]),
        ("component leads", "", ["bruno", "chiara"]),
        ("group", "board", ["frida"]),
        ("role", "Service Desk Team", ["bot", "ada", "bruno"]),
        ("role", "Users", ["chiara", "frida"]),
        ("role", "10101", ["enid", "gustav", "ivo"]),
        ("field", "Contact", ["frida"]),
        ("field", "approvers", ["ada", "chiara"]),
        ("field", "Informed Group", ["frida"]),
        ("account", ids["hanna"], ["hanna"]),
    ):
        meant = audience.meant(kind, name, found)
        assert (names(meant.accounts), meant.trouble) == (expected, ""), kind


def test_a_project_without_customers_has_no_participants(audience, issue, sandbox):
    found = issue("OPS")
    before = len(sandbox.log())
    assert audience.meant("participants", "", found) == Meant()
    assert audience.meant("organizations", "", found) == Meant()
    assert audience.meant("component leads", "", found) == Meant()
    assert audience.meant("assignee", "", found) == Meant()
    assert len(sandbox.log()) == before


def test_participants_are_asked_for_where_the_field_did_not_come(audience, jira, ids, names):
    made = make(jira, customfield_10130=[{"accountId": ids["ivo"]}, {"accountId": ids["gustav"]}])
    poor = read(jira, made.id, fields=["summary"])
    assert names(audience.meant("participants", "", poor).accounts) == ["gustav", "ivo"]


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("group", "nobodies", "does not exist"),
        ("role", "Nobodies", "Project SUP has no role “Nobodies”. It has: Administrators"),
        ("field", "Nothing", "no field “Nothing”. Correct its name"),
        ("mail participants", "", "no entry of the kind"),
    ],
)
def test_what_jira_does_not_know_is_told_and_nobody_is_meant(audience, issue, kind, name, words):
    meant = audience.meant(kind, name, issue())
    assert meant.accounts == ()
    assert words in meant.trouble


def test_accounts_come_in_bulk_and_are_kept_one_by_one(audience, sandbox, ids):
    found = audience.people([ids["ada"], ids["dmitri"], ids["enid"], ids["chiara"], "nobody", ids["ada"]])
    assert set(found) == {ids["ada"], ids["dmitri"], ids["enid"], ids["chiara"]}
    ada = found[ids["ada"]]
    assert ada == Person(
        ids["ada"], "Ada Ahlgren", "ada@example.com", "atlassian", True, ada.avatar, "Europe/Berlin"
    )
    assert (found[ids["dmitri"]].active, found[ids["enid"]].kind, found[ids["chiara"]].email) == (
        False,
        "customer",
        "",
    )
    before = len(sandbox.log())
    audience.people([ids["ada"], ids["enid"]])
    assert len(sandbox.log()) == before
    audience.people([ids["ada"], ids["frida"]])
    assert len(sandbox.log()) == before + 1
    assert audience.people([]) == {}


def test_a_hundred_and_twenty_accounts_are_three_calls(ids):
    seen = []

    def answer(request):
        seen.append(request.url.params.get_list("accountId"))
        return says(200, {"values": [{"accountId": id, "accountType": "atlassian"} for id in seen[-1]]})

    found = Audience(jira_with(answer), Kept()).people(f"account-{n}" for n in range(120))
    assert (len(found), [len(each) for each in seen]) == (120, [50, 50, 20])


@pytest.mark.pure
def test_members_are_read_page_by_page_and_too_many_are_refused():
    def page(request):
        start = int(request.url.params["startAt"])
        users = [{"accountId": f"account-{start + n}"} for n in range(50)] + [{}, {"accountId": None}, "x"]
        return says(200, {"values": users, "isLast": start >= last})

    for ends, members in ((0, 50), (100, 150), (10**6, 0)):
        last = ends
        meant = Audience(jira_with(page), Kept()).meant("group", "all", ISSUE)
        assert (len(meant.accounts), "more than 2000" in meant.trouble) == (members, not members)


# Who may see what


@pytest.mark.parametrize(
    ("project", "level", "reporter", "see"),
    [
        ("SUP", None, "bot", ["bot", "ada", "bruno", "chiara", "frida"]),
        ("SUP", None, "enid", ["bot", "ada", "bruno", "chiara", "enid", "frida"]),
        ("SUP", TEAM, "enid", ["bot", "ada", "bruno"]),
        ("SUP", BOARD, "bot", ["frida"]),
        ("SUP", REPORTER, "chiara", ["bot", "ada", "bruno", "chiara"]),
        ("OPS", None, "bot", ["bot", "ada", "bruno", "chiara", "frida", "hanna"]),
    ],
)
def test_who_may_browse(audience, jira, person, ids, names, project, level, reporter, see):
    fields = {"security": level} if level else {}
    made = make(jira, project=project, reporter={"accountId": ids[reporter]}, **fields)
    found = read(person("frida") if level == BOARD else jira, made.id)
    if level == BOARD:  # the account of the token does not see it, so nobody may be told of it
        assert not any(audience.may_browse(found, id) for id in ids.values())
        audience = Audience(person("frida"), Kept())
    assert names([id for id in ids.values() if audience.may_browse(found, id)]) == see


def test_a_changed_level_or_reporter_is_asked_anew(audience, jira, issue, ids, sandbox):
    before = issue(reporter={"accountId": ids["chiara"]})
    assert audience.may_browse(before, ids["chiara"])
    jira.put(f"issue/{before.key}", json={"fields": {"security": REPORTER}})
    assert audience.may_browse(read(jira, before.id), ids["chiara"])
    jira.put(f"issue/{before.key}", json={"fields": {"security": TEAM}})
    assert not audience.may_browse(read(jira, before.id), ids["chiara"])
    jira.put(f"issue/{before.key}", json={"fields": {"security": REPORTER}})
    jira.put(f"issue/{before.key}", json={"fields": {"reporter": {"accountId": ids["frida"]}}})
    assert not audience.may_browse(read(jira, before.id), ids["chiara"])


def test_what_was_answered_is_kept_for_a_minute(audience, issue, ids, sandbox, time):
    found = issue()
    assert audience.may_browse(found, ids["ada"])
    sandbox.faults(hide_users=True)
    time.now += 59
    assert audience.may_browse(found, ids["ada"])
    time.now += 2
    assert not audience.may_browse(found, ids["ada"])


def test_without_the_permission_to_browse_users_nobody_may_see_anything(audience, issue, ids, sandbox):
    found = issue()
    sandbox.faults(hide_users=True)
    for id in ids.values():
        assert not audience.may_browse(found, id)
        assert not audience.in_group(Named(name="jira-users"), id)
    assert not audience.in_role("SUP", "Service Desk Team", ids["bruno"]), "whose role is through a group"


@pytest.mark.pure
@pytest.mark.parametrize(
    "answer",
    [
        says(400, {"errorMessages": ["no"]}),
        says(403, {"errorMessages": ["no"]}),
        says(404, {"errorMessages": ["no"]}),
        says(200, []),
        says(200, {}),
        says(200, [{"accountId": "account-b", "active": True}]),
        says(200, [{"accountId": "account-a", "active": False}]),
        says(200, [{"accountId": "account-a"}]),
        says(200, [{"active": True}]),
    ],
)
def test_any_other_answer_than_a_yes_is_a_no(answer):
    audience = alone(answer)
    assert not audience.may_browse(ISSUE, "account-a")
    assert not audience.may_browse_other("SUP-2", "account-a")
    assert not audience.may_have_seen(ISSUE, "account-a")
    assert not audience.is_agent(ISSUE, "account-a")
    assert alone(says(200, [{"accountId": "account-a", "active": True}])).may_browse(ISSUE, "account-a")


@pytest.mark.pure
@pytest.mark.parametrize("status", [429, 500, 503, 401])
def test_trouble_that_passes_is_not_an_answer(status):
    audience = alone(httpx2.Response(status, json={}))
    for ask in (
        lambda: audience.may_browse(ISSUE, "account-a"),
        lambda: audience.in_role("SUP", "Users", "account-a"),
        lambda: audience.in_group(Named("1", "x"), "account-a"),
        lambda: audience.is_agent(ISSUE, "account-a"),
        lambda: audience.meant("group", "x", ISSUE),
        lambda: audience.people(["account-a"]),
    ):
        with pytest.raises(Temporary):
            ask()


def test_who_is_in_a_circle(audience, issue, ids, names, sandbox):
    found, groups = issue(), sandbox.about()["groups"]
    for circle, expected in (
        (Circle("role", "Service Desk Team", "Service Desk Team"), ["bot", "ada", "bruno"]),
        (Circle("role", "", "Users"), ["chiara", "frida"]),
        (Circle("role", "Nobodies", "Users"), []),
        (Circle("group", groups["board"], "a name of yesterday"), ["frida"]),
        (Circle("group", "", "support-agents"), ["bot", "ada", "bruno"]),
        (Circle("group", "no-such-id", "board"), []),
        (Circle("group", "", ""), []),
        (Circle("", "", ""), []),
    ):
        assert names([id for id in ids.values() if audience.in_circle(found, circle, id)]) == expected, circle


def test_agents_are_the_team_and_never_customers(audience, issue, ids, names):
    assert names([id for id in ids.values() if audience.is_agent(issue(), id)]) == ["bot", "ada", "bruno"]


@pytest.mark.pure
def test_an_agent_without_the_usual_role_is_known_by_the_permission():
    def answer(request):
        path, asked = request.url.path, request.url.params
        if path.endswith("user/bulk"):
            return says(
                200, {"values": [{"accountId": "account-a", "accountType": account_type, "active": True}]}
            )
        if path.endswith("role"):
            return says(200, {})
        assert asked["permissions"] == "SERVICEDESK_AGENT"
        return says(200, [{"accountId": "account-a", "active": True}])

    for kind, agent in (("atlassian", True), ("customer", False), ("app", False), ("", False)):
        account_type = kind
        assert Audience(jira_with(answer), Kept()).is_agent(ISSUE, "account-a") is agent


def test_customers_share_what_they_asked_what_they_take_part_in_and_what_their_organization_has(
    audience, issue, ids, names
):
    def sharing(**fields):
        found = issue(**fields)
        return names([id for id in ids.values() if audience.shares(found, id)])

    assert sharing(reporter={"accountId": ids["ivo"]}) == ["ivo"]
    assert sharing(customfield_10130=[{"accountId": ids["ivo"]}]) == ["bot", "ivo"]
    assert sharing(customfield_10131=[1]) == ["bot", "enid", "gustav"]
    assert sharing(reporter={"accountId": ids["ivo"]}, security=REPORTER) == []
    assert sharing(project="OPS") == []


def test_a_deleted_issue_was_for_those_who_browse_its_project(audience, jira, issue, ids, names, person):
    def seers(found):
        return names([id for id in ids.values() if audience.may_have_seen(found, id)])

    found = issue(reporter={"accountId": ids["ivo"]})
    secured, ops = issue(security=TEAM), issue("OPS")
    jira.delete(f"issue/{found.key}")
    assert seers(found) == ["bot", "ada", "bruno", "chiara", "frida", "ivo"]
    assert seers(secured) == []
    assert seers(snapshot({"id": "1", "key": "SUP-9", "fields": {"project": {"key": "SUP"}}})) == []
    assert seers(ops) == ["bot", "ada", "bruno", "chiara", "frida", "hanna"]
    assert not Audience(person("chiara"), Kept()).may_have_seen(ops, ids["ada"]), "she may not ask that"


@pytest.mark.pure
def test_groups_without_a_name_or_an_id_hold_nobody():
    audience = alone(says(200, [{}, {"groupId": None, "name": ""}, "x"]))
    assert not audience.in_group(Named(), "account-a")


@pytest.mark.pure
def test_two_sites_share_what_is_kept_but_no_answers():
    kept, yes = Kept(), says(200, [{"accountId": "account-a", "active": True}])
    other = Connection("site", "https://b.example.com", "https://b.example.com", "b@example.com", "token")
    assert Audience(jira_with(Script(yes)), kept).may_browse(ISSUE, "account-a")
    assert not Audience(jira_with(Script(says(200, [])), other), kept).may_browse(ISSUE, "account-a")


# JQL


def test_jql_that_fits_and_does_not(jira, issue):
    found = issue(labels=["hall"])
    assert matches(jira, found.id, "labels = hall")
    assert matches(jira, found.id, "project = SUP AND status != Done ORDER BY created")
    assert not matches(jira, found.id, "labels = attic")
    assert not matches(jira, "999999", "project = SUP")


def test_jql_that_is_wrong_says_what_and_where(jira, issue):
    with pytest.raises(
        Permanent, match=r"cannot read the JQL “colour = 1”: .*colour.* Correct the notification"
    ):
        matches(jira, issue().id, "colour = 1")


# What is kept


@pytest.mark.pure
def test_answers_are_kept_for_their_time_and_errors_are_not():
    time, asked = Time(), []
    kept = Kept(clock=time)

    def load():
        asked.append(1)
        if len(asked) == 1:
            raise Temporary("later")
        return len(asked)

    with pytest.raises(Temporary):
        kept.get(("k",), 10, load)
    assert kept.get(("k",), 10, load) == kept.get(("k",), 10, load) == 2
    time.now += 10
    assert kept.get(("k",), 10, load) == 3
    assert kept.get(("other",), 10, lambda: None) is None
    assert kept.get(("other",), 10, load) is None, "None is an answer, too"


@pytest.mark.pure
def test_no_more_is_kept_than_was_said_also_by_many_threads():
    kept = Kept(most=100)

    def fill(number):
        for n in range(1000):
            assert kept.get((str(number), str(n)), 60, lambda n=n: n) == n

    threads = [Thread(target=fill, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(kept.find((str(a), str(b))) is not None for a in range(8) for b in range(1000)) == 100

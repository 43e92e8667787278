"""What a receiver may see of a notice: one thing too much is a leak, and fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import product

import pytest

from postroom.errors import PostroomError
from postroom.jira.adf import text_to_adf
from postroom.jira.audience import Audience, Kept
from postroom.jira.snapshot import Circle, Comment, Worklog, comments, read, snapshot
from postroom.outbound.recipients import Cause, Entry, Facts, Receiver, gather
from postroom.outbound.visibility import Change, Event, Now, Policy, Seen, see
from tests.jira.people import INTERNAL, account_ids, client_of, make, write
from tests.sandbox_process import SandboxProcess

# Who is who: two of the team, of whom one is on the board; one who only browses; two customers, of whom one
# sees the request in the portal only; a colleague from elsewhere; an address.

AGENT, BOARD, STAFF, CUSTOMER, SHARER, ELSEWHERE, OUTSIDE = RECEIVERS = [
    Receiver(f"{name}@example.com", name, "" if kind == "none" else f"account-{name}", (), kind)
    for name, kind in (
        ("agent", "atlassian"),
        ("board", "atlassian"),
        ("staff", "atlassian"),
        ("customer", "customer"),
        ("sharer", "customer"),
        ("elsewhere", "atlassian"),
        ("outside", "none"),
    )
]


@dataclass(frozen=True)
class Answers:
    """A Jira that knows the people above. `secured`: only the agent may browse."""

    secured: bool = False

    def may_browse(self, issue, account):
        may = ("agent",) if self.secured else ("agent", "board", "staff", "customer")
        return account in {f"account-{name}" for name in may}

    def may_browse_other(self, key, account):
        return key != "OPS-2" and account in ("account-agent", "account-customer")

    def may_have_seen(self, issue, account):
        return self.may_browse(issue, account) and not issue.secured and issue.level_told

    def shares(self, issue, account):
        return account == "account-sharer" and not self.secured

    def in_circle(self, issue, circle, account):
        return (circle.kind, circle.id, account) in {
            ("role", "Service Desk Team", "account-agent"),
            ("group", "id-of-board", "account-board"),
            ("role", "Customers", "account-customer"),
        }

    def is_agent(self, issue, account):
        return account == "account-agent"


def issue_of(kind="service_desk", level=None, attachments=("1", "2"), **more):
    project = {"key": "SUP", "projectTypeKey": kind}
    files = [{"id": id, "filename": f"file{id}.png"} for id in attachments]
    fields = {"project": project, "security": level, "attachment": files, **more}
    return snapshot({"id": "10", "key": "SUP-1", "fields": fields})


LEVEL = {"id": "10300", "name": "Team only"}
TEAM, ON_BOARD = Circle("role", "Service Desk Team", ""), Circle("group", "id-of-board", "")
PLAIN = Comment("7", text_to_adf("hello"), None, "", "", None, False, True, "")
COMMENTS = {
    "public": PLAIN,
    "team": replace(PLAIN, visibility=TEAM),
    "board": replace(PLAIN, visibility=ON_BOARD),
    "customers": replace(PLAIN, visibility=Circle("role", "Customers", "")),
    "nobody": replace(PLAIN, visibility=Circle("", "", "")),
    "internal": replace(PLAIN, internal=True),
    "internal for the board": replace(PLAIN, internal=True, visibility=ON_BOARD),
    "untold": replace(PLAIN, told=False),
    "gone": None,
}
#: Who reads what, by project type. Nothing else may be shown to anybody.
READS = {
    "service_desk": {
        "public": "agent board staff customer sharer outside",
        "team": "agent",
        "board": "board",
        "customers": "customer",
        "nobody": "",
        "internal": "agent",
        "internal for the board": "",
        "untold": "agent",
        "gone": "",
    },
    "business": {
        "public": "agent board staff customer sharer outside",
        "team": "agent",
        "board": "board",
        "customers": "customer",
        "nobody": "",
        "internal": "agent",
        "internal for the board": "",
        "untold": "agent board staff customer sharer outside",
        "gone": "",
    },
}
OPEN = "agent board staff"  # who sees changes and files that no mapping names public
COMMENTED = Event("e1", "commented", comment="7")
POLICIES = [
    Policy(frozenset(fields), files, secured)
    for fields, files, secured in product([(), ("Status",)], [False, True], [False, True])
]


def now(comment: Comment | None = PLAIN, **more) -> Now:
    found = {} if comment is None else {"7": comment}
    return Now(more.pop("issue", None) or issue_of(**more), found)


def look(one: Receiver, *events: Event, at: Now | None = None, policy=Policy(), asks=None) -> Seen:  # noqa: B008
    return see(one, events, at or now(), policy, asks or Answers())


def seers(*events: Event, **more) -> str:
    return " ".join(one.name for one in RECEIVERS if look(one, *events, **more).events)


# The table


@pytest.mark.pure
@pytest.mark.parametrize("kind", READS)
@pytest.mark.parametrize("name", COMMENTS)
@pytest.mark.parametrize("event", ["commented", "comment_edited"])
def test_who_reads_which_comment(kind, name, event):
    shown = seers(replace(COMMENTED, kind=event), at=now(COMMENTS[name], kind=kind))
    assert shown == READS[kind][name]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "kind", "level", "policy"), [*product(COMMENTS, READS, (None, LEVEL), POLICIES)]
)
def test_nobody_sees_more_than_they_may(name, kind, level, policy):
    """Receiver x comment x attachment x change x security level x what the mapping allows."""
    both = Change("status", "Status", "a", "b"), Change("customfield_1", "Secret", "c", "d")
    events = (
        COMMENTED,
        Event("e2", "updated", changes=both, attachments=("1",)),
        Event("e3", "created", attachments=("2",)),
        Event("e4", "worklog", worklog="5"),
    )
    worklogs = {"5": Worklog("5", None, None, "", "1h", 3600, None)}
    at = replace(now(COMMENTS[name], kind=kind, level=level), worklogs=worklogs)
    for one in RECEIVERS:
        seen = look(one, *events, at=at, policy=policy, asks=Answers(secured=bool(level)))
        comment, fields, files, worklog, description = content(seen)
        admitted = (
            (one.name == "agent") or (one is OUTSIDE and policy.secured_issues)
            if level
            else one is not ELSEWHERE
        )
        inside = one.name in OPEN.split()
        assert comment == (admitted and one.name in READS[kind][name].split())
        assert description == admitted
        public = ["Status"] if inside or policy.public_fields else []
        assert fields == (public + ["Secret"] * inside if admitted else [])
        known = COMMENTS[name] is not None  # the pictures of a comment that is gone could be any of the files
        public = inside or (policy.public_attachments and known)
        assert files == (["1", "2"] if admitted and public else [])
        assert worklog == (admitted and inside)
        assert bool(seen.events) == admitted == (not seen.reason)
        assert seen.files == (admitted and (inside or policy.public_attachments))


def content(seen: Seen) -> tuple[bool, list[str], list[str], bool, bool]:
    """Whether the comment, which fields, which files, whether the worklog and the description are shown."""
    fields = [change.field for each in seen.events for change in each.changes]
    files = [id for each in seen.events for id in each.attachments]
    assert set(files) <= seen.attachments
    shown = [any(getattr(each, name) for each in seen.events) for name in ("comment", "worklog")]
    return shown[0], fields, files, shown[1], seen.description


# Its rows, one by one


@pytest.mark.pure
def test_who_sees_nothing_is_told_why():
    assert look(ELSEWHERE, COMMENTED) == Seen(reason="may not see SUP-1")
    assert "security level" in look(OUTSIDE, COMMENTED, at=now(level=LEVEL)).reason
    assert "not active" in look(replace(AGENT, active=False), COMMENTED).reason
    assert look(STAFF, COMMENTED, at=now(COMMENTS["internal"])).reason == "the comment is internal"
    assert look(STAFF, COMMENTED, at=now(COMMENTS["team"])).reason == "the comment is restricted"
    assert look(AGENT, COMMENTED, at=now(None)).reason == "the comment can no longer be read"
    assert look(AGENT).reason == "no event"


@pytest.mark.pure
def test_an_account_of_unknown_kind_is_treated_like_a_customer():
    unknown = replace(AGENT, kind="")
    assert look(unknown, COMMENTED).events == (COMMENTED,)
    assert not look(unknown, COMMENTED, at=now(COMMENTS["internal"])).events
    assert not look(unknown, COMMENTED).files


@pytest.mark.pure
def test_a_project_of_unknown_kind_is_treated_like_a_service_project():
    assert seers(COMMENTED, at=now(COMMENTS["untold"], kind="")) == "agent"


@pytest.mark.pure
def test_of_a_merged_notice_everybody_gets_their_part():
    hidden = replace(COMMENTED, id="e2", comment="8")
    at = Now(issue_of(), {"7": PLAIN, "8": replace(COMMENTS["internal"], id="8")})
    assert look(AGENT, COMMENTED, hidden, at=at).events == (COMMENTED, hidden)
    seen = look(OUTSIDE, COMMENTED, hidden, at=at)
    assert seen.events == (COMMENTED,)
    assert seen.hidden == (("e2", "the comment is internal"),)
    assert seen.reason == ""


@pytest.mark.pure
def test_a_change_of_which_nothing_is_public_is_no_mail():
    event = Event("e1", "updated", changes=(Change("customfield_1", "Secret", "a", "b"),))
    assert seers(event) == OPEN
    assert seers(event, policy=Policy(frozenset(["secret"]))) == "agent board staff customer sharer outside"
    assert seers(event, policy=Policy(frozenset(["customfield_1"]))).endswith("outside")
    assert "not public" in look(OUTSIDE, event).reason


@pytest.mark.pure
def test_what_a_deleted_comment_said_is_in_no_change():
    event = Event("e1", "updated", changes=(Change("", "Comment", "the secret", ""),))
    assert seers(event, policy=Policy(frozenset(["comment", ""]))) == ""
    both = replace(event, changes=(*event.changes, Change("status", "Status", "a", "b")))
    [shown] = look(AGENT, both).events
    assert [each.field for each in shown.changes] == ["Status"]


@pytest.mark.pure
def test_a_deletion_of_a_comment_is_for_those_who_could_read_it():
    gone = Event("e1", "comment_deleted", comment="7")
    assert seers(gone) == "", "nobody knows any more who could"
    assert seers(replace(gone, was=COMMENTS["team"])) == "agent"
    assert seers(replace(gone, was=COMMENTS["internal"])) == "agent"
    assert seers(replace(gone, was=PLAIN)) == READS["service_desk"]["public"]


@pytest.mark.pure
def test_files_that_are_gone_are_shown_to_nobody():
    event = Event("e1", "updated", attachments=("1", "9"))
    assert look(AGENT, event).events[0].attachments == ("1",)
    assert not look(AGENT, replace(event, attachments=("9",))).events


@pytest.mark.pure
@pytest.mark.parametrize(("alt", "left"), [("file1.png", {"2"}), ("", set()), ("other.png", {"1", "2"})])
def test_public_attachments_are_not_those_of_a_comment_one_may_not_read(alt, left):
    media = {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"type": "file", "alt": alt}}]}
    body = {"type": "doc", "version": 1, "content": [media]}
    at = now(replace(COMMENTS["internal"], body=body))
    created = Event("e2", "created", attachments=("1", "2"))
    for one in (OUTSIDE, CUSTOMER, SHARER):
        assert (
            look(one, COMMENTED, created, at=at, policy=Policy(public_attachments=True)).attachments == left
        )
    assert look(AGENT, created, at=at).attachments == {"1", "2"}


@pytest.mark.pure
def test_a_worklog_is_for_colleagues_in_its_circle():
    event = Event("e1", "worklog", worklog="5")
    entry = Worklog("5", None, None, "", "1h", 3600, None)
    assert seers(event, at=replace(now(), worklogs={"5": entry})) == OPEN
    assert seers(event, at=replace(now(), worklogs={"5": replace(entry, visibility=TEAM)})) == "agent"
    assert seers(event) == seers(replace(event, kind="worklog_deleted")) == ""


@pytest.mark.pure
def test_a_link_is_for_colleagues_who_see_both_ends():
    assert seers(Event("e1", "link", link="OPS-1")) == "agent"
    assert seers(Event("e1", "link", link="OPS-2")) == seers(Event("e1", "link")) == ""


@pytest.mark.pure
def test_a_deleted_issue_is_for_those_who_have_seen_it():
    event = Event("e1", "deleted")
    assert seers(event, at=replace(now(), deleted=True)) == "agent board staff customer outside"
    assert seers(event, at=replace(now(level=LEVEL), deleted=True)) == ""
    untold = replace(now(), deleted=True, issue=replace(issue_of(), level_told=False))
    assert seers(event, at=untold) == ""


@pytest.mark.pure
def test_events_of_our_own_and_unknown_ones_have_no_audience():
    assert seers(Event("e1", "mail.rejected")) == seers(Event("e1", "voted")) == ""


@pytest.mark.pure
def test_who_brought_an_event_about_sees_only_the_others():
    own = replace(COMMENTED, id="e2", cause=Cause(account=AGENT.account_id))
    assert [each.id for each in look(AGENT, COMMENTED, own).events] == ["e1"]
    assert [each.id for each in look(BOARD, COMMENTED, own).events] == ["e1", "e2"]
    assert look(AGENT, own).reason == "did it themselves"
    assert look(AGENT, own, policy=Policy(inhibit_own=False)).events
    mailed = replace(COMMENTED, cause=Cause(AGENT.account_id, sender="OUTSIDE@example.com"))
    assert look(AGENT, mailed).events and not look(OUTSIDE, mailed).events


@pytest.mark.pure
def test_the_description_belongs_to_a_new_issue_only():
    assert not look(AGENT, COMMENTED).description
    assert look(OUTSIDE, Event("e1", "created")).description
    assert not look(OUTSIDE, Event("e1", "created")).files


# The same before a Jira whose people can look for themselves

PEOPLE = ("bot", "ada", "bruno", "chiara", "dmitri", "enid", "frida", "gustav", "hanna", "ivo")
STAFFED = "bot ada bruno chiara frida"


@pytest.fixture(scope="module")
def site() -> Iterator[SandboxProcess]:
    with SandboxProcess() as running:
        yield running


@pytest.fixture
def office(site) -> Iterator[Office]:
    site.reset()
    with ExitStack() as opened:
        yield Office(site, opened)


class Office:
    """An issue of the sandbox with comments of all kinds, and everybody's own eyes on it."""

    def __init__(self, site: SandboxProcess, opened: ExitStack) -> None:
        self.site = site
        names = site.people
        self.clients = {name: opened.enter_context(client_of(site, name)) for name in names}
        self.bot = self.clients["bot"]
        self.ids = account_ids(site)
        self.audience = Audience(self.bot, Kept())

    def fill(self, project="SUP", **fields) -> None:
        self.key = make(self.bot, project=project, **fields).key
        self.bot.post(f"issue/{self.key}/watchers", json=self.ids["ada"])
        self.comments = {
            "public": write(self.bot, self.key, "public"),
            "team": self.said("ada", "role", "Service Desk Team"),
            "users": self.said("chiara", "role", "Users"),
            "agents": self.said("bruno", "group", "support-agents"),
            "internal": write(self.bot, self.key, "internal", properties=INTERNAL),
        }

    def said(self, name: str, kind: str, circle: str) -> str:
        return write(self.clients[name], self.key, circle, visibility={"type": kind, "value": circle})

    def receivers(self) -> dict[str, Receiver]:
        entries = [Entry("account", self.ids[name]) for name in PEOPLE]
        issue = read(self.bot, self.key)
        assert issue
        meant = {each: self.audience.meant(each.kind, each.name, issue) for each in entries}
        people = self.audience.people(self.ids.values())
        found = gather([*entries, Entry("address", "outside@example.net")], Facts(issue, meant, people))
        return dict(zip((*PEOPLE, "outside"), found, strict=True))

    def seers(self, *events: Event, deleted_from=None, policy=Policy()) -> dict[str, Seen]:  # noqa: B008
        issue = deleted_from or read(self.bot, self.key)
        found = comments(self.bot, issue.id, [each.comment for each in events])
        at = Now(issue, found, deleted=bool(deleted_from))
        return {name: see(one, events, at, policy, self.audience) for name, one in self.receivers().items()}

    def readers(self, name: str) -> str:
        """To whom a comment is shown; each of them can read it in their own name, or it has leaked."""
        number = self.comments[name]
        shown = [
            who for who, seen in self.seers(Event("e", "commented", comment=number)).items() if seen.events
        ]
        for who in shown:
            assert who == "outside" or self.can_read(who, number), f"LEAK of {name} to {who}"
        return " ".join(shown)

    def can_read(self, who: str, number: str) -> bool:
        if who not in self.clients:
            return False
        try:
            self.clients[who].get(f"issue/{self.key}/comment/{number}")
        except PostroomError:
            return False
        return True


def test_before_real_people_nothing_leaks_of_a_request(office):
    office.fill(reporter={"accountId": office.ids["enid"]})
    assert {name: office.readers(name) for name in office.comments} == {
        "public": "bot ada bruno chiara enid frida outside",
        "team": "bot ada bruno",
        "users": "",  # we cannot read it ourselves, so nobody hears of it from us
        "agents": "bot ada bruno",
        "internal": "bot ada bruno",
    }


def test_before_real_people_nothing_leaks_of_a_secured_request(office):
    office.fill(reporter={"accountId": office.ids["enid"]})
    office.bot.put(f"issue/{office.key}", json={"fields": {"security": {"id": "10300"}}})
    for name in office.comments:
        assert office.readers(name) == ("" if name == "users" else "bot ada bruno"), name
    office.bot.put(f"issue/{office.key}", json={"fields": {"security": {"id": "10302"}}})
    assert office.readers("public") == "bot ada bruno enid"
    assert office.readers("internal") == office.readers("team") == "bot ada bruno"


def test_before_real_people_nothing_leaks_of_a_project_without_customers(office):
    office.fill("OPS")
    assert office.readers("public") == "bot ada bruno chiara frida hanna outside"
    assert office.readers("team") == "bot ada bruno"
    assert office.readers("users") == "bot ada bruno chiara frida hanna"
    assert office.readers("internal") == "bot ada bruno"


def test_customers_see_a_request_that_is_shared_with_them(office):
    office.fill(customfield_10131=[1], customfield_10130=[{"accountId": office.ids["ivo"]}])
    assert office.readers("public") == "bot ada bruno chiara enid frida gustav ivo outside"
    assert office.readers("internal") == "bot ada bruno"


def test_a_comment_made_internal_in_the_window_is_shown_to_the_team_only(office):
    office.fill(reporter={"accountId": office.ids["enid"]})
    assert "enid" in office.readers("public") and "outside" in office.readers("public")
    path = f"issue/{office.key}/comment/{office.comments['public']}"
    office.bot.put(path, json={"body": text_to_adf("public"), "properties": INTERNAL})
    assert office.readers("public") == "bot ada bruno"


def test_a_comment_deleted_in_the_window_is_shown_to_nobody(office):
    office.fill()
    office.bot.delete(f"issue/{office.key}/comment/{office.comments['public']}")
    assert office.readers("public") == ""


def test_an_issue_secured_in_the_window_is_closed_at_once(office):
    office.fill()
    assert "outside" in office.readers("public") and "chiara" in office.readers("public")
    office.bot.put(f"issue/{office.key}", json={"fields": {"security": {"id": "10300"}}})
    assert office.readers("public") == "bot ada bruno"


def test_a_site_that_hides_its_users_shows_nothing_to_colleagues(office):
    office.fill()
    receivers = office.receivers()
    office.site.faults(hide_users=True)
    issue = read(office.bot, office.key)
    found = comments(office.bot, issue.id, office.comments.values())
    fresh = Audience(office.bot, Kept())
    events = tuple(Event(name, "commented", comment=id) for name, id in office.comments.items())
    shown = {
        name: see(one, events, Now(issue, found), Policy(), fresh).events for name, one in receivers.items()
    }
    assert [name for name, events in shown.items() if events] == ["outside"]
    assert [each.id for each in shown["outside"]] == ["public"]


def test_a_deleted_issue_is_told_to_those_who_browsed_its_project(office):
    office.fill(reporter={"accountId": office.ids["enid"]})
    last = read(office.bot, office.key)
    receivers = office.receivers()
    office.bot.delete(f"issue/{office.key}")
    at = Now(last, deleted=True)
    shown = [
        name
        for name, one in receivers.items()
        if see(one, (Event("e", "deleted"),), at, Policy(), office.audience).events
    ]
    assert " ".join(shown) == "bot ada bruno chiara enid frida outside"

"""Who an audience means, and who of them is left out for what reason."""

from __future__ import annotations

import pytest

from postroom.jira.audience import Meant
from postroom.jira.snapshot import Person, snapshot
from postroom.mail.people import Address
from postroom.outbound.recipients import (
    ALONE,
    NAMING,
    Cause,
    Entry,
    Facts,
    Receiver,
    Rules,
    accounts_in,
    addresses,
    choose,
    gather,
    has_it,
    parse_audience,
    troubles,
)

pytestmark = pytest.mark.pure

ADA = Person("account-ada-1", "Ada Ahlgren", "ada@example.com", "atlassian")
BRUNO = Person("account-bruno-2", "Bruno Barth", "", "atlassian")
ENID = Person("account-enid-3", "Enid Ekwall", "enid@example.org", "customer")
PEOPLE = {each.id: each for each in (ADA, BRUNO, ENID)}
ISSUE = snapshot(
    {
        "id": "10001",
        "key": "SUP-1",
        "names": {"customfield_1": "Email Participants", "customfield_2": "Copies"},
        "fields": {
            "customfield_1": "x@example.net; Yves <y@example.net>,\nZoe Zander <z@example.net>",
            "customfield_2": ["p@example.net", "q@example.net"],
        },
    }
)
WATCHERS, ASSIGNEE = Entry("watchers"), Entry("assignee")


def facts(**more) -> Facts:
    return Facts(ISSUE, people=PEOPLE, **more)


def named(*entries: Entry, **more) -> list[tuple[str, str]]:
    return [(each.address, each.account_id) for each in gather(entries, facts(**more))]


def receiver(address="x@example.net", account="", **more) -> Receiver:
    return Receiver(address, "", account, ("you watch the issue",), **more)


def reason(one: Receiver, *causes: Cause, **rules) -> str:
    """Why one receiver is left out, "" where they are not."""
    chosen = choose([one], Rules(**rules), causes)
    return chosen.left_out[0][1] if chosen.left_out else ""


# The entries as they are written


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        ("reporter", Entry("reporter")),
        (" Watchers ", Entry("watchers")),
        ("project lead", Entry("project lead")),
        ("mail_participants", Entry("mail participants")),
        ("group: jira users", Entry("group", "jira users")),
        ({"role": "Service Desk Team"}, Entry("role", "Service Desk Team")),
        ("field: Contact: second", Entry("field", "Contact: second")),
        ("address field: Email Participants", Entry("address field", "Email Participants")),
        ("address: ada@example.com", Entry("address", "ada@example.com")),
        ("account: qm:5f0000000000:a0006", Entry("account", "qm:5f0000000000:a0006")),
        ("expression: {{ issue.fields.Owner }}", Entry("expression", "{{ issue.fields.Owner }}")),
    ],
)
def test_an_audience_reads_as_it_is_written(written, entry):
    assert parse_audience(written) == entry


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "is nobody"),
        ("everybody", "is nobody; use one of reporter"),
        ("group", "needs a name"),
        ("group:  ", "needs a name"),
        ("watchers: all", "stands alone"),
        ("address: nobody", "not an address"),
        ("account: ada", "not an account id"),
        ({"group": "a", "role": "b"}, "one entry names one thing"),
        ({}, "nothing"),
    ],
)
def test_what_an_audience_cannot_be_is_said_in_words(written, words):
    with pytest.raises(ValueError, match=words):
        parse_audience(written)


def test_every_kind_of_entry_has_a_reason_for_the_receiver():
    for kind in (*ALONE, *NAMING):
        assert "{" not in str(gather([Entry(kind, "x@example.net")], facts())), kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@example.org", ["a@example.org"]),
        ("a@example.org,b@example.org;c@example.org", ["a@example.org", "b@example.org", "c@example.org"]),
        ("a@example.org b@example.org", ["a@example.org", "b@example.org"]),
        (
            "a@example.org\r\nBob <b@example.org>\nC D c@example.org",
            ["a@example.org", "b@example.org", "c@example.org"],
        ),
        (
            '"Doe, Jane" <jane@example.org>, Doe, Jim <jim@example.org>',
            ["jane@example.org", "jim@example.org"],
        ),
        ("mailto:a@example.org", ["a@example.org"]),
        ("nobody, n/a, @, a@, @b, (none)", []),
        ("x" * 65 + "@example.org", []),
        ("", []),
    ],
)
def test_addresses_are_read_in_any_usual_spelling(text, found):
    assert [each.email for each in addresses(text)] == found


def test_a_field_of_a_hundred_thousand_addresses_is_cut():
    assert len(addresses(", ".join(f"a{n}@example.org" for n in range(100_000)))) <= 500
    addresses("<" * 200_000 + '"' * 1000 + "a@" * 50_000)


# Who is meant


def test_addresses_of_a_field_come_with_their_names():
    found = gather([Entry("address field", "email participants")], facts())
    assert [(each.address, each.name) for each in found] == [
        ("x@example.net", ""),
        ("y@example.net", "Yves"),
        ("z@example.net", "Zoe Zander"),
    ]
    assert named(Entry("address field", "Copies")) == [("p@example.net", ""), ("q@example.net", "")]


def test_one_account_named_twice_is_one_receiver_with_both_reasons():
    meant = {WATCHERS: Meant((ADA.id, BRUNO.id)), ASSIGNEE: Meant((ADA.id,))}
    ada, bruno = gather([WATCHERS, ASSIGNEE], facts(meant=meant))
    assert ada.reasons == ("you watch the issue", "the issue is assigned to you")
    assert (ada.address, ada.name, ada.kind) == ("ada@example.com", "Ada Ahlgren", "atlassian")
    assert (bruno.address, bruno.account_id) == ("", BRUNO.id)


def test_one_address_named_twice_is_one_receiver_whatever_its_case():
    people = [Address("Xaver", "X@Example.net"), Address("", "x@example.net")]
    assert named(Entry("mail participants"), participants=people) == [("X@Example.net", "")]


def test_an_address_that_an_account_owns_is_that_account():
    mail = Entry("mail participants")
    shown = [Address("", "ADA@example.com")]
    assert named(mail, participants=shown) == [("ADA@example.com", ADA.id)]
    ours = {"Bruno@Example.net": BRUNO.id}
    assert named(mail, participants=[Address("", "bruno@example.net")], owners=ours) == [
        ("bruno@example.net", BRUNO.id)
    ]
    both = {WATCHERS: Meant((BRUNO.id,))}
    assert named(
        WATCHERS, mail, participants=[Address("", "bruno@example.net")], owners=ours, meant=both
    ) == [("bruno@example.net", BRUNO.id)]


def test_an_account_that_hides_its_address_is_reached_by_our_own_list():
    meant = {WATCHERS: Meant((BRUNO.id,))}
    assert named(WATCHERS, meant=meant, owners={"bb@example.net": BRUNO.id}) == [("bb@example.net", BRUNO.id)]


def test_of_two_accounts_with_one_address_the_customer_counts():
    twin = Person("account-twin-4", "Ada at home", "ADA@example.com", "customer")
    old = Person("account-old-5", "Ada before", "ada@example.com", "customer", active=False)
    meant = {WATCHERS: Meant((old.id, ADA.id)), ASSIGNEE: Meant((twin.id,))}
    known = Facts(ISSUE, meant, {**PEOPLE, twin.id: twin, old.id: old})
    [one] = gather([WATCHERS, ASSIGNEE], known)
    assert (one.account_id, one.active, len(one.reasons)) == (twin.id, True, 2)


def test_an_account_that_jira_does_not_know_gets_nothing():
    known = facts(meant={WATCHERS: Meant(("account-gone-6",))}, owners={"gone@example.net": "account-gone-6"})
    [one] = gather([WATCHERS], known)
    assert (one.address, one.active) == ("gone@example.net", False)
    assert choose([one], Rules()).left_out == (
        ("account-gone-6 <gone@example.net>", "the account is not active, or unknown to Jira"),
    )


def test_expressions_and_mentions_name_accounts_and_addresses():
    text = f"{ENID.id}, Somebody <s@example.net>"
    found = named(
        Entry("expression", "{{ x }}"), Entry("mentioned"), texts={"{{ x }}": text}, mentioned=[ADA.id]
    )
    assert found == [("enid@example.org", ENID.id), ("s@example.net", ""), ("ada@example.com", ADA.id)]


def test_the_accounts_to_ask_for_are_known_before_anything_of_them_is():
    known = Facts(
        ISSUE, {WATCHERS: Meant((ADA.id,))}, owners={"x@example.net": BRUNO.id}, mentioned=[ENID.id]
    )
    entries = [WATCHERS, Entry("mentioned"), Entry("address field", "Email Participants")]
    assert accounts_in(entries, known) == {ADA.id, BRUNO.id, ENID.id}


def test_what_could_break_a_header_is_no_address():
    people = [
        Address("", "x@example.net\r\nBcc: y@example.net"),
        Address("", "x\0@example.net"),
        Address("x", ""),
    ]
    assert named(Entry("mail participants"), participants=people) == []


def test_an_entry_that_jira_would_not_answer_is_told():
    group = Entry("group", "nobodies")
    known = facts(meant={group: Meant(trouble="There is no group."), WATCHERS: Meant((ADA.id,))})
    assert troubles([WATCHERS, group, Entry("address field", "Gone")], known) == (
        ("group: nobodies", "There is no group."),
        ("address field: Gone", "SUP-1 has no field “Gone”"),
    )


# Who is left out


def test_without_rules_everybody_with_an_address_stays():
    assert reason(receiver()) == ""
    assert reason(receiver(account=ADA.id, kind="atlassian")) == ""
    assert reason(receiver("", account=ADA.id)).startswith("no address is known")


@pytest.mark.parametrize(
    ("one", "rules", "words"),
    [
        (receiver(account="a", active=False), {}, "not active"),
        (receiver(account="a", kind="app"), {}, "belongs to an app"),
        (receiver(), {"exclude": ("X@EXAMPLE.net",)}, "excluded by “X@EXAMPLE.net”"),
        (receiver(), {"exclude": ("@example.net",)}, "excluded"),
        (receiver(), {"exclude": ("x@*",)}, "excluded"),
        (receiver(), {"exclude": ("@*.net",)}, "excluded"),
        (receiver(account="acc-1"), {"exclude": ("ACC-1",)}, "excluded"),
        (receiver(), {"exclude": ("@example.net",), "include": ("x@example.net",)}, "excluded"),
        (receiver(), {"include": ("@example.org",)}, "not on the include list"),
        (receiver("in+token@example.net"), {"own": frozenset(["In@example.net"])}, "Postroom's own"),
        (receiver("in@example.net"), {"own": frozenset(["in+all@example.net"])}, "Postroom's own"),
        (receiver(), {"programs": frozenset(["X@example.net"])}, "a program"),
        (receiver(), {"set_aside": {"X@example.net": "550 no such user"}}, "set aside: 550 no such user"),
        (receiver(), {"set_aside": {"x@example.net": ""}}, "mail to it came back"),
    ],
)
def test_who_is_left_out_is_told_why(one, rules, words):
    assert words in reason(one, **rules)


@pytest.mark.parametrize(
    "pattern", ["@xample.net", "@sub.example.net", "x@example.ne", "y@*", "*@example.org", "", "@"]
)
def test_a_pattern_leaves_out_nobody_else(pattern):
    assert reason(receiver(), exclude=(pattern,)) == ""


def test_patterns_of_many_stars_take_no_time():
    pattern = "*a" * 100 + "*"
    assert "excluded" in reason(receiver("a" * 300 + "@example.org"), exclude=(pattern,))
    assert reason(receiver("b" * 300 + "@example.org"), exclude=(pattern,) * 1000) == ""


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (0, "not active"),
        (1, "excluded"),
        (2, "include list"),
        (3, "Postroom's own"),
        (4, "a program"),
        (5, "did it themselves"),
        (6, "wrote the mail"),
        (7, "set aside"),
    ],
)
def test_the_first_reason_in_the_order_of_the_rules_is_given(passed, words):
    address = frozenset(["x@example.net"])
    one = receiver(account="acc-1", active=passed > 0)
    causes = [Cause("acc-1"), Cause(sender="x@example.net"), Cause()][max(passed - 5, 0) :][:1]
    rules = {"exclude": ("*",), "include": ("y@*",), "own": address, "programs": address}
    kept = dict(list(rules.items())[max(passed - 1, 0) :])
    assert words in reason(one, *causes, **kept, set_aside={"x@example.net": "gone"})


def test_who_did_it_hears_of_it_only_where_the_mapping_says_so():
    ada = receiver("ada@example.com", ADA.id)
    assert reason(ada, Cause(account=ADA.id)) == "did it themselves"
    assert reason(ada, Cause(account=ADA.id), inhibit_own=False) == ""
    assert reason(ada, Cause(account=BRUNO.id)) == ""
    assert reason(receiver(), Cause()) == ""


def test_a_mail_is_told_to_all_but_its_sender_and_those_who_got_it():
    cause = Cause(ADA.id, "x@example.net", frozenset(["Y@example.net"]), frozenset([ENID.id]))
    for inhibit in (True, False):
        assert has_it(receiver("X@example.net"), cause, inhibit) == "wrote the mail that caused it"
        assert has_it(receiver("Y@EXAMPLE.NET"), cause, inhibit) == "got the mail that caused it"
        assert "at another address" in has_it(receiver("enid@example.org", ENID.id), cause, inhibit)
        assert has_it(receiver("z@example.net"), cause, inhibit) == ""
        assert has_it(receiver("ada@example.com", ADA.id), cause, inhibit) == "", "the account that filed it"


def test_who_brought_only_some_events_about_hears_of_the_others():
    ada = receiver("ada@example.com", ADA.id)
    assert reason(ada, Cause(account=ADA.id), Cause(account=BRUNO.id)) == ""
    assert reason(ada, Cause(account=BRUNO.id), Cause(account=ADA.id)) == ""
    assert reason(ada, Cause(account=ADA.id), Cause(sender="ada@example.com")) != ""

"""Mails that belong together share one issue, in whatever order and by whichever hands they come."""

from __future__ import annotations

from typing import Any

import pytest

from postroom import journal
from postroom.connections import jira_of, token_keys
from postroom.mail import address
from postroom.models import Conversation, InboundMessage, MessageId, MessageSource, Profile, SourceState
from tests.inbound.conftest import Desk
from tests.inbound.hands import LOST, Hands, job_of, landed, note, put_off, quick, said, until_ended

BRUNO = "Bruno Barth <bruno@example.com>"  # has an account in the sandbox
BRUNOS_ACCOUNT = "5f00000000000000000a0003"


def second_source(desk: Desk, profile: Profile) -> MessageSource:
    source = MessageSource.objects.create(
        name="second mailbox", profile=profile, type="smtp", host="127.0.0.1", port=0, security="none"
    )
    SourceState.objects.create(source=source)
    return source


def test_a_reply_before_its_original_makes_the_issue_and_the_original_joins_it(desk: Desk) -> None:
    reply = desk.file(note("reply", in_reply_to=["original"], references=["original"]))
    original = desk.file(note("original"))
    assert (reply.outcome, reply.issue_key) == ("created", "SUP-1"), reply.trace
    assert (original.outcome, original.issue_key) == ("commented", "SUP-1"), original.trace
    assert landed(desk.jira) == {"reply": [("issue", "SUP-1")], "original": [("comment", "SUP-1")]}


def test_an_id_that_was_only_referred_to_is_an_ancestor_and_no_duplicate(desk: Desk) -> None:
    desk.file(note("reply", references=["original"]))
    marks = dict(MessageId.objects.values_list("value", "mark"))
    assert marks == {"reply@example.org": "received", "original@example.org": "referred"}
    desk.file(note("original"))
    assert set(MessageId.objects.values_list("mark", flat=True)) == {"received"}


def test_two_answers_to_all_at_once_share_one_issue(desk: Desk) -> None:
    records = [desk.put(note(f"answer-{n}", references=["unknown"])) for n in range(6)]
    Hands(records, count=4).finish()
    places = landed(desk.jira)
    assert sorted(len(rows) for rows in places.values()) == [1] * 6
    assert {key for rows in places.values() for _, key in rows} == {"SUP-1"}
    assert [kind for rows in places.values() for kind, _ in rows].count("issue") == 1


def test_a_second_mail_waits_for_the_one_that_creates_the_issue_and_is_woken_by_it(
    desk: Desk, settings: Any
) -> None:
    quick(settings)
    desk.jira.faults(script=[LOST])
    first = desk.file(note("first"))
    second = desk.file(note("second", references=["first"]))
    assert (first.state, second.state) == ("waiting", "waiting")
    assert f"Mail {first.pk} of the same conversation is creating the issue" in second.reason
    assert second.waits_for == f"conversation:{Conversation.objects.get(creator=first).pk}"
    put_off(second)
    until_ended(desk, first)
    assert job_of(second)["scheduled_at"] is None, "not woken"
    desk.work(second)
    assert (first.outcome, second.outcome, second.issue_key) == ("created", "commented", "SUP-1")
    assert landed(desk.jira) == {"first": [("issue", "SUP-1")], "second": [("comment", "SUP-1")]}


def test_while_the_creator_is_parked_the_others_say_that_it_has_to_be_retried(desk: Desk) -> None:
    Profile.objects.update(issue_type="Nix")
    first = desk.file(note("first"))
    second, stranger = desk.file(note("second", references=["first"])), desk.put(note("stranger"))
    assert (first.state, second.state) == ("parked", "waiting")
    assert "is parked: retry it first" in second.reason
    Profile.objects.update(issue_type="Task")
    assert desk.work(stranger).outcome == "created", "a parked mail held another conversation"
    journal.retry(first.pk, "ada")
    until_ended(desk, first, second)
    assert (second.outcome, second.issue_key) == ("commented", first.issue_key), second.trace


def test_of_two_conversations_with_issues_the_nearest_ancestor_wins_and_the_trace_names_the_other(
    desk: Desk,
) -> None:
    one, two = desk.file(note("one")), desk.file(note("two"))
    both = desk.file(note("both", in_reply_to=["two"], references=["one", "two"]))
    assert (both.outcome, both.issue_key) == ("commented", two.issue_key)
    assert f"also lead to {one.issue_key}" in said(both)
    after = [desk.file(note(f"after-{each}", references=[each])).issue_key for each in ("one", "two")]
    assert after == [one.issue_key, two.issue_key], "two issues were united"


def test_a_mail_between_two_that_are_creating_issues_names_the_one_it_does_not_join(
    desk: Desk, settings: Any
) -> None:
    quick(settings)
    desk.jira.faults(script=[LOST, LOST])
    one, two = desk.file(note("one")), desk.file(note("two"))
    both = desk.put(note("both", in_reply_to=["two"], references=["one", "two"]))
    until_ended(desk, two)
    desk.work(both)
    assert (both.outcome, both.issue_key) == ("commented", two.issue_key)
    assert f"mail {one.pk}" in said(both), said(both)
    until_ended(desk, one)
    assert one.issue_key not in ("", two.issue_key)


def test_conversations_without_an_issue_unite(desk: Desk, settings: Any) -> None:
    quick(settings)
    Profile.objects.update(issue_type="Nix")
    waiting = desk.file(note("one", references=["root-1"]))
    assert waiting.state == "parked"
    Profile.objects.update(issue_type="Task")
    between = desk.file(note("between", references=["root-1", "root-2"]))
    assert between.state == "waiting"
    journal.retry(waiting.pk, "ada")
    until_ended(desk, waiting, between)
    late = desk.file(note("late", references=["root-2"]))
    assert {waiting.issue_key, between.issue_key, late.issue_key} == {"SUP-1"}


# A sender's Message-IDs that are not what they should be


def test_different_mails_under_one_message_id_are_all_filed_and_the_id_joins_nothing_afterwards(
    desk: Desk,
) -> None:
    records = [desk.file(note(f"mail-{n}", id="always-the-same")) for n in range(3)]
    assert [record.outcome for record in records] == ["created"] * 3
    assert len({record.issue_key for record in records}) == 3
    reply = desk.file(note("reply", references=["always-the-same"]))
    assert reply.outcome == "created"
    assert "which several different mails carried: not followed" in said(reply)
    assert all(len(rows) == 1 for rows in landed(desk.jira).values())


def test_a_mail_under_a_used_message_id_still_joins_by_its_references(desk: Desk) -> None:
    first = desk.file(note("first"))
    desk.file(note("mail-1", id="always-the-same"))
    second = desk.file(note("mail-2", id="always-the-same", references=["first"]))
    assert (second.outcome, second.issue_key) == ("commented", first.issue_key)


def test_a_mail_under_a_used_message_id_may_name_its_issue_in_the_subject(desk: Desk) -> None:
    first = desk.file(note("first"))
    desk.file(note("mail-1", id="always-the-same"))
    second = desk.file(note("mail-2", id="always-the-same", subject=f"Re: {first.issue_key}"))
    assert (second.outcome, second.issue_key) == ("commented", first.issue_key), second.trace


def test_without_a_message_id_the_same_mail_is_filed_once_and_another_one_too(desk: Desk) -> None:
    first, again = desk.file(note("first", id="")), desk.file(note("first", id=""))
    other = desk.file(note("other", id=""))
    assert [r.outcome for r in (first, again, other)] == ["created", "ignored", "created"]
    assert again.reason == f"duplicate of mail {first.pk}"
    assert {token: len(rows) for token, rows in landed(desk.jira).items()} == {"first": 1, "other": 1}


# The issue key in the subject


def watch(desk: Desk, key: str, account: str) -> None:
    jira_of(desk.profile.site).post(f"issue/{key}/watchers", json=account)


@pytest.mark.parametrize("who", ["conversation", "account"])
def test_a_key_in_the_subject_is_followed_for_who_is_involved(desk: Desk, who: str) -> None:
    first = desk.file(note("first"))
    if who == "account":
        watch(desk, first.issue_key, BRUNOS_ACCOUNT)
    sender = BRUNO if who == "account" else "ADA@example.org"
    second = desk.file(note("second", subject=f"Again [{first.issue_key}] smoke", sender=sender))
    assert (second.outcome, second.issue_key) == ("commented", first.issue_key), second.trace
    assert f"The subject names {first.issue_key}" in said(second)


def test_a_stranger_who_names_a_key_gets_a_new_issue_that_names_it(desk: Desk) -> None:
    first = desk.file(note("first"))
    for sender in (BRUNO, "Mallory <mallory@example.net>"):
        record = desk.file(note(f"to-{sender[0]}", subject=f"Re: {first.issue_key}", sender=sender))
        assert record.outcome == "created", record.trace
        (issue,) = [issue for issue in desk.issues() if issue["key"] == record.issue_key]
        assert f"The subject names {first.issue_key}." in str(issue["description"])


@pytest.mark.parametrize(("policy", "outcome"), [("anyone", "commented"), ("off", "created")])
def test_the_profile_says_whose_keys_are_followed(desk: Desk, policy: str, outcome: str) -> None:
    first = desk.file(note("first"))
    Profile.objects.update(subject_key=policy)
    stranger = desk.file(note("stranger", subject=f"{first.issue_key}", sender="m@example.net"))
    friend = desk.file(note("friend", subject=f"{first.issue_key}"))
    assert [stranger.outcome, friend.outcome] == [outcome, outcome]


def test_a_key_of_nothing_or_of_another_project_starts_a_new_issue(desk: Desk) -> None:
    unknown = desk.file(note("unknown", subject="About SUP-999"))
    other = desk.file(note("other", subject="About OPS-1"))
    assert [unknown.outcome, other.outcome] == ["created", "created"]
    assert "there is no such issue" in said(unknown)


def test_message_ids_go_before_the_key_in_the_subject(desk: Desk) -> None:
    one, two = desk.file(note("one")), desk.file(note("two"))
    reply = desk.file(note("reply", references=["one"], subject=f"Re: {two.issue_key}"))
    assert reply.issue_key == one.issue_key


# Ids of our own making


def our_id(desk: Desk, key: str) -> str:
    issue = Conversation.objects.get(issue_key=key).issue_id
    return address.thread_id(
        token_keys(), site=desk.profile.site.url, issue=issue, receiver="ada@example.org", nonce="1",
        domain="example.com",
    )  # fmt: skip


def test_an_answer_to_a_signed_id_of_ours_opens_its_issue_for_whoever_answers(desk: Desk) -> None:
    one, two = desk.file(note("one")), desk.file(note("two"))
    ours = our_id(desk, one.issue_key)
    reply = desk.file(note("reply", in_reply_to=[ours], references=["two"], sender="m@example.net"))
    assert (reply.outcome, reply.issue_key) == ("commented", one.issue_key), reply.trace
    assert "its signed id is genuine" in said(reply)
    assert two.issue_key != one.issue_key


def test_a_forged_id_of_ours_opens_nothing(desk: Desk) -> None:
    one = desk.file(note("one"))
    ours = our_id(desk, one.issue_key)
    forged = ours[:20] + ("a" if ours[20] != "a" else "b") + ours[21:]
    assert desk.file(note("reply", in_reply_to=[forged], sender="m@example.net")).outcome == "created"


# The same mail by several ways


def test_two_sources_of_one_profile_file_a_mail_once(desk: Desk) -> None:
    mail = note("mail")
    first = desk.file(mail)
    again = desk.file(mail, second_source(desk, desk.profile))
    assert (again.outcome, again.reason) == ("ignored", f"duplicate of mail {first.pk}")
    assert landed(desk.jira) == {"mail": [("issue", "SUP-1")]}


def test_sources_of_two_profiles_each_file_it(desk: Desk) -> None:
    operations = Profile.objects.create(name="operations", site=desk.profile.site, project="OPS")
    mail, source = note("mail"), second_source(desk, operations)
    Hands([desk.put(mail), desk.put(mail, source), desk.put(mail, source), desk.put(mail)]).finish()
    assert sorted(landed(desk.jira)["mail"]) == [("issue", "OPS-1"), ("issue", "SUP-1")]
    assert InboundMessage.objects.filter(outcome="ignored").count() == 2

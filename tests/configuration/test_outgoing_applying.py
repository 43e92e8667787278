"""A document becomes the configuration of outgoing mail: what changes, what does not, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from postroom.configuration import BadDocument, SecretReference, apply, check, export, files_beside
from postroom.models import (
    AccountAddress,
    Held,
    JiraEvent,
    JiraSite,
    MessageOutbound,
    Notice,
    NotificationMapping,
    OutboundMessage,
    OutboundState,
    Profile,
    Schedule,
    SitePolling,
    TemplateSet,
    Unsubscribed,
)

pytestmark = pytest.mark.django_db

BEGIN = """\
sites:
  - name: acme
    url: https://acme.example.com
    email: robot@example.com
    token: {env: TOKEN}
    webhook_secret: {env: HOOK}
    automation_secret: {env: RULE}
    polling: catch-up
profiles:
  - name: support
    site: acme
    project: SUP
    address: support@example.com
    sub_addressing: no
"""
DOCUMENT = (
    BEGIN
    + """\
outbounds:
  - name: office
    host: smtp.example.com
    user: support@example.com
    password: {env: OFFICE}
    ca_file: /etc/authority.pem
    sender_address: support@example.com
    fallback: spare
  - name: spare
    preset: microsoft365
    login: xoauth2
    user: support@example.com
    oauth_client_id: app
    oauth_tenant: example.com
    oauth_client_secret: {env: APP}
    sender_address: support@example.com
template_sets:
  - name: ours
    base: customer
    parts:
      notice.subject: "{{ issue.key }}"
      notice.text: |
        Hello {{ receiver.name }},

          {{ issue.summary }}
mappings:
  - name: customers
    site: acme
    profile: support
    outbound: office
    projects: [SUP, "NO"]
    events: [created, updated: Priority]
    audience: [reporter, mail participants, group: staff]
    exclude: ["@example.net"]
    template_set: ours
    window: 0
    public_fields: [Priority]
  - name: staff
    site: acme
    outbound: spare
    audience: [watchers]
addresses:
  - {address: Ada@example.com, site: acme, account: a1b2c3}
"""
)
ADDED = [
    "Site 'acme': added.",
    "Outbound 'spare': added.",
    "Outbound 'office': added.",
    "Template set 'ours': added.",
    "Profile 'support': added.",
    "Mapping 'customers': added.",
    "Mapping 'staff': added.",
    "Address 'ada@example.com at acme': added.",
]
NAMES = {"TOKEN": "acme", "HOOK": "acme", "RULE": "acme", "OFFICE": "office", "APP": "spare"}


def known(reference: SecretReference) -> str:
    return f"word for {reference.place}"


def never(reference: SecretReference) -> str:
    raise AssertionError(f"{reference} was looked for")


def changed(old: str, new: str, text: str = "") -> str:
    before = text or DOCUMENT
    assert old in before
    return before.replace(old, new)


def stored() -> str:
    """The document as somebody keeps it who does not want to give the secrets again."""
    text = DOCUMENT
    for place, name in NAMES.items():
        text = changed(f"{{env: {place}}}", f"{{stored: {name}}}", text)
    return text


def refusal(text: str, *, prune: bool = False) -> list[str]:
    """What apply refuses, which has to be what check says."""
    with pytest.raises(BadDocument) as caught:
        apply(text, known, prune=prune)
    assert check(text, prune=prune) == caught.value.problems
    return caught.value.problems


def event() -> JiraEvent:
    site = JiraSite.objects.get()
    return JiraEvent.objects.create(
        site=site, kind="created", entity="1", source="webhook", happened_at=timezone.now()
    )


def notice(mapping: str, **more: object) -> Notice:
    now = timezone.now()
    values = {"site": JiraSite.objects.get(), "issue_id": "1", "closes_at": now} | more
    return Notice.objects.create(mapping=NotificationMapping.objects.get(name=mapping), **values)


def mail(outbound: str, **more: object) -> OutboundMessage:
    row = MessageOutbound.objects.get(name=outbound)
    values = {"kind": "ping", "once": "1", "message_id": "<1@example.com>", "give_up_at": timezone.now()}
    return OutboundMessage.objects.create(outbound=row, **(values | more))


def test_it_works() -> None:
    assert check(DOCUMENT) == []
    assert apply(DOCUMENT, known) == ADDED
    site = JiraSite.objects.get()
    assert (site.token, site.webhook_secret, site.automation_secret) == (
        "word for TOKEN", "word for HOOK", "word for RULE",
    )  # fmt: skip
    office, spare = MessageOutbound.objects.order_by("name")
    assert (office.password, office.oauth_client_secret, office.fallback) == ("word for OFFICE", None, spare)
    assert (spare.password, spare.oauth_client_secret) == (None, "word for APP")
    assert (spare.host, spare.port, spare.oauth_provider) == ("smtp.office365.com", 587, "microsoft365")
    assert office.state.status == "unknown"


def test_a_mapping_refers_to_rows_and_names_its_template_set() -> None:
    apply(DOCUMENT, known)
    customers, staff = NotificationMapping.objects.order_by("name")
    assert (customers.outbound.name, customers.profile and customers.profile.name) == ("office", "support")
    assert (customers.events, customers.projects) == (["created", "updated: Priority"], ["SUP", "NO"])
    assert customers.audience == ["reporter", "mail participants", "group: staff"]
    assert (staff.profile, staff.template_set, staff.window) == (None, "modern", 60)
    parts = TemplateSet.objects.get().parts
    assert parts["notice.text"] == "Hello {{ receiver.name }},\n\n  {{ issue.summary }}\n"


def test_the_same_document_again_changes_nothing() -> None:
    apply(DOCUMENT, known)
    assert apply(DOCUMENT, known) == []
    assert apply(stored(), never) == []
    assert set(MessageOutbound.objects.values_list("revision", flat=True)) == {1}


def test_the_export_applied_again_changes_nothing_and_shows_no_secret() -> None:
    apply(DOCUMENT, known)
    text = export()
    assert "word for" not in text
    assert "oauth_client_secret: {stored: spare}" in text
    assert "notice.text: |\n        Hello {{ receiver.name }},\n\n          {{ issue.summary }}\n" in text
    assert "sub_addressing: false" in text
    assert check(text) == []
    assert apply(text, never, prune=True) == []
    assert export() == text


def test_the_export_is_whole_in_an_empty_database() -> None:
    apply(DOCUMENT, known)
    text = export()
    apply("sites: []", known, prune=True)
    assert not NotificationMapping.objects.exists()
    for name in ("acme", "office", "spare"):
        text = text.replace(f"{{stored: {name}}}", "{env: X}")
    assert sorted(apply(text, known)) == sorted(ADDED)
    assert export().count("\n") == text.count("\n")


def test_changes_are_said_in_words() -> None:
    apply(DOCUMENT, known)
    text = changed("    fallback: spare\n", "")
    text = changed("{{ issue.summary }}", "{{ issue.key }}\n      notice.html: '{{ issue.key }}'", text)
    text = changed('notice.subject: "{{ issue.key }}"', 'created.subject: "New"', text)
    text = changed("[watchers]", "[watchers, reporter]\n    profile: support", text)
    text = changed("{env: APP}", "{env: OTHER}", text)
    text = changed("a1b2c3", "d4e5f6", text)
    assert apply(text, known) == [
        "Outbound 'office': fallback from spare to nothing.",
        "Outbound 'spare': oauth_client_secret changed.",
        "Template set 'ours': created.subject, notice.html added and notice.text changed and notice.subject "
        "removed.",
        "Mapping 'staff': audience from watchers to watchers, reporter, profile from nothing to support.",
        "Address 'ada@example.com at acme': account from a1b2c3 to d4e5f6.",
    ]  # fmt: skip


def test_an_outbound_that_failed_is_tried_at_once_with_its_new_settings() -> None:
    apply(DOCUMENT, known)
    OutboundState.objects.update(next_try=timezone.now() + timedelta(hours=1), failures=5)
    apply(changed("{env: OFFICE}", "{env: OTHER}"), known)
    office, spare = OutboundState.objects.order_by("outbound__name")
    assert (office.next_try, office.failures) == (None, 0)
    assert spare.failures == 5
    assert list(MessageOutbound.objects.order_by("name").values_list("revision", flat=True)) == [2, 1]


def test_a_site_is_polled_at_once_with_its_new_settings() -> None:
    apply(DOCUMENT, known)
    SitePolling.objects.create(site=JiraSite.objects.get(), next_poll=timezone.now() + timedelta(hours=1))
    apply(changed("polling: catch-up", "polling: always"), known)
    assert SitePolling.objects.get().next_poll is None


def test_an_address_that_was_learned_becomes_a_configured_one_and_only_those_are_exported() -> None:
    apply(DOCUMENT, known)
    site = JiraSite.objects.get()
    for address in ("bruno@example.com", "chiara@example.com"):
        AccountAddress.objects.create(site=site, account="a9", address=address, source="mail")
    assert "bruno" not in export()
    more = DOCUMENT + "  - {address: bruno@example.com, site: acme, account: a9}\n"
    assert apply(more, known) == ["Address 'bruno@example.com at acme': source from mail to configured."]
    assert apply(DOCUMENT, known, prune=True) == ["Address 'bruno@example.com at acme': removed."]
    assert AccountAddress.objects.filter(address="chiara@example.com").exists()


def test_templates_come_from_files_beside_the_document_when_the_command_line_reads_them(
    tmp_path: Path,
) -> None:
    (tmp_path / "subject.txt").write_text("{{ issue.key }}!")
    text = changed('"{{ issue.key }}"', "{file: subject.txt}")
    files = files_beside(tmp_path / "document.yaml")
    assert check(text, files=files) == []
    apply(text, known, files=files)
    assert TemplateSet.objects.get().parts["notice.subject"] == "{{ issue.key }}!"
    assert apply(text, known, files=files) == []
    assert "files are read by the command line only" in refusal(text)[0]


# --- schedules, digests, answers, webhooks -----------------------------------------------------------------

SECOND = (
    changed(
        "    sub_addressing: no\n", "    acknowledge: yes\n    outbound: office\n    template_set: ours\n"
    )
    + """\
schedules:
  - name: mondays
    site: acme
    outbound: office
    days: [Mon, friday]
    at: 8:00
    zone: Europe/Vienna
    jql: status = Waiting
    audience: [assignee]
"""
)
SECOND = changed(
    "    window: 0\n", "    digest: daily\n    digest_at: 7:30\n    quiet_hours: 22:00 - 7:00\n", SECOND
)
CHANNEL = """\
outbounds:
  - {name: channel, type: webhook, url: {env: CHANNEL}}
mappings:
  - {name: posts, site: acme, outbound: channel}
"""


def test_schedules_digests_and_answers_are_kept_and_exported() -> None:
    apply(SECOND, known)
    schedule = Schedule.objects.get()
    assert (schedule.days, schedule.at, schedule.zone) == (["monday", "friday"], "08:00", "Europe/Vienna")
    customers = NotificationMapping.objects.get(name="customers")
    assert (customers.digest, customers.digest_at, customers.quiet_hours) == ("daily", "07:30", "22:00-07:00")
    profile = Profile.objects.get()
    assert (profile.acknowledge, profile.outbound and profile.outbound.name, profile.template_set) == (
        True, "office", "ours",
    )  # fmt: skip
    text = export()
    assert apply(text, never, prune=True) == []
    assert apply(SECOND, known) == []
    assert "Schedule 'mondays': removed." in apply("sites: []", known, prune=True)


def test_a_schedule_that_is_changed_is_timed_anew() -> None:
    apply(SECOND, known)
    Schedule.objects.update(next_at=timezone.now() + timedelta(days=7))
    apply(changed("at: 8:00", "at: 9:00", SECOND), known)
    assert Schedule.objects.get().next_at is None


def test_the_address_of_a_webhook_is_a_secret() -> None:
    apply(BEGIN, known)
    apply(CHANNEL, known)
    row = MessageOutbound.objects.get()
    assert (row.type, row.url, row.host) == ("webhook", "word for CHANNEL", "")
    text = export()
    assert "word for CHANNEL" not in text
    assert "{stored: channel}" in text
    assert apply(text, never, prune=True) == []


def test_prune_says_who_unsubscribed_from_a_mapping() -> None:
    apply(BEGIN + CHANNEL, known)
    row = NotificationMapping.objects.get()
    Unsubscribed.objects.create(mapping=row, address="enid@example.org")
    assert apply(BEGIN, known, prune=True)[0] == "Mapping 'posts': removed, and with it 1 unsubscription."


# --- secrets -----------------------------------------------------------------------------------------------

SECRET_AGAIN = [
    # (what is replaced, by what, the secrets that are wanted again)
    ("https://acme.example.com", "https://evil.example.com", ["token", "webhook_secret", "automation_secret"]),
    ("email: robot@", "email: other@", ["token"]),
    ("host: smtp.example.com", "host: evil.example.com", ["password"]),
    ("host: smtp.example.com", "host: smtp.example.com\n    port: 466", ["password"]),
    ("host: smtp.example.com", "host: smtp.example.com\n    verify_certificate: no", ["password"]),
    ("host: smtp.example.com", "host: smtp.example.com\n    port: 465\n    security: starttls", ["password"]),
    ("/etc/authority.pem", "/tmp/evil.pem", ["password"]),
    ("oauth_tenant: example.com", "oauth_tenant: example.net", ["oauth_client_secret"]),
    ("oauth_client_id: app", "oauth_client_id: other", ["oauth_client_secret"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "again"), SECRET_AGAIN)
def test_a_stored_secret_goes_nowhere_new(old: str, new: str, again: list[str]) -> None:
    apply(DOCUMENT, known)
    problems = refusal(changed(old, new, stored()))
    assert [problem.partition(" needs the ")[2].split()[0] for problem in problems] == again
    assert all(
        problem.endswith("; write {env: NAME}, {file: /path} or {stdin: true}.") for problem in problems
    )
    assert apply(changed(old, new), known)


def test_the_webhook_secret_that_postroom_made_stays_when_the_document_does_not_name_it() -> None:
    without = changed("    webhook_secret: {env: HOOK}\n", "")
    apply(without, known)
    JiraSite.objects.update(webhook_secret="made")
    assert apply(without, known) == []
    assert JiraSite.objects.get().webhook_secret == "made"


def test_a_site_that_moves_needs_a_webhook_of_its_own() -> None:
    without = changed("    webhook_secret: {env: HOOK}\n", "")
    apply(without, known)
    JiraSite.objects.update(webhook_secret="made")
    [said] = apply(changed("https://acme.", "https://other.", without), known)
    assert said.endswith("webhook_secret removed; run postroom site webhook again.")
    assert JiraSite.objects.get().webhook_secret is None


def test_a_secret_that_the_document_no_longer_names_is_forgotten() -> None:
    apply(DOCUMENT, known)
    assert apply(changed("    automation_secret: {env: RULE}\n", ""), known) == [
        "Site 'acme': automation_secret removed."
    ]


def test_secrets_are_asked_for_in_the_order_of_their_lines() -> None:
    asked: list[str] = []

    def ask(reference: SecretReference) -> str:
        asked.append(reference.place)
        return "word"

    sites, rest = DOCUMENT.split("profiles:")
    apply(f"profiles:{rest}{sites}", ask)
    assert asked == ["OFFICE", "APP", "TOKEN", "HOOK", "RULE"]


# --- prune -------------------------------------------------------------------------------------------------


def test_prune_removes_mappings_before_what_they_stand_on() -> None:
    apply(DOCUMENT, known)
    assert apply("sites: []", known, prune=True) == [
        "Mapping 'customers': removed.",
        "Mapping 'staff': removed.",
        "Address 'ada@example.com at acme': removed.",
        "Template set 'ours': removed.",
        "Profile 'support': removed.",
        "Outbound 'office': removed.",
        "Outbound 'spare': removed.",
        "Site 'acme': removed.",
    ]


def test_prune_says_that_notices_go_with_their_mapping_and_keeps_events_and_mails() -> None:
    apply(DOCUMENT, known)
    row = notice("staff", is_open=False, state="done")
    row.events.add(event())
    sent = mail("spare", state="done", notice=row, mapping=row.mapping)
    text = DOCUMENT[: DOCUMENT.index("  - name: staff")]
    assert apply(text, known, prune=True) == [
        "Mapping 'staff': removed, and with it 1 notice.",
        "Address 'ada@example.com at acme': removed.",
    ]
    sent.refresh_from_db()
    assert (sent.mapping, sent.notice) == (None, None)
    assert JiraEvent.objects.count() == 1


def test_prune_refuses_to_remove_what_is_still_in_work_and_the_events_of_a_site() -> None:
    apply(DOCUMENT, known)
    notice("staff")
    event()
    mail("office")
    assert refusal("sites: []", prune=True) == [
        "mapping 'staff' is not named and would be removed, but 1 notice whose mails are not made yet would go "
        "with it. Keep it in the document, write enabled: false there, and remove it when they are made.",
        "outbound 'office' is not named and would be removed, but 1 mail not sent yet would go with it. Keep it "
        "in the document, and remove it when they are sent.",
        "site 'acme' is not named and would be removed, but the records of 1 event would go with it. Keep it in "
        "the document, and write enabled: false at its mappings and sources.",
    ]
    assert NotificationMapping.objects.count() == 2


def test_a_mapping_stays_while_somebody_waits_for_a_digest() -> None:
    apply(BEGIN + CHANNEL, known)
    row = notice("posts", is_open=False, state="done")
    Held.objects.create(
        mapping=row.mapping, notice=row, address="enid@example.org", receiver={}, due_at=timezone.now()
    )
    assert "but 1 notice whose mails are not made yet would go with it" in refusal(BEGIN, prune=True)[0]


def test_an_outbound_whose_mails_were_sent_may_go() -> None:
    apply(DOCUMENT, known)
    sent = mail("office", state="done")
    apply(BEGIN, known, prune=True)
    sent.refresh_from_db()
    assert sent.outbound is None


def test_with_prune_a_mapping_has_to_use_a_template_set_of_the_document() -> None:
    apply(DOCUMENT, known)
    start, end = DOCUMENT.index("template_sets:"), DOCUMENT.index("mappings:")
    without = DOCUMENT[:start] + DOCUMENT[end:]
    assert apply(without, known) == []
    [problem] = refusal(without, prune=True)
    assert "there is no template set 'ours'; there are: customer, modern, plain." in problem

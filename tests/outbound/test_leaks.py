"""The leak table: who may see which word, over the real sandbox; every mail that arrives is searched for all words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from postroom.models import AccountAddress, NotificationMapping, TemplateSet
from tests.inbound.conftest import letter
from tests.jira.people import doc, make
from tests.outbound.conftest import Bureau
from tests.outbound.hands import picture, showing, upload

pytestmark = pytest.mark.django_db(transaction=True)

# Who is who (tests of the sandbox: postroom/sandbox/cast.py). Everybody is in the audience of every mapping.

AGENT, GROUPED, USER, BOARD = (
    "ada@example.com",
    "bruno@example.com",
    "chiara@example.com",
    "frida@example.com",
)
ELSEWHERE, GONE = "hanna@example.com", "dmitri@example.com"
REPORTER, SHARER, STRANGE_CUSTOMER = "enid@example.org", "gustav@example.org", "ivo@example.net"
WRITER, NOBODY = "cora@example.org", "nobody@example.net"

INSIDE = {AGENT, GROUPED, USER, BOARD}
AGENTS = {AGENT, GROUPED}
PORTAL = {REPORTER, SHARER}
OUTSIDE = {WRITER, NOBODY}
ALL = INSIDE | PORTAL | OUTSIDE
EVERYBODY = ALL | {ELSEWHERE, GONE, STRANGE_CUSTOMER}

# The words. Each stands in one place only.

SUMMARY, COMMENT, FORMER, PICTURE = "aardvark", "bumblebee", "cormorant", "dromedary"
FILE, FIELD, WORKLOG, LINKED, RESTRICTED = "echidna", "flamingo", "gazelle", "hedgehog", "ibex"
WORDS = (SUMMARY, COMMENT, FORMER, PICTURE, FILE, FIELD, WORKLOG, LINKED, RESTRICTED)

TEAM_ROLE = {"type": "role", "value": "Administrators"}
AGENTS_GROUP = {"type": "group", "value": "support-agents"}


def internal(value: object) -> list[dict[str, Any]]:
    return [{"key": "sd.public.comment", "value": {"internal": value}}]


#: What a comment is made with, and who of those who see the issue may read it at last.
COMMENTS: Mapping[str, tuple[dict[str, Any], set[str]]] = {
    "public": ({}, ALL),
    "internal": ({"properties": internal(True)}, AGENTS),
    "for a role": ({"visibility": TEAM_ROLE}, {AGENT}),
    "for a group": ({"visibility": AGENTS_GROUP}, AGENTS),
    "said to be both": ({"properties": internal("true")}, AGENTS),  # jsdPublic is true
    "made internal meanwhile": ({}, AGENTS),
    "deleted meanwhile": ({}, set()),
    "edited meanwhile": ({}, ALL),
}
#: By the level of the issue when the notice closes, who may see it. Nobody without an account sees one.
LEVELS: Mapping[str, set[str]] = {
    "none": ALL,
    "from the beginning": AGENTS | {REPORTER},
    "set meanwhile": AGENTS,
}
LEVEL_IDS = {"from the beginning": "10302", "set meanwhile": "10300"}

SETS = ("plain", "modern", "customer", "everything")
#: A set of the operator's own that shows all there is to show.
EVERYTHING = {"notice.text": "{{ issue }} {{ events }} {{ comment }} {{ event }} {{ actor }} {{ receiver }}"}
DELIVERIES: tuple[dict[str, str], ...] = (
    {"delivery": "each"},
    {"delivery": "together"},
    {"recipients": "bcc"},
)


def mappings(bureau: Bureau, turn: int) -> Iterator[NotificationMapping]:
    """One for each template set; the ways of delivery go round, and at least one shows things to the public."""
    for number, templates in enumerate(SETS):
        public = (turn + number) % 2 == 0
        yield bureau.mapping(
            f"{templates}, {'open' if public else 'closed'}",
            projects=["SUP"],
            events=["commented", "comment_edited", "updated", "worklog", "link"],
            audience=audience(bureau),
            exclude=["demo@example.com"],
            inhibit_own=False,
            template_set=templates,
            attachments=True,
            public_attachments=public,
            public_fields=["Email Sender Name"] if public else [],
            **DELIVERIES[(number + turn) % 3],
        )


def audience(bureau: Bureau) -> list[str]:
    accounts = ("ada", "bruno", "chiara", "frida", "hanna", "dmitri", "ivo")
    named = [f"account: {bureau.account(each)}" for each in accounts]
    return [*named, "reporter", "organizations", "mail participants", f"address: {NOBODY}"]


def know_hidden_addresses(bureau: Bureau) -> None:
    for name in ("chiara", "frida", "dmitri", "ivo"):
        address = f"{name}@example.{'net' if name == 'ivo' else 'com'}"
        AccountAddress.objects.create(
            site=bureau.site, account=bureau.account(name), address=address, source="configured"
        )


CASES = [(kind, level) for kind in COMMENTS for level in LEVELS]


@pytest.mark.parametrize(("kind", "level"), CASES)
def test_nobody_reads_what_is_not_theirs(bureau: Bureau, kind: str, level: str) -> None:
    know_hidden_addresses(bureau)
    TemplateSet.objects.create(name="everything", base="plain", parts=EVERYTHING)
    turn = 3 * list(COMMENTS).index(kind) + 4 * list(LEVELS).index(level)
    made = {each.pk: each for each in mappings(bureau, turn)}
    key = begin(bureau, level)
    bureau.hear()
    comment = happen(bureau, key, kind)
    bureau.hear()
    bureau.handle()
    meanwhile(bureau, key, comment, kind, level)
    bureau.work()
    found = read_by(bureau)
    for pk, mapping in made.items():
        assert found[pk] == expected(mapping, kind, level), (
            mapping.name,
            mapping.delivery,
            mapping.recipients,
        )


def begin(bureau: Bureau, level: str) -> str:
    """A request of Enid, shared with her organization, that Cora took up by mail."""
    fields: dict[str, Any] = {"reporter": {"accountId": bureau.account("enid")}, "customfield_10131": [1]}
    if level == "from the beginning":
        fields["security"] = {"id": LEVEL_IDS[level]}
    bureau.file(letter(subject=SUMMARY, sender=f"Cora <{WRITER}>"))
    bureau.person("ada").put("issue/SUP-1", json={"fields": fields})
    make(bureau.person("ada"), LINKED, "OPS")
    bureau.hear()
    bureau.handle()
    bureau.site.events.all().delete()  # the story begins with what happens next
    bureau.site.notice_set.all().delete()
    return "SUP-1"


def happen(bureau: Bureau, key: str, kind: str) -> str:
    """One of each; returns the comment."""
    ada = bureau.person("ada")
    shown = upload(ada, key, "shown.png", picture(PICTURE), "image/png")
    body = showing(ada, f"Look at the {FORMER if 'edited' in kind else COMMENT}.", shown, "shown.png")
    comment = str(ada.post(f"issue/{key}/comment", json={"body": body, **COMMENTS[kind][0]})["id"])
    upload(ada, key, "report.txt", f"All about the {FILE}.".encode())
    ada.put(f"issue/{key}", json={"fields": {"customfield_10102": FIELD}})
    ada.post(f"issue/{key}/worklog", json={"timeSpent": "1h", "comment": doc(WORKLOG)})
    ada.post(
        f"issue/{key}/worklog",
        json={"timeSpent": "2h", "comment": doc(RESTRICTED), "visibility": AGENTS_GROUP},
    )
    link = {"type": {"name": "Blocks"}, "inwardIssue": {"key": key}, "outwardIssue": {"key": "OPS-1"}}
    ada.post("issueLink", json=link)
    return comment


def meanwhile(bureau: Bureau, key: str, comment: str, kind: str, level: str) -> None:
    """What happens between the events and the moment of telling."""
    ada, path = bureau.person("ada"), f"issue/{key}/comment/{comment}"
    if kind == "made internal meanwhile":
        ada.put(f"comment/{comment}/properties/sd.public.comment", json={"internal": True})
    elif kind == "deleted meanwhile":
        ada.delete(path)
    elif kind == "edited meanwhile":
        ada.put(path, json={"body": doc(f"Look at the {COMMENT}.")})
    if level == "set meanwhile":
        ada.put(f"issue/{key}", json={"fields": {"security": {"id": LEVEL_IDS[level]}}})


def expected(mapping: NotificationMapping, kind: str, level: str) -> dict[str, set[str]]:
    """By receiver, the words that a mail of theirs has; told by hand, not by the code that is tested."""
    seeing, public = LEVELS[level], bool(mapping.public_fields)
    inside, readers = seeing & INSIDE, seeing & COMMENTS[kind][1]
    words: dict[str, set[str]] = {
        COMMENT: readers,
        FILE: seeing if public and "deleted" not in kind else inside,
        PICTURE: readers | inside if public else inside,
        FIELD: seeing if public else inside,
        LINKED: inside,
    }
    if mapping.template_set != "customer":  # it does not speak of work
        words |= {WORKLOG: inside, RESTRICTED: seeing & AGENTS}
    words[SUMMARY] = set().union(*words.values())
    return {who: {word for word, people in words.items() if who in people} for who in words[SUMMARY]}


def read_by(bureau: Bureau) -> Mapping[int, dict[str, set[str]]]:
    """By mapping and receiver, the words that stood anywhere in a mail of theirs."""
    found: defaultdict[int, dict[str, set[str]]] = defaultdict(dict)
    for mail in bureau.arrived():
        everything = mail.everything.lower()
        mapping = mail.row.mapping_id
        assert mapping is not None
        for receiver in mail.receivers:
            words = {word for word in WORDS if word in everything}
            found[mapping][receiver] = found[mapping].get(receiver, set()) | words
    return found

"""What a document may say of outgoing mail: every refusal with its line, and what is filled in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from postroom.configuration import files_beside
from postroom.configuration.document import read
from postroom.configuration.reading import BadDocument
from postroom.configuration.relations import Known
from postroom.configuration.rules import SHIPPED as NAMES
from postroom.configuration.shape import KEYS
from postroom.configuration.stored import MODELS
from postroom.rendering import SHIPPED

pytestmark = pytest.mark.pure

BESIDE = Known(
    sites=frozenset({"acme", "other"}),
    profiles={"support": "support@example.com", "silent": "", "far": "far@example.com"},
    site_of={"support": "acme", "silent": "acme", "far": "other"},
    outbounds={"office": "", "spare": "office"},
    template_sets=frozenset({"ours"}),
)


def problems(text: str) -> list[str]:
    try:
        read(text, BESIDE)
    except BadDocument as error:
        return error.problems
    return []


def outbound(**keys: str) -> str:
    """A document with one outbound; each key in its own line, from line 2 on. "-" leaves a key out."""
    given = {
        "name": "out",
        "host": "h",
        "user": "u",
        "password": "{env: P}",
        "sender_address": "a@example.com",
    }
    return document("outbounds", given | keys)


def mapping(**keys: str) -> str:
    given = {"name": "all", "site": "acme", "outbound": "office", "audience": "[watchers]"}
    return document("mappings", given | keys)


def document(section: str, keys: dict[str, str]) -> str:
    lines = [f"{key}: {value}" for key, value in keys.items() if value != "-"]
    return f"{section}:\n  - " + "\n    ".join(lines)


def line_of(text: str, key: str) -> int:
    return next(n for n, one in enumerate(text.splitlines(), 1) if one.strip(" -").startswith(f"{key}:"))


# --- outbounds ---------------------------------------------------------------------------------------------

FILLED = [
    ({}, ("h", 465, "ssl")),
    ({"security": "starttls"}, ("h", 587, "starttls")),
    ({"security": "none"}, ("h", 25, "none")),
    ({"port": "587"}, ("h", 587, "starttls")),
    ({"port": "25"}, ("h", 25, "starttls")),
    ({"port": "2525"}, ("h", 2525, "ssl")),
    ({"port": "25", "security": "none"}, ("h", 25, "none")),
    ({"host": "-", "preset": "gmail"}, ("smtp.gmail.com", 465, "ssl")),
    ({"host": "-", "preset": "microsoft365"}, ("smtp.office365.com", 587, "starttls")),
    ({"host": "-", "preset": "gmail", "port": "587"}, ("smtp.gmail.com", 587, "starttls")),
    ({"host": "email-smtp.eu-west-1.amazonaws.com", "preset": "ses"},
     ("email-smtp.eu-west-1.amazonaws.com", 587, "starttls")),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "expected"), FILLED)
def test_host_port_and_security_of_an_outbound_are_filled_in(
    keys: dict[str, str], expected: tuple[str, int, str]
) -> None:
    one = read(outbound(**keys)).outbounds[0]
    assert (one.host, one.port, one.security) == expected


OAUTH = {"login": "xoauth2", "oauth_client_id": "id", "oauth_provider": "google"}
BAD_OUTBOUNDS = [
    ({"sender_address": "-"}, "name", "sender_address is missing"),
    ({"sender_address": "Support"}, "sender_address", "write one mail address"),
    ({"sender_name": '"a\\nb"'}, "sender_name", "without line breaks and control characters"),
    ({"preset": "gmial"}, "preset", "there is no preset 'gmial'; there are gmail, microsoft365"),
    ({"preset": "ses", "host": "-"}, "preset", "write yours as host: email-smtp.{region}.amazonaws.com"),
    ({"host": "-"}, "name", "host is missing"),
    ({"user": "-"}, "name", "user is missing; write login: none"),
    ({"password": "-"}, "name", "password is missing; write {env: NAME}"),
    ({"password": "sesame"}, "password", "a secret is not written into the document itself"),
    ({"password": "{stored: in}"}, "password", "write {stored: out}"),
    ({"login": "none"}, "user", "user is not used with login: none"),
    ({"login": "oauth"}, "login", "write password, xoauth2 or none"),
    ({"oauth_client_id": "id"}, "oauth_client_id", "oauth_client_id is for login: xoauth2 only"),
    ({"oauth_client_secret": "{env: C}"}, "oauth_client_secret", "is for login: xoauth2 only"),
    ({"login": "xoauth2", "oauth_provider": "google"}, "name", "login: xoauth2 needs oauth_client_id"),
    ({"login": "xoauth2", "oauth_client_id": "id"}, "name", "login: xoauth2 needs oauth_provider"),
    (OAUTH | {"oauth_provider": "yahoo"}, "oauth_provider", "write google or microsoft365"),
    (OAUTH | {"password": "-"}, "name", "with login: xoauth2 it is the refresh token"),
    (OAUTH | {"oauth_provider": "microsoft365", "password": "-", "oauth_client_secret": "{env: C}"}, "name",
     "or both oauth_tenant and oauth_client_secret"),
    ({"connections": "0"}, "connections", "write a whole number from 1 to 50"),
    ({"rate_per_minute": "fast"}, "rate_per_minute", "write a whole number from 0"),
    ({"fallback": "offce"}, "fallback", "there is no outbound 'offce'; there are: office, out, spare"),
    ({"fallback": "out"}, "fallback", "the fallbacks go in a circle, from 'out' to 'out'"),
    ({"name": "office", "fallback": "spare"}, "fallback", "in a circle, from 'office' to 'spare' to 'office'"),
    ({"folder": "INBOX"}, "folder", "folder is not a known key"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "key", "words"), BAD_OUTBOUNDS)
def test_what_is_wrong_with_an_outbound_is_said_with_its_line(
    keys: dict[str, str], key: str, words: str
) -> None:
    text = outbound(**keys)
    found = problems(text)
    assert [one for one in found if one.startswith(f"Line {line_of(text, key)}: ") and words in one], found
    assert "sesame" not in "".join(found)


GOOD_LOGINS = [
    {"login": "none", "user": "-", "password": "-"},
    OAUTH,
    {"login": "xoauth2", "oauth_client_id": "id", "preset": "gmail"},
    {"login": "xoauth2", "oauth_client_id": "id", "preset": "microsoft365", "password": "-",
     "oauth_client_secret": "{env: C}", "oauth_tenant": "example.com"},
]  # fmt: skip


@pytest.mark.parametrize("keys", GOOD_LOGINS)
def test_there_are_several_ways_to_log_in(keys: dict[str, str]) -> None:
    assert problems(outbound(**keys)) == []


def test_a_preset_tells_who_hands_out_the_tokens() -> None:
    one = read(outbound(login="xoauth2", oauth_client_id="id", preset="outlook")).outbounds[0]
    assert one.oauth_provider == "microsoft365"


def test_an_outbound_comes_after_its_fallback_whatever_the_order_of_the_document() -> None:
    keys = "host: h, login: none, sender_address: a@example.com"
    entries = [f"{{name: {a}, {keys}, fallback: {b}}}" for a, b in (("a", "b"), ("b", "c"), ("c", "''"))]
    made = read(f"outbounds: [{', '.join(entries)}]").outbounds
    assert [one.name for one in made] == ["c", "b", "a"]


def test_no_key_of_an_outbound_or_mapping_is_unknown_to_its_row() -> None:
    for kind, keys in KEYS.items():
        columns = {field.name for field in MODELS[kind]._meta.get_fields()}
        assert set(keys) <= columns, kind


def test_the_names_of_the_sets_that_come_with_postroom_are_those_that_are_there() -> None:
    assert set(NAMES) == set(SHIPPED)


# --- mappings ----------------------------------------------------------------------------------------------


def test_a_mapping_has_the_usual_events_where_it_names_none() -> None:
    [one] = read(mapping(), BESIDE).mappings
    assert one.events == ("created", "commented", "transitioned", "assigned")
    assert (one.template_set, one.window, one.recipients, one.inhibit_own) == ("modern", 60, "to", True)


EVENTS = [
    ("created", ("created",)),
    ("[Created, comment edited, comment-deleted]", ("created", "comment_edited", "comment_deleted")),
    ("[commented, commented]", ("commented",)),
    ("[updated, 'updated:  Story  points']", ("updated", "updated: Story points")),
    ("[created, updated: Priority]", ("created", "updated: Priority")),
    ("\n      - updated: Priority\n      - mentioned", ("updated: Priority", "mentioned")),
]


@pytest.mark.parametrize(("written", "expected"), EVENTS)
def test_events_are_read_in_every_spelling(written: str, expected: tuple[str, ...]) -> None:
    assert read(mapping(events=written), BESIDE).mappings[0].events == expected


def test_an_audience_is_a_list_of_texts_also_where_yaml_sees_a_mapping() -> None:
    text = mapping(audience="\n      - reporter\n      - group: staff\n      - 'address: ops@example.com'")
    assert read(text, BESIDE).mappings[0].audience == ("reporter", "group: staff", "address: ops@example.com")


def test_projects_are_keys_as_jira_writes_them() -> None:
    assert read(mapping(projects="[sup, NO]"), BESIDE).mappings[0].projects == ("SUP", "NO")


def test_a_query_may_take_several_lines() -> None:
    text = mapping(jql="|\n      project = SUP\n      and priority = High")
    assert read(text, BESIDE).mappings[0].jql == "project = SUP and priority = High"


BAD_MAPPINGS = [
    ({"audience": "-"}, "name", "audience is missing"),
    ({"audience": "[]"}, "audience", "audience is missing: write who gets the mail"),
    ({"audience": "[watcher]"}, "audience", "“watcher” is nobody; use one of reporter"),
    ({"audience": "[group]"}, "audience", "“group” needs a name behind a colon"),
    ({"audience": "[[reporter]]"}, "audience", "write each entry as one text"),
    ({"events": "[comented]"}, "events", "'comented' cannot be used; did you mean commented?"),
    ({"events": "[xyzzy]"}, "events", "write created, updated, transitioned"),
    ({"events": "['created: Priority']"}, "events", "only updated takes the name of a field"),
    ({"events": "['updated: ']"}, "events", "write the field after the colon"),
    ({"events": "[]"}, "events", "events are empty"),
    ({"projects": "[Support desk]"}, "projects", "write the keys of projects, such as SUP"),
    ({"include": "[example.com]"}, "include", "'example.com' cannot be used; write mail addresses, domains such as"),
    ({"language": "German!"}, "language", "write the tag of a language"),
    ({"window": "90000"}, "window", "write a number of seconds from 0 to 86400"),
    ({"jql": "[a]"}, "jql", "write one JQL query"),
    ({"site": "acne"}, "site", "there is no site 'acne'; there are: acme, other"),
    ({"outbound": "nowhere"}, "outbound", "there is no outbound 'nowhere'"),
    ({"profile": "suport"}, "profile", "there is no profile 'suport'"),
    ({"profile": "far"}, "profile", "profile 'far', which is of site 'other' and does not know the issues of 'acme'"),
    ({"profile": "silent"}, "profile", "profile 'silent' has no address that answers could go to"),
    ({"template_set": "modren"}, "template_set", "there is no template set 'modren'; there are: customer, modern"),
    ({"attachments_most": "1"}, "attachments_most", "write a whole number from 1000"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "key", "words"), BAD_MAPPINGS)
def test_what_is_wrong_with_a_mapping_is_said_with_its_line(
    keys: dict[str, str], key: str, words: str
) -> None:
    text = mapping(**keys)
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(f"Line {line_of(text, key)}: mapping 'all'")
    assert words in found[0]


def test_a_bad_entry_of_a_list_is_said_in_its_own_line() -> None:
    found = problems(mapping(events="\n      - created\n      - comented"))
    assert found == ["Line 8: mapping 'all', events: 'comented' cannot be used; did you mean commented?"]


def schedule(**keys: str) -> str:
    given = {"name": "all", "site": "acme", "outbound": "office", "audience": "[assignee]", "jql": "key = A"}
    return document("schedules", given | keys)


BAD_TIMES = [
    (mapping, {"digest": "weekly"}, "write hourly or daily"),
    (mapping, {"digest_at": "24:00"}, "write a time of day, such as 08:00"),
    (mapping, {"quiet_hours": "22:00"}, "write two times of day, such as 22:00-07:00"),
    (mapping, {"quiet_hours": "7:00-7:00"}, "write two times of day"),
    (mapping, {"zone": "Europe/Viena"}, "did you mean Europe/Vienna?"),
    (schedule, {"days": "[mon, t]"}, "write days of the week: monday"),
    (schedule, {"at": "noon"}, "write a time of day"),
    (schedule, {"most": "0"}, "write a whole number from 1"),
    (schedule, {"audience": "[]"}, "audience is empty"),
    (schedule, {"profile": "far"}, "which is of site 'other'"),
    (schedule, {"template_set": "modren"}, "there is no template set 'modren'"),
]


@pytest.mark.parametrize(("make", "keys", "words"), BAD_TIMES)
def test_what_is_wrong_with_times_and_schedules_is_said_with_its_line(
    make: Callable[..., str], keys: dict[str, str], words: str
) -> None:
    text = make(**keys)
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(f"Line {line_of(text, next(iter(keys)))}: ")
    assert words in found[0]


POST = {
    "type": "webhook",
    "url": "{env: U}",
    "host": "-",
    "user": "-",
    "password": "-",
    "sender_address": "-",
}
BAD_POSTS = [
    (POST | {"url": "-"}, "url is missing; write {env: NAME}"),
    (POST | {"url": "https://hooks.example.com/sesame"}, "a secret is not written into the document itself"),
    (POST | {"host": "h"}, "host is for SMTP outbounds only; remove it"),
    ({"url": "{env: U}"}, "url is for webhook outbounds only; remove it"),
]


@pytest.mark.parametrize(("keys", "words"), BAD_POSTS)
def test_an_outbound_may_be_a_webhook_with_keys_of_its_own(keys: dict[str, str], words: str) -> None:
    assert problems(outbound(**POST)) == []
    found = problems(outbound(**keys))
    assert len(found) == 1
    assert words in found[0]
    assert "sesame" not in found[0]


def test_answers_of_a_profile_need_an_outbound() -> None:
    text = document("profiles", {"name": "p", "site": "acme", "project": "SUP", "acknowledge": "yes"})
    assert problems(text) == [
        "Line 5: profile 'p': acknowledge needs an outbound that sends these answers; write outbound: NAME."
    ]
    assert problems(f"{text}\n    outbound: office") == []


# --- addresses, sites --------------------------------------------------------------------------------------


def test_an_address_belongs_to_an_account_once_per_site() -> None:
    entry = "{address: %s, site: acme, account: 'a1b2c3'}"
    [one] = read(f"addresses: [{entry % 'Ada@Example.com'}]", BESIDE).addresses
    assert (one.address, one.name) == ("ada@example.com", "ada@example.com at acme")
    twice = f"addresses:\n  - {entry % 'Ada@Example.com'}\n  - {entry % 'ada@example.com'}"
    assert problems(twice) == ["Line 3: address 'ada@example.com at acme' is there twice, first in line 2."]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{site: acme, account: a1}", "Line 1: an address without an address: address is missing."),
        ("{address: a@example.com, site: acme}", "address 'a@example.com at acme': account is missing."),
        ("{address: a@example.com, site: acme, account: Ada Ahlgren}", "write the account id: the end of"),
        ("ada", "an address has to have keys, such as `address: ...`."),
    ],
)
def test_what_is_wrong_with_an_address_is_said(entry: str, words: str) -> None:
    found = problems(f"addresses: [{entry}]")
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"polling": "sometimes"}, "write always, catch-up or never"),
        ({"poll_seconds": "1"}, "write a number of seconds from 10 to 86400"),
        ({"oldest_event_hours": "0"}, "write a number of hours from 1 to 8760"),
        ({"webhook_secret": "sesame"}, "a secret is not written into the document itself"),
        ({"automation_secret": "{stored: acne}"}, "write {stored: new}"),
    ],
)
def test_the_events_of_a_site_have_rules(keys: dict[str, str], words: str) -> None:
    given = {"name": "new", "url": "https://a.example.com", "email": "r@example.com", "token": "{env: T}"}
    text = document("sites", given | keys)
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(f"Line {line_of(text, next(iter(keys)))}: site 'new'")
    assert words in found[0]


# --- template sets -----------------------------------------------------------------------------------------

SET = """\
template_sets:
  - name: own
    base: modern
    parts:
      notice.subject: "{{ issue.key }}"
      notice.text: |
        Hello
        {{ issue.summary }}
"""


def changed(old: str, new: str) -> str:
    assert old in SET
    return SET.replace(old, new)


def test_parts_are_kept_as_they_are_written() -> None:
    [one] = read(SET).template_sets
    assert {part.name: part.text for part in one.parts} == {
        "notice.subject": "{{ issue.key }}",
        "notice.text": "Hello\n{{ issue.summary }}\n",
    }


BAD_SETS = [
    ("name: own", "name: Modern", 2, "is a set that comes with Postroom; give yours another name"),
    ("base: modern", "base: fancy", 3, "write plain, modern or customer"),
    ('"{{ issue.key }}"', "[a]", 5, "the part notice.subject is neither a text nor a file"),
    ('"{{ issue.key }}"', "{file: x}", 5, "notice.subject: files are read by the command line only"),
    ('"{{ issue.key }}"', '"a\\0b"', 5, "without the character NUL"),
    ("notice.text: |", "notice.subject: |", 5, "the part notice.subject is there twice"),
    ('"{{ issue.key }}"', '"{{ issue.key"', 5, "part notice.subject, line 1: "),
    ("{{ issue.summary }}", "{{ issue.summary | trunkate }}", 8, "there is no filter 'trunkate'"),
    ("{{ issue.summary }}", "{% if %}", 8, "part notice.text, line 2: "),
    ("{{ issue.summary }}", "{{ isue.summary }}", 8, "'isue' is undefined"),
    ("notice.text", "Notice.text", 7, "names are like notice.html"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), BAD_SETS)
def test_what_is_wrong_with_a_part_is_said_with_its_line(old: str, new: str, line: int, words: str) -> None:
    found = problems(changed(old, new))
    assert [one for one in found if one.startswith(f"Line {line}: template set '") and words in one], found


def test_a_part_may_be_in_a_file_beside_the_document(tmp_path: Path) -> None:
    (tmp_path / "subject.txt").write_text("{{ issue.key }} again")
    text = changed('"{{ issue.key }}"', "{file: subject.txt}")
    [one] = read(text, files=files_beside(tmp_path / "document.yaml")).template_sets
    assert one.parts[0].text == "{{ issue.key }} again"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "subject.txt cannot be read: No such file"),
        (b"\xff\xfe", "is not text in UTF-8"),
        (b"a\0b", "is no template"),
        (b"x" * 200_001, "is no template: it is too long"),
        (b"{{ issue.key", "part notice.subject, line 1: "),
    ],
)
def test_a_file_that_cannot_be_used_is_said_in_the_line_that_names_it(
    content: bytes | None, words: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "subject.txt").write_bytes(content)
    text = changed('"{{ issue.key }}"', "{file: subject.txt}")
    with pytest.raises(BadDocument) as caught:
        read(text, files=files_beside(tmp_path / "document.yaml"))
    [problem] = caught.value.problems
    assert problem.startswith("Line 5: template set 'own'")
    assert words in problem

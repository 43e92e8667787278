"""What a document may say: every refusal with its line, and what is filled in."""

from __future__ import annotations

import pytest

from postroom.configuration.document import Document, Known, read
from postroom.configuration.reading import BadDocument

pytestmark = pytest.mark.pure

GOOD = """\
sites:
  - name: acme
    url: https://acme.example.com/
    email: robot@example.com
    token: {env: ACME_TOKEN}
profiles:
  - name: support
    site: acme
    project: SUP
    address: support@example.com
sources:
  - name: mailbox
    profile: support
    host: imap.example.com
    user: support@example.com
    password: {file: /run/secrets/mailbox}
"""
SMTP = "sources: [{name: port, profile: beside, type: smtp, host: 127.0.0.1, security: none}]"
BESIDE = Known(frozenset({"beside"}), {"beside": "help@example.com", "silent": ""})


def problems(text: str, known: Known = BESIDE) -> list[str]:
    try:
        read(text, known)
    except BadDocument as error:
        return error.problems
    return []


def source(**keys: str) -> str:
    """A document with one source of a known profile; each key in its own line, from line 2 on."""
    given = {"name": "mailbox", "profile": "beside", "user": "u", "password": "{env: P}", "host": "h", **keys}
    lines = [f"{key}: {value}" for key, value in given.items() if value != "-"]
    return "sources:\n  - " + "\n    ".join(lines)


def with_line(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_it_works() -> None:
    document = read(GOOD)
    assert [kind for kind, _ in document] == ["site", "profile", "source"]
    assert document.sites[0].url == "https://acme.example.com"
    assert document.sites[0].token.whose == "the token of site 'acme'"
    assert (document.sources[0].port, document.sources[0].security) == (993, "ssl")


WRONG = [
    # (what is replaced in the good document, by what, the line, words of the problem)
    ("project: SUP", "projct: SUP", 9, "profile 'support': projct is not a known key; did you mean project?"),
    ("project: SUP", "projct: SUP", 7, "profile 'support': project is missing."),
    ("email: robot@example.com", "xyzzy: 1", 4, "xyzzy is not a known key; known are name, kind, url, "),
    ("    site: acme", "    site: acne", 8, "there is no site 'acne'; there are: acme"),
    ("    profile: support", "    profile: suport", 13, "there is no profile 'suport'; there are: beside, "),
    ("    project: SUP", "    project: [SUP]", 9, "project: a list cannot be used; write one value"),
    (
        "url: https://acme.example.com/",
        "url: acme.example.com",
        3,
        "'acme.example.com' cannot be used; write an",
    ),
    ("url: https://acme.example.com/", "url: https://u:p@acme.example.com", 3, "write an address such as"),
    ("url: https://acme.example.com/", "url: https://acme.example.com:x", 3, "write an address such as"),
    ("email: robot@example.com", "email: robot", 4, "email: 'robot' cannot be used; write one mail address"),
    ("email: robot@example.com", "email:", 2, "email is missing: the address of the account"),
    ("email: robot@example.com", "kind: gateway", 4, "cloud_id is missing: https://acme.example.com/_edge/"),
    ("email: robot@example.com", "kind: cloud", 4, "'cloud' cannot be used; write site or gateway."),
    (
        "{env: ACME_TOKEN}",
        "sesame",
        5,
        "token: a secret is not written into the document itself; write {env:",
    ),
    (
        "{env: ACME_TOKEN}",
        "{text: sesame}",
        5,
        "it says in no known way where the secret is; write {env: NAME}",
    ),
    ("{env: ACME_TOKEN}", "{sesame}", 5, "it says in no known way"),
    ("{env: ACME_TOKEN}", "[sesame]", 5, "it says in no known way"),
    ("{env: ACME_TOKEN}", "{stdin: false}", 5, "it says in no known way"),
    (
        "{env: ACME_TOKEN}",
        "{stored: acne}",
        5,
        "keeps what is stored for this very name; write {stored: acme}",
    ),
    ("token: {env: ACME_TOKEN}", "", 2, "site 'acme': token is missing."),
    ("password: {file: /run/secrets/mailbox}", "", 12, "password is missing; write {env: NAME}"),
    ("    user: support@example.com", "", 12, "user is missing"),
    ("    host: imap.example.com", "", 12, "source 'mailbox': host is missing."),
    ("host: imap.example.com", "host: imap.example.com:993", 14, "the port has its own key"),
    ("host: imap.example.com", "host: cafe.be:993", 14, "the port has its own key"),
    (
        "host: imap.example.com",
        "preset: gmial",
        14,
        "there is no preset 'gmial'; there are gmail, microsoft365",
    ),
    ("host: imap.example.com", "preset: zoho", 14, "several hosts; write yours as host: imap.zoho.{region}."),
    ("host: imap.example.com", "type: pop3\n    preset: icloud", 15, "iCloud has no POP3."),
    ("    host: imap.example.com", "    host: h\n    host: i", 15, "host is there twice, first in line 14."),
    ("  - name: mailbox", "  - nam: mailbox", 12, "a source without a name: nam is not a known key; did you"),
    ("  - name: mailbox", "  - mailbox\n  - name: mailbox", 12, "a source has to have keys"),
    ("sources:", "sorces:", 11, "the document: sorces is not a known key; did you mean sources?"),
    ("sources:\n", "sources: {}\nx:\n", 11, "sources has to be a list"),
    ("sites:", "sites: [", 2, "this is not YAML"),
    ("    project: SUP", "\tproject: SUP", 9, "this is not YAML"),
    ("    site: acme", "    site: *sesame", 8, "this is not YAML: found undefined alias that."),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, line: int, words: str) -> None:
    found = problems(with_line(old, new))
    assert [one for one in found if one.startswith(f"Line {line}: ") and words in one], found
    assert not any("sesame" in one for one in found)


VALUES = [
    ("port", "0", "write a whole number from 1 to 65535"),
    ("port", "65536", "write a whole number"),
    ("port", "imap", "'imap' cannot be used; write a whole number"),
    ("port", "99.5", "write a whole number"),
    ("timeout", "soon", "write a number of seconds from 1 to 600"),
    ("timeout", ".inf", "write a number of seconds"),
    ("timeout", "601", "write a number of seconds"),
    ("enabled", "maybe", "'maybe' cannot be used; write true or false"),
    ("security", "tls", "write ssl, starttls or none"),
    ("strategy", "read all", "write mark or delete"),
    ("type", "exchange", "write imap, pop3 or smtp"),
    ("folder", '"IN\\nBOX"', "without line breaks and control characters"),
    ("folder", '"IN\\0BOX"', "without line breaks and control characters"),
    ("folder", "!secret x", "leave out the tag !secret"),
    ("folder", "x" * 501, "write at most 500 characters"),
    ("user", "x" * 321, "write at most 320 characters"),
    ("poll_seconds", "0", "write a number of seconds from 1 to 86400"),
    ("first_sync_limit", "-1", "write a whole number from 0"),
    ("recipients", "[a@example.com]", "recipients is for SMTP sources only; remove it"),
    ("key_file", "/k", "key_file is for SMTP sources only"),
]


@pytest.mark.parametrize(("key", "value", "words"), VALUES)
def test_a_bad_value_is_said_with_what_is_allowed(key: str, value: str, words: str) -> None:
    text = source(**{key: value})
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.strip().startswith(f"{key}:"))
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(f"Line {line}: source 'mailbox'")
    assert words in found[0]


LISTENER = [
    ({"profile": "silent"}, "recipients are missing, and profile 'silent' has no address"),
    ({"security": "starttls"}, "security: starttls needs certificate_file and key_file"),
    ({"security": "-"}, "security: ssl needs certificate_file"),
    ({"key_file": "/k"}, "key_file needs certificate_file beside it"),
    ({"password": "-"}, "user and password go together"),
    ({"user": "-"}, "user and password go together"),
    ({"strategy": "mark"}, "strategy is for IMAP and POP3 sources only"),
    ({"preset": "gmail"}, "preset is for IMAP and POP3 sources only"),
    ({"recipients": "[a b]"}, "write a list of mail addresses"),
    ({"recipients": "{a: b}"}, "write one value"),
]


@pytest.mark.parametrize(("keys", "words"), LISTENER)
def test_a_port_that_takes_mail_has_rules_of_its_own(keys: dict[str, str], words: str) -> None:
    found = problems(source(**{"type": "smtp", "security": "none", **keys}))
    assert len(found) == 1
    assert words in found[0]


def only(text: str) -> Document:
    return read(text, BESIDE)


FILLED = [
    ({"host": "-", "preset": "gmail"}, ("imap.gmail.com", 993, "ssl")),
    ({"host": "-", "preset": "gmail", "type": "pop3"}, ("pop.gmail.com", 995, "ssl")),
    ({"host": "-", "preset": "gmail", "port": "1993"}, ("imap.gmail.com", 1993, "ssl")),
    ({"host": "-", "preset": "gmail", "security": "starttls"}, ("imap.gmail.com", 143, "starttls")),
    ({"host": "imap.zoho.eu", "preset": "zoho"}, ("imap.zoho.eu", 993, "ssl")),
    ({"security": "starttls"}, ("h", 143, "starttls")),
    ({"type": "pop3", "security": "none"}, ("h", 110, "none")),
    ({"type": "POP3", "security": "SSL"}, ("h", 995, "ssl")),
    ({"host": "2001:db8::1"}, ("2001:db8::1", 993, "ssl")),
]


@pytest.mark.parametrize(("keys", "expected"), FILLED)
def test_host_port_and_security_are_filled_in(keys: dict[str, str], expected: tuple[str, int, str]) -> None:
    one = only(source(**keys)).sources[0]
    assert (one.host, one.port, one.security) == expected


def test_the_words_of_the_guide_name_the_strategies() -> None:
    assert only(source(strategy="Read all and delete")).sources[0].strategy == "delete"
    assert only(source(strategy="read unread and mark as read")).sources[0].strategy == "mark"


@pytest.mark.parametrize("blank", ["", "null", "~", '""'])
def test_a_key_that_is_left_blank_has_its_default(blank: str) -> None:
    assert only(source(timeout=blank)).sources[0].timeout == 30


def test_a_value_is_what_was_written_whatever_yaml_takes_it_for() -> None:
    one = only(source(user="007", folder="NO")).sources[0]
    assert (one.user, one.folder) == ("007", "NO")


def test_a_port_takes_mail_for_the_address_of_its_profile() -> None:
    assert only(SMTP).sources[0].recipients == ()
    assert only(source(type="smtp", security="none", profile="silent", recipients="x@example.com"))


def test_a_name_that_is_there_twice_is_refused_in_its_line() -> None:
    twice = GOOD + GOOD.split("sources:\n")[1]
    assert problems(twice) == ["Line 17: source 'mailbox' is there twice, first in line 12."]


def test_all_problems_are_said_at_once_in_the_order_of_their_lines() -> None:
    text = GOOD.replace("SUP", "").replace("acme\n    url", "acme\n    color: red\n    url")
    found = [one.partition(":")[0] for one in problems(text.replace("imap.example.com", "im ap"))]
    assert found == ["Line 3", "Line 8", "Line 15"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the document is empty"),
        ("# nothing\n", "the document is empty"),
        ("- a\n- b\n", "has to begin with sites:"),
        ("sites: []\n---\nsites: []\n", "this is not YAML"),
        ("sites: [\x00]\n", "a character that YAML does not allow"),
        ("sites: " + "[" * 100_000, "Line 1: "),
        ("sites: &a [*a]\n", "a site has to have keys"),
    ],
)
def test_what_is_no_document_is_refused(text: str, words: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert words in found[0]


def test_a_document_may_leave_sections_out_or_empty() -> None:
    assert list(only("sites:\n")) == []

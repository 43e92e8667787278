"""Address lists as they are written, and whom they name."""

from __future__ import annotations

from email.utils import formataddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail.people import MAX_PEOPLE, Address, read_people, read_sender

pytestmark = pytest.mark.pure

LISTS: dict[str, list[tuple[str, str]]] = {
    "jane@example.org": [("", "jane@example.org")],
    "<jane@example.org>": [("", "jane@example.org")],
    "Jane Doe <jane@example.org>": [("Jane Doe", "jane@example.org")],
    '"Doe, Jane"<jane@example.org>': [("Doe, Jane", "jane@example.org")],
    "jane@example.org (Jane Doe)": [("Jane Doe", "jane@example.org")],
    "jane@example.org (Jane (the boss) Doe)": [("Jane (the boss) Doe", "jane@example.org")],
    "Jane (Sales) Doe <jane@example.org>": [("Jane Doe", "jane@example.org")],
    "Jane (Sales <jane@example.org>": [("Jane (Sales", "jane@example.org")],
    "<jane@example.org> Jane": [("Jane", "jane@example.org")],
    "Jane <jane(at home)@example.org(far away)>": [("Jane", "jane@example.org")],
    "Jane <@a.example,@b.example:jane@example.org>": [("Jane", "jane@example.org")],
    "jane . doe @ example . org": [("", "jane.doe@example.org")],
    "Q. jane@example.org": [("Q.", "jane@example.org")],
    '"jane doe"@example.org': [("", '"jane doe"@example.org')],
    'Jane <"jane doe"@example.org>': [("Jane", '"jane doe"@example.org')],
    "jane@[IPv6:2001:db8::1]": [("", "jane@[IPv6:2001:db8::1]")],
    "a=b+c@example.org": [("", "a=b+c@example.org")],
    "Doe, Jane <jane@example.org>": [("Doe, Jane", "jane@example.org")],
    "a@example.org, Doe, Jane <jane@example.org>, b@example.org": [
        ("", "a@example.org"),
        ("Doe, Jane", "jane@example.org"),
        ("", "b@example.org"),
    ],
    "a@example.org; b@example.org;": [("", "a@example.org"), ("", "b@example.org")],
    "a@example.org b@example.org": [("", "a@example.org"), ("", "b@example.org")],
    "A <a@example.org> B <b@example.org>": [("A", "a@example.org"), ("B", "b@example.org")],
    "A <a@example.org, B <b@example.org>": [("A", "a@example.org"), ("B", "b@example.org")],
    "A a@example.org>, B <<b@example.org>>": [("A", "a@example.org"), ("B", "b@example.org")],
    '"A <a@example.org>, "B" <b@example.org>': [("A", "a@example.org"), ("B", "b@example.org")],
    '"A <a@example.org>': [("A", "a@example.org")],
    "Team: a@example.org, B <b@example.org>; c@example.org": [
        ("", "a@example.org"),
        ("B", "b@example.org"),
        ("", "c@example.org"),
    ],
    "Team: a@example.org, b@example.org": [("", "a@example.org"), ("", "b@example.org")],
    "Build 10:30 <build@example.org>": [("Build 10:30", "build@example.org")],
    "GitLab: Jane <git@example.org>": [("GitLab: Jane", "git@example.org")],
    "undisclosed-recipients:;": [],
    "unlisted-recipients:; (no To-header on input)": [],
    "<Undisclosed-Recipient:;>": [],
    "": [],
    " , ;,": [],
    "<>": [],
    "MAILER-DAEMON <>": [("MAILER-DAEMON", "")],
    "root": [("", "root")],
    "Jane Doe": [("Jane Doe", "")],
    '"Jane"': [("Jane", "")],
    '"jane@example.org" <>': [("", "jane@example.org")],
    "jane@example.org <Jane Doe>": [("Jane Doe", "jane@example.org")],
    '"jane@example.org" <other@example.org>': [("jane@example.org", "other@example.org")],
    "Jane <mailto:jane@example.org>": [("Jane", "jane@example.org")],
    "Jane [mailto:jane@example.org]": [("Jane", "jane@example.org")],
    "'Jane' <'jane@example.org'>": [("Jane", "jane@example.org")],
    "=?utf-8?q?J=C3=BCrgen?= =?utf-8?q?_Gr=C3=BCn?= <j@example.org>": [("Jürgen Grün", "j@example.org")],
    '"=?utf-8?q?J=C3=BCrgen?=" <j@example.org>': [("Jürgen", "j@example.org")],
    "=?utf-8?q?Doe=2C_Jane?= <jane@example.org>": [("Doe, Jane", "jane@example.org")],
    "=?utf-8?q?Doe,_Jane_<IT>?= <jane@example.org>": [("Doe, Jane <IT>", "jane@example.org")],
    "=?utf-8?q?J=C3=BCrgen_<j@example.org>?=": [("Jürgen", "j@example.org")],
    "=?utf-8?q?a@example.org,_b@example.org?=": [("", "a@example.org"), ("", "b@example.org")],
    "j@example.org (=?utf-8?q?J=C3=BCrgen?=)": [("Jürgen", "j@example.org")],
    "Jürgen <jürgen@例え.example>": [("Jürgen", "jürgen@例え.example")],
    '"A \\"B\\" \\\\ C" <a@example.org>': [('A "B" \\ C', "a@example.org")],
    "Jane\r\n\tDoe\r\n <jane@example.org>": [("Jane Doe", "jane@example.org")],
}


@pytest.mark.parametrize(("written", "named"), LISTS.items())
def test_a_list_names_whom_a_reader_would_see(written: str, named: list[tuple[str, str]]) -> None:
    assert [(one.name, one.email) for one in read_people([written.encode()])] == named


def test_fields_of_one_name_are_one_list() -> None:
    assert [one.email for one in read_people([b"a@x.org", b"b@x.org, c@x.org"])] == [
        "a@x.org",
        "b@x.org",
        "c@x.org",
    ]


def test_the_sender_is_the_first_who_has_an_address() -> None:
    assert read_sender([b"Jane Doe, Otto Maier; otto@example.net"]) == Address("", "otto@example.net")
    assert read_sender([b"Jane Doe <>"]) == Address("Jane Doe", "")
    assert read_sender([]) == Address("", "")


def test_raw_octets_are_read_in_the_charset_of_the_mail() -> None:
    assert read_people(["Привет <a@x.org>".encode("koi8-r")], "koi8-r") == (Address("Привет", "a@x.org"),)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*'<>"(),;:@\\[] =?\t\n', "a", "b.c", "=?utf-8?q?", "?=", "a@b", "<a@b>"]),
        max_size=40,
    )
)
def test_any_heap_of_characters_names_people_who_can_be_stored(pieces: list[str]) -> None:
    for one in read_people(["".join(pieces).encode()]):
        assert len(one.email) <= 320 and "\n" not in one.name + one.email
        assert one.name or one.email


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        *(
            "(",
            '"\\',
            "<",
            "=?x?q?",
            '"',
            "1:",
            ":",
            '"<a@b>,"',
            "a@b ",
            "a,",
            "((a)",
            '<"',
            "\\",
            "a . ",
            "@",
            "[",
        ),
        *(
            "=?x?q?a?= ",
            "<a@b>",
            "a:<",
            '"a" ',
            "a@b:",
            "x<a>",
            "(a)b",
            "'",
            ". ",
            "a <",
            "<a,",
            "=?x?q?<a@b>,?= ",
        ),
    ],
)
def test_a_hostile_list_is_read_in_time(piece: str) -> None:
    assert len(read_people([piece.encode() * (262_144 // len(piece))])) <= MAX_PEOPLE


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), max_size=30).map(
    lambda name: " ".join(name.split())
)


@settings(max_examples=200, deadline=None)
@given(st.lists(NAMES, max_size=4))
def test_names_that_the_standard_library_writes_are_read_back(names: list[str]) -> None:
    written = ", ".join(formataddr((name, f"u{at}@example.org"), "utf-8") for at, name in enumerate(names))
    read = read_people([written.encode()])
    assert [one.email for one in read] == [f"u{at}@example.org" for at in range(len(names))]
    assert [one.name.strip("'") for one in read] == [name.strip("'") for name in names]

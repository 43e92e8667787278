"""Which mail a machine wrote, and which a person; a person must never be taken for a machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postroom.mail import structure
from postroom.mail.bounce import Bounce
from postroom.mail.classify import Kind, kind, loop

pytestmark = pytest.mark.pure

WORD_LISTS = Path(__file__).parent / "words"
WORDS = "The display in room 12 stays dark since this morning.\r\n\r\nJana"


def kind_of(fields: dict[str, str], text: str = WORDS) -> Kind:
    head = {
        "From": "Jana Novak <jana@example.org>",
        "To": "support@example.com",
        "Subject": "Display",
        **fields,
    }
    raw = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value).encode()
    return kind(structure.split(raw + b"\r\n" + text.encode()), text.replace("\r\n", "\n"), None)


def table(name: str) -> list[str]:
    lines = (WORD_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def test_it_works() -> None:
    assert kind_of({}) == Kind("person") and not kind_of({}).is_automatic
    assert kind_of({"Auto-Submitted": "auto-replied"}) == Kind(
        "reply", "it says Auto-Submitted: auto-replied"
    )


def headers() -> Iterator[tuple[str, dict[str, str]]]:
    """Each line of the table of header fields, with the kind under which it stands."""
    name = ""
    for line in table("headers"):
        if line.startswith("["):
            name = line.strip("[]")
        else:
            pairs = (field.partition(":") for field in line.split(" || "))
            yield name, {key: value.strip() for key, _, value in pairs}


HEADERS = list(headers())


@pytest.mark.parametrize(
    ("name", "fields"), HEADERS, ids=[f"{name} {fields}"[:90] for name, fields in HEADERS]
)
def test_headers_tell(name: str, fields: dict[str, str]) -> None:
    assert kind_of(fields).name == name


@pytest.mark.parametrize("subject", table("automatic_subjects"))
def test_subjects_of_automatic_answers_need_no_header(subject: str) -> None:
    assert kind_of({"Subject": subject}, "See you.").name == "reply"


@pytest.mark.parametrize("subject", table("peoples_subjects"))
def test_subjects_that_people_write_are_not_those_of_machines(subject: str) -> None:
    assert kind_of({"Subject": subject}) == Kind("person")


@pytest.mark.parametrize(
    "subject", ["Abwesend", "Out of office", "Vacation", "On leave", "Afwezig: Display", "Poissa: Display"]
)
def test_a_weak_title_counts_where_the_mail_bears_it_out(subject: str) -> None:
    away = "Hello,\r\n\r\nI am out of the office until Monday. I will reply when I am back.\r\n\r\nJana"
    assert kind_of({"Subject": subject}, away).name == "reply"
    if ":" in subject:
        assert kind_of({"Subject": subject, "In-Reply-To": "<a@example.com>"}).name == "reply"


def test_a_title_over_a_question_is_a_question() -> None:
    assert kind_of({"Subject": "Automatic reply: how?"}, "Could you switch it on for me?") == Kind("person")
    assert (
        kind_of({"Subject": "Automatic reply: how?", "In-Reply-To": "<a@example.com>"}, "Back soon?").name
        == "reply"
    )


@pytest.mark.parametrize("text", table("away"))
def test_who_says_away_and_what_to_do_meanwhile_answers_automatically(text: str) -> None:
    assert kind_of({"Subject": "Re: Display", "In-Reply-To": "<a@example.com>"}, text).name == "reply"


MACHINES_TEXTS = [
    ("reply", {"Subject": "Re: Display"}, "This is an automatic reply.\nWe got your mail."),
    ("reply", {"Subject": "Display"}, "*** This is an automated response ***\n\nHello."),
    ("reply", {}, "Hello,\n\nthis is an automated response to let you know that your mail arrived."),
    ("reply", {}, "Dies ist eine automatische Antwort.\nWir melden uns."),
    ("reply", {}, "Ceci est une réponse automatique."),
    ("reply", {}, "Este es un mensaje automático. Gracias."),
    ("reply", {}, "Questo è un messaggio automatico."),
    ("reply", {}, "Dit is een automatisch bericht."),
    ("generated", {}, "This is an automatically generated email, please do not reply.\n\nJob 7 failed."),
    ("generated", {}, "*** Please do not reply to this message ***\nYour parcel is on its way."),
    ("generated", {}, "Diese E-Mail wurde automatisch generiert.\nRechnung im Anhang."),
    (
        "generated",
        {"From": "billing@example.org"},
        "Your invoice is ready.\n\nPlease do not reply to this e-mail.",
    ),
    (
        "generated",
        {"From": "service@example.org"},
        "Ihre Rechnung.\n\nBitte antworten Sie nicht auf diese E-Mail.",
    ),
    ("reply", {"Subject": "Re: Display (Verification)"}, "I'm protecting myself from receiving junk mail."),
    (
        "reply",
        {"Subject": "Please confirm your message"},
        "To have your message delivered to my inbox, please click on the link below. You only need to do this once.",
    ),
    (
        "reply",
        {"Subject": "Your message to jana awaits confirmation: pending"},
        "Your message has been held until you confirm that you are human.",
    ),
    (
        "reply",
        {"Subject": "[Request received] Display"},
        "Your request (4711) has been received and is being reviewed.",
    ),
    (
        "reply",
        {"Subject": "Ticket #4711 has been created"},
        "A new ticket has been created for your request.",
    ),
    ("reply", {"Subject": "Ihre Anfrage"}, "Ihre Anfrage ist bei uns eingegangen."),
    ("reply", {"Subject": "Thank you for contacting us"}, "Hello,\nwe have received your request."),
    (
        "receipt",
        {"Subject": "Read: Display"},
        "Your message\n\n   To: Jana\n   Subject: Display\n   Sent: Monday\n\nwas read on Monday.",
    ),
    ("receipt", {"Subject": "Gelesen: Display"}, "Ihre Nachricht\n\n  An: Jana\n\nwurde am Montag gelesen."),
    ("receipt", {"Subject": "Lu : Display"}, "Votre message\n\n  À : Jana\n\na été lu le lundi."),
    ("receipt", {"Subject": "Leído: Display"}, "El mensaje\n\n Para: Jana\n\nfue leído el lunes."),
    (
        "receipt",
        {"Subject": "Not read: Display"},
        "Your message\n\n\twas deleted without being read on Monday.",
    ),
    (
        "receipt",
        {"Subject": "Return Receipt (displayed) - Display"},
        "This is a Return Receipt for the mail that you sent.",
    ),
]


@pytest.mark.parametrize(
    ("name", "fields", "text"), MACHINES_TEXTS, ids=[t[:60] for _, _, t in MACHINES_TEXTS]
)
def test_mails_that_say_what_they_are_need_no_header(name: str, fields: dict[str, str], text: str) -> None:
    assert kind_of(fields, text).name == name


@pytest.mark.parametrize("text", ["", *table("peoples_texts")])
@pytest.mark.parametrize(
    "fields", [{}, {"Subject": "Re: Display", "In-Reply-To": "<a@example.com>"}], ids=["new", "answer"]
)
def test_what_people_write_is_not_taken_for_a_machine(fields: dict[str, str], text: str) -> None:
    assert kind_of(fields, text) == Kind("person")


def test_a_form_on_a_website_writes_for_a_person() -> None:
    fields = {
        "From": "Website <noreply@example.org>",
        "Reply-To": "Jana <jana@example.net>",
        "Subject": "Contact form",
    }
    text = "This e-mail was generated by the contact form.\n\nMy display is dark."
    assert kind_of(fields, text) == Kind("person")


def test_what_the_bounce_reader_understood_is_a_bounce() -> None:
    bounce = Bounce(("otto@example.com",), "5.1.1", True, "address")
    raw = structure.split(b"Subject: Automatic reply: x\r\nAuto-Submitted: auto-replied\r\n\r\nx")
    assert kind(raw, "x", bounce) == Kind("bounce", "it is a delivery report (5.1.1)")
    assert kind(raw, "x", Bounce((), "", True, "other")).reason == "it is a delivery report"


def report(of: str, part: str = "text/plain", words: str = "x") -> str:
    head = f"Content-Type: multipart/report; report-type={of}; boundary=r\n\n--r\nContent-Type: text/plain\n\nx\n--r\n"
    return f"{head}Content-Type: {part}\n\n{words}\n--r--"


def mixed(part: str, words: str) -> str:
    head = (
        "Content-Type: multipart/mixed; boundary=r\n\n--r\nContent-Type: text/plain\n\nWhat is this?\n--r\n"
    )
    return f"{head}Content-Type: {part}\n\n{words}\n--r--"


STRUCTURES = [
    ("receipt", report("disposition-notification", "message/disposition-notification")),
    ("generated", report("feedback-report", "message/feedback-report")),
    ("bounce", report("delivery-status", "message/delivery-status", "Action: failed")),
    ("receipt", report("delivery-status", "message/delivery-status", "Action: relayed")),
    ("bounce", report("delivery-status")),
    ("person", "Content-Type: multipart/report; boundary=r\n\n--r\n\nx\n--r--"),
    ("receipt", mixed("message/disposition-notification", "x")),
    ("bounce", mixed("message/delivery-status", "Action: failed")),
    ("person", "Subject: Fwd: Undeliverable\n" + mixed("message/delivery-status", "Action: failed")),
    (
        "person",
        mixed("message/rfc822", "Content-Type: message/delivery-status\nAuto-Submitted: auto-replied\n\nx"),
    ),
    ("calendar", "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR"),
    ("calendar", "Content-Type: text/calendar; method=COUNTER\n\nBEGIN:VCALENDAR"),
    ("calendar", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n"),
    ("person", "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST"),
    ("person", "Content-Type: text/calendar; method=CANCEL\n\nBEGIN:VCALENDAR"),
    ("person", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nDESCRIPTION:METHOD:REPLY"),
]


@pytest.mark.parametrize(("name", "rest"), STRUCTURES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_structure_tells(name: str, rest: str, line_end: str) -> None:
    raw = f"From: jana@example.org\n{rest}\n".replace("\n", line_end).encode()
    assert kind(structure.split(raw), "", None).name == name


def test_our_own_loop_header_is_read() -> None:
    fields = structure.split(b"X-Postroom-Loop: demo\r\n\r\nx").root.fields
    assert loop(fields) == "demo"
    assert loop(structure.split(b"X-Postroom-Loop:\r\n\r\nx").root.fields) == "yes"
    assert loop(structure.split(b"X: y\r\n\r\nx").root.fields) == ""


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(sorted({name for _, fields in HEADERS for name in fields})), max_size=4),
    st.text(max_size=80),
    st.text(max_size=200),
)
def test_any_mail_has_a_kind(names: list[str], value: str, text: str) -> None:
    raw = "".join(f"{name}: {value}\n" for name in names).encode("utf-8", "replace")
    assert kind(structure.split(raw + b"\n" + text.encode("utf-8", "replace")), text, None).name


BAIT = [
    *("automatic ", "(", "[", "a", "auto: ", "is out of the office ", "hello, ", "i am ", "ich bin heute "),
    *("à", "您", "your message ", "ticket ", "do not reply to this ", "this ", ">", "\n", " "),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("bait", BAIT)
def test_a_hostile_mail_is_told_in_time(bait: str) -> None:
    long = (bait * 1_000_000)[:2_000_000]
    names = ("Subject", "From", "Sender", "List-Owner", "X-Mailer", "Auto-Submitted")
    fields = dict.fromkeys(names, long[:60_000])
    raw = "".join(f"{name}: {value}\n" for name, value in fields.items()).encode() + b"\n" + long.encode()
    mail = structure.split(raw)
    kind(mail, long, None)
    kind(mail, long.replace(" ", "\n"), None)

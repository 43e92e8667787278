"""Mails, mailboxes and readers that make established systems stop, lose mail or file it twice."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from itertools import count

import pytest
from django.db import connection

from postroom.inbound.receive import arrival, receive
from postroom.models import InboundMessage, MessageSource
from tests.corpus import Letter, Mix, letters
from tests.crash.count import count as counted
from tests.inbound.conftest import Desk
from tests.inbound.hands import Hands, note, said

HEAD = b"From: Ada <ada@example.org>\r\nTo: support@example.com\r\nMessage-ID: <odd@example.org>\r\n"
PLAIN = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
PIECES = count(1)

ODD = {
    "a charset label that nobody knows": (
        HEAD + b"Subject: Odd\r\nContent-Type: text/plain; charset=x-klingon-7\r\n\r\n"
        b"The fan costs 5 \xe2\x82\xac.\r\n",
        "Odd",
        "The fan costs 5 €.",
    ),
    "a raw 8-bit subject": (
        HEAD + b"Subject: L\xfcfter l\xe4uft\r\n" + PLAIN + b"\r\nToo loud.\r\n",
        "Lüfter läuft",
        "Too loud.",
    ),
    "a raw UTF-8 subject": (
        HEAD + "Subject: Lüfter läuft\r\n".encode() + PLAIN + b"\r\nToo loud.\r\n",
        "Lüfter läuft",
        "Too loud.",
    ),
    "no subject": (HEAD + PLAIN + b"\r\nJust this.\r\n", "(no subject)", "Just this."),
    "HTML only": (
        HEAD + b"Subject: Odd\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<html><head><style>p {color: red}</style></head><body><p>The <b>fan</b></p><p>burns</p></body></html>",
        "Odd",
        "The fan",
    ),
    "NUL bytes": (
        HEAD + b"Subject: N\x00UL\r\nX-\x00: \x00\r\n" + PLAIN + b"\r\nBefore\x00after.\r\n",
        "UL",
        "after.",
    ),
    "a boundary that is never closed": (
        HEAD + b'Subject: Odd\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/plain\r\n\r\nInside the part.\r\n",
        "Odd",
        "Inside the part.",
    ),
    "a boundary that does not come": (
        HEAD + b'Subject: Odd\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--c\r\n'
        b"Content-Type: text/plain\r\n\r\nOutside of all parts.\r\n--c--\r\n",
        "Odd",
        "Outside of all parts.",
    ),
    "addresses longer than any": (
        b"From: <" + b"a" * 700 + b"@example.org>\r\nTo: " + b", ".join(b"x%d@example.org" % n for n in range(400))
        + b", <" + b"b" * 900 + b"@example.org>\r\nSubject: Odd\r\nReferences: <" + b"c" * 900
        + b"@example.org>\r\n\r\nText.\r\n",
        "Odd",
        "Text.",
    ),
    "line ends of CR only": (
        (HEAD + b"Subject: Odd\r\n" + PLAIN + b"\r\nOne.\r\nTwo.\r\n").replace(b"\r\n", b"\r"),
        "Odd",
        "One.",
    ),
    "bytes that no charset explains": (
        HEAD + b"Subject: Odd\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nStart \xff\xfe\xf8 end.\r\n",
        "Odd",
        "end.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_an_odd_mail_is_filed_once_with_its_text(desk: Desk, case: str) -> None:
    raw, subject, text = ODD[case]
    record, again = desk.file(raw), desk.file(raw)
    assert record.outcome == "created", said(record)
    assert again.reason == f"duplicate of mail {record.pk}"
    (issue,) = desk.issues()
    assert subject in str(issue["summary"])
    assert text in str(issue["description"])


def test_an_odd_mail_does_not_hold_the_ones_after_it(desk: Desk) -> None:
    raws = [raw.replace(b"<odd@", b"<odd-%d@" % n) for n, (raw, _, _) in enumerate(ODD.values())]
    records = [desk.put(raw) for raw in raws] + [desk.put(note("after"))]
    Hands(records).finish()
    assert set(InboundMessage.objects.values_list("outcome", flat=True)) == {"created"}
    assert len(desk.issues()) == len(records)


# The same mails several times


def mix(count: int, name: str) -> list[Letter]:
    return letters(count, Mix(replies=0.4, automatic=0.05, tricky=True, text=(200, 900)), name)


def store(source: MessageSource, mails: Iterable[Letter], mailbox: str) -> None:
    """What a reader does with what it found, ten mails at a time."""
    arrivals = [arrival(source, f"{mailbox}/{mail.token}", [mail.raw]) for mail in mails]
    for first in range(0, len(arrivals), 10):
        receive(source, arrivals[first : first + 10])


def at_once(*bodies: object) -> None:
    """Run these in threads of their own; raises what one of them met."""
    failures: list[BaseException] = []

    def guarded(body) -> None:
        try:
            body()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[body]) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def file_all() -> None:
    Hands(InboundMessage.objects.filter(state="queued").order_by("pk"), count=4, seconds=60).finish()


def assert_each_once(desk: Desk, mails: list[Letter]) -> None:
    figures = counted(mails, desk.jira.log())
    assert not any(figures.values()), figures


def test_a_mailbox_that_is_read_again_under_a_new_uidvalidity_brings_nothing_twice(desk: Desk) -> None:
    mails = mix(12, "again")
    for uidvalidity in (1, 2):
        store(desk.source, mails, f"1/{uidvalidity}")
        file_all()
    assert_each_once(desk, mails)
    copies = InboundMessage.objects.filter(place__startswith="1/2/")
    reasons = {reason.split()[0] for reason in copies.values_list("reason", flat=True)}
    assert copies.count() == 12
    assert reasons <= {"duplicate", "automatic:"}


@pytest.mark.parametrize("readers", [2, 4])
def test_readers_that_take_the_same_places_at_once_store_each_mail_once(desk: Desk, readers: int) -> None:
    mails = mix(16, "places")
    at_once(*[lambda: store(desk.source, mails, "1/1") for _ in range(readers)])
    assert InboundMessage.objects.count() == 16
    file_all()
    assert_each_once(desk, mails)


@pytest.mark.parametrize("readers", [2, 4])
def test_readers_that_see_the_same_mails_elsewhere_at_once_file_each_once(desk: Desk, readers: int) -> None:
    mails = mix(8, "elsewhere")
    at_once(*[lambda n=n: store(desk.source, mails, f"{n}/1") for n in range(readers)])
    assert InboundMessage.objects.count() == 8 * readers
    file_all()
    assert_each_once(desk, mails)

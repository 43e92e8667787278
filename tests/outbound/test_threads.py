"""One conversation per issue and receiver in the receiver's mail program, and headers that keep programs quiet."""

from __future__ import annotations

import pytest

from postroom.connections import own_loops, token_keys
from postroom.mail import address
from postroom.models import Notice
from tests.inbound.conftest import letter
from tests.outbound.conftest import Bureau
from tests.outbound.hands import Mail, answer, reached

pytestmark = pytest.mark.django_db(transaction=True)

CORA = "Cora Customer <cora@example.org>"


@pytest.fixture
def key(bureau: Bureau) -> str:
    """SUP-1, by mail from Cora, with Bruno watching; a mapping tells of comments."""
    mail = bureau.file(letter(sender=CORA, message_id="first"))
    bureau.mapping(exclude=["demo@example.com"], events=["commented"])
    bureau.watch(mail.issue_key, "bruno")
    return mail.issue_key


def to(mails: list[Mail], receiver: str) -> list[Mail]:
    return [each for each in mails if each.receivers == (receiver,)]


def test_all_mail_of_an_issue_to_one_receiver_is_one_thread(bureau: Bureau, key: str) -> None:
    told = []
    for text in ("One.", "Two.", "Three."):
        bureau.comment(key, text)
        told += bureau.news()
    for receiver in ("cora@example.org", "bruno@example.com"):
        mine = to(told, receiver)
        assert len(mine) == 3 == len({each["Message-ID"] for each in mine})
        roots = {each["References"].split()[0] for each in mine}
        assert len(roots) == 1
    roots = {each["References"].split()[0] for each in told}
    assert len(roots) == 2, "nobody's thread has an id of somebody else's"


def test_the_thread_hangs_on_the_mails_that_the_customer_wrote_and_got(bureau: Bureau, key: str) -> None:
    bureau.comment(key, "One.")
    (first,) = to(bureau.news(), "cora@example.org")
    assert "<first@example.org>" in first["References"].split()
    assert first["In-Reply-To"] == "<first@example.org>"

    reply = answer(first, "Still burning.", CORA)
    bureau.file(reply)
    stranger = letter("Me too.", sender="Bo <bo@example.org>", message_id="bo", answers=("first",))
    bureau.file(stranger)
    bureau.comment(key, "Two.")
    told = bureau.news()
    second = to(told, "cora@example.org")[-1]
    references = second["References"].split()
    assert references[-1] == second["In-Reply-To"] == reply["Message-ID"]
    assert "<first@example.org>" in references
    assert "<bo@example.org>" not in references, "Cora never got Bo's mail"
    assert all("<first@example.org>" not in each["References"] for each in to(told, "bruno@example.com"))


def test_the_same_notice_made_anew_has_the_same_message_ids(bureau: Bureau, key: str) -> None:
    """As after a restore of a backup: what was sent already is known by its id."""
    bureau.comment(key, "One.")
    before = {each["Message-ID"] for each in bureau.news()}
    (notice,) = Notice.objects.all()
    notice.messages.all().delete()
    Notice.objects.update(state="queued", outcome="")
    bureau.work()
    assert {each["Message-ID"] for each in bureau.arrived()} == before


def test_answers_and_bounces_go_to_addresses_that_prove_themselves(bureau: Bureau, key: str) -> None:
    bureau.comment(key, "One.")
    (told,) = to(bureau.news(), "cora@example.org")
    reply_to = told.message["Reply-To"].addresses[0]
    proofs = {
        "reply": reply_to.addr_spec,
        "bounce": told.sender,
        "thread": told["Message-ID"].strip("<>"),
    }
    for purpose, text in proofs.items():
        token = address.check(text, token_keys())
        assert token is not None and token.purpose == purpose
        assert token.is_for("cora@example.org") and not token.is_for("bruno@example.com")
        assert token.is_of_site(bureau.site.url)
        assert len(text.rpartition("@")[0].encode()) <= 64 and text == text.lower()
    assert reply_to.addr_spec.startswith("support+") and told.sender.startswith("support+")


def test_a_mailbox_without_sub_addressing_is_written_to_as_it_is(bureau: Bureau, key: str) -> None:
    bureau.desk.profile.sub_addressing = False
    bureau.desk.profile.save()
    bureau.comment(key, "One.")
    (told,) = to(bureau.news(), "cora@example.org")
    assert told.message["Reply-To"].addresses[0].addr_spec == told.sender == "support@example.com"
    assert address.check(told["Message-ID"], token_keys())


def test_headers_keep_programs_quiet_and_tell_what_it_is(bureau: Bureau, key: str) -> None:
    bureau.comment(key, "One.")
    told = bureau.news()
    assert reached(told) == ["bruno@example.com", "cora@example.org"]
    for each in told:
        assert each["Auto-Submitted"] == "auto-generated"
        assert {"OOF", "AutoReply"} <= {
            word.strip() for word in each["X-Auto-Response-Suppress"].split(",")
        } or (each["X-Auto-Response-Suppress"] == "All")
        assert own_loops()[0] in each["X-Postroom-Loop"]
        assert each["List-Id"].strip("<>").startswith("sup.")
        assert each.message["From"].addresses[0].addr_spec == "support@example.com"
        assert each["To"] and each["Date"] and each["MIME-Version"]


def test_a_blind_copy_names_nobody(bureau: Bureau, key: str) -> None:
    bureau.mapping(
        "blind", exclude=["demo@example.com"], events=["commented"], recipients="bcc", delivery="together"
    )
    bureau.comment(key, "One.")
    blind = [each for each in bureau.news() if str(each.row.mapping) == "blind"]
    assert reached(blind) == ["bruno@example.com", "cora@example.org"]
    for each in blind:
        assert not {"bruno@example.com", "cora@example.org"} & {*each["To"].split(), *each["Cc"].split()}
        assert "Bcc" not in each.message

"""Auditing > Outbound Messages: what the list finds, what a page tells of a mail, and sending it again."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postroom import journal
from postroom.errors import Refused
from postroom.models import OutboundMessage, OutboundState, Receiver, SetAside, StoredMail, TemplateSet
from postroom.outbound.preview import Preview
from postroom.web import listing, outgoing, outgoing_detail, preview, words
from tests import builders
from tests.web import rows
from tests.web.test_events import EVIL, press, text
from tests.web.test_list import plan

pytestmark = pytest.mark.django_db


def shown(answer) -> list[int]:
    return [int(number) for number in re.findall(r'id="mail-(\d+)"', answer.text)]


def waits(**values) -> OutboundMessage:
    return rows.message(state="waiting", outcome="", receivers=[("x@example.org", "open", 0, "")], **values)


@pytest.fixture
def one_of_each(db) -> dict[str, int]:
    made = {name: rows.message(outcome=name).pk for name in ("sent", "partly", "perhaps", "failed")}
    return {**made, "parked": rows.message(state="parked", outcome="parked").pk, "open": waits().pk}


@pytest.mark.parametrize("show", ["open", "sent", "partly", "perhaps", "failed", "parked"])
def test_each_filter_shows_its_own_mail(page, one_of_each, show):
    assert shown(page.get("/outbound/", {"show": show})) == [one_of_each[show]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "enid@example.org"}, "a"), ({"q": "ENID@"}, "a"), ({"q": "dora"}, "b"), ({"q": "printer"}, "a"),
        ({"q": "drucker"}, "b"), ({"q": "OPS-7"}, "b"), ({"q": "example.org"}, ""), ({"q": "nobody"}, ""),
        ({"kind": "ping"}, "b"), ({"kind": "ping", "q": "enid"}, ""), ({"by": "x"}, "ab"), ({"q": "%"}, ""),
        ({"q": "dora@example.net", "before": "99999999999"}, "b"), ({"q": "enid", "after": "1"}, "a"),
    ],
)  # fmt: skip
def test_mail_is_found_by_receiver_subject_issue_and_kind(page, query, found):
    rows.message("first")  # so that no wanted one has the smallest id
    OutboundMessage.objects.all().delete()
    ids = {
        "a": rows.message().pk,
        "b": rows.message(
            "Drucker", [("dora@example.net", "sent", 250, "")], kind="ping", issue_key="OPS-7"
        ).pk,
    }
    assert sorted(shown(page.get("/outbound/", query))) == sorted(ids[name] for name in found)


def test_mail_is_found_by_its_message_outbound(page):
    rows.message()
    spare = rows.message(outbound=rows.outbound("spare"))
    assert shown(page.get("/outbound/", {"by": spare.outbound_id})) == [spare.pk]


def test_a_line_names_the_receivers_in_trouble_first_and_how_many_there_are(page):
    fine = [(f"fine{number}@example.org", "sent", 250, "") for number in range(5)]
    rows.message(receivers=[*fine, ("gone@example.org", "bounced", 0, "no such user")])
    said = text(page, "/outbound/")
    assert said.index("gone@example.org") < said.index("fine0@example.org")
    assert "Bounced" in said and "and 3 more" in said and "fine4@" not in said


def test_a_page_opens_no_sealed_column_and_asks_a_fixed_number_of_questions(page):
    rows.message()
    page.get("/outbound/")
    with CaptureQueriesContext(connection) as few:
        page.get("/outbound/")
    for _ in range(20):
        rows.message(page="")
    with CaptureQueriesContext(connection) as more:
        page.get("/outbound/")
    assert len(more) == len(few) <= 20
    sql = [each["sql"] for each in more if "auth_user" not in each["sql"]]
    assert not [each for each in sql if re.search(r'"(trace|password|token|oauth_client_secret)"', each)]


@pytest.mark.parametrize("query", [{"q": "printer"}, {"q": "two words"}])
def test_a_search_uses_the_index(db, query):
    rows.message()
    assert "outmessage_search" in plan(outgoing.matching(listing.wanted(query, outgoing.SHOWS)))


def test_a_newcomer_is_told_how_to_begin(page):
    assert "No mail server is connected yet" in text(page, "/outbound/")
    assert "No mail server is connected yet" in text(page, "/outbounds/")
    rows.outbound()
    said = text(page, "/outbound/")
    assert "Nothing was sent yet" in said and "Send a test message" in said


# --- one mail ----------------------------------------------------------------------------------------------


def test_the_page_of_a_mail_tells_all_of_it(page):
    bounce = builders.done("ignored", reason="bounce", kind="bounce")
    notice = rows.notice()
    mail = rows.message(
        receivers=[
            ("enid@example.org", "sent", 250, "2.0.0 Ok: queued as 4F2"),
            ("bruno@example.com", "bounced", 0, "550 5.1.1 no such user"),
        ],
        notice=notice, mapping=notice.mapping, outcome="sent",
    )  # fmt: skip
    mail.receivers.filter(state="bounced").update(bounce=bounce)
    rows.attempt(mail, answer="250 2.0.0 Ok")
    said = text(page, f"/outbound/{mail.pk}/")
    for words_ in (
        "queued as 4F2", "For good: there is no such mailbox.", f'href="/inbound/{bounce.pk}/"', "reported the issue",
        "bo@example.org", "may not see internal comments", "Ada commented:", f'src="/outbound/{mail.pk}/body"',
        "Message-ID", "250 2.0.0 Ok", f'href="/notices/{notice.pk}/"', "Customers", "Download .eml",
    ):  # fmt: skip
        assert words_ in said, words_
    assert f'href="/outbound/{mail.pk}/"' in text(page, f"/inbound/{bounce.pk}/")


def test_the_frame_gets_harmless_html_with_the_mail_s_own_pictures(page):
    answer = page.get(f"/outbound/{rows.message().pk}/body")
    assert "<script" not in answer.text and "tracker.example.net" not in answer.text
    assert 'src="data:image/png;base64,' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox allow-popups" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert page.get(f"/outbound/{rows.message(page='').pk}/body").status_code == 200


def test_the_file_is_the_mail_byte_for_byte(page):
    mail = rows.message()
    answer = page.get(f"/outbound/{mail.pk}/mail.eml")
    raw = b"".join(answer.streaming_content)
    assert len(raw) == mail.size and raw.startswith(b"From: Example Support")
    assert f"postroom-out-{mail.pk}.eml" in answer.headers["Content-Disposition"]


def test_a_mail_whose_content_retention_deleted_still_tells_what_happened(page):
    mail = rows.message(outcome="failed", receivers=[("x@example.org", "refused", 550, "5.1.1 unknown")])
    StoredMail.objects.all().delete()
    said = text(page, f"/outbound/{mail.pk}/")
    assert "was deleted by retention" in said and "5.1.1 unknown" in said
    assert "Resend" not in said and "Download .eml" not in said
    assert page.get(f"/outbound/{mail.pk}/body").status_code == 200
    assert page.get(f"/outbound/{mail.pk}/mail.eml").status_code == 302


def test_what_others_wrote_stays_text(page):
    notice = rows.notice(left_out=[[EVIL, EVIL]])
    mail = rows.message(EVIL, [("x@example.org", "refused", 550, EVIL)], notice=notice, reason=EVIL, page="")
    rows.attempt(mail, answer=EVIL)
    SetAside.objects.create(address=f"{EVIL}@x", reason=EVIL, message=mail)
    for address in ("/outbound/", f"/outbound/{mail.pk}/", "/outbound/set-aside/"):
        answer = page.get(address).text
        assert "<script>alert" not in answer
        assert "&lt;script&gt;alert" in answer


def test_a_mail_that_is_in_work_refreshes_without_reading_it_again(page):
    mail = waits()
    assert 'data-hx-get="?brief"' in text(page, f"/outbound/{mail.pk}/")
    assert "It burns again" not in text(page, f"/outbound/{mail.pk}/?brief")


# --- sending again -----------------------------------------------------------------------------------------


def variants():
    for state in Receiver.State.values:
        yield rows.message(receivers=[("x@example.org", state, 0, ""), ("y@example.org", "sent", 250, "")])
    yield waits()
    gone = rows.message(receivers=[("x@example.org", "refused", 550, "")])
    gone.mail.delete()
    yield OutboundMessage.objects.get(pk=gone.pk)


def test_resend_is_offered_exactly_when_the_journal_would_do_something(page):
    for mail in variants():
        offered = outgoing_detail.offer(mail, list(mail.receivers.all())) is not None
        try:
            journal.resend(mail.pk, "ada")
            works = True
        except Refused:
            works = False
        assert offered == works, (mail.state, mail.receivers.first())


def test_resend_sends_only_to_those_who_have_not_got_it(page):
    mail = rows.message(
        receivers=[("x@example.org", "refused", 451, "later"), ("y@example.org", "sent", 250, "")],
        outcome="partly",
    )
    at = f"/outbound/{mail.pk}/"
    assert "Resend sends the same mail to x@example.org." in text(page, at)
    answer = press(page, f"{at}resend", at)
    assert "queued to be sent again" in answer.text
    assert dict(mail.receivers.values_list("address", "state")) == {
        "x@example.org": "open",
        "y@example.org": "sent",
    }


@pytest.mark.parametrize("agreed", [True, False])
def test_what_was_perhaps_sent_is_sent_again_only_after_a_yes(page, agreed):
    mail = rows.message(receivers=[("x@example.org", "perhaps", 0, "")], outcome="perhaps")
    at = f"/outbound/{mail.pk}/"
    answer = press(page, f"{at}resend", at, **({"twice": "yes"} if agreed else {}))
    assert ("may get this mail twice" in answer.text) != agreed
    mail.refresh_from_db()
    assert (mail.state == "queued") == agreed


def test_resend_to_another_address_is_a_mail_of_its_own(page):
    mail = rows.message()
    at = f"/outbound/{mail.pk}/"
    answer = press(page, f"{at}resend", at, to="new@example.net")
    made = OutboundMessage.objects.exclude(pk=mail.pk).get()
    assert answer.redirect_chain == [(f"/outbound/{made.pk}/", 302)]
    assert [each.address for each in made.receivers.all()] == ["new@example.net"]
    assert f'href="{at}"' in answer.text


@pytest.mark.parametrize(
    "to", ["", " ", "nonsense", "a@b@c", "x@example.net\r\nBcc: y@example.net", "x" * 1000]
)
def test_resend_to_what_is_no_address_is_refused_in_words(page, to):
    mail = rows.message()
    at = f"/outbound/{mail.pk}/"
    answer = press(page, f"{at}resend", at, to=to)
    assert 'class="notice notice-warning"' in answer.text
    assert OutboundMessage.objects.count() == 1


# --- mail servers, addresses set aside, preview ------------------------------------------------------------


def test_message_outbounds_say_how_sending_goes(page):
    rows.outbound("good", "online")
    bad = rows.outbound("bad", "failing")
    rows.outbound("off", enabled=False)
    rows.outbound("fresh", fallback=bad)
    said = text(page, "/outbounds/")
    for words_ in (
        "Online",
        "Failing",
        "Switched off",
        "Unknown",
        "421 4.3.2",
        "smtp.example.com:465",
        "Fall-back",
    ):
        assert words_ in said, words_
    assert words.exact(OutboundState.objects.get(outbound=bad).status_since) in said
    assert "hush-hush" not in said


def test_a_poll_sends_a_test_message_and_leads_to_it(page):
    outbound = rows.outbound()
    answer = press(page, f"/outbounds/{outbound.pk}/poll", "/outbounds/", to="ada@example.com")
    made = OutboundMessage.objects.get()
    assert (made.kind, made.outbound) == ("ping", outbound)
    assert answer.redirect_chain == [(f"/outbound/{made.pk}/", 302)]
    wrong = press(page, f"/outbounds/{outbound.pk}/poll", "/outbounds/", to="nonsense")
    assert wrong.redirect_chain == [("/outbounds/", 302)]
    assert OutboundMessage.objects.count() == 1


def test_an_address_set_aside_can_be_taken_back(page):
    mail = rows.message()
    aside = SetAside.objects.create(address="bo@example.org", reason="550 5.1.1 no such user", message=mail)
    SetAside.objects.create(address="other@example.org", reason="x")
    said = text(page, "/outbound/set-aside/")
    assert "550 5.1.1 no such user" in said and f'href="/outbound/{mail.pk}/"' in said
    assert "other@" not in text(page, "/outbound/set-aside/?q=BO@")
    answer = press(page, f"/outbound/set-aside/{aside.pk}/take-back", "/outbound/set-aside/")
    assert "bo@example.org gets mail again" in answer.text
    assert [each.address for each in SetAside.objects.all()] == ["other@example.org"]


def test_the_preview_shows_what_the_templates_make_of_an_event(page, monkeypatch):
    asked = []

    def made(template_set, event, kind="", *, account=""):
        asked.append((template_set, event, account))
        return Preview("Subject & all", "Text <b>", "<p>It burns<script>evil()</script></p>")

    monkeypatch.setattr(preview.previewing, "preview", made)
    assert "There is no event to show" in text(page, "/templates/preview")
    TemplateSet.objects.create(name="our own")
    event, other = rows.event(), rows.event(actor="", actor_name="")
    query = f"?set=our+own&event={event.pk}&kind=account"
    said = text(page, f"/templates/preview{query}")
    assert "Subject &amp; all" in said and "Text &lt;b&gt;" in said and "<p>It burns" not in said
    html = page.get(f"/templates/preview/html{query}")
    assert "<p>It burns</p>" in html.text and "sandbox" in html.headers["Content-Security-Policy"]
    text(page, f"/templates/preview?set=none&event={other.pk}&kind=account")
    assert asked == [("our own", event.pk, "5f00a1")] * 2 + [("modern", other.pk, "")]


def test_the_preview_shows_what_is_wrong_with_the_templates(page, monkeypatch):
    problem = "Set 'plain', part notice.html, line 3: 'issu' is undefined."
    monkeypatch.setattr(preview.previewing, "preview", lambda *_, **__: Preview(problems=(problem,)))
    rows.event()
    said = text(page, "/templates/preview")
    assert "line 3: &#x27;issu&#x27; is undefined." in said and "<iframe" not in said

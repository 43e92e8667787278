"""A backup that is brought back knows nothing of what went out since: it is shown, and people say what goes again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from postroom import installation, journal
from postroom.models import (
    Held,
    Installation,
    JiraEvent,
    Notice,
    NoticeEvent,
    OutboundMessage,
    Receiver,
    Schedule,
    SitePolling,
)
from postroom.outbound.polling import poll_site
from tests.jira.people import make
from tests.outbound.conftest import Bureau
from tests.outbound.posting import ADA, BO, a_mail, attempt, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(bureau: Bureau) -> Bureau:
    installation.note_backup()
    return bureau


def test_mail_that_was_on_its_way_is_perhaps_sent(office: Bureau) -> None:
    queued, half = a_mail(office.outbound, ADA), a_mail(office.outbound, ADA, BO)
    again = a_mail(office.outbound, ADA, perhaps_again=True)
    Receiver.objects.filter(message=half, address=ADA).update(state="sent")
    OutboundMessage.objects.filter(pk=half.pk).update(state="waiting", waits_for="outbound:1")
    known = a_mail(office.outbound, ADA)
    Receiver.objects.filter(message=known).update(state="sent")
    over = a_mail(office.outbound, ADA)
    OutboundMessage.objects.filter(pk=over.pk).update(state="parked", outcome="parked")

    said = installation.note_restore()
    assert "May have gone out since the backup: 2 mails on the way and 0 events still to be told." in said

    for mail in (queued, half, again, known, over):
        attempt(mail)
    assert (queued.state, queued.outcome, states(queued)) == ("done", "perhaps", {ADA: "perhaps"})
    assert (half.outcome, states(half)) == ("perhaps", {ADA: "sent", BO: "perhaps"})
    assert (again.outcome, known.outcome, over.state) == ("sent", "sent", "parked")
    assert len(office.arrived()) == 1, "only where the mapping chose it"
    journal.resend(half.pk, "ada")
    assert attempt(half).outcome == "sent"
    assert [mail.receivers for mail in office.arrived()] == [(BO,)]


def told(office: Bureau) -> None:
    """Events of all kinds of standing: queued, in an open notice, told."""
    office.mapping(audience=["reporter"], include=[], window=600)
    made = make(office.person("ada"), "told", marker="told")
    office.hear()
    office.handle()
    office.close()
    office.comment(made.key, "in an open notice", by="bruno")
    office.hear()
    office.handle()
    office.comment(made.key, "queued", by="bruno")
    office.hear()


def test_events_still_to_be_told_are_recorded_and_a_person_has_them_told(office: Bureau) -> None:
    told(office)
    before = list(JiraEvent.objects.order_by("pk").values_list("state", flat=True))
    assert before[-2:] == ["done", "queued"] and Notice.objects.filter(is_open=True).count() == 1
    said = installation.note_restore()
    assert "0 mails on the way and 2 events still to be told" in said
    *rest, inside, queued = JiraEvent.objects.order_by("pk")
    for event in (inside, queued):
        assert (event.state, event.outcome, event.reason) == ("done", "ignored", installation.MAYBE_TOLD)
    assert all(event.reason != installation.MAYBE_TOLD for event in rest)
    assert not Notice.objects.filter(is_open=True).exists()
    office.work()
    office.arrived()
    for event in (inside, queued):
        journal.retry_event(event.pk, "ada")
    office.work()
    assert len(office.arrived()) == 1, "one notice tells both"


def test_what_is_told_again_has_the_message_ids_of_what_was_told(office: Bureau) -> None:
    office.mapping(audience=["reporter"])
    made = make(office.person("ada"), "twice", marker="twice")
    office.news()
    comment = office.comment(made.key, "once", by="bruno")
    office.hear()
    event = JiraEvent.objects.get(kind="commented", entity=comment)
    office.handle()
    notice = Notice.objects.latest("pk")
    office.work()
    (first,) = office.arrived()
    assert OutboundMessage.objects.filter(notice=notice).delete()
    Notice.objects.filter(pk=notice.pk).update(is_open=True, state="queued", outcome="")

    installation.note_restore()
    office.work()
    assert office.arrived() == []
    journal.retry_event(event.pk, "ada")
    office.work()
    (second,) = office.arrived()
    assert second["Message-ID"] == first["Message-ID"]


def test_a_mapping_that_chose_to_send_again_goes_on(office: Bureau) -> None:
    office.mapping(audience=["reporter"], perhaps_sent="again")
    make(office.person("ada"), "again", marker="again")
    office.hear()
    office.handle()
    open_before = Notice.objects.filter(is_open=True).count()
    installation.note_restore()
    assert Notice.objects.filter(is_open=True).count() == open_before == 1


def test_what_was_held_for_a_digest_is_left_to_a_person_too(office: Bureau) -> None:
    mapping = office.mapping()
    make(office.person("ada"), "held", marker="held")
    office.hear()
    office.handle()
    notice = Notice.objects.get()
    Notice.objects.update(state="done", outcome="sent", is_open=False)
    Held.objects.create(mapping=mapping, notice=notice, address=ADA, receiver={}, due_at=timezone.now())
    installation.note_restore()
    assert not Held.objects.exists() and NoticeEvent.objects.exists()
    assert JiraEvent.objects.get(kind="created").reason == installation.MAYBE_TOLD


def test_what_happened_between_backup_and_restore_is_found_and_not_mailed(office: Bureau) -> None:
    office.mapping(audience=["reporter", "assignee"])
    made = make(office.person("ada"), "between", marker="between")
    office.comment(made.key, "between", by="bruno")
    SitePolling.objects.create(site=office.site, next_poll=timezone.now() + timedelta(hours=1))
    installation.note_restore()
    state = SitePolling.objects.get()
    assert state.until == Installation.objects.get().backup_at and state.next_poll is None
    office.comment(made.key, "after", by="bruno")
    poll_site(office.site)
    rows = JiraEvent.objects.order_by("happened_at", "pk").values_list("kind", "state")
    assert list(rows) == [("created", "done"), ("commented", "done"), ("commented", "queued")]
    office.hear()
    assert JiraEvent.objects.count() == 3, "webhooks that come late are the same events"
    office.work()
    (mail,) = office.arrived()
    assert "after" in mail.text


def test_fixed_times_that_have_passed_are_left_out(office: Bureau) -> None:
    Schedule.objects.create(
        name="weekly", site=office.site, outbound=office.outbound, jql="project = SUP", next_at=timezone.now()
    )
    installation.note_restore()
    assert Schedule.objects.get().next_at is None


def test_nothing_on_the_way_is_not_spoken_of(office: Bureau) -> None:
    assert "May have gone out" not in installation.note_restore()

"""The content of mail and events, and its end: records and ledger outlive it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from postroom.models import InboundMessage, JiraEvent, OutboundMessage, Plan, StoredMail, Worked

DONE = Worked.State.DONE


def forget(mails: QuerySet[StoredMail], plans: QuerySet[Plan]) -> None:
    """Delete the content of mail; a plan holds its text as well."""
    mails.delete()
    plans.delete()


def forget_mail(record: InboundMessage) -> None:
    forget(StoredMail.objects.filter(record=record), Plan.objects.filter(record=record))


def forget_sent(message: OutboundMessage) -> None:
    """Delete the bytes of a mail that went out."""
    StoredMail.objects.filter(outbound_message=message).delete()


def forget_older(than: datetime) -> None:
    """Delete the content of mail and events that have ended; what is parked keeps it, and records and ledger stay."""
    done = {"record__state": DONE}
    forget(
        StoredMail.objects.filter(stored_at__lt=than, **done),
        Plan.objects.filter(decided_at__lt=than, **done),
    )
    sent = {"outbound_message__state": DONE}
    StoredMail.objects.filter(stored_at__lt=than, **sent).delete()
    JiraEvent.objects.filter(received_at__lt=than, state=DONE, payload__isnull=False).update(payload=None)

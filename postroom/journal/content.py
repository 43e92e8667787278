"""The content of mail and events, and its end: records and ledger outlive it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

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
    forget_events(than)


def forget_events(than: datetime) -> int:
    """Delete what events say of texts, and what came as their payload, where nobody is to be told of them any more;
    returns of how many. Ids, kinds and names of fields stay."""
    old = JiraEvent.objects.filter(received_at__lt=than, state=DONE, payload__isnull=False)
    awaited = Q(notices__state__in=(*Worked.OPEN, Worked.State.PARKED)) | Q(notices__held__isnull=False)
    count = 0
    for event in old.exclude(pk__in=old.filter(awaited).values("pk")).iterator(chunk_size=500):
        event.said, event.payload = without_texts(event.said), None
        event.save(update_fields=["said", "payload"])
        count += 1
    return count


def without_texts(said: dict[str, Any]) -> dict[str, Any]:
    """What jira.events.Event wrote, without what changed from what to what."""
    changes = [{"field": each["field"], "field_id": each["field_id"]} for each in said.get("changes", ())]
    return {**said, "summary": "", "changes": changes}

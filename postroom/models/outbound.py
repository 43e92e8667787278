"""What went out and why: events, notices, mails and each of their receivers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from postroom.models.config import JiraSite
from postroom.models.fields import SealedField
from postroom.models.notify import MessageOutbound, NotificationMapping
from postroom.models.records import InboundMessage, StoredMail, Worked


class JiraEvent(Worked):
    """One thing that happened in Jira, however often and by which ways we heard of it."""

    class Outcome(models.TextChoices):
        HANDLED = "handled", "Handled"
        IGNORED = "ignored", "Ignored"
        PARKED = "parked", "Failed"

    class Source(models.TextChoices):
        WEBHOOK = "webhook", "Webhook"
        POLLING = "polling", "Polling"
        AUTOMATION = "automation", "Automation"
        POSTROOM = "postroom", "Postroom"

    site = models.ForeignKey(JiraSite, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=30)
    entity = models.CharField(max_length=120)
    version = models.CharField(max_length=60, blank=True, default="")
    identifier = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=10, choices=Source)
    issue_id = models.CharField(max_length=40, blank=True, default="")
    issue_key = models.CharField(max_length=120, blank=True, default="")
    actor = models.CharField(max_length=128, blank=True, default="", help_text="Account id")
    actor_name = models.CharField(max_length=300, blank=True, default="")
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    said = SealedField(default=dict, help_text="jira.events.Event as JSON")
    payload = SealedField(null=True, default=None, help_text="As it came; deleted by retention")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    caused_by = models.ForeignKey(
        InboundMessage, null=True, default=None, on_delete=models.SET_NULL, related_name="causes"
    )
    verdicts = models.JSONField(
        default=list, help_text="Per mapping: its name, the notice that it joined or 0, and why not"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "entity", "version"], name="jira_event_once"),
            models.UniqueConstraint(
                fields=["site", "identifier"],
                name="jira_event_identifier",
                condition=~Q(identifier=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"], name="event_open", condition=Q(state__in=["queued", "waiting"])
            ),
            models.Index(fields=["outcome", "-id"], name="event_by_outcome"),
            models.Index(fields=["issue_key"], name="event_by_issue", condition=~Q(issue_key="")),
            models.Index(fields=["received_at"], name="event_payload", condition=Q(payload__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"event {self.pk} ({self.kind} {self.issue_key})"


class Notice(Worked):
    """What one mapping has to tell of one issue: events gather while it is open, mails are made when it closes."""

    class Outcome(models.TextChoices):
        SENT = "sent", "Mails were made"
        HELD = "held", "Told later"
        IGNORED = "ignored", "Nobody to tell"
        PARKED = "parked", "Failed"

    site = models.ForeignKey(JiraSite, on_delete=models.PROTECT, db_index=False)
    mapping = models.ForeignKey(
        NotificationMapping, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    issue_id = models.CharField(max_length=40)
    issue_key = models.CharField(max_length=120, blank=True, default="")
    is_open = models.BooleanField(default=True, help_text="Events still join")
    opened_at = models.DateTimeField(auto_now_add=True)
    closes_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    left_out = SealedField(default=list, help_text="Who does not hear of it and why: [[who, reason]]")
    events: models.ManyToManyField[JiraEvent, NoticeEvent] = models.ManyToManyField(
        JiraEvent, through="NoticeEvent", related_name="notices"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mapping", "issue_id"], name="open_notice_once", condition=Q(is_open=True)
            )
        ]
        indexes = [
            models.Index(
                fields=["changed_at"], name="notice_open", condition=Q(state__in=["queued", "waiting"])
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} of {self.issue_key}"


class NoticeEvent(models.Model):
    """An event that a notice tells of; a mapping tells of each event once."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, db_index=False)
    event = models.ForeignKey(JiraEvent, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "event"], name="notice_event_once")]

    def __str__(self) -> str:
        return f"{self.event_id} in {self.notice_id}"


class OutboundMessage(Worked):
    """A finished mail. Every attempt sends these very bytes, under this Message-ID."""

    class Outcome(models.TextChoices):
        SENT = "sent", "Sent"
        PARTLY = "partly", "Sent to some"
        PERHAPS = "perhaps", "Perhaps sent"
        FAILED = "failed", "Not sent"
        PARKED = "parked", "Parked"

    class Kind(models.TextChoices):
        NOTICE = "notice", "Notification"
        PING = "ping", "Test message"
        ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
        REJECTION = "rejection", "Rejection"
        SEND = "send", "Written by a person"
        SCHEDULED = "scheduled", "Scheduled"
        DIGEST = "digest", "Digest"
        WEBHOOK = "webhook", "Webhook"
        RESEND = "resend", "Sent again"

    kind = models.CharField(max_length=16, choices=Kind)
    outbound = models.ForeignKey(MessageOutbound, null=True, on_delete=models.SET_NULL, db_index=False)
    site = models.ForeignKey(JiraSite, null=True, default=None, on_delete=models.SET_NULL, db_index=False)
    mapping = models.ForeignKey(
        NotificationMapping, null=True, default=None, on_delete=models.SET_NULL, db_index=False
    )
    notice = models.ForeignKey(
        Notice, null=True, default=None, on_delete=models.SET_NULL, related_name="messages"
    )
    event = models.ForeignKey(
        JiraEvent, null=True, default=None, on_delete=models.SET_NULL, related_name="messages",
        help_text="Of mail that no notice makes",
    )  # fmt: skip
    again = models.ForeignKey(
        "self",
        null=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Sent once more",
    )
    once = models.CharField(
        max_length=64, unique=True, help_text="From event or notice and receiver: made once"
    )
    message_id = models.CharField(max_length=500, db_index=True)
    envelope_sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=1000, blank=True)
    issue_id = models.CharField(max_length=40, blank=True, default="")
    issue_key = models.CharField(max_length=120, blank=True, default="")
    mail = models.OneToOneField(
        StoredMail, null=True, on_delete=models.SET_NULL, related_name="outbound_message"
    )
    size = models.BigIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    give_up_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, default=None)
    perhaps_again = models.BooleanField(default=False, help_text="Perhaps sent is sent again by itself")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["changed_at"], name="outmessage_open", condition=Q(state__in=["queued", "waiting"])
            ),
            models.Index(fields=["outcome", "-id"], name="outmessage_by_outcome"),
            models.Index(fields=["issue_key"], name="outmessage_by_issue", condition=~Q(issue_key="")),
            GinIndex(
                SearchVector("subject", "message_id", "issue_key", config="simple"), name="outmessage_search"
            ),
        ]

    def __str__(self) -> str:
        return f"mail out {self.pk}"


class Receiver(models.Model):
    """One receiver of a mail, and what became of it for them."""

    class State(models.TextChoices):
        OPEN = "open", "Not sent yet"
        SENT = "sent", "Taken by the mail server"
        PERHAPS = "perhaps", "Perhaps sent"
        REFUSED = "refused", "Refused"
        DELAYED = "delayed", "Sent, but delayed"
        BOUNCED = "bounced", "Bounced"

    message = models.ForeignKey(
        OutboundMessage, on_delete=models.CASCADE, related_name="receivers", db_index=False
    )
    address = models.CharField(max_length=320, db_index=True, help_text="In lower case but for the display")
    name = models.CharField(max_length=300, blank=True)
    account = models.CharField(max_length=128, blank=True, default="")
    reasons = ArrayField(models.CharField(max_length=200), default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    code = models.IntegerField(default=0, help_text="The last answer of a mail server")
    answer = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)
    bounce = models.ForeignKey(
        InboundMessage, null=True, default=None, on_delete=models.SET_NULL, related_name="bounce_of"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["message", "address"], name="receiver_once")]

    def __str__(self) -> str:
        return f"{self.address}: {self.state}"


class Attempt(models.Model):
    """One attempt to send a mail: how far it came, and what each receiver was told."""

    message = models.ForeignKey(
        OutboundMessage, on_delete=models.CASCADE, related_name="tries", db_index=False
    )
    number = models.IntegerField()
    outbound = models.ForeignKey(MessageOutbound, null=True, on_delete=models.SET_NULL, db_index=False)
    begun_at = models.DateTimeField(auto_now_add=True)
    data_sent_at = models.DateTimeField(null=True, default=None, help_text="All but the final dot was sent")
    receivers = ArrayField(
        models.CharField(max_length=320), default=list, help_text="Taken at RCPT before that"
    )
    answered_at = models.DateTimeField(null=True, default=None)
    answer = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.message_id}"


class Held(models.Model):
    """A notice that waits for one receiver's digest, or for the end of their quiet hours."""

    mapping = models.ForeignKey(NotificationMapping, on_delete=models.CASCADE, db_index=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="held")
    address = models.CharField(max_length=320, help_text="In lower case")
    receiver = SealedField(help_text="recipients.Receiver as JSON")
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "address"], name="held_once")]
        indexes = [models.Index(fields=["due_at"], name="held_due")]

    def __str__(self) -> str:
        return f"{self.address} until {self.due_at}"


class SetAside(models.Model):
    """An address to which nothing is sent, until somebody takes it back."""

    address = models.CharField(max_length=320, unique=True, help_text="In lower case")
    reason = models.TextField()
    since = models.DateTimeField(auto_now_add=True)
    message = models.ForeignKey(
        OutboundMessage, null=True, default=None, on_delete=models.SET_NULL, db_index=False
    )

    def __str__(self) -> str:
        return self.address

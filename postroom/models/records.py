"""What happened: mails, plans, effects, conversations. Rows are queue, journal and audit trail in one."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from postroom.models.config import MessageSource, Profile
from postroom.models.fields import SealedField


class StoredMail(models.Model):
    """The raw bytes of a mail, in sealed pieces; deleted by retention, the record stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    size = models.BigIntegerField(help_text="Bytes as sent")
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class StoredPiece(models.Model):
    """One sealed piece of a stored mail, about 1 MB."""

    mail = models.ForeignKey(StoredMail, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mail", "number"], name="stored_piece_once")]

    def __str__(self) -> str:
        return f"{self.mail_id}/{self.number}"


class Conversation(models.Model):
    """Mails that belong together, and the one issue they share.

    A conversation that united with another points to it by `united_into`; ids keep pointing where they
    were entered, so no row of another mail has to be locked to unite.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, db_index=False)
    united_into = models.ForeignKey("self", null=True, default=None, on_delete=models.SET_NULL)
    creator = models.ForeignKey(
        "InboundMessage",
        null=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="creates",
        help_text="The mail that creates the issue; others wait for it",
    )
    issue_id = models.CharField(max_length=40, blank=True, default="")
    issue_key = models.CharField(max_length=120, blank=True, default="")
    participants = ArrayField(models.CharField(max_length=320), default=list)
    programs = ArrayField(
        models.CharField(max_length=320), default=list, help_text="Participants that write automatically"
    )

    class Meta:
        indexes = [models.Index(fields=["issue_key"], name="conversation_issue", condition=~Q(issue_key=""))]

    def __str__(self) -> str:
        return self.issue_key or f"conversation {self.pk}"


class MessageId(models.Model):
    """A Message-ID of a profile, and which conversation it leads to."""

    class Mark(models.TextChoices):
        RECEIVED = "received", "received"
        SENT = "sent", "sent by us"
        REFERRED = "referred", "only referred to"

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, db_index=False)
    value = models.CharField(max_length=500)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="ids")
    mark = models.CharField(max_length=10, choices=Mark)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    ambiguous = models.BooleanField(default=False, help_text="Different mails carried it: it joins nothing")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "value"], name="message_id_once")]

    def __str__(self) -> str:
        return self.value


class Worked(models.Model):
    """A record that is worked on in attempts; each write of an attempt is bound to its number."""

    class State(models.TextChoices):
        """A record in work is queued or waiting: taking it changes no index, which is most of what it would cost."""

        QUEUED = "queued", "Queued"
        WAITING = "waiting", "Waits for its next try"
        DONE = "done", "Done"
        PARKED = "parked", "Parked"

    OPEN = (State.QUEUED, State.WAITING)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.TextField(blank=True, default="")
    trace = SealedField(default=list)
    attempts = models.IntegerField(default=0)
    next_attempt = models.DateTimeField(null=True, default=None)
    changed_at = models.DateTimeField(auto_now_add=True)
    waits_for = models.CharField(max_length=60, blank=True, default="", help_text="site:N or conversation:N")

    class Meta:
        abstract = True


class InboundMessage(Worked):
    """One mail as it arrived, and what became of it."""

    class Outcome(models.TextChoices):
        CREATED = "created", "Issue created"
        COMMENTED = "commented", "Comment added"
        IGNORED = "ignored", "Ignored"
        REFUSED = "refused", "Refused"
        PARKED = "parked", "Parked"

    source = models.ForeignKey(MessageSource, null=True, on_delete=models.SET_NULL, db_index=False)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, db_index=False)
    place = models.CharField(max_length=300, help_text="Where in the source it lay")
    mail = models.OneToOneField(StoredMail, null=True, on_delete=models.SET_NULL, related_name="record")
    size = models.BigIntegerField(default=0)
    received_at = models.DateTimeField(auto_now_add=True)

    message_id = models.CharField(max_length=500, blank=True, default="")
    fingerprint = models.CharField(max_length=64)
    subject = models.CharField(max_length=1000, blank=True, default="")
    sender = models.CharField(max_length=320, blank=True, default="")
    sender_name = models.CharField(max_length=300, blank=True, default="")
    sent_at = models.DateTimeField(null=True, default=None)
    recipients = ArrayField(models.CharField(max_length=320), default=list)
    answers_to = ArrayField(models.CharField(max_length=320), default=list, help_text="Reply-To")

    kind = models.CharField(max_length=12, default="person", help_text="See mail.classify.Kind")
    bounce = models.JSONField(null=True, default=None, help_text="What it says as a delivery report")

    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    issue_key = models.CharField(max_length=120, blank=True, default="")

    conversation = models.ForeignKey(Conversation, null=True, default=None, on_delete=models.SET_NULL)
    look_since = models.DateTimeField(
        null=True, default=None, help_text="After a restore: its effects may exist already since this time"
    )
    look_until = models.DateTimeField(
        null=True, default=None, help_text="... and may turn up until this time"
    )
    to_delete = models.BooleanField(default=False, help_text="Delete it from the mailbox once it is final")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["source", "place"], name="inbound_place_once")]
        indexes = [
            models.Index(
                fields=["changed_at"],
                name="inbound_open",
                condition=Q(state__in=["queued", "waiting"]),
            ),
            models.Index(fields=["waits_for"], name="inbound_waits", condition=~Q(waits_for="")),
            models.Index(fields=["source"], name="inbound_to_delete", condition=Q(to_delete=True)),
            models.Index(fields=["outcome", "-id"], name="inbound_by_outcome"),
            models.Index(fields=["issue_key"], name="inbound_by_issue", condition=~Q(issue_key="")),
            GinIndex(
                SearchVector("subject", "sender", "sender_name", "message_id", "issue_key", config="simple"),
                name="inbound_search",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} from {self.sender or 'nobody'}"


class Plan(models.Model):
    """What was decided for a mail; every later try carries this out and decides nothing."""

    record = models.OneToOneField(InboundMessage, on_delete=models.CASCADE, related_name="plan")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    content = SealedField()
    decided_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"plan of {self.record_id}"


class Effect(models.Model):
    """Something done to the outside world: checkpoint, idempotency key and audit line in one."""

    class State(models.TextChoices):
        CLAIMED = "claimed", "Under way, or its answer was lost"
        FREE = "free", "Not done"
        DONE = "done", "Done"

    id = models.UUIDField(primary_key=True, help_text="From mail, profile and step alone")
    record = models.ForeignKey(InboundMessage, on_delete=models.CASCADE, related_name="effects")
    step = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State)
    attempt = models.IntegerField(help_text="The attempt of the record that claimed it")
    tries = models.IntegerField(default=1, help_text="How often it was sent")
    first_claimed_at = models.DateTimeField()
    claimed_at = models.DateTimeField()
    timeout = models.FloatField(help_text="Seconds after which the request is given up")
    looks = models.IntegerField(default=0)
    note = models.TextField(blank=True, default="")
    issue_key = models.CharField(max_length=120, blank=True, default="")
    remote_ids = ArrayField(models.CharField(max_length=120), default=list)
    answer = SealedField(null=True, default=None)
    answered_at = models.DateTimeField(null=True, default=None)

    class Meta:
        ordering = ["first_claimed_at", "id"]
        indexes = [
            models.Index(fields=["issue_key"], name="effect_issue", condition=Q(step__startswith="attach"))
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.record_id}"

    @property
    def marker(self) -> str:
        """The id as it stands in Jira."""
        return self.pk.hex


class Fingerprint(models.Model):
    """The ledger of mails that a profile has taken; outlives their content."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, db_index=False)
    identity = models.CharField(max_length=64, help_text="SHA-256 of Message-ID and fingerprint")
    record = models.ForeignKey(InboundMessage, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "identity"], name="fingerprint_once")]

    def __str__(self) -> str:
        return self.identity


class SeenPicture(models.Model):
    """A picture that came with mail of a domain: one that comes again and again is an ornament."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, db_index=False)
    domain = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    conversation = models.BigIntegerField(default=0, help_text="The first conversation in which it came")
    others = models.IntegerField(default=0, help_text="How often it came in another one")
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "domain", "sha256"], name="seen_picture_once")
        ]

    def __str__(self) -> str:
        return f"{self.sha256} from {self.domain}"


class SeenUidl(models.Model):
    """A POP3 UIDL that was read; POP3 keeps no unread flag, so we do."""

    source = models.ForeignKey(MessageSource, on_delete=models.CASCADE, db_index=False)
    generation = models.IntegerField()
    uidl = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "generation", "uidl"], name="seen_uidl_once")
        ]

    def __str__(self) -> str:
        return self.uidl

"""What the operator configures: sites, sources, profiles."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from postroom.models.fields import SealedField


class JiraSite(models.Model):
    """One Jira Cloud site and the account with which Postroom works there."""

    class Kind(models.TextChoices):
        SITE = "site", "Site: e-mail address and API token"
        GATEWAY = "gateway", "Gateway: scoped token or service account"

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SITE)
    url = models.CharField(max_length=500, help_text="https://your-site.atlassian.net; people browse here")
    api_url = models.CharField(max_length=500, blank=True, help_text="Only where the API is elsewhere")
    cloud_id = models.CharField(max_length=100, blank=True, help_text="Kind gateway only")
    email = models.CharField(max_length=320, blank=True)
    token = SealedField(null=True, default=None)

    # How events come in.
    class Polling(models.TextChoices):
        ALWAYS = "always", "Every poll_seconds"
        CATCH_UP = "catch-up", "Now and then, and after downtime"
        NEVER = "never", "Never"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="In the webhook's URL")
    webhook_secret = SealedField(null=True, default=None)
    automation_secret = SealedField(null=True, default=None)
    event_jql = models.TextField(blank=True, help_text="Only events of these issues are wanted")
    polling = models.CharField(max_length=10, choices=Polling, default=Polling.NEVER)
    poll_seconds = models.FloatField(default=60)
    oldest_event_hours = models.FloatField(default=24, help_text="Older events are recorded, not mailed")

    # The circuit: one for the site, so that an outage is met once and not once per mail.
    paused_until = models.DateTimeField(null=True, default=None)
    pause_reason = models.TextField(blank=True, default="")
    pauses = models.IntegerField(default=0, help_text="Probes that failed in a row")

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """How the mail of some sources becomes issues and comments."""

    class SubjectKey(models.TextChoices):
        INVOLVED = "involved", "Only from people who are on the issue or its conversation"
        ANYONE = "anyone", "From anyone"
        OFF = "off", "Never"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    site = models.ForeignKey(JiraSite, on_delete=models.PROTECT, related_name="profiles")
    project = models.CharField(max_length=100)
    issue_type = models.CharField(max_length=100, default="Task")
    address = models.CharField(max_length=320, blank=True, help_text="The address that people write to")
    subject_key = models.CharField(max_length=10, choices=SubjectKey, default=SubjectKey.INVOLVED)
    ignore_automatic = models.BooleanField(
        default=True, help_text="Automatic answers, read receipts and answers to invitations"
    )
    fold_quoted = models.BooleanField(default=True, help_text="Earlier messages and signatures, in Jira")
    keep_ornaments = models.BooleanField(default=False, help_text="Attach the logos of signatures too")
    acknowledge = models.BooleanField(default=False, help_text="Who writes a new mail is told that it came")
    reject_notices = models.BooleanField(default=False, help_text="Who wrote a refused mail is told why")
    outbound = models.ForeignKey(
        "MessageOutbound", null=True, default=None, on_delete=models.SET_NULL, help_text="Sends these answers"
    )
    template_set = models.CharField(max_length=100, default="customer", help_text="Of these answers")
    sub_addressing = models.BooleanField(
        default=True, help_text="Mail to name+anything@ gets to the mailbox: answers go to such addresses"
    )
    sender_address_field = models.CharField(max_length=200, blank=True)
    sender_name_field = models.CharField(max_length=200, blank=True)
    participants_field = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class MessageSource(models.Model):
    """A mailbox that is read, or a port at which mail is taken."""

    class Type(models.TextChoices):
        IMAP = "imap", "IMAP"
        POP3 = "pop3", "POP3"
        SMTP = "smtp", "SMTP (Postroom listens)"

    class Security(models.TextChoices):
        SSL = "ssl", "SSL"
        STARTTLS = "starttls", "STARTTLS"
        NONE = "none", "None"

    class Strategy(models.TextChoices):
        MARK = "mark", "Read unread and mark as read"
        DELETE = "delete", "Read all and delete"

    name = models.CharField(max_length=100, unique=True)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="sources")
    enabled = models.BooleanField(default=True)
    type = models.CharField(max_length=10, choices=Type, default=Type.IMAP)
    preset = models.CharField(max_length=50, blank=True)
    host = models.CharField(max_length=255)
    port = models.IntegerField()
    timeout = models.FloatField(default=30, help_text="Seconds")
    user = models.CharField(max_length=320, blank=True)
    password = SealedField(null=True, default=None)
    security = models.CharField(max_length=10, choices=Security, default=Security.SSL)
    verify_certificate = models.BooleanField(default=True)
    check_identity = models.BooleanField(default=True, help_text="RFC 2595 section 2.4")
    ca_file = models.CharField(max_length=500, blank=True)
    folder = models.CharField(max_length=500, default="INBOX")
    strategy = models.CharField(max_length=10, choices=Strategy, default=Strategy.MARK)
    first_sync_limit = models.IntegerField(default=100)
    trusted_servers = ArrayField(
        models.CharField(max_length=255),
        default=list,
        blank=True,
        help_text="authserv-ids whose Authentication-Results count (RFC 8601)",
    )
    check_dkim = models.BooleanField(default=False, help_text="Check signatures again; asks the DNS for keys")
    read_elsewhere = models.BooleanField(
        default=False, help_text="Process mail that somebody else marked read"
    )
    poll_seconds = models.FloatField(default=60)

    # SMTP only.
    recipients = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    max_size = models.IntegerField(default=35_000_000, help_text="Bytes")
    certificate_file = models.CharField(max_length=500, blank=True)
    key_file = models.CharField(max_length=500, blank=True)

    revision = models.IntegerField(default=1, help_text="Counts changes, so that a reader sees one")

    def __str__(self) -> str:
        return self.name


class SourceState(models.Model):
    """Where the reading of a source stands. Written by its reader only, configuration never."""

    source = models.OneToOneField(MessageSource, on_delete=models.CASCADE, related_name="state")

    lease_owner = models.CharField(max_length=100, blank=True, default="")
    lease_until = models.DateTimeField(null=True, default=None)

    mailbox = models.TextField(blank=True, default="", help_text="Type, host, user, folder as last read")
    strategy = models.CharField(max_length=10, blank=True, default="")
    generation = models.IntegerField(default=0, help_text="Counts mailboxes that this source has read")
    uidvalidity = models.BigIntegerField(null=True, default=None)
    last_uid = models.BigIntegerField(default=0, help_text="Every UID up to this one was dealt with")
    reread_since = models.DateTimeField(
        null=True, default=None, help_text="After a restore: the time of the backup; read or not, read again"
    )

    guarded = models.BooleanField(default=True, help_text="The next round counts what waits before it reads")
    skip_until_uid = models.BigIntegerField(default=0, help_text="Not accepted: UIDs up to here ...")
    skip_before = models.DateTimeField(null=True, default=None, help_text="... from before this time, or all")
    held = models.IntegerField(null=True, default=None, help_text="Mails that wait for `source accept`")
    held_oldest = models.DateTimeField(null=True, default=None)
    accepted = models.CharField(max_length=40, blank=True, default="", help_text="all, none or an ISO time")

    class Status(models.TextChoices):
        UNKNOWN = "unknown", "Unknown"
        ONLINE = "online", "Online"
        WAITING = "waiting", "Waits for you"
        FAILING = "failing", "Failing"

    status = models.CharField(max_length=10, choices=Status, default=Status.UNKNOWN)
    status_since = models.DateTimeField(null=True, default=None)
    last_error = models.TextField(blank=True, default="")
    failures = models.IntegerField(default=0)
    next_try = models.DateTimeField(null=True, default=None)
    last_round = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"{self.source_id}: {self.status}"


class Installation(models.Model):
    """One row: which key sealed this database, and whether it was restored from a backup."""

    sealed = SealedField(help_text="A known word: opens only with the right key")
    backup_at = models.DateTimeField(null=True, default=None)
    restored_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return "installation"

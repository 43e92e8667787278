"""What the operator configures for outgoing mail: how it is sent, who hears of what, in which words."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from postroom.models.config import JiraSite, MessageSource, Profile
from postroom.models.fields import SealedField


def words(most: int = 320, **options: Any) -> ArrayField[Any, Any]:
    """A list of short texts."""
    return ArrayField(models.CharField(max_length=most), default=list, blank=True, **options)


class MessageOutbound(models.Model):
    """A mail server that takes our mail, and as whom we write."""

    class Login(models.TextChoices):
        PASSWORD = "password", "User and password"
        XOAUTH2 = "xoauth2", "OAuth (XOAUTH2)"
        NONE = "none", "None"

    class Type(models.TextChoices):
        SMTP = "smtp", "SMTP"
        WEBHOOK = "webhook", "Webhook (Slack, Teams and the like)"

    name = models.CharField(max_length=100, unique=True)
    enabled = models.BooleanField(default=True)
    type = models.CharField(max_length=10, choices=Type, default=Type.SMTP)
    url = SealedField(null=True, default=None, help_text="Of the webhook; whoever has it may post there")
    preset = models.CharField(max_length=50, blank=True)
    host = models.CharField(max_length=255)
    port = models.IntegerField()
    timeout = models.FloatField(default=30, help_text="Seconds")
    security = models.CharField(
        max_length=10, choices=MessageSource.Security, default=MessageSource.Security.SSL
    )
    login = models.CharField(max_length=10, choices=Login, default=Login.PASSWORD)
    user = models.CharField(max_length=320, blank=True)
    password = SealedField(null=True, default=None, help_text="With OAuth the refresh token or client secret")
    oauth_provider = models.CharField(max_length=20, blank=True, help_text="google or microsoft365")
    oauth_tenant = models.CharField(max_length=100, blank=True)
    oauth_client_id = models.CharField(max_length=200, blank=True)
    oauth_client_secret = SealedField(null=True, default=None)
    verify_certificate = models.BooleanField(default=True)
    check_identity = models.BooleanField(default=True)
    ca_file = models.CharField(max_length=500, blank=True)
    sender_address = models.CharField(max_length=320)
    sender_name = models.CharField(max_length=200, blank=True)
    subject_prefix = models.CharField(max_length=100, blank=True)
    rate_per_minute = models.IntegerField(default=0, help_text="Mails; 0: no limit")
    connections = models.IntegerField(default=4, help_text="At once, per worker process")
    fallback = models.ForeignKey("self", null=True, default=None, on_delete=models.SET_NULL)
    revision = models.IntegerField(default=1, help_text="Counts changes, so that a sender sees one")

    def __str__(self) -> str:
        return self.name


class OutboundState(models.Model):
    """How sending through a Message Outbound goes. Written by senders only, configuration never."""

    class Status(models.TextChoices):
        UNKNOWN = "unknown", "Unknown"
        ONLINE = "online", "Online"
        FAILING = "failing", "Failing"

    outbound = models.OneToOneField(MessageOutbound, on_delete=models.CASCADE, related_name="state")
    status = models.CharField(max_length=10, choices=Status, default=Status.UNKNOWN)
    status_since = models.DateTimeField(null=True, default=None)
    last_answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, default=None)
    failures = models.IntegerField(default=0)
    next_try = models.DateTimeField(
        null=True, default=None, help_text="While failing, one mail goes as the probe"
    )
    free_from = models.DateTimeField(null=True, default=None, help_text="When the rate lets the next mail go")

    def __str__(self) -> str:
        return f"{self.outbound_id}: {self.status}"


class TemplateSet(models.Model):
    """Own templates: parts that replace those of a shipped set."""

    name = models.CharField(max_length=100, unique=True)
    base = models.CharField(max_length=50, default="modern", help_text="plain, modern or customer")
    parts = models.JSONField(default=dict, help_text='Part to text: {"notice.subject": "..."}')

    def __str__(self) -> str:
        return self.name


class NotificationMapping(models.Model):
    """Who hears of which events of an issue, by which mail."""

    class Recipients(models.TextChoices):
        TO = "to", "To"
        BCC = "bcc", "Bcc"

    class Delivery(models.TextChoices):
        EACH = "each", "One mail each"
        TOGETHER = "together", "One mail for all who may see the same"

    class Format(models.TextChoices):
        BOTH = "both", "HTML and text"
        HTML = "html", "HTML"
        TEXT = "text", "Text"

    class Digest(models.TextChoices):
        NONE = "", "None"
        HOURLY = "hourly", "Every hour"
        DAILY = "daily", "Every day"

    class PerhapsSent(models.TextChoices):
        ASK = "ask", "A person decides"
        AGAIN = "again", "Send again with the same Message-ID"

    name = models.CharField(max_length=100, unique=True)
    enabled = models.BooleanField(default=True)
    site = models.ForeignKey(JiraSite, on_delete=models.PROTECT, related_name="mappings")
    profile = models.ForeignKey(
        Profile, null=True, default=None, on_delete=models.PROTECT, help_text="Where answers go"
    )
    outbound = models.ForeignKey(MessageOutbound, on_delete=models.PROTECT, related_name="mappings")
    projects = words(100, help_text="Keys; none: all")
    events = words(100, help_text="created, commented, updated, updated: Priority ...")
    jql = models.TextField(blank=True)
    only_with_comment = models.BooleanField(default=False)
    inhibit_own = models.BooleanField(default=True, help_text="Nobody hears of what they did themselves")
    audience = words(500, help_text="reporter, watchers, mail participants, group: NAME ...")
    include = words(help_text="Only these addresses; @domain and * are allowed")
    exclude = words(help_text="Never these addresses; exclude wins")
    recipients = models.CharField(max_length=5, choices=Recipients, default=Recipients.TO)
    delivery = models.CharField(max_length=10, choices=Delivery, default=Delivery.EACH)
    template_set = models.CharField(max_length=100, default="modern", help_text="A shipped or an own one")
    format = models.CharField(max_length=5, choices=Format, default=Format.BOTH)
    language = models.CharField(max_length=20, default="en")
    window = models.FloatField(default=60, help_text="Seconds in which events become one mail; 0: at once")
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.NONE, blank=True)
    digest_at = models.CharField(
        max_length=5, default="08:00", help_text="Of a daily digest, receiver's time"
    )
    quiet_hours = models.CharField(max_length=11, blank=True, help_text="22:00-07:00, receiver's time")
    zone = models.CharField(max_length=60, default="UTC", help_text="Of receivers whose own is not known")
    unsubscribe = models.BooleanField(
        default=True, help_text="People without an account can unsubscribe (RFC 8058)"
    )
    attachments = models.BooleanField(default=False, help_text="Files of the event go with the mail")
    attachments_most = models.IntegerField(default=10_000_000, help_text="Bytes in one mail")
    inline_images = models.BooleanField(default=True, help_text="Pictures in texts go with the mail")
    public_fields = words(200, help_text="Fields whose changes people without an account may see")
    public_attachments = models.BooleanField(default=False)
    secured_issues = models.BooleanField(
        default=False, help_text="People without an account hear of issues with a security level"
    )
    perhaps_sent = models.CharField(max_length=5, choices=PerhapsSent, default=PerhapsSent.ASK)
    bounce_comment = models.BooleanField(default=False, help_text="An internal comment tells of hard bounces")

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """Mail at fixed times about the issues that a JQL search finds then."""

    name = models.CharField(max_length=100, unique=True)
    enabled = models.BooleanField(default=True)
    site = models.ForeignKey(JiraSite, on_delete=models.PROTECT, related_name="schedules")
    profile = models.ForeignKey(Profile, null=True, default=None, on_delete=models.PROTECT)
    outbound = models.ForeignKey(MessageOutbound, on_delete=models.PROTECT, related_name="schedules")
    days = words(10, help_text="monday, tuesday ...; none: every day")
    at = models.CharField(max_length=5, default="08:00")
    zone = models.CharField(max_length=60, default="UTC")
    jql = models.TextField()
    title = models.CharField(max_length=200, blank=True)
    most = models.IntegerField(default=100, help_text="Issues in one mail")
    audience = words(500, help_text="As in a Notification Mapping, for each issue found")
    include = words()
    exclude = words()
    template_set = models.CharField(max_length=100, default="modern")
    language = models.CharField(max_length=20, default="en")
    secured_issues = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True, default=None, help_text="Written by the clock only")

    def __str__(self) -> str:
        return self.name


class Unsubscribed(models.Model):
    """Somebody without an account who wants no more mail of a mapping."""

    mapping = models.ForeignKey(NotificationMapping, on_delete=models.CASCADE, db_index=False)
    address = models.CharField(max_length=320, help_text="In lower case")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mapping", "address"], name="unsubscribed_once")]

    def __str__(self) -> str:
        return f"{self.address} from {self.mapping_id}"


class AccountAddress(models.Model):
    """A mail address of a Jira account, since Jira itself mostly hides them."""

    site = models.ForeignKey(JiraSite, on_delete=models.CASCADE, db_index=False)
    account = models.CharField(max_length=128)
    address = models.CharField(max_length=320, help_text="In lower case")
    source = models.CharField(max_length=20, help_text="jira, mail or configured")
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "address"], name="account_address_once")]
        indexes = [models.Index(fields=["site", "account"], name="account_address_account")]

    def __str__(self) -> str:
        return f"{self.address}: {self.account}"


class SitePolling(models.Model):
    """How far the changes of a site have been read. Written by the poller only."""

    site = models.OneToOneField(JiraSite, on_delete=models.CASCADE, related_name="polled")
    until = models.DateTimeField(null=True, default=None, help_text="Everything before was seen")
    reached = models.DateTimeField(
        null=True, default=None, help_text="How far a look came that was broken off"
    )
    next_poll = models.DateTimeField(null=True, default=None)
    polled_at = models.DateTimeField(null=True, default=None)
    webhook_at = models.DateTimeField(null=True, default=None, help_text="The last webhook that was stored")
    last_error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.site_id} until {self.until}"

"""What Jira tells us: its webhooks, and the requests of its Automation rules. Stored first, then answered."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from postroom.errors import PostroomError
from postroom.jira.events import signed
from postroom.models import JiraSite
from postroom.outbound import receive

log = logging.getLogger(__name__)

LARGEST = 2_000_000  # octets of a body
BLOCK = 65_536
COME_BACK = "10"  # seconds
KNOWN_FOR = 5.0  # seconds in which the table of sites is not read again
KNOWN_AT_LEAST = 1.0  # ... nor for a request that does not prove itself
NOTED_AFTER = 10.0  # seconds between two notes that a site was heard
SAID_AFTER = 600.0  # seconds between two log lines about the same

Fits = Callable[[str, bytes, HttpRequest], bool]
NOBODY = secrets.token_hex(32)  # in place of a secret that there is not: as much work, and nothing fits


class Sites:
    """All sites by their uuid, read again every few seconds: a request for none costs no query."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._known: dict[UUID, JiraSite] = {}
        self._read = -1e9

    def find(self, uuid: UUID, older_than: float = KNOWN_FOR) -> JiraSite | None:
        """The site as it was at most so many seconds ago."""
        now = time.monotonic()
        if now - self._read > older_than:
            self._known = {site.uuid: site for site in JiraSite.objects.defer("token")}
            self._read = now
        return self._known.get(uuid)


class Seldom:
    """Lets something through once in so many seconds for each of a few keys."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.forget()

    def forget(self) -> None:
        self._last: dict[object, float] = {}

    def now(self, key: object) -> bool:
        now = time.monotonic()
        if now - self._last.get(key, -1e9) < self.seconds:
            return False
        self._last[key] = now
        return True


sites, complaints, notes = Sites(), Seldom(SAID_AFTER), Seldom(NOTED_AFTER)


@csrf_exempt
@login_not_required
@require_POST
def jira(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A delivery of an admin webhook, signed in X-Hub-Signature over its raw bytes."""

    def keep(site: JiraSite, body: bytes) -> None:
        receive.webhook(site, body, request.headers.get("X-Atlassian-Webhook-Identifier", ""))

    return answer(request, uuid, lambda site: site.webhook_secret, is_signed, keep)


@csrf_exempt
@login_not_required
@require_POST
def automation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The "Send web request" of an Automation rule, with the secret in X-Postroom-Secret or as Bearer."""
    return answer(request, uuid, lambda site: site.automation_secret, has_secret, receive.automation)


def is_signed(secret: str, body: bytes, request: HttpRequest) -> bool:
    return signed(secret, body, request.headers.get("X-Hub-Signature", ""))


def has_secret(secret: str, body: bytes, request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = request.headers.get("X-Postroom-Secret") or (token.strip() if scheme.lower() == "bearer" else "")
    ours, theirs = (hashlib.sha256(each).digest() for each in (secret.encode(), given.encode("latin-1")))
    return hmac.compare_digest(ours, theirs)


def answer(
    request: HttpRequest,
    uuid: UUID,
    secret_of: Callable[[JiraSite], str | None],
    fits: Fits,
    keep: Callable[[JiraSite, bytes], None],
) -> HttpResponse:
    """204 once it is stored. What is our own trouble is a 5xx, which Jira tries again."""
    try:
        body = body_of(request)
    except OSError:  # the connection ended early
        return said(408, "The request was not complete.")
    if body is None:
        return said(413, f"At most {LARGEST:,} octets are taken.")
    try:
        site = proven(request, uuid, body, secret_of, fits)
        if site is None:
            return said(401, "The signature or secret is missing or wrong.")
        keep(site, body)
        heard(site)
    except (OperationalError, InterfaceError) as error:
        return away(f"the database does not answer ({type(error).__name__})")
    except PostroomError as error:
        return away(str(error))
    return HttpResponse(status=204)


def body_of(request: HttpRequest) -> bytes | None:
    """The raw bytes; None where they are too many, whatever Content-Length says. Raises OSError."""
    announced = request.META.get("CONTENT_LENGTH", "")
    length = int(announced) if announced.isascii() and announced.isdigit() else 0
    if length > LARGEST:
        return None
    # Django reads nothing of a chunked body; a server that ends it by itself says so.
    chunked = not length and request.META.get("wsgi.input_terminated")
    source = request.META["wsgi.input"] if chunked else request
    body = bytearray()
    while len(body) <= LARGEST and (block := source.read(min(BLOCK, LARGEST + 1 - len(body)))):
        body += block
    if len(body) > LARGEST:
        return None
    if len(body) < length:
        raise ConnectionError
    return bytes(body)


def proven(
    request: HttpRequest,
    uuid: UUID,
    body: bytes,
    secret_of: Callable[[JiraSite], str | None],
    fits: Fits,
) -> JiraSite | None:
    """The site that this comes from, None where it does not prove it: the same work for whatever is wrong.

    A site or a secret may be younger than what we remember, so what does not fit is looked at once more.
    """
    for older_than in (KNOWN_FOR, KNOWN_AT_LEAST):
        site = sites.find(uuid, older_than)
        secret = secret_of(site) if site else None
        if fits(secret or NOBODY, body, request) and secret:
            return site
    if site is not None:
        complain(site, request.path, has_one=bool(secret))
    return None


def complain(site: JiraSite, path: str, *, has_one: bool) -> None:
    """Tell the admin, who else sees nothing of it, now and then."""
    if not complaints.now((site.pk, path.split("/")[2], has_one)):
        return
    if has_one:
        what = "does not carry the right signature or secret: is it the one that Jira was given?"
    else:
        what = "was turned away, for no secret is configured: see `postroom site webhook`"
    log.warning("site %s: a request to /%s/ %s", site.name, path.split("/")[2], what)


def heard(site: JiraSite) -> None:
    """For the Events page; not with each of 200 webhooks a second, for it is one row."""
    if notes.now(site.pk):
        receive.note_webhook(site)


def away(why: str) -> HttpResponse:
    log.error("a webhook could not be stored: %s", why)
    response = said(503, "Please try again.")
    response.headers["Retry-After"] = COME_BACK
    return response


def said(status: int, text: str) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")

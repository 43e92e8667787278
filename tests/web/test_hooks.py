"""What Jira posts to us: only what proves itself is taken, and nothing of it is told before it is stored."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import logging
from uuid import uuid4

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postroom.models import JiraEvent, JiraSite, SitePolling
from postroom.web import hooks
from tests import builders

pytestmark = pytest.mark.django_db
SECRET = "It's a Secret to Everybody"
RULE = "a secret of the rule"
BODY = json.dumps(
    {
        "timestamp": 1763805000000,
        "webhookEvent": "jira:issue_created",
        "user": {"accountId": "5f00a1", "displayName": "Ada Ahlgren"},
        "issue": {"id": "10204", "key": "SUP-204", "fields": {"summary": "confidential words"}},
    }
).encode()


@pytest.fixture(autouse=True)
def fresh() -> None:
    for each in (hooks.sites, hooks.complaints, hooks.notes):
        each.forget()


@pytest.fixture
def site(db) -> JiraSite:
    return builders.site(webhook_secret=SECRET, automation_secret=RULE)


def sign(body: bytes = BODY, secret: str = SECRET, method: str = "sha256") -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


def post(address: str, body: bytes = BODY, **headers: str):
    return Client(enforce_csrf_checks=True).post(
        address,
        body,
        content_type="application/json",
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


def deliver(site: JiraSite, body: bytes = BODY, signature: str | None = None, identifier: str = "abc"):
    return post(
        f"/hooks/jira/{site.uuid}",
        body,
        x_hub_signature=sign(body) if signature is None else signature,
        x_atlassian_webhook_identifier=identifier,
    )


def test_a_signed_webhook_is_stored_before_it_is_answered(site):
    answer = deliver(site)
    assert (answer.status_code, answer.content) == (204, b"")
    event = JiraEvent.objects.get()
    assert (event.site, event.kind, event.issue_key, event.identifier) == (site, "created", "SUP-204", "abc")
    assert event.source == "webhook"


def test_the_same_delivery_again_is_one_event(site):
    for _ in range(3):
        assert deliver(site).status_code == 204
    assert JiraEvent.objects.count() == 1


def test_the_signature_covers_the_raw_bytes(site):
    spaced = BODY.replace(b'": ', b'" :  ')
    assert json.loads(spaced) == json.loads(BODY)
    assert deliver(site, spaced, sign(BODY)).status_code == 401
    assert deliver(site, b"\xff\xfe not utf-8", sign(BODY)).status_code == 401
    assert deliver(site, spaced, sign(spaced)).status_code == 204


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_methods_that_are_good_enough(site, method):
    assert deliver(site, signature=sign(method=method)).status_code == 204


WRONG = {
    "none": "",
    "another secret": sign(secret="another"),
    "no secret": sign(secret=""),
    "sha1": sign(method="sha1"),
    "md5": sign(method="md5"),
    "no method": sign().partition("=")[2],
    "only the method": "sha256=",
    "one letter less": sign()[:-1],
    "one letter more": sign() + "0",
    "a changed letter": sign()[:-1] + ("0" if sign()[-1] != "0" else "1"),
    "not hexadecimal": "sha256=" + "é" * 64,
    "of another body": sign(BODY + b" "),
    "another method's name": "sha512=" + sign().partition("=")[2],
    "very long": "sha256=" + "a" * 10_000,
}


@pytest.mark.parametrize("signature", WRONG.values(), ids=WRONG.keys())
def test_what_is_not_rightly_signed_is_not_taken(site, signature):
    answer = deliver(site, signature=signature)
    assert answer.status_code == 401
    assert JiraEvent.objects.count() == 0


def test_nobody_learns_which_sites_there_are(site):
    other = builders.site("without", webhook_secret=None)
    known, unset = deliver(site, signature="sha256=00"), deliver(other, signature=sign(secret=""))
    unknown = post(f"/hooks/jira/{uuid4()}", x_hub_signature=sign())
    for answer in (unset, unknown):
        assert (answer.status_code, answer.content) == (known.status_code, known.content)
        assert dict(answer.headers) == dict(known.headers)


def test_requests_for_no_site_cost_no_queries(site):
    deliver(site, signature="sha256=00")
    with CaptureQueriesContext(connection) as asked:
        for _ in range(20):
            post(f"/hooks/jira/{uuid4()}", x_hub_signature=sign())
    assert len(asked) == 0


def test_a_new_secret_works_at_once(site, monkeypatch):
    deliver(site)
    JiraSite.objects.filter(pk=site.pk).update(webhook_secret="a newer one")
    monkeypatch.setattr(hooks, "KNOWN_AT_LEAST", 0.0)
    assert deliver(site, signature=sign(secret="a newer one")).status_code == 204


def test_a_site_without_a_secret_takes_nothing_and_says_so_once_in_a_while(caplog):
    site = builders.site(webhook_secret=None)
    for signature in ("", sign(secret=""), sign(secret="None")):
        assert deliver(site, signature=signature).status_code == 401
    ours = [each for each in caplog.records if each.name == hooks.__name__]
    assert len(ours) == 1
    assert "postroom site webhook" in ours[0].getMessage()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "head"])
@pytest.mark.parametrize("kind", ["jira", "automation"])
def test_only_post_is_taken(site, method, kind):
    answer = getattr(Client(), method)(f"/hooks/{kind}/{site.uuid}")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


# --- sizes -------------------------------------------------------------------------------------------------


def raw(site: JiraSite, body: bytes, signature: str, **environ: object) -> int:
    """The status for a request as a WSGI server hands it over."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST", "PATH_INFO": f"/hooks/jira/{site.uuid}", "wsgi.input": io.BytesIO(body),
            "HTTP_X_HUB_SIGNATURE": signature, **environ,
        }
    )  # fmt: skip
    return hooks.jira(request, site.uuid).status_code


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
FULL = BODY + b" " * (hooks.LARGEST - len(BODY))


@pytest.mark.parametrize(
    ("body", "environ", "status"),
    [
        (BODY, {"CONTENT_LENGTH": str(len(BODY))}, 204),
        (BODY, CHUNKED, 204),
        (FULL, {"CONTENT_LENGTH": str(len(FULL))}, 204),
        (FULL, CHUNKED, 204),
        (FULL + b" ", {"CONTENT_LENGTH": str(len(FULL) + 1)}, 413),
        (FULL + b" ", CHUNKED, 413),
        (FULL * 3, CHUNKED, 413),
        (BODY, {"CONTENT_LENGTH": "99999999999999999999"}, 413),
        (BODY, {"CONTENT_LENGTH": str(len(BODY) + 1)}, 408),  # cut off: Jira tries again
        (BODY, {"CONTENT_LENGTH": str(len(BODY) - 1)}, 401),
        (BODY, {"CONTENT_LENGTH": "0"}, 401),
        (BODY, {"CONTENT_LENGTH": "-5"}, 401),
        (BODY, {"CONTENT_LENGTH": "²"}, 401),
        (BODY, {"CONTENT_LENGTH": "x"}, 401),
        (BODY, {}, 401),
        (b"", CHUNKED, 401),
    ],
)  # fmt: skip
def test_no_more_than_the_limit_is_read_whatever_the_request_says(site, body, environ, status):
    assert raw(site, body, sign(BODY if status == 401 else body), **environ) == status


def test_what_is_signed_but_cannot_be_read_is_kept_for_a_person(site):
    for number, body in enumerate((b"", b"no json", b"[]", b"\xff\xfe", b"[" * 100_000)):
        assert deliver(site, body, identifier=f"n{number}").status_code == 204
    assert set(JiraEvent.objects.values_list("state", flat=True)) == {"parked"}


def test_every_event_of_the_page_tells_when_jira_was_last_heard(site):
    deliver(site)
    assert SitePolling.objects.get(site=site).webhook_at is not None


# --- our own trouble ---------------------------------------------------------------------------------------


def gone(execute, sql, params, many, context):
    raise OperationalError("server closed the connection")


@pytest.mark.parametrize("known", [True, False])
def test_while_the_database_is_away_jira_is_asked_to_come_back(site, known):
    if known:
        hooks.sites.find(site.uuid)
    with connection.execute_wrapper(gone):
        answer = deliver(site)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    hooks.sites.forget()
    assert deliver(site).status_code == 204


def test_no_secret_and_no_word_of_the_body_is_logged(site, caplog):
    caplog.set_level(logging.DEBUG)
    deliver(site, signature=sign(secret="another"))
    deliver(site)
    deliver(site, b"confidential but no json", identifier="x")
    post(f"/hooks/automation/{site.uuid}", x_postroom_secret="given-wrongly")
    with connection.execute_wrapper(gone):
        deliver(site)
    mine = [each for each in caplog.records if not each.name.startswith("django.db")]
    assert mine
    said = "\n".join(f"{each.getMessage()} {each.exc_text or ''} {vars(each)}" for each in mine)
    for word in (SECRET, RULE, "given-wrongly", "confidential", sign().partition("=")[2]):
        assert word not in said


# --- Automation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [{"x_postroom_secret": RULE}, {"authorization": f"Bearer {RULE}"}, {"authorization": f"bearer  {RULE}"}],
)
def test_an_automation_rule_proves_itself_by_a_shared_secret(site, headers):
    assert post(f"/hooks/automation/{site.uuid}", **headers).status_code == 204
    assert JiraEvent.objects.get().source == "automation"


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"x_postroom_secret": ""}, {"x_postroom_secret": RULE[:-1]}, {"x_postroom_secret": SECRET},
        {"authorization": f"Basic {RULE}"}, {"authorization": RULE}, {"authorization": "Bearer"},
        {"x_hub_signature": sign()}, {"x_postroom_secret": "é" * 20},
        {"x_postroom_secret": "wrong", "authorization": f"Bearer {RULE}"},
    ],
)  # fmt: skip
def test_a_wrong_secret_is_turned_away(site, headers):
    assert post(f"/hooks/automation/{site.uuid}", **headers).status_code == 401
    assert JiraEvent.objects.count() == 0


def test_a_webhook_s_secret_does_not_open_the_other_door(site):
    assert deliver(site, signature=sign(secret=RULE)).status_code == 401
    other = builders.site("only-webhooks", webhook_secret=SECRET, automation_secret=None)
    assert post(f"/hooks/automation/{other.uuid}", x_postroom_secret="None").status_code == 401

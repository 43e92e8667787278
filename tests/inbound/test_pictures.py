"""Pictures in the text of a mail: shown in Jira where people put them, ornaments left out, each thing done once."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import httpx2
import pytest
from django.utils import timezone

from postroom import connections
from postroom.connections import jira_of
from postroom.inbound.pictures import forget_unseen
from postroom.jira import issues
from postroom.jira.adf import doc_text
from postroom.models import Effect, Profile, SeenPicture
from tests.contracts import CheckedTransport
from tests.inbound.conftest import Desk
from tests.inbound.hands import note

pytestmark = pytest.mark.django_db(transaction=True)


def picture(width: int, height: int, weight: int = 300, seed: int = 0) -> bytes:
    """A PNG as far as anybody looks: signature, header with the size in pixels, and something after it."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return head + b"\x08\x02\x00\x00\x00" + bytes([seed]) * weight


SCREENSHOT = picture(1280, 720, 40_000)


def illustrated(
    token: str, html: str, *pictures: tuple[str, str, bytes], in_reply_to: tuple[str, ...] = ()
) -> EmailMessage:
    """A mail with HTML that shows pictures: (content id, file name, bytes) each."""
    mail = note(token, in_reply_to=in_reply_to)
    mail.add_alternative(html, subtype="html")
    page = mail.get_payload()[1]  # type: ignore[index]
    for content_id, name, data in pictures:
        page.add_related(data, "image", "png", cid=f"<{content_id}>", filename=name, disposition="inline")
    return mail


BROKEN = "<p>It looks like this:</p><p><img src='cid:shot@example.org'></p><p>Any idea?</p>"


def nodes(doc: Any, kind: str) -> list[Any]:
    found = [doc] if doc.get("type") == kind else []
    return found + [each for child in doc.get("content", ()) for each in nodes(child, kind)]


def fields(desk: Desk, issue: str) -> dict[str, Any]:
    """What Jira says of an issue: description, files, comments."""
    answer = jira_of(desk.profile.site).get(
        f"issue/{issue}", params={"fields": "description,attachment,comment"}
    )
    found: dict[str, Any] = answer["fields"]
    return found


def media_ids(desk: Desk, issue: str) -> set[str]:
    """The ids by which documents may show the files of an issue."""
    jira = jira_of(desk.profile.site)
    return {issues.media_id(jira, file["id"]) for file in fields(desk, issue)["attachment"]}


def test_a_screenshot_stands_in_the_description_of_a_new_issue(desk: Desk) -> None:
    record = desk.file(illustrated("new", BROKEN, ("shot@example.org", "shot.png", SCREENSHOT)))
    assert (record.outcome, record.reason) == ("created", "")
    description = fields(desk, record.issue_key)["description"]
    shown = {media["attrs"]["id"] for media in nodes(description, "media")}
    assert shown and shown == media_ids(desk, record.issue_key)
    assert [effect.step for effect in Effect.objects.filter(record=record)] == [
        "create",
        "attach-1",
        "describe",
    ]


def test_a_screenshot_stands_in_the_comment_of_a_reply(desk: Desk) -> None:
    first = desk.file(note("first"))
    reply = illustrated("reply", BROKEN, ("shot@example.org", "shot.png", SCREENSHOT), in_reply_to=("first",))
    record = desk.file(reply)
    assert (record.outcome, record.issue_key) == ("commented", first.issue_key)
    (comment,) = fields(desk, first.issue_key)["comment"]["comments"]
    shown = {media["attrs"]["id"] for media in nodes(comment["body"], "media")}
    assert shown and shown == media_ids(desk, first.issue_key)
    assert [effect.step for effect in Effect.objects.filter(record=record)] == ["attach-1", "comment"]


def test_an_illustrated_mail_costs_three_calls_and_one_for_each_picture(desk: Desk) -> None:
    pictures = [(f"p{n}@example.org", f"p{n}.png", picture(900, 700, 30_000, n)) for n in range(3)]
    html = "<p>See:</p>" + "".join(f"<p><img src='cid:{cid}'></p>" for cid, _, _ in pictures) + "<p>Well?</p>"
    desk.file(note("before"))  # Jira tells once which fields there are
    before = len(desk.jira.log())
    desk.file(illustrated("many", html, *pictures))
    calls = [f"{row['method']} {row['path']}" for row in desk.jira.log()[before:]]
    assert len(calls) == 3 + 3, calls


LOGO = picture(120, 40, 2_000)
WITH_LOGO = "<p>Please help.</p><p>Anna Meyer<br>Example Ltd<br>+49 30 1234567<br><img src='cid:logo@example.org'></p>"


def test_the_logo_of_a_signature_is_left_out_and_the_trace_says_so(desk: Desk) -> None:
    record = desk.file(illustrated("logo", WITH_LOGO, ("logo@example.org", "logo.png", LOGO)))
    assert record.outcome == "created"
    assert not fields(desk, record.issue_key)["attachment"]
    assert any("ornaments" in text and "logo.png" in text for _, text in record.trace)


def test_a_profile_may_keep_ornaments(desk: Desk) -> None:
    Profile.objects.update(keep_ornaments=True)
    record = desk.file(illustrated("logo", WITH_LOGO, ("logo@example.org", "logo.png", LOGO)))
    assert [f["filename"] for f in fields(desk, record.issue_key)["attachment"]] == ["logo.png"]


def test_a_picture_that_comes_again_and_again_from_a_domain_is_an_ornament(desk: Desk) -> None:
    banner = picture(600, 400, 20_000)
    html = "<p>Hello</p><p><img src='cid:b@example.org'></p><p>This is about our order.</p>"
    attached = []
    for number in range(4):
        record = desk.file(illustrated(f"again-{number}", html, ("b@example.org", "banner.png", banner)))
        attached.append(len(fields(desk, record.issue_key)["attachment"]))
    assert attached == [1, 1, 0, 0]


def test_a_text_too_long_for_jira_is_attached_as_a_file(desk: Desk) -> None:
    mail = note("long")
    mail.set_content("\n\n".join(f"Line {number} of a long story." for number in range(3_000)))
    record = desk.file(mail)
    assert record.outcome == "created"
    (file,) = fields(desk, record.issue_key)["attachment"]
    assert file["filename"] == "mail.txt"
    content = b"".join(jira_of(desk.profile.site).download(f"attachment/content/{file['id']}")).decode()
    assert "Line 0 of" in content and "Line 2999 of" in content


def test_a_picture_that_has_not_come_for_a_year_is_forgotten(desk: Desk) -> None:
    for number, name in enumerate(("old", "new")):
        data = picture(600, 400, 20_000, number)
        desk.file(illustrated(name, BROKEN, ("shot@example.org", f"{name}.png", data)))
    oldest = SeenPicture.objects.earliest("pk")
    SeenPicture.objects.filter(pk=oldest.pk).update(seen_at=timezone.now() - timedelta(days=366))
    forget_unseen()
    assert SeenPicture.objects.count() == 1 and not SeenPicture.objects.filter(pk=oldest.pk).exists()


class Choosy(httpx2.BaseTransport):
    """A Jira that does not take what some tenants do not take: documents with one of these nodes."""

    def __init__(self, *nodes: str) -> None:
        self.inner = CheckedTransport()
        self.nodes = nodes

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        is_file = request.headers.get("content-type", "").startswith("multipart/")
        asked = "" if is_file else request.read().decode()
        if request.method in ("POST", "PUT") and any(f'"type": "{node}"' in asked for node in self.nodes):
            said = {"errorMessages": ["ATTACHMENT_VALIDATION_ERROR"], "errors": {}}
            return httpx2.Response(400, json=said, request=request)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


REFUSED = {"pictures": ("media",), "all but plain paragraphs": ("media", "strong")}


@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED.keys())
def test_a_text_that_jira_does_not_take_is_sent_in_a_simpler_form(
    desk: Desk, refused: tuple[str, ...]
) -> None:
    connections.hang_up()
    connections.transport = Choosy(*refused)
    html = BROKEN.replace("Any idea?", "<b>Any idea?</b>")
    record = desk.file(illustrated("new", html, ("shot@example.org", "shot.png", SCREENSHOT)))
    assert (record.outcome, record.reason) == ("created", "")
    reply = illustrated("reply", html, ("shot@example.org", "shot.png", SCREENSHOT), in_reply_to=("new",))
    assert desk.file(reply).outcome == "commented"
    held = fields(desk, record.issue_key)
    (comment,) = held["comment"]["comments"]
    for doc in (held["description"], comment["body"]):
        assert not nodes(doc, "media")
        assert "Any idea?" in doc_text(doc) and "shot" in doc_text(doc)

"""Events, outgoing mail, mail servers and the preview in a browser: layout, keyboard, contrast, the frame."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from postroom.jira.events import Change
from postroom.models import JiraEvent, OutboundMessage, SetAside, SitePolling
from postroom.outbound.preview import Preview
from postroom.web import preview
from tests import builders
from tests.e2e.conftest import CHROMIUM
from tests.e2e.test_pages import LONG, here, overflow, signed_in, violations  # noqa: F401 - fixtures
from tests.web import rows

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; on Debian: apt install chromium"),
    pytest.mark.django_db(transaction=True),
]
WIDTHS = (360, 800, 1400)


@pytest.fixture
def shelves(monkeypatch) -> list[str]:
    """The addresses of pages with one of each look, some as wide as they can be."""
    site = builders.site()
    builders.site("another-site")
    SitePolling.objects.create(site=site, last_error=f"Jira does not answer: {LONG}")
    events, notice = some_events()
    mails = some_mails(notice)
    rows.outbound("spare-server", "failing", enabled=True)
    rows.outbound("old-server", enabled=False, host=f"{LONG[:200]}.example.com")
    SetAside.objects.create(address="bo@example.org", reason="550 5.1.1 no such user", message=mails[0])
    SetAside.objects.create(address=f"{LONG[:200]}@example.org", reason=LONG)
    monkeypatch.setattr(preview.previewing, "preview", previewed)
    return [
        "/events/", "/events/?q=NONE-1", "/events/?kind=commented", *[f"/events/{each.pk}/" for each in events],
        f"/notices/{notice.pk}/", "/outbound/", "/outbound/?q=nobody@", *[f"/outbound/{each.pk}/" for each in mails],
        "/outbound/set-aside/", "/outbounds/", "/templates/preview", "/templates/preview?set=plain",
    ]  # fmt: skip


def some_events() -> tuple[list[JiraEvent], Any]:
    mail = builders.done("created", issue_key="SUP-204")
    notice = rows.notice(left_out=[["Bo Larsen <bo@example.org>", "may not see it"], [LONG, LONG]])
    changes = [Change("status", old_text="To Do", new_text="In Progress"), Change(LONG[:200], new_text=LONG)]
    rows.event(state="waiting", reason="Jira answers 503.", attempts=3)
    return [
        rows.handled(notice, caused_by=mail),
        rows.handled(notice, kind="updated", changes=changes, actor_name=LONG[:200]),
        rows.ignored(issue_key=f"{LONG[:90]}-1"),
        rows.event(kind="unreadable", state="parked", outcome="parked", reason=LONG, said={}, payload=LONG),
    ], notice


def some_mails(notice: Any) -> list[OutboundMessage]:
    bounced = builders.done("ignored", reason="bounce", kind="bounce")
    rows.outbound(status="online")
    made = [
        rows.message(
            receivers=[
                ("enid@example.org", "sent", 250, "2.0.0 Ok: queued as 4F2"),
                ("bruno@example.com", "bounced", 0, "550 5.1.1 no such user"),
                (f"{LONG[:200]}@example.net", "refused", 550, f"5.7.1 {LONG}"),
                ("chiara@example.com", "delayed", 250, "2.0.0 Ok"),
                ("dora@example.com", "perhaps", 0, ""),
            ],
            outcome="partly", notice=notice, mapping=notice.mapping,
        ),
        rows.message(LONG, outcome="failed", reason=LONG, receivers=[("x@example.org", "refused", 552, LONG)]),
        rows.message(outcome="perhaps", receivers=[("enid@example.org", "perhaps", 0, "")], page=""),
        rows.message("Postroom test message", kind="ping", site=None, issue_key=""),
    ]  # fmt: skip
    made[0].receivers.filter(state="bounced").update(bounce=bounced)
    rows.attempt(made[0])
    rows.attempt(made[2], answered_at=None, answer="")
    rows.message(
        state="waiting",
        outcome="",
        reason="421 4.3.2 try later",
        receivers=[("e@example.org", "open", 421, "")],
    )
    rows.message(state="parked", outcome="parked", reason="No outbound is left.")
    return made


def previewed(template_set: str, event: int, kind: str = "", *, account: str = "") -> Preview:
    if template_set == "plain":
        return Preview(problems=("Set 'plain', part notice.html, line 3: 'issu' is undefined.",))
    return Preview("[SUP-204] The printer is on fire", f"Ada:\n\n{LONG}", rows.PAGE, (f"Odd: {LONG}",))


def test_nothing_is_wider_than_the_screen(signed_in: Page, here: str, shelves):  # noqa: F811
    for address in shelves:
        signed_in.goto(here + address)
        for width in WIDTHS:
            signed_in.set_viewport_size({"width": width, "height": 800})
            assert overflow(signed_in) <= 0, f"{address} at {width}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_accessible(signed_in: Page, here: str, shelves, theme):  # noqa: F811
    signed_in.emulate_media(color_scheme=theme)
    found = []
    for address in shelves:
        signed_in.goto(here + address)
        found += violations(signed_in)
    signed_in.set_viewport_size({"width": 360, "height": 800})
    for address in shelves[::3]:
        signed_in.goto(here + address)
        found += violations(signed_in)
    assert found == []


def test_every_page_is_accessible_before_anything_happened(signed_in: Page, here: str):  # noqa: F811
    found = []
    for address in ("/events/", "/outbound/", "/outbound/set-aside/", "/outbounds/", "/templates/preview"):
        signed_in.goto(here + address)
        found += violations(signed_in)
    assert found == []


def test_the_mail_is_shown_in_a_frame_that_can_do_nothing(signed_in: Page, here: str):  # noqa: F811
    asked: list[str] = []
    signed_in.on("request", lambda request: asked.append(request.url))
    mail = rows.message()
    signed_in.goto(f"{here}/outbound/{mail.pk}/")
    frame = signed_in.frame_locator("iframe")
    expect(frame.get_by_role("heading")).to_have_text("SUP-204 The printer is on fire")
    face = frame.get_by_role("img", name="Ada")
    expect(face).to_be_visible()
    assert "allow-s" not in (signed_in.locator("iframe").get_attribute("sandbox") or "allow-scripts")
    assert not [url for url in asked if not url.startswith((here, "data:"))]
    assert signed_in.title() == "[SUP-204] The printer is on fire · Postroom"
    link = frame.get_by_role("link", name="Open the issue")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_choosing_a_kind_narrows_the_list_by_keyboard_alone(signed_in: Page, here: str):  # noqa: F811
    rows.event(kind="commented")
    rows.event(kind="worklog")
    signed_in.goto(f"{here}/events/")
    signed_in.get_by_label("Kind").focus()
    signed_in.keyboard.type("Work logged")
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("#list tbody tr")).to_have_count(1)
    assert "kind=worklog" in signed_in.url


def test_an_event_that_is_in_work_is_followed_to_its_end(signed_in: Page, here: str):  # noqa: F811
    event = rows.event()
    signed_in.goto(f"{here}/events/{event.pk}/")
    expect(signed_in.locator("#verdict")).to_contain_text("waits for a free worker")
    JiraEvent.objects.filter(pk=event.pk).update(
        state="done", outcome="ignored", verdicts=[["Customers", 0, "only comments are wanted"]]
    )
    expect(signed_in.locator("#verdict")).to_contain_text("Nobody is told", timeout=20_000)
    expect(signed_in.locator("#told")).to_contain_text("Only comments are wanted.")


def test_a_mail_that_is_in_work_is_followed_and_its_frame_stays(signed_in: Page, here: str):  # noqa: F811
    mail = rows.message(state="queued", outcome="", receivers=[("enid@example.org", "open", 0, "")])
    signed_in.goto(f"{here}/outbound/{mail.pk}/")
    OutboundMessage.objects.filter(pk=mail.pk).update(state="done", outcome="sent")
    mail.receivers.update(state="sent", code=250, answer="2.0.0 Ok: queued as 7A")
    expect(signed_in.locator("#verdict")).to_contain_text("took this mail for every receiver", timeout=20_000)
    expect(signed_in.locator("#receivers")).to_contain_text("queued as 7A")
    expect(signed_in.frame_locator("iframe").get_by_role("heading")).to_be_visible()


def test_a_mail_that_was_perhaps_sent_is_sent_again_only_after_a_yes(signed_in: Page, here: str):  # noqa: F811
    mail = rows.message(outcome="perhaps", receivers=[("enid@example.org", "perhaps", 0, "")])
    signed_in.goto(f"{here}/outbound/{mail.pk}/")
    resend = signed_in.get_by_role("button", name="Resend")
    resend.focus()
    signed_in.keyboard.press("Enter")
    assert signed_in.evaluate("document.activeElement.name") == "twice"  # the browser asks for it
    signed_in.keyboard.press("Space")
    resend.press("Enter")
    expect(signed_in.get_by_role("status")).to_contain_text("queued to be sent again")

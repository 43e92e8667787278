"""The console in a browser: layout, keyboard, contrast, and what htmx adds."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from postroom.models import InboundMessage
from postroom.web import listing
from tests import builders
from tests.e2e.conftest import CHROMIUM

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; on Debian: apt install chromium"),
    pytest.mark.django_db(transaction=True),
]
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "unbreakable" * 40


@pytest.fixture
def here(live_server, monkeypatch) -> str:
    monkeypatch.setattr(listing, "REFRESH", 1)
    return live_server.url


@pytest.fixture
def mails() -> dict[str, InboundMessage]:
    """One of each look, some of them as wide as mail can be."""
    raw = builders.mail(text=f"See https://example.com/{LONG}\n", files=[(f"{LONG}.txt", b"x" * 5000)])
    return {
        "created": builders.done("created", raw, issue_key="SUP-204"),
        "commented": builders.done("commented", issue_key="SUP-204"),
        "ignored": builders.done("ignored", reason="automatic: Auto-Submitted says auto-replied"),
        "refused": builders.done("refused", builders.mail(subject=LONG), reason=LONG),
        "parked": parked(),
        "waiting": builders.record(state="waiting", reason="Jira answers 503.", attempts=3),
    }


def parked() -> InboundMessage:
    row = builders.parked(builders.mail(sender=f"{LONG}@example.com"), reason=f"Jira refuses it: {LONG}")
    builders.effect(row, "create", "claimed", tries=5, note=LONG)
    return row


@pytest.fixture
def signed_in(page: Page, here: str, client) -> Page:
    client.force_login(User.objects.create(username="ada"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": here}])
    return page


def addresses(mails: dict[str, InboundMessage]) -> list[str]:
    details = [f"/inbound/{row.pk}/" for name, row in mails.items() if name != "commented"]
    return ["/inbound/", "/inbound/?q=nothinglikeit", *details]


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations"
        ".map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | ')))",
        rules,
    )
    return [f"{page.url}: {violation}" for violation in found]


def test_signing_in_and_out_by_keyboard_alone(page: Page, here: str):
    User.objects.create_user("ada", password="a long enough word")
    page.goto(here)
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("a long enough word")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbound/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/")


def test_nothing_is_wider_than_the_screen(signed_in: Page, here: str, mails):
    for address in addresses(mails):
        signed_in.goto(here + address)
        for width in (360, 800, 1400):
            signed_in.set_viewport_size({"width": width, "height": 800})
            assert overflow(signed_in) <= 0, f"{address} at {width}"


def test_every_page_is_accessible(signed_in: Page, here: str, mails):
    found = []
    for address in addresses(mails):
        signed_in.goto(here + address)
        found += violations(signed_in)
    signed_in.set_viewport_size({"width": 360, "height": 800})
    for address in ("/inbound/", f"/inbound/{mails['parked'].pk}/"):
        signed_in.goto(here + address)
        found += violations(signed_in)
    signed_in.context.clear_cookies()
    signed_in.goto(here)
    assert found + violations(signed_in) == []


def test_the_dark_theme_has_contrast_enough(signed_in: Page, here: str, mails):
    signed_in.emulate_media(color_scheme="dark")
    found = []
    for address in addresses(mails):
        signed_in.goto(here + address)
        found += violations(signed_in, ["wcag2aa"])
    signed_in.context.clear_cookies()
    signed_in.goto(here)
    assert found + violations(signed_in, ["wcag2aa"]) == []


def test_the_theme_follows_the_system(page: Page, here: str):
    page.goto(here)
    shades = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert shades[0] != shades[1]


def test_the_menu_opens_by_keyboard_on_a_small_screen_and_closes_with_escape(signed_in: Page, here: str):
    signed_in.set_viewport_size({"width": 360, "height": 800})
    signed_in.goto(f"{here}/inbound/")
    menu, out = (
        signed_in.locator("summary", has_text="Menu"),
        signed_in.get_by_role("button", name="Sign out"),
    )
    expect(out).to_be_hidden()
    menu.focus()
    signed_in.keyboard.press("Enter")
    expect(out).to_be_visible()
    assert violations(signed_in) == []
    signed_in.keyboard.press("Escape")
    expect(out).to_be_hidden()
    expect(menu).to_be_focused()


def test_typing_a_search_narrows_the_list_without_losing_the_cursor(signed_in: Page, here: str, mails):
    signed_in.goto(f"{here}/inbound/")
    signed_in.get_by_role("searchbox").type("SUP-20")
    expect(signed_in.locator("#list tbody tr")).to_have_count(2)
    expect(signed_in.get_by_role("searchbox")).to_be_focused()
    assert signed_in.url.endswith("?q=SUP-20")


def test_the_list_shows_by_itself_what_became_of_a_mail(signed_in: Page, here: str):
    row = builders.received()
    signed_in.goto(f"{here}/inbound/")
    line = signed_in.locator(f"#mail-{row.pk} .lozenge")
    expect(line).to_have_text("Queued")
    InboundMessage.objects.filter(pk=row.pk).update(state="done", outcome="created", issue_key="SUP-9")
    expect(line).to_have_text("Created", timeout=20_000)
    expect(signed_in.locator("#list[data-hx-trigger]")).to_have_count(0)


def test_a_mail_that_is_in_work_is_followed_to_its_end(signed_in: Page, here: str):
    row = builders.received()
    signed_in.goto(f"{here}/inbound/{row.pk}/")
    expect(signed_in.locator(".mail-text").first).to_contain_text("it burns again")
    InboundMessage.objects.filter(pk=row.pk).update(
        state="done", outcome="created", issue_key="SUP-9", attempts=4
    )
    expect(signed_in.locator("#verdict")).to_contain_text("SUP-9", timeout=20_000)
    expect(signed_in.locator("#facts")).to_contain_text("Attempts 4")
    expect(signed_in.locator(".mail-text").first).to_contain_text("it burns again")


def test_a_session_that_ended_meanwhile_leads_to_the_sign_in(signed_in: Page, here: str):
    builders.received()
    signed_in.goto(f"{here}/inbound/")
    signed_in.context.clear_cookies()
    signed_in.wait_for_url("**/sign-in/**", timeout=20_000)


def test_everything_works_without_javascript(browser, here: str, mails):
    User.objects.create_user("ada", password="a long enough word")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(here)
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password").fill("a long enough word")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("searchbox").fill("unbreakable")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Parked").click()
    page.locator("#list .what a").click()
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("status")).to_contain_text("This mail is back in work.")
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/")
    context.close()

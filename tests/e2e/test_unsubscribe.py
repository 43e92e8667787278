"""The page to unsubscribe in a browser: somebody without an account, on a small screen or a large one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from postroom.models import MessageOutbound, NotificationMapping, Unsubscribed
from postroom.outbound.unsubscribing import token
from tests import builders
from tests.e2e.conftest import CHROMIUM
from tests.e2e.test_pages import overflow, violations

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; on Debian: apt install chromium"),
    pytest.mark.django_db(transaction=True),
]
LONG = f"{'cora' * 15}@{'customers.' * 6}example.org"


@pytest.fixture
def mapping() -> NotificationMapping:
    outbound = MessageOutbound.objects.create(
        name="relay", host="mail.example.com", port=465, sender_address="support@example.com"
    )
    return NotificationMapping.objects.create(name="customers", site=builders.site(), outbound=outbound)


def keep(page: Page, name: str) -> None:
    """For people who want to see it: POSTROOM_PICTURES is a folder."""
    if folder := os.environ.get("POSTROOM_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800])
def test_unsubscribing_and_back_again(page: Page, live_server, mapping, width: int, theme: str):
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(color_scheme=theme)
    page.goto(f"{live_server.url}/unsubscribe/{token(mapping.name, LONG)}")
    assert (overflow(page), violations(page)) == (0, [])
    keep(page, f"ask-{width}-{theme}")
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    assert (overflow(page), violations(page)) == (0, [])
    keep(page, f"done-{width}-{theme}")
    assert Unsubscribed.objects.get().address == LONG
    page.get_by_role("button", name="Subscribe again").click()
    expect(page.get_by_role("button", name="Unsubscribe")).to_be_visible()
    assert not Unsubscribed.objects.exists()

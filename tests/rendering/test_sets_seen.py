"""The shipped template sets in a browser: contrast, width, light and dark, and that nothing is fetched."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from postroom.jira.render import Look, to_html
from postroom.rendering import SHIPPED, Renderers, shipped
from postroom.rendering.samples import Sample, sample, samples
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.rendering.test_sets import hostile

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="no browser here; on Debian: apt install chromium"
)

EACH = [pytest.param(name, each, id=f"{name}-{each.name}") for name, each in product(SHIPPED, samples())]
ENOUGH = 4.5  # WCAG 2, level AA
PHONE, WINDOW = 360, 800  # pixels
NARROWEST = 320

# Every text that is seen, with its colour and the first painted surface behind it.
PAIRS = """() => {
  const shown = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.replace(/[\\s\\u00a0]+/g, ' ').trim();
    const box = walker.currentNode.parentElement;
    if (!text || !box.checkVisibility() || ['STYLE', 'TITLE'].includes(box.tagName)) continue;
    let behind = box;
    while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
    shown.push([text.slice(0, 40), getComputedStyle(box).color,
                behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)']);
  }
  return shown;
}"""
WIDTH = "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"


def channels(colour: str) -> tuple[float, float, float]:
    assert colour.startswith("rgb("), f"{colour} is not opaque"
    red, green, blue = (int(each) / 255 for each in colour[4:-1].split(","))
    return red, green, blue


def luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def inverted(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """As mail programs do that make a dark page of a light one: the hue stays, the lightness turns round."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(hue, 1 - lightness, saturation)


def weak(pairs: list[list[str]], turned: bool = False) -> list[str]:
    """The texts that cannot be read."""
    found = []
    for text, ink, surface in pairs:
        one, other = channels(ink), channels(surface)
        ratio = contrast(inverted(one), inverted(other)) if turned else contrast(one, other)
        if ratio < ENOUGH:
            found.append(f"{text!r}: {ink} on {surface} is {ratio:.2f}")
    return found


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    """A tab that reports everything it wants to fetch, run or say."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page()
        wanted: list[str] = []
        page.on("request", lambda request: wanted.append(request.url))
        page.on("dialog", lambda dialog: wanted.append(dialog.message))
        page.on("pageerror", lambda error: wanted.append(str(error)))
        yield page
        browser.close()
        assert [url for url in wanted if not url.startswith("cid:")] == []


def html_of(renderers: Renderers, name: str, each: Sample, values: dict[str, Any]) -> str:
    return renderers.render(shipped(name), each.kind, values, ["html"]).html


@pytest.mark.parametrize(("name", "each"), EACH)
def test_every_text_can_be_read_light_dark_and_turned_round(
    name: str, each: Sample, renderers: Renderers, tab: Page
) -> None:
    tab.set_content(html_of(renderers, name, each, each.fresh()))
    tab.emulate_media(color_scheme="light")
    light = tab.evaluate(PAIRS)
    tab.emulate_media(color_scheme="dark")
    dark = tab.evaluate(PAIRS)
    assert len(light) == len(dark) >= 4
    assert weak(light) == []
    assert weak(dark) == []
    assert {surface for _, _, surface in light} != {surface for _, _, surface in dark}
    assert weak(light, turned=True) == []


@pytest.mark.parametrize(("name", "each"), EACH)
def test_a_mail_is_as_wide_as_its_window(name: str, each: Sample, renderers: Renderers, tab: Page) -> None:
    for values in (each.fresh(), hostile(each.fresh())):
        tab.set_content(html_of(renderers, name, each, values))
        for width in (WINDOW, PHONE, NARROWEST):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate(WIDTH) <= width


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("styled", [True, False], ids=["styled", "by classes"])
def test_what_the_renderer_makes_of_a_jira_document_can_be_read_in_every_set(
    name: str, styled: bool, renderers: Renderers, tab: Page
) -> None:
    values = sample("commented").fresh()
    for comment in (values["comment"], values["events"][0]["comment"]):
        comment["html"] = to_html(document(), Look(styled=styled))
    tab.set_content(html_of(renderers, name, sample("commented"), values))
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        assert weak(tab.evaluate(PAIRS)) == []
    for width in (WINDOW, PHONE):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate(WIDTH) <= width


def document() -> dict[str, Any]:
    """Panels, statuses and surfaces of each colour, with a link and code on each."""
    panels = ("info", "note", "tip", "warning", "error", "success")
    statuses = ("neutral", "purple", "blue", "red", "yellow", "green")
    custom = {"panelType": "custom", "panelColor": "#ffebe6", "panelIconText": "!"}
    return {
        "type": "doc",
        "version": 1,
        "content": [
            *(node("panel", [paragraph()], panelType=each) for each in panels),
            node("panel", [paragraph()], **custom),
            node("paragraph", [node("status", text=each, color=each) for each in statuses]),
            node("table", [node("tableRow", [node("tableHeader", [paragraph()]), cell()])]),
            node("codeBlock", [{"type": "text", "text": "x" * 300}], language="python"),
            node("blockquote", [paragraph()]),
            node("expand", [paragraph()], title="More"),
            node("decisionList", [node("decisionItem", [{"type": "text", "text": "We buy one."}])]),
        ],
    }


def cell() -> dict[str, Any]:
    return node("tableCell", [paragraph()], background="#e3fcef")


def paragraph() -> dict[str, Any]:
    link = {"type": "link", "attrs": {"href": "https://wiki.example.com/"}}
    return node(
        "paragraph",
        [
            {"type": "text", "text": "Words and "},
            {"type": "text", "text": "a link", "marks": [link]},
            {"type": "text", "text": "code", "marks": [{"type": "code"}]},
            node("mention", id="5f0000000000000000a0002", text="@Ada Ahlgren"),
            node("date", timestamp="1763510400000"),
        ],
    )


def node(kind: str, content: list[dict[str, Any]] | None = None, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "attrs": attrs, **({"content": content} if content else {})}

"""The HTML of a mail as it may be looked at: cleaned, pictures from nowhere else, in a frame that can do nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.http import HttpResponse
from lxml import etree, html

LONGEST_PAGE = 4_000_000  # characters; Gmail shows 102 kB
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")

# A document of its own: no script, no form, nothing loaded, no cookie of ours. A link opens a new tab.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        f"sandbox {SANDBOX}",
    )
)

_GONE = frozenset({
    "script", "iframe", "frame", "frameset", "object", "embed", "applet", "link", "base", "meta", "title",
    "svg", "math", "template", "noscript", "audio", "video", "source", "track", "canvas", "input", "select",
    "textarea", "button", "dialog", "portal", "slot",
})  # fmt: skip
_TAGS = frozenset({
    "html", "head", "body", "style", "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big",
    "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "s", "samp",
    "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "align", "alt", "aria-hidden", "aria-label", "bgcolor", "border", "cellpadding", "cellspacing", "class",
    "clear", "color", "colspan", "dir", "face", "headers", "height", "hspace", "id", "lang", "noshade",
    "nowrap", "open", "role", "rowspan", "scope", "size", "span", "start", "style", "summary", "title", "type",
    "valign", "value", "vspace", "width",
})  # fmt: skip
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_SAFE_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
_FETCHES = re.compile(r"@import|url\s*\(|image-set\s*\(|</", re.IGNORECASE)
_THEMES = re.compile(r"<meta[^<>]{0,200}\bcolor-scheme\b[^<>]{0,200}\bdark\b", re.IGNORECASE)
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")


def framed(page: str, pictures: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer for a sandboxed frame. `pictures` leads from a content id, in lower case, to a data: address."""
    response = HttpResponse(clean(page, pictures or {}))
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def clean(page: str, pictures: Mapping[str, str]) -> str:
    """A whole document of known elements and attributes; what is not known goes, its words stay. Never raises."""
    schemes = "light dark" if _THEMES.search(page[:20_000]) else "light"
    head = f'<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="{schemes}"><title>Mail</title>'
    root = parsed(page[:LONGEST_PAGE])
    if root is None:
        return head
    for element in list(root.iter()):
        mended(element, pictures)
    return head + "".join(written(root))


def parsed(page: str) -> html.HtmlElement | None:
    """The tree; None where nothing is in it. libxml2 itself bounds how deep it gets."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def mended(element: html.HtmlElement, pictures: Mapping[str, str]) -> None:
    """Let stay of an element what is known to be harmless."""
    name = element.tag.lower() if isinstance(element.tag, str) else ""
    if not name or name in _GONE:
        if element.getparent() is not None:
            element.drop_tree()
        return
    if name not in _TAGS:
        element.tag = "div" if name in ("form", "fieldset", "center") else "span"
    attributes = dict(kept(name, element.attrib, pictures))
    element.attrib.clear()
    for key, value in attributes.items():
        element.set(key, value)
    if name == "style":
        element.text = _FETCHES.sub("none(", element.text or "")


def kept(name: str, attributes: Mapping[str, str], pictures: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in attributes.items():
        if key in _ATTRIBUTES:
            yield key, _FETCHES.sub("none(", value) if key == "style" else value
    if name == "a" and _SAFE_LINK.match(_BLANKS.sub("", attributes.get("href", ""))):
        yield "href", attributes["href"].strip()
        yield "target", "_blank"
        yield "rel", "noopener noreferrer"
    if name == "img":
        source = _BLANKS.sub("", attributes.get("src", ""))
        known = pictures.get(source[4:].lower(), "") if source[:4].lower() == "cid:" else source
        if _SAFE_PICTURE.match(known):
            yield "src", known
        elif not attributes.get("alt"):
            yield "alt", "(picture)"


def written(root: html.HtmlElement) -> Iterator[str]:
    """Styles of the head, then the body; a style stands wherever it stood."""
    head, body = root.find("head"), root.find("body")
    for style in () if head is None else head.iter("style"):
        yield html.tostring(style, encoding="unicode", with_tail=False)
    yield html.tostring(root if body is None else body, encoding="unicode", with_tail=False)

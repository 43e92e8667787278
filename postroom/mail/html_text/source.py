"""From the source of a page to its tree, within bounds; or to bare lines where no parser takes it."""

from __future__ import annotations

import html
import re
from typing import cast

from lxml import etree

LONGEST = 1_000_000  # characters of HTML that are looked at
MAX_ATTRIBUTES = 1_000  # of one element; the parser's time grows with the square of them

_SHORT = 40_000  # no page of so few characters can hold the parser up
_HAS_HIDDEN = etree.XPath("//*[@hidden]")
_ENDS = re.compile(r"</(?:body|html)\s*+>", re.IGNORECASE)
_FOR_OTHERS = re.compile(r"</?no(?:frames|script|embed)\b[^<>]*+>", re.IGNORECASE)  # and for mail programs
_IN_ANGLES = re.compile(r"<((?:mailto:)?[\w.+'=-]{1,64}@[\w.-]{1,255}|https?://[^\s<>\"']{1,2000})>")
_ATTRIBUTE = r"""[\s/]*+=?+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_TAME = re.compile(
    rf"(?:[^<]++|<(?![a-zA-Z])|<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+[\s/]*+(?:>|\Z))*+"
)
_UNSEEN = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<head\b.*?(?:</head\s*>|(?=<body\b)|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_LINE_TAG = re.compile(r"</?(?:p|div|tr|li|br|h[1-6]|blockquote|table|ul|ol)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def parse(source: str) -> etree._Element | None:
    """The tree of a page, None where there is none or where the parser would lose a part of it."""
    source = source[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    source = _ENDS.sub("<div></div>", _without_ends(source))  # all behind the first end would be lost
    if "<no" in source or "<NO" in source:
        source = _FOR_OTHERS.sub("", source)
    if "@" in source or "<http" in source:
        source = _IN_ANGLES.sub(r"&lt;\1&gt;", source)
    if not source.strip() or (len(source) > _SHORT and _TAME.match(source).end() < len(source)):  # type: ignore[union-attr]
        return None
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
    if root is None or any("depth" in entry.message for entry in parser.error_log):
        return None  # the parser drops all that lies deeper than 2,048 elements
    if "hidden" in source:
        for element in cast("list[etree._Element]", _HAS_HIDDEN(root)):
            element.set("style", "display:none")
    return root


def _without_ends(source: str) -> str:
    """The page without its last end tags and blanks."""
    end = len(source)
    while end:
        if source[end - 1].isspace():
            end -= 1
        elif source[max(0, end - 7) : end].lower() in ("</body>", "</html>"):
            end -= 7
        else:
            break
    return source[:end]


def stripped(source: str) -> list[str]:
    """The lines of HTML that no parser takes: tags cut out, blocks on lines of their own."""
    text = _LINE_TAG.sub("\n", _UNSEEN.sub("", source[:LONGEST]))
    return [_SPACE.sub(" ", html.unescape(line)).strip() for line in _TAG.sub("", text).split("\n")]

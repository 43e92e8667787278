"""Documents in tests: checked against the official schema, and written down so that a table can expect them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from postroom.jira.adf import check, document

SCHEMA = Path(__file__).parents[3] / "shared/contracts/adf-full.schema.json"
SHORT = {"strong": "b", "em": "i", "underline": "u", "strike": "s", "code": "code"}


@cache
def checker() -> Any:
    if not SCHEMA.exists():
        pytest.skip("the folder shared/contracts is not here")
    import jsonschema_rs

    return jsonschema_rs.Draft4Validator(json.loads(SCHEMA.read_text()))


def assert_valid(doc: dict[str, Any]) -> None:
    """By Atlassian's schema, and by our own rules, which are stricter."""
    checker().validate(json.loads(json.dumps(doc)))
    check(doc)


def outline(blocks: Sequence[dict[str, Any]]) -> str:
    """Blocks as lines; what is inside of a block is indented. The blocks are valid, too."""
    assert_valid(document(*blocks))
    return "\n".join(lines(blocks))


def lines(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        head, inner = described(block)
        yield head
        yield from (f"  {line}" for line in lines(inner))


def described(block: dict[str, Any]) -> tuple[str, Sequence[dict[str, Any]]]:
    """The line of a block, and the blocks in it."""
    kind, attrs, content = block["type"], block.get("attrs", {}), block.get("content", [])
    aligned = "".join(f" ({mark['attrs']['align']})" for mark in block.get("marks", ()))
    match kind:
        case "paragraph":
            return f"p{aligned}: {words(content)}".rstrip(), ()
        case "heading":
            return f"h{attrs['level']}{aligned}: {words(content)}", ()
        case "codeBlock":
            return f"code {attrs.get('language', '')}: ".replace(" :", ":") + repr(content[0]["text"]), ()
        case "taskItem":
            return f"{attrs['state'].lower()}: {words(content)}", ()
        case "mediaSingle":
            media = content[0]["attrs"]
            size = f" {media['width']}x{media['height']}" if "width" in media else ""
            return f"picture {media['id']}{size} {media.get('alt', '')}".rstrip(), ()
        case "orderedList":
            return f"ol {attrs['order']}", content
        case "expand" | "nestedExpand":
            return f"{kind} {attrs['title']}", content
        case "tableCell" | "tableHeader":
            span = f" {attrs.get('colspan', 1)}x{attrs.get('rowspan', 1)}" if attrs else ""
            return ("td" if kind == "tableCell" else "th") + span, content
    return {"bulletList": "ul", "listItem": "li", "tableRow": "tr", "rule": "---"}.get(kind, kind), content


def words(content: Sequence[dict[str, Any]]) -> str:
    return "".join(map(word, content))


def word(node: dict[str, Any]) -> str:
    if node["type"] == "hardBreak":
        return " / "
    text = node["text"]
    for mark in node.get("marks", ()):
        attrs = mark.get("attrs", {})
        name = SHORT.get(mark["type"]) or attrs.get("type") or attrs.get("color")
        text = f"[{text}]({attrs['href']})" if "href" in attrs else f"<{name}>{text}</{name}>"
    return text


def texts_in(node: dict[str, Any]) -> list[dict[str, Any]]:
    if node["type"] == "text":
        return [node]
    return [text for child in node.get("content", ()) for text in texts_in(child)]


def flat(text: str) -> str:
    """An outline as it is written in a test: without the common indent."""
    from textwrap import dedent

    return dedent(text).strip("\n").rstrip()

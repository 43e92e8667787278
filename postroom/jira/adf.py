"""Text to and from the Atlassian Document Format, in documents that Jira's schema always accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

Node = dict[str, Any]

#: Jira takes 32,767 characters in a body; the rest is room for a line about the sender and one at the end.
LONGEST = 32_000
_DEEPEST = 60

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_QUOTE = re.compile(r"^(?:> ?)+")
# The schema lets any scheme pass, javascript: too; these alone may become links.
_LINK = re.compile(r"\b(?:https?://|mailto:)[^\s<>\"`{}|\\^\[\]]{1,2100}", re.IGNORECASE)


class Paragraph(NamedTuple):
    """Lines that belong together; none is blank."""

    quoted: bool
    lines: tuple[str, ...]


def text_to_adf(text: str, *, longest: int = LONGEST) -> Node:
    """A document of paragraphs, line breaks, quotes ("> ") and links; cut to `longest` characters."""
    whole = list(_paragraphs(clean(text)))
    kept = list(_cut(whole, longest))
    missing = _length(whole) - _length(kept)
    blocks = list(_blocks(kept))
    if missing:
        note = f"(Cut here: {missing:,} more characters are in the original mail.)"
        blocks.append(paragraph(note, italic=True))
    return document(*blocks)


def document(*blocks: Node) -> Node:
    return {"type": "doc", "version": 1, "content": list(blocks)}


def paragraph(text: str, *, bold: bool = False, italic: bool = False) -> Node:
    """One paragraph; line ends become line breaks, web and mail addresses with a scheme become links."""
    marks = [{"type": kind} for kind, wanted in (("strong", bold), ("em", italic)) if wanted]
    lines = [line for line in clean(text).split("\n") if line.strip()]
    return {"type": "paragraph", "content": _inline(lines, marks)}


def with_lead(doc: Node, lead_text: str) -> Node:
    """The document with a first line, such as who the mail is from."""
    return {**doc, "content": [paragraph(lead_text, italic=True), *doc["content"]]}


def clean(text: str) -> str:
    r"""The text without what no document may hold: line ends are \n; NUL, controls and half characters go."""
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def doc_text(doc: Mapping[str, Any] | None) -> str:
    """What a document says, as plain text: blocks apart by a blank line, quotes with "> "."""
    return "\n\n".join(_texts(doc, 0)) if doc else ""


# text -> document


def _paragraphs(text: str) -> Iterator[Paragraph]:
    lines: list[str] = []
    quoted = False
    for line in (*text.split("\n"), ""):
        mark = _QUOTE.match(line)
        said = (line[mark.end() :] if mark else line).rstrip()
        if lines and (not said or bool(mark) != quoted):
            yield Paragraph(quoted, tuple(lines))
            lines = []
        if said:
            quoted = bool(mark)
            lines.append(said)


def _cut(paragraphs: Iterable[Paragraph], longest: int) -> Iterator[Paragraph]:
    """The paragraphs that fit; one is cut itself where leaving it out would waste much of the room."""
    room = longest
    for each in paragraphs:
        weight = sum(map(_weight, each.lines))
        if weight > room:
            if room > longest // 16:
                yield from _shortened(each, room)
            return
        yield each
        room -= weight


def _shortened(whole: Paragraph, room: int) -> Iterator[Paragraph]:
    """What fits of a paragraph: its first lines, or the beginning of its first line."""
    lines: list[str] = []
    for line in whole.lines:
        room -= _weight(line)
        if room < 0:
            break
        lines.append(line)
    if not lines:
        left = max(room + _weight(whole.lines[0]) - 1, 0)
        head = whole.lines[0].encode("utf-16-le")[: 2 * left]
        lines = [head.decode("utf-16-le", "ignore").rstrip()]
    if lines[0]:
        yield Paragraph(whole.quoted, tuple(lines))


def _weight(line: str) -> int:
    """What a line takes of the room, in UTF-16 units; a link counts twice, as text and as target."""
    links = sum(len(match[0]) for match in _LINK.finditer(line))
    return len(line) + sum(c > "\uffff" for c in line) + links + 1


def _length(paragraphs: Iterable[Paragraph]) -> int:
    return sum(len(line) + 1 for each in paragraphs for line in each.lines)


def _blocks(paragraphs: Iterable[Paragraph]) -> Iterator[Node]:
    for quoted, group in groupby(paragraphs, key=lambda each: each.quoted):
        nodes = [{"type": "paragraph", "content": _inline(each.lines, [])} for each in group]
        if quoted:
            yield {"type": "blockquote", "content": nodes}
        else:
            yield from nodes


def _inline(lines: Sequence[str], marks: list[Node]) -> list[Node]:
    content: list[Node] = []
    for line in lines:
        if content:
            content.append({"type": "hardBreak"})
        content += _linked(line, marks)
    return content


def _linked(line: str, marks: list[Node]) -> Iterator[Node]:
    done = 0
    for match in _LINK.finditer(line):
        address = _address(match[0])
        if address:
            yield from _text(line[done : match.start()], marks)
            yield from _text(address, [*marks, {"type": "link", "attrs": {"href": address}}])
            done = match.start() + len(address)
    yield from _text(line[done:], marks)


def _text(text: str, marks: list[Node]) -> Iterator[Node]:
    if text:
        yield {"type": "text", "text": text, "marks": marks} if marks else {"type": "text", "text": text}


def _address(found: str) -> str:
    """The part of what looks like a link that is one; "" for none."""
    found = found.rstrip(".,;:!?'*_~")
    while found.endswith(")") and found.count(")") > found.count("("):
        found = found[:-1].rstrip(".,;:!?'*_~")
    try:
        parts = urlsplit(found)
        whole = bool(parts.hostname) if parts.scheme != "mailto" else "@" in parts.path
    except ValueError:
        return ""
    return found if whole and len(found) <= 2048 else ""


# document -> text


def _texts(node: Mapping[str, Any], depth: int) -> list[str]:
    """The text of each block below a node."""
    if depth > _DEEPEST:
        return []
    children = [child for child in node.get("content") or () if isinstance(child, Mapping)]
    if not children or _is_inline(children[0]):
        return [text] if (text := "".join(_words(child) for child in children) or _words(node)) else []
    texts = [text for child in children for text in _texts(child, depth + 1)]
    if not texts:
        return []
    match node.get("type"):
        case "blockquote":
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(texts).split("\n"))]
        case "listItem" | "taskItem" | "decisionItem":
            return ["- " + "\n".join(texts).replace("\n", "\n  ")]
        case "bulletList" | "orderedList" | "taskList" | "decisionList" | "table":
            return ["\n".join(texts)]
        case "tableRow":
            return [" | ".join(text.replace("\n", " ") for text in texts)]
    return texts


def _is_inline(node: Mapping[str, Any]) -> bool:
    return node.get("type") in ("text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard")


def _words(node: Mapping[str, Any]) -> str:
    attrs = node.get("attrs") or {}
    match node.get("type"):
        case "text":
            return str(node.get("text", ""))
        case "hardBreak":
            return "\n"
        case "mention" | "emoji" | "status":
            return str(attrs.get("text") or attrs.get("shortName") or "")
        case "inlineCard" | "blockCard" | "embedCard":
            return str(attrs.get("url", ""))
        case "rule":
            return "----"
    return ""

"""Plain text to blocks: paragraphs, lists, quotes, code and rules as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import dedent
from typing import Any

from postroom.jira.adf.links import linked, may_hold_link
from postroom.jira.adf.lists import gathered, word_item
from postroom.jira.adf.nodes import ENOUGH, Node, Read, clean, code_block, hard_break

_QUOTE = re.compile(r"(?:> ?)+")
_ONE_QUOTE = re.compile(r"\A> ?")
_FENCE = re.compile(r" {0,3}(```+|~~~+)[ \t]*([\w+#-]{0,30})[ \t]*\Z")
_RULE = re.compile(r"[ \t]*([-_=*~])\1{4,}[ \t]*\Z")
_BOXED = re.compile(r"[ \t]*[+|].*[+|][ \t]*\Z")
_TRACE = re.compile(r"\s+(?:at \S|File \"|\.\.\. \d+ more)")
_CODE = re.compile(r"[{}();=<>\[\]|\\$#]|\b(?:def|import|return|SELECT|FROM|sudo|npm|pip|git)\b")
_ITEM = re.compile(
    r"([ \t]*)(?:([-*+•·‣◦▪–])[ \t]+(?=\S)|(\d{1,3})[.)][ \t]+(?=\S)|(?=[☐☑☒]\ufe0f?[ \t]*\w|\[[ xX]\][ \t]+\S))(.*)\Z",
    re.DOTALL,
)
_WRAPPED = 60  # characters after which a line may have been cut by a mail program
_DEEPEST = 9  # lists in lists
_MOST_NUMBERED = 20  # a larger number at the start of a line is a date or the like, unless others follow


def read_text(text: str) -> Read:
    """Read plain text until there is more than Jira takes. Quotes in quotes are one quote. Never raises."""
    blocks: list[Node] = []
    for language, lines in _fenced(clean(text[:ENOUGH]).split("\n")):
        if language is None:
            blocks += _stretches(lines)
        elif any(line.strip() for line in lines):
            blocks.append(code_block("\n".join(lines), language))
    return Read(blocks, max(0, len(text) - ENOUGH))


def paragraph_of(lines: Iterable[str], marks: Sequence[Node] = ()) -> Node:
    """One paragraph of these lines, with links."""
    content: list[Node] = []
    for line in lines:
        if content:
            content.append(hard_break())
        if marks or may_hold_link(line):
            content += linked(line, marks)
        elif line:
            content.append({"type": "text", "text": line})
    return {"type": "paragraph", "content": content}


def paragraph(text: str, *, bold: bool = False, italic: bool = False) -> Node:
    """One paragraph; line ends become line breaks, web and mail addresses become links."""
    marks = [{"type": kind} for kind, wanted in (("strong", bold), ("em", italic)) if wanted]
    return paragraph_of((line for line in clean(text).split("\n") if line.strip()), marks)


def with_lead(doc: Node, lead_text: str) -> Node:
    """The document with a first line, such as who the mail is from."""
    return {**doc, "content": [paragraph(lead_text, italic=True), *doc["content"]]}


def lead_of(doc: Node) -> str:
    """The first line of a document where it is one of `with_lead`: all of it in italics, more below it; else ""."""
    first, *rest = doc.get("content") or [{}]
    texts = first.get("content") if isinstance(first, dict) and first.get("type") == "paragraph" else None
    if not rest or not isinstance(texts, list) or not all(map(is_italic, texts)):
        return ""
    return "".join(str(each["text"]) for each in texts)


def is_italic(node: Any) -> bool:
    marks = node.get("marks") if isinstance(node, dict) and node.get("type") == "text" else None
    return isinstance(marks, list) and {"type": "em"} in marks and "text" in node


def without_lead(doc: Node) -> Node:
    """The document without the line that `lead_of` finds."""
    return {**doc, "content": doc["content"][1:]} if lead_of(doc) else doc


def without_quote_marks(text: str) -> str:
    """The text without the outer quote marks, where most of its lines have them."""
    lines = clean(text).split("\n")
    marked = sum(line.startswith(">") for line in lines)
    if 2 * marked < sum(bool(line.strip()) for line in lines):
        return text
    groups = groupby(lines, key=lambda line: line.startswith(">"))
    return "\n\n".join("\n".join(_ONE_QUOTE.sub("", line, count=1) for line in group) for _, group in groups)


def _fenced(lines: Sequence[str]) -> Iterator[tuple[str | None, Sequence[str]]]:
    """Stretches of lines, each with the language of the code that it is; None for text."""
    done = 0
    opened: tuple[int, str, str] | None = None
    for number, line in enumerate(lines):
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence is None:
            continue
        if opened and fence[1][0] == opened[1] and not fence[2]:
            yield None, lines[done : opened[0]]
            yield opened[2].lower(), lines[opened[0] + 1 : number]
            done, opened = number + 1, None
        elif opened is None:
            opened = number, fence[1][0], fence[2]
    yield None, lines[done:]


def _stretches(lines: Iterable[str]) -> Iterator[Node]:
    """Text, and quotes without their marks; blank lines belong to what is above them."""
    marked: list[tuple[bool, str]] = []
    quoted = False
    for line in lines:
        mark = _QUOTE.match(line) if line.startswith(">") else None
        said = (line[mark.end() :] if mark else line).rstrip()
        quoted = bool(mark) if said else quoted
        marked.append((quoted, said))
    for is_quote, group in groupby(marked, key=lambda each: each[0]):
        blocks = list(_prose([said for _, said in group]))
        if is_quote and blocks:
            yield {"type": "blockquote", "content": blocks}
        else:
            yield from blocks


def _prose(lines: Iterable[str]) -> Iterator[Node]:
    """The blocks of text without quotes and fences."""
    found: list[Node] = []
    for has_words, group in groupby(lines, key=bool):
        if has_words:
            found += _chunk(list(group))
    yield from gathered(found)


def _chunk(lines: list[str]) -> Iterator[Node]:
    """The blocks of lines without a blank one between them."""
    if _RULE.match(lines[0]):
        yield {"type": "rule"}
        del lines[0]
    if not lines:
        return
    if _is_code(lines):
        yield code_block(dedent("\n".join(line.expandtabs(4) for line in lines)))
    else:
        yield from _lines(lines)


def _is_code(lines: Sequence[str]) -> bool:
    """Whether lines without a fence are surely no prose: drawn tables, stack traces, indented code."""
    if len(lines) < 2:
        return False
    if len(lines) > 2 and all(map(_BOXED.match, lines)):
        return True
    if sum(map(bool, map(_TRACE.match, lines))) * 2 >= max(len(lines), 6):
        return True
    return all(line.startswith(("    ", "\t")) for line in lines) and (
        sum(map(bool, map(_CODE.search, lines))) * 2 >= len(lines)
    )


def _lines(lines: Sequence[str]) -> Iterator[Node]:
    """Paragraphs, and the lists between them."""
    if "".join([line[0] for line in lines]).isalpha():  # no line begins like an item
        yield paragraph_of(lines)
        return
    text: list[str] = []
    number = 0
    while number < len(lines):
        if _starts_list(lines, number):
            if text:
                yield paragraph_of(text)
                text = []
            end = _end_of_list(lines, number)
            yield from _items(lines[number:end])
            number = end
        else:
            text.append(lines[number])
            number += 1
    if text:
        yield paragraph_of(text)


def _starts_list(lines: Sequence[str], number: int) -> bool:
    item = None if lines[number][0].isalpha() else _ITEM.match(lines[number])
    if item is None:
        return False
    below = _ITEM.match(lines[number + 1]) if number + 1 < len(lines) else None
    goes_on = below is not None and (below[3] is None) == (item[3] is None)
    if item[3] and below and below[3]:
        goes_on = int(below[3]) in (int(item[3]), int(item[3]) + 1)
    if number == 0:
        return goes_on or item[3] is None or int(item[3]) <= _MOST_NUMBERED
    return goes_on or lines[number - 1].endswith(":")


def _end_of_list(lines: Sequence[str], start: int) -> int:
    """The first line that belongs neither to an item nor to the rest of one."""
    for number in range(start + 1, len(lines)):
        line, above = lines[number], lines[number - 1]
        is_rest = line[0] in " \t" or (len(above) >= _WRAPPED and line[0].islower())
        if not is_rest and not _ITEM.match(line):
            return number
    return len(lines)


def _items(lines: Iterable[str]) -> Iterator[Node]:
    """One item each, with its level by indentation and the lines that belong to it."""
    indents: list[int] = []
    held: list[str] = []
    number: int | None = None
    for line in lines:
        item = _ITEM.match(line)
        if item is None:
            held.append(line.strip())
            continue
        if held:
            yield word_item([paragraph_of(held)], min(len(indents), _DEEPEST), number)
        indent = len(item[1].expandtabs(8))
        while indents and indent < indents[-1]:
            indents.pop()
        if not indents or indent > indents[-1] + 1:
            indents.append(indent)
        held, number = [item[4]], int(item[3]) if item[3] else None
    yield word_item([paragraph_of(held)], min(len(indents), _DEEPEST), number)

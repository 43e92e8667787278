"""A mail's body as a document: what is new in full, signature and earlier messages folded away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from postroom.jira.adf.cutting import cut, letters, weights
from postroom.jira.adf.html import html_blocks
from postroom.jira.adf.lists import numbered
from postroom.jira.adf.nodes import LONGEST, Node, document, plain_paragraph, text_of
from postroom.jira.adf.pictures import pictures_in
from postroom.jira.adf.plain import read_text, without_quote_marks
from postroom.jira.adf.rules import fitted

EARLIER = "Earlier messages"
SIGNATURE = "Signature"


@dataclass(frozen=True)
class Section:
    """One stretch of a mail's body."""

    text: str = ""
    html: str = ""  # "" where there is only text


NOTHING = Section()


@dataclass(frozen=True)
class Body:
    """A document; where it is cut, the full text belongs beside it as a file."""

    doc: Node
    pictures: tuple[str, ...]  # content ids of the placeholders in doc, in order, each once
    is_cut: bool


@dataclass
class _Part:
    """One section's blocks as they stand in the document."""

    blocks: list[Node]
    unread: int = 0  # letters that were not looked at
    title: str = ""  # of the expand that holds it; "" where it stands open
    missing: int = 0  # letters that the document does not show

    def fit(self, room: int) -> int:
        """Leave what fits into the room; answers the room that is left."""
        frame = len(self.title) + 2 if self.title else 0
        needed = weights(self.blocks) + frame if self.blocks else 0
        self.missing = self.unread
        if needed > room:
            whole = letters(self.blocks)
            self.blocks = cut(self.blocks, room - frame)
            self.missing += whole - letters(self.blocks)
        return 0 if self.missing else room - needed

    @property
    def nodes(self) -> list[Node]:
        if not self.blocks or not self.title:
            return self.blocks
        return [{"type": "expand", "attrs": {"title": self.title}, "content": self.blocks}]


def mail_to_adf(
    new: Section,
    signature: Section = NOTHING,
    quoted: Section = NOTHING,
    *,
    fold: bool = True,
    longest: int = LONGEST,
) -> Body:
    """The document of a mail, of at most `longest` characters and a note. Never raises, always valid.

    What does not fit goes in this order: earlier messages from their end, signature, the end of what is new.
    """
    opening = _part(new)
    folds = fold and bool(opening.blocks)
    closing = _part(signature, SIGNATURE if fold else "")
    closing.blocks = _without_dashes(closing.blocks)
    history = _part(quoted, EARLIER if folds else "")
    room = longest
    for part in (opening, closing, history):
        room = part.fit(room)
    between: list[Node] = [{"type": "rule"}] if history.blocks and opening.blocks and not folds else []
    blocks = [*opening.nodes, *closing.nodes, *between, *history.nodes]
    missing = opening.missing + closing.missing + history.missing
    if missing:
        blocks.append(_note(missing, is_old=not opening.missing))
    numbered(blocks)
    doc = document(*blocks)
    return Body(doc, pictures_in(doc), bool(missing))


def html_to_adf(html: str) -> list[Node]:
    """The blocks of an HTML text, valid in a document. Never raises; reads what is enough for Jira's limit."""
    blocks = fitted(html_blocks(html).blocks)
    numbered(blocks)
    return blocks


def text_to_adf(text: str, *, longest: int = LONGEST) -> Node:
    """The document of a plain text, of at most `longest` characters and a note. Never raises, always valid."""
    part = _read_text(text)
    part.fit(longest)
    if part.missing:
        note = f"(Cut here: {part.missing:,} more characters are in the original mail.)"
        part.blocks.append(plain_paragraph(note, "em"))
    numbered(part.blocks)
    return document(*part.blocks)


def _part(section: Section, title: str = "") -> _Part:
    """A section's blocks, from its text where its HTML shows nothing. Under a title it needs no quote marks."""
    place = "expand" if title else "doc"
    opened = _opened if title == EARLIER else list
    read = html_blocks(section.html)
    if blocks := fitted(opened(read.blocks), place):
        return _Part(blocks, read.unread, title)
    text = without_quote_marks(section.text) if title == EARLIER else section.text
    return _read_text(text, title)


def _read_text(text: str, title: str = "") -> _Part:
    read = read_text(text)
    return _Part(fitted(read.blocks, "expand" if title else "doc"), read.unread, title)


def _opened(blocks: Sequence[Node]) -> list[Node]:
    """The messages one after the other, newest first, as long as each ends with the quote of the one before."""
    found = [node for block in blocks for node in _inner(block)]
    while found and found[-1]["type"] == "blockquote":
        inner = found.pop()["content"]
        has_opening = bool(found) and text_of(found[-1:]).rstrip().endswith(":")
        found.insert(len(found) - has_opening, {"type": "rule"})
        found += inner
    return found


def _inner(block: Node) -> list[Node]:
    return list(block["content"]) if block["type"] == "blockquote" else [block]


def _without_dashes(blocks: list[Node]) -> list[Node]:
    """A signature without the line "-- " that leads it."""
    first = blocks[0]["content"] if blocks and blocks[0]["type"] == "paragraph" else []
    if not first or first[0].get("text", "").strip() not in ("--", "—", "–"):
        return blocks
    if len(first) == 1:
        return blocks[1:]
    return [{**blocks[0], "content": first[2:]}, *blocks[1:]] if len(first) > 2 else blocks


def _note(missing: int, *, is_old: bool) -> Node:
    if is_old:
        return plain_paragraph(
            f"({missing:,} more characters of earlier messages are in the attached file.)", "em"
        )
    return plain_paragraph(f"(Cut here: {missing:,} more characters are in the attached file.)", "em")

"""Which parts of a mail are its body, and what they say as text and as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from postroom.mail import charset
from postroom.mail.enriched import enriched_to_text, richtext_to_text
from postroom.mail.flowed import unflow
from postroom.mail.html_text import Page, read_page
from postroom.mail.structure import Part, Structure

LONGEST = 2_000_000  # characters of text, and of HTML, that are kept; the raw mail keeps the rest

_META = re.compile(
    rb"<(?:meta[^>]{1,200}?charset|\?xml[^>]{1,100}?encoding)\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ENRICHED = {"text/enriched": enriched_to_text, "text/richtext": richtext_to_text}
_READABLE = ("text/plain", "text/html", *_ENRICHED)
_FILES = (  # text that a mail program offers as a file, also where it is all there is
    *(
        "text/calendar",
        "text/csv",
        "text/tab-separated-values",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
    ),
    *("text/rtf", "text/css", "text/javascript", "text/xml", "text/rfc822-headers", "text/x-vcalendar"),
)
_FOR_OTHERS = ("text/x-amp-html", "text/watch-html", "text/x-watch-html")  # alternatives nobody here can show
_SAME = 0.9  # of the words of the longer one; so much two versions of one text have in common


@dataclass(frozen=True)
class Piece:
    """One stretch of the body: the same words as plain text, as HTML, or as both."""

    plain: tuple[Part, ...] = ()
    html: tuple[Part, ...] = ()
    others: tuple[Part, ...] = ()  # further versions of these words, which nobody needs to see


@dataclass(frozen=True)
class Body:
    """The body as text and as raw HTML ("" without an HTML part), the leaves it came from, and complaints."""

    text: str
    html: str
    parts: tuple[Part, ...]
    warnings: tuple[str, ...]
    from_html: bool = False  # the text was made from the HTML, as no plain part says anything
    html_as_sent: str = ""  # the HTML parts alone, while `html` also has the plain parts that have no HTML
    page: Page | None = None  # the HTML as it was read already, where that is all of the body


def read_body(structure: Structure) -> Body:
    """Choose the body and read it: plain text where there is some, else the text of the HTML."""
    reader = _Reader(structure, {})
    read = _without_doubles([_Read.of(piece, reader) for piece in _pieces(structure.root, "first", reader)])
    has_html = any(each.piece.html for each in read)
    parts = tuple(part for each in read for part in (*each.piece.plain, *each.piece.html, *each.piece.others))
    text = reader.bounded("\n\n".join(each.text for each in read if each.text.strip()))
    return Body(
        text,
        reader.bounded("\n".join(each.shown for each in read if each.shown)) if has_html else "",
        parts,
        tuple(reader.complaints),
        from_html=has_html and not any(each.plain.strip() for each in read),
        html_as_sent=reader.bounded("\n".join(each.page for each in read if each.page)),
        page=read[0].read if len(read) == 1 and len(read[0].page) <= LONGEST else None,
    )


# Which parts


def _pieces(part: Part, place: str, reader: _Reader) -> list[Piece]:
    """The body in a part: alternatives are one piece, all else follows in order.

    `place` is "first" where the body of a mail is expected, "version" for one of several alternatives, and
    "later" for all that follows, where text with a name is a file (RFC 8621, 4.1.4).
    """
    if not part.children:
        return _leaf_piece(part, place, is_only=part is reader.mail.root)
    if part.type == "multipart/related":
        return _related(part, place, reader)
    if part.type == "multipart/alternative":
        return _alternative([_pieces(child, "version", reader) for child in part.children], reader)
    places = (place, *["later"] * (len(part.children) - 1))
    return [
        piece
        for child, here in zip(part.children, places, strict=True)
        for piece in _pieces(child, here, reader)
    ]


def _leaf_piece(part: Part, place: str, *, is_only: bool) -> list[Piece]:
    kind, parameters = part.disposition()
    if not part.type.startswith("text/") or kind == "attachment":
        return []
    if place == "later" and kind not in ("", "inline"):  # treated as a file (RFC 2183, 2.8)
        return []
    if place == "later" and (parameters.get("filename") or part.parameters.get("name")):
        return []
    if part.type == "text/html":
        return [Piece(html=(part,))]
    if part.type in _READABLE or (is_only and part.type not in _FILES):
        return [Piece(plain=(part,))]
    return [Piece(others=(part,))] if part.type in _FOR_OTHERS and place == "version" else []


def _related(part: Part, place: str, reader: _Reader) -> list[Piece]:
    """The root of a compound (RFC 2387): the part that `start` names, else the first one with words."""
    start = part.parameters.get("start", "").strip("<> ")
    children = sorted(part.children, key=lambda each: not start or _content_id(each) != start)
    places = (place, *["later"] * (len(children) - 1))
    read = (_pieces(child, here, reader) for child, here in zip(children, places, strict=True))
    found = [pieces for pieces in read if pieces]
    if len(found) > 1 and not _all_html(found[0]) and _all_html(found[1]):
        return [
            Piece(_all_plain(found[0]), _all_html(found[1]))
        ]  # alternatives that should be a part of their own
    return found[0] if found else []


def _content_id(part: Part) -> str:
    return part.fields.text("content-id").strip("<> ")


def _alternative(found: list[list[Piece]], reader: _Reader) -> list[Piece]:
    """One piece: the last version with HTML, and the last one without that says anything (RFC 2046, 5.1.4)."""
    rich = next((each for each in reversed(found) if _all_html(each)), [])
    plain = [each for each in found if _all_plain(each) and not _all_html(each)]
    simple = [each for each in plain if all(part.type == "text/plain" for part in _all_plain(each))] or plain
    said = (each for each in reversed(simple) if any(reader.text(part).strip() for part in _all_plain(each)))
    words = (simple[0] if len(simple) == 1 else next(said, simple[0])) if simple else []
    chosen = (*_all_plain(words), *_all_html(rich))
    every = [
        part for pieces in found for piece in pieces for part in (*piece.plain, *piece.html, *piece.others)
    ]
    behind = [piece for piece in rich if piece.plain and not piece.html]  # a footer that a list has put there
    shown = {id(part) for part in (*chosen, *_all_plain(behind))}
    others = tuple(part for part in every if id(part) not in shown)
    return [Piece(_all_plain(words), _all_html(rich), others), *behind] if every else []


def _all_plain(pieces: list[Piece]) -> tuple[Part, ...]:
    return tuple(part for piece in pieces if not piece.html for part in piece.plain)


def _all_html(pieces: list[Piece]) -> tuple[Part, ...]:
    return tuple(part for piece in pieces for part in piece.html)


# What they say


@dataclass(frozen=True)
class _Reader:
    """Turns parts into text and keeps what was odd about them."""

    mail: Structure
    complaints: dict[str, None]

    def text(self, part: Part) -> str:
        data = self.mail.content(part)[: LONGEST * 4]
        label = part.parameters.get("charset", "")
        if part.type == "text/html" and not _is_plain_from(label, data):
            label = _label_inside(data) or label
        text, complaint = charset.decode(data, label)
        if complaint:
            self.complaints[complaint] = None
        text = charset.clean(text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n"))
        if part.parameters.get("format", "").lower() == "flowed" and part.type == "text/plain":
            return unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        convert = _ENRICHED.get(part.type)
        return convert(text) if convert else text

    def bounded(self, text: str) -> str:
        if len(text) > LONGEST:
            self.complaints[f"the body is longer than {LONGEST:,} characters; only these were read"] = None
        return text[:LONGEST]


def _is_plain_from(label: str, data: bytes) -> bool:
    """Whether the label of a part says what its octets are, so that what HTML says of itself does not matter."""
    codec = charset.codec(label)
    if codec != "utf-8" or data.isascii():
        return codec not in (None, "utf-8")
    try:
        return bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _label_inside(data: bytes) -> str:
    """The charset that HTML names; what can be read as octets there is no UTF-16, whatever it says."""
    meta = _META.search(data, 0, 4_096)
    label = meta[1].decode("ascii", "replace") if meta else ""
    return "" if label.lower().startswith(("utf-16", "utf-32", "unicode")) else label


@dataclass(frozen=True)
class _Read:
    """A piece with its plain text and its HTML, each "" where it has none, and the text that counts."""

    piece: Piece
    plain: str
    page: str
    text: str
    read: Page | None = None

    @classmethod
    def of(cls, piece: Piece, reader: _Reader) -> _Read:
        plain = "\n".join(map(reader.text, piece.plain))
        page = "\n".join(map(reader.text, piece.html))
        if plain.strip() or not page:
            return cls(piece, plain, page, plain.strip("\n"))
        read = read_page(page)
        return cls(piece, plain, page, (read.text or plain).strip("\n"), read)

    @property
    def shown(self) -> str:
        """The HTML of the piece, made from its text where it has none."""
        if self.piece.html:
            return self.page
        return f"<pre>{html.escape(self.plain)}</pre>" if self.plain.strip() else ""


def _without_doubles(read: list[_Read]) -> list[_Read]:
    """A text and an HTML page that follow each other and say the same are versions of one piece."""
    return list(_united(read))


def _united(read: list[_Read]) -> Iterator[_Read]:
    waiting: _Read | None = None
    for each in read:
        if waiting is None:
            waiting = each
        elif bool(waiting.page) == bool(waiting.plain) or not _says_the_same(waiting, each):
            yield waiting
            waiting = each
        else:
            plain, rich = (waiting, each) if waiting.plain else (each, waiting)
            piece = Piece(plain.piece.plain, rich.piece.html, (*plain.piece.others, *rich.piece.others))
            yield _Read(piece, plain.plain, rich.page, plain.text)
            waiting = None
    if waiting is not None:
        yield waiting


def _says_the_same(one: _Read, other: _Read) -> bool:
    if bool(one.page) == bool(other.page) or bool(one.plain) == bool(other.plain):
        return False
    first, second = set(_WORD.findall(one.text)), set(_WORD.findall(other.text))
    return len(first & second) > _SAME * max(len(first), len(second), 1)

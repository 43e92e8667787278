"""Which parts of a mail are its body, and what they say as text and as HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from postroom.mail import charset
from postroom.mail.html_text import html_to_text
from postroom.mail.structure import Part, Structure

LONGEST = 2_000_000  # characters of text, and of HTML, that are kept; the raw mail keeps the rest

_META = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """One stretch of the body: the same words as plain text, as HTML, or as both."""

    plain: tuple[Part, ...] = ()
    html: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Body:
    """The body as text and as raw HTML ("" without an HTML part), the leaves it came from, and complaints."""

    text: str
    html: str
    parts: tuple[Part, ...]
    warnings: tuple[str, ...]
    from_html: bool = False  # the text was made from the HTML, as there is no plain part


def read_body(structure: Structure) -> Body:
    """Choose the body and read it: plain text where there is some, else the text of the HTML."""
    pieces = _pieces(structure.root, is_root=True)
    complaints: dict[str, None] = {}
    texts, pages = [], []
    for piece in pieces:
        plain = "\n".join(_texts(structure, piece.plain, complaints))
        page = "\n".join(_texts(structure, piece.html, complaints))
        texts.append((plain if plain.strip() else html_to_text(page) or plain).strip("\n"))
        pages.append(page if piece.html else f"<pre>{html.escape(plain)}</pre>" if plain.strip() else "")
    has_html = any(piece.html for piece in pieces)
    parts = tuple(part for piece in pieces for part in (*piece.plain, *piece.html))
    return Body(
        _bounded("\n\n".join(text for text in texts if text.strip()), complaints),
        _bounded("\n".join(page for page in pages if page), complaints) if has_html else "",
        parts,
        tuple(complaints),
        from_html=has_html and not any(piece.plain for piece in pieces),
    )


def _pieces(part: Part, *, is_root: bool = False) -> list[Piece]:
    """The body in a part: alternatives are one piece, all else follows in order."""
    if not part.children:
        return _leaf_piece(part, is_root)
    found = [_pieces(child) for child in part.children]
    if part.type == "multipart/related":
        return next((pieces for pieces in found if pieces), [])
    if part.type != "multipart/alternative":
        return [piece for pieces in found for piece in pieces]
    plain = next((each for each in (_all_plain(pieces) for pieces in found) if each), ())
    rich = next((each for each in (_all_html(pieces) for pieces in reversed(found)) if each), ())
    return [Piece(plain, rich)] if plain or rich else []


def _all_plain(pieces: list[Piece]) -> tuple[Part, ...]:
    return tuple(part for piece in pieces if not piece.html for part in piece.plain)


def _all_html(pieces: list[Piece]) -> tuple[Part, ...]:
    return tuple(part for piece in pieces for part in piece.html)


def _leaf_piece(part: Part, is_root: bool) -> list[Piece]:
    kind, parameters = part.disposition()
    if kind == "attachment" or not part.type.startswith("text/"):
        return []
    named = bool(parameters.get("filename") or part.parameters.get("name"))
    if named and not is_root:
        return []
    if part.type == "text/html":
        return [Piece(html=(part,))]
    return [Piece(plain=(part,))] if part.type == "text/plain" or is_root else []


def _texts(structure: Structure, parts: tuple[Part, ...], complaints: dict[str, None]) -> list[str]:
    return [_text(structure, part, complaints) for part in parts]


def _text(structure: Structure, part: Part, complaints: dict[str, None]) -> str:
    data = structure.content(part)[: LONGEST * 4]
    label = part.parameters.get("charset", "")
    if not label and part.type == "text/html" and (meta := _META.search(data, 0, 4096)):
        label = meta[1].decode("ascii", "replace")
    text, complaint = charset.decode(data, label)
    if complaint:
        complaints[complaint] = None
    return charset.clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _bounded(text: str, complaints: dict[str, None]) -> str:
    if len(text) > LONGEST:
        complaints[f"the body is longer than {LONGEST:,} characters; only these were read"] = None
    return text[:LONGEST]

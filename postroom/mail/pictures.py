"""Pictures of a mail: screenshots that somebody wants to show, and the ornaments of signatures."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal
from urllib.parse import unquote

from lxml import etree

from postroom.mail.attachments import Attachment
from postroom.mail.html_text import read_page
from postroom.mail.ornaments import Surroundings, Where, is_ornament
from postroom.mail.picture_size import ENOUGH, Size, file_size, shown_size
from postroom.mail.reply import Division
from postroom.mail.structure import Part, Structure
from postroom.mail.transfer import decoded

Place = Literal["", "body", "quoted", "signature"]

MAX_PICTURES = 500  # whose place is looked for
MAX_TIMES = 20  # that one picture is shown

_ENDINGS = (
    ".png",
    ".jpg",
    ".jpeg",
    ".jfif",
    ".gif",
    ".bmp",
    ".webp",
    ".svg",
    ".tif",
    ".tiff",
    ".heic",
    ".ico",
)
_UNNAMED = ("application/octet-stream", "application/x-unknown", "binary/octet-stream")
_VALUE = r"""\s{0,5}=\s{0,5}(?:"([^"]{1,1000})"|'([^']{1,1000})'|([^\s"'>]{1,1000}))"""
_SOURCE = re.compile(rf"(?<![\w-])src{_VALUE}", re.IGNORECASE)
_BACKDROP = re.compile(
    rf"""(?<![\w-])background{_VALUE}|url\(\s{{0,5}}(?:&quot;|["'])?(cid:[^"')\s&]{{1,1000}})""",
    re.IGNORECASE,
)
_TAGS = frozenset(["img", "input", "image", "v:imagedata"])


@dataclass(frozen=True)
class _Shown:
    """A picture where a text shows it: as which element, and what stands around it."""

    element: etree._Element
    where: Where


@dataclass(frozen=True)
class _Text:
    """What one part of the body shows: names of pictures, and how, as far as a parser can tell."""

    names: frozenset[str]
    backdrops: frozenset[str]
    shown: Mapping[str, Sequence[_Shown]]


def placed(
    mail: Structure, attachments: tuple[Attachment, ...], division: Division
) -> tuple[Attachment, ...]:
    """The attachments, those that are pictures with their `place`.

    "body", "quoted" or "signature": the part of the text whose HTML shows them (RFC 2392, RFC 2557); "signature"
    also for ornaments elsewhere. "" for pictures that no HTML shows, which are attachments like all others.
    """
    pictures = [each for each in attachments if _is_picture(each)][:MAX_PICTURES]
    if not pictures or not (division.visible_html or division.quoted_html or division.signature_html):
        return attachments
    leaves = mail.root.leaves()
    names = {each.index: _names(each, leaves[each.index]) for each in pictures}
    wanted = frozenset[str]().union(*names.values())
    texts = (
        _read(division.visible_html, wanted, ""),
        _read(division.signature_html, wanted, "signature"),
        _read(division.quoted_html, frozenset(), ""),
    )
    places = {
        each.index: _place(each, names[each.index], texts, partial(_size, mail, leaves[each.index]))
        for each in pictures
    }
    return tuple(replace(each, place=places.get(each.index, "")) for each in attachments)


def _is_picture(attachment: Attachment) -> bool:
    if attachment.type.startswith("image/"):
        return True
    return attachment.type in _UNNAMED and attachment.name.lower().endswith(_ENDINGS)


def _names(attachment: Attachment, part: Part) -> frozenset[str]:
    """What the HTML may call this picture."""
    written = (attachment.content_id, part.fields.text("content-location"), attachment.name)
    return frozenset(_key(each) for each in written if each)


def _key(source: str) -> str:
    """A name as it is compared, from `cid:` addresses, file names and others."""
    text = source.strip()
    return unquote(text[4:] if text[:4].lower() == "cid:" else text).strip("<> ").lower()


def _read(page: str, wanted: frozenset[str], place: Where | Literal[""]) -> _Text:
    """`wanted`: the pictures about which more must be known than that they are there."""
    sources = _found(_SOURCE, page)
    low = page.lower()
    backdrops = _found(_BACKDROP, page) if "background" in low or "url(" in low else frozenset()
    shown: dict[str, list[_Shown]] = defaultdict(list)
    if sources & wanted:
        known = read_page(page)
        around = Surroundings([row.text for row in known.rows])
        for element, (row, _, _) in known.spans.items():
            name = _key(element.get("src", "")) if element.tag in _TAGS else ""
            if name in wanted and len(shown[name]) < MAX_TIMES:
                shown[name].append(_Shown(element, place or around.where(row)))
    return _Text(sources, backdrops, shown)


def _found(pattern: re.Pattern[str], page: str) -> frozenset[str]:
    return frozenset(_key(html.unescape("".join(groups))) for groups in pattern.findall(page))


def _place(
    picture: Attachment, names: frozenset[str], texts: tuple[_Text, _Text, _Text], size: Callable[[], Size]
) -> Place:
    visible, signature, quoted = texts
    shown = [each for text in (visible, signature) for name in names for each in text.shown.get(name, ())]
    if shown:
        real = size()
        sizes = [(shown_size(each.element, real), each.where) for each in shown]
        return "signature" if all(is_ornament(one, picture.size, at) for one, at in sizes) else "body"
    if names & visible.names:
        return "body"
    if names & (signature.names | signature.backdrops | visible.backdrops):
        return "signature"
    return "quoted" if names & (quoted.names | quoted.backdrops) else ""


def _size(mail: Structure, part: Part) -> Size:
    """The size that the file itself says."""
    if part.data is not None:
        return file_size(part.data[:ENOUGH])
    head = memoryview(mail.raw)[part.start : min(part.end, part.start + 2 * ENOUGH)]
    return file_size(decoded(head, part.fields.raw("content-transfer-encoding")))

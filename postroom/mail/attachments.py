"""The attachments of a mail: what they are called, what they weigh, and whether the text shows them."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

from postroom.mail import charset, headers, structure
from postroom.mail.body import Body
from postroom.mail.headers import Fields
from postroom.mail.structure import Part, Structure

LONGEST_NAME = 200

_MAILS = ("message/rfc822", "message/global", "message/news")
_CID = re.compile(r"""cid:([^"'\s<>)]{1,500})""", re.IGNORECASE)
_SOURCE = re.compile(
    r"""\b(?:src|background|data)\s{0,5}=\s{0,5}(["'])(?!cid:|data:)([^"'<>]{1,500})\1""", re.IGNORECASE
)
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PATH = re.compile(r"(?:[A-Za-z]:)?[\\/]|\.\.?[\\/]|~[\\/]")
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ENDINGS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/news": ".eml",
    "message/disposition-notification": ".txt",
    "message/delivery-status": ".txt",
    "text/rfc822-headers": ".txt",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
    "image/tiff": ".tiff",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "image/heic": ".heic",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/json": ".json",
    "application/xml": ".xml",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.ms-outlook": ".msg",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}.presentationml.presentation": ".pptx",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
}


@dataclass(frozen=True)
class Attachment:
    """A leaf of the mail that is not its body; `size` in octets and `sha256` are of the decoded content."""

    index: int
    name: str
    type: str
    size: int
    sha256: str
    content_id: str
    inline: bool
    place: str = ""  # of a picture: "body", "quoted" or "signature", where the text shows it; "" for files
    is_named: bool = True  # by the mail; else `name` is made up


def read_attachments(mail: Structure, body: Body) -> tuple[Attachment, ...]:
    """Every leaf that is not the body, in order; empty ones only where they have a name or say that they are files."""
    chosen = {id(part) for part in body.parts}
    leaves = mail.root.leaves()
    if all(id(part) in chosen for part in leaves):
        return ()
    shown = _shown(body.html)
    found: list[Attachment] = []
    for index, part in enumerate(leaves):
        if id(part) not in chosen and (part.end > part.start or part.data or _is_file(part)):
            found.append(_attachment(mail, index, part, shown, len(found) + 1))
    return tuple(found)


def _attachment(mail: Structure, index: int, part: Part, shown: set[str], number: int) -> Attachment:
    content = mail.content(part)
    name = _name(mail, part)
    content_id = part.fields.text("content-id").strip("<> ")[:500]
    return Attachment(
        index=index,
        name=name or f"attachment-{number}{_ending(part.type)}",
        type=part.type[:100],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_id=content_id,
        inline=_is_inline(part, content_id, shown),
        is_named=bool(name) and bool(_written_name(part)),
    )


def _is_file(part: Part) -> bool:
    return part.disposition()[0] == "attachment" or bool(_written_name(part))


def _is_inline(part: Part, content_id: str, shown: set[str]) -> bool:
    """Whether the sender wanted it to be seen in the text (RFC 2183), or the text shows it (RFC 2392, 2557)."""
    if part.disposition()[0] == "inline" or (content_id and content_id.lower() in shown):
        return True
    location = part.fields.text("content-location")
    return bool(location) and location.lower() in shown


def _shown(page: str) -> set[str]:
    """What the HTML shows: content ids, and addresses of pictures as they stand there."""
    ids = {html.unescape(unquote(found)).lower() for found in _CID.findall(page)}
    return ids | {html.unescape(found[2]).lower() for found in _SOURCE.finditer(page)}


def _written_name(part: Part) -> str:
    return part.disposition()[1].get("filename") or part.parameters.get("name", "")


def _name(mail: Structure, part: Part) -> str:
    """The file name a sender gave, fit for a file system; of an enclosed mail without one, its subject."""
    written = _written_name(part)
    if not written and part.type in _MAILS:
        subject = _enclosed(mail, part).text("subject")[:80].strip(" .")
        written = f"{subject.replace('/', '_')}.eml" if subject else ""
    return file_name(written)


def file_name(written: str) -> str:
    """`written` without path, controls and tricks with the direction of writing; "" where nothing is left."""
    name = _BIDI.sub("", charset.clean(written)).strip()
    if _PATH.match(name):
        name = re.split(r"[\\/]", name)[-1]
    name = " ".join(re.sub(r"[\\/]", "_", name).split())
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (
            f"{stem[: LONGEST_NAME - 1 - len(ending)]}.{ending}"
            if dot and len(ending) <= 10
            else name[:LONGEST_NAME]
        )
    return "" if not name.strip(". ") else name


def _enclosed(mail: Structure, part: Part) -> Fields:
    if part.data is not None:
        return headers.split_head(part.data[:65_536])[0]
    head = mail.raw[part.start : min(part.end, part.start + 65_536)]
    encoding = part.fields.raw("content-transfer-encoding")
    return headers.split_head(structure.decoded(head, encoding))[0]


def _ending(kind: str) -> str:
    return _ENDINGS.get(kind, ".bin")

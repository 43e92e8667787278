"""A file that lay inside of a container, and the header fields of the part that it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

LONGEST_NAME = 300  # characters

_TYPE = re.compile(r"[a-z0-9!#$&^_+-]{1,60}/[a-z0-9!#$&^_.+-]{1,90}\Z")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_OFFICE = "application/vnd.openxmlformats-officedocument"
# fmt: off
_BY_ENDING = {
    # text
    "txt": "text/plain", "log": "text/plain", "htm": "text/html", "html": "text/html", "csv": "text/csv",
    "ics": "text/calendar", "vcf": "text/vcard", "xml": "application/xml", "json": "application/json",
    "rtf": "application/rtf",
    # pictures
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "heic": "image/heic",
    "svg": "image/svg+xml", "ico": "image/x-icon", "emf": "image/emf", "wmf": "image/wmf",
    # documents
    "pdf": "application/pdf", "doc": "application/msword", "dot": "application/msword",
    "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint", "ps": "application/postscript",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    # archives
    "zip": "application/zip", "gz": "application/gzip", "tgz": "application/gzip", "tar": "application/x-tar",
    "7z": "application/x-7z-compressed", "rar": "application/vnd.rar", "bz2": "application/x-bzip2",
    # sound and film
    "mp3": "audio/mpeg", "wav": "audio/x-wav", "mp4": "video/mp4", "mov": "video/quicktime",
    "avi": "video/x-msvideo", "mpg": "video/mpeg", "mpeg": "video/mpeg",
    # mail
    "eml": "message/rfc822", "msg": "application/vnd.ms-outlook", "p7m": "application/pkcs7-mime",
    "p7s": "application/pkcs7-signature", "asc": "application/pgp-signature",
}
# fmt: on


@dataclass(frozen=True)
class File:
    """A file, decoded; `name` is as the sender wrote it, "" where it has none."""

    name: str
    type: str
    data: bytes
    content_id: str = ""
    inline: bool = False


def type_of(name: str, stated: str = "") -> str:
    """The MIME type of a file: as stated, else by the ending of its name."""
    stated = stated.split(";")[0].strip().lower()
    if _TYPE.match(stated) and not stated.startswith("multipart/"):
        return stated
    return _BY_ENDING.get(name.rpartition(".")[2].strip().lower(), "application/octet-stream")


def fields(file: File) -> Iterator[tuple[str, bytes]]:
    """The header fields that say what the file is, without the encoding of its content."""
    yield "Content-Type", file.type.encode("ascii", "replace")
    kind = b"inline" if file.inline and not file.type.startswith("text/") else b"attachment"
    name = quote(_CONTROLS.sub(" ", file.name)[:LONGEST_NAME].encode("utf-8", "replace"), safe="")
    yield "Content-Disposition", kind + (b"; filename*=utf-8''" + name.encode("ascii") if name else b"")
    if content_id := _CONTROLS.sub("", file.content_id).strip("<> ")[:500]:
        yield "Content-ID", f"<{content_id}>".encode("utf-8", "replace")

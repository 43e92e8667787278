"""The parts that stand in a mail for what its containers held; each leaf brings its content in `data`."""

from __future__ import annotations

from dataclasses import replace

from postroom.mail.containers import files
from postroom.mail.containers.files import File
from postroom.mail.containers.letter import Words
from postroom.mail.headers import Fields
from postroom.mail.structure import Part, Structure

# `start` and `end` of these parts are those of the container, or of nothing where they are empty


def holder(container: Part, children: list[Part], *, is_root: bool) -> Part:
    """The multipart in place of a container. Only the root keeps its fields: they are those of the mail."""
    fields = container.fields if is_root else Fields()
    return Part(fields, "multipart/mixed", {}, container.start, container.end, children)


def nothing(container: Part) -> Part:
    """An empty text in place of a mail whose only part has vanished."""
    return Part(container.fields, "text/plain", {}, container.start, container.start, data=b"")


def file_part(container: Part, file: File) -> Part:
    fields = Fields(tuple((name.lower(), value) for name, value in files.fields(file)))
    parameters = {"name": file.name} if file.name else {}
    end = container.end if file.data else container.start
    return Part(fields, file.type, parameters, container.start, end, data=file.data)


def text_part(container: Part, kind: str, data: bytes, parameters: dict[str, str]) -> Part:
    """A piece of the body; `parameters` are those of its type, as its charset."""
    fields = Fields((("content-type", kind.encode("ascii")),))
    end = container.end if data.strip() else container.start
    return Part(fields, kind, parameters, container.start, end, data=data)


def words_part(container: Part, words: Words) -> Part:
    """A body that stands there as text, as HTML, or as both."""
    said = (("text/plain", words.plain), ("text/html", words.html))
    parts = [
        text_part(container, kind, text.encode("utf-8", "replace"), {"charset": "utf-8"})
        for kind, text in said
        if text.strip()
    ]
    if len(parts) == 1:
        return parts[0]
    return Part(Fields(), "multipart/alternative", {}, container.start, container.end, parts)


def in_place_of(container: Part, mail: Structure, inner: Part) -> Part:
    """The root of a mail that lay in a container; all that is said of the content now comes from inside."""
    outer = (item for item in container.fields.items if not item[0].startswith("content-"))
    own = (item for item in inner.fields.items if item[0].startswith("content-"))
    return replace(_detached(container, mail, inner), fields=Fields((*outer, *own)))


def _detached(container: Part, mail: Structure, part: Part) -> Part:
    """A part of another mail, whose offsets mean nothing in this one."""
    if part.children:
        children = [_detached(container, mail, child) for child in part.children]
        return replace(part, start=container.start, end=container.end, children=children)
    data = mail.content(part)
    end = container.end if part.end > part.start else container.start
    return replace(part, start=container.start, end=end, data=data)

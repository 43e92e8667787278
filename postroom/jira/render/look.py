"""What a document is to look like in a mail: everything that the document itself does not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Picture:
    """A picture or file of the document, as this mail can show it."""

    src: str  # "cid:..." or a link that needs no login; "" for what is only named, such as a PDF
    name: str = ""
    width: int | None = None  # in pixels, of the picture itself
    url: str = ""  # where a person can open it


@dataclass(frozen=True)
class Words:
    """The words that are ours in what we write; the rest are the document's."""

    info: str = "Info"
    note: str = "Note"
    tip: str = "Tip"
    warning: str = "Warning"
    error: str = "Error"
    success: str = "Success"
    picture: str = "picture"
    file: str = "file"
    decision: str = "Decision"
    somebody: str = "somebody"
    issues: str = "list of issues"
    synced: str = "content from another page"
    expand: str = "Details"
    missing: str = "not shown in this mail"
    deep: str = "nested too deeply to be laid out"


def iso(day: date) -> str:
    return day.isoformat()


@dataclass(frozen=True)
class Look:
    """How one mail shows documents; nothing is fetched, what is not given here is named in words."""

    pictures: Mapping[str, Picture] = field(default_factory=dict)  # by media id; external ones by address
    people: Mapping[str, str] = field(default_factory=dict)  # names by account id
    site: str = ""  # such as https://example.atlassian.net, for links without a host
    open_expands: bool = True  # False: folded where the mail program can, by <details>
    styled: bool = True  # False: classes alone; then put STYLESHEET or one's own before css-inline
    day: Callable[[date], str] = iso  # how dates are written; those of documents have no zone
    words: Words = field(default_factory=Words)

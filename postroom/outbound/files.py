"""The files of an issue for one notice: which attachment a picture is, and its bytes, read once for all receivers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from postroom.connections import kept
from postroom.errors import Permanent
from postroom.jira import issues
from postroom.jira.client import Jira
from postroom.jira.render import UsedMedia
from postroom.jira.snapshot import File

FOREVER = 86_400.0  # seconds; what an attachment's id stands for never changes
MOST_ASKED = 30  # attachments of an issue that are asked for their media id
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass
class Files:
    """`most`: octets in one mail, all its files together."""

    jira: Jira
    attachments: tuple[File, ...]
    most: int
    _contents: dict[str, bytes] = field(default_factory=dict)

    def picture(self, used: UsedMedia, allowed: frozenset[str]) -> File | None:
        """The attachment that a document shows, if it is a picture that may be shown."""
        seen = [each for each in self.attachments if each.id in allowed and each.type in PICTURES]
        named = [each for each in seen if used.name and each.name == used.name]
        if len(named) == 1:
            return named[0]
        return next(
            (each for each in (named or seen)[-MOST_ASKED:] if self._media_id(each) == used.key), None
        )

    def content(self, file: File) -> bytes:
        if file.id not in self._contents:
            path = f"attachment/content/{file.id}"
            self._contents[file.id] = b"".join(self.jira.download(path))
        return self._contents[file.id]

    def fitting(self, wanted: Iterable[File], taken: int = 0) -> list[File]:
        """Those that still fit into the mail, in their order."""
        found = []
        for each in wanted:
            if taken + each.size <= self.most:
                taken += each.size
                found.append(each)
        return found

    def by_id(self) -> Mapping[str, File]:
        return {each.id: each for each in self.attachments}

    def _media_id(self, file: File) -> str:
        def load() -> str:
            try:
                return issues.media_id(self.jira, file.id)
            except Permanent:  # gone, or not for us: then it is not this picture
                return ""

        return kept().get(("media", self.jira.site, file.id), FOREVER, load)

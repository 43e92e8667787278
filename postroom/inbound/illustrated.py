"""A text with the pictures of its mail: from their content ids to what Jira's documents show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from postroom.inbound.route import Plan
from postroom.jira import adf, issues
from postroom.jira.adf import Media
from postroom.jira.client import Jira
from postroom.jira.verdict import Rejected
from postroom.journal import Answer, Run

T = TypeVar("T")


@dataclass(frozen=True)
class Illustrated:
    """The body of a plan whose files are on the issue; `files` are the answers of the attach steps."""

    jira: Jira
    plan: Plan
    files: Sequence[Answer]

    def send(self, run: Run, ready: Callable[[], None], send: Callable[[dict[str, Any]], T]) -> T:
        """Send the text with its pictures. Where Jira does not take them, links to the files stand for them."""
        if not self.plan.pictures:
            ready()
            return send(self.plan.body)
        media = dict(self.media())
        doc = adf.place_pictures(self.plan.body, media)
        ready()
        if not media:
            return send(doc)
        try:
            return send(doc)
        except Rejected as refusal:
            if refusal.status != 400:
                raise
            run.say(f"Jira does not show the pictures in the text ({refusal}); links stand for them.")
            ready()
            return send(
                adf.place_pictures(self.plan.body, {name: one.as_link() for name, one in media.items()})
            )

    def media(self) -> Iterator[tuple[str, Media]]:
        """Each placeholder with the attachment that it stands for."""
        names = self.plan.picture_names
        attached = {
            index: id
            for answer in self.files
            for index, id in zip(answer.content or (), answer.ids, strict=False)
        }
        for content_id, index in self.plan.pictures:
            if index in attached:
                id = attached[index]
                media_id = issues.media_id(self.jira, id)
                yield content_id, Media(media_id, issues.attachment_url(self.jira, id), names[content_id])

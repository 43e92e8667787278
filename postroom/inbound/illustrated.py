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
Doc = dict[str, Any]

TEXT_FIELDS = {"description", "comment", "body"}


@dataclass(frozen=True)
class Illustrated:
    """The body of a plan whose files are on the issue; `files` are the answers of the attach steps."""

    jira: Jira
    plan: Plan
    files: Sequence[Answer]

    def send(self, run: Run, ready: Callable[[], None], send: Callable[[Doc], T]) -> T:
        """Send the text with its pictures; where Jira does not take them, with links to the files."""
        media = dict(self.media())
        links = {name: one.as_link() for name, one in media.items()}
        forms = [adf.place_pictures(self.plan.body, each) for each in (media, links) if media]
        return simpler(run, ready, forms or [self.plan.body], send)

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


def simpler(run: Run, ready: Callable[[], None], forms: Sequence[Doc], send: Callable[[Doc], T]) -> T:
    """Send the first of these forms of a text that Jira takes; at last its plain text. Other refusals are raised."""
    for number, doc in enumerate(forms, start=1):
        ready()
        try:
            return send(doc)
        except Rejected as refusal:
            if refusal.status != 400 or (refusal.fields and not TEXT_FIELDS & refusal.fields.keys()):
                raise
            how = "with links to the pictures" if number < len(forms) else "as plain text"
            run.say(f"Jira does not take the text in this form ({refusal}); sent {how}.")
    ready()
    return send(adf.text_to_adf(adf.doc_text(forms[-1])))

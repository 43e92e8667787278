"""One thing that happened in Jira, with the identity by which it counts once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

CREATED, UPDATED, DELETED, LINK = "created", "updated", "deleted", "link"
COMMENTED, COMMENT_EDITED, COMMENT_DELETED = "commented", "comment_edited", "comment_deleted"
WORKLOG, WORKLOG_EDITED, WORKLOG_DELETED = "worklog", "worklog_edited", "worklog_deleted"

#: Recorded and left at that: another event tells of it, or it is none of an issue's.
ATTACHMENT, UNLINKED, OTHER = "attachment", "unlinked", "other"


@dataclass(frozen=True)
class Change:
    """One item of a changelog. `old` and `new` are ids where the field has such, the texts are for people."""

    field: str
    field_id: str = ""
    old: str = ""
    new: str = ""
    old_text: str = ""
    new_text: str = ""


@dataclass(frozen=True)
class Event:
    """Its identity within a site is kind, entity and version; what a webhook leaves out is "".

    entity and version: issue id and "" (created, deleted); changelog id and "" (updated); comment or worklog
    id and the milliseconds of its making (commented, worklog) or of its last change (…_edited), "" once it
    is deleted; link id/issue id and "" (link). `mailing` is False where somebody asked Jira not to send mail.
    """

    kind: str
    entity: str
    version: str
    at: datetime
    issue_id: str = ""
    issue_key: str = ""
    project: str = ""
    summary: str = ""
    actor: str = ""
    actor_name: str = ""
    comment_id: str = ""
    worklog_id: str = ""
    changes: tuple[Change, ...] = ()
    mailing: bool = True

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.kind, self.entity, self.version

    @property
    def order(self) -> tuple[datetime, bool, int, str]:
        """To sort by: of the same millisecond an issue's making is first, and Jira's ids grow."""
        return self.at, self.kind != CREATED, len(self.entity), self.entity

    def by(self, person: tuple[str, str]) -> Event:
        """The same, done by the person with this account id and name."""
        return replace(self, actor=person[0], actor_name=person[1])

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat(), "changes": [asdict(each) for each in self.changes]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Event:
        """What `to_json` wrote."""
        changes = tuple(Change(**each) for each in value["changes"])
        return cls(**{**value, "at": datetime.fromisoformat(value["at"]), "changes": changes})

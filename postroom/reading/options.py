"""What may be asked of the child that reads mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FULL_TEXT = -1  # in place of an attachment's index: the text of the whole body, as UTF-8


@dataclass(frozen=True)
class Options:
    """How a mail is read: whose Authentication-Results count, whether old text is folded away, and with which
    keys its DKIM signatures are checked again (name in the DNS -> TXT record, "" for no key; None: not at all).
    """

    trusted: tuple[str, ...] = ()
    fold: bool = True
    keys: Mapping[str, str] | None = None

    def to_json(self) -> dict[str, Any]:
        keys = None if self.keys is None else dict(self.keys)
        return {"trusted": list(self.trusted), "fold": self.fold, "keys": keys}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Options:
        return cls(tuple(value["trusted"]), value["fold"], value["keys"])

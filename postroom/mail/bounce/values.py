"""What a delivery report says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal["address", "full", "size", "policy", "network", "other"]


@dataclass(frozen=True)
class Bounce:
    """What a delivery report says (RFC 3464, and those who never heard of it)."""

    recipients: tuple[str, ...]  # who did not get it, lower case, in order
    status: str  # enhanced status code (RFC 3463) such as "5.1.1", "" where the mail gives none
    permanent: bool  # False for a delay notice, and for a failure that is called temporary
    reason: Reason
    message_id: str = ""  # of the mail that bounced, without <>, "" where the report does not say
    diagnostic: str = ""  # the words of the server that refused, at most 1,000 characters

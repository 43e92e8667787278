"""The tables: configuration and records."""

from postroom.models.config import Installation, JiraSite, MessageSource, Profile, SourceState
from postroom.models.records import (
    Conversation,
    Effect,
    Fingerprint,
    InboundMessage,
    MessageId,
    Plan,
    SeenPicture,
    SeenUidl,
    StoredMail,
    StoredPiece,
)

__all__ = [
    "Conversation",
    "Effect",
    "Fingerprint",
    "InboundMessage",
    "Installation",
    "JiraSite",
    "MessageId",
    "MessageSource",
    "Plan",
    "Profile",
    "SeenPicture",
    "SeenUidl",
    "SourceState",
    "StoredMail",
    "StoredPiece",
]

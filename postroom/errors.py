"""The ways a stage can end early. Nothing else crosses a stage boundary.

PostroomError
├── Temporary        try again, after `retry_after` seconds where the other side said so
│   ├── Unanswered   a request may have been carried out: look for its mark before repeating it
│   └── Away         the whole Jira site does not answer or refuses us: its circuit opens
├── Permanent        trying again will not help: park the record, show the admin
├── Refused          policy or the sender's doing: recorded, perhaps answered, never retried
└── BadConfiguration a setting or a document of the operator's is wrong: says which and what to do
"""

from __future__ import annotations


class PostroomError(Exception):
    """Something that we foresaw. The text is for people: what happened, to what, and what to do now."""


class Temporary(PostroomError):
    """Try again later. `retry_after` is in seconds; None leaves the delay to the retry rule."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unanswered(Temporary):
    """The request left us and no answer came: it may or may not have been carried out."""


class Away(Temporary):
    """The site as a whole is out of reach, or refuses our credentials."""


class Permanent(PostroomError):
    """Trying again will not help; a person has to look."""


class Refused(PostroomError):
    """Policy or the sender's doing. `outcome` is the word the record ends with."""

    def __init__(self, reason: str, outcome: str = "refused") -> None:
        super().__init__(reason)
        self.reason = reason
        self.outcome = outcome


class BadConfiguration(PostroomError):
    """A setting, a file or a configuration document cannot be used as it is."""

"""What a refusal means: the class of its reason, and whether trying again could help."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.mail.bounce.values import Reason


@dataclass(frozen=True)
class Verdict:
    """`permanent` is None where neither status nor words tell."""

    reason: Reason
    permanent: bool | None


def judge(status: str, words: str) -> Verdict:
    """Judge a refusal by its enhanced status ("" without one) and the words of the server that refused."""
    return Verdict("other", None)

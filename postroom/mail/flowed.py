"""Text whose long lines were broken for transport, put together again (format=flowed, RFC 3676)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_QUOTE = re.compile(r"(>*+)( ?)")
_SIGNATURE = "-- "  # ends with a space, yet does not flow (RFC 3676, 4.3)


def unflow(text: str, *, delete_space: bool = False) -> str:
    """`text` with one line per paragraph; `delete_space` (delsp=yes) is for scripts that write no spaces.

    Quote marks at the beginning of a paragraph stay, those of its further lines go; stuffed spaces go.
    """
    return "\n".join(_paragraphs(text.split("\n"), delete_space=delete_space))


def _paragraphs(lines: list[str], *, delete_space: bool) -> Iterator[str]:
    pending: list[str] = []  # the lines of a paragraph that has not ended yet
    depth = 0
    for line in lines:
        if not pending and not line.startswith((">", " ")) and not line.endswith(" "):
            yield line
            continue
        quote = _QUOTE.match(line)
        marks, stuffing = (quote[1], quote[2]) if quote else ("", "")
        words = line[len(marks) + len(stuffing) :]
        if pending and (len(marks) != depth or words == _SIGNATURE):
            yield "".join(pending)
            pending = []
        pending.append(words if pending or not marks else marks + stuffing + words)
        depth = len(marks)
        if not words.endswith(" ") or words == _SIGNATURE:
            yield "".join(pending)
            pending = []
        elif delete_space:
            pending[-1] = pending[-1][:-1]
    if pending:
        yield "".join(pending)
